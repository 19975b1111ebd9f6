"""Do the show-when rules of a questionnaire make sense, and can each of them ever hold?"""

import itertools
from collections.abc import Iterable, Iterator

from question_bank import expressions
from question_bank.answer_fields import parts
from question_bank.answers import is_shown, rule_of
from question_bank.errors import ExpressionError
from question_bank.expressions import Answered, Compare
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem

MOST_TRIALS = 2_000
"""Answer combinations tried before a rule is taken to be reachable."""

_ONE_OPTION = frozenset({ItemType.SINGLE, ItemType.MATRIX})
_LISTS = frozenset({ItemType.MULTIPLE, ItemType.RANKING})
_NUMBERS = frozenset({ItemType.RATING, ItemType.NPS, ItemType.KANO, ItemType.GAP, ItemType.NUMBER})
_WITH_PARTS = frozenset({ItemType.KANO, ItemType.GAP, ItemType.MATRIX})


def problems(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Unreadable rules, unknown or later items, comparisons that cannot be, rules that never hold."""
    before: dict[str, SurveyItem] = {}
    all_keys = {item.key for item in questionnaire.items}
    for item in questionnaire.items:
        own = list(_of_rule(item, before, all_keys)) if item.show_when else []
        yield from own
        if item.show_when and not own and not _can_hold(item, before):
            yield Problem(Severity.ERROR, "never_shown", item.key)
        before[item.key] = item


def _of_rule(item: SurveyItem, before: dict[str, SurveyItem], all_keys: set[str]) -> Iterator[Problem]:
    try:
        rule = expressions.parse(item.show_when)
    except ExpressionError as error:
        yield Problem(Severity.ERROR, error.code, item.key, error.params)
        return
    for leaf in expressions.leaves(rule):
        other = before.get(leaf.item)
        params: dict[str, object] = {"other": leaf.item}
        if other is None:
            code: str | None = "rule_later_item" if leaf.item in all_keys else "rule_unknown_item"
        else:
            code = _of_leaf(leaf, other)
        if code == "rule_unknown_option" and isinstance(leaf, Compare):
            params["value"] = leaf.value
        if code:
            yield Problem(Severity.ERROR, code, item.key, params)


def _of_leaf(leaf: Compare | Answered, other: SurveyItem) -> str | None:
    """What is wrong with comparing this earlier item so; None when it is sound."""
    if not other.answers:
        return "rule_silent_item"
    if leaf.part is not None and (other.type not in _WITH_PARTS or leaf.part not in parts(other)):
        return "rule_wrong_kind"
    if isinstance(leaf, Answered):
        return None
    if leaf.part is None and other.type in _WITH_PARTS:
        return "rule_wrong_kind"
    return _of_value(leaf, other)


def _of_value(leaf: Compare, other: SurveyItem) -> str | None:
    listed = other.type in _LISTS
    if (leaf.op == "has") != listed or isinstance(leaf.value, str) is (other.type in _NUMBERS):
        return "rule_wrong_kind"
    if leaf.op in ("<", "<=", ">", ">=") and other.type not in _NUMBERS:
        return "rule_wrong_kind"
    if (listed or other.type in _ONE_OPTION) and other.option(str(leaf.value)) is None:
        return "rule_unknown_option"
    return None


def _can_hold(item: SurveyItem, before: dict[str, SurveyItem]) -> bool:
    """Tries the answers of all items the rule depends on; True when there are too many."""
    involved = _involved(item, before)
    leaves = [leaf for each in [*involved, item] for leaf in _leaves(each)]
    trials = itertools.product(*(_candidates(each, leaves) for each in involved))
    for count, combination in enumerate(trials):
        if count >= MOST_TRIALS:
            return True
        answers = _answers(involved, combination)
        if answers is not None and is_shown(item, answers):
            return True
    return False


def _answers(involved: list[SurveyItem], combination: tuple[object, ...]) -> dict[str, object] | None:
    """What would be stored; None when a required question would stay open."""
    answers: dict[str, object] = {}
    for item, answer in zip(involved, combination, strict=True):
        if not is_shown(item, answers):
            continue
        if answer is None and item.required:
            return None
        if answer is not None:
            answers[item.key] = answer
    return answers


def _involved(item: SurveyItem, before: dict[str, SurveyItem]) -> list[SurveyItem]:
    """The earlier items the rule looks at, directly or through their own rules, in order."""
    wanted: set[str] = set()
    waiting = [item]
    while waiting:
        for leaf in _leaves(waiting.pop()):
            if leaf.item in before and leaf.item not in wanted:
                wanted.add(leaf.item)
                waiting.append(before[leaf.item])
    return [each for key, each in before.items() if key in wanted]


def _leaves(item: SurveyItem) -> list[Compare | Answered]:
    rule = rule_of(item.show_when)
    return [] if rule is None else list(expressions.leaves(rule))


def _candidates(item: SurveyItem, leaves: Iterable[Compare | Answered]) -> list[object]:
    """No answer, and one answer for each way the rules can tell answers of this item apart."""
    compared = [leaf for leaf in leaves if isinstance(leaf, Compare) and leaf.item == item.key]
    if item.type is ItemType.SINGLE:
        return [None, *(option.key for option in item.options)]
    if item.type in _LISTS:
        return [None, *_lists(item, {str(leaf.value) for leaf in compared})]
    if item.type in _WITH_PARTS:
        return [None, *_pairs(item, compared)]
    if item.type in _NUMBERS:
        return [None, *_numbers(item, compared)]
    return [None, *{str(leaf.value) for leaf in compared}, "…"]


def _lists(item: SurveyItem, named: set[str]) -> list[object]:
    """Choices among the options the rules name, and one option that they do not name."""
    keys = [option.key for option in item.options if option.key in named]
    most = min(item.choose_at_most or len(keys), len(keys))
    alone = {option.key for option in item.options if option.exclusive}
    chosen = (some for size in range(1, most + 1) for some in itertools.combinations(keys, size))
    allowed = (list(some) for some in chosen if len(some) == 1 or not alone & set(some))
    other = [[option.key] for option in item.options if option.key not in named]
    return [*other[:1], *itertools.islice(allowed, MOST_TRIALS)]


def _numbers(item: SurveyItem, compared: list[Compare]) -> list[object]:
    """Every step of a scale; for free numbers each limit the rules name, what lies between, and beyond."""
    if item.type is not ItemType.NUMBER:
        return list(item.scale())
    limits = sorted({leaf.value for leaf in compared if isinstance(leaf.value, (int, float))}) or [0]
    between = [(low + high) / 2 for low, high in itertools.pairwise(limits)]
    own = [end for end in (item.minimum, item.maximum) if end is not None]
    low = float("-inf") if item.minimum is None else item.minimum
    high = float("inf") if item.maximum is None else item.maximum
    tried = {*limits, *between, *own, limits[0] - 1, limits[-1] + 1}
    return [number for number in sorted(tried) if low <= number <= high]


def _pairs(item: SurveyItem, compared: list[Compare]) -> list[object]:
    """Combinations of the parts the rules name; parts they do not name cannot matter."""
    named = sorted({leaf.part for leaf in compared if leaf.part}) or list(parts(item)[:1])
    values: list[object] = list(item.scale())
    if item.type is ItemType.MATRIX:
        values = [option.key for option in item.options]
    some = itertools.islice(itertools.product(values, repeat=len(named)), MOST_TRIALS)
    return [dict(zip(named, combination, strict=True)) for combination in some]
