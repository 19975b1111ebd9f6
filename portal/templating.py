"""Jinja filters and globals."""

import hashlib
import json
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from flask_babel import format_date, format_datetime
from flask_login import current_user
from jinja2 import StrictUndefined
from markupsafe import Markup

from portal import access, i18n

STATIC = Path(__file__).parent / "static"


@lru_cache(maxsize=64)
def _stamp(path: str, changed: float) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def asset(path: str) -> str:
    """The address of a static file with its content's stamp, so that it may be kept for a year."""
    return url_for("static", filename=path, v=_stamp(path, (STATIC / path).stat().st_mtime))


def percent(share: float | None, digits: int = 1) -> str:
    return "—" if share is None else f"{share * 100:.{digits}f}%"


def day(value: date | datetime | None) -> str:
    return "" if value is None else format_date(value, "yyyy-MM-dd")


def moment(value: datetime | None) -> str:
    return "" if value is None else format_datetime(value, "yyyy-MM-dd HH:mm")


def receipt(code: str) -> str:
    """K7M29QXA is easier to read aloud as K7M2-9QXA."""
    return f"{code[:4]}-{code[4:]}" if len(code) == 8 else code


def masked_phone(number: str | None) -> str:
    if not number:
        return ""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "****"


def json_attribute(value: Any) -> str:
    """For a data- attribute read by a script; Jinja escapes the quotes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def may(ability: str) -> bool:
    return access.can(current_user, ability)


def register(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        percent=percent, day=day, moment=moment, receipt=receipt, masked_phone=masked_phone,
        say=i18n.say, data=json_attribute,
    )  # fmt: skip
    app.jinja_env.globals.update(
        asset=asset, may=may, languages=i18n.LANGUAGES, current_language=i18n.current_language,
        html_language=i18n.html_language, Markup=Markup,
    )  # fmt: skip
