"""What may be typed on the pages of distribution."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from portal.distribution.models import FOUR_ROLES, KINDS, MEDIA, WAYS
from portal.forms import BaseForm
from portal.people.forms import options
from portal.people.models import POSTS, Account, Unit
from portal.retailers.words import CLASSES, ORDERING, SIZES

MOST = 1_000_000
NEEDED = _l("Fill this in.")
NOT_A_NUMBER = _l("A whole number from 0 on is needed here.")


NONE, ALL = "—", _l("All")


class ChannelForm(BaseForm):
    name = StringField(_l("Name"), [DataRequired(NEEDED), Length(max=80)])
    kind = SelectField(_l("Kind"), choices=options(KINDS))
    medium = SelectField(_l("Which network"), choices=options(MEDIA, NONE))
    post = SelectField(_l("Brought by"), choices=options({post: POSTS[post] for post in FOUR_ROLES}, NONE))
    department = StringField(_l("Department"), [Length(max=80)])
    target = IntegerField(_l("Target"), [Optional(), NumberRange(0, MOST, NOT_A_NUMBER)])
    owner = SelectField(_l("In charge"))
    assisted = BooleanField(_l("We type the answers ourselves (on the telephone, from paper)"))
    copy_text = TextAreaField(_l("Own words for copying"), [Length(max=500)])

    def offer(self, people: Iterable[Account]) -> "ChannelForm":
        self.owner.choices = options({str(p.id): f"{p.name} · {p.unit.name}" for p in people}, NONE)
        return self

    def validate_medium(self, field: SelectField) -> None:
        if field.data and self.kind.data != "network":
            raise ValidationError(_l("Only a channel of the kind Network has a medium."))

    def details(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "kind": self.kind.data,
            "medium": self.medium.data or None,
            "post": self.post.data or None,
            "department": self.department.data or "",
            "target": self.target.data,
            "assisted": self.assisted.data,
            "copy_text": self.copy_text.data or "",
        }


class CodeForm(BaseForm):
    """Why a code is taken back; the record keeps it."""

    reason = StringField(_l("Reason"), [DataRequired(_l("Say why: others will ask.")), Length(max=200)])
    action = SelectField(
        _l("What is to happen"),
        choices=options(
            {"replace": _l("Take it back and print a new one"), "revoke": _l("Take it back only")}
        ),
    )


class PartForm(BaseForm):
    """Which shops; sent by GET, so that the count can be seen before anything happens."""

    class Meta(BaseForm.Meta):
        csrf = False

    district = SelectField(_l("District"))
    customer_class = SelectField(_l("Class"), choices=options(CLASSES, ALL))
    size = SelectField(_l("Size"), choices=options(SIZES, ALL))
    ordering = SelectField(_l("Ordering"), choices=options(ORDERING, ALL))

    def offer(self, units: Iterable[Unit]) -> "PartForm":
        self.district.choices = options({str(unit.id): unit.name for unit in units}, ALL)
        return self


class OutreachForm(BaseForm):
    day = DateField(_l("Day"), [InputRequired(NEEDED)], default=date.today)
    way = SelectField(_l("How"), choices=options(WAYS))
    reached = IntegerField(
        _l("People reached"), [InputRequired(NOT_A_NUMBER), NumberRange(0, MOST, NOT_A_NUMBER)]
    )
    note = StringField(_l("Note"), [Length(max=200)])


class ReasonForm(BaseForm):
    reason = StringField(_l("Reason"), [DataRequired(_l("Say why: others will ask.")), Length(max=200)])
