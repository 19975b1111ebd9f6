"""Models of a large quiz as long work: the workbook with all figures is what comes of it."""

import uuid

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.access import can, visible_to
from portal.errors import Refused
from portal.extensions import db
from portal.i18n import say
from portal.jobs.models import Job
from portal.jobs.queue import Progress, job_kind
from portal.people.models import Account
from portal.quizzes.analysis import analysis_book, analysis_models
from portal.quizzes.analysis.analysis import analyse
from portal.quizzes.analysis.analysis_data import read
from portal.quizzes.models import Quiz
from portal.sheets.writing import XLSX
from portal.storage import files

MODELS = "item models"
KEEP_DAYS = 7


@job_kind(MODELS, needs="see quizzes")
def run(job: Job, progress: Progress) -> None:
    quiz = _still_allowed(job)
    language = job.parameters.get("language", "zh-Hans")
    with force_locale(language.replace("-", "_")):
        g.language = language
        progress.step(0, total=2)
        owner = db.session.get_one(Account, job.owner_id)
        analysis = analyse(read(quiz, job.parameters.get("which", ""), owner.units_below()))
        progress.step(1)
        content = analysis_book.workbook(analysis, analysis_models.models(analysis.sitting))
        stored = files.save(
            content, unit_id=job.unit_id, owner_type="job", owner_id=job.id, purpose="export",
            name=file_name(quiz), media_type=XLSX, keep_days=KEEP_DAYS,
        )  # fmt: skip
        job.result_file_id, job.result = stored.id, {"href": f"/w/exams/{quiz.id}/items"}
        progress.step(2)


def file_name(quiz: Quiz) -> str:
    stem = "".join(letter for letter in say(quiz.title) if letter not in '\\/:*?"<>|') or "quiz"
    what = _("Item analysis")
    return f"{stem}-{what}.xlsx"


def _still_allowed(job: Job) -> Quiz:
    """Who asked may have moved or lost the right since then."""
    owner = db.session.get(Account, job.owner_id)
    quiz = None
    if owner is not None and owner.is_active and can(owner, "see quizzes"):
        wanted = visible_to(owner, Quiz).where(Quiz.id == uuid.UUID(job.parameters["quiz"]))
        quiz = db.session.scalars(wanted).first()
    if quiz is None:
        raise Refused(_("You may not see this quiz any more."))
    return quiz
