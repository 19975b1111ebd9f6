"""Elements of an SVG text: escaped, without `style`, numbers short."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

# What XML 1.0 cannot hold even escaped; a label must never break the page around it.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

SCROLLS_FROM = 480

Value = str | float | None


def text_of(value: str) -> Markup:
    return escape(NOT_XML.sub("", value))


def number(value: float) -> str:
    """One decimal, no trailing zero, no minus zero."""
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def element(name: str, *children: str | Markup, **attributes: Value) -> Markup:
    """`class_` becomes class, `stroke_width` stroke-width; None leaves an attribute out."""
    parts = [escape(name)]
    for key, value in attributes.items():
        if value is not None:
            written = escape(number(value)) if isinstance(value, int | float) else text_of(value)
            parts.append(Markup('{}="{}"').format(key.rstrip("_").replace("_", "-"), written))
    opening = Markup(" ").join(parts)
    inside = Markup("").join(child if isinstance(child, Markup) else text_of(child) for child in children)
    return Markup("<{}>{}</{}>").format(opening, inside, name) if inside else Markup("<{}/>").format(opening)


def titled(name: str, title: str, **attributes: Value) -> Markup:
    """A mark with the sentence that a pointer or a screen reader gets."""
    return element(name, element("title", title), **attributes)


def drawing(
    chart_id: str, width: float, height: float, title: str, marks: Iterable[Markup], desc: str = ""
) -> Markup:
    """One unit is about one pixel at the intended width; `chart_id` keeps ids apart on a page."""
    heads = [element("title", title, id=f"{chart_id}-title")]
    described = f"{chart_id}-title"
    if desc:
        heads.append(element("desc", desc, id=f"{chart_id}-desc"))
        described += f" {chart_id}-desc"
    return element(
        "svg",
        *heads,
        *marks,
        # Wide drawings keep a readable width on a phone and scroll in their frame.
        class_="wide" if width >= SCROLLS_FROM else None,
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_labelledby=described,
    )
