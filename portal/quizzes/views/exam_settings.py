"""/w/exams/<id>/settings: paper, time, attempts, who sees what, for whom."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.i18n import say
from portal.quizzes.attempts.review import MOMENTS, PARTS
from portal.quizzes.models import Quiz
from portal.quizzes.practice import concerns
from portal.quizzes.setup import publishing, quiz_audience, setup_settings
from portal.quizzes.setup.setup_forms import CERTIFICATES, QuizSettingsForm
from portal.quizzes.views.blueprint import bp

MOST_NAMES = 300
Answer = Response | str | tuple[str, int]


@bp.route("/exams/<uuid:quiz_id>/settings", methods=["GET", "POST"])
@needs("run quiz")
def exam_settings(quiz_id: uuid.UUID) -> Answer:
    quiz = fetch(Quiz, quiz_id)
    form = _form(quiz)
    if not form.is_submitted():
        return _page(quiz, form)
    if request.form.get("do") == "people":
        return _who(quiz, form)
    if not form.validate():
        return _page(quiz, form), 422
    if form.stamp.data != setup_settings.stamp(quiz):
        return _stale(quiz, form)
    setup_settings.change(quiz, setup_settings.typed(form), actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("The settings are saved."))
    return redirect(url_for("quizzes.exam_settings", quiz_id=quiz.id), 303)


def _form(quiz: Quiz) -> QuizSettingsForm:
    values = setup_settings.values_of(quiz)
    form = QuizSettingsForm(
        data={**values, "stamp": setup_settings.stamp(quiz)},
        known=quiz_audience.colleagues(current_user, quiz.unit),
    )
    form.was_end = quiz.ends_at if quiz.published_at is not None else None
    form.opened_at = quiz.opens_at
    plans = setup_settings.plans(quiz.unit, quiz.paper_plan_id)
    form.paper_plan.choices = [("", "—"), *[(str(each.id), say(each.title)) for each in plans]]
    problems = concerns.in_sight(current_user)
    form.problem.choices = [
        ("", "—"),
        *[(str(each.problem_id), f"{each.number} {say(each.statement)}") for each in problems],
    ]
    form.units.choices = quiz_audience.units_within(current_user, quiz.unit)
    for field, value in ((form.certificate, values["certificate"]), (form.problem, values["problem"])):
        _offer_stored(field, value)
    form.keep_only(setup_settings.asked(quiz))
    return form


def _offer_stored(field: Any, value: str) -> None:
    """What is stored stays choosable, e.g. a problem that has been closed since."""
    known = [str(choice[0] if isinstance(choice, tuple) else choice.value) for choice in field.choices]
    if value not in known:
        field.choices = [*field.choices, (value, _("as before"))]


def _who(quiz: Quiz, form: QuizSettingsForm) -> Answer:
    """Show who is meant by what is typed; nothing is saved."""
    if "people" not in form or not form.people.validate(form):
        return _page(quiz, form), 422
    asked = Quiz(unit_id=quiz.unit_id, kind=quiz.kind, audience=setup_settings.audience_of(form))
    return _page(quiz, form, asked=asked)


def _page(
    quiz: Quiz,
    form: QuizSettingsForm,
    differences: list[tuple[str, str]] | None = None,
    asked: Quiz | None = None,
) -> str:
    people = publishing.people_for(asked or quiz) if "people" in form else []
    return render_template(
        "quizzes/exam_settings.html", quiz=quiz, form=form, differences=differences, parts=PARTS,
        moments=MOMENTS, people=len(people), groups=quiz_audience.by_unit(people[:MOST_NAMES]),
        more=max(len(people) - MOST_NAMES, 0), typed=asked is not None, certificates=CERTIFICATES,
        everybody=quiz_audience.empty((asked or quiz).audience),
    )  # fmt: skip


def _stale(quiz: Quiz, form: QuizSettingsForm) -> tuple[str, int]:
    """What was typed stays in the fields; what is stored now stands beside it."""
    stored = setup_settings.values_of(quiz)
    differences = [
        (str(form[name].label.text), _shown(form[name], stored[name]))
        for name in sorted(setup_settings.asked(quiz))
        if (form[name].data or None) != (stored[name] or None)
    ]
    form.stamp.data = setup_settings.stamp(quiz)
    return _page(quiz, form, differences), 409


def _shown(field: Any, value: Any) -> str:
    if field.name == "review":
        words = [f"{MOMENTS[moment]}: {_listed(parts)}" for moment, parts in value.items()]
        return "; ".join(words)
    if isinstance(value, dict):
        return say(value) or "—"
    if field.type in ("SelectField", "Boxes"):
        chosen = set(value) if isinstance(value, list) else {str(value)}
        return _(", ").join(str(label) for key, label, *_rest in field.iter_choices() if key in chosen) or "—"
    return str(value if value not in (None, "") else "—")


def _listed(parts: list[str]) -> str:
    return _(", ").join(str(PARTS[part]) for part in parts if part in PARTS) or "—"
