"""Items that are marked part by part: blanks, pairs and the places of an order."""

from collections.abc import Sequence
from itertools import pairwise

from question_bank.item_answers import Answer
from question_bank.items import Item, Rule
from question_bank.marking_words import fold, worth

Parts = tuple[float, dict[str, float]]


def blanks(item: Item, answer: Answer, rule: Rule) -> Parts:
    """What the filled blanks are worth together, and each."""
    typed = answer if isinstance(answer, dict) else {}
    keys = [blank.key for blank in item.blanks]
    table = [
        [worth(typed.get(key, ""), blank.accepted, blank.case_sensitive) for blank in item.blanks]
        for key in keys
    ]
    if item.any_order:
        _count_once(table, [fold(typed.get(key, "")) for key in keys])
    places = _best_places(table) if item.any_order else range(len(keys))
    found = {key: table[row][place] for row, (key, place) in enumerate(zip(keys, places, strict=True))}
    weights = {key: item.blanks[place].weight for key, place in zip(keys, places, strict=True)}
    return _together(found, weights, set(typed), rule), found


def pairs(item: Item, answer: Answer, rule: Rule) -> Parts:
    """What the matched pairs are worth together, and each; options that say the same count the same."""
    chosen = answer if isinstance(answer, dict) else {}
    words = {option.key: sorted(map(fold, option.text.values())) or option.key for option in item.options}
    found = {
        pair.key: float(pair.key in chosen and words[chosen[pair.key]] == words[pair.option])
        for pair in item.pairs
    }
    return _together(found, dict.fromkeys(found, 1.0), set(chosen), rule), found


def ordering(item: Item, answer: Answer, rule: Rule) -> Parts:
    """What an order is worth: whole, by right neighbours, or by right places."""
    given = list(answer) if isinstance(answer, tuple) else []
    in_place = {key: float(given[n : n + 1] == [key]) for n, key in enumerate(item.right)}
    if rule is Rule.ADJACENT:
        wanted = set(pairwise(item.right))
        return len(wanted & set(pairwise(given))) / len(wanted), in_place
    if rule is Rule.POSITION:
        return sum(in_place.values()) / len(in_place), in_place
    return float(given == list(item.right)), in_place


def _together(found: dict[str, float], weights: dict[str, float], filled: set[str], rule: Rule) -> float:
    # A blank that wants nothing typed is never missing; structure refuses it, so full means every part is 1.
    full = all(fraction >= 1 for fraction in found.values())
    if full or rule is Rule.ALL_OR_NOTHING:
        return float(full)
    if rule is not Rule.PER_PART and any(found[key] < 1 for key in filled):
        return 0.0
    if rule is Rule.MISSING_HALF:
        return 0.5
    earned = sum(max(found[key], 0.0) * weights[key] for key in found)
    return earned / (sum(weights.values()) or 1)


def _count_once(table: list[list[float]], texts: Sequence[str]) -> None:
    """The same words in two blanks are one answer: the later row is worth nothing."""
    for row, text in enumerate(texts):
        if text in texts[:row]:
            table[row] = [0.0] * len(texts)


def _best_places(table: Sequence[Sequence[float]]) -> list[int]:
    """Which blank each text goes to so that the sum is largest; `table[text][blank]` is its worth.

    Dynamic programming over the set of blanks already taken: n * 2^n steps, n is at most ten.
    """
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for row in table:
        reached: dict[int, tuple[float, list[int]]] = {}
        for taken, (total, places) in best.items():
            for place, value in enumerate(row):
                bit = 1 << place
                if taken & bit:
                    continue
                candidate = total + value
                if taken | bit not in reached or candidate > reached[taken | bit][0]:
                    reached[taken | bit] = (candidate, [*places, place])
        best = reached
    return best[(1 << len(table)) - 1][1]
