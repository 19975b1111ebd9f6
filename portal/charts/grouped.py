"""Small multiples for a crosstab: one panel per option, one bar per group, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.charts.bars import axis_end
from portal.charts.figure import Bar, Figure, checked_head
from portal.charts.svg import drawing, element, titled
from portal.charts.text import clip, percent, width

ROW, THICK, HEAD, AXIS = 26, 12, 30, 24
PANEL_LEAST, GAP = 96, 16


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the crosstab, one bar per option in the order of the options; hidden ones have no share."""

    label: str
    bars: Sequence[Bar]
    base: int | None = None


def grouped_bars(
    groups: Sequence[Group],
    options: Sequence[str],
    *,
    chart_id: str,
    title: str,
    note: str,
    head: Sequence[str],
    hidden: str = "",
    view_width: float = 880,
) -> Figure:
    """Panels side by side, in more lines where they would get narrow. `head`: group, one per option, n."""
    end = axis_end([bar for group in groups for bar in group.bars])
    left = min(view_width * 0.25, max((width(_name(group), 12) for group in groups), default=0) + 14)
    across = max(1, min(len(options), int((view_width - left + GAP) / (PANEL_LEAST + GAP))))
    room = (view_width - left - GAP * (across - 1)) / across
    high = HEAD + len(groups) * ROW + AXIS
    marks: list[Markup] = []
    for place, option in enumerate(options):
        x, top = left + (room + GAP) * (place % across), high * (place // across)
        if place % across == 0:
            marks += _names(groups, left, top)
        marks += _panel(groups, place, option, x, top, room, end, hidden)
    lines = -(-len(options) // across)
    svg = drawing(chart_id, view_width, high * max(1, lines), title, marks, note)
    rows = tuple(_row(group, hidden) for group in groups)
    return Figure(svg, title, note, checked_head(head, len(options) + 2), rows)


def _name(group: Group) -> str:
    return group.label if group.base is None else f"{group.label} n={group.base}"


def _names(groups: Sequence[Group], left: float, top: float) -> list[Markup]:
    return [
        element(
            "text", clip(_name(group), left - 10), x=left - 8, y=top + HEAD + place * ROW + 11, class_="e"
        )
        for place, group in enumerate(groups)
    ]


def _panel(
    groups: Sequence[Group],
    option_place: int,
    option: str,
    x: float,
    top: float,
    room: float,
    end: float,
    hidden: str,
) -> list[Markup]:
    bottom = top + HEAD + len(groups) * ROW - 6
    marks = [
        element("text", clip(option, room, 13), x=x, y=top + 16, class_="h l"),
        element("line", x1=x, x2=x, y1=top + HEAD - 6, y2=bottom, class_="ax"),
        element("line", x1=x + room, x2=x + room, y1=top + HEAD - 6, y2=bottom, class_="gr"),
        element("text", percent(end, 0), x=x + room, y=bottom + 14, class_="m x e"),
        element("text", "0", x=x, y=bottom + 14, class_="m x"),
    ]
    for place, group in enumerate(groups):
        y = top + HEAD + place * ROW
        marks += _bar(group, group.bars[option_place], option, x, y, room, end, hidden)
    return marks


def _bar(
    group: Group, bar: Bar, option: str, x: float, y: float, room: float, end: float, hidden: str
) -> list[Markup]:
    if bar.share is None:
        return [element("text", hidden, x=x + 4, y=y + 11, class_="m x")]
    long = room * min(1.0, bar.share / end)
    said = f"{group.label} · {option}: " + " · ".join(
        word for word in (percent(bar.share), bar.fraction) if word
    )
    fill = "f1" if bar.strong else "f1s"
    marks = [titled("rect", said, x=x, y=y, width=long, height=THICK, class_=fill)]
    words = percent(bar.share, 0)
    inside = long + width(words, 11) + 6 > room
    at, names = (x + long - 4, f"x e{' iv' if bar.strong else ''}") if inside else (x + long + 4, "x")
    return [*marks, element("text", words, x=at, y=y + 10.5, class_=names)]


def _row(group: Group, hidden: str) -> tuple[str, ...]:
    cells = (bar.row(hidden) for bar in group.bars)
    shares = [f"{fraction} ({share})" if fraction else share for _, share, fraction, _ in cells]
    return (group.label, *shares, "" if group.base is None else str(group.base))
