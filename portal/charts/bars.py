"""Bars of shares: in a table cell, as a figure of their own, as progress."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from portal.charts.figure import Bar, Figure, checked_head
from portal.charts.svg import drawing, element, number, titled
from portal.charts.text import clip, nice_share, percent, plain, width
from portal.methods.intervals import Interval

ROW, THICK = 30, 14
VALUE_ROOM = 150
CELL_SIZES = {"": None, "m": "bm", "s": "bx"}


def axis_end(shares: Sequence[Bar]) -> float:
    """One scale for all bars of a table: the first round share that holds every whisker."""
    tops = [bar.interval.high if bar.interval else bar.share or 0.0 for bar in shares]
    return nice_share(max(tops, default=1.0))


def bar_cell(bar: Bar, end: float = 1.0, size: str = "", background: bool = True) -> Markup:
    """A bar for a table cell, as wide as the cell (`size` "m" 88 px, "s" 56 px), whiskers for the interval.

    The row itself says the numbers, so the drawing is hidden from screen readers.
    """
    marks = [element("rect", class_="bg", width="100%", height="100%")] if background else []
    if bar.share is not None:
        fill = "v" if bar.strong else "v2"
        marks.append(titled("rect", bar.sentence(), class_=fill, width=_part(bar.share, end), height="100%"))
    if bar.interval is not None:
        marks += _whiskers(bar.interval, end, bar.strong)
    names = " ".join(name for name in ("bar", CELL_SIZES[size]) if name)
    return element("svg", *marks, class_=names, aria_hidden="true")


def _part(value: float, end: float) -> str:
    return f"{number(min(100.0, max(0.0, value / end * 100)))}%"


def _whiskers(interval: Interval, end: float, on_dark: bool) -> list[Markup]:
    low, high = _part(interval.low, end), _part(interval.high, end)
    across = {"x1": low, "x2": high, "y1": "50%", "y2": "50%"}
    # On the dark fill the ink needs a seam of paper to be seen.
    seam = [element("line", class_="kf", stroke_width="4", **across)] if on_dark else []
    return [
        *seam,
        element("line", class_="ci", **across),
        element("line", class_="ci", x1=low, x2=low, y1="20%", y2="80%"),
        element("line", class_="ci", x1=high, x2=high, y1="20%", y2="80%"),
    ]


def bars(
    shares: Sequence[Bar],
    *,
    chart_id: str,
    title: str,
    note: str,
    head: Sequence[str],
    hidden: str = "",
    view_width: float = 720,
) -> Figure:
    """Horizontal bars, labelled directly. `head`: label, share, k/n, interval; `hidden`: words for none."""
    left = min(view_width * 0.4, max((width(bar.label, 13) for bar in shares), default=0) + 14)
    room = view_width - left - VALUE_ROOM
    end = axis_end(shares)
    marks = _axis(left, room, end, len(shares) * ROW + 8)
    for place, bar in enumerate(shares):
        marks += _bar_line(bar, left, room, end, place * ROW + 8, hidden)
    height = len(shares) * ROW + 30
    rows = tuple(bar.row(hidden) for bar in shares)
    return Figure(
        drawing(chart_id, view_width, height, title, marks, note), title, note, checked_head(head, 4), rows
    )


def _axis(left: float, room: float, end: float, bottom: float) -> list[Markup]:
    marks = []
    for quarter in range(5):
        x = left + room * quarter / 4
        marks.append(element("line", x1=x, x2=x, y1=4, y2=bottom, class_="gr" if quarter else "ax"))
        said = f"{plain(end * quarter * 25)}%" if quarter else "0"
        marks.append(element("text", said, x=x, y=bottom + 16, class_="m x c"))
    return marks


def _bar_line(bar: Bar, left: float, room: float, end: float, top: float, hidden: str) -> list[Markup]:
    middle = top + THICK / 2
    label = element("text", clip(bar.label, left - 10, 13), x=left - 8, y=middle + 4.5, class_="l e")
    if bar.share is None:
        return [label, element("text", hidden, x=left + 6, y=middle + 4.5, class_="m")]
    long = room * min(1.0, bar.share / end)
    fill = "f1" if bar.strong else "f1s"
    mark = titled("rect", bar.sentence(), x=left, y=top, width=long, height=THICK, class_=fill)
    value_at = left + long
    marks = [label, element("a", mark, href=bar.href) if bar.href else mark]
    if bar.interval is not None:
        low, high = (left + room * min(1.0, side / end) for side in (bar.interval.low, bar.interval.high))
        if bar.strong:
            marks.append(
                element("line", x1=low, x2=high, y1=middle, y2=middle, class_="kf", stroke_width="4")
            )
        marks.append(_rule(low, high, middle, middle))
        marks += [_rule(x, x, top + 3, top + THICK - 3) for x in (low, high)]
        value_at = max(value_at, high)
    marks.append(_value(bar, bar.share, value_at + 8, middle + 4.5))
    return marks


def _value(bar: Bar, share: float, x: float, y: float) -> Markup:
    parts = [element("tspan", percent(share), class_="h")]
    if bar.fraction:
        parts.append(element("tspan", bar.fraction, class_="m", dx=8))
    return element("text", *parts, x=x, y=y, class_="l")


def _rule(x1: float, x2: float, y1: float, y2: float) -> Markup:
    return element("line", x1=x1, x2=x2, y1=y1, y2=y2, class_="ax", stroke_width="1.5")


def progress(
    done: int,
    total: int,
    *,
    chart_id: str,
    title: str,
    note: str,
    head: Sequence[str],
    view_width: float = 360,
) -> Figure:
    """Received of wanted; more than wanted is a full bar with its true numbers. `head`: label, k/n, share."""
    share = done / total if total else 0.0
    said = f"{done}/{total} · {percent(share)}" if total else f"{done}"
    shape = {"x": 0, "y": 4, "height": 8, "rx": 4}
    marks = [
        element("rect", width=view_width, class_="f5s", **shape),
        titled("rect", said, width=view_width * min(1.0, share), class_="f1", **shape),
    ]
    row = (title, f"{done}/{total}" if total else f"{done}", percent(share) if total else "")
    svg = drawing(chart_id, view_width, 16, f"{title}: {said}", marks, note)
    return Figure(svg, title, note, checked_head(head, 3), (row,))
