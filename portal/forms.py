"""What every manager's form shares: stripped texts, forbidden characters, words in several languages."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, Field, StringField
from wtforms.fields.choices import SelectChoice

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
TAGS = ("zh-Hans", "en")


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
            texts = field.data.values() if isinstance(field, WordsField) else [field.data]
            if any(isinstance(text, str) and UNSTORABLE.search(text) for text in texts):
                field.errors = [*field.errors, str(BAD_CHARACTERS)]
                fine = False
        return fine


BAD_CHARACTERS = _l("This text holds characters that cannot be stored. Type it again.")


class EmptyForm(BaseForm):
    """A button that changes something: nothing but the CSRF token."""


def offered(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """What a select offers: value to its words."""
    return [SelectChoice(str(value), label) for value, label in words.items()]


class WordsField(Field):
    """One text in several languages: an input for each tag, named `stem.zh-Hans`."""

    def __init__(
        self, label: Any = None, *, tags: Sequence[str] = TAGS, long: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.tags, self.long = tuple(tags), long
        self.posted: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.data = self.object_data = dict(data) if isinstance(data, Mapping) else {}
        names = {tag: f"{self.name}.{tag}" for tag in self.tags}
        self.posted = {
            tag: formdata[name].strip() for tag, name in names.items() if formdata and name in formdata
        }
        self.data = merged(self.data, self.posted)

    def name_of(self, tag: str) -> str:
        return f"{self.name}.{tag}"


def merged(old: Mapping[str, str], posted: Mapping[str, str]) -> dict[str, str]:
    """The text with what was typed; a language whose words were emptied is gone, others stay."""
    return {tag: words for tag, words in {**old, **posted}.items() if words}


class LocalMoment(DateTimeLocalField):
    """A moment typed in the installation's zone, kept as aware UTC."""

    def process_data(self, value: datetime | None) -> None:
        self.data = value.astimezone(_zone()) if value is not None else None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and self.data.tzinfo is None:
            self.data = self.data.replace(tzinfo=_zone()).astimezone(UTC)


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["TIME_ZONE"])
