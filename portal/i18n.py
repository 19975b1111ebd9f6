"""Which language a page speaks, and texts that exist in several."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request
from flask_login import current_user
from opencc import OpenCC

from portal.extensions import babel

LANGUAGES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
BASE = "zh-Hans"
TRANSLATIONS = Path(__file__).parent / "translations"
# Browsers say zh-TW or zh-HK, never zh-Hant, and a plain best_match would send both to English.
SPOKEN = {
    "zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans",
    "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant", "zh": "zh-Hans",
}  # fmt: skip


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("s2twp")


def to_traditional(text: str) -> str:
    return str(_converter().convert(text))


def header_language(header: str | None) -> str:
    """The first language of an Accept-Language header we speak; simplified Chinese otherwise."""
    wanted = []
    for place, part in enumerate((header or "")[:500].split(",")):
        tag, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            quality = 0.0
        wanted.append((-quality, place, tag.strip()))
    for _quality, _place, tag in sorted(wanted):
        for known, language in SPOKEN.items():
            if tag.lower() == known.lower() or tag.lower().startswith(known.lower() + "-"):
                return language
    return BASE


def current_language() -> str:
    """By choice (`?lang=`), then the account's, then the browser's."""
    if not has_request_context():
        return str(getattr(g, "language", BASE)) if g else BASE
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    if current_user and current_user.is_authenticated and current_user.language:
        return str(current_user.language)
    return header_language(request.headers.get("Accept-Language"))


def html_language(language: str) -> str:
    return {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}.get(language, language)


def say(text: Mapping[str, str] | None, language: str | None = None) -> str:
    """A content text in the asked language; traditional Chinese is converted; the base is the last resort."""
    if not text:
        return ""
    language = language or current_language()
    if text.get(language):
        return text[language]
    if language == "zh-Hant" and text.get(BASE):
        return to_traditional(text[BASE])
    return text.get(BASE) or next((value for value in text.values() if value), "")


def _locale() -> str:
    return current_language().replace("-", "_")


def compile_catalogues(folder: Path = TRANSLATIONS) -> None:
    """Write the .mo files where the .po is newer; traditional Chinese is made from simplified."""
    source = folder / "zh_Hans" / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return
    for locale, convert in (("zh_Hans", False), ("zh_Hant", True)):
        target = folder / locale / "LC_MESSAGES" / "messages.mo"
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            catalogue = read_po(file, locale=locale)
        with target.open("wb") as file:
            write_mo(file, _in_traditional(catalogue) if convert else catalogue)


def _in_traditional(catalogue: Catalog) -> Catalog:
    for message in catalogue:
        if message.id and isinstance(message.string, str):
            message.string = to_traditional(message.string)
    return catalogue


def register(app: Flask) -> None:
    babel.init_app(
        app,
        locale_selector=_locale,
        default_timezone=app.config["TIME_ZONE"],
        default_translation_directories=str(TRANSLATIONS),
    )
