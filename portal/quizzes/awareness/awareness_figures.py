"""知晓率: how many retailers know it, by question, district and size, beside those who serve them.

Figures advance by whole days that together bring at least k new answers, to every line that is shown already
as well, or when the check has closed: two looks, subtracted, never show the answers of one shop. Groups below
k stay hidden, with a second one where the total would give them away.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal import clock
from portal.access import Person
from portal.extensions import db
from portal.methods.proportions import Proportion, proportion
from portal.methods.suppression import K, suppress_line
from portal.people import settings
from portal.people.models import Account, Tree, Unit, UnitKind
from portal.quizzes.awareness import awareness
from portal.quizzes.awareness.awareness import Check
from portal.quizzes.models import AwarenessResponse, ItemResult, PracticeAnswer, Quiz, QuizState

SIZES = ("small", "medium", "large")
CUSTOMER_MANAGER = "customer_manager"
FULL = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Answered:
    """What is counted of one answer sheet."""

    unit_id: uuid.UUID
    size: str | None
    knows: bool
    right: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the table: who, how many of them know it; None where too few answered to be shown."""

    name: str
    share: Proportion | None
    by_item: tuple[Proportion | None, ...]
    staff: Proportion | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything on the page; `received` is live, the rest as far as it may be shown."""

    received: int
    counted: int
    k: int
    total: Group
    districts: tuple[Group, ...]
    sizes: tuple[Group, ...]

    @property
    def waiting(self) -> int:
        return self.received - self.counted


def figures(check: Check, person: Person, closed: bool) -> Figures:
    quiz = check.quiz
    k = max(int(settings.get(quiz.unit, "k")), K)
    days, districts = _by_day(quiz, person.units_below()), _districts(person.units_below(), quiz)
    counted = [each for day in _released(days, districts, k, closed) for each in _answered(check, days[day])]
    items = [question.item for question in check.questions]
    staff = _Staff(items)
    return Figures(
        received=sum(len(rows) for rows in days.values()),
        counted=len(counted),
        k=k,
        total=_group("", counted, items, len(counted) < k, staff.of(None, person)),
        districts=_lines(
            {name: [each for each in counted if each.unit_id in below] for name, below in districts.items()},
            counted, items, k, {name: staff.of(below, person) for name, below in districts.items()},
        ),
        sizes=_lines(
            {size: [each for each in counted if each.size == size] for size in SIZES}, counted, items, k, {}
        ),
    )  # fmt: skip


def showable(quiz: Quiz, units: frozenset[uuid.UUID]) -> list[AwarenessResponse]:
    """The answer sheets of these units that any figure may count: those of the page, none below k."""
    k, closed = max(int(settings.get(quiz.unit, "k")), K), quiz.state_at(clock.now()) is QuizState.CLOSED
    days = _by_day(quiz, units)
    rows = [row for day in _released(days, _districts(units, quiz), k, closed) for row in days[day]]
    return rows if len(rows) >= k else []


def released(
    counts: Mapping[date, int],
    k: int,
    closed: bool,
    groups: Mapping[date, Mapping[str, int]] | None = None,
) -> list[date]:
    """The days whose answers are shown: in steps of at least k, all of them once nothing more can come.

    `groups` counts the answers of a day by the lines of the tables: no step adds fewer than k to a line that
    is shown already.
    """
    shown: list[date] = []
    pending: list[date] = []
    known: Counter[str] = Counter()
    for day in sorted(counts):
        pending.append(day)
        fresh = sum((Counter((groups or {}).get(each, {})) for each in pending), Counter[str]())
        if sum(counts[each] for each in pending) >= k and all(
            n >= k or known[name] < k for name, n in fresh.items()
        ):
            shown, pending, known = shown + pending, [], known + fresh
    return shown + pending if closed else shown


def _released(
    days: Mapping[date, Sequence[AwarenessResponse]],
    districts: Mapping[str, frozenset[uuid.UUID]],
    k: int,
    closed: bool,
) -> list[date]:
    counts = {day: len(rows) for day, rows in days.items()}
    groups = {
        day: Counter(name for row in rows for name in _groups_of(row, districts))
        for day, rows in days.items()
    }
    return released(counts, k, closed, groups)


def _groups_of(row: AwarenessResponse, districts: Mapping[str, frozenset[uuid.UUID]]) -> list[str]:
    """The lines this sheet is counted in; what is in none of a table's lines can be told by subtraction."""
    inside = [f"district {name}" for name, below in districts.items() if row.unit_id in below]
    return [*(inside or ["no district"]), f"size {row.size}"]


def _by_day(quiz: Quiz, units: frozenset[uuid.UUID]) -> dict[date, list[AwarenessResponse]]:
    query = select(AwarenessResponse).where(
        AwarenessResponse.quiz_id == quiz.id, AwarenessResponse.unit_id.in_(units)
    )
    days: dict[date, list[AwarenessResponse]] = {}
    for row in db.session.scalars(query):
        days.setdefault(row.received_on, []).append(row)
    return days


def _answered(check: Check, rows: Sequence[AwarenessResponse]) -> list[Answered]:
    questions = len(check.questions)
    return [
        Answered(row.unit_id, row.size, awareness.knows(check.quiz, row.count_right, questions), row.right)
        for row in rows
    ]


def _districts(units: frozenset[uuid.UUID], quiz: Quiz) -> dict[str, frozenset[uuid.UUID]]:
    """The districts among these units, with the units below each."""
    tree = Tree.load()
    seen = units & tree.below(quiz.unit_id)
    query = select(Unit).where(Unit.id.in_(seen), Unit.kind == UnitKind.DISTRICT, Unit.archived_at.is_(None))
    rows = db.session.scalars(query.order_by(Unit.position, Unit.name))
    return {row.name: tree.below(row.id) for row in rows}


def _lines(
    groups: Mapping[str, Sequence[Answered]],
    counted: Sequence[Answered],
    items: Sequence[str],
    k: int,
    staff: Mapping[str, Proportion | None],
) -> tuple[Group, ...]:
    sizes = [len(rows) for rows in groups.values()]
    # Whoever is in no group is the total less the groups.
    hidden = suppress_line([*sizes, max(len(counted) - sum(sizes), 0)], k)[: len(sizes)]
    return tuple(
        _group(name, rows, items, hide, staff.get(name))
        for (name, rows), hide in zip(groups.items(), hidden, strict=True)
    )


def _group(
    name: str, rows: Sequence[Answered], items: Sequence[str], hide: bool, staff: Proportion | None
) -> Group:
    if hide or not rows:
        return Group(name, None, tuple(None for _item in items), staff)
    n = len(rows)
    by_item = tuple(proportion(sum(bool(row.right.get(item)) for row in rows), n) for item in items)
    return Group(name, proportion(sum(row.knows for row in rows), n), by_item, staff)


class _Staff:
    """What the customer managers answered to the same items, in exams and in practice."""

    def __init__(self, items: Sequence[str]) -> None:
        self._ids = [uuid.UUID(item) for item in items]

    def of(self, units: frozenset[uuid.UUID] | None, person: Person) -> Proportion | None:
        """Right answers of all, of those whose home these units are (None: all this person sees)."""
        seen = person.units_below() if units is None else units & person.units_below()
        serving = select(Account.id).where(Account.post == CUSTOMER_MANAGER, Account.unit_id.in_(seen))
        right = asked = 0
        for table in (ItemResult, PracticeAnswer):
            query = select(func.count(), func.count().filter(table.fraction >= FULL)).where(
                table.item_id.in_(self._ids), table.account_id.in_(serving), table.fraction.is_not(None)
            )
            n, k = db.session.execute(query).one()
            asked, right = asked + n, right + k
        return proportion(right, asked) if asked else None


def waves(quiz: Quiz) -> list[Quiz]:
    """The earlier checks this one repeats, oldest first, and itself."""
    found = [quiz]
    while found[0].repeat_of_id is not None:
        earlier = db.session.get(Quiz, found[0].repeat_of_id)
        if earlier is None or earlier in found:
            break
        found.insert(0, earlier)
    return found


def item_staff(check: Check, person: Person) -> list[Proportion | None]:
    """The serving staff's right answers by item."""
    return [_Staff([question.item]).of(None, person) for question in check.questions]
