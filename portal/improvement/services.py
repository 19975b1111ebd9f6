"""What is done to problems, and whom they concern. Nothing here commits."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.access import visible_to
from portal.columns import ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.improvement.models import Problem, ProblemTeam
from portal.people import audit
from portal.people.models import OWN, Account, Tree, Unit
from portal.quizzes.banks import banking, wording
from portal.quizzes.models import QuizItem


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says about a problem; without `units` and `posts` it concerns everybody below it."""

    statement: Mapping[str, str]
    is_key: bool = False
    indicator_id: uuid.UUID | None = None
    owner_id: uuid.UUID | None = None
    baseline_numerator: float | None = None
    baseline_denominator: float | None = None
    baseline_on: date | None = None
    units: tuple[uuid.UUID, ...] = field(default=())
    posts: tuple[str, ...] = field(default=())


def create_problem(
    *, unit: Unit, details: Details, actor: Account | None, at: datetime, source: str = OWN
) -> Problem:
    # The unit's row is held, so that two at once do not take the same number.
    db.session.execute(select(Unit.id).where(Unit.id == unit.id).with_for_update(key_share=True))
    last = db.session.scalar(select(func.max(Problem.number)).where(Problem.unit_id == unit.id)) or 0
    problem = Problem(
        id=ordered_id(), unit_id=unit.id, number=last + 1, statement=dict(details.statement),
        created_by_id=actor.id if actor else None, created_at=at, source=source,
    )  # fmt: skip
    db.session.add(problem)
    _describe(problem, details)
    audit.record(actor, "create", problem, name=_name(problem), at=at)
    db.session.flush()
    return problem


def change_problem(problem: Problem, details: Details, *, actor: Account | None, at: datetime) -> None:
    teams = _team_words(problem)
    _describe(problem, details)
    changes = audit.changed_fields(problem)
    if teams != _team_words(problem):
        changes["teams"] = [teams, _team_words(problem)]
    if changes:
        audit.record(actor, "edit", problem, changes=changes, name=_name(problem), at=at)
    db.session.flush()


def archive_problem(problem: Problem, *, actor: Account | None, at: datetime) -> None:
    """Out of every list; its items and what was answered stay."""
    if problem.archived_at is not None:
        raise Refused(_("This problem is in the archive already."))
    problem.archived_at = at
    audit.record(actor, "archive", problem, name=_name(problem), at=at)
    db.session.flush()


def restore_problem(problem: Problem, *, actor: Account | None, at: datetime) -> None:
    problem.archived_at = None
    audit.record(actor, "restore", problem, name=_name(problem), at=at)
    db.session.flush()


def put_into_practice_set(
    problem: Problem, items: Iterable[QuizItem], *, actor: Account | None, at: datetime
) -> int:
    """These items belong to the problem from now on; returns how many did not before."""
    return _give(problem, [each for each in items if each.problem_id != problem.id], problem.id, actor, at)


def take_out_of_practice_set(
    problem: Problem, items: Iterable[QuizItem], *, actor: Account | None, at: datetime
) -> int:
    """What was answered while they belonged to it keeps counting for the problem."""
    return _give(problem, [each for each in items if each.problem_id == problem.id], None, actor, at)


def concerns(problem: Problem, account: Account, tree: Tree) -> bool:
    """Whether somebody of the problem's unit or below belongs to one of its teams."""
    if account.unit_id not in tree.below(problem.unit_id):
        return False
    return not problem.teams or any(_in_team(team, account, tree) for team in problem.teams)


def problems_of(account: Account) -> list[Problem]:
    """The open problems that concern this person."""
    tree = Tree.load()
    query = select(Problem).where(
        Problem.unit_id.in_({account.unit_id} | tree.above(account.unit_id)), *_open()
    )
    found = db.session.scalars(query.options(selectinload(Problem.teams)).order_by(Problem.number))
    return [problem for problem in found if concerns(problem, account, tree)]


def problems_in_sight(person: Account) -> list[Problem]:
    query = visible_to(person, Problem).where(*_open()).order_by(Problem.number)
    return list(db.session.scalars(query))


def people_concerned(problem: Problem) -> list[Account]:
    """Whom the problem concerns today, on duty."""
    tree = Tree.load()
    query = select(Account).where(
        Account.unit_id.in_(tree.below(problem.unit_id)), Account.disabled_at.is_(None)
    )
    found = db.session.scalars(query.order_by(Account.unit_id, Account.login))
    return [account for account in found if concerns(problem, account, tree)]


def _open() -> tuple[Any, ...]:
    return Problem.archived_at.is_(None), Problem.closed_at.is_(None)


def _in_team(team: ProblemTeam, account: Account, tree: Tree) -> bool:
    in_unit = team.unit_id is None or account.unit_id in tree.below(team.unit_id)
    return in_unit and team.post in (None, account.post)


def _describe(problem: Problem, details: Details) -> None:
    if problem.statement != dict(details.statement):
        problem.statement = dict(details.statement)
    problem.is_key, problem.indicator_id = details.is_key, details.indicator_id
    problem.owner_id, problem.baseline_on = details.owner_id, details.baseline_on
    problem.baseline_numerator = details.baseline_numerator
    problem.baseline_denominator = details.baseline_denominator
    wanted: set[tuple[uuid.UUID | None, str | None]] = {(unit, None) for unit in details.units}
    wanted |= {(None, post) for post in details.posts}
    kept = [team for team in problem.teams if (team.unit_id, team.post) in wanted]
    missing = wanted - {(team.unit_id, team.post) for team in kept}
    fresh = [ProblemTeam(unit_id=unit, post=post) for unit, post in sorted(missing, key=str)]
    problem.teams = kept + fresh


def _team_words(problem: Problem) -> str:
    names = dict(
        db.session.execute(
            select(Unit.id, Unit.name).where(Unit.id.in_([team.unit_id for team in problem.teams]))
        ).all()
    )
    words = [names.get(team.unit_id, "") if team.unit_id else (team.post or "") for team in problem.teams]
    return ", ".join(sorted(words))


def _name(problem: Problem) -> str:
    return next((words for words in problem.statement.values() if words), "")


def _give(
    problem: Problem,
    items: list[QuizItem],
    problem_id: uuid.UUID | None,
    actor: Account | None,
    at: datetime,
) -> int:
    for row in items:
        version = wording.version(row)
        material_id = version.material_id if version else None
        banking.change_item(
            row, wording.current(row), actor=actor, at=at, problem_id=problem_id, material_id=material_id
        )
    if items:
        verb = "add practice items" if problem_id else "take out practice items"
        numbers = ", ".join(str(row.number) for row in items)
        audit.record(actor, verb, problem, changes={"items": [None, numbers]}, name=_name(problem), at=at)
        db.session.flush()
    return len(items)
