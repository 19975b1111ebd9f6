"""Answers that wait for a person: one question across people, without their names."""

import uuid
from decimal import Decimal
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.banks import wording
from portal.quizzes.models import Attempt, Material, Quiz, QuizItem
from portal.quizzes.papers import drawing
from portal.quizzes.results import hand_marking
from portal.quizzes.results.hand_marking import Place, Queue
from portal.quizzes.results.marking_forms import MarkForm
from portal.quizzes.views.blueprint import bp
from question_bank.items import Item


@bp.get("/exams/<uuid:quiz_id>/marking")
@needs("mark answers")
def marking(quiz_id: uuid.UUID) -> str:
    quiz = fetch(Quiz, quiz_id)
    queues = hand_marking.queues(quiz, current_user, current_user.units_below())
    wordings = drawing.asked_items(quiz.id) if queues else {}
    return render_template(
        "quizzes/marking.html", quiz=quiz, me=current_user, one_in=hand_marking.ONE_IN,
        lines=[(queue, wordings[str(queue.item_id)]) for queue in queues.values()],
    )  # fmt: skip


@bp.route("/exams/<uuid:quiz_id>/marking/<uuid:attempt_id>", methods=["GET", "POST"])
@needs("mark answers")
def mark_answer(quiz_id: uuid.UUID, attempt_id: uuid.UUID) -> str | Response | tuple[str, int]:
    quiz = fetch(Quiz, quiz_id)
    second = request.args.get("second") == "1"
    queue = _queue(quiz)
    if queue is None:
        return redirect(url_for("quizzes.marking", quiz_id=quiz_id), 303)
    place = queue.place(attempt_id)
    if place is None or (second and not hand_marking.for_second(place, current_user)):
        abort(404)
    attempt = db.session.get_one(Attempt, (quiz_id, attempt_id))
    shown = _shown(quiz, attempt, queue.item_id)
    form = MarkForm(data={} if second else _held(place, shown["key"], shown["of"]))
    form.about(shown["key"], shown["of"])
    if form.validate_on_submit():
        hand_marking.give(
            quiz, attempt, queue.item_id, form.fraction(), marker=current_user, at=clock.now(),
            ticks=form.ticks.data or (), comment=form.comment.data or "", second=second,
        )  # fmt: skip
        db.session.commit()
        return _onward(quiz, attempt_id, second)
    given = [] if second else hand_marking.history(quiz, place)
    page = render_template(
        "quizzes/marking_answer.html", quiz=quiz, queue=queue, place=place, form=form, second=second,
        history=given, markers=_names(given), **shown,
    )  # fmt: skip
    return (page, 422) if form.errors else page


def _queue(quiz: Quiz) -> Queue | None:
    """The queue of the question the address names; None where it has none."""
    try:
        item_id = uuid.UUID(request.args.get("item", ""))
    except ValueError:
        return None
    return hand_marking.queues(quiz, current_user, current_user.units_below()).get(item_id)


def _held(place: Place, key: Item, of: float) -> dict[str, Any]:
    """The mark that holds, so that marking again starts from it."""
    if place.mark is None:
        return {}
    ticks = [tick for tick in place.mark.ticks if tick < len(key.guide)]
    whole = sum(point.points for point in key.guide)
    by_ticks = sum(key.guide[tick].points for tick in ticks) / whole if whole else None
    same = by_ticks is not None and abs(by_ticks - place.mark.fraction) < hand_marking.NEARLY
    points = None if same else Decimal(str(round(place.mark.fraction * of, 2)))
    return {"ticks": ticks, "comment": place.mark.comment, "points": points}


def _shown(quiz: Quiz, attempt: Attempt, item_id: uuid.UUID) -> dict[str, Any]:
    """The question as it was asked, the answer, and by what it is marked today."""
    row = drawing.frozen(quiz.id)[str(item_id)]
    versions = wording.version_rows([(item_id, row.n), (item_id, row.key_n)])
    asked = versions[item_id, row.n]
    material = db.session.get(Material, asked.material_id) if asked.material_id else None
    key: Item = wording.item_of(versions[item_id, row.key_n].document)
    return {
        "item": wording.item_of(asked.document),
        "material": wording.material_of(material) if material else None,
        "key": key,
        "bank_id": db.session.get_one(QuizItem, item_id).bank_id,
        "answer": ((attempt.answers or {}).get("answers") or {}).get(str(item_id), ""),
        "of": drawing.paper(quiz.id, attempt.paper_n).question(str(item_id)).points,
    }


def _onward(quiz: Quiz, attempt_id: uuid.UUID, second: bool) -> Response:
    """To the next answer of the same question, or back to the list when none is left."""
    queue = _queue(quiz)
    following = None
    if queue is not None:
        following = queue.next_second(current_user, attempt_id) if second else queue.next(attempt_id)
    if queue is None or following is None:
        flash(_("Nothing of this question is left to mark."))
        return redirect(url_for("quizzes.marking", quiz_id=quiz.id), 303)
    return redirect(answer_address(quiz, following, second), 303)


@bp.app_template_global()
def answer_address(quiz: Quiz, place: Place, second: bool = False) -> str:
    return url_for(
        "quizzes.mark_answer", quiz_id=quiz.id, attempt_id=place.attempt_id, item=place.item_id,
        second="1" if second else None,
    )  # fmt: skip


def _names(given: list[Any]) -> dict[uuid.UUID, str]:
    query = select(Account.id, Account.name).where(Account.id.in_({each.marker_id for each in given}))
    return {row.id: row.name for row in db.session.execute(query)} if given else {}
