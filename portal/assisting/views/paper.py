"""纸质录入: a grid for the keyboard, one sheet of paper after the other."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access import needs
from portal.assisting import doors, grid, services, words
from portal.assisting.doors import Way
from portal.assisting.grid import Line
from portal.assisting.services import Entry
from portal.assisting.views.blueprint import bp
from portal.columns import random_id
from portal.errors import Refused
from portal.people.brand import brand_of
from portal.responses import mending, page, stamps
from portal.responses import words as asked_words
from portal.responses.mending import Given
from portal.responses.resolving import Facts
from portal.responses.sheet import Sheet, lay_out
from portal.retailers.models import Retailer
from portal.surveys.models import Mode, Survey
from portal.templating import receipt
from question_bank.questionnaires import Questionnaire


@dataclass(slots=True)
class Typed:
    """A sheet as it was typed: the texts stay whatever is wrong with them."""

    texts: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    shop: str = ""
    shop_wrong: str = ""
    notice: str = ""

    @property
    def is_fine(self) -> bool:
        return not (self.wrong or self.shop_wrong)


@bp.get("/x/<channel_code>")
@needs("answer for others")
def paper(channel_code: str) -> str:
    way = doors.way_of(current_user, channel_code)
    at = clock.now()
    return _page(way, doors.open_facts(way.survey, at), at, Typed())


@bp.post("/x/<channel_code>")
@needs("answer for others")
def type_in(channel_code: str) -> Any:
    way = doors.way_of(current_user, channel_code)
    at = clock.now()
    facts = doors.open_facts(way.survey, at, fresh=True)
    questionnaire, version, _opened = services.opened(facts, way.code)
    typed = Typed({name: texts[0] for name, texts in services.sent().items()})
    given = _understood(questionnaire, version, way.survey, typed)
    shop = _shop(way, typed)
    if not typed.is_fine:
        return _page(way, facts, at, typed, request.form.get("_id", "")[:40]), 422
    entry = Entry(
        facts=facts, given=given, response_id=services.submission_id(), mode=services.PAPER,
        typist=current_user, at=at, channel_id=way.channel_id, shop=shop,
    )  # fmt: skip
    return _store(way, entry, typed)


def _store(way: Way, entry: Entry, typed: Typed) -> Any:
    outcome = services.hand_in(entry)
    if outcome.status == "refused" and outcome.reason == "answered":
        typed.shop_wrong = words.why("answered")
    elif outcome.status == "refused":
        raise Refused(words.why(outcome.reason))
    elif outcome.status == "conflict":
        typed.notice = words.why("conflict")
    else:
        flash(_("Stored: %(code)s. Write this code on the paper.", code=receipt(outcome.receipt)))
        return redirect(url_for("assisting.paper", channel_code=way.code), 303)
    return _page(way, entry.facts, entry.at, typed), 409


def _sheet(questionnaire: Questionnaire) -> Sheet:
    return lay_out(questionnaire, services.look(questionnaire).language)


def lines_of(sheet: Sheet, survey: Survey) -> list[Line]:
    """With the question of consent before what is personal."""
    if sheet.first_personal is None:
        return grid.lines(sheet)
    consent = asked_words.consent(sheet, brand_of(survey.unit), survey.retention_days, {}, {})
    return grid.lines(sheet, (str(_("Consent ticked on the paper?")), consent.agree, consent.refuse))


def _understood(questionnaire: Questionnaire, version: int, survey: Survey, typed: Typed) -> Given:
    lines = lines_of(_sheet(questionnaire), survey)
    fields, typed.wrong = grid.understand(typed.texts, lines)
    look = services.look(questionnaire)
    given = mending.understand(questionnaire, version, fields, look, None)
    for wrong in given.wrong:
        name = f"{wrong.item}.{wrong.part}" if wrong.part else wrong.item
        known = {line.name for line in lines}
        first = next((line.name for line in lines if line.item == wrong.item), "")
        name = name if name in known else first
        if not any(line.name in typed.wrong for line in lines if line.item == wrong.item):
            typed.wrong[name] = wrong.message
    return given


def _shop(way: Way, typed: Typed) -> Retailer | None:
    """By the end of the licence or the code printed on the form; nothing typed is no shop."""
    typed.shop = request.form.get("shop", "").strip()[:40]
    if not typed.shop or not way.knows_shops:
        return None
    found = doors.found_shops(current_user, way.survey, typed.shop, 2)
    if len(found) == 1:
        return found[0]
    many = _("Several shops fit. Type more digits of the licence.")
    typed.shop_wrong = many if found else _("No shop of yours fits. Look at the licence again.")
    return None


def _page(way: Way, facts: Facts, at: datetime, typed: Typed, submission: str = "") -> str:
    version = facts.version
    stamp = request.form.get("_stamp", "")[:80] if submission else ""
    opening = stamps.read(stamp, facts.id, way.code)
    version = opening.version if opening else version
    sheet = _sheet(page.published(facts.id, version))
    day = clock.day_of(at, current_app.config["TIME_ZONE"])
    return render_template(
        "assisting/grid.html", way=way, survey=way.survey, sheet=sheet, lines=lines_of(sheet, way.survey),
        typed=typed, count=services.typed_today(facts, way.channel_id, current_user, day),
        own=way.survey.mode != Mode.ANONYMOUS,
        hidden={
            "_id": submission or str(random_id()),
            "_stamp": stamp or stamps.sign(facts.id, facts.version, way.code, at),
        },
    )  # fmt: skip
