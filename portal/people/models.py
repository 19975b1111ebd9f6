"""The tree of units, and the people who sign in."""

import enum
import uuid
from datetime import datetime
from functools import cached_property
from typing import cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from portal.access import ROLES, can
from portal.columns import UtcDateTime, ordered_id
from portal.extensions import Base, db

OWN, DEMO, SEED = "own", "demo", "seed3"
BY_PASSWORD, BY_LINK = "password", "link"


class UnitKind(enum.StrEnum):
    CITY = "city"
    COUNTY = "county"
    DISTRICT = "district"
    TEAM = "team"
    DEPARTMENT = "department"


# 岗位: so that channels, hand-overs and training can name who is meant.
POSTS = {
    "director": _l("Director"),
    "customer_manager": _l("Customer manager"),
    "clerk": _l("Office clerk"),
    "team_leader": _l("Team leader"),
    "deliverer": _l("Deliverer"),
    "inspector": _l("Monopoly inspector"),
    "telephonist": _l("Telephone visitor"),
    "trainer": _l("Trainer"),
    "auditor": _l("Auditor"),
    "administrator": _l("Administrator"),
}
ROLE_NAMES = {
    "staff": _l("Staff"),
    "leader": _l("Team leader"),
    "clerk": _l("Office clerk"),
    "manager": _l("Manager"),
    "trainer": _l("Trainer"),
    "auditor": _l("Auditor"),
    "admin": _l("Administrator"),
}
UNIT_KINDS = {
    "city": _l("City"),
    "county": _l("County"),
    "district": _l("District"),
    "team": _l("Team"),
    "department": _l("Department"),
}


class Unit(Base):
    """A node of the organisation: city, county, district or team, and the departments beside them."""

    __tablename__ = "unit"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[UnitKind] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(10), default=OWN)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    parent: Mapped["Unit | None"] = relationship(remote_side=[id])
    # A unit is in scope as what it is itself.
    unit_id: Mapped[uuid.UUID] = synonym("id")

    @property
    def is_demo(self) -> bool:
        return self.source != OWN

    @property
    def path(self) -> "list[Unit]":
        """From this unit up to the top of the tree."""
        found: list[Unit] = []
        unit: Unit | None = self
        while unit is not None and unit not in found:
            found.append(unit)
            unit = unit.parent
        return found

    @property
    def organisation(self) -> "Unit":
        """The nearest county or city above: whose name stands on the page."""
        named = (unit for unit in self.path if unit.kind in (UnitKind.COUNTY, UnitKind.CITY))
        return next(named, self)


class Account(Base):
    """A person who signs in; `login` is the staff number, folded so that no two can be confused."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("role IN ('" + "','".join(ROLES) + "')", name="role"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(30))
    role: Mapped[str] = mapped_column(String(20))
    post: Mapped[str | None] = mapped_column(String(30))
    superior_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(10))
    text_size: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(String(10), default=OWN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    superior: Mapped["Account | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}

    is_authenticated = True
    is_anonymous = False
    # The administrator who looks at the portal in this person's place, for one request.
    viewed_by = cast("Account | None", None)

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def get_id(self) -> str:
        return str(self.id)

    def may(self, ability: str) -> bool:
        return can(self, ability)

    @cached_property
    def _tree(self) -> "Tree":
        return Tree.load()

    def units_below(self) -> frozenset[uuid.UUID]:
        return self._tree.below(self.unit_id)

    def units_above(self) -> frozenset[uuid.UUID]:
        return self._tree.above(self.unit_id)

    @property
    def county(self) -> Unit:
        """The organisation this person speaks for."""
        return self.unit.organisation


class Tree:
    """Parent links of all units, read once a request; an organisation has a few hundred at most."""

    def __init__(self, links: dict[uuid.UUID, uuid.UUID | None]) -> None:
        self._parent = links
        self._children: dict[uuid.UUID, list[uuid.UUID]] = {}
        for unit, parent in links.items():
            if parent is not None:
                self._children.setdefault(parent, []).append(unit)

    @classmethod
    def load(cls) -> "Tree":
        return cls({row.id: row.parent_id for row in db.session.execute(select(Unit.id, Unit.parent_id))})

    def below(self, unit: uuid.UUID) -> frozenset[uuid.UUID]:
        found, waiting = {unit}, [unit]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return frozenset(found)

    def above(self, unit: uuid.UUID) -> frozenset[uuid.UUID]:
        found: list[uuid.UUID] = []
        parent = self._parent.get(unit)
        while parent is not None and parent not in found:
            found.append(parent)
            parent = self._parent.get(parent)
        return frozenset(found)


class StaffSession(Base):
    """A signed-in browser. The cookie holds the token, the row its hash; deleting the row signs out."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    way: Mapped[str] = mapped_column(String(10), default=BY_PASSWORD)
    agent: Mapped[str] = mapped_column(String(200), default="")


class SigninLink(Base):
    """A link that signs one account in once, within its time."""

    __tablename__ = "signin_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FailedTry(Base):
    """A wrong password or code: counted per account and per address, also across restarts."""

    __tablename__ = "failed_try"
    __table_args__ = (Index("ix_failed_try_subject_at", "subject", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    subject: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
