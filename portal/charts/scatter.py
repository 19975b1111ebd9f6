"""A scatter of shares against a correlation: where each item lies, and the zone where it should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.charts.figure import Figure, Row, checked_head
from portal.charts.svg import drawing, element, number, titled
from portal.charts.text import clip, percent, plain, ticks, width

LEFT, RIGHT, TOP, BOTTOM = 44, 16, 22, 50
LEAST_SPAN = (-0.2, 0.6)
SIZE = 6.0  # half a mark
LINE = 13.0  # height of a label
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
FILLS = {"ok": "f1", "warn": "f2", "bad": "fbad", "none": "f0 k5"}
CROWDED = 60  # from here on only marks that ask for attention carry a label

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """One mark: its place, its shape by `state` (ok, warn, bad, none), the sentence a pointer gets.

    `note` stands beside the label; `row` is its line in the table twin. Without `y` it is only there.
    """

    label: str
    x: float
    y: float | None
    sentence: str
    row: Row
    state: str = "ok"
    note: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """The part of the plane where marks should lie; it reaches to the upper edge."""

    left: float
    right: float
    bottom: float
    label: str


@dataclass(frozen=True, slots=True)
class Plane:
    """From values to pixels."""

    levels: tuple[float, ...]
    view_width: float
    view_height: float

    def x(self, share: float) -> float:
        return LEFT + (self.view_width - LEFT - RIGHT) * min(max(share, 0.0), 1.0)

    def y(self, value: float) -> float:
        low, high = self.levels[0], self.levels[-1]
        return TOP + (self.view_height - TOP - BOTTOM) * (high - value) / (high - low)


def scatter(
    spots: Sequence[Spot],
    *,
    chart_id: str,
    title: str,
    note: str,
    head: Sequence[str],
    x_label: str,
    y_label: str,
    zone: Zone | None = None,
    view_width: float = 620,
    view_height: float = 380,
) -> Figure:
    """Shares from 0 to 100 % to the right, correlations upwards. `head` names the cells of the rows."""
    values = [spot.y for spot in spots if spot.y is not None]
    levels = ticks(min([*values, LEAST_SPAN[0]]), max([*values, LEAST_SPAN[1]]), steps=4)
    plane = Plane(tuple(levels), view_width, view_height)
    taken = [_around(plane, spot) for spot in spots if spot.y is not None]
    marks = [*_zone(plane, zone, taken), *_grid(plane), *_axes(plane, x_label, y_label)]
    marks += _spots(plane, spots, taken)
    svg = drawing(chart_id, view_width, view_height, title, marks, note)
    table = checked_head(head, len(spots[0].row) if spots else len(head))
    return Figure(svg, title, note, table, tuple(spot.row for spot in spots))


def _zone(plane: Plane, zone: Zone | None, taken: list[Box]) -> list[Markup]:
    """Its name stands at the upper edge, or at the lower one where marks lie there."""
    if zone is None:
        return []
    x, y, top = plane.x(zone.left), plane.y(zone.bottom), plane.y(plane.levels[-1])
    across = plane.x(zone.right) - x
    name = clip(zone.label, across - 12)
    boxes = [(x + 6, edge, x + 6 + width(name), edge + LINE) for edge in (top + 4, y - LINE - 4)]
    box = min(boxes, key=lambda each: sum(_meet(each, other) for other in taken))
    taken.append(box)
    return [
        element("rect", x=x, y=top, width=across, height=y - top, class_="ft"),
        element("text", name, x=box[0], y=box[1] + 11, class_="m"),
    ]


def _grid(plane: Plane) -> list[Markup]:
    marks = []
    for level in plane.levels:
        y, line = plane.y(level), "ax" if level == 0 else "gr"
        marks.append(element("line", x1=LEFT, x2=plane.view_width - RIGHT, y1=y, y2=y, class_=line))
        marks.append(element("text", plain(level).replace("-", "−"), x=LEFT - 8, y=y + 4, class_="m e"))
    foot = plane.y(plane.levels[0]) + 18
    marks += [element("text", percent(share, 0), x=plane.x(share), y=foot, class_="m c") for share in SHARES]
    return marks


def _axes(plane: Plane, x_label: str, y_label: str) -> list[Markup]:
    right, foot = plane.view_width - RIGHT, plane.view_height - 10
    return [
        element("text", f"{x_label} →", x=right, y=foot, class_="e"),
        element("text", f"{y_label} ↑", x=14, y=14),
    ]


def _spots(plane: Plane, spots: Sequence[Spot], taken: list[Box]) -> list[Markup]:
    """What asks for attention comes last: it lies on top, and its label is placed first."""
    shown = [spot for spot in spots if spot.y is not None]
    labels: dict[int, Markup | None] = {}
    urgent = sorted(range(len(shown)), key=lambda place: shown[place].state != "bad")
    for place in sorted(urgent, key=lambda place: shown[place].state not in ("bad", "warn")):
        quiet = len(shown) > CROWDED and shown[place].state not in ("bad", "warn")
        labels[place] = None if quiet else _label(plane, shown[place], taken)
    order = sorted(range(len(shown)), key=lambda place: shown[place].state in ("bad", "warn"))
    return [_mark(plane, shown[place], labels[place]) for place in order]


def _mark(plane: Plane, spot: Spot, label: Markup | None) -> Markup:
    x, y = plane.x(spot.x), plane.y(spot.y or 0.0)
    fill = FILLS[spot.state]
    if spot.state == "bad":
        size = 2 * SIZE
        sign = titled("rect", spot.sentence, x=x - SIZE, y=y - SIZE, width=size, height=size, class_=fill)
    elif spot.state == "warn":
        path = f"M{number(x)} {number(y - 7.5)}l7.5 13h-15z"
        sign = titled("path", spot.sentence, d=path, class_=fill)
    else:
        sign = titled("circle", spot.sentence, cx=x, cy=y, r=SIZE, class_=fill)
    parts = [sign] if label is None else [sign, label]
    return element("a", *parts, href=spot.href) if spot.href else element("g", *parts)


def _around(plane: Plane, spot: Spot) -> Box:
    x, y = plane.x(spot.x), plane.y(spot.y or 0.0)
    return (x - SIZE, y - SIZE, x + SIZE, y + SIZE)


def _label(plane: Plane, spot: Spot, taken: list[Box]) -> Markup | None:
    """To the right, to the left, above or below, where nothing is yet; what asks for attention always."""
    text = f"{spot.label} {spot.note}".strip()
    long, x, y = width(text), plane.x(spot.x), plane.y(spot.y or 0.0)
    places = [(x + 10, y - 6), (x - 10 - long, y - 6), (x - long / 2, y - 20), (x - long / 2, y + 9)]
    strong = spot.state in ("bad", "warn")
    free = next((at for at in places if _fits(plane, at, long, taken)), None)
    if free is None and not strong:
        return None
    left, top = free or (min(x + 10, plane.view_width - RIGHT - long), y - 6)
    taken.append((left, top, left + long, top + LINE))
    return element("text", text, x=left, y=top + 11, class_="h" if strong else "m x")


def _fits(plane: Plane, at: tuple[float, float], long: float, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = at[0], at[1], at[0] + long, at[1] + LINE
    inside = left >= LEFT and right <= plane.view_width - 2 and top >= TOP - 4
    return inside and not any(_meet((left, top, right, bottom), box) for box in taken)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
