"""What was sent, understood as answers, with what is to be mended in words."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import i18n
from portal.responses import page, stamps
from portal.responses.page import Look, Wrong
from portal.responses.resolving import Facts
from question_bank import answer_fields, answers
from question_bank.answers import Reading
from question_bank.problems import AnswerProblem
from question_bank.questionnaires import ItemType, Questionnaire

OWN = frozenset({"_id", "_stamp", "_consent", "_photo"})
CHOSEN = frozenset({ItemType.SINGLE, ItemType.RATING, ItemType.NPS})


@dataclass(frozen=True, slots=True)
class Given:
    """A form as it came in: what counts, what is wrong, and how to show it again."""

    questionnaire: Questionnaire
    version: int
    fields: Mapping[str, Sequence[str]]
    reading: Reading
    wrong: tuple[Wrong, ...]
    look: Look
    opened_at: datetime | None

    @property
    def asks_photo(self) -> bool:
        """A photo may follow: one is asked for here, and keeping it was agreed to."""
        asked = [item.key for item in self.questionnaire.items if item.type is ItemType.PHOTO]
        agreed = next(iter(self.fields.get("_consent", ())), "") == "yes"
        return agreed and any(key not in self.reading.hidden for key in asked)


def read(survey: Facts, code: str) -> Given:
    """Under the version the page was opened with, where its stamp is genuine."""
    fields: dict[str, Sequence[str]] = dict(request.form.lists())
    opening = stamps.read(request.form.get("_stamp", ""), survey.id, code)
    version = opening.version if opening else survey.version
    questionnaire = page.published(survey.id, version)
    look = page.look(questionnaire)
    return understand(questionnaire, version, fields, look, opening.at if opening else None)


def understand(
    questionnaire: Questionnaire,
    version: int,
    fields: Mapping[str, Sequence[str]],
    look: Look,
    opened_at: datetime | None,
) -> Given:
    said = next(iter(fields.get("_consent", ())), "")
    asked = without_personal(questionnaire, fields) if said == "no" else fields
    reading = answers.read(questionnaire, asked, OWN)
    if said == "no":
        personal = {item.key for item in questionnaire.personal}
        reading = replace(reading, problems=tuple(p for p in reading.problems if p.item not in personal))
    wrong: tuple[Wrong, ...] = ()
    asks_consent = said not in ("yes", "no") and (
        "_photo" in fields or has_personal(questionnaire, reading.answers)
    )
    if reading.problems or asks_consent:
        with force_locale(look.language.replace("-", "_")):
            wrong = tuple(explain(questionnaire, reading, look, asks_consent))
    return Given(questionnaire, version, fields, reading, wrong, look, opened_at)


def without_personal(
    questionnaire: Questionnaire, fields: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """Refusing never blocks: what was typed there is not even read."""
    names = {name for item in questionnaire.personal for name in answer_fields.names(item)}
    return {name: texts for name, texts in fields.items() if name not in names}


def has_personal(questionnaire: Questionnaire, given: Mapping[str, Any]) -> bool:
    return any(item.key in given for item in questionnaire.personal)


def explain(questionnaire: Questionnaire, reading: Reading, look: Look, asks_consent: bool) -> list[Wrong]:
    numbers = questionnaire.numbered()
    found = [_wrong(questionnaire, numbers, problem, look) for problem in reading.problems]
    if asks_consent:
        label, message = str(_("Your consent")), str(_("Choose one of the two, then we may keep it or not."))
        found.append(Wrong("i-_consent", label, message, "_consent", "consent"))
    return found


def _wrong(
    questionnaire: Questionnaire, numbers: Mapping[str, int], problem: AnswerProblem, look: Look
) -> Wrong:
    if not problem.item:
        return Wrong("", "", _sentence(problem), "", problem.code)
    item = questionnaire.item(problem.item)
    number = numbers.get(item.key)
    label = str(_("Question %(n)s", n=number)) if number else i18n.say(item.stem, look.language)
    message = _sentence(problem)
    if problem.code == "required" and item.type in CHOSEN:
        message = str(_("Please choose one"))
    elif problem.code == "required" and item.type is ItemType.MULTIPLE:
        message = str(_("Please choose at least one"))
    return Wrong(f"i-{item.key}", label, message, item.key, problem.code, problem.part)


def _sentence(problem: AnswerProblem) -> str:
    return str(_(problem.template, **problem.params)) if problem.params else str(_(problem.template))


def parsed_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
