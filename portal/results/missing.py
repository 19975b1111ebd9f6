"""Who has not answered: by name where the survey is, else only how many."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from portal.access import can, visible_to
from portal.distribution.models import Invitee
from portal.extensions import db
from portal.i18n import say
from portal.people.models import Tree
from portal.responses.models import Response
from portal.retailers.models import Retailer
from portal.surveys.models import Audience, Mode, Survey

NAMES_IN_A_TEXT = 30


@dataclass
class Group:
    """The shops of one district in one person's care that have not answered."""

    district: str
    manager: str
    shops: list[Retailer] = field(default_factory=list)
    copy_text: str = ""

    @property
    def count(self) -> int:
        return len(self.shops)


def may_be_named(survey: Survey, person: Any) -> bool:
    """Names are for named surveys of retailers and for those who may see identities."""
    return survey.mode == Mode.NAMED and survey.audience == Audience.RETAILER and can(person, "see identity")


def missing_shops(survey: Survey, person: Any) -> list[Retailer]:
    answered = exists().where(Response.survey_id == survey.id, Response.retailer_id == Retailer.id)
    query = (
        _asked(survey, person)
        .where(~answered, Retailer.closed_at.is_(None))
        .options(joinedload(Retailer.unit), joinedload(Retailer.manager))
        .order_by(Retailer.unit_id, Retailer.manager_id, Retailer.licence)
    )
    return list(db.session.scalars(query))


def _asked(survey: Survey, person: Any) -> Select[Any]:
    """Those invited; where nobody was in particular, every shop of the survey's unit."""
    query = visible_to(person, Retailer)
    invited = exists().where(Invitee.survey_id == survey.id)
    if db.session.scalar(select(invited)):
        return query.where(invited.where(Invitee.retailer_id == Retailer.id))
    return query.where(Retailer.unit_id.in_(_units_of(survey.unit_id)))


def _units_of(unit_id: uuid.UUID) -> frozenset[uuid.UUID]:
    return Tree.load().below(unit_id)


def groups(survey: Survey, person: Any) -> list[Group]:
    """By district and person in charge, the longest list first, with words to send to that person."""
    found: dict[tuple[str, str], Group] = {}
    for shop in missing_shops(survey, person):
        manager = shop.manager.name if shop.manager else _("Nobody in charge")
        group = found.setdefault((shop.unit.name, manager), Group(shop.unit.name, manager))
        group.shops.append(shop)
    for group in found.values():
        group.copy_text = _copy_text(survey, group)
    return sorted(found.values(), key=lambda group: -len(group.shops))


def _copy_text(survey: Survey, group: Group) -> str:
    names = [shop.shop_name or shop.name for shop in group.shops[:NAMES_IN_A_TEXT]]
    rest = len(group.shops) - len(names)
    return _(
        "%(manager)s: “%(title)s” still waits for %(count)s shops: %(names)s",
        manager=group.manager,
        title=say(survey.title),
        count=len(group.shops),
        names=_(", ").join(names) + (_(" and %(rest)s more", rest=rest) if rest else ""),
    )
