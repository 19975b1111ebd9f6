"""The one paper of a fixed plan, question by question: draw anew, replace, move, remove, add ticked items."""

import uuid
from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs, visible_to
from portal.errors import PortalError
from portal.extensions import db
from portal.forms import EmptyForm
from portal.quizzes.models import PaperPlan, QuizItem
from portal.quizzes.papers import paper_plans, paper_steps
from portal.quizzes.papers.paper_rules_form import LARGEST_SEED
from portal.quizzes.views.blueprint import bp
from portal.quizzes.views.papers import today


@bp.post("/papers/<uuid:plan_id>/draw")
@needs("edit bank")
def draw_paper(plan_id: uuid.UUID) -> Response:
    plan = fetch(PaperPlan, plan_id)
    seed = plan.seed % LARGEST_SEED + 1
    step = {"actor": current_user, "at": clock.now(), "on": today()}
    _tried(lambda: paper_plans.draw_again(plan, seed, **step), _("Another paper is drawn."))
    return redirect(url_for("quizzes.paper_plan", plan_id=plan_id, _anchor="paper"), 303)


@bp.post("/papers/<uuid:plan_id>/questions")
@needs("edit bank")
def change_question(plan_id: uuid.UUID) -> Response:
    """`do`: up, down, replace (`with`), remove, renew; `item` is the question."""
    plan = fetch(PaperPlan, plan_id)
    _tried(lambda: _step(plan, request.form.get("do", "")), "")
    return redirect(url_for("quizzes.paper_plan", plan_id=plan_id, _anchor="paper"), 303)


@bp.post("/papers/from-items")
@needs("edit bank")
def paper_from_items() -> Response:
    """A paper of ticked items (`item`, several), or these added to the plan named by `plan`."""
    plan_id = request.form.get("plan", type=uuid.UUID)
    plan = fetch(PaperPlan, plan_id, may="edit bank") if plan_id else None
    rows = paper_steps.rows_of(request.form.getlist("item"), visible_to(current_user, QuizItem))
    made: list[PaperPlan] = []

    def work() -> None:
        made.append(
            paper_steps.from_items(
                rows, plan, unit=current_user.unit, title=_("New paper"), actor=current_user,
                at=clock.now(), on=today(),
            )
        )  # fmt: skip

    if not _tried(work, ngettext("%(num)d question added.", "%(num)d questions added.", len(rows))):
        back = url_for("quizzes.paper_plan", plan_id=plan_id) if plan_id else url_for("quizzes.papers")
        return redirect(back, 303)
    return redirect(url_for("quizzes.paper_plan", plan_id=made[0].id, _anchor="paper"), 303)


def _step(plan: PaperPlan, do: str) -> None:
    item = request.form.get("item", "")
    step = {"actor": current_user, "at": clock.now(), "on": today()}
    if do == "replace":
        paper_steps.replace(plan, item, request.form.get("with", ""), **step)
    elif do in ("up", "down"):
        paper_steps.move(plan, item, -1 if do == "up" else 1, **step)
    elif do == "remove":
        paper_steps.remove(plan, item, **step)
    elif do == "renew":
        paper_steps.renew(plan, **step)


def _tried(work: Callable[[], object], words: str) -> bool:
    """Done and committed, or nothing changed and the sentence that says why."""
    if not EmptyForm().validate_on_submit():
        return False
    try:
        work()
    except PortalError as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return False
    db.session.commit()
    if words:
        flash(words)
    return True
