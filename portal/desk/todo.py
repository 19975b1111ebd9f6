"""What waits for somebody's decision today, most pressing first."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal import chain, i18n
from portal.access import can, visible_to
from portal.distribution import counts
from portal.distribution.models import Channel
from portal.extensions import db
from portal.people.models import Account
from portal.surveys.models import State, Survey

SOON = timedelta(days=7)
BAD, WARN, FINE = "bad", "warn", "ok"
ORDER = {BAD: 0, WARN: 1, FINE: 2}
MOST = 5


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of the overview: a lamp with its word, what it is about, and the one thing to press."""

    lamp: str
    word: str
    text: str
    note: str
    action: str
    href: str


def for_person(person: Account, surveys: Iterable[Survey], at: datetime) -> list[Todo]:
    """The five most pressing; later features add theirs through the slot 'todo'."""
    found = [*_behind(person, surveys, at), *_drafts(person)]
    for more in chain.contributions("todo", person, at):
        found.extend(more)
    return sorted(found, key=lambda todo: ORDER[todo.lamp])[:MOST]


def tally_of(survey: Survey) -> counts.Tally:
    channels = list(db.session.scalars(select(Channel).filter_by(survey_id=survey.id, archived_at=None)))
    return counts.total(survey, channels, counts.received(survey))


def _behind(person: Account, surveys: Iterable[Survey], at: datetime) -> Iterator[Todo]:
    """Open surveys that end soon and lack answers."""
    for survey in surveys:
        if survey.state_at(at) is not State.OPEN or survey.ends_at is None or survey.ends_at - at > SOON:
            continue
        tally = tally_of(survey)
        if tally.missing:
            yield Todo(
                WARN,
                _("Near due"),
                _(
                    "%(title)s: %(missing)s answers missing",
                    title=i18n.say(survey.title),
                    missing=tally.missing,
                ),
                _("%(done)s of %(wanted)s received", done=tally.received, wanted=tally.target),
                _("Remind"),
                url_for("distribution.share", survey_id=survey.id) + "#copy",
            )


def _drafts(person: Account) -> Iterator[Todo]:
    """What others wrote and only this person may publish."""
    if not can(person, "publish survey"):
        return
    query = visible_to(person, Survey).where(
        Survey.published_at.is_(None), Survey.archived_at.is_(None), Survey.binned_at.is_(None)
    )
    for survey in db.session.scalars(query.order_by(Survey.created_at.desc()).limit(MOST)):
        yield Todo(
            FINE,
            _("Waiting"),
            _("%(title)s waits to be published", title=i18n.say(survey.title)),
            survey.created_by.name if survey.created_by else "",
            _("Check and publish"),
            _publish_address(survey.id),
        )


def _publish_address(survey_id: uuid.UUID) -> str:
    return url_for("surveys.publish", survey_id=survey_id)
