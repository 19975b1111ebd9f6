"""What somebody is told before an exam begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from portal.quizzes.attempts import beginning
from portal.quizzes.attempts.review import MOMENTS, PARTS, USUAL
from portal.quizzes.models import Attempt, Participant, Quiz, QuizState
from portal.quizzes.papers import drawing
from portal.quizzes.setup.quiz_words import COUNTINGS


@dataclass(frozen=True, slots=True)
class Rules:
    """`open_one` is the attempt to go on with; `refusal` says why none can be begun."""

    lines: list[tuple[str, str]]
    state: QuizState
    open_one: Attempt | None
    earlier: Sequence[Attempt]
    refusal: str | None

    @property
    def may_begin(self) -> bool:
        return self.open_one is None and self.refusal is None and self.state is QuizState.OPEN


def rules(quiz: Quiz, seat: Participant, at: datetime) -> Rules:
    earlier = beginning.attempts_of(quiz, seat.account_id)
    open_one = next((each for each in earlier if each.handed_in_at is None), None)
    refusal = None if open_one else beginning.why_not_another(quiz, seat, earlier, at)
    return Rules(_lines(quiz, seat, earlier), quiz.state_at(at), open_one, earlier, refusal)


def _lines(quiz: Quiz, seat: Participant, earlier: Sequence[Attempt]) -> list[tuple[str, str]]:
    paper = drawing.paper(quiz.id, drawing.paper_n(quiz, seat.seat, max(len(earlier), 1)))
    count = len(paper.questions)
    asked = ngettext("%(num)s question", "%(num)s questions", count)
    points = _("%(points)s points in all", points=f"{paper.points:g}")
    found = [(_("Questions"), f"{asked} · {points}"), (_("Time limit"), _time(quiz, seat))]
    if quiz.earliest_minutes:
        found.append((_("Handing in"), _("not before %(n)s minutes have passed", n=quiz.earliest_minutes)))
    if quiz.pass_mark is not None:
        needed = f"{quiz.pass_mark * paper.points:g}"
        found.append(
            (
                _("Passed with"),
                _("%(points)s points (%(share)s)", points=needed, share=f"{quiz.pass_mark:.0%}"),
            )
        )
    found += [(_("Open from and until"), _window(quiz)), (_("Attempts left"), _attempts(quiz, seat, earlier))]
    return found + _review(quiz)


def _time(quiz: Quiz, seat: Participant) -> str:
    if quiz.minutes is None:
        return str(_("as long as it is open"))
    return str(_("%(n)s minutes", n=quiz.minutes + seat.extra_minutes))


def _window(quiz: Quiz) -> str:
    begins = _moment(quiz.opens_at) if quiz.opens_at else str(_("now"))
    return (
        f"{begins} – {_moment(quiz.ended_at)}" if quiz.ended_at else str(_("from %(moment)s", moment=begins))
    )


def _attempts(quiz: Quiz, seat: Participant, earlier: Sequence[Attempt]) -> str:
    allowed = quiz.attempts + seat.extra_attempts
    left = beginning.attempts_left(quiz, seat, earlier)
    words = str(_("%(left)s of %(allowed)s left", left=left, allowed=allowed))
    if allowed > 1:
        words += " · " + str(_("%(which)s counts", which=COUNTINGS[quiz.counting]))
    return words


def _review(quiz: Quiz) -> list[tuple[str, str]]:
    """What may be seen when; the second moment only where it adds something."""
    shown: set[str] = set()
    lines: list[tuple[str, str]] = []
    review: dict[str, Any] = quiz.review or USUAL
    for moment, title in MOMENTS.items():
        parts = [
            str(words)
            for part, words in PARTS.items()
            if part in review.get(moment, ()) and part not in shown
        ]
        shown |= set(review.get(moment, ()))
        if parts:
            lines.append((str(title), _("you see: %(parts)s", parts="、".join(parts))))
    return lines


def _moment(at: datetime | None) -> str:
    return "" if at is None else str(format_datetime(at, "MM-dd HH:mm"))
