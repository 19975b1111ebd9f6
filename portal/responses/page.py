"""The respondent's page: rendered once per version, language and letter size; one slot is new per visit."""

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Response, current_app, g, render_template, request
from flask_babel import force_locale
from markupsafe import escape
from sqlalchemy.exc import OperationalError

from portal import i18n
from portal.columns import random_id
from portal.extensions import db
from portal.people import brand
from portal.people.brand import Brand
from portal.people.models import Unit
from portal.responses import inlining, resolving, stamps, words
from portal.responses.resolving import Facts
from portal.responses.sheet import Sheet, lay_out, questionnaire_from
from portal.surveys.models import SurveyVersion
from question_bank.answer_fields import Fields
from question_bank.questionnaires import Questionnaire

SLOT = "<!--slot-->"
KEEP = "@@keep"
ABOUT = "@@about"
_MARKS = re.compile(f"({SLOT}|{KEEP}|{ABOUT})")
KEPT_PAGES = 400


@dataclass(frozen=True, slots=True)
class Look:
    """How this visitor wants the page: language and size of the letters."""

    language: str
    size: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page in pieces, where a text names what is filled in per visit; and the policy of its browser."""

    pieces: tuple[bytes | str, ...]
    policy: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A problem as the page names it: where its link leads, what it says."""

    target: str
    label: str
    message: str
    item: str = ""
    code: str = ""
    part: str | None = None


_pages: dict[tuple[Any, ...], Rendered] = {}


def asked_size() -> int:
    asked = request.args.get("fs", "")
    return int(asked) if asked in ("1", "2", "3") else 1


def look(questionnaire: Questionnaire | None = None) -> Look:
    """By choice, then by the browser's header; English only where the questionnaire has it."""
    asked = request.args.get("lang")
    language = (
        asked if asked in i18n.LANGUAGES else i18n.header_language(request.headers.get("Accept-Language"))
    )
    if questionnaire is not None and language not in tongues(questionnaire):
        language = i18n.BASE
    return Look(language, asked_size())


def tongues(questionnaire: Questionnaire) -> list[str]:
    chinese = any(tag.startswith("zh") for tag in questionnaire.languages)
    return [
        tag for tag in i18n.LANGUAGES if tag in questionnaire.languages or (chinese and tag.startswith("zh"))
    ]


@lru_cache(maxsize=256)
def _published(survey_id: uuid.UUID, version: int) -> Questionnaire:
    row = db.session.get_one(SurveyVersion, (survey_id, version))
    return questionnaire_from(row.document)


def published(survey_id: uuid.UUID, version: int) -> Questionnaire:
    """A published version never changes, so a process reads it once."""
    return _published(survey_id, version)


def brand_for(unit_id: uuid.UUID) -> Brand:
    """Whose page it is, for this request and its error pages; asked of the database every two seconds."""
    found = resolving.kept("brand", unit_id, lambda: brand.brand_of(db.session.get_one(Unit, unit_id)))
    g.brand = found
    return found


def office() -> Brand:
    """Whose page it is where a view has said so, else the installation's; blank while no database answers."""
    if "brand" not in g:
        try:
            g.brand = brand.brand()
        except OperationalError:
            g.brand = Brand("", "", "", "", False, current_app.config["BASE_URL"])
    found: Brand = g.brand
    return found


def visit(survey: Facts, code: str, assisted: bool, at: datetime, keep: str = "") -> Response:
    """The cached page with a fresh submission id and a signed opening stamp."""
    questionnaire = published(survey.id, survey.version)
    how = look(questionnaire)
    key = (survey.id, survey.version, how, brand_for(survey.unit_id), assisted, at.year)
    rendered = _pages.get(key)
    if rendered is None:
        if len(_pages) >= KEPT_PAGES:
            _pages.clear()
        banner = words.assisted(how.language) if assisted else ""
        rendered = _pages[key] = render(questionnaire, survey, how, at, banner=banner)
    return answer(rendered, slot(random_id(), stamps.sign(survey.id, survey.version, code, at)), code, keep)


def render(
    questionnaire: Questionnaire,
    survey: Facts,
    how: Look,
    at: datetime,
    *,
    banner: str = "",
    given: Fields | None = None,
    wrong: Sequence[Wrong] = (),
    ancestors: str = "'none'",
) -> Rendered:
    with force_locale(how.language.replace("-", "_")):
        messages = {each.item: each.message for each in wrong if each.item}
        sheet = lay_out(questionnaire, how.language, given, messages)
        html = render_template(
            "responses/page.html",
            sheet=sheet,
            language=how.language,
            size=how.size,
            tongues=tongues(questionnaire),
            lead=words.lead(sheet),
            promise=words.promise(survey.mode, survey.audience),
            consent=words.consent(sheet, g.brand, survey.retention_days, given or {}, messages),
            words=words.for_script(),
            problems=wrong,
            banner=banner,
            slot=SLOT,
            keep=KEEP,
            about=ABOUT,
            version=survey.version,
            year=at.year,
            scripts=scripts(sheet),
        )
    return Rendered(tuple(pieces(html)), inlining.policy(ancestors))


def pieces(html: str) -> Iterator[bytes | str]:
    """A rendered page, cut where something is filled in per visit."""
    for piece in _MARKS.split(_tight(html)):
        yield piece if _MARKS.fullmatch(piece) else piece.encode()


def _tight(html: str) -> str:
    """Indentation and empty lines cost bytes on a slow line; texts are never indented."""
    return "\n".join(line for line in html.splitlines() if line.strip())


def scripts(sheet: Sheet) -> list[str]:
    """The page carries only what its questions need."""
    parts = {
        "r-rules.js": sheet.has_rules,
        "r-ranking.js": sheet.has("ranking"),
        "r-photo.js": sheet.has("photo"),
        "r-shuffle.js": sheet.shuffles,
    }
    return ["r.js", *(name for name, needed in parts.items() if needed)]


def slot(submission: uuid.UUID | str, stamp: str) -> bytes:
    fields = {"_id": str(submission), "_stamp": stamp}
    return "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items()
    ).encode()


def answer(rendered: Rendered, slot: bytes, code: str, keep: str = "", status: int = 200) -> Response:
    """Never kept by the browser as good: the next person on this phone needs an id of their own."""
    about = f"?c={code.partition('.')[0]}" if code else ""
    filled: dict[bytes | str, bytes] = {SLOT: slot, KEEP: escape(keep).encode(), ABOUT: about.encode()}
    body = b"".join(filled[piece] if isinstance(piece, str) else piece for piece in rendered.pieces)
    response = current_app.response_class(body, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = rendered.policy
    response.headers["Cache-Control"] = "no-cache"
    return response
