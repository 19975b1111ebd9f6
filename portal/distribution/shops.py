"""Which shops: a part of the register, for a survey, for a sheet of codes."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.access import visible_to
from portal.distribution.models import Code, Invitee
from portal.extensions import db
from portal.people.models import Account, Tree, Unit
from portal.retailers.models import Retailer
from portal.surveys.models import Survey

LIVE = select(Code.retailer_id).where(Code.retailer_id.is_not(None), Code.revoked_at.is_(None))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the register; what is left empty does not narrow it."""

    district: uuid.UUID | None = None
    customer_class: str = ""
    size: str = ""
    ordering: str = ""
    manager: uuid.UUID | None = None
    survey: uuid.UUID | None = None  # only the shops this survey is for
    retailer: uuid.UUID | None = None  # only this one

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Part":
        """From a query string or a job's parameters; what cannot be read finds no shop."""
        keys: Any = {key: _uuid(values.get(key)) for key in ("district", "manager", "survey", "retailer")}
        words: Any = {key: str(values.get(key) or "") for key in ("customer_class", "size", "ordering")}
        return cls(**keys, **words)

    def written(self) -> dict[str, Any]:
        """As `read` takes it: for links, hidden fields and job parameters."""
        return {key: str(value) for key, value in asdict(self).items() if value}


NOWHERE = uuid.UUID(int=0)


def _uuid(text: Any) -> uuid.UUID | None:
    if not text:
        return None
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return NOWHERE


def shops(person: Account, part: Part, *, within: Unit | None = None) -> Select[Retailer]:
    """The open shops of this part that the person may know of, in the order they are visited."""
    query = visible_to(person, Retailer).where(Retailer.closed_at.is_(None))
    tree = Tree.load()
    for unit_id in (within.id if within else None, part.district):
        if unit_id is not None:
            query = query.where(Retailer.unit_id.in_(tree.below(unit_id)))
    wanted = {
        Retailer.customer_class: part.customer_class,
        Retailer.size: part.size,
        Retailer.ordering: part.ordering,
        Retailer.manager_id: part.manager,
        Retailer.id: part.retailer,
    }
    query = query.where(*[column == value for column, value in wanted.items() if value])
    if part.survey is not None:
        query = query.where(Retailer.id.in_(select(Invitee.retailer_id).filter_by(survey_id=part.survey)))
    return query


def listed(query: Select[Retailer], *, offset: int = 0, limit: int | None = None) -> list[Retailer]:
    """In the order of the round: district, manager, village, licence."""
    ordered = query.order_by(Retailer.unit_id, Retailer.manager_id, Retailer.village, Retailer.licence)
    ordered = ordered.options(joinedload(Retailer.manager), joinedload(Retailer.unit))
    return list(db.session.scalars(ordered.offset(offset).limit(limit)))


def counted(query: Select[Retailer]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def with_code(query: Select[Retailer]) -> Select[Retailer]:
    return query.where(Retailer.id.in_(LIVE))


def without_code(query: Select[Retailer]) -> Select[Retailer]:
    return query.where(Retailer.id.not_in(LIVE))


def districts(person: Account, *, within: Unit | None = None) -> list[Unit]:
    """The units that have shops, so that no choice is empty."""
    units = select(shops(person, Part(), within=within).subquery().c.unit_id)
    query = select(Unit).where(Unit.id.in_(units)).order_by(Unit.position, Unit.name)
    return list(db.session.scalars(query))


def invited(survey: Survey) -> int:
    return db.session.scalar(select(func.count()).select_from(Invitee).filter_by(survey_id=survey.id)) or 0
