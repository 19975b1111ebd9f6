"""Does the place or the length of an option give the key away?"""

import math
from collections import Counter
from collections.abc import Iterator

from question_bank.items import TRUE, Bank, Item, ItemType
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import say

LEAST_EXPECTED = 5
"""Questions expected in each place before a chi-square test says anything."""
LEAST_QUESTIONS = 20
SURE = 0.01


def key_positions(bank: Bank) -> Iterator[Problem]:
    """Right answers that stand in some places more often than chance, by number of options (chi-square)."""
    by_size: dict[int, Counter[int]] = {}
    for item in bank.items:
        if (place := _place_of_key(item)) is not None:
            size = 2 if item.type is ItemType.TRUE_FALSE else len(item.options)
            # True/false items are told from singles with two options by a negative size.
            by_size.setdefault(-size if item.type is ItemType.TRUE_FALSE else size, Counter())[place] += 1
    for size, counts in sorted(by_size.items()):
        observed = [counts[place] for place in range(abs(size))]
        if sum(observed) < LEAST_EXPECTED * abs(size):
            continue
        statistic = chi_square(observed)
        if chi_square_tail(statistic, abs(size) - 1) < SURE:
            params: dict[str, object] = {
                "counts": _said(observed, truths=size < 0),
                "n": sum(observed),
                "statistic": f"{statistic:.1f}",
                "df": abs(size) - 1,
            }
            yield Problem(Severity.WARNING, "key_positions", None, params)


def longest_is_key(bank: Bank) -> Iterator[Problem]:
    """The right option is the longest one more often than chance."""
    hits = number = 0
    expected = variance = 0.0
    for item in bank.items:
        longest = _longest(item, bank.base_language)
        if longest is None:
            continue
        number += 1
        hits += longest in item.right
        chance = 1 / len(item.options)
        expected += chance
        variance += chance * (1 - chance)
    if number < LEAST_QUESTIONS:
        return
    # One-sided normal approximation with continuity correction; 2.326 leaves 1 % to chance.
    if hits - 0.5 - expected > 2.326 * math.sqrt(variance):
        params: dict[str, object] = {"k": hits, "n": number, "expected": f"{expected:.0f}"}
        yield Problem(Severity.WARNING, "longest_is_key", None, params)


def chi_square(observed: list[int]) -> float:
    """Pearson's statistic against equal frequencies."""
    expected = sum(observed) / len(observed)
    return sum((count - expected) ** 2 for count in observed) / expected


def chi_square_tail(statistic: float, df: int) -> float:
    """P(chi-square with `df` degrees of freedom > statistic), in closed form for whole numbers of them."""
    half = statistic / 2
    if df % 2 == 0:
        term, total = math.exp(-half), 0.0
        for step in range(df // 2):
            total += term
            term *= half / (step + 1)
        return total
    total = math.erfc(math.sqrt(half))
    term = math.exp(-half) * math.sqrt(half) / math.gamma(1.5)
    for step in range((df - 1) // 2):
        total += term
        term *= half / (step + 1.5)
    return total


def _place_of_key(item: Item) -> int | None:
    if len(item.right) != 1:
        return None
    if item.type is ItemType.TRUE_FALSE:
        return 0 if item.right[0] == TRUE else 1
    keys = [option.key for option in item.options]
    if item.type is not ItemType.SINGLE or item.right[0] not in keys or len(keys) < 2:
        return None
    return keys.index(item.right[0])


def _longest(item: Item, base: str) -> str | None:
    """The option longer than every other one of a single choice, if there is one."""
    if item.type is not ItemType.SINGLE or len(item.options) < 2:
        return None
    ranked = sorted(((len(say(option.text, base)), option.key) for option in item.options), reverse=True)
    return ranked[0][1] if ranked[0][0] > ranked[1][0] else None


def _said(observed: list[int], truths: bool) -> str:
    names = ["✓", "✗"] if truths else [chr(ord("A") + place) for place in range(len(observed))]
    return ", ".join(f"{name} {count}" for name, count in zip(names, observed, strict=True))
