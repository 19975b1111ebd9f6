"""Forms of the result screens."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from portal.forms import BaseForm

FORMATS = (
    ("xlsx", _l("Excel, with charts and a second sheet of comments")),
    ("csv", _l("CSV, one line an answer")),
    ("long", _l("CSV, one line for each answer to each question")),
    ("comments", _l("CSV of the comments, in no order")),
)
WORDINGS = (("texts", _l("By the words of the options")), ("codes", _l("By the numbers of the options")))


def _choices(pairs: Sequence[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class ExportForm(BaseForm):
    format = RadioField(_l("Format"), choices=_choices(FORMATS), default="xlsx")
    wording = RadioField(_l("Answers"), choices=_choices(WORDINGS), default="texts")


class TotalForm(Form):
    """One plain total: which figure, and the words after the numbers."""

    figure = SelectField(_l("Figure"), default="")
    words = StringField(_l("In words"), validators=[Length(max=60)])
    words_en = StringField(_l("In English"), validators=[Length(max=80)])


class TotalsForm(BaseForm):
    first = FormField(TotalForm)
    second = FormField(TotalForm)
    third = FormField(TotalForm)

    def offer(self, figures: list[tuple[str, str]]) -> None:
        for part in self.parts:
            part.figure.choices = _choices([("", "—"), *figures])

    @property
    def parts(self) -> list[Any]:
        return [self.first.form, self.second.form, self.third.form]


class ChangeForm(BaseForm):
    said = StringField(_l("You said"), validators=[Length(max=200)])
    text = StringField(_l("What we changed"), validators=[DataRequired(), Length(max=300)])
    said_en = StringField(_l("You said, in English"), validators=[Length(max=200)])
    text_en = StringField(_l("What we changed, in English"), validators=[Length(max=300)])


class TokenForm(BaseForm):
    name = StringField(_l("What it is for"), validators=[DataRequired(), Length(max=80)])
