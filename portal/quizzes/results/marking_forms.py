"""The form of one mark: what of the guide was met, points, a comment."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms import BaseForm
from portal.i18n import say
from question_bank.items import Item


class MarkForm(BaseForm):
    """Points may be left to the ticks: what was met of the guide, as a share of the question's points."""

    ticks = SelectMultipleField(
        _l("What to look for"), coerce=int, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    points = DecimalField(_l("Points"), [Optional()], places=2)
    comment = TextAreaField(_l("Comment, kept with the mark"), [Length(max=500)])

    item: Item
    of: float

    def about(self, item: Item, of: float) -> "MarkForm":
        """`of` is what the question is worth on this person's paper."""
        self.item, self.of = item, of
        self.ticks.choices = [
            (place, f"{say(point.text)} ({point.points:g})") for place, point in enumerate(item.guide)
        ]
        return self

    def fraction(self) -> float:
        """The mark as a share of the question's points."""
        if self.points.data is not None:
            return float(self.points.data) / self.of if self.of else 1.0
        return self._ticked() / self.whole if self.whole else 0.0

    @property
    def whole(self) -> float:
        return sum(point.points for point in self.item.guide)

    def _ticked(self) -> float:
        return sum(self.item.guide[place].points for place in self.ticks.data or ())

    def validate_points(self, field: Any) -> None:
        given = field.data
        if given is not None and not (given.is_finite() and 0 <= given <= Decimal(str(self.of))):
            field.errors.append(_("Give between 0 and %(most)s points.", most=f"{self.of:g}"))

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        if fine and self.points.data is None and not self.whole:
            self.points.errors = [_("Say how many points the answer is worth.")]
            fine = False
        return fine and not self.points.errors
