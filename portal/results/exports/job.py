"""The export as long work: the rights of its owner are looked at again when it runs."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import current_app, g
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import clock
from portal.access import can, visible_to
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.i18n import say
from portal.jobs.models import Job
from portal.jobs.queue import Progress, job_kind
from portal.people.models import Account
from portal.results import asking
from portal.results.exports import csv_file
from portal.results.exports.comments import all_comments
from portal.results.exports.rows import Rows
from portal.results.exports.workbook import write_workbook
from portal.results.missing import may_be_named, missing_shops
from portal.results.query import Results
from portal.storage import files
from portal.surveys.models import Survey

EXPORT = "export responses"
MISSING = "export missing"
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
FORMATS = ("xlsx", "csv", "long", "comments")
KEEP_DAYS = 7
Step = Callable[[int], None]


class UnknownFormat(PortalError):
    status = 422


def write_export(results: Results, format: str, path: Path, *, by_words: bool, step: Step) -> int:
    """The one door for everything that becomes a file; returns how many lines of content."""
    if format not in FORMATS:
        raise UnknownFormat(_("This format is not known: %(format)s.", format=format))
    if format == "comments":
        return csv_file.write_comments(all_comments(results), path, (_("Question"), _("Words")))
    rows = Rows(results, by_words=by_words)
    writers = {"xlsx": write_workbook, "csv": csv_file.write_rows, "long": csv_file.write_long}
    return writers[format](rows, path, step)


def ending(format: str) -> str:
    return "xlsx" if format == "xlsx" else "csv"


@job_kind(EXPORT, needs="export")
def run(job: Job, progress: Progress) -> None:
    owner, survey = _still_allowed(job)
    asked = job.parameters
    with force_locale(asked.get("language", "zh-Hans").replace("-", "_")):
        g.language = asked.get("language", "zh-Hans")
        results = Results(survey, owner, asking.read(asked.get("asked", {})), clock.now())
        total, format = results.n, asked["format"]
        progress.step(0, total)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "export"
            by_words = asked.get("wording") != "codes"
            write_export(results, format, path, by_words=by_words, step=lambda done: progress.step(done))
            _keep(job, survey, path, format)
        progress.step(total, total)


def _still_allowed(job: Job) -> tuple[Account, Survey]:
    """Who asked may have moved or lost the right since then."""
    owner = db.session.get(Account, job.owner_id)
    survey_id = uuid.UUID(job.parameters["survey"])
    survey = None
    if owner is not None and owner.is_active and can(owner, "export"):
        survey = db.session.scalars(visible_to(owner, Survey).where(Survey.id == survey_id)).first()
    if owner is None or survey is None:
        raise Refused(_("You may not export this survey any more."))
    return owner, survey


def _keep(job: Job, survey: Survey, path: Path, format: str) -> None:
    stem = "".join(letter for letter in say(survey.title) if letter not in '\\/:*?"<>|') or "survey"
    stored = files.save(
        path,
        unit_id=job.unit_id,
        owner_type="job",
        owner_id=job.id,
        purpose="export",
        name=f"{stem}-{format}-{clock.day_of(clock.now(), current_app.config['TIME_ZONE'])}.{ending(format)}",
        media_type=MEDIA[ending(format)],
        keep_days=KEEP_DAYS,
    )
    job.result_file_id = stored.id
    job.result = {"href": f"/w/surveys/{survey.id}/report"}


@job_kind(MISSING, needs="export")
def run_missing(job: Job, progress: Progress) -> None:
    """Who has not answered, as a workbook."""
    owner, survey = _still_allowed(job)
    if not may_be_named(survey, owner):
        raise Refused(_("This survey does not say who has not answered."))
    shops = missing_shops(survey, owner)
    with force_locale("zh_Hans"), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "missing"
        _write_missing(path, shops)
        _keep(job, survey, path, "xlsx")
    progress.step(len(shops), len(shops))


def _write_missing(path: Path, shops: list[Any]) -> None:
    # Imported here: only an export needs it, the web process does not.
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    heads = (_("District"), _("Customer manager"), _("Licence"), _("Name"), _("Shop"), _("Village"))
    for place, head in enumerate(heads):
        page.write_string(0, place, head)
    for line, shop in enumerate(shops, 1):
        manager = shop.manager.name if shop.manager else ""
        cells = (shop.unit.name, manager, shop.licence, shop.name, shop.shop_name, shop.village)
        for place, cell in enumerate(cells):
            page.write_string(line, place, cell)
    book.close()
