"""/m/practice: the ten of the day and the other sets, question by question, and the book of wrong ones."""

import uuid
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal import clock
from portal.access import signed_in
from portal.errors import wants_json
from portal.extensions import db
from portal.navigation import Entry, phone_tab
from portal.quizzes.attempts import sheets
from portal.quizzes.models import Bank, ItemVersion, PracticeAnswer, QuizItem
from portal.quizzes.papers import pool
from portal.quizzes.practice import concerns, practice_answers, practice_page
from portal.quizzes.practice.my_exams import mine
from portal.quizzes.practice.practice_forms import AnswerForm, StarForm
from portal.quizzes.practice.practice_pool import reach
from portal.quizzes.practice.practice_sets import Kind, cards_of, round_of, wrong_of
from portal.quizzes.views.blueprint import phone
from question_bank import practice as rules
from question_bank.errors import ItemError

phone_tab(
    20,
    Entry(
        _l("Practice and exams"),
        "exams.practice",
        prefixes=("/m/practice", "/m/exam", "/m/wrong", "/m/certificates"),
    ),
)


@phone.get("/practice")
@signed_in
def practice() -> str:
    at = clock.now()
    return render_template(
        "quizzes/practice.html",
        home=practice_page.home(current_user, at),
        exams=mine(current_user, at),
        left=practice_answers.left_today(current_user, at),
    )


@phone.get("/practice/<any(today,wrong,starred,random):practice_set>")
@signed_in
def practise(practice_set: str) -> str:
    return _round_page(Kind(practice_set))


@phone.get("/practice/problem/<uuid:problem_id>")
@signed_in
def practise_problem(problem_id: uuid.UUID) -> str:
    return _round_page(Kind.PROBLEM, _concern(problem_id))


@phone.get("/practice/bank/<uuid:bank_id>")
@signed_in
def practise_bank(bank_id: uuid.UUID) -> str:
    return _round_page(Kind.IN_ORDER, _bank(bank_id))


@phone.post("/practice/answer")
@signed_in
def answer_practice() -> Any:
    """By the page's script in the background, or as a form: then the explanation is a page of its own."""
    form, at = AnswerForm(), clock.now()
    if not form.validate_on_submit():
        abort(400)
    try:
        row = practice_answers.take(current_user, _given(form), at=at)
    except ItemError:
        return _unanswered(form)
    db.session.commit()
    if wants_json():
        shown = practice_page.feedback(current_user, row, form.place.data or 1)
        return jsonify(html=render_template("quizzes/_practice_feedback.html", told=shown))
    return redirect(
        url_for("exams.practice_told", answer_id=row.id, place=form.place.data, next=_next(form)), 303
    )


@phone.get("/practice/answers/<uuid:answer_id>")
@signed_in
def practice_told(answer_id: uuid.UUID) -> str:
    row = db.session.get(PracticeAnswer, answer_id)
    if row is None or row.account_id != current_user.id:
        abort(404)
    shown = practice_page.feedback(current_user, row, request.args.get("place", 1, int))
    return render_template("quizzes/practice_told.html", told=shown, next=_own_path(request.args.get("next")))


@phone.post("/practice/star")
@signed_in
def star() -> Any:
    form = StarForm()
    if not form.validate_on_submit():
        abort(400)
    wanted = form.star.data == "1"
    practice_answers.star(current_user, uuid.UUID(form.item.data), wanted, at=clock.now())
    db.session.commit()
    if wants_json():
        return jsonify(starred=wanted)
    return redirect(_own_path(form.back.data), 303)


@phone.get("/wrong")
@signed_in
def wrong() -> str:
    """By knowledge point, each with how many right days are missing."""
    within = reach(current_user, clock.now())
    cards = {item: card for item, card in cards_of(current_user).items() if card.is_wrong and item in within}
    rows = db.session.scalars(db.select(QuizItem).where(QuizItem.id.in_(cards)))
    points: defaultdict[str, list[tuple[QuizItem, int]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.knowledge_point, row.number)):
        entry = wrong_of(cards[row.id])
        done = len(entry.right_on) if entry else 0
        points[row.knowledge_point].append((row, rules.LEAVES_AFTER - done))
    return render_template("quizzes/practice_wrong.html", points=points, n=len(cards))


def _round_page(kind: Kind, about: Any = None) -> str:
    at = clock.now()
    key = None if about is None else about.id if isinstance(about, Bank) else about.problem_id
    since = None if kind is Kind.TODAY else _since(at)
    found = round_of(current_user, kind, at, about=key, since=since)
    left = practice_answers.left_today(current_user, at)
    asked = found.waiting if kind is Kind.TODAY else found.waiting[:left]
    return render_template(
        "quizzes/practice_round.html",
        kind=kind, about=key, title=practice_page.title_of(kind, about), round=found, full=not left,
        questions=practice_page.send_ahead(current_user, asked, len(found.answered)),
        since=int(since.timestamp()) if since else "", again=int(at.timestamp())
    )  # fmt: skip


def _given(form: AnswerForm) -> practice_answers.Given:
    """What the form says, read by the version that was shown."""
    item_id, n = uuid.UUID(form.item.data), form.version.data
    version, row = db.session.get(ItemVersion, (item_id, n)), db.session.get(QuizItem, item_id)
    if version is None or row is None:
        abort(404)
    asked = practice_page.asked_of(current_user, version, row.bank_id, form.place.data or 1)
    answer = None
    if not form.give_up.data:
        answer = sheets.read(asked, sheets.from_form(asked, request.form))
        if answer is None:
            raise ItemError("answer_unreadable")
    return practice_answers.Given(
        uuid.UUID(form.id.data), item_id, n, Kind(form.set.data), answer, form.seconds.data,
        not form.unsure.data,
    )  # fmt: skip


def _unanswered(form: AnswerForm) -> Any:
    words = _("Answer first, or tap “I do not know”.")
    if wants_json():
        return jsonify(error=words), 422
    flash(words, "warning")
    return redirect(_next(form), 303)


def _next(form: AnswerForm) -> str:
    """The set the answered question belongs to."""
    values: dict[str, Any] = {"since": form.since.data} if form.since.data else {}
    kind, about = Kind(form.set.data), form.about.data
    if kind is Kind.PROBLEM:
        return url_for("exams.practise_problem", problem_id=about, **values)
    if kind is Kind.IN_ORDER:
        return url_for("exams.practise_bank", bank_id=about, **values)
    return url_for("exams.practise", practice_set=kind, **values)


def _own_path(asked: str | None) -> str:
    """Back into practice, and nowhere else."""
    known = (
        asked is not None and asked.startswith(("/m/practice", "/m/wrong", "/m/exams")) and "\\" not in asked
    )
    return asked if known and asked and asked.isprintable() else url_for("exams.practice")


def _since(at: datetime) -> datetime | None:
    """Of a round that was begun again; nothing of later than now is believed."""
    seconds = request.args.get("since", 0, int)
    if not 0 < seconds <= at.timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _concern(problem_id: uuid.UUID) -> concerns.Concern:
    """One that concerns the person, or that the person may see."""
    known = [*concerns.of_person(current_user), *concerns.in_sight(current_user)]
    found = next((each for each in known if each.problem_id == problem_id), None)
    return found if found is not None else abort(404)


def _bank(bank_id: uuid.UUID) -> Bank:
    found = next((bank for bank in pool.banks_for(current_user.unit) if bank.id == bank_id), None)
    return found if found is not None else abort(404)
