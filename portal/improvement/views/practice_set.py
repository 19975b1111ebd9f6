"""The practice set of a problem: choosing items of one's own banks for it, and taking them out again."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import Select
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.forms import UNSTORABLE
from portal.improvement import services
from portal.improvement.forms import ItemsForm
from portal.improvement.models import Problem
from portal.improvement.views.blueprint import bp
from portal.quizzes.models import Bank, QuizItem

SHOWN = 100


@bp.get("/<uuid:problem_id>/items")
@needs("edit problem")
def items(problem_id: uuid.UUID) -> str:
    problem = fetch(Problem, problem_id)
    banks = list(db.session.scalars(_own_banks().order_by(Bank.created_at)))
    query = _own_items().where(QuizItem.retired_at.is_(None))
    query = query.where((QuizItem.problem_id != problem.id) | QuizItem.problem_id.is_(None))
    bank, words = request.args.get("bank", ""), UNSTORABLE.sub("", request.args.get("q", "")).strip()
    if bank in {str(each.id) for each in banks}:
        query = query.where(QuizItem.bank_id == uuid.UUID(bank))
    if words:
        query = query.where(
            QuizItem.text.contains(words, autoescape=True)
            | QuizItem.knowledge_point.contains(words, autoescape=True)
        )
    found = list(db.session.scalars(query.order_by(QuizItem.bank_id, QuizItem.number).limit(SHOWN + 1)))
    return render_template(
        "improvement/items.html", problem=problem, banks=banks, items=found[:SHOWN], more=len(found) > SHOWN,
        problems={each.id: each.number for each in services.problems_in_sight(current_user)},
        asked={"bank": bank, "q": words},
    )  # fmt: skip


@bp.post("/<uuid:problem_id>/items")
@needs("edit problem")
def add_items(problem_id: uuid.UUID) -> Response:
    problem = fetch(Problem, problem_id)
    n = services.put_into_practice_set(problem, _chosen(), actor=current_user, at=clock.now())
    db.session.commit()
    flash(ngettext("%(num)s item added.", "%(num)s items added.", n))
    return redirect(url_for("problems.show", problem_id=problem.id, _anchor="items"), 303)


@bp.post("/<uuid:problem_id>/items/remove")
@needs("edit problem")
def remove_items(problem_id: uuid.UUID) -> Response:
    problem = fetch(Problem, problem_id)
    n = services.take_out_of_practice_set(problem, _chosen(), actor=current_user, at=clock.now())
    db.session.commit()
    flash(ngettext("%(num)s item taken out.", "%(num)s items taken out.", n))
    return redirect(url_for("problems.show", problem_id=problem.id, _anchor="items"), 303)


def _chosen() -> list[QuizItem]:
    """The ticked items that are this person's to change; others are left out."""
    form = ItemsForm()
    wanted = form.ids() if form.validate_on_submit() else []
    return list(db.session.scalars(_own_items().where(QuizItem.id.in_(wanted))))


def _own_banks() -> Select[Bank]:
    """Banks of the units above are read only: their items cannot be given to a problem here."""
    return db.select(Bank).where(Bank.unit_id.in_(current_user.units_below()), Bank.archived_at.is_(None))


def _own_items() -> Select[QuizItem]:
    return db.select(QuizItem).where(
        QuizItem.unit_id.in_(current_user.units_below()),
        QuizItem.bank_id.in_(_own_banks().with_only_columns(Bank.id)),
    )
