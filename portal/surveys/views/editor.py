"""/w/surveys/<id>/edit: the questions of a draft. Every button is a form; the script only swaps parts."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from msgspec.structs import replace
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.forms import TAGS
from portal.surveys import conflicts, content, drafts, editing, editor_page, item_forms
from portal.surveys.forms import OpeningForm
from portal.surveys.models import Survey
from portal.surveys.views.blueprint import bp
from question_bank.questionnaires import Questionnaire

Answer = Response | tuple[str, int]


@bp.get("/<uuid:survey_id>/edit")
@needs("edit survey")
def edit(survey_id: uuid.UUID) -> str:
    survey = fetch(Survey, survey_id)
    return _page(editor_page.page_of(survey, request.args.get("item"), _tongue()))


@bp.post("/<uuid:survey_id>/items/<key>")
@needs("edit survey")
def save_item(survey_id: uuid.UUID, key: str) -> Answer:
    survey = fetch(Survey, survey_id)
    asked = content.draft(survey)
    old = editing.find(asked, key)
    if old is None:
        return _gone(survey)
    form = editor_page.item_form(old, asked)
    if not form.validate():
        return _page(editor_page.page_of(survey, key, _tongue(), form)), 422
    item = item_forms.item_from(form, old, asked)
    try:
        _change(
            survey,
            lambda draft: editing.replace_item(draft, item),
            lambda draft: editing.find(draft, key),
            key,
        )
    except drafts.StaleDraft as stale:
        conflict = conflicts.of_item(survey, stale.newest, item)
        return _conflict(conflict) if conflict else _gone(survey)
    return _back_to(survey, key)


@bp.post("/<uuid:survey_id>/opening")
@needs("edit survey")
def save_opening(survey_id: uuid.UUID) -> Answer:
    survey = fetch(Survey, survey_id)
    form = editor_page.opening_form(content.draft(survey))
    if not form.validate():
        return _page(editor_page.page_of(survey, editor_page.OPENING, _tongue(), form)), 422
    try:
        _change(survey, lambda draft: _opened(draft, form), editor_page.opening_of, editor_page.OPENING)
    except drafts.StaleDraft as stale:
        return _conflict(conflicts.of_opening(survey, stale.newest, _opened(content.draft(survey), form)))
    return _back_to(survey, editor_page.OPENING)


@bp.post("/<uuid:survey_id>/undo")
@needs("edit survey")
def undo(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    drafts.undo(survey, actor=current_user, at=clock.now())
    db.session.commit()
    return _back_to(survey, request.form.get("item"))


@bp.post("/<uuid:survey_id>/redo")
@needs("edit survey")
def redo(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    drafts.redo(survey, actor=current_user, at=clock.now())
    db.session.commit()
    return _back_to(survey, request.form.get("item"))


def _change(survey: Survey, change: drafts.Change, part: drafts.Part, name: str) -> None:
    drafts.change_draft(
        survey, change, actor=current_user, at=clock.now(), part=part,
        stamp=request.form.get("stamp", ""), autosave_of=name if "autosave" in request.form else None,
    )  # fmt: skip
    db.session.commit()


def _opened(draft: Questionnaire, form: OpeningForm) -> Questionnaire:
    words = {name: form[name].data for name in ("title", "intro", "thanks", "adults_only")}
    return replace(draft, **words)


def _tongue() -> str:
    """The language the answers are typed in."""
    asked = request.values.get("tongue")
    return asked if asked in TAGS else TAGS[0]


def _is_part() -> bool:
    return request.headers.get("X-Part") == "editor"


def _page(page: editor_page.EditorPage) -> str:
    template = "surveys/_editor.html" if _is_part() else "surveys/edit.html"
    return render_template(template, page=page, survey=page.survey, is_part=_is_part(), fs=_size())


def _size() -> str:
    asked = request.args.get("fs")
    return asked if asked in ("1", "2", "3") else "1"


def _conflict(conflict: conflicts.Conflict) -> tuple[str, int]:
    db.session.rollback()
    template = "surveys/_conflict.html" if _is_part() else "surveys/conflict.html"
    typed = [
        (name, value) for name, value in request.form.items(multi=True) if name not in conflicts.OWN_FIELDS
    ]
    return render_template(template, conflict=conflict, typed=typed, survey=conflict.survey), 409


def _gone(survey: Survey) -> Response:
    flash(_("This question was removed in the meantime. Undo brings it back."), "warning")
    return redirect(url_for("surveys.edit", survey_id=survey.id), 303)


def _back_to(survey: Survey, key: str | None) -> Response:
    place: dict[str, Any] = {"survey_id": survey.id, "item": key, "fs": request.args.get("fs")}
    if _tongue() != TAGS[0]:
        place["tongue"] = _tongue()
    return redirect(url_for("surveys.edit", **place), 303)
