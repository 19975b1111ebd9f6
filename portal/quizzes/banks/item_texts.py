"""The texts of an item as pages show them: pictures and blanks in place, and no markup that acts."""

import re
import uuid
from collections.abc import Callable, Mapping

import nh3
from flask import url_for
from markupsafe import Markup, escape

from portal.i18n import say
from question_bank.items import MARKER, Item, Material, Picture
from question_bank.items import Markup as Written
from question_bank.questionnaires import Text

# What somebody who sets questions may want: structure, no addresses, no looks.
TAGS = {
    "b", "strong", "i", "em", "u", "s", "sub", "sup", "p", "br", "ul", "ol", "li", "table", "thead", "tbody",
    "tr", "th", "td", "caption", "blockquote", "pre", "code", "div", "span", "hr", "dl", "dt", "dd",
}  # fmt: skip
ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
# Stands for a marker while the text around it is cleaned; no text may hold it before.
_PLACE = re.compile("\ue000(\\d{1,4})\ue001")
_PRIVATE = re.compile("[\ue000\ue001]")

_PICTURE = re.compile(r"\[\[[^\[\]\n]{1,195}\.(?:png|jpe?g|gif|webp)\]\]", re.IGNORECASE)

Blank = Callable[[str], Markup]
Address = Callable[[str], str]


def gap(key: str) -> Markup:
    """A blank on paper or in a list: nothing can be typed into it."""
    return Markup('<span class="gap">____</span>')


def shown(
    text: Text,
    item: Item | Material,
    bank_id: uuid.UUID | str,
    markup: Written | None = None,
    *,
    blank: Blank = gap,
    language: str | None = None,
    address: Address | None = None,
) -> Markup:
    """The words in the reader's language. `blank` draws the gap with this key; `address` says where the
    pictures are that are not in the bank yet."""
    words = _PRIVATE.sub("", say(text, language))
    parts: list[Markup] = []
    pictures = {picture.name: picture for picture in item.pictures}
    blanks = {each.key for each in getattr(item, "blanks", ())}

    def place(found: re.Match[str]) -> str:
        if found[1] in pictures:
            parts.append(picture_tag(pictures[found[1]], bank_id, address))
        elif found[1] in blanks:
            parts.append(blank(found[1]))
        else:
            return found[0]
        return f"\ue000{len(parts) - 1}\ue001"

    clean = _clean(MARKER.sub(place, words), markup or item.markup)
    return Markup(_PLACE.sub(lambda found: str(parts[int(found[1])]), clean))  # noqa: S704 - cleaned above


def picture_tag(picture: Picture, bank_id: uuid.UUID | str, address: Address | None = None) -> Markup:
    place = address or (lambda sha256: url_for("quizzes.picture", bank_id=bank_id, sha256=sha256))
    source = place(picture.sha256) if picture.sha256 else ""
    return Markup('<img class="fig-in" src="{}" alt="{}" loading="lazy">').format(source, say(picture.alt))


def left_over(item: Item) -> list[Picture]:
    """Pictures no text and no option has a place for: they stand below the stem."""
    placed = _marked(item.stem) | _marked(item.explanation)
    for option in item.options:
        placed |= _marked(option.text) | {option.picture}
    for pair in item.pairs:
        placed |= _marked(pair.text) | {pair.picture}
    return [picture for picture in item.pictures if picture.name not in placed]


def unplaced(item: Item) -> list[str]:
    """The keys of blanks the stem has no place for: they are asked below it."""
    marked = _marked(item.stem)
    return [blank.key for blank in item.blanks if blank.key not in marked]


def picture_named(item: Item | Material, name: str | None) -> Picture | None:
    return next((picture for picture in item.pictures if picture.name == name), None)


def plain(words: str) -> str:
    """Words alone for a list or a title: gaps as lines, no pictures, no tags."""
    words = _PICTURE.sub(" ", words)
    return " ".join(MARKER.sub("____", words).split())


def letter(place: int) -> str:
    """A to Z, then numbers, as options are called."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _marked(text: Mapping[str, str]) -> set[str | None]:
    return {name for words in text.values() for name in MARKER.findall(words)}


def _clean(words: str, markup: Written) -> str:
    """Markup a browser may be given: text is text, and HTML keeps only structure."""
    if markup is Written.HTML:
        return nh3.clean(words, tags=TAGS, attributes=ATTRIBUTES, link_rel=None)
    if markup is Written.MOODLE:
        return nh3.clean(words, tags=TAGS, attributes=ATTRIBUTES, link_rel=None).replace("\n", "<br>\n")
    return str(escape(words)).replace("\n", "<br>\n")
