"""What waits for somebody's decision today, most pressing first."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal import chain, i18n, templating
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
LATE = 0.8  # of what the time passed would lead one to expect


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
    surveys = list(surveys)
    found = [*_spoken_up(surveys, at), *_behind(surveys, at), *_untold(person, surveys, at), *_drafts(person)]
    for more in chain.contributions("todo", person, at):
        found.extend(more)
    return sorted(found, key=lambda todo: ORDER[todo.lamp])[:MOST]


def tally_of(survey: Survey) -> counts.Tally:
    channels = list(db.session.scalars(select(Channel).filter_by(survey_id=survey.id, archived_at=None)))
    return counts.total(survey, channels, counts.received(survey))


def _behind(surveys: Iterable[Survey], at: datetime) -> Iterator[Todo]:
    """Open surveys that lack answers: for the time that has passed, or because they end soon."""
    for survey in surveys:
        if survey.state_at(at) is not State.OPEN or survey.ends_at is None or survey.purpose != "survey":
            continue
        tally = tally_of(survey)
        soon = survey.ends_at - at < SOON
        late = (tally.share or 0) < LATE * _passed(survey, survey.ends_at, at)
        if tally.missing and (soon or late):
            yield Todo(
                WARN,
                _("Near due") if soon else _("Behind"),
                _(
                    "%(title)s: %(missing)s answers missing",
                    title=i18n.say(survey.title),
                    missing=tally.missing,
                ),
                _(
                    "%(done)s of %(wanted)s received, open until %(day)s",
                    done=tally.received,
                    wanted=tally.target,
                    day=templating.day(survey.ends_at),
                ),
                _("Remind"),
                url_for("distribution.share", survey_id=survey.id),
            )


def _passed(survey: Survey, ends_at: datetime, at: datetime) -> float:
    """How much of the survey's time is over, 0 to 1."""
    begin = survey.opens_at or survey.published_at or at
    return (at - begin) / (ends_at - begin) if ends_at > begin else 1.0


def _spoken_up(surveys: Iterable[Survey], at: datetime) -> Iterator[Todo]:
    """What people reported by themselves waits for a reader before anything else."""
    for survey in surveys:
        if survey.purpose != "speak_up" or survey.state_at(at) is not State.OPEN:
            continue
        waiting = tally_of(survey).received
        if waiting:
            yield Todo(
                WARN,
                _("To read"),
                _("%(n)s reports came in by themselves", n=waiting),
                i18n.say(survey.title),
                _("Read"),
                url_for("results.report", survey_id=survey.id),
            )


def _untold(person: Account, surveys: Iterable[Survey], at: datetime) -> Iterator[Todo]:
    """Those who answered have not been told what came of it."""
    for survey in surveys:
        ended = survey.state_at(at) is State.CLOSED and survey.purpose == "survey"
        if ended and not survey.public_totals and can(person, "publish survey"):
            yield Todo(
                FINE,
                _("Waiting"),
                _("%(title)s has ended: tell those who answered", title=i18n.say(survey.title)),
                _("%(n)s answers; up to three totals appear on their receipts", n=tally_of(survey).received),
                _("Tell them"),
                url_for("results.public", survey_id=survey.id),
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
