"""/w/problems: what is wrong, what is worked on, and the page of one problem."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from portal import chain, clock
from portal.access import fetch, needs, visible_to
from portal.extensions import db
from portal.forms import EmptyForm
from portal.improvement import services
from portal.improvement.forms import ProblemForm
from portal.improvement.models import Problem
from portal.improvement.views.blueprint import bp
from portal.indicators.models import Indicator
from portal.people.models import POSTS, Unit


@bp.get("")
@needs("see problems")
def index() -> str:
    shelf = "archive" if request.args.get("shelf") == "archive" else ""
    kept = Problem.archived_at.is_not(None) if shelf else Problem.archived_at.is_(None)
    query = visible_to(current_user, Problem).where(kept)
    query = query.options(selectinload(Problem.owner), selectinload(Problem.unit))
    problems = list(
        db.session.scalars(query.order_by(Problem.is_key.desc(), Problem.unit_id, Problem.number))
    )
    items: dict[uuid.UUID, int] = {}
    for counts in chain.contributions("items of problems", [problem.id for problem in problems]):
        items.update(counts)
    return render_template("improvement/index.html", problems=problems, shelf=shelf, items=items)


@bp.route("/new", methods=["GET", "POST"])
@needs("edit problem")
def create() -> Any:
    unit = current_user.unit
    form = ProblemForm().offer(unit)
    if form.validate_on_submit():
        problem = services.create_problem(
            unit=unit, details=form.details(), actor=current_user, at=clock.now()
        )
        db.session.commit()
        return redirect(url_for("problems.show", problem_id=problem.id), 303)
    return _form_page(None, form)


@bp.get("/<uuid:problem_id>")
@needs("see problems")
def show(problem_id: uuid.UUID) -> str:
    problem = fetch(Problem, problem_id)
    indicator = db.session.get(Indicator, problem.indicator_id) if problem.indicator_id else None
    people = services.people_concerned(problem)
    return render_template(
        "improvement/show.html", problem=problem, indicator=indicator, people=people,
        teams=_team_names(problem), panels=chain.contributions("problem page", problem),
    )  # fmt: skip


@bp.route("/<uuid:problem_id>/edit", methods=["GET", "POST"])
@needs("edit problem")
def edit(problem_id: uuid.UUID) -> Any:
    problem = fetch(Problem, problem_id)
    form = ProblemForm.of(problem)
    stale = form.is_submitted() and form.version.data != str(problem.row_version)
    if form.validate_on_submit() and not stale:
        services.change_problem(problem, form.details(), actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("problems.show", problem_id=problem.id), 303)
    if stale:
        form.version.data = str(problem.row_version)
    return _form_page(problem, form, stale)


@bp.post("/<uuid:problem_id>/archive")
@needs("edit problem")
def archive(problem_id: uuid.UUID) -> Response:
    problem = fetch(Problem, problem_id)
    if EmptyForm().validate_on_submit():
        services.archive_problem(problem, actor=current_user, at=clock.now())
        db.session.commit()
        undo: Any = (_("The problem was archived."), url_for("problems.restore", problem_id=problem.id))
        flash(undo, "undo")
    return redirect(url_for("problems.index"), 303)


@bp.post("/<uuid:problem_id>/restore")
@needs("edit problem")
def restore(problem_id: uuid.UUID) -> Response:
    problem = fetch(Problem, problem_id)
    if EmptyForm().validate_on_submit():
        services.restore_problem(problem, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("Taken out of the archive."))
    return redirect(url_for("problems.show", problem_id=problem.id), 303)


def _form_page(problem: Problem | None, form: ProblemForm, stale: bool = False) -> Any:
    page = render_template("improvement/edit.html", problem=problem, form=form, stale=stale)
    return page, 409 if stale else 422 if form.errors else 200


def _team_names(problem: Problem) -> list[str]:
    units = [team.unit_id for team in problem.teams if team.unit_id]
    names = db.session.scalars(db.select(Unit.name).where(Unit.id.in_(units)).order_by(Unit.name))
    posts = [str(POSTS.get(team.post, team.post)) for team in problem.teams if team.post]
    return [*names, *posts]
