"""What may be typed on the screens of people and units. A field that is not here cannot be set."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import HiddenField, PasswordField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from portal.access import visible_to
from portal.errors import PortalError
from portal.extensions import db
from portal.forms import BaseForm
from portal.i18n import LANGUAGES
from portal.people import logins, trees
from portal.people.models import POSTS, ROLE_NAMES, UNIT_KINDS, Account

NEEDED = DataRequired(_l("Fill this in."))
SHORT = Length(max=80, message=_l("At most 80 characters."))
TEXT_SIZES = {1: _l("Small"), 2: _l("Middle"), 3: _l("Large")}


def options(words: Mapping[Any, Any], blank: Any = None) -> list[SelectChoice]:
    """The choices of a list; `blank` names the empty one where there is one."""
    first = [] if blank is None else [SelectChoice("", blank)]
    return first + [SelectChoice(str(key), label) for key, label in words.items()]


def _number(value: Any) -> int:
    return int(value) if str(value).isdigit() else 0


class SignInForm(BaseForm):
    login = StringField(_l("Staff number or phone"), [NEEDED, SHORT])
    password = PasswordField(_l("Password"), [NEEDED, Length(max=128)])
    next = HiddenField()


class ChoicesForm(BaseForm):
    language = SelectField(_l("Language"), choices=options(LANGUAGES))
    text_size = SelectField(_l("Text size"), choices=options(TEXT_SIZES), coerce=_number)


class PasswordForm(BaseForm):
    """`current` is dropped for who came in by a link: that is how a forgotten password is replaced."""

    current = PasswordField(_l("Present password"), [NEEDED, Length(max=128)])
    password = PasswordField(_l("New password"), [NEEDED])
    again = PasswordField(_l("New password once more"), [NEEDED])

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(_("The two are not the same."))


class AccountForm(BaseForm):
    name = StringField(_l("Full name"), [NEEDED, SHORT])
    phone = StringField(_l("Phone"), [Optional(), Length(max=30)])
    role = SelectField(_l("Role"), choices=options(ROLE_NAMES))
    post = SelectField(_l("Post"), choices=options(POSTS, "—"))
    superior = StringField(_l("Staff number of the superior"), [Optional(), SHORT])
    version = HiddenField()

    def validate_phone(self, field: Any) -> None:
        field.data = logins.clean_phone(field.data)
        if field.data and not field.data.lstrip("+").isdigit():
            raise ValidationError(_("A phone number holds digits only."))

    def validate_superior(self, field: Any) -> None:
        if field.data and self.superior_account() is None:
            raise ValidationError(_("Nobody you can see has this staff number."))

    def superior_account(self) -> Account | None:
        query = visible_to(current_user, Account).where(
            Account.login == logins.fold(self.superior.data or "")
        )
        return db.session.scalars(query).first()

    def values(self) -> dict[str, Any]:
        superior = self.superior_account() if self.superior.data else None
        found = {
            "name": self.name.data,
            "phone": logins.clean_phone(self.phone.data),
            "post": self.post.data or None,
            "superior_id": superior.id if superior else None,
        }
        return found | ({"role": self.role.data} if "role" in self else {})


class NewAccountForm(BaseForm):
    login = StringField(_l("Staff number"), [NEEDED, SHORT])
    unit = SelectField(_l("Unit"))
    name = StringField(_l("Full name"), [NEEDED, SHORT])
    phone = StringField(_l("Phone"), [Optional(), Length(max=30)])
    role = SelectField(_l("Role"), choices=options(ROLE_NAMES))
    post = SelectField(_l("Post"), choices=options(POSTS, "—"))

    validate_phone = AccountForm.validate_phone

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.choices = options(trees.choices(current_user))

    def validate_login(self, field: Any) -> None:
        try:
            field.data = logins.checked(field.data)
        except PortalError as refused:
            raise ValidationError(refused.message) from refused


class UnitField(BaseForm):
    """One unit out of those the person may use."""

    unit = SelectField(_l("Unit"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.choices = options(trees.choices(current_user))


class UnitForm(BaseForm):
    name = StringField(_l("Name"), [NEEDED, SHORT])
    kind = SelectField(_l("Kind"), choices=options(UNIT_KINDS))


class NewUnitForm(UnitForm):
    parent = SelectField(_l("Below"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent.choices = options(trees.choices(current_user))


class PeopleFilter(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("Find"))
    unit = SelectField(_l("Unit"))
    role = SelectField(_l("Role"), choices=options(ROLE_NAMES, _l("All")))
    post = SelectField(_l("Post"), choices=options(POSTS, _l("All")))
    state = SelectField(
        _l("State"), choices=options({"disabled": _l("Deactivated"), "all": _l("All")}, _l("On duty"))
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.choices = options(trees.choices(current_user), _l("All"))
