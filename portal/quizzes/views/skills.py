"""The skill matrix: who knows what, where it is missing most, and a training for it."""

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access import needs
from portal.extensions import db
from portal.forms import EmptyForm
from portal.people import audit, trees
from portal.people.models import POSTS
from portal.quizzes.results import looks, skill_page, skill_workbook
from portal.quizzes.results.result_points import point_name
from portal.quizzes.results.skill_page import Asked, SkillPage
from portal.quizzes.results.skills import GROUP_FROM, NEAR, PERSON_FROM
from portal.quizzes.views.blueprint import bp
from portal.quizzes.views.results import may_export
from portal.sheets.downloads import attachment


@bp.get("/skills")
@needs("see quiz results")
def skills() -> str:
    found = _page()
    looks.note_of_auditor(current_user.unit, "skills", page=found.page)
    return render_template(
        "quizzes/skills.html", skills=found, matrix=found.matrix, asked=found.asked, gaps=found.gaps,
        training=found.training, units=trees.choices(current_user), posts=POSTS, forms=skill_page.FORMS,
        offered=skill_page, person_from=PERSON_FROM, group_from=GROUP_FROM, near=NEAR,
        point_name=point_name, may_export=may_export(),
    )  # fmt: skip


@bp.post("/skills/export")
@needs("see quiz results")
def export_skills() -> Response | AnyResponse:
    if not may_export():
        abort(403)
    found = _page()
    if not EmptyForm().validate_on_submit():
        return redirect(url_for("quizzes.skills"), 303)
    content = skill_workbook.workbook(found)
    changes = {"people": [None, len(found.matrix.people)]}
    audit.record(current_user, "export skills", current_user.unit, changes=changes, at=clock.now())
    db.session.commit()
    return attachment(content, f"{_('Skill matrix')}-{found.today.isoformat()}.xlsx")


def _page() -> SkillPage:
    today = clock.day_of(clock.now(), current_app.config["TIME_ZONE"])
    return SkillPage(current_user, Asked.read(current_user, request.args), today)
