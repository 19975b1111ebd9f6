"""What an answer to one item is worth: a fraction of its points, by the rule that applies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from question_bank.item_answers import Answer, answered, canonical
from question_bank.items import SUITABLE, Item, ItemType, Rule
from question_bank.marking_parts import blanks, ordering, pairs
from question_bank.marking_words import worth
from question_bank.questionnaires import Text

RIGHT_BY_CERTAINTY = {1: 1, 2: 2, 3: 3}
WRONG_BY_CERTAINTY = {1: 0, 2: -2, 3: -6}
NEARLY_NOTHING = 1e-7


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer is worth; `fraction` is None while it waits for a person.

    `parts` says for each blank, pair or step what it was worth, so that one sees which one was wrong.
    """

    fraction: float | None
    answered: bool = True
    rule: Rule | None = None
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def pending(self) -> bool:
        """Whether a person has to look at it."""
        return self.fraction is None

    @property
    def right(self) -> bool:
        """Whether it is worth everything."""
        return self.fraction is not None and self.fraction >= 1 - NEARLY_NOTHING


def mark(item: Item, answer: object, rule: Rule | None = None) -> Mark:
    """The mark of one answer; `rule` overrides the item's own where the type knows it.

    What was not answered is worth nothing under every rule. ItemError if it cannot be an answer to this item.
    """
    given = canonical(item, answer)
    applied = rule_for(item, rule)
    if not answered(given):
        return Mark(0.0, answered=False, rule=applied)
    if applied is None:
        return Mark(None)
    parts: Mapping[str, float] = {}
    if item.type in (ItemType.FILL_IN, ItemType.MATCHING, ItemType.ORDERING):
        fraction, parts = _BY_PARTS[item.type](item, given, applied)
    elif item.type is ItemType.NUMERIC:
        fraction = _numeric(item, str(given), applied)
    else:
        fraction = _CHOICES[applied](item, frozenset((given,) if isinstance(given, str) else given or ()))
    return Mark(fraction, rule=applied, parts=parts)


def rule_for(item: Item, rule: Rule | None = None) -> Rule | None:
    """The rule that applies: the asked one, else the item's own, else the usual one of its type."""
    known = SUITABLE[item.type]
    for wanted in (rule, item.rule):
        if wanted in known:
            return wanted
    if Rule.PER_OPTION in known and any(option.fraction is not None for option in item.options):
        return Rule.PER_OPTION
    return known[0] if known else None


def with_certainty(fraction: float, certainty: int) -> float:
    """The fraction under certainty-based marking: right x1, x2, x3; wrong 0, -2, -6, as in Moodle."""
    if fraction <= NEARLY_NOTHING:
        return float(WRONG_BY_CERTAINTY[certainty])
    return RIGHT_BY_CERTAINTY[certainty] * fraction


def option_fractions(item: Item) -> dict[str, float]:
    """What each option is worth per option: as given, else 1 shared by the right ones, -1 by the wrong."""
    right = frozenset(item.right)
    wrong = sum(option.key not in right for option in item.options)
    single = item.type is not ItemType.MULTIPLE
    found = {}
    for option in item.options:
        usual = 1 / len(right) if option.key in right else (0.0 if single else -1 / wrong)
        found[option.key] = usual if option.fraction is None else option.fraction
    return found


def said(item: Item, answer: object, given: Mark) -> list[Text]:
    """What is said after answering: feedback on each chosen option, then on how right it was."""
    chosen = canonical(item, answer)
    keys = {chosen} if isinstance(chosen, str) else set(chosen or ())
    texts = [option.feedback for option in item.options if option.key in keys]
    if given.right:
        texts.append(item.feedback.right)
    elif given.fraction is not None:
        texts.append(item.feedback.partial if given.fraction > 0 else item.feedback.wrong)
    return [text for text in texts if text]


def _numeric(item: Item, typed: str, rule: Rule) -> float:
    units = [unit for unit in item.unit.values() if unit] or [""]
    fraction = max(worth(typed, item.accepted, unit=unit) for unit in units)
    return fraction if rule is Rule.PER_OPTION else float(fraction >= 1)


def _all_or_nothing(item: Item, chosen: frozenset[str]) -> float:
    return float(chosen == frozenset(item.right))


def _missing_share(item: Item, chosen: frozenset[str]) -> float:
    right = frozenset(item.right)
    return len(chosen) / len(right) if chosen <= right else 0.0


def _missing_half(item: Item, chosen: frozenset[str]) -> float:
    right = frozenset(item.right)
    return 1.0 if chosen == right else 0.5 * (chosen < right)


def _per_option(item: Item, chosen: frozenset[str]) -> float:
    fractions = option_fractions(item)
    earned = sum(fractions[key] for key in sorted(chosen))
    return min(max(earned, item.lower_bound), item.upper_bound)


def _edc(item: Item, chosen: frozenset[str]) -> float:
    """Every decision counts (Open edX): the share of options rightly chosen or rightly left alone."""
    return 1 - len(chosen ^ frozenset(item.right)) / len(item.options)


def _halves(item: Item, chosen: frozenset[str]) -> float:
    """Halves (Open edX): one error 1/2 if there are 3 options or more, two errors 1/4 if 5 or more."""
    errors = len(chosen ^ frozenset(item.right))
    if errors == 0:
        return 1.0
    if errors > 2 or len(item.options) <= 2 * errors:
        return 0.0
    return 0.5**errors


_CHOICES: dict[Rule, Callable[[Item, frozenset[str]], float]] = {
    Rule.ALL_OR_NOTHING: _all_or_nothing,
    Rule.MISSING_SHARE: _missing_share,
    Rule.MISSING_HALF: _missing_half,
    Rule.PER_OPTION: _per_option,
    Rule.EDC: _edc,
    Rule.HALVES: _halves,
}
_BY_PARTS: dict[ItemType, Callable[[Item, Answer, Rule], tuple[float, dict[str, float]]]] = {
    ItemType.FILL_IN: blanks,
    ItemType.MATCHING: pairs,
    ItemType.ORDERING: ordering,
}
