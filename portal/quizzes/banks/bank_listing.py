"""The items of a bank as its page lists them: conditions, pages, and what the filters offer."""

import uuid
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select

from portal.extensions import db
from portal.forms import UNSTORABLE
from portal.quizzes.banks import bank_check_kinds, bank_checks, bank_health
from portal.quizzes.banks.bank_checks import Findings
from portal.quizzes.models import Bank, ItemFigure, QuizItem

PAGE = 50
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Row:
    item: QuizItem
    figure: ItemFigure | None


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    n: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        return (self.n - 1) * PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.n * PAGE, self.total)


@dataclass(frozen=True, slots=True)
class Facets:
    """What the items of a bank can be told apart by."""

    types: list[str]
    points: list[str]
    tags: list[str]
    problems: set[uuid.UUID]


def item_ids(bank: Bank, asked: Mapping[str, str], findings: Findings, today: date) -> list[uuid.UUID]:
    """Every item that fits, in the order of the bank."""
    query = _matching(bank, asked, today).with_only_columns(QuizItem.id, QuizItem.number)
    found = db.session.execute(query.order_by(QuizItem.number)).all()
    wanted = _wanted(bank, asked, findings)
    return [item_id for item_id, number in found if wanted is None or number in wanted]


def page_of(bank: Bank, asked: Mapping[str, str], n: int, findings: Findings, today: date) -> Page:
    if _wanted_by_texts(asked):
        ids = item_ids(bank, asked, findings, today)
        n, total = _within(n, len(ids)), len(ids)
        return Page(_rows(select(QuizItem).where(QuizItem.id.in_(ids[(n - 1) * PAGE : n * PAGE]))), n, total)
    query = _matching(bank, asked, today)
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    n = _within(n, total)
    return Page(_rows(query.limit(PAGE).offset((n - 1) * PAGE)), n, total)


def facets(bank: Bank) -> Facets:
    mine = QuizItem.bank_id == bank.id
    types = db.session.scalars(select(QuizItem.type).where(mine).distinct())
    points = db.session.scalars(select(QuizItem.knowledge_point).where(mine).distinct())
    tags = db.session.scalars(select(QuizItem.tags).where(mine).distinct())
    problems = db.session.scalars(select(QuizItem.problem_id).where(mine).distinct())
    return Facets(
        sorted(types), _branches(list(points)), sorted({tag for text in tags for tag in text.split()}),
        {each for each in problems if each is not None},
    )  # fmt: skip


def _rows(query: Select[QuizItem]) -> list[Row]:
    query = query.outerjoin(ItemFigure, ItemFigure.item_id == QuizItem.id).order_by(QuizItem.number)
    found = db.session.execute(query.with_only_columns(QuizItem, ItemFigure))
    return [Row(item, figure) for item, figure in found]


def _matching(bank: Bank, asked: Mapping[str, str], today: date) -> Select[QuizItem]:
    query = select(QuizItem).where(QuizItem.bank_id == bank.id)
    if asked.get("state") != "all":
        retired = QuizItem.retired_at.is_not(None)
        query = query.where(retired if asked.get("state") == "retired" else ~retired)
    if asked.get("type"):
        query = query.where(QuizItem.type == asked["type"])
    if asked.get("difficulty"):
        hard = int(asked["difficulty"]) if asked["difficulty"] in set("12345") else None
        query = query.where(QuizItem.difficulty == hard)
    if asked.get("tag"):
        query = query.where(QuizItem.tags.contains(f" {asked['tag']} ", autoescape=True))
    term = bank_health.condition(asked.get("check", ""), bank, today)
    if term is not None:
        query = query.where(term)
    return _searched(_placed(query, asked), asked.get("q", ""))


def _placed(query: Select[QuizItem], asked: Mapping[str, str]) -> Select[QuizItem]:
    """In a branch of the knowledge points, and under a problem."""
    branch, problem = asked.get("point", "").strip("/"), asked.get("problem", "")
    if branch:
        below = QuizItem.knowledge_point.startswith(branch + "/", autoescape=True)
        query = query.where(or_(QuizItem.knowledge_point == branch, below))
    if problem == "none":
        return query.where(QuizItem.problem_id.is_(None))
    return query.where(QuizItem.problem_id == _key(problem)) if problem else query


def _searched(query: Select[QuizItem], words: str) -> Select[QuizItem]:
    """A number of the bank, or words of the stem."""
    if not words:
        return query
    if words.isdecimal() and len(words) < 8:
        return query.where(or_(QuizItem.number == int(words), QuizItem.text.contains(words, autoescape=True)))
    return query.where(QuizItem.text.icontains(words, autoescape=True))


def _wanted_by_texts(asked: Mapping[str, str]) -> bool:
    """Whether what a look at the texts found decides; the database does not know that."""
    check = bank_check_kinds.KNOWN.get(asked.get("check", ""))
    return bool(asked.get("look")) or (check is not None and check not in bank_check_kinds.DATED)


def _wanted(bank: Bank, asked: Mapping[str, str], findings: Findings) -> Set[int] | None:
    """The numbers that what is asked for leaves; None where the database has answered already."""
    if not _wanted_by_texts(asked):
        return None
    if asked.get("look"):
        return bank_checks.to_look_at(bank, findings)
    return findings.checks.get(asked["check"], frozenset())


def cleaned(asked: Mapping[str, str]) -> dict[str, str]:
    """What of an address can be asked for at all."""
    known = ("q", "type", "point", "difficulty", "problem", "tag", "state", "check", "look")
    found = {key: asked.get(key, "").strip()[:LONGEST] for key in known}
    return {key: value for key, value in found.items() if value and not UNSTORABLE.search(value)}


def _branches(points: Sequence[str]) -> list[str]:
    """Every branch of the tree that holds an item."""
    found = set()
    for point in points:
        parts = point.split("/") if point else []
        found |= {"/".join(parts[: depth + 1]) for depth in range(len(parts))}
    return sorted(found)


def _within(n: int, total: int) -> int:
    return min(max(n, 1), max(1, -(-total // PAGE)))


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
