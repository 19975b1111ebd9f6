"""Drawing the papers of a big quiz: the first ones at once, so that it can open, the rest as long work."""

import uuid

from flask_babel import gettext as _

from portal.errors import Gone
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.queue import Progress, enqueue, job_kind
from portal.people.models import Account
from portal.quizzes.models import Quiz
from portal.quizzes.papers import drawing

KIND = "draw papers"
AT_ONCE = 300
"""Drawn within half a second; until the others are there, people go round these."""
AT_A_TIME = 1_000


def draw_or_enqueue(quiz: Quiz, wanted: int, *, actor: Account | None) -> Job | None:
    """Papers for so many; CannotDraw at once where the rules cannot be met. The job that draws the rest."""
    drawing.draw_papers(quiz, min(wanted, max(AT_ONCE, quiz.papers)))
    if quiz.papers < AT_ONCE or quiz.papers >= wanted:
        return None
    return enqueue(KIND, {"quiz": str(quiz.id), "papers": wanted}, owner=actor, unit_id=quiz.unit_id)


@job_kind(KIND, needs="run quiz")
def run(job: Job, progress: Progress) -> None:
    quiz = db.session.get(Quiz, uuid.UUID(job.parameters["quiz"]))
    if quiz is None:
        raise Gone(_("This quiz is not there any more."))
    wanted, there = job.parameters["papers"], quiz.papers
    progress.step(there, wanted)
    while there < wanted:
        now = drawing.draw_papers(quiz, min(wanted, there + AT_A_TIME))
        progress.step(now)
        if now == there:
            break
        there = now
