"""上机操作 and 一问一答: who may examine whom, and an examination from its beginning to its end.

The result is an attempt like any other, with its examiner. What he ticks is a mark by hand, so that handing
in leaves nothing to be marked.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import joinedload

from portal import chain, clock
from portal.access import STAFF, can, visible_to
from portal.columns import random_id
from portal.errors import Refused
from portal.extensions import db
from portal.forms import UNSTORABLE
from portal.people import audit
from portal.people.models import Account, Tree
from portal.quizzes.attempts import beginning, examining_answers, marks, sitting
from portal.quizzes.attempts.asked import Sheet
from portal.quizzes.models import Attempt, Ending, ManualMark, Marking, Participant, Quiz, QuizState
from portal.quizzes.models.quizzes import EXAMINED
from portal.quizzes.papers import drawing
from portal.quizzes.setup import publishing
from portal.retailers import register
from portal.retailers.models import Retailer
from portal.wire import borrowed

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Examined:
    """Whoever is examined: a colleague or a shop."""

    account: Account | None = None
    retailer: Retailer | None = None

    @classmethod
    def of(cls, attempt: Attempt) -> "Examined":
        return cls(attempt.account, attempt.retailer)

    @property
    def name(self) -> str:
        return self.account.name if self.account else self.retailer.name if self.retailer else ""

    @property
    def unit_id(self) -> uuid.UUID:
        return (self.account or self.retailer).unit_id  # type: ignore[union-attr]

    @property
    def key(self) -> dict[str, Any]:
        """What says in the tables whose attempt it is."""
        found = {"account_id": self.account.id} if self.account else {}
        return found or {"retailer_id": self.retailer.id if self.retailer else None}


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody to choose, with the attempt that is open or was the last, and what that was worth."""

    who: Examined
    attempt: Attempt | None = None
    marking: Marking | None = None

    @property
    def is_open(self) -> bool:
        return self.attempt is not None and self.attempt.handed_in_at is None


def known_to(person: Account) -> Select[Quiz]:
    """The published examinations of the own units and of those above."""
    units = person.units_below() | person.units_above()
    return select(Quiz).where(
        Quiz.unit_id.in_(units), Quiz.kind.in_(EXAMINED), Quiz.published_at.is_not(None),
        Quiz.archived_at.is_(None),
    )  # fmt: skip


def open_now(person: Account, at: datetime) -> list[tuple[Quiz, int]]:
    """Each with how many the person has examined, or the people of the own units for those who lead them."""
    found = db.session.scalars(known_to(person).order_by(Quiz.created_at.desc()))
    quizzes = [quiz for quiz in found if quiz.state_at(at) is QuizState.OPEN]
    mine = Attempt.examiner_id == person.id if person.role == STAFF else _inside(person)
    counts = (
        select(Attempt.quiz_id, func.count())
        .where(Attempt.quiz_id.in_([quiz.id for quiz in quizzes]), Attempt.handed_in_at.is_not(None), mine)
        .group_by(Attempt.quiz_id)
    )
    done = {quiz_id: n for quiz_id, n in db.session.execute(counts)}
    return [(quiz, done.get(quiz.id, 0)) for quiz in quizzes]


def shops(person: Account, quiz: Quiz) -> Select[Retailer]:
    """Staff examine the shops in their own care, others those of their units."""
    query = visible_to(person, Retailer).where(
        Retailer.closed_at.is_(None), Retailer.unit_id.in_(Tree.load().below(quiz.unit_id))
    )
    return query if can(person, "see retailers") else query.where(false())


def colleagues(person: Account, quiz: Quiz) -> Select[Account]:
    """Whoever leads people examines those of the own units; staff examine nobody of their own."""
    query = select(Account).where(
        Account.unit_id.in_(person.units_below() & Tree.load().below(quiz.unit_id)),
        Account.disabled_at.is_(None),
    )
    return query.where(false()) if person.role == STAFF else query


def found_shops(person: Account, quiz: Quiz, typed: str) -> list[Row]:
    """By a shop's code, name, initials or the end of its licence; the first ones where nothing is typed."""
    typed = UNSTORABLE.sub("", typed).strip()[:80]
    query, coded = shops(person, quiz), chain.contributions("shop of code", typed) if typed else []
    query = query.where(Retailer.id == coded[0]) if coded else register.searched(query, typed)
    found = db.session.scalars(query.order_by(Retailer.name, Retailer.licence).limit(SHOWN))
    return _rows(quiz, [Examined(retailer=shop) for shop in found])


def found_colleagues(person: Account, quiz: Quiz, typed: str) -> list[Row]:
    """By the name or the staff number."""
    typed = UNSTORABLE.sub("", typed).strip()[:80]
    query = colleagues(person, quiz).where(Account.id != person.id)
    if typed:
        query = query.where(
            Account.name.contains(typed, autoescape=True) | Account.login.startswith(typed, autoescape=True)
        )
    found = db.session.scalars(query.order_by(Account.name, Account.login).limit(SHOWN))
    return _rows(quiz, [Examined(account=account) for account in found])


def under_way(person: Account, quiz: Quiz) -> list[Attempt]:
    """What this examiner has begun and not finished."""
    return list(db.session.scalars(mine(person).where(Attempt.quiz_id == quiz.id, _OPEN)))


def mine(person: Account) -> Select[Attempt]:
    """The attempts this person examined, or is examining."""
    known = known_to(person).with_only_columns(Quiz.id)
    return select(Attempt).where(
        Attempt.examiner_id == person.id, Attempt.quiz_id.in_(known), _inside(person)
    )  # fmt: skip


def begin(quiz: Quiz, who: Examined, examiner: Account, at: datetime) -> Attempt:
    """The attempt that is open, or the next one; somebody else's goes on with that examiner."""
    if who.account is not None and who.account.id == examiner.id:
        raise Refused(_("Nobody examines himself. Let a colleague do it."))
    if quiz.state_at(at) is not QuizState.OPEN:
        raise Refused(_("This quiz is not open now."))
    found = open_attempt(quiz, who)
    if found is None:
        row = _next(quiz, who, examiner, at)
        with borrowed(db.session.connection()) as wire:
            beginning.begin(wire, row)
        # Where two begin at once, both find the one that was first.
        found = open_attempt(quiz, who)
    if found is None:
        raise Refused(_("This examination was begun and finished by somebody else. Look again."))
    if found.examiner_id != examiner.id:
        name = found.examiner.name if found.examiner else ""
        raise Refused(_("%(name)s is being examined by %(examiner)s.", name=who.name, examiner=name))
    return found


def take_over(quiz: Quiz, attempt: Attempt, examiner: Account, at: datetime) -> None:
    """Go on with what somebody else began and left."""
    if attempt.account_id == examiner.id:
        raise Refused(_("Nobody examines himself. Let a colleague do it."))
    sitting.hold(attempt)
    if attempt.handed_in_at is not None:
        raise Refused(_("This examination is finished already."))
    changes = {"examiner": [str(attempt.examiner_id), str(examiner.id)], "attempt": [None, str(attempt.id)]}
    attempt.examiner_id = examiner.id
    audit.record(examiner, "take over examination", quiz, changes=changes, at=at)
    db.session.flush()


def save(
    quiz: Quiz, attempt: Attempt, sheet: Sheet, saves: Sequence[sitting.Save], by: Account, at: datetime
) -> list[sitting.Receipt]:
    """Journal entries of the examiner; what he ticked becomes the mark of its question."""
    receipts = sitting.save(quiz, attempt, saves, at=at, author_id=by.id)
    _renew_marks(attempt, sheet, by, at)
    return receipts


def finish(quiz: Quiz, attempt: Attempt, by: Account, at: datetime) -> Marking | None:
    """Twice is the same as once."""
    return sitting.hand_in(quiz, attempt, at=at, ending=Ending.EXAMINER, by=by)


def marks_of(attempt: Attempt) -> dict[str, ManualMark]:
    """The marks the examiner gave, by item."""
    query = select(ManualMark).where(
        ManualMark.quiz_id == attempt.quiz_id, ManualMark.attempt_id == attempt.id,
        ManualMark.is_second.is_(False),
    )  # fmt: skip
    return {str(row.item_id): row for row in db.session.scalars(query.order_by(ManualMark.n))}


def open_attempt(quiz: Quiz, who: Examined) -> Attempt | None:
    return db.session.scalars(_of(quiz, who).where(_OPEN)).first()


_OPEN = Attempt.handed_in_at.is_(None)


def _inside(person: Account) -> Any:
    return Attempt.unit_id.in_(person.units_below())


def _of(quiz: Quiz, who: Examined) -> Select[Attempt]:
    return select(Attempt).filter_by(quiz_id=quiz.id, **who.key).order_by(Attempt.number)


def _next(quiz: Quiz, who: Examined, examiner: Account, at: datetime) -> dict[str, Any]:
    """The row of the next attempt, or Refused. Colleagues get a seat, by which they find their result."""
    seat = publishing.take_seat(quiz, who.account) if who.account else None
    earlier = list(db.session.scalars(_of(quiz, who)))
    reason = _why_not(quiz, seat, earlier, at)
    if reason is not None:
        raise Refused(f"{who.name}: {reason}")
    number = len(earlier) + 1
    paper = drawing.paper_n(quiz, seat.seat if seat else 1, number)
    return beginning.NOT_YET | who.key | {
        "quiz_id": quiz.id, "id": random_id(), "unit_id": seat.unit_id if seat else who.unit_id,
        "number": number, "paper_n": paper, "started_at": at, "due_at": quiz.ended_at,
        "examiner_id": examiner.id,
    }  # fmt: skip


def _why_not(quiz: Quiz, seat: Participant | None, earlier: Sequence[Attempt], at: datetime) -> str | None:
    extra = seat.extra_attempts if seat else 0
    if len(earlier) >= quiz.attempts + extra:
        return str(_("no attempt is left (%(n)s used).", n=len(earlier)))
    if not earlier:
        return None
    again = _day(earlier[-1].handed_in_at or at) + timedelta(days=quiz.retake_days)
    if not extra and _day(at) < again:
        return str(_("the next attempt is possible from %(day)s.", day=again.isoformat()))
    marking = marks.current(earlier[-1])
    if quiz.retake_failed_only and marking is not None and marking.passed:
        return str(_("has passed; there is nothing to repeat."))
    return None


def _day(at: datetime) -> date:
    return clock.day_of(at, current_app.config["TIME_ZONE"])


def _renew_marks(attempt: Attempt, sheet: Sheet, by: Account, at: datetime) -> None:
    """While an attempt is open its marks follow the journal; once it is sealed, later ones are appended."""
    answers, known = sitting.answers_now(attempt), marks_of(attempt)
    for asked in sheet.asked:
        item = asked.question.item
        if not examining_answers.is_seen(asked.item) or item not in answers:
            continue
        seen = examining_answers.seen(asked.item, answers[item][1])
        mark = known.get(item)
        if mark is None:
            mark = ManualMark(quiz_id=attempt.quiz_id, attempt_id=attempt.id, item_id=asked.item_id, n=1)
            db.session.add(mark)
        mark.fraction, mark.ticks = examining_answers.fraction(asked.item, seen), list(seen.ticks)
        mark.comment, mark.marker_id, mark.marked_at = seen.comment, by.id, at
    db.session.flush()


def _rows(quiz: Quiz, people: Sequence[Examined]) -> list[Row]:
    """The attempt that is open or was the last, for each."""
    accounts = [each.account.id for each in people if each.account]
    retailers = [each.retailer.id for each in people if each.retailer]
    query = (
        select(Attempt, Marking)
        .outerjoin(
            Marking,
            (Marking.quiz_id == Attempt.quiz_id) & (Marking.attempt_id == Attempt.id) & Marking.is_current,
        )
        .options(joinedload(Attempt.examiner))
        .where(Attempt.quiz_id == quiz.id)
        .where(Attempt.account_id.in_(accounts) | Attempt.retailer_id.in_(retailers))
        .order_by(Attempt.number)
    )
    last = {row[0].account_id or row[0].retailer_id: row for row in db.session.execute(query)}
    found = []
    for each in people:
        attempt, marking = last.get(next(iter(each.key.values())), (None, None))
        found.append(Row(each, attempt, marking))
    return found
