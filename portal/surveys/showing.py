"""Show-when rules as simple conditions that selects can edit, and as words that anybody can read."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from question_bank.errors import ExpressionError
from question_bank.expressions import And, Answered, Compare, Expression, Not, Or, Value, parse
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem, say

LISTS = frozenset({ItemType.MULTIPLE, ItemType.RANKING})
NUMBERS = frozenset({ItemType.RATING, ItemType.NPS, ItemType.NUMBER})
CHOICES = LISTS | {ItemType.SINGLE}
# Pairs and tables have several values; a rule about one of their parts is written by hand.
SIMPLE = CHOICES | NUMBERS | {ItemType.SHORT_TEXT, ItemType.LONG_TEXT, ItemType.DATE}
ASKED = ("answered", "unanswered")


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the builder; `op` is a comparison, or `lacks`, `answered`, `unanswered`."""

    item: str
    op: str
    value: str = ""


def conditions_of(rule: str) -> tuple[str, list[Condition]] | None:
    """The joining word and the conditions; None for a rule that needs brackets."""
    if not rule:
        return "and", []
    try:
        tree = parse(rule)
    except ExpressionError:
        return None
    joiner = "or" if isinstance(tree, Or) else "and"
    leaves = tree.parts if isinstance(tree, (And, Or)) else (tree,)
    found = [_condition(leaf) for leaf in leaves]
    conditions = [each for each in found if each is not None]
    return (joiner, conditions) if len(conditions) == len(found) else None


def rule_of(joiner: str, conditions: Sequence[Condition], asked: Questionnaire) -> str:
    """The rule in the rule language; a condition about an item that is gone is left out."""
    known = {item.key: item for item in asked.items}
    texts = [_text(each, known[each.item]) for each in conditions if each.item in known]
    return f" {'or' if joiner == 'or' else 'and'} ".join(texts)


def operators(item: SurveyItem) -> tuple[str, ...]:
    """The comparisons that make sense for an item of this type."""
    if item.type in LISTS:
        return ("has", "lacks", *ASKED)
    if item.type is ItemType.SINGLE:
        return ("=", "!=", *ASKED)
    if item.type in NUMBERS:
        return ("=", "!=", "<=", ">=", "<", ">", *ASKED)
    return ASKED


def candidates(asked: Questionnaire, before: str) -> list[SurveyItem]:
    """The items a rule of the item `before` may speak of: those asked earlier, with one value each."""
    found: list[SurveyItem] = []
    for item in asked.items:
        if item.key == before:
            break
        if item.type in SIMPLE:
            found.append(item)
    return found


def in_words(rule: str, asked: Questionnaire, language: str) -> str:
    """For a manager: when question 2 is “stopped”."""
    if not rule:
        return _("always shown")
    try:
        return _("when %(rule)s", rule=_words(parse(rule), asked, language))
    except ExpressionError as error:
        return _(error.template, **error.params)


def _condition(leaf: Expression) -> Condition | None:
    if isinstance(leaf, Not):
        inner = _condition(leaf.inner)
        opposite = {"has": "lacks", "answered": "unanswered"}.get(inner.op) if inner else None
        return Condition(inner.item, opposite, inner.value) if inner and opposite else None
    if isinstance(leaf, Answered) and leaf.part is None:
        return Condition(leaf.item, "answered")
    if isinstance(leaf, Compare) and leaf.part is None:
        return Condition(leaf.item, leaf.op, str(leaf.value))
    return None


def _text(condition: Condition, item: SurveyItem) -> str:
    op = condition.op if condition.op in operators(item) else operators(item)[0]
    if op == "answered":
        return f"answered({item.key})"
    if op == "unanswered":
        return f"not answered({item.key})"
    value = _value(condition.value, item)
    return f"not {item.key} has {value}" if op == "lacks" else f"{item.key} {op} {value}"


def _value(typed: str, item: SurveyItem) -> str:
    """The value as the rule language writes it; what is not offered becomes the first that is."""
    if item.type in NUMBERS:
        try:
            number = float(typed)
        except ValueError:
            number = float(item.scale()[0]) if item.type is not ItemType.NUMBER else 0.0
        return str(int(number)) if number.is_integer() else str(number)
    known = [option.key for option in item.options]
    return f'"{typed if typed in known else (known or [""])[0]}"'


def _words(rule: Expression, asked: Questionnaire, language: str) -> str:
    if isinstance(rule, (And, Or)):
        joiner = _(" and ") if isinstance(rule, And) else _(" or ")
        return joiner.join(_bracketed(part, asked, language) for part in rule.parts)
    if isinstance(rule, Not):
        return _("not (%(rule)s)", rule=_words(rule.inner, asked, language))
    name = _name(rule.item, rule.part, asked, language)
    if isinstance(rule, Answered):
        return _("%(item)s is answered", item=name)
    value = _shown(rule.value, rule.item, asked, language)
    return str(_sentences()[rule.op]) % {"item": name, "value": value}


def _sentences() -> dict[str, str]:
    return {
        "=": _("%(item)s is “%(value)s”"),
        "!=": _("%(item)s is not “%(value)s”"),
        "has": _("%(item)s includes “%(value)s”"),
        "<=": _("%(item)s is %(value)s or less"),
        ">=": _("%(item)s is %(value)s or more"),
        "<": _("%(item)s is less than %(value)s"),
        ">": _("%(item)s is more than %(value)s"),
    }


def _bracketed(part: Expression, asked: Questionnaire, language: str) -> str:
    words = _words(part, asked, language)
    return f"({words})" if isinstance(part, (And, Or)) else words


def _name(key: str, part: str | None, asked: Questionnaire, language: str) -> str:
    number = asked.numbered().get(key)
    name = _("question %(number)s", number=number) if number else f"“{key}”"
    return f"{name} ({part})" if part else name


def _shown(value: Value, key: str, asked: Questionnaire, language: str) -> str:
    option = next((item.option(str(value)) for item in asked.items if item.key == key), None)
    return say(option.text, language, asked.base_language) if option else str(value)
