"""Upright columns: how numbers are spread, and how many answers each day brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from portal.charts.figure import Figure, checked_head
from portal.charts.svg import drawing, element, titled
from portal.charts.text import plain, ticks, width

LEFT, RIGHT, TOP, BOTTOM = 48, 12, 18, 30


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or any labelled count; `strong` for the one the title speaks of."""

    label: str
    count: int
    strong: bool = False


def day_counts(
    days: Sequence[Day],
    *,
    chart_id: str,
    title: str,
    note: str,
    head: Sequence[str],
    view_width: float = 720,
    view_height: float = 200,
) -> Figure:
    """One column per day from zero, days without answers included by the caller. `head`: day, count."""
    counts = [day.count for day in days]
    marks = _counts_axis(counts, view_width, view_height)
    slot = (view_width - LEFT - RIGHT) / max(1, len(days))
    top = _levels(counts)[-1]
    every = _every([day.label for day in days], slot)
    for place, day in enumerate(days):
        marks += _column(day, LEFT + slot * place, slot, min(4.0, slot * 0.15), top, view_height)
        if place % every == 0:
            x = LEFT + slot * (place + 0.5)
            marks.append(element("text", day.label, x=x, y=view_height - 10, class_="m c"))
    rows = tuple((day.label, str(day.count)) for day in days)
    svg = drawing(chart_id, view_width, view_height, title, marks, note)
    return Figure(svg, title, note, checked_head(head, 2), rows)


def histogram(
    values: Sequence[float],
    *,
    chart_id: str,
    title: str,
    note: str,
    head: Sequence[str],
    bins: int = 10,
    view_width: float = 720,
    view_height: float = 220,
) -> Figure:
    """Classes of round width, from (included) to (excluded), the last one included. `head`: class, count."""
    edges = bin_edges(values, bins)
    counts = bin_counts(values, edges)
    marks = _counts_axis(counts, view_width, view_height)
    slot = (view_width - LEFT - RIGHT) / len(counts)
    top = _levels(counts)[-1]
    names = [f"{plain(low)}–{plain(high)}" for low, high in pairwise(edges)]
    for place, (name, count) in enumerate(zip(names, counts, strict=True)):
        marks += _column(Day(name, count), LEFT + slot * place, slot, 0.5, top, view_height)
    every = _every([plain(edge) for edge in edges], slot)
    for place, edge in enumerate(edges):
        if place % every == 0:
            x = LEFT + slot * place
            marks.append(element("text", plain(edge), x=x, y=view_height - 10, class_="m c"))
    rows = tuple((name, str(count)) for name, count in zip(names, counts, strict=True))
    svg = drawing(chart_id, view_width, view_height, title, marks, note)
    return Figure(svg, title, note, checked_head(head, 2), rows)


def bin_edges(values: Sequence[float], bins: int = 10) -> list[float]:
    """Whole numbers keep whole classes."""
    if not values:
        return [0.0, 1.0]
    whole = all(float(value).is_integer() for value in values)
    edges = ticks(min(values), max(values), bins, whole)
    return [*edges, 2 * edges[-1] - edges[-2]] if whole and max(values) >= edges[-1] else edges


def bin_counts(values: Sequence[float], edges: Sequence[float]) -> list[int]:
    counts = [0] * (len(edges) - 1)
    step = edges[1] - edges[0]
    for value in values:
        # A hair is added so that 0.3 falls into 0.3-0.4 although 0.3/0.1 is 2.999...
        counts[min(len(counts) - 1, int((value - edges[0]) / step + 1e-9))] += 1
    return counts


def _levels(counts: Sequence[int]) -> list[float]:
    return ticks(0, max([1, *counts]), 4, whole=True)


def _every(labels: Sequence[str], slot: float) -> int:
    """Every how many-th label fits beside its neighbours."""
    widest = max((width(label) for label in labels), default=0) + 8
    return max(1, -int(-widest // slot))


def _counts_axis(counts: Sequence[int], view_width: float, view_height: float) -> list[Markup]:
    levels = _levels(counts)
    marks = []
    for level in levels:
        y = _y(level, levels[-1], view_height)
        names = "gr" if level else "ax"
        marks.append(element("line", x1=LEFT, x2=view_width - RIGHT, y1=y, y2=y, class_=names))
        marks.append(element("text", plain(level), x=LEFT - 8, y=y + 4, class_="m e"))
    return marks


def _y(level: float, top: float, view_height: float) -> float:
    return TOP + (view_height - TOP - BOTTOM) * (1 - level / top)


def _column(day: Day, x: float, slot: float, gap: float, top: float, view_height: float) -> list[Markup]:
    if day.count == 0:
        return []
    y = _y(day.count, top, view_height)
    shape = {"x": x + gap, "y": y, "width": slot - 2 * gap, "height": view_height - BOTTOM - y}
    marks = [titled("rect", f"{day.label}: {day.count}", class_="f1" if day.strong else "f1s", **shape)]
    if slot >= width(str(day.count)) + 2:
        marks.append(element("text", str(day.count), x=x + slot / 2, y=y - 4, class_="c x"))
    return marks
