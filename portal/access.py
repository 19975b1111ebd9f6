"""Who may do what. The only way to rows, and the mark every route carries.

Knows no feature: a model is in scope when it carries `unit_id`. A model may say more of itself:
`shared_down = True` lets the units below read it (templates, banks, library), and
`own_rows(account)` narrows staff to what is theirs (their shops).
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from flask import abort, g, request
from flask_login import current_user
from sqlalchemy import Select, or_, select

from portal import security
from portal.extensions import db, login_manager

STAFF, LEADER, CLERK, MANAGER = "staff", "leader", "clerk", "manager"
TRAINER, AUDITOR, ADMIN = "trainer", "auditor", "admin"
ROLES = (STAFF, LEADER, CLERK, MANAGER, TRAINER, AUDITOR, ADMIN)

# One row an ability, one mark a role: the table managers see at /a/roles.
ABILITIES: dict[str, frozenset[str]] = {
    "see surveys": frozenset({LEADER, CLERK, MANAGER, TRAINER, AUDITOR, ADMIN}),
    "see results": frozenset({LEADER, CLERK, MANAGER, TRAINER, AUDITOR, ADMIN}),
    "see comments": frozenset({STAFF, LEADER, CLERK, MANAGER, AUDITOR}),
    "see identity": frozenset({STAFF, LEADER, CLERK, MANAGER, AUDITOR}),
    "export": frozenset({CLERK, MANAGER, AUDITOR}),
    "edit survey": frozenset({CLERK, MANAGER, TRAINER}),
    "publish survey": frozenset({MANAGER}),
    "distribute": frozenset({CLERK, MANAGER, TRAINER}),
    "see retailers": frozenset({STAFF, LEADER, CLERK, MANAGER, AUDITOR, ADMIN}),
    "edit retailers": frozenset({CLERK, MANAGER, ADMIN}),
    "manage people": frozenset({ADMIN}),
    "see people": frozenset({LEADER, CLERK, MANAGER, TRAINER, AUDITOR, ADMIN}),
    "change settings": frozenset({MANAGER, ADMIN}),
    "read audit": frozenset({AUDITOR, ADMIN}),
    "archive": frozenset({MANAGER, TRAINER}),
    "erase": frozenset({ADMIN}),
    "answer for others": frozenset({STAFF, LEADER, CLERK, MANAGER}),
    "use api": frozenset({CLERK, MANAGER, AUDITOR, ADMIN}),
    "code voice": frozenset({LEADER, CLERK, MANAGER}),
    "assign task": frozenset({LEADER, MANAGER}),
    "see scores": frozenset({STAFF, LEADER, MANAGER, TRAINER, AUDITOR}),
    "see quizzes": frozenset({LEADER, CLERK, MANAGER, TRAINER, AUDITOR, ADMIN}),
    "edit bank": frozenset({CLERK, MANAGER, TRAINER}),
    "sign bank": frozenset({MANAGER}),
    "run quiz": frozenset({MANAGER, TRAINER}),
    "start team quiz": frozenset({LEADER, MANAGER, TRAINER}),
    "see quiz results": frozenset({LEADER, MANAGER, TRAINER, AUDITOR}),
    "mark answers": frozenset({MANAGER, TRAINER}),
    "see evidence": frozenset({MANAGER, TRAINER, AUDITOR}),
    "examine": frozenset({STAFF, LEADER, CLERK, MANAGER, TRAINER}),
    "see problems": frozenset({LEADER, CLERK, MANAGER, TRAINER, AUDITOR, ADMIN}),
    "edit problem": frozenset({CLERK, MANAGER}),
}

# What an ancestor's shared row may be used for by the units below it.
READING = frozenset(
    {
        "see surveys", "see results", "see comments", "see retailers", "see people", "export", "see quizzes",
        "see quiz results", "see evidence", "see problems",
    }
)  # fmt: skip


class Person(Protocol):
    """What access needs to know of whoever is signed in."""

    id: uuid.UUID
    role: str
    unit_id: uuid.UUID
    is_authenticated: bool

    def units_below(self) -> frozenset[uuid.UUID]: ...
    def units_above(self) -> frozenset[uuid.UUID]: ...


Model = TypeVar("Model")
View = TypeVar("View", bound=Callable[..., Any])


def can(person: Any, ability: str) -> bool:
    """By the role; in a preview, only what the one who looks may do as well."""
    viewer = getattr(person, "viewed_by", None)
    if viewer is not None and viewer.role not in ABILITIES[ability]:
        return False
    return bool(person.is_authenticated) and person.role in ABILITIES[ability]


def visible_to(person: Person, model: type[Model]) -> Select[Model]:
    """Every row of the model this person may know of: the own subtree, and what ancestors share."""
    carrier = cast(Any, model)
    mine = carrier.unit_id.in_(person.units_below())
    if getattr(model, "shared_down", False):
        mine = or_(mine, carrier.unit_id.in_(person.units_above()))
    query = select(model).where(mine)
    own_rows = getattr(model, "own_rows", None)
    if own_rows is not None and person.role == STAFF:
        query = query.where(own_rows(person))
    return query


def fetch(model: type[Model], key: Any, may: str | None = None) -> Model:
    """The row, or 404 where it is not this person's to know of, or 403 where the right is missing."""
    ability = _wanted(may)
    query: Any = visible_to(current_user, model).where(cast(Any, model).id == key)
    row: Model | None = db.session.scalars(query).first()
    if row is None:
        abort(404)
    if ability is not None:
        require(ability, row)
    return row


def reach(query: Select[Model], may: str | None = None) -> Model:
    """Like `fetch`, where a feature has a rule of its own for what is known: the query is that rule."""
    ability = _wanted(may)
    row: Model | None = db.session.scalars(cast(Any, query)).first()
    if row is None:
        abort(404)
    if ability is not None:
        require(ability)
    return row


def _wanted(may: str | None) -> str | None:
    """The ability the view's mark promised, which is now being asked for."""
    pending = g.pop("pending_ability", None)
    return may or pending


def require(ability: str, row: Any = None) -> None:
    if not can(current_user, ability):
        abort(403)
    if row is not None and ability not in READING and row.unit_id not in current_user.units_below():
        abort(403)


def public(view: View) -> View:
    """Anybody: respondents have no account."""
    cast(Any, view).access = "public"
    return view


def signed_in(view: View) -> View:
    """Anybody with an account; what it shows is the person's own."""
    return _guard(view, None)


def signed_in_by_row(view: View) -> View:
    """Anybody with an account, where the view asks for the session in the statement that finds the row it
    is about: on paths too busy to ask twice. What extensions do around other requests is left out."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        security.require_token()
        return view(*args, **kwargs)

    cast(Any, guarded).access, cast(Any, guarded).sees_to_itself = "signed in", True
    return cast(View, guarded)


def needs(ability: str) -> Callable[[View], View]:
    """Accounts with this ability. Where the address names an object, `fetch` decides, so that
    another county's object is 404 to everybody and an own one without the right is 403."""
    if ability not in ABILITIES:
        raise KeyError(ability)

    def mark(view: View) -> View:
        return _guard(view, ability)

    return mark


def _guard(view: View, ability: str | None) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return login_manager.unauthorized()
        if ability is not None and not request.view_args:
            require(ability)
        elif ability is not None:
            g.pending_ability = ability
        answer = view(*args, **kwargs)
        if g.pop("pending_ability", None) is not None:
            raise RuntimeError(f"{request.endpoint} promised '{ability}' but fetched no object")
        return answer

    cast(Any, guarded).access = ability or "signed in"
    return cast(View, guarded)
