"""/w/banks/<id>/export: choose a format, see what it cannot say, take the file."""

import uuid
from urllib.parse import quote

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.access import fetch, needs
from portal.extensions import db
from portal.forms import EmptyForm
from portal.quizzes.banks import bank_export
from portal.quizzes.models import Bank
from portal.quizzes.views.blueprint import bp


@bp.get("/banks/<uuid:bank_id>/export")
@needs("edit bank")
def export_bank(bank_id: uuid.UUID) -> str:
    bank = fetch(Bank, bank_id)
    target = bank_export.TARGETS.get(request.args.get("format", ""))
    return render_template(
        "quizzes/bank_export.html", bank=bank, targets=bank_export.TARGETS.values(), target=target,
        report=bank_export.report(bank, target) if target else None, size=bank_export.size(bank),
        most=bank_export.AT_ONCE,
    )  # fmt: skip


@bp.post("/banks/<uuid:bank_id>/export")
@needs("edit bank")
def take_export(bank_id: uuid.UUID) -> Response:
    bank = fetch(Bank, bank_id)
    target = bank_export.TARGETS.get(request.form.get("format", ""))
    if target is None or not EmptyForm().validate_on_submit():
        abort(400)
    if bank_export.size(bank) > bank_export.AT_ONCE:
        job = bank_export.later(bank, target, actor=current_user)
        db.session.commit()
        return redirect(url_for("jobs.show", job_id=job.id), 303)
    written = bank_export.write(bank, target, actor=current_user)
    db.session.commit()
    response = make_response(written.content)
    response.headers["Content-Type"] = target.media_type
    name = quote(bank_export.file_name(bank, target))
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
