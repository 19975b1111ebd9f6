"""The editor of an item: every button is a form, and nothing typed is lost on the way."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.errors import BadDocument
from portal.extensions import db
from portal.quizzes.banks import item_editor, item_form_data, item_reading, wording
from portal.quizzes.banks.item_forms import ItemForm
from portal.quizzes.models import Bank, QuizItem
from portal.quizzes.views.blueprint import bp
from question_bank.items import Item

Answer = str | tuple[str, int] | Response
Faults = dict[str, list[str]]


@bp.route("/banks/<uuid:bank_id>/items/new", methods=["GET", "POST"])
@needs("edit bank")
def new_item(bank_id: uuid.UUID) -> Answer:
    bank = fetch(Bank, bank_id)
    if request.method == "POST":
        return _posted(bank, None, item_reading.EMPTY)
    data = item_form_data.new_data(request.args.get("type", ""))
    data["knowledge_point"] = request.args.get("point", "")[:200]
    return _page(bank, None, ItemForm(formdata=None, data=data))


@bp.route("/items/<uuid:item_id>/edit", methods=["GET", "POST"])
@needs("edit bank")
def edit_item(item_id: uuid.UUID) -> Answer:
    row = fetch(QuizItem, item_id)
    old = wording.current(row)
    if request.method == "POST":
        return _posted(row.bank, row, old)
    version = wording.version(row)
    own = {
        "stamp": item_editor.stamp_of(row), "problem": str(row.problem_id or ""),
        "material": str(version.material_id or "") if version else "",
    }  # fmt: skip
    return _page(
        row.bank, row, ItemForm(formdata=None, data=item_form_data.filled(item_form_data.data_of(old)) | own)
    )


def _posted(bank: Bank, row: QuizItem | None, old: Item) -> Answer:
    form, do = ItemForm(), request.form.get("do", "save")
    faults = _with_upload(bank, form)
    if not do.startswith("save"):
        return _page(bank, row, item_form_data.rebuilt(form, do), faults)
    form.validate()
    item = item_reading.item_from(form, old)
    faults = item_reading.fault_words([faults, form.faults(), item_reading.faults_of(item)])
    if faults:
        return _page(bank, row, item_form_data.rebuilt(form, ""), faults), 422
    if row is not None and form.stamp.data != item_editor.stamp_of(row):
        return _conflict(row, item, form)
    try:
        kept = item_editor.keep(bank, row, form, item, actor=current_user, at=clock.now())
        db.session.commit()
    except (StaleDataError, IntegrityError):
        if row is None:
            raise
        item_id = row.id
        db.session.rollback()
        return _conflict(fetch(QuizItem, item_id, may="edit bank"), item, form)
    flash(_("Kept."))
    if do == "save-new":
        place: dict[str, Any] = {"type": kept.type, "point": kept.knowledge_point or None}
        return redirect(url_for("quizzes.new_item", bank_id=bank.id, **place), 303)
    return redirect(url_for("quizzes.item", item_id=kept.id), 303)


def _with_upload(bank: Bank, form: ItemForm) -> Faults:
    """A picture is kept at once: it would not come along a second time."""
    upload = form.new_picture.data
    if not upload or not getattr(upload, "filename", ""):
        return {}
    try:
        item_editor.add_picture(bank, form, upload, actor=current_user, at=clock.now())
    except BadDocument as refusal:
        return {"new_picture": [refusal.message]}
    db.session.commit()
    return {}


def _page(bank: Bank, row: QuizItem | None, form: ItemForm, faults: Faults | None = None) -> str:
    page = item_editor.page_of(bank, row, form, current_user, faults)
    return render_template("quizzes/item_edit.html", page=page, form=form, bank=bank, row=row)


def _conflict(row: QuizItem, mine: Item, form: ItemForm) -> tuple[str, int]:
    values: dict[str, Any] = {"conflict": item_editor.conflict_of(row, mine), "row": row}
    typed = item_editor.typed_fields(request.form, form)
    return render_template("quizzes/item_conflict.html", typed=typed, bank=row.bank, **values), 409
