"""What the practice pages send."""

import uuid
from typing import Any

from wtforms import FloatField, HiddenField, IntegerField, ValidationError
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional

from portal.forms import BaseForm
from portal.quizzes.practice.practice_sets import Kind


def _is_id(form: Any, field: Any) -> None:
    if field.data:
        try:
            field.data = str(uuid.UUID(field.data))
        except ValueError as error:
            raise ValidationError("no id") from error


class AnswerForm(BaseForm):
    """`id` was made with the page: sending the same form twice stores once. The answer itself is read by the
    item it is given to."""

    id = HiddenField(validators=[InputRequired(), _is_id])
    item = HiddenField(validators=[InputRequired(), _is_id])
    version = IntegerField(validators=[InputRequired(), NumberRange(1, 1_000_000)])
    set = HiddenField(validators=[AnyOf([str(kind) for kind in Kind])])
    about = HiddenField(validators=[_is_id])
    since = IntegerField(validators=[Optional(), NumberRange(0, 100_000_000_000)])
    place = IntegerField(validators=[Optional(), NumberRange(1, 100_000)])
    seconds = FloatField(validators=[Optional()])
    unsure = HiddenField()
    give_up = HiddenField()

    def validate_about(self, field: Any) -> None:
        if self.set.data in (Kind.PROBLEM, Kind.IN_ORDER) and not field.data:
            raise ValidationError("no set")


class StarForm(BaseForm):
    item = HiddenField(validators=[InputRequired(), _is_id])
    star = HiddenField(validators=[AnyOf(["0", "1"])])
    back = HiddenField()
