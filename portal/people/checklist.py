"""The first steps of an empty installation that belong here: organisation, address, people."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from portal.access import visible_to
from portal.chain import contributes
from portal.extensions import db
from portal.people import settings
from portal.people.models import OWN, Account, Unit

Step = tuple[bool, str, str]


@contributes("checklist", 10)
def organisation(person: Any = None) -> Step:
    """Done once the own organisation has a unit below it and a telephone to be called on."""
    person = person or current_user
    below = _count(person, Unit) > 1
    phone = bool(settings.get(person.unit, "office_phone"))
    href = url_for("units.index") if phone or not below else url_for("rules.settings")
    return below and phone, _("Write down your organisation: units, name and office telephone"), href


@contributes("checklist", 20)
def printed_address(person: Any = None) -> Step:
    person = person or current_user
    done = bool(settings.get(person.unit, "qr_host"))
    return done, _("Set the address that stands in the QR codes"), url_for("rules.settings")


@contributes("checklist", 30)
def people(person: Any = None) -> Step:
    person = person or current_user
    return _count(person, Account) > 1, _("Add the people who will work with it"), url_for("accounts.index")


def _count(person: Any, model: Any) -> int:
    """Of the own rows: what the demonstration brought is not a step done."""
    own = visible_to(person, model).where(model.source == OWN).subquery()
    return db.session.scalar(select(func.count()).select_from(own)) or 0
