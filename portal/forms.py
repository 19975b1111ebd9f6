"""What every manager's form shares: stripped texts, forbidden characters, words in the page's language."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class BaseForm(FlaskForm):
    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            if issubclass(unbound_field.field_class, StringField):
                filters = list(unbound_field.kwargs.get("filters", ()))
                unbound_field.kwargs["filters"] = [strip, *[each for each in filters if each is not strip]]
            return unbound_field.bind(form=form, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        for field in self:
            if isinstance(field.data, str) and UNSTORABLE.search(field.data):
                field.errors = [*field.errors, str(BAD_CHARACTERS)]
                fine = False
        return fine


BAD_CHARACTERS = _l("This text holds characters that cannot be stored. Type it again.")


class EmptyForm(BaseForm):
    """A button that changes something: nothing but the CSRF token."""
