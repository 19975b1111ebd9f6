"""Pictures in HTML: `<img>` tags as our markers, and back."""

import html
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from question_bank.items import MARKER, Picture

_IMAGE = re.compile(r"<img\b[^<>]{0,4000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def to_markers(text: str, find: Callable[[str, str], str | None]) -> str:
    """The text with `[[name]]` for each picture which `find(address, alternative text)` knows."""

    def mark(found: re.Match[str]) -> str:
        found_in = _ATTRIBUTE.findall(found[0])
        given = {name.lower(): html.unescape(one or other) for name, one, other in found_in}
        name = find(unquote(given.get("src", "")), given.get("alt", ""))
        return f"[[{name}]]" if name else found[0]

    return _IMAGE.sub(mark, text) if "<" in text else text


def from_markers(text: str, pictures: dict[str, Picture], base: str, say: Callable[[Picture], str]) -> str:
    """The text with an `<img>` for each of our markers."""

    def tag(found: re.Match[str]) -> str:
        picture = pictures.get(found[1])
        if picture is None:
            return found[0]
        return f'<img src="{base}{quote(picture.name)}" alt="{html.escape(say(picture))}"/>'

    return MARKER.sub(tag, text)
