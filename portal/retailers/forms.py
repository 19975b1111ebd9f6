"""What may be typed about a shop. A field that is not here cannot be set."""

from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from portal import clock
from portal.forms import BaseForm
from portal.people import trees
from portal.people.forms import options
from portal.people.models import Account, Unit
from portal.retailers import register
from portal.retailers.columns import COLUMNS
from portal.retailers.fields import KEPT_AS_ROWS
from portal.retailers.models import Retailer
from portal.retailers.services import find_licence, today
from portal.retailers.words import CLASSES, ORDERING, ORIGINS, PURPOSES, SIZES, TIERS, TYPED_ORIGINS
from portal.sheets.columns import BadCell

NEEDED = DataRequired(_l("Fill this in."))
UNKNOWN, ALL = _l("Not known"), _l("All")
PARSERS = {column.key: column.parse for column in COLUMNS}
CHOICES = ("customer_class", "size", "ordering")
OWN_TEXTS = (
    "name",
    "shop_name",
    "village",
    "phone",
    "helper_name",
    "helper_phone",
    "helper_relation",
    "note",
)
MAY_BE_NONE = {"phone", "helper_name", "helper_phone", "helper_relation", *CHOICES}


def as_in_spreadsheets(form: Any, field: Any) -> None:
    """A field takes what its column in a spreadsheet takes, and says the same where it does not."""
    try:
        field.data = PARSERS[field.name](field.data) if field.data else ""
    except BadCell as error:
        raise ValidationError(str(error)) from error


class CareForm(BaseForm):
    """Where a shop belongs and who looks after it."""

    district = SelectField(_l("District"))
    manager = SelectField(_l("Customer manager"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district.choices = options(register.district_names(current_user))
        self.manager.choices = options(register.manager_names(current_user), _l("Nobody yet"))

    @property
    def unit(self) -> Unit:
        """Always there after `validate`: the choices are the person's own units."""
        return cast(Unit, trees.chosen(current_user, self.district.data))

    @property
    def account(self) -> Account | None:
        wanted = self.manager.data
        return next((each for each in register.managers(current_user) if str(each.id) == wanted), None)


class MoveForm(CareForm):
    reason = StringField(_l("Reason"), [Optional(), Length(max=200)])


class RetailerForm(CareForm):
    """The register's own columns and the 18 fields; the latter are added below, one by one."""

    name = StringField(_l("Name of the retailer"), [NEEDED, as_in_spreadsheets])
    shop_name = StringField(_l("Name of the shop"), [as_in_spreadsheets])
    phone = StringField(_l("Telephone"), [as_in_spreadsheets])
    village = StringField(_l("Town or village"), [as_in_spreadsheets])
    customer_class = SelectField(_l("Class"), choices=options(CLASSES, UNKNOWN))
    size = SelectField(_l("Size"), choices=options(SIZES, UNKNOWN))
    tier = SelectField(_l("Tier"), choices=options({n: str(n) for n in TIERS}, UNKNOWN))
    ordering = SelectField(_l("Ordering"), choices=options(ORDERING, UNKNOWN))
    helper_name = StringField(_l("Family helper"), [as_in_spreadsheets])
    helper_phone = StringField(_l("Helper's telephone"), [as_in_spreadsheets])
    helper_relation = StringField(_l("Relation"), [as_in_spreadsheets])
    note = TextAreaField(_l("Note"), [as_in_spreadsheets])
    origin = SelectField(
        _l("Where this comes from"), choices=options({key: ORIGINS[key] for key in TYPED_ORIGINS})
    )
    as_of = DateField(_l("As of"), [Optional()])

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {key: self[key].data or "" for key in (*OWN_TEXTS, *CHOICES)}
        found = {key: (value or None) if key in MAY_BE_NONE else value for key, value in found.items()}
        return found | {"tier": int(self.tier.data) if self.tier.data else None}

    def file(self) -> dict[str, str]:
        return {field.key: self[field.key].data or "" for field in KEPT_AS_ROWS}

    def validate_as_of(self, field: Any) -> None:
        if field.data and field.data > today(clock.now()):
            raise ValidationError(_("This day has not come yet."))


class NewRetailerForm(RetailerForm):
    licence = StringField(_l("Licence number"), [NEEDED, as_in_spreadsheets])

    def validate_licence(self, field: Any) -> None:
        if find_licence(field.data) is not None:
            raise ValidationError(_("A shop with this licence number is in the register already."))


for _field in KEPT_AS_ROWS:
    setattr(RetailerForm, _field.key, StringField(_field.label, [as_in_spreadsheets]))


def form_of(retailer: Retailer) -> RetailerForm:
    """The edit form with what is known filled in."""
    # Not obj=: the shop's `manager` is a person, the field's is a key.
    known = {key: getattr(retailer, key) for key in (*OWN_TEXTS, *CHOICES, "tier")}
    file = {field.key: row.value for field in KEPT_AS_ROWS if (row := retailer.file.get(field.key))}
    return RetailerForm(
        district=str(retailer.unit_id),
        manager=str(retailer.manager_id or ""),
        as_of=today(clock.now()),
        **{key: value for key, value in known.items() if value is not None},
        **file,
    )


class RevealForm(BaseForm):
    """Masked data is shown to who says what for."""

    purpose = SelectField(_l("What for"), choices=options(PURPOSES))


class FindForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("Find shops"))


class FilterForm(FindForm):
    district = SelectField(_l("District"), validate_choice=False)
    manager = SelectField(_l("Customer manager"), validate_choice=False)
    customer_class = SelectField(_l("Class"), choices=options(CLASSES, ALL), validate_choice=False)
    size = SelectField(_l("Size"), choices=options(SIZES, ALL), validate_choice=False)
    ordering = SelectField(_l("Ordering"), choices=options(ORDERING, ALL), validate_choice=False)
    state = SelectField(
        _l("State of the shop"),
        choices=options({"closed": _l("Closed shop")}, _l("In business")),
        validate_choice=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district.choices = options(register.district_names(current_user), ALL)
        self.manager.choices = options(
            {"none": _l("Nobody yet"), **register.manager_names(current_user)}, ALL
        )

    def asked(self) -> dict[str, str]:
        return {field.name: field.data for field in self if field.data and field.type != "CSRFTokenField"}
