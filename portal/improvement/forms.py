"""What may be typed about a problem, and which items are chosen for it."""

import math
import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.access import visible_to
from portal.extensions import db
from portal.forms import BaseForm
from portal.i18n import say
from portal.improvement.models import Problem
from portal.improvement.services import Details
from portal.indicators.services import known_codes
from portal.people import trees
from portal.people.forms import options
from portal.people.models import POSTS, Account, Unit

BASE, OTHER = "zh-Hans", "en"
LONGEST = 200
LONG = Length(max=LONGEST, message=_l("At most 200 characters."))


class Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Amount(FloatField):
    """104, not 104.0."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.12g}"


class ProblemForm(BaseForm):
    statement = StringField(_l("What is wrong"), [DataRequired(_l("Fill this in.")), LONG])
    statement_en = StringField(_l("The same in English"), [LONG])
    is_key = BooleanField(_l("Key problem: one of the few that are worked on now"))
    owner = SelectField(_l("Who looks after it"))
    indicator = SelectField(_l("Indicator it is measured by"))
    numerator = Amount(_l("Baseline: how many"), [Optional()])
    denominator = Amount(_l("Baseline: out of"), [Optional()])
    baseline_on = DateField(_l("Baseline: on which day"), [Optional()])
    units = Ticks(_l("Units whose people it concerns"))
    posts = Ticks(_l("Posts it concerns"), choices=options(POSTS))
    version = HiddenField()

    def offer(self, unit: Unit) -> "ProblemForm":
        """The people, indicators and units that can be chosen for a problem of this unit."""
        people = visible_to(current_user, Account).where(Account.disabled_at.is_(None)).order_by(Account.name)
        self.owner.choices = options({each.id: each.name for each in db.session.scalars(people)}, "—")
        indicators = {row.id: say(row.name) or code for code, row in known_codes(unit).items()}
        self.indicator.choices = options(indicators, "—")
        inside = trees.ids_below(unit)
        below = {each.id: trees.INDENT * depth + each.name for depth, each in trees.in_order(current_user)}
        self.units.choices = options({key: name for key, name in below.items() if key in inside})
        return self

    @classmethod
    def of(cls, problem: Problem) -> "ProblemForm":
        return cls(
            statement=problem.statement.get(BASE, ""), statement_en=problem.statement.get(OTHER, ""),
            is_key=problem.is_key, owner=str(problem.owner_id or ""),
            indicator=str(problem.indicator_id or ""), numerator=problem.baseline_numerator,
            denominator=problem.baseline_denominator, baseline_on=problem.baseline_on,
            units=[str(team.unit_id) for team in problem.teams if team.unit_id],
            posts=[team.post for team in problem.teams if team.post], version=str(problem.row_version),
        ).offer(problem.unit)  # fmt: skip

    def validate_numerator(self, field: Any) -> None:
        _require_number(field.data)
        if field.data is not None and self.denominator.data is None:
            raise ValidationError(_("Say out of how many as well, so that it stays comparable."))

    def validate_denominator(self, field: Any) -> None:
        _require_number(field.data)
        if field.data is not None and field.data <= 0:
            raise ValidationError(_("This has to be more than 0."))

    def details(self) -> Details:
        texts = {BASE: self.statement.data, OTHER: self.statement_en.data}
        return Details(
            statement={tag: text for tag, text in texts.items() if text},
            is_key=self.is_key.data,
            indicator_id=_key(self.indicator.data),
            owner_id=_key(self.owner.data),
            baseline_numerator=self.numerator.data,
            baseline_denominator=self.denominator.data,
            baseline_on=self.baseline_on.data,
            units=tuple(uuid.UUID(each) for each in self.units.data or ()),
            posts=tuple(self.posts.data or ()),
        )


class ItemsForm(BaseForm):
    """Items by their ids; whether they may be chosen is asked of the database."""

    items = SelectMultipleField(validate_choice=False)

    def ids(self) -> list[uuid.UUID]:
        return [key for key in map(_key, self.items.data or ()) if key is not None]


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _require_number(value: float | None) -> None:
    if value is not None and not math.isfinite(value):
        raise ValidationError(_("Write a number."))
