"""The forms by which a quiz is made, set up and published."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms import BaseForm, LocalMoment, WordsField, offered
from portal.people.models import POSTS, Account
from portal.quizzes.attempts.review import MOMENTS, PARTS
from portal.quizzes.models import QuizKind
from portal.quizzes.models.quizzes import EXAMINED
from portal.quizzes.setup.quiz_audience import Unknown, read_people
from portal.quizzes.setup.quiz_words import COUNTINGS, KINDS, REPEATS

CERTIFICATES = {
    "": _l("none"),
    "6": _l("6 months"),
    "12": _l("12 months"),
    "24": _l("24 months"),
    "36": _l("36 months"),
    "0": _l("for good"),
}
MONTH = timedelta(days=28)
# What a change of would be unfair to those who sat it already; the rest may still be mended.
FAIR = ("instructions", "ends_at", "review", "repeats")
# What is asked of kinds of their own: an examined quiz has no window of one attempt, a code needs no list.
NOT_FOR: Mapping[str, frozenset[QuizKind]] = {
    "minutes": EXAMINED | {QuizKind.AWARENESS},
    "earliest_minutes": EXAMINED | {QuizKind.AWARENESS},
    "attempts": frozenset({QuizKind.AWARENESS}),
    "counting": frozenset({QuizKind.AWARENESS}),
    "retake_days": frozenset({QuizKind.AWARENESS}),
    "retake_failed_only": frozenset({QuizKind.AWARENESS}),
    "pass_percent": frozenset({QuizKind.AWARENESS}),
    "certainty": EXAMINED | {QuizKind.AWARENESS},
    "ranking": frozenset({QuizKind.AWARENESS}),
    "certificate": frozenset({QuizKind.AWARENESS, QuizKind.TEAM}),
    "repeats": EXAMINED | {QuizKind.TEAM},
    "review": frozenset({QuizKind.AWARENESS}),
    "units": frozenset(QuizKind) - {QuizKind.EXAM},
    "posts": frozenset(QuizKind) - {QuizKind.EXAM},
    "people": frozenset(QuizKind) - {QuizKind.EXAM},
}


class ReviewField(Field):
    """What is seen when: a box for each moment and part, named `review.<moment>`."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.data = self.object_data = {moment: list((data or {}).get(moment, ())) for moment in MOMENTS}
        if formdata and f"{self.name}.asked" in formdata:
            self.data = {
                moment: [part for part in PARTS if part in formdata.getlist(f"{self.name}.{moment}")]
                for moment in MOMENTS
            }


class Boxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NewQuizForm(BaseForm):
    """The kind decides what a quiz begins with; everything else is set on its page."""

    kind = RadioField(_l("Kind"), choices=offered(KINDS))
    title = WordsField(_l("Title"))

    def validate_title(self, field: WordsField) -> None:
        _require_title(field)


class QuizSettingsForm(BaseForm):
    """Everything a manager says about one quiz. `colleagues` are those who may be named one by one."""

    title = WordsField(_l("Title"))
    instructions = WordsField(_l("What people read before they begin"), long=True)
    paper_plan = SelectField(_l("Exam paper"), validate_choice=True)
    problem = SelectField(_l("Problem it belongs to"))
    opens_at = LocalMoment(_l("Opens"), [Optional()], format="%Y-%m-%dT%H:%M")
    ends_at = LocalMoment(_l("Ends"), [Optional()], format="%Y-%m-%dT%H:%M")
    minutes = IntegerField(_l("Minutes for one attempt"), [Optional(), NumberRange(1, 600)])
    earliest_minutes = IntegerField(
        _l("Hand in after so many minutes at the earliest"), [NumberRange(0, 600)]
    )
    attempts = IntegerField(_l("Attempts"), [InputRequired(), NumberRange(1, 20)])
    counting = SelectField(_l("What counts of several attempts"), choices=offered(COUNTINGS))
    retake_days = IntegerField(_l("Days before the next attempt"), [NumberRange(0, 365)])
    retake_failed_only = BooleanField(_l("Only who has not passed may repeat"))
    pass_percent = IntegerField(_l("Pass mark in percent"), [Optional(), NumberRange(1, 100)])
    certainty = BooleanField(_l("Ask how sure one is, and mark by it"))
    review = ReviewField(_l("Who sees what, and when"))
    ranking = BooleanField(_l("Show a ranking"))
    certificate = SelectField(_l("Certificate holds"), choices=offered(CERTIFICATES))
    repeats = SelectField(_l("Repeat"), choices=offered(REPEATS))
    units = Boxes(_l("Units"))
    posts = Boxes(_l("Posts"), choices=offered(POSTS))
    people = TextAreaField(_l("Single people"), [Length(max=20_000)])
    stamp = HiddenField()

    def __init__(self, *args: Any, known: list[Account] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known or []
        self.people_read: list[Account] = []
        self.was_end: datetime | None = None
        self.opened_at: datetime | None = None

    def keep_only(self, names: frozenset[str]) -> None:
        """Without the fields that are not asked now."""
        for name in [each for each in self._fields if each not in names | {"stamp", "csrf_token"}]:
            del self[name]

    def _opens(self) -> datetime | None:
        """As typed, or as it stands since publication."""
        return self.opens_at.data if self.opens_at else self.opened_at

    def validate_title(self, field: WordsField) -> None:
        _require_title(field)

    def validate_ends_at(self, field: Field) -> None:
        opens = self._opens()
        if self.was_end is not None and field.data == self.was_end.replace(second=0, microsecond=0):
            field.data = self.was_end  # the field shows no seconds
        if self.was_end is not None and (field.data is None or field.data < self.was_end):
            raise ValidationError(_l("People count on this end: it can be moved back only to a later time."))
        if field.data is None or opens is None:
            return
        if field.data <= opens:
            raise ValidationError(_l("It would end before it opens."))
        minutes = self.minutes.data if self.minutes else None
        if minutes and field.data - opens < timedelta(minutes=minutes):
            raise ValidationError(_l("It is open for less than the minutes one attempt takes."))

    def validate_earliest_minutes(self, field: Field) -> None:
        if self.minutes.data and (field.data or 0) >= self.minutes.data:
            raise ValidationError(_l("Nobody could hand in before the time is over."))

    def validate_certificate(self, field: Field) -> None:
        if field.data and self.pass_percent.data is None:
            raise ValidationError(_l("A certificate needs a pass mark."))

    def validate_repeats(self, field: Field) -> None:
        if field.data == "never":
            return
        opens, ends = self._opens(), self.ends_at.data
        if opens is None or ends is None:
            raise ValidationError(_l("What repeats needs a beginning and an end."))
        if ends - opens > MONTH:
            raise ValidationError(_l("It would still be open when the next one begins: 28 days at most."))

    def validate_people(self, field: Field) -> None:
        try:
            self.people_read = read_people(field.data or "", self.known)
        except Unknown as error:
            words = _l("Several people are called “%(line)s”: write the staff number.", line=error.line)
            if not error.several:
                words = _l("Nobody here is called or has the number “%(line)s”.", line=error.line)
            raise ValidationError(words) from error


def _require_title(field: WordsField) -> None:
    if not field.data:
        raise ValidationError(_l("A quiz needs a title."))
    if any(len(words) > 200 for words in field.data.values()):
        raise ValidationError(_l("The title is too long: 200 characters at most."))


class PublishQuizForm(BaseForm):
    """The warnings that were on the screen when the button was pressed."""

    acknowledged = HiddenField()
