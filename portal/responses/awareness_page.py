"""The awareness check as retailers see it: one page, each answer explained at once, no name, no score.

What is right travels with the page, because review is open from the first answer on: on a slow line five
explanations cannot wait for five round trips. Nothing hangs on a person's result here.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from flask import Response, current_app, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from portal import clock, i18n
from portal.columns import random_id
from portal.errors import wants_json
from portal.extensions import db
from portal.quizzes.awareness import awareness
from portal.quizzes.awareness.awareness import Check
from portal.quizzes.models import Quiz, QuizKind
from portal.responses import asking, inlining, page, resolving, stamps, words
from portal.responses.page import SLOT, Look, Rendered
from portal.responses.resolving import Found
from portal.retailers.models import Retailer
from question_bank.items import FALSE, TRUE, Item, ItemType

KEPT_PAGES = 60
_pages: dict[tuple[Any, ...], Rendered] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One question with what is said once it has been answered; `right` are the keys of what is right."""

    item: str
    number: int
    stem: str
    many: bool
    choices: tuple[Choice, ...]
    right: tuple[str, ...]
    answer: str
    why: str


def quiz_behind(found: Found, at: datetime) -> Quiz | None:
    """The check of the code itself, or the one that is open where this code hangs."""
    if found.quiz_id is not None:
        quiz = db.session.get_one(Quiz, found.quiz_id)
        return quiz if quiz.kind == QuizKind.AWARENESS else None
    if found.survey is not None and found.survey.purpose == "awareness":
        return None
    quiz_id = resolving.kept("awareness", found.unit_id, lambda: _open_id(found.unit_id, at))
    return db.session.get(Quiz, quiz_id) if quiz_id is not None else None


def ask(found: Found, quiz: Quiz, at: datetime) -> Response | BaseResponse:
    page.brand_for(quiz.unit_id)
    refused = _closed(found, quiz, at)
    if refused is not None:
        return refused
    rendered = _rendered(quiz, page.look())
    return page.answer(rendered, page.slot(random_id(), stamps.sign(quiz.id, 1, found.code, at)), found.code)


def hand_in(found: Found, quiz: Quiz, at: datetime) -> Response | BaseResponse:
    """Stored once, whatever is sent how often; without script the explanations come as the answer."""
    page.brand_for(quiz.unit_id)
    refused = _closed(found, quiz, at)
    if refused is not None:
        return refused
    check = awareness.check_of(quiz)
    answers = awareness.read(check, dict(request.form.lists()))
    if not answers:
        return _nothing_chosen(found, check)
    on = clock.day_of(at, current_app.config["TIME_ZONE"])
    status = awareness.keep(check, asking.submission_id(), answers, _shop(found), on)
    db.session.commit()
    if wants_json():
        done = url_for("responses.aware", code=found.code, fs=page.asked_size(), lang=page.look().language)
        said = msgspec.json.encode({"next": done, "status": status})
        return Response(said, 201 if status == "stored" else 200, mimetype="application/json")
    return explained(check, answers, found)


def explained(check: Check, answers: Mapping[str, Any], found: Found) -> Response:
    """What was answered beside what is right, for phones without script."""
    how = page.look()
    with force_locale(how.language.replace("-", "_")):
        html = render_template(
            "responses/awareness_done.html", shown=shown(check, how.language), answers=answers,
            title=i18n.say(check.quiz.title, how.language), code=found.code, language=how.language,
            size=how.size,
        )  # fmt: skip
    return Response(html, mimetype="text/html")


def thanks(found: Found, quiz: Quiz) -> str:
    page.brand_for(quiz.unit_id)
    how = page.look()
    with force_locale(how.language.replace("-", "_")):
        return render_template(
            "responses/awareness_done.html", shown=(), answers={}, code=found.code, language=how.language,
            title=i18n.say(quiz.title, how.language), size=how.size,
        )  # fmt: skip


def shown(check: Check, language: str) -> tuple[Shown, ...]:
    return tuple(
        _shown(n, question.item, check.items[question.item], question.options, language)
        for n, question in enumerate(check.questions, start=1)
    )


def _shown(number: int, key: str, item: Item, order: tuple[str, ...], language: str) -> Shown:
    labels = {option.key: i18n.say(option.text, language) for option in item.options}
    if item.type is ItemType.TRUE_FALSE and not labels:
        labels = {TRUE: _("Right"), FALSE: _("Not right")}
    keys = [each for each in order if each in labels] or list(labels)
    return Shown(
        item=key, number=number, stem=i18n.say(item.stem, language), many=item.type is ItemType.MULTIPLE,
        choices=tuple(Choice(each, labels[each]) for each in keys), right=item.right,
        answer="、".join(labels.get(each, each) for each in item.right),
        why=i18n.say(item.explanation, language),
    )  # fmt: skip


def _rendered(quiz: Quiz, how: Look) -> Rendered:
    """Published once, so rendered once per language and size of letters."""
    key = (quiz.id, quiz.row_version, how, page.office())
    rendered = _pages.get(key)
    if rendered is None:
        if len(_pages) >= KEPT_PAGES:
            _pages.clear()
        rendered = _pages[key] = _render(awareness.check_of(quiz), how)
    return rendered


def _render(check: Check, how: Look, problem: str = "") -> Rendered:
    with force_locale(how.language.replace("-", "_")):
        count = len(check.questions)
        html = render_template(
            "responses/awareness.html", shown=shown(check, how.language), slot=SLOT, keep=page.KEEP,
            about=page.ABOUT, language=how.language, size=how.size, problem=problem,
            title=i18n.say(check.quiz.title, how.language), words=words.for_script(),
            intro=i18n.say(check.quiz.instructions, how.language) if check.quiz.instructions else "",
            lead=ngettext("%(num)s question, a minute.", "%(num)s questions, a minute.", count),
            scripts=("r.js", "r-aware.js"),
        )  # fmt: skip
    return Rendered(tuple(page.pieces(html)), inlining.policy())


def _nothing_chosen(found: Found, check: Check) -> Response:
    message = _("Choose an answer first, then hand in. Nothing was stored.")
    if wants_json():
        problems = [{"item": check.questions[0].item, "label": _("Question 1"), "message": message}]
        return Response(msgspec.json.encode({"problems": problems}), 422, mimetype="application/json")
    rendered = _render(check, page.look(), message)
    at = clock.now()
    fresh = page.slot(random_id(), stamps.sign(check.quiz.id, 1, found.code, at))
    return page.answer(rendered, fresh, found.code, status=422)


def _closed(found: Found, quiz: Quiz, at: datetime) -> Response | None:
    """A sentence instead of questions: the code was taken back, or the check is over or has not begun."""
    state = quiz.state_at(at)
    if found.revoked_at is None and state == "open":
        return None
    if found.revoked_at is not None:
        message = _("This code opens nothing any more. Ask whoever gave it to you for the new one.")
    elif state == "closed":
        message = _("This check has ended. Thank you for your interest.")
    else:
        message = _("This check has not begun yet.")
    if wants_json():
        return Response(msgspec.json.encode({"error": message, "next": ""}), 410, mimetype="application/json")
    html = render_template("responses/awareness_closed.html", message=message, code=found.code)
    return Response(html, 410, mimetype="text/html")


def _shop(found: Found) -> Retailer | None:
    return db.session.get(Retailer, found.retailer_id) if found.retailer_id is not None else None


def _open_id(unit_id: uuid.UUID, at: datetime) -> uuid.UUID | None:
    quiz = awareness.open_for(unit_id, at)
    return quiz.id if quiz is not None else None


def forget() -> None:
    _pages.clear()
