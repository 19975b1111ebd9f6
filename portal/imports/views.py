"""Importing a spreadsheet in four steps: upload, columns, preview of every line, write."""

import uuid
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal import access, clock
from portal.access import signed_in
from portal.errors import Refused
from portal.extensions import db
from portal.forms import EmptyForm
from portal.imports import services
from portal.imports.forms import RunForm, UploadForm, columns_form
from portal.imports.models import ImportRun
from portal.jobs.queue import enqueue, job_kind
from portal.sheets import writing
from portal.sheets.downloads import attachment
from portal.sheets.kinds import Action, ImportKind, kind_named
from portal.sheets.model import SheetError

bp = Blueprint("imports", __name__, url_prefix="/w")
PAGE = 100

job_kind("import retailers", needs="edit retailers")(services.run_import)
job_kind("import accounts", needs="manage people")(services.run_import)


def _kind(name: str) -> ImportKind:
    kind = kind_named(name)
    access.require(kind.ability)
    return kind


def _run(kind_name: str, run_id: uuid.UUID) -> tuple[ImportRun, ImportKind]:
    """The run in the person's scope, 403 where the right for this kind of import is missing."""
    run = access.fetch(ImportRun, run_id)
    kind = kind_named(run.kind)
    if run.kind != kind_name:
        abort(404)
    access.require(kind.ability, run)
    return run, kind


@bp.route("/<kind_name>/import", methods=["GET", "POST"])
@signed_in
def start(kind_name: str) -> Any:
    kind = _kind(kind_name)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            run = _upload(kind, form)
        except SheetError as refused:
            form.file.errors = [refused.message]
        else:
            db.session.commit()
            return redirect(_next(run), 303)
    last = services.last_run(kind, current_user.unit)
    undoable = last is not None and services.can_undo(last)
    page = render_template("imports/start.html", kind=kind, form=form, last=last, undoable=undoable)
    return page, 422 if form.errors else 200


def _upload(kind: ImportKind, form: UploadForm) -> ImportRun:
    file = form.file.data
    name = (file.filename or "")[:200]
    actor = current_user._get_current_object()
    return services.upload(kind, file.read(), name, unit=actor.unit, actor=actor, at=clock.now())


def _next(run: ImportRun) -> str:
    return url_for(
        "imports.columns" if services.needs_columns(run) else "imports.show",
        kind_name=run.kind,
        run_id=run.id,
    )


@bp.route("/<kind_name>/import/<uuid:run_id>/columns", methods=["GET", "POST"])
@signed_in
def columns(kind_name: str, run_id: uuid.UUID) -> Any:
    run, kind = _run(kind_name, run_id)
    sheet = services.sheet_of(run)
    form: Any = columns_form(sheet, kind.columns, run.mapping)
    if form.validate_on_submit():
        if run.applied_at is not None:
            raise Refused(_("This file has been imported already."))
        run.mapping = form.chosen()
        db.session.commit()
        return redirect(url_for("imports.show", kind_name=run.kind, run_id=run.id), 303)
    page = render_template("imports/columns.html", run=run, kind=kind, sheet=sheet, form=form)
    return page, 422 if form.errors else 200


@bp.get("/<kind_name>/import/<uuid:run_id>")
@signed_in
def show(kind_name: str, run_id: uuid.UUID) -> Any:
    run, kind = _run(kind_name, run_id)
    if run.applied_at is not None:
        return render_template("imports/done.html", run=run, kind=kind, undoable=services.can_undo(run))
    if services.needs_columns(run):
        return redirect(url_for("imports.columns", kind_name=run.kind, run_id=run.id), 303)
    checked = services.check(run, current_user)
    shown = request.args.get("show", "")
    rows = [row for row in checked.plan.rows if not shown or row.action == shown]
    rows.sort(key=lambda row: row.action != Action.FAULTY)
    n = max(1, min(request.args.get("page", 1, int), -(-len(rows) // PAGE)))
    return render_template(
        "imports/preview.html", run=run, kind=kind, sheet=checked.sheet, counts=checked.plan.counts(),
        rows=rows[(n - 1) * PAGE : n * PAGE], found=len(rows), shown=shown, n=n, pages=-(-len(rows) // PAGE),
        total=len(checked.plan.rows),
    )  # fmt: skip


@bp.post("/<kind_name>/import/<uuid:run_id>/run")
@signed_in
def run(kind_name: str, run_id: uuid.UUID) -> AnyResponse:
    found, kind = _run(kind_name, run_id)
    form = RunForm()
    if found.applied_at is not None or not form.validate_on_submit():
        return redirect(url_for("imports.show", kind_name=found.kind, run_id=found.id), 303)
    parameters = {"run": str(found.id), "only_good": form.only_good.data}
    job = enqueue(f"import {kind.name}", parameters, owner=current_user, unit_id=found.unit_id)
    found.job_id = job.id
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id), 303)


@bp.get("/<kind_name>/import/<uuid:run_id>/faulty.xlsx")
@signed_in
def faulty(kind_name: str, run_id: uuid.UUID) -> Response:
    run, _kind = _run(kind_name, run_id)
    stem = run.file_name.rpartition(".")[0] or run.file_name
    return attachment(services.faulty_workbook(run, current_user), f"{stem}-{_('to mend')}.xlsx")


@bp.post("/<kind_name>/import/<uuid:run_id>/undo")
@signed_in
def undo(kind_name: str, run_id: uuid.UUID) -> AnyResponse:
    run, kind = _run(kind_name, run_id)
    if EmptyForm().validate_on_submit():
        services.undo(run, actor=current_user._get_current_object(), at=clock.now())
        db.session.commit()
        flash(_("The import was undone."))
    return redirect(url_for("imports.start", kind_name=kind.name), 303)


@bp.get("/<kind_name>/import/template.xlsx")
@signed_in
def template(kind_name: str) -> Response:
    kind = _kind(kind_name)
    name = kind.template_name or kind.name
    return attachment(
        writing.template(name, kind.columns, [str(note) for note in kind.notes]), f"{name}.xlsx"
    )
