"""The form of the settings: one field per rule, empty where the unit inherits."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, ValidationError
from wtforms.validators import Length, NumberRange, Optional

from portal.forms import BaseForm
from portal.people.settings import RULES, Rule

LARGEST = 100_000
HOST = re.compile(r"[a-z0-9.\-]+(:\d+)?", re.IGNORECASE | re.ASCII)


def rule_form(own: dict[str, Any]) -> BaseForm:
    fields = {key: _field(key, rule) for key, rule in RULES.items()}
    form: BaseForm = type("RuleForm", (BaseForm,), fields)(data=own)
    return form


def _field(key: str, rule: Rule) -> Any:
    if rule.minimum is not None:
        words = _l("A whole number from %(n)s up.", n=rule.minimum)
        return IntegerField(rule.label, [Optional(), NumberRange(rule.minimum, LARGEST, words)])
    checks: list[Any] = [Optional(), Length(max=120, message=_l("At most 120 characters."))]
    return StringField(rule.label, [*checks, _host] if key == "qr_host" else checks)


def _host(form: Any, field: Any) -> None:
    """Only scheme and host: a code points at our own pages, nowhere else."""
    parts = urlsplit(field.data)
    plain = (
        parts.scheme in ("http", "https")
        and HOST.fullmatch(parts.netloc)
        and field.data == f"{parts.scheme}://{parts.netloc}"
    )
    if not plain:
        raise ValidationError(_("Write the address like https://wj.example.cn, without anything after it."))
    field.data = field.data.lower()
