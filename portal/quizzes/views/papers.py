"""/w/papers: plans of papers, their rules, and what the rules give today."""

import uuid
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs, visible_to
from portal.extensions import db
from portal.forms import EmptyForm
from portal.quizzes.models import PaperKind, PaperPlan, Quiz
from portal.quizzes.papers import drawing, paper_check, paper_list, paper_page, paper_plans, paper_words
from portal.quizzes.papers.paper_page import Page
from portal.quizzes.papers.paper_rules_form import LARGEST_SEED, PaperForm, rearranged
from portal.quizzes.views.blueprint import bp, say_with_undo

Answer = str | Response | tuple[str, int]
bp.add_app_template_filter(paper_words.figure, "figure")


def today() -> Any:
    return clock.day_of(clock.now(), current_app.config["TIME_ZONE"])


def known_quizzes() -> Select[Quiz]:
    return visible_to(current_user, Quiz)


@bp.get("/papers")
@needs("see quizzes")
def papers() -> str:
    shelf = "archive" if request.args.get("shelf") == "archive" else ""
    query = visible_to(current_user, PaperPlan).order_by(PaperPlan.created_at.desc())
    shelved = PaperPlan.archived_at.is_not(None) if shelf else PaperPlan.archived_at.is_(None)
    plans = list(db.session.scalars(query.where(shelved)))
    return render_template(
        "quizzes/papers.html",
        lines=paper_list.lines(
            plans, paper_plans.uses([plan.id for plan in plans], known_quizzes()), today()
        ),
        has_any=bool(plans) or db.session.scalar(query.with_only_columns(PaperPlan.id).limit(1)) is not None,
        shelf=shelf,
        kinds=paper_words.KINDS,
    )


@bp.post("/papers")
@needs("edit bank")
def create_paper() -> Response:
    if not EmptyForm().validate_on_submit():
        return redirect(url_for("quizzes.papers"), 303)
    plan = paper_plans.create(
        current_user.unit, _("New paper"), actor=current_user, at=clock.now(), on=today()
    )
    db.session.commit()
    return redirect(url_for("quizzes.paper_plan", plan_id=plan.id), 303)


@bp.route("/papers/<uuid:plan_id>", methods=["GET", "POST"])
@needs("edit bank")
def paper_plan(plan_id: uuid.UUID) -> Answer:
    plan = fetch(PaperPlan, plan_id)
    if request.method == "GET":
        return page(paper_page.stored(plan, current_user, today(), _seed(plan), _number()))
    form = paper_page.form_of(plan, current_user, request.form)
    if not form.validate():
        return page(paper_page.faulty(plan, form)), 422
    if form.stamp.data != paper_page.stamp_of(plan):
        return _stale(plan, form)
    paper_plans.change(plan, paper_page.typed(plan, form), actor=current_user, at=clock.now(), on=today())
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("quizzes.paper_plan", plan_id=plan.id), 303)


@bp.post("/papers/<uuid:plan_id>/check")
@needs("edit bank")
def check_paper(plan_id: uuid.UUID) -> Answer:
    """The typed rules tried out, with rows added, moved or taken away; nothing is kept."""
    plan = fetch(PaperPlan, plan_id)
    posted = rearranged(request.form, request.form.get("do", ""))
    form = paper_page.form_of(plan, current_user, posted)
    if not form.validate():
        # To the script half a number is nothing unusual.
        return page(paper_page.faulty(plan, form)), 200 if is_part() else 422
    return page(paper_page.tried(plan, form, today()))


@bp.post("/papers/<uuid:plan_id>/copy")
@needs("edit bank")
def copy_paper(plan_id: uuid.UUID) -> Response:
    plan = fetch(PaperPlan, plan_id)
    if not EmptyForm().validate_on_submit():
        return redirect(url_for("quizzes.papers"), 303)
    twin = paper_plans.copy(plan, current_user.unit, actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("This is the copy."))
    return redirect(url_for("quizzes.paper_plan", plan_id=twin.id), 303)


@bp.post("/papers/<uuid:plan_id>/archive")
@needs("edit bank")
def archive_paper(plan_id: uuid.UUID) -> Response:
    plan = fetch(PaperPlan, plan_id)
    if EmptyForm().validate_on_submit():
        paper_plans.archive(plan, actor=current_user, at=clock.now())
        db.session.commit()
        words = _("Put into the archive.") if plan.archived_at else _("Back among the papers in use.")
        say_with_undo(words, url_for("quizzes.archive_paper", plan_id=plan.id))
    return redirect(url_for("quizzes.papers"), 303)


def is_part() -> bool:
    return request.headers.get("X-Part") == "paper"


def page(shown: Page, **more: Any) -> str:
    check, drawn = shown.check, shown.kind == PaperKind.DRAWN
    trials = drawn and check is not None and check.is_fine
    return render_template(
        "quizzes/_paper_form.html" if is_part() else "quizzes/paper_plan.html",
        page=shown, plan=shown.plan, form=shown.form, check=check, is_drawn=drawn,
        spread=paper_check.spread_figure(check.papers) if trials and check else None,
        uses=paper_check.uses(check, shown.spec) if trials and check else [],
        ends=paper_check.most_and_least, quizzes=_uses(shown.plan),
        swap=request.args.get("swap", ""), choices=_choices(shown),
        **{"differences": [], "is_stale": False, **more},
    )  # fmt: skip


def _uses(plan: PaperPlan) -> list[Quiz]:
    return paper_plans.uses([plan.id], known_quizzes()).get(plan.id, [])


def _choices(shown: Page) -> list[Any]:
    item = request.args.get("swap", "")
    return paper_page.choices(shown.plan, item, today()) if item and shown.stored else []


def _seed(plan: PaperPlan) -> int:
    """For looking at papers another draw would give; a fixed paper has its own."""
    asked = request.args.get("seed", type=int)
    return asked if asked is not None and 0 <= asked <= LARGEST_SEED else plan.seed


def _number() -> int:
    return request.args.get("n", 1, type=int)


def _stale(plan: PaperPlan, form: PaperForm) -> tuple[str, int]:
    """What was typed stays in the form; what is stored now stands beside it."""
    wish = paper_page.typed(plan, form)
    differences = paper_list.differences(plan, drawing.spec_of(plan), wish)
    form.stamp.data = paper_page.stamp_of(plan)
    return page(paper_page.tried(plan, form, today()), differences=differences, is_stale=True), 409
