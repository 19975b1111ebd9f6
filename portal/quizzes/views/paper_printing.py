"""Papers, keys and score sheets on paper and as Word files; never for those who are asked."""

import uuid

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access import can, fetch, needs
from portal.extensions import db
from portal.forms import EmptyForm
from portal.people import audit
from portal.quizzes.models import PaperPlan, Quiz
from portal.quizzes.papers import paper_language, paper_plans, paper_printing, paper_word, paper_word_frame
from portal.quizzes.papers.paper_printing import Order, Print
from portal.quizzes.views.blueprint import bp
from portal.quizzes.views.papers import known_quizzes, today
from portal.sheets.downloads import attachment

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
bp.add_app_template_global(paper_language.words, "paper_words")


@bp.app_template_global()
def paper_gap(key: str) -> Markup:
    """A blank wide enough to write into by hand."""
    return Markup('<span class="line"></span>')


@bp.get("/papers/<uuid:plan_id>/print")
@needs("edit bank")
def print_paper(plan_id: uuid.UUID) -> str:
    plan = fetch(PaperPlan, plan_id)
    order = Order.read(request.args)
    found = paper_printing.printed(plan, order, today())
    return render_template(
        f"quizzes/print_{order.what}.html", found=found, plan=plan, order=order, sheets=found.sheets,
        rows=paper_printing.score_rows(found) if order.what == "sheet" else [],
        quizzes=_published(plan) if can(current_user, "run quiz") else [],
    )  # fmt: skip


@bp.post("/papers/<uuid:plan_id>/word")
@needs("edit bank")
def word_paper(plan_id: uuid.UUID) -> Response | AnyResponse:
    plan = fetch(PaperPlan, plan_id)
    if not EmptyForm().validate_on_submit():
        return redirect(url_for("quizzes.paper_plan", plan_id=plan_id), 303)
    found = paper_printing.printed(plan, Order.read(request.form), today())
    content = _written(found)
    audit.record(current_user, "export", plan, changes={"what": [None, found.order.what]}, at=clock.now())
    db.session.commit()
    answer = attachment(content, f"{_file_name(found)}.docx")
    answer.mimetype = DOCX
    return answer


def _published(plan: PaperPlan) -> list[Quiz]:
    """Whose papers are drawn and whose people are known."""
    uses = paper_plans.uses([plan.id], known_quizzes()).get(plan.id, [])
    return [quiz for quiz in uses if quiz.published_at is not None and _is_own(quiz)]


def _is_own(quiz: Quiz) -> bool:
    return quiz.unit_id in current_user.units_below()


def _written(found: Print) -> bytes:
    if found.order.what == "key":
        return paper_word.keys(found.sheets)
    if found.order.what == "sheet":
        facts = found.sheets[0].facts if found.sheets else ""
        title = paper_language.words("sheet title", title=found.title)
        return paper_word_frame.score_sheet(title, facts, paper_printing.score_rows(found))
    return paper_word.papers(found.sheets)


def _file_name(found: Print) -> str:
    parts = {"paper": _("Exam paper"), "key": _("Answer key"), "sheet": _("Score sheet")}
    return f"{found.title or _('Paper')}-{parts[found.order.what]}"
