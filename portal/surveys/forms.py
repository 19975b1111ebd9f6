"""The forms of the survey screens, except the one of a question (item_forms.py)."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from portal.forms import BaseForm, LocalMoment, WordsField, offered
from portal.i18n import current_language
from portal.retailers.words import CLASS_TEXTS, SIZE_TEXTS
from portal.surveys.models import Audience, Mode

AUDIENCES = {
    Audience.RETAILER: _l("Retailers"),
    Audience.CONSUMER: _l("Consumers"),
    Audience.STAFF: _l("Staff"),
    Audience.PARTNER: _l("Industrial partners"),
}
MODES = {
    Mode.ANONYMOUS: _l("Anonymous"),
    Mode.CONFIDENTIAL: _l("Confidential"),
    Mode.NAMED: _l("By name"),
}
MODE_WORDS = {
    Mode.ANONYMOUS: _l(
        "Nothing links an answer to a shop: no list of who is missing, no pairing of waves, no shop code."
    ),
    Mode.CONFIDENTIAL: _l(
        "The shop is stored for limits, weights and pairing, and never shown beside an answer."
    ),
    Mode.NAMED: _l(
        "Who may see identities sees who answered what. Respondents are told before the first question."
    ),
}
CLOCK = Regexp(r"^([01]\d|2[0-3]):[0-5]\d$", message=_l("Write the time as 08:00."))


class NewSurveyForm(BaseForm):
    """Which beginning: a built-in template, one of ours, a file, or nothing at all."""

    template = HiddenField()
    own = HiddenField()
    file = FileField(_l("Survey file (JSON)"))


class OpeningForm(BaseForm):
    """What stands before the first question and after the last."""

    title = WordsField(_l("Title"))
    intro = WordsField(_l("Words before the first question"), long=True)
    thanks = WordsField(_l("Words of thanks"), long=True)
    adults_only = BooleanField(_l("Adults only"))
    stamp = HiddenField()

    def validate_title(self, field: WordsField) -> None:
        if not field.data:
            raise ValidationError(_l("A survey needs a title."))


class SettingsForm(BaseForm):
    """Whom the survey asks, when, and how many answers it takes."""

    mode = RadioField(_l("Who is known"), choices=offered(MODES), validate_choice=True)
    audience = SelectField(_l("Who answers"), choices=offered(AUDIENCES))
    population = IntegerField(_l("For how many"), [Optional(), NumberRange(1, 10_000_000)])
    target = IntegerField(_l("Target"), [Optional(), NumberRange(1, 10_000_000)])
    capacity = IntegerField(_l("Full after"), [Optional(), NumberRange(1, 10_000_000)])
    opens_at = LocalMoment(_l("Opens"), [Optional()], format="%Y-%m-%dT%H:%M")
    ends_at = LocalMoment(_l("Ends"), [Optional()], format="%Y-%m-%dT%H:%M")
    daily_from = StringField(_l("Open daily from"), [Optional(), CLOCK])
    daily_until = StringField(_l("Open daily until"), [Optional(), CLOCK])
    per_shop = IntegerField(_l("Answers of one shop"), [InputRequired(), NumberRange(1, 100)])
    period = SelectField(
        _l("Counted"), choices=offered({"once": _l("in the whole survey"), "month": _l("in each month")})
    )
    contact = StringField(_l("Contact in the notice"), [Length(max=80)])
    retention_days = IntegerField(_l("Days personal data is kept"), [InputRequired(), NumberRange(1, 3650)])
    strata = TextAreaField(_l("Strata for weights"))
    stamp = HiddenField()

    def validate_ends_at(self, field: Field) -> None:
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_l("It would end before it opens."))

    def validate_daily_from(self, field: Field) -> None:
        if bool(self.daily_until.data) != bool(self.daily_from.data):
            raise ValidationError(_l("Give both times of the day or none."))

    validate_daily_until = validate_daily_from

    def validate_strata(self, field: Field) -> None:
        try:
            self.strata_read = read_strata(field.data or "")
        except ValueError as error:
            raise ValidationError(
                _l(
                    "Write one stratum a line, for example: size small 780. This line is different: %(line)s",
                    line=error,
                )
            ) from error


STRATA = {"size": "规模", "class": "类别", "district": "片区"}
PARTS: dict[str, dict[str, str]] = {"size": SIZE_TEXTS, "class": CLASS_TEXTS, "district": {}}


def read_strata(text: str) -> dict[str, dict[str, int]]:
    """`size small 780` or `规模 小户 780` -> {"size": {"small": 780}}; ValueError holds the line at fault."""
    found: dict[str, dict[str, int]] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        word, _space, rest = line.partition(" ")
        kind = next((key for key, chinese in STRATA.items() if word in (key, chinese)), "")
        name, _space, count = rest.strip().rpartition(" ")
        if not kind or not name or not count.isdecimal() or int(count) < 1:
            raise ValueError(line)
        found.setdefault(kind, {})[_part(kind, name.strip())] = int(count)
    return found


def _part(kind: str, name: str) -> str:
    return next((key for key, chinese in PARTS[kind].items() if name == chinese), name)


def write_strata(strata: Mapping[str, Mapping[str, int]]) -> str:
    """In the words of the screen; both are read."""
    chinese = current_language() != "en"
    return "\n".join(
        f"{STRATA[kind]} {PARTS[kind].get(name, name)} {count}" if chinese else f"{kind} {name} {count}"
        for kind, parts in strata.items()
        for name, count in parts.items()
    )


class PublishForm(BaseForm):
    """The warnings that were on the screen when the button was pressed."""

    acknowledged = HiddenField()
