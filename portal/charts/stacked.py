"""Whole bars cut into parts: how ratings are spread, and the three classes of NPS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.charts.figure import Figure, checked_head
from portal.charts.svg import drawing, element, titled
from portal.charts.text import clip, percent, width
from portal.methods.satisfaction import Nps

ROW, THICK = 40, 22
# From bad to good: dark grey, light grey, paper, light blue, blue; the dark ones carry white words.
RAMPS = {
    2: ("f5s", "f1"),
    3: ("f5", "f5s", "f1"),
    4: ("f5", "f5s", "f1s", "f1"),
    5: ("f5", "f5s", "f0", "f1s", "f1"),
}
DARK = ("f1", "f5")


@dataclass(frozen=True, slots=True)
class Segments:
    """One bar: answers counted per part, the worst first. `counts` of None: the group is not shown."""

    label: str
    counts: Sequence[int] | None

    @property
    def total(self) -> int:
        return sum(self.counts or ())


def fills(parts: int) -> tuple[str, ...]:
    """The ramp of the five parts, stretched over as many as there are."""
    if parts in RAMPS:
        return RAMPS[parts]
    five = RAMPS[5]
    return tuple(five[round(place * 4 / max(1, parts - 1))] for place in range(parts))


def stacked_bars(
    lines: Sequence[Segments],
    parts: Sequence[str],
    *,
    chart_id: str,
    title: str,
    note: str,
    head: Sequence[str],
    hidden: str = "",
    view_width: float = 720,
) -> Figure:
    """Parts are named over the first bar. `head`: label, one word per part, total."""
    left = min(view_width * 0.35, max((width(line.label, 13) for line in lines), default=0) + 14)
    room = view_width - left - 70
    marks = _key(parts, left, room)
    for place, line in enumerate(lines):
        marks += _line(line, parts, left, room, 26 + place * ROW, hidden)
    svg = drawing(chart_id, view_width, 26 + len(lines) * ROW, title, marks, note)
    rows = tuple(_row(line, len(parts), hidden) for line in lines)
    return Figure(svg, title, note, checked_head(head, len(parts) + 2), rows)


def _key(parts: Sequence[str], left: float, room: float) -> list[Markup]:
    slot = room / max(1, len(parts))
    marks = []
    for place, (part, fill) in enumerate(zip(parts, fills(len(parts)), strict=True)):
        x = left + slot * place
        marks.append(_block(x, 4, 11, 11, fill))
        marks.append(element("text", clip(part, slot - 22, 12), x=x + 16, y=14, class_="m"))
    return marks


def _block(x: float, y: float, wide: float, high: float, fill: str, title: str = "") -> Markup:
    shape = {"x": x, "y": y, "width": wide, "height": high}
    names = f"{fill} hl w1"
    return titled("rect", title, class_=names, **shape) if title else element("rect", class_=names, **shape)


def _line(
    line: Segments, parts: Sequence[str], left: float, room: float, top: float, hidden: str
) -> list[Markup]:
    marks = [element("text", clip(line.label, left - 10, 13), x=left - 8, y=top + 16, class_="l e")]
    if not line.counts or not line.total:
        said = hidden if line.counts is None else "0"
        return [*marks, element("text", said, x=left + 6, y=top + 16, class_="m")]
    x = left
    for part, count, fill in zip(parts, line.counts, fills(len(parts)), strict=True):
        wide = room * count / line.total
        marks += _segment(x, top, wide, fill, f"{line.label} · {part}", count, line.total)
        x += wide
    marks.append(element("text", f"n={line.total}", x=left + room + 8, y=top + 16, class_="m"))
    return marks


def _segment(x: float, top: float, wide: float, fill: str, name: str, count: int, total: int) -> list[Markup]:
    if count == 0:
        return []
    share = count / total
    marks = [_block(x, top, wide, THICK, fill, f"{name}: {percent(share)} · {count}/{total}")]
    said = percent(share, 0)
    if wide >= width(said) + 6:
        names = "iv c" if fill in DARK else "c"
        marks.append(element("text", said, x=x + wide / 2, y=top + 15.5, class_=names))
    return marks


def _row(line: Segments, parts: int, hidden: str) -> tuple[str, ...]:
    if line.counts is None:
        return (line.label, *[hidden] * parts, "")
    if not line.total:
        return (line.label, *["0"] * parts, "0")
    cells = (f"{count} ({percent(count / line.total)})" for count in line.counts)
    return (line.label, *cells, str(line.total))


def nps_bar(
    result: Nps,
    parts: Sequence[str],
    *,
    chart_id: str,
    title: str,
    note: str,
    head: Sequence[str],
    view_width: float = 720,
) -> Figure:
    """Detractors, passives, promoters, and the points with their interval on a scale of -100 to 100.

    `head` as for stacked bars: label, the three parts, total; a last row holds points and interval.
    """
    line = Segments("NPS", (result.detractors, result.passives, result.promoters))
    left, room = 44.0, view_width - 114
    marks = _key(parts, left, room) + _line(line, parts, left, room, 26, "")
    said = points_text(result)
    if result.value is not None and result.interval is not None:
        marks += _points(result.value, result.interval.low, result.interval.high, left, room, said)
    svg = drawing(chart_id, view_width, 104, title, marks, note)
    rows = (_row(line, 3, ""), ("NPS", said, "", "", str(result.n)))
    return Figure(svg, title, note, checked_head(head, 5), rows)


def points_text(result: Nps) -> str:
    """+30 (14 to 44) written without words: +30 [+14, +44]."""
    if result.value is None or result.interval is None:
        return ""
    return f"{result.value:+.0f} [{result.interval.low:+.0f}, {result.interval.high:+.0f}]"


def _points(value: float, low: float, high: float, left: float, room: float, said: str) -> list[Markup]:
    def at(points: float) -> float:
        return left + room * (points + 100) / 200

    marks = [element("line", x1=at(-100), x2=at(100), y1=76, y2=76, class_="ax w1")]
    for tick in (-100, -50, 0, 50, 100):
        marks.append(element("line", x1=at(tick), x2=at(tick), y1=73, y2=79, class_="ax w1"))
        marks.append(element("text", f"{tick:+d}" if tick else "0", x=at(tick), y=94, class_="m x c"))
    marks.append(titled("line", said, x1=at(low), x2=at(high), y1=76, y2=76, class_="ln k1"))
    marks.append(titled("circle", said, cx=at(value), cy=76, r=5, class_="f1"))
    marks.append(element("text", said, x=at(value), y=68, class_="h c"))
    return marks
