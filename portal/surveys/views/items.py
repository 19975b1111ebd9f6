"""Adding, moving and removing questions, and the library they come from and go to."""

import uuid

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs, visible_to
from portal.extensions import db
from portal.people import audit
from portal.surveys import content, drafts, editing, library
from portal.surveys.editor_page import taken_keys
from portal.surveys.item_forms import TYPES
from portal.surveys.models import LibraryItem, Survey
from portal.surveys.views.blueprint import bp, say_with_undo
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem

LONGEST_PLACE = 4  # digits; no questionnaire is so long


@bp.post("/<uuid:survey_id>/items")
@needs("edit survey")
def add_item(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    kind = request.form.get("type", ItemType.SINGLE)
    if kind not in list(ItemType):
        abort(422)
    item = editing.new_item(content.draft(survey), ItemType(kind), taken_keys(survey))
    return _inserted(survey, item)


@bp.post("/<uuid:survey_id>/library/<uuid:library_item_id>")
@needs("edit survey")
def insert_from_library(survey_id: uuid.UUID, library_item_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    row = fetch(LibraryItem, library_item_id)
    today = clock.day_of(clock.now(), current_app.config["TIME_ZONE"])
    return _inserted(survey, library.use_item(row, content.draft(survey), taken_keys(survey), today))


@bp.post("/<uuid:survey_id>/items/<key>/duplicate")
@needs("edit survey")
def duplicate_item(survey_id: uuid.UUID, key: str) -> Response:
    survey = fetch(Survey, survey_id)
    asked = content.draft(survey)
    return _inserted(survey, editing.copied(_item(asked, key), asked, taken_keys(survey)), after=key)


@bp.post("/<uuid:survey_id>/items/<key>/move")
@needs("edit survey")
def move_item(survey_id: uuid.UUID, key: str) -> Response:
    survey = fetch(Survey, survey_id)
    to = request.form.get("to", "", type=str)
    if not to.isdecimal() or len(to) > LONGEST_PLACE:
        abort(422)
    _save(survey, lambda asked: editing.move_item(asked, key, int(to)))
    return _edit(survey, request.form.get("open") or key)


@bp.post("/<uuid:survey_id>/items/<key>/remove")
@needs("edit survey")
def remove_item(survey_id: uuid.UUID, key: str) -> Response:
    survey = fetch(Survey, survey_id)
    keys = [item.key for item in content.draft(survey).items]
    number = keys.index(key) if key in keys else abort(404)
    _save(survey, lambda asked: editing.remove_item(asked, key))
    say_with_undo(_("The question is removed."), url_for("surveys.undo", survey_id=survey.id))
    rest = [each for each in keys if each != key]
    return _edit(survey, rest[min(number, len(rest) - 1)] if rest else None)


@bp.post("/<uuid:survey_id>/items/<key>/keep")
@needs("edit survey")
def keep_item(survey_id: uuid.UUID, key: str) -> Response:
    survey = fetch(Survey, survey_id)
    library.keep_item(_item(content.draft(survey), key), actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("Kept in the item library."))
    return _edit(survey, key)


@bp.get("/items", endpoint="library")
@needs("edit survey")
def library_page() -> str:
    rows = db.session.scalars(
        visible_to(current_user, LibraryItem)
        .where(LibraryItem.archived_at.is_(None))
        .order_by(LibraryItem.created_at.desc())
    )
    pairs = [(row, library.item_of(row)) for row in rows]
    words, kind = request.args.get("q", "").strip(), request.args.get("type", "")
    found = [(row, item) for row, item in pairs if library.matches(item, words) and kind in ("", item.type)]
    return render_template(
        "surveys/library.html", found=found, any=bool(pairs), types=TYPES, q=words, kind=kind, into=_into()
    )


@bp.post("/items/<uuid:library_item_id>/archive")
@needs("edit survey")
def archive_library_item(library_item_id: uuid.UUID) -> Response:
    row = fetch(LibraryItem, library_item_id)
    row.archived_at = clock.now()
    audit.record(current_user, "archive", row, name=library.name_of(library.item_of(row)))
    db.session.commit()
    flash(_("The question is put away. Surveys that use it stay as they are."))
    return redirect(url_for("surveys.library"), 303)


def _into() -> Survey | None:
    """The draft that a question from the library is wanted for."""
    wanted = request.args.get("into", type=uuid.UUID)
    return fetch(Survey, wanted, may="edit survey") if wanted else None


def _item(asked: Questionnaire, key: str) -> SurveyItem:
    return editing.find(asked, key) or abort(404)


def _inserted(survey: Survey, item: SurveyItem, after: str | None = None) -> Response:
    after = after or request.form.get("after")
    _save(survey, lambda asked: editing.insert_item(asked, item, after))
    return _edit(survey, item.key)


def _save(survey: Survey, change: drafts.Change) -> None:
    drafts.change_draft(survey, change, actor=current_user, at=clock.now())
    db.session.commit()


def _edit(survey: Survey, key: str | None) -> Response:
    return redirect(url_for("surveys.edit", survey_id=survey.id, item=key), 303)
