"""What kinds and states of quizzes are called on screen."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.quizzes.models import Counting, Ending, Quiz, QuizKind, QuizState

KINDS: dict[QuizKind, Any] = {
    QuizKind.EXAM: _l("Exam"),
    QuizKind.TEAM: _l("Team quiz"),
    QuizKind.AWARENESS: _l("Awareness check"),
    QuizKind.HANDS_ON: _l("Hands-on check"),
    QuizKind.ORAL: _l("Oral check"),
}
KIND_NOTES: dict[QuizKind, Any] = {
    QuizKind.EXAM: _l("Named people sit it on their phones inside a time you set; it can be passed."),
    QuizKind.TEAM: _l("Ten minutes in the evening meeting: people join with a code."),
    QuizKind.AWARENESS: _l("Retailers answer five items by QR code; only totals are shown."),
    QuizKind.HANDS_ON: _l("An examiner watches somebody work and ticks the steps."),
    QuizKind.ORAL: _l("An examiner asks and enters what was answered."),
}
STATES: dict[QuizState, tuple[str, Any]] = {
    QuizState.DRAFT: ("none", _l("Draft")),
    QuizState.SCHEDULED: ("warn", _l("Opens later")),
    QuizState.OPEN: ("ok", _l("Open")),
    QuizState.CLOSED: ("none", _l("Closed")),
}
COUNTINGS: dict[Counting, Any] = {
    Counting.BEST: _l("the best"),
    Counting.LAST: _l("the last"),
    Counting.FIRST: _l("the first"),
    Counting.MEAN: _l("the mean of all"),
}
ENDINGS: dict[Ending, Any] = {
    Ending.SELF: _l("handed in"),
    Ending.TIME: _l("time was over"),
    Ending.FORCED: _l("handed in by the supervisor"),
    Ending.EXAMINER: _l("examined"),
}
REPEATS: dict[str, Any] = {"never": _l("never"), "month": _l("each month")}


def kind_name(kind: str) -> str:
    return str(KINDS[QuizKind(kind)])


def state_words(quiz: Quiz, at: datetime) -> tuple[str, str]:
    """The lamp of a quiz and its word."""
    lamp, word = STATES[quiz.state_at(at)]
    return lamp, str(word)
