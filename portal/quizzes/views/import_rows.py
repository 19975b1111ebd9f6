"""Decisions about the rows of an import: skip, keep, new version, mend here; and what is set for all."""

import uuid
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.access import fetch, needs
from portal.extensions import db
from portal.forms import UNSTORABLE, EmptyForm
from portal.quizzes.imports import import_mending, import_page, import_services, import_states
from portal.quizzes.imports.import_forms import ForAllForm, MendForm
from portal.quizzes.models import ItemImport
from portal.quizzes.views.blueprint import bp


@bp.post("/item-imports/<uuid:import_id>/rows/<int:row_n>")
@needs("edit bank")
def import_decide(import_id: uuid.UUID, row_n: int) -> Any:
    run = _with_row(import_id, row_n)
    if EmptyForm().validate_on_submit():
        import_services.decide(run, row_n - 1, request.form.get("do", ""))
        db.session.commit()
    return redirect(_back(run, row_n), 303)


@bp.post("/item-imports/<uuid:import_id>/rows/<int:row_n>/mend")
@needs("edit bank")
def import_mend(import_id: uuid.UUID, row_n: int) -> Any:
    """Kept as typed and checked at once: what is still wrong stands beside it again."""
    run = _with_row(import_id, row_n)
    states, base = import_states.states_of(run), run.bank.base_language
    old = import_page.shown_rows(run, states, [row_n - 1])[0].item
    form = MendForm()
    form.offer(old.type)
    if not form.validate_on_submit():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        flash(words or _("Type it once more."), "error")
        return redirect(_back(run, row_n, mend=row_n), 303)
    item, told = import_mending.mended(
        old, form.typed([UNSTORABLE.sub("", each) for each in request.form.getlist("option")]), base
    )
    mark, prints, found = import_mending.judge(item, base, import_services.today(), told)
    import_services.mend(run, row_n - 1, item, mark, prints, found)
    db.session.commit()
    return redirect(_back(run, row_n, mend=row_n if mark == "e" else None), 303)


@bp.post("/item-imports/<uuid:import_id>/all")
@needs("edit bank")
def import_set_all(import_id: uuid.UUID) -> Any:
    run = fetch(ItemImport, import_id)
    form = ForAllForm.of(current_user, {})
    if form.validate_on_submit():
        import_services.set_for_all(run, form.values())
        db.session.commit()
        flash(_("Set for all rows."))
    else:
        flash(" ".join(str(error) for errors in form.errors.values() for error in errors), "error")
    return redirect(url_for("quizzes.import_preview", import_id=run.id), 303)


def _with_row(import_id: uuid.UUID, row_n: int) -> ItemImport:
    run = fetch(ItemImport, import_id)
    if not 1 <= row_n <= run.counts.get("rows", 0) or run.read_file_id is None:
        abort(404)
    return run


def _back(run: ItemImport, row_n: int, mend: int | None = None) -> str:
    """The same view, at the same row."""
    place: dict[str, Any] = {
        "show": request.args.get("show") or None,
        "page": request.args.get("page", type=int),
    }
    return url_for("quizzes.import_preview", import_id=run.id, mend=mend, _anchor=f"row-{row_n}", **place)
