"""Figures over time: a trend with its interval band, and a word-sized line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.charts.figure import Figure, checked_head
from portal.charts.svg import drawing, element, number, titled
from portal.charts.text import clip, percent, plain, ticks, width
from portal.methods.intervals import Interval

LEFT, RIGHT, TOP, BOTTOM = 48, 56, 18, 30


@dataclass(frozen=True, slots=True)
class Point:
    """One wave or period; a value of None breaks the line, it is not drawn as zero."""

    label: str
    value: float | None
    interval: Interval | None = None
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels, with the room of one chart."""

    low: float
    high: float
    count: int
    view_width: float
    view_height: float

    def x(self, place: int) -> float:
        room = self.view_width - LEFT - RIGHT
        return LEFT + (room / 2 if self.count == 1 else 12 + (room - 24) * place / (self.count - 1))

    def y(self, value: float) -> float:
        room = self.view_height - TOP - BOTTOM
        return TOP + room * (self.high - value) / (self.high - self.low)


def trend(
    points: Sequence[Point],
    *,
    chart_id: str,
    title: str,
    note: str,
    head: Sequence[str],
    share: bool = True,
    target: float | None = None,
    target_label: str = "",
    ends: tuple[float, float] | None = None,
    hidden: str = "",
    view_width: float = 720,
    view_height: float = 260,
) -> Figure:
    """A line with interval band and direct labels. `head`: period, value, interval, n.

    Shares start at 0; `ends` are those of a rating scale, so that a small step does not look large.
    """
    levels = ticks(*ends) if ends else _levels(points, share, target)
    scale = Scale(levels[0], levels[-1], len(points), view_width, view_height)
    marks = [*_grid(scale, levels, share), *_bands(points, scale)]
    if target is not None:
        y = scale.y(target)
        marks.append(element("line", x1=LEFT, x2=view_width - RIGHT, y1=y, y2=y, class_="ref"))
        marks.append(element("text", target_label, x=LEFT + 8, y=y - 6, class_="m"))
    for run in _runs(points):
        path = " ".join(f"{number(scale.x(i))},{number(scale.y(value))}" for i, value, _ in run)
        marks.append(element("polyline", points=path, class_="ln k1"))
    marks += _dots(points, scale, share) + _periods(points, scale)
    svg = drawing(chart_id, view_width, view_height, title, marks, note)
    rows = tuple(_row(point, share, hidden) for point in points)
    return Figure(svg, title, note, checked_head(head, 4), rows)


def _said(value: float, share: bool) -> str:
    return percent(value) if share else plain(value)


def _range(interval: Interval | None, share: bool) -> str:
    return f"{_said(interval.low, share)}–{_said(interval.high, share)}" if interval else ""


def _row(point: Point, share: bool, hidden: str) -> tuple[str, ...]:
    if point.value is None:
        return (point.label, hidden, "", "")
    base = "" if point.base is None else str(point.base)
    return (point.label, _said(point.value, share), _range(point.interval, share), base)


def _levels(points: Sequence[Point], share: bool, target: float | None) -> list[float]:
    values = [0.0] if share else []
    values += [point.value for point in points if point.value is not None]
    values += [side for p in points if p.interval and p.value is not None for side in _sides(p.interval)]
    values += [target] if target is not None else []
    low, high = min(values, default=0.0), max(values, default=1.0)
    levels = ticks(low, max(high, low + (0.05 if share else 1.0)))
    return [level for level in levels if not share or level <= 1.0 + 1e-9]


def _sides(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _grid(scale: Scale, levels: Sequence[float], share: bool) -> list[Markup]:
    marks = []
    for place, level in enumerate(levels):
        y = scale.y(level)
        names = "gr" if place else "ax"
        marks.append(element("line", x1=LEFT, x2=scale.view_width - RIGHT, y1=y, y2=y, class_=names))
        said = plain(level * 100) + "%" if share else plain(level)
        marks.append(element("text", said, x=LEFT - 8, y=y + 4, class_="m e"))
    return marks


def _runs(points: Sequence[Point]) -> list[list[tuple[int, float, Interval | None]]]:
    runs: list[list[tuple[int, float, Interval | None]]] = [[]]
    for place, point in enumerate(points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append((place, point.value, point.interval))
    return [run for run in runs if run]


def _bands(points: Sequence[Point], scale: Scale) -> list[Markup]:
    marks = []
    for run in _runs(points):
        known = [(place, interval) for place, _, interval in run if interval]
        if len(known) > 1:
            upper = [(scale.x(place), scale.y(interval.high)) for place, interval in known]
            lower = [(scale.x(place), scale.y(interval.low)) for place, interval in reversed(known)]
            corners = " ".join(f"{number(x)},{number(y)}" for x, y in upper + lower)
            marks.append(element("polygon", points=corners, class_="f1s", fill_opacity="0.45"))
    return marks


def _dots(points: Sequence[Point], scale: Scale, share: bool) -> list[Markup]:
    marks = []
    for place, point in enumerate(points):
        if point.value is None:
            continue
        x, y = scale.x(place), scale.y(point.value)
        if point.interval:
            low, high = scale.y(point.interval.low), scale.y(point.interval.high)
            marks.append(element("line", x1=x, x2=x, y1=low, y2=high, class_="k1 w1"))
        base = "" if point.base is None else f"n={point.base}"
        words = [_said(point.value, share), _range(point.interval, share), base]
        said = f"{point.label}: " + " · ".join(word for word in words if word)
        marks.append(titled("circle", said, cx=x, cy=y, r=4.5, class_="f0 k1"))
        # The seam of paper keeps the number readable where it crosses a line.
        seam = {"stroke_width": "3", "paint_order": "stroke"}
        marks.append(element("text", words[0], x=x + 8, y=y - 8, class_="h kf", **seam))
    return marks


def _periods(points: Sequence[Point], scale: Scale) -> list[Markup]:
    room = (scale.view_width - LEFT - RIGHT) / max(1, len(points))
    widest = max((width(point.label) for point in points), default=0)
    every = 1 if widest + 8 <= max(room, 40) else max(1, round((min(widest, 80) + 8) / room + 0.5))
    return [
        element(
            "text",
            clip(point.label, room * every - 4),
            x=scale.x(place),
            y=scale.view_height - 10,
            class_="c m",
        )
        for place, point in enumerate(points)
        if place % every == 0
    ]


def sparkline(values: Sequence[float | None], title: str, view_width: float = 96) -> Markup:
    """A line without axes for a table cell; the last value is a dot. The row says the numbers."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    scale = (high - low) or 1.0
    step = (view_width - 8) / max(1, len(values) - 1)
    at = [
        (4 + step * place, 4 + 16 * (high - value) / scale)
        for place, value in enumerate(values)
        if value is not None
    ]
    marks = [element("title", title)]
    if len(at) > 1:
        path = " ".join(f"{number(x)},{number(y)}" for x, y in at)
        marks.append(element("polyline", points=path, class_="ln k1"))
    if at:
        marks.append(element("circle", cx=at[-1][0], cy=at[-1][1], r=2.6, class_="f1"))
    return element(
        "svg", *marks, class_="spark", viewBox=f"0 0 {number(view_width)} 24",
        width=view_width, height=24, role="img",
    )  # fmt: skip
