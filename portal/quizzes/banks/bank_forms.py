"""What may be typed about a bank, and the changes to many of its items."""

import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from portal.forms import BaseForm, WordsField, offered
from portal.quizzes.models import Bank
from question_bank.items import HARDEST

LONGEST_TITLE, LONGEST_NOTE, MOST_POINTS = 100, 500, 1000
DIFFICULTIES = {"": _l("not said"), **{str(n): str(n) for n in range(1, HARDEST + 1)}}


class BankForm(BaseForm):
    """A bank as its list and its page show it."""

    title = WordsField(_l("Title"))
    note = TextAreaField(_l("Note"), [Length(max=LONGEST_NOTE, message=_l("At most 500 characters."))])
    needs_signing = BooleanField(_l("Somebody responsible has to sign each question before it is asked"))

    def validate_title(self, field: WordsField) -> None:
        if not field.data:
            raise ValidationError(_("A bank needs a title."))
        if any(len(words) > LONGEST_TITLE for words in field.data.values()):
            raise ValidationError(_("At most 100 characters."))


class NumberText(StringField):
    """A number as somebody types it; what is no number stays in the field with its fault."""

    def __init__(self, label: Any = None, *, low: float = -1e9, high: float = 1e9, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    @property
    def number(self) -> float | None:
        try:
            found = float((self.data or "").replace("，", ".").replace(",", "."))
        except ValueError:
            return None
        return found if self.low <= found <= self.high else None

    def pre_validate(self, form: Any) -> None:
        if self.data and self.number is None:
            raise ValidationError(
                _("Write a number from %(low)s to %(high)s.", low=f"{self.low:g}", high=f"{self.high:g}")
            )


class MassForm(BaseForm):
    """The chosen items and what is to be done with them: the button pressed says which value counts."""

    items = SelectMultipleField(validate_choice=False)
    every = BooleanField(_l("all that the filter finds, on every page"))
    point = StringField(_l("Knowledge point"), [Length(max=200)])
    difficulty = SelectField(_l("Difficulty"), choices=offered(DIFFICULTIES), validate_choice=False)
    points = NumberText(_l("Points it is worth"), low=0, high=MOST_POINTS)
    tags = StringField(_l("Tags, separated by spaces"), [Length(max=200)])
    problem = SelectField(_l("Problem"), validate_choice=False)
    expires_on = DateField(_l("Source holds until"), [Optional()])
    reason = StringField(_l("Reason"), [Length(max=300)])
    target = SelectField(_l("Into the bank"), validate_choice=False)

    def chosen(self) -> set[uuid.UUID]:
        return {key for key in map(_uuid, self.items.data or ()) if key is not None}

    def problem_id(self) -> uuid.UUID | None:
        return _uuid(self.problem.data or "")

    def target_id(self) -> uuid.UUID | None:
        return _uuid(self.target.data or "")

    def validate_point(self, field: StringField) -> None:
        if field.data and not all(part.strip() for part in field.data.split("/")):
            raise ValidationError(_("A knowledge point is written as a/b/c, without empty parts."))


def difficulty_of(text: str | None) -> int | None:
    return int(text) if text and text in DIFFICULTIES else None


def bank_data(bank: Bank) -> dict[str, Any]:
    return {"title": bank.title, "note": bank.note, "needs_signing": bank.needs_signing}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
