"""The page of a piece of long work: how far it is, and what came of it."""

import uuid
from urllib.parse import quote

from flask import Blueprint, Response, abort, redirect, render_template, request, stream_with_context, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from portal.access import signed_in, visible_to
from portal.extensions import db
from portal.forms import EmptyForm
from portal.jobs import queue
from portal.jobs.models import Job
from portal.storage import files
from portal.storage.models import StoredFile

bp = Blueprint("jobs", __name__, url_prefix="/w/jobs")


TITLES = {
    "import retailers": _l("Import retailers"),
    "import accounts": _l("Import accounts"),
    "export responses": _l("Export responses"),
    "print sheets": _l("Print sheets"),
    "export bank": _l("Export a question bank"),
    "item models": _l("Work out difficulties and abilities"),
    "regrade": _l("Mark attempts anew"),
    "draw papers": _l("Draw papers"),
    "import items": _l("Import questions"),
    "read items": _l("Read a file of questions"),
}


@bp.app_template_global()
def job_title(job: Job) -> str:
    return str(TITLES.get(job.kind, job.kind.capitalize()))


def own_job(job_id: uuid.UUID) -> Job:
    """Long work is its owner's alone: its result may hold what others must not see."""
    job = db.session.scalars(visible_to(current_user, Job).where(Job.id == job_id)).first()
    if job is None:
        abort(404)
    if job.owner_id != current_user.id or not queue.may_have(current_user, job.kind):
        abort(403)
    return job


@bp.get("/<uuid:job_id>")
@signed_in
def show(job_id: uuid.UUID) -> str:
    part = request.headers.get("Sec-Fetch-Dest") == "empty"
    return render_template("jobs/_state.html" if part else "jobs/show.html", job=own_job(job_id))


@bp.post("/<uuid:job_id>/cancel")
@signed_in
def cancel(job_id: uuid.UUID) -> AnyResponse:
    job = own_job(job_id)
    if EmptyForm().validate_on_submit():
        queue.cancel(job)
        db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id), 303)


@bp.get("/<uuid:job_id>/file")
@signed_in
def download(job_id: uuid.UUID) -> Response:
    job = own_job(job_id)
    file = db.session.scalars(select(StoredFile).where(StoredFile.id == job.result_file_id)).first()
    if file is None:
        abort(404)
    return attachment(file)


def attachment(file: StoredFile) -> Response:
    """A plain download with a name that survives every browser (RFC 5987)."""
    response = Response(stream_with_context(files.stream(file)), mimetype=file.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
