"""What the register adds to other pages: a first step, and why a unit cannot be archived."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from portal.access import visible_to
from portal.chain import contributes
from portal.extensions import db
from portal.people.models import OWN, Unit
from portal.retailers.models import Retailer


@contributes("checklist", 40)
def shops(person: Any = None) -> tuple[bool, str, str]:
    """Done once there is a shop of the office's own: what the demonstration brought does not count."""
    person = person or current_user
    own = visible_to(person, Retailer).where(Retailer.source == OWN).subquery()
    done = bool(db.session.scalar(select(func.count()).select_from(own)))
    return done, _("Import the register of retailers"), url_for("imports.start", kind_name="retailers")


@contributes("unit in use")
def shops_in_unit(unit: Unit) -> str | None:
    query = select(Retailer.id).where(Retailer.unit_id == unit.id, Retailer.closed_at.is_(None)).limit(1)
    if db.session.scalar(query) is None:
        return None
    return _("Shops still belong to this unit; move them first.")
