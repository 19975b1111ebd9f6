"""What a supervisor types about one person of a quiz."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from portal.forms import BaseForm
from portal.people.models import Account
from portal.quizzes.setup.quiz_audience import Unknown, read_people
from portal.quizzes.setup.supervising import MOST_MINUTES


class ExtendForm(BaseForm):
    minutes = IntegerField(_l("Minutes more"), [InputRequired(), NumberRange(1, MOST_MINUTES)], default=10)
    reason = StringField(_l("Reason"), [InputRequired(_l("Say why.")), Length(max=300)])
    seen = HiddenField()


class MinutesForm(BaseForm):
    extra = IntegerField(_l("Minutes more than the others"), [InputRequired(), NumberRange(0, MOST_MINUTES)])


class AttemptsForm(BaseForm):
    extra = IntegerField(_l("Attempts more than the others"), [InputRequired(), NumberRange(0, 10)])
    reason = StringField(_l("Reason"), [InputRequired(_l("Say why.")), Length(max=300)])


class ExcuseForm(BaseForm):
    """Empty takes the excuse back."""

    reason = StringField(_l("Why somebody need not sit it"), [Length(max=200)])


class ForceForm(BaseForm):
    reason = StringField(_l("Reason"), [InputRequired(_l("Say why it is handed in.")), Length(max=300)])


class LatecomersForm(BaseForm):
    people = TextAreaField(_l("Who else sits it"), [InputRequired(_l("Name somebody.")), Length(max=4_000)])

    def __init__(self, known: list[Account]) -> None:
        super().__init__()
        self.known = known
        self.people_read: list[Account] = []

    def validate_people(self, field: TextAreaField) -> None:
        try:
            self.people_read = read_people(field.data or "", self.known)
        except Unknown as error:
            words = _l("Several people are called “%(line)s”: write the staff number.", line=error.line)
            if not error.several:
                words = _l("Nobody here is called or has the number “%(line)s”.", line=error.line)
            raise ValidationError(words) from error
