"""A regrade of many attempts as long work: all of them in one transaction, or none."""

import uuid

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import clock
from portal.access import can
from portal.errors import Refused
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.queue import Progress, job_kind
from portal.people.models import Account
from portal.quizzes.analysis import regrading
from portal.quizzes.models import Regrade

REGRADE = "regrade"


@job_kind(REGRADE, needs="mark answers")
def run(job: Job, progress: Progress) -> None:
    language = job.parameters.get("language", "zh-Hans")
    with force_locale(language.replace("-", "_")):
        g.language = language
        regrade = db.session.get_one(Regrade, uuid.UUID(job.parameters["regrade"]))
        progress.step(0, total=len(regrade.effect["changed"]), message=_("Marking anew"))
        # From here one transaction: whoever stops in between has changed nothing.
        actor = _still_allowed(job, regrade)
        outcome = regrading.apply(regrade, actor=actor, at=clock.now(), seen=job.parameters["seen"])
        job.result = {"href": f"/w/regrades/{regrade.id}"}
        job.done = job.total = len(regrade.effect["changed"])
        job.message = told(outcome, regrade)


def told(outcome: regrading.Outcome, regrade: Regrade) -> str:
    """What came of it, in a sentence."""
    if outcome is regrading.Outcome.STALE:
        return _(
            "Others would pass or fail by now. Nothing was changed; look at the new effect and decide again."
        )
    if outcome is regrading.Outcome.ALREADY:
        return _("This has been applied already.")
    n = len(regrade.effect["changed"])
    return _("%(n)s attempts have been marked anew. The old marks stay beside the new ones.", n=n)


def _still_allowed(job: Job, regrade: Regrade) -> Account:
    """Who asked may have left, moved or lost the right since then."""
    actor = db.session.get(Account, job.owner_id, populate_existing=True)
    may = actor is not None and actor.is_active and can(actor, "mark answers")
    if actor is None or not may or regrade.unit_id not in actor.units_below():
        raise Refused(_("You may not change these marks any more. Nothing was changed."))
    return actor
