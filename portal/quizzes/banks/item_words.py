"""What kinds of items, ways of marking and judgements are called on screen."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from question_bank.items import ItemType, Rule
from question_bank.problems import Problem

TYPES: dict[ItemType, Any] = {
    ItemType.SINGLE: _l("Single choice"),
    ItemType.MULTIPLE: _l("Multiple choice"),
    ItemType.TRUE_FALSE: _l("True or false"),
    ItemType.FILL_IN: _l("Fill in"),
    ItemType.NUMERIC: _l("Numeric"),
    ItemType.MATCHING: _l("Matching"),
    ItemType.ORDERING: _l("Put in order"),
    ItemType.ESSAY: _l("Short essay"),
    ItemType.INFORMATION: _l("Information"),
}
SHORT_TYPES: dict[str, Any] = {
    "single": _l("Single"),
    "multiple": _l("Multiple"),
    "true_false": _l("True/false"),
    "fill_in": _l("Fill in"),
    "numeric": _l("Numeric"),
    "matching": _l("Matching"),
    "ordering": _l("Put in order"),
    "essay": _l("Essay"),
    "information": _l("Information"),
}
RULES: dict[Rule, Any] = {
    Rule.ALL_OR_NOTHING: _l("All right or nothing"),
    Rule.MISSING_SHARE: _l("Part for what is right, nothing once something is wrong"),
    Rule.MISSING_HALF: _l("Half when something is missing, nothing once something is wrong"),
    Rule.PER_OPTION: _l("Each answer has its own worth"),
    Rule.EDC: _l("Every decision counts, taken or left"),
    Rule.HALVES: _l("Half for one mistake, a quarter for two"),
    Rule.PER_PART: _l("Each part counts for itself"),
    Rule.ADJACENT: _l("Each right neighbour counts"),
    Rule.POSITION: _l("Each right place counts"),
}
VERDICTS: dict[str, tuple[str, Any]] = {
    "good": ("ok", _l("Good")),
    "usable": ("ok", _l("Usable")),
    "too_easy": ("warn", _l("Easy")),
    "too_hard": ("warn", _l("Hard")),
    "hardly_tells": ("warn", _l("Tells little")),
    "check_key": ("bad", _l("Check the key")),
    "": ("none", _l("Too few answers")),
}
CHANGES: dict[str, Any] = {
    "key": _l("key"),
    "options": _l("options"),
    "wording": _l("wording"),
    "about": _l("explanation, place or source"),
}
LAMPS = {"error": "bad", "warning": "warn", "hint": "none"}


def problem_words(problem: Problem) -> str:
    """What a check found, in the reader's language."""
    return _(problem.template, **problem.params)


def change_words(kinds: str) -> str:
    """`key wording` as people read it."""
    return ", ".join(str(CHANGES.get(kind, kind)) for kind in kinds.split())
