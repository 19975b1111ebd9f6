"""What the editor's three columns need, put together from the newest draft."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.i18n import current_language
from portal.indicators.services import known_codes
from portal.surveys import content, drafts, item_forms, showing
from portal.surveys.forms import OpeningForm
from portal.surveys.models import Survey, SurveyItemRow, SurveyRevision
from question_bank import readability
from question_bank.problems import Problem
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem

OPENING = "opening"
TOUCHPOINTS = ("visit", "ordering", "delivery", "supply", "licence", "price", "training", "back_office")


@dataclass(frozen=True, slots=True)
class EditorPage:
    """One look at a draft with one question open; `item` is None where the opening is shown."""

    survey: Survey
    asked: Questionnaire
    revision: SurveyRevision
    item: SurveyItem | None
    form: Any
    tongue: str

    @property
    def place(self) -> int:
        """Of the open question among all, counted from 0."""
        return self.asked.items.index(self.item) if self.item else 0

    @property
    def anchor(self) -> str | None:
        """Where the preview opens: at the question in the form."""
        return f"i-{self.item.key}" if self.item else None

    @property
    def saved(self) -> str:
        """When: the time alone where it was today."""
        zone, at = current_app.config["TIME_ZONE"], self.revision.saved_at
        today = clock.day_of(at, zone) == clock.day_of(clock.now(), zone)
        return str(format_datetime(at, "HH:mm" if today else "yyyy-MM-dd HH:mm"))

    @property
    def numbers(self) -> dict[str, int]:
        return self.asked.numbered()

    @property
    def seconds(self) -> int:
        return readability.seconds(self.asked)

    @property
    def longest(self) -> int:
        return readability.longest_stem(self.asked)[1]

    @property
    def longest_allowed(self) -> int:
        return readability.LONGEST_STEM

    @property
    def rule_words(self) -> str:
        rule = self.item.show_when if self.item else ""
        return showing.in_words(rule, self.asked, current_language())

    @property
    def rule_is_simple(self) -> bool:
        return self.item is None or showing.conditions_of(self.item.show_when) is not None

    @property
    def earlier(self) -> list[SurveyItem]:
        return showing.candidates(self.asked, self.item.key) if self.item else []

    @property
    def stem_length(self) -> tuple[int, int]:
        """How long the question is in the base language, and what is still easy."""
        base = self.asked.base_language
        return readability.length(self.item.stem.get(base, "") if self.item else "", base)

    @property
    def reading_hints(self) -> list[Problem]:
        key = self.item.key if self.item else None
        found = [problem for check in readability.checks(self.asked) for problem in check.problems]
        return [problem for problem in found if problem.item == key and key is not None]

    @property
    def indicators(self) -> list[str]:
        codes = set(known_codes(self.survey.unit)) | {
            item.indicator for item in self.asked.items if item.indicator
        }
        return sorted(codes)

    @property
    def touchpoints(self) -> list[str]:
        return sorted({*TOUCHPOINTS, *(item.touchpoint for item in self.asked.items if item.touchpoint)})

    @property
    def types(self) -> list[tuple[str, Any]]:
        return [(kind.value, word) for kind, word in item_forms.TYPES.items()]

    def words_of(self, problem: Problem) -> str:
        return _(problem.template, **problem.params)

    @property
    def can_undo(self) -> bool:
        return self.revision.base_n > 0

    @property
    def can_redo(self) -> bool:
        return self.revision.redo_n is not None

    @property
    def shows_right(self) -> bool:
        return self.survey.purpose == "awareness" or bool(self.item and self.item.right)

    def offered(self, key: str) -> SurveyItem | None:
        """The item a condition speaks of."""
        return next((item for item in self.earlier if item.key == key), None)

    def operators(self, item: SurveyItem) -> list[tuple[str, Any]]:
        return [(op, item_forms.OPERATORS[op]) for op in showing.operators(item)]

    def takes_value(self, op: str) -> bool:
        return op not in showing.ASKED

    def is_scale(self, item: SurveyItem) -> bool:
        return item.type in (ItemType.RATING, ItemType.NPS)


def wanted_item(asked: Questionnaire, key: str | None) -> SurveyItem | None:
    """The asked-for item, else the first; None for the opening and for an empty draft."""
    if key == OPENING:
        return None
    return next((item for item in asked.items if item.key == key), next(iter(asked.items), None))


def page_of(survey: Survey, key: str | None, tongue: str, form: Any = None) -> EditorPage:
    revision = content.latest(survey)
    asked = content.questionnaire_of(revision.document)
    item = wanted_item(asked, key)
    if form is None:
        form = item_form(item, asked) if item else opening_form(asked)
    return EditorPage(survey, asked, revision, item, form, tongue)


def item_form(item: SurveyItem, asked: Questionnaire) -> item_forms.ItemForm:
    return item_forms.form_of(item, asked, stamp=drafts.stamp_of(item))


def opening_form(asked: Questionnaire) -> OpeningForm:
    return OpeningForm(
        data={
            "title": asked.title,
            "intro": asked.intro,
            "thanks": asked.thanks,
            "adults_only": asked.adults_only,
            "stamp": drafts.stamp_of(opening_of(asked)),
        }
    )


def opening_of(asked: Questionnaire) -> Any:
    return [asked.title, asked.intro, asked.thanks, asked.adults_only]


def taken_keys(survey: Survey) -> set[str]:
    """Keys that earlier versions used: a new question never gets one of them."""
    return set(db.session.scalars(select(SurveyItemRow.key).filter_by(survey_id=survey.id)))
