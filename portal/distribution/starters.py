"""Channels in one go: the four roles, the usual places, one for each customer manager."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.distribution.models import FOUR_ROLES, Channel, Invitee, Kind
from portal.distribution.services import add_channel
from portal.errors import Refused
from portal.extensions import db
from portal.people.models import POSTS, Account, Tree
from portal.retailers.models import Retailer
from portal.surveys.models import Mode, Survey

# The names are stored, so they are made in the language of whoever asks for them.
SETS: dict[str, tuple[Any, Callable[[], list[dict[str, Any]]]]] = {
    "four": (_l("The four roles"), lambda: [_role(post) for post in FOUR_ROLES]),
    "groups": (
        _l("Groups"),
        lambda: [
            {"name": _("WeChat groups"), "kind": Kind.NETWORK, "medium": "wechat"},
            {"name": _("QQ groups"), "kind": Kind.NETWORK, "medium": "qq"},
            {"name": _("Ordering platform"), "kind": Kind.NETWORK, "medium": "platform"},
        ],
    ),
    "meetings": (_l("Meetings"), lambda: [{"name": _("Meeting of retailers"), "kind": Kind.MEETING}]),
    "posters": (_l("Posters"), lambda: [{"name": _("Poster"), "kind": Kind.PRINT}]),
}


def _role(post: str) -> dict[str, Any]:
    telephone = post == "telephonist"
    return {
        "name": str(POSTS[post]),
        "kind": Kind.TELEPHONE if telephone else Kind.PEOPLE,
        "post": post,
        "assisted": telephone,
    }


def add_set(survey: Survey, name: str, *, actor: Account, at: datetime) -> list[Channel]:
    """The channels of the set that the survey has not got yet."""
    if name not in SETS:
        raise Refused(_("Choose one of those offered."))
    _label, wanted = SETS[name]
    known = {(c.kind, c.medium, c.post) for c in channels(survey)}
    fresh = [each for each in wanted() if (each["kind"], each.get("medium"), each.get("post")) not in known]
    return [add_channel(survey, actor=actor, at=at, **each) for each in fresh]


def channels(survey: Survey) -> list[Channel]:
    query = select(Channel).filter_by(survey_id=survey.id, archived_at=None).order_by(Channel.position)
    return list(db.session.scalars(query))


def managers(survey: Survey) -> list[Account]:
    """The customer managers of the survey's unit."""
    query = select(Account).where(
        Account.unit_id.in_(Tree.load().below(survey.unit_id)),
        Account.post == "customer_manager",
        Account.disabled_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Account.login)))


def split_by_person(survey: Survey, *, actor: Account, at: datetime) -> list[Channel]:
    """One channel for each customer manager who has none; an anonymous survey knows groups only."""
    if survey.mode == Mode.ANONYMOUS:
        raise Refused(_("An anonymous survey is not split by person: it would tell whose shops answered."))
    owners = {channel.owner_id for channel in channels(survey)}
    targets = _shops_of_managers(survey)
    return [
        add_channel(
            survey, name=person.name, kind=Kind.PEOPLE, post=person.post, owner=person,
            target=targets.get(person.id), actor=actor, at=at,
        )
        for person in managers(survey)
        if person.id not in owners
    ]  # fmt: skip


def _shops_of_managers(survey: Survey) -> dict[uuid.UUID | None, int]:
    """How many shops the survey is for are in each manager's care; all of them where it is not said."""
    query = select(Retailer.manager_id, func.count(Retailer.id)).where(Retailer.closed_at.is_(None))
    wanted = select(Invitee.retailer_id).where(Invitee.survey_id == survey.id)
    if db.session.scalar(wanted.limit(1)) is not None:
        query = query.where(Retailer.id.in_(wanted))
    return {manager: count for manager, count in db.session.execute(query.group_by(Retailer.manager_id))}


def archived(survey: Survey) -> list[Channel]:
    query = select(Channel).filter_by(survey_id=survey.id).where(Channel.archived_at.is_not(None))
    return list(db.session.scalars(query.order_by(Channel.position)))
