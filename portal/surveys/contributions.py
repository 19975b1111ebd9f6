"""What surveys add elsewhere: a first step of an empty installation, and the sweep that empties the bin."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from portal.access import can, visible_to
from portal.chain import contributes
from portal.extensions import db
from portal.jobs.sweeps import sweep
from portal.people.models import OWN
from portal.surveys.models import Survey
from portal.surveys.services import empty_bin


@contributes("checklist", 50)
def first_survey(person: Any = None) -> tuple[bool, str, str]:
    """Done once a survey of the office's own is published; what the demonstration brought does not count."""
    person = person or current_user
    own = visible_to(person, Survey).where(Survey.source == OWN, Survey.published_at.is_not(None)).subquery()
    done = bool(db.session.scalar(select(func.count()).select_from(own)))
    if can(person, "manage people") and not can(person, "edit survey"):
        words = _("Give a manager an account, who publishes the first survey")
        return done, words, url_for("accounts.create")
    return done, _("Publish the first survey from a template"), url_for("surveys.gallery")


@sweep("empty the bin of surveys", minutes=60)
def empty_the_bin(at: datetime) -> None:
    empty_bin(at)
    db.session.commit()
