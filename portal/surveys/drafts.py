"""A draft grows by revisions: saving, folding the autosaves of one item, undo and redo."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from flask_babel import gettext as _

from portal.columns import canonical, ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.people.models import Account
from portal.surveys.content import Asked, document_of, latest, questionnaire_of, revision
from portal.surveys.models import Survey, SurveyRevision
from question_bank.questionnaires import Questionnaire

FOLDING = timedelta(minutes=10)


Change = Callable[[Questionnaire], Questionnaire]
Part = Callable[[Questionnaire], Any]


def whole(asked: Questionnaire) -> Any:
    return asked


class StaleDraft(Refused):
    """Somebody saved in the meantime; `newest` is what they saved."""

    def __init__(self, newest: SurveyRevision) -> None:
        super().__init__(_("Somebody else changed this draft in the meantime."))
        self.newest = newest


def first_revision(
    survey: Survey, questionnaire: Asked, *, actor: Account | None, at: datetime
) -> SurveyRevision:
    asked = questionnaire_of(questionnaire)
    survey.title = asked.title
    return _append(survey, document_of(asked), actor=actor, at=at)


def save_draft(
    survey: Survey,
    questionnaire: Asked,
    *,
    actor: Account | None,
    at: datetime,
    base_n: int,
    autosave_of: str | None = None,
) -> SurveyRevision:
    """A new revision on top of `base_n`; StaleDraft when that is no longer the newest.

    Autosaves of one author while typing one item fold into one revision for ten minutes.
    """
    newest = locked_latest(survey)
    if base_n != newest.n:
        raise StaleDraft(newest)
    asked = questionnaire_of(questionnaire)
    if asked == questionnaire_of(newest.document):
        return newest
    survey.title = asked.title
    if autosave_of is not None and _folds(newest, actor, autosave_of, at):
        survey.draft_n = newest.n = newest.n + 1
        newest.document, newest.saved_at = document_of(asked), at
        db.session.flush()
        return newest
    row = _append(survey, document_of(asked), actor=actor, at=at, base_n=newest.n)
    row.autosave_of = autosave_of
    return row


def change_draft(
    survey: Survey,
    change: Change,
    *,
    actor: Account | None,
    at: datetime,
    part: Part = whole,
    stamp: str | None = None,
    autosave_of: str | None = None,
) -> SurveyRevision:
    """`change` on top of whatever is newest; StaleDraft when the `part` it speaks of is not as stamped.

    Two people may thus work on two questions at once, and are told when it is the same one.
    """
    newest = locked_latest(survey)
    asked = questionnaire_of(newest.document)
    if stamp is not None and stamp != stamp_of(part(asked)):
        raise StaleDraft(newest)
    return save_draft(survey, change(asked), actor=actor, at=at, base_n=newest.n, autosave_of=autosave_of)


def stamp_of(part: Any) -> str:
    """Says whether a part of the draft is still what a form showed."""
    return hashlib.sha256(canonical(msgspec.to_builtins(part)).encode()).hexdigest()[:20]


def undo(survey: Survey, *, actor: Account | None, at: datetime) -> SurveyRevision:
    """The state before the newest one, as a new revision."""
    newest = locked_latest(survey)
    earlier = revision(survey, newest.base_n)
    if earlier is None:
        raise Refused(_("There is nothing to undo."))
    row = _append(survey, earlier.document, actor=actor, at=at, base_n=earlier.base_n)
    row.redo_n = newest.n
    return row


def redo(survey: Survey, *, actor: Account | None, at: datetime) -> SurveyRevision:
    """What the last undo took away, as a new revision."""
    newest = locked_latest(survey)
    later = revision(survey, newest.redo_n) if newest.redo_n is not None else None
    if later is None:
        raise Refused(_("There is nothing to redo."))
    row = _append(survey, later.document, actor=actor, at=at, base_n=newest.n)
    row.redo_n = later.redo_n
    return row


def restore(survey: Survey, n: int, *, actor: Account | None, at: datetime) -> SurveyRevision:
    """An earlier revision on top of the newest one."""
    newest = locked_latest(survey)
    earlier = revision(survey, n)
    if earlier is None:
        raise Refused(_("This revision does not exist."))
    return _append(survey, earlier.document, actor=actor, at=at, base_n=newest.n)


def locked_latest(survey: Survey) -> SurveyRevision:
    """The newest revision, with the survey held so that two savers cannot both be newest."""
    db.session.flush()
    db.session.refresh(survey, with_for_update=True)
    return latest(survey)


def _folds(newest: SurveyRevision, actor: Account | None, item: str, at: datetime) -> bool:
    same_author = actor is not None and newest.author_id == actor.id
    return same_author and newest.autosave_of == item and at - newest.begun_at < FOLDING


def _append(
    survey: Survey, document: Any, *, actor: Account | None, at: datetime, base_n: int = 0
) -> SurveyRevision:
    survey.draft_n += 1
    survey.title = questionnaire_of(document).title
    row = SurveyRevision(
        id=ordered_id(),
        survey_id=survey.id,
        n=survey.draft_n,
        base_n=base_n,
        author_id=actor.id if actor else None,
        saved_at=at,
        begun_at=at,
        document=document,
    )
    db.session.add(row)
    db.session.flush()
    return row
