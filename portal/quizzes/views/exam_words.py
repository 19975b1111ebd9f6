"""What the script of an exam page says; {a}, {b} and {c} are filled in by it."""

from functools import lru_cache

from flask_babel import lazy_gettext as _l

from portal.i18n import current_language
from portal.quizzes.views.blueprint import bp
from portal.templating import json_attribute

WORDS = {
    "left": _l("time left"),
    "saved": _l("Saved {a}"),
    "open": _l("Not on the server yet: {a}"),
    "all": _l("All on the server"),
    "net": _l("The network is poor. Your answers are kept in this phone; trying again in {a} s."),
    "poor": _l("The network is poor. Do not close this page; trying again in {a} s."),
    "five": _l("5 minutes left."),
    "one": _l("1 minute left. What you have entered is being saved."),
    "over": _l("Time is over. Handing in for you ..."),
    "sending": _l("Handing in ..."),
    "look": _l("See the result"),
    "signin": _l("Sign in again"),
    "done": _l("{a} of {b} answered, {c} marked"),
    "none": _l("You have answered all {a} questions."),
    "some": _l("Questions without an answer: {a}"),
    "newer": _l("Question {a} was changed on another device. That answer holds."),
    "at": _l("Question {a} of {b}"),
    "flag": _l("Come back to it"),
    "unflag": _l("Remove the mark"),
    "again": _l("Load again"),
    "has": _l("has an answer"),
    "not": _l("has none"),
    "flagged": _l("to come back to"),
    "card": _l("To the answer card"),
    "next": _l("Next question"),
}


@bp.app_template_global()
def exam_words() -> str:
    return _in(current_language())


@lru_cache(maxsize=8)
def _in(language: str) -> str:
    """In the language of the page, which is that of the request."""
    return json_attribute({name: str(words) for name, words in WORDS.items()})
