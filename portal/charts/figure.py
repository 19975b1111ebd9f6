"""What every chart hands back: the drawing and its twin in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.charts.text import percent, percents
from portal.methods.intervals import Interval

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """The title says the conclusion, the note the measure, number and period; head and rows are the table."""

    svg: Markup
    title: str
    note: str
    head: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One share; without `count` and `base` it is a weighted one. A share of None was not shown."""

    label: str
    share: float | None
    interval: Interval | None = None
    count: int | None = None
    base: int | None = None
    strong: bool = False
    href: str | None = None

    @property
    def fraction(self) -> str:
        return "" if self.count is None or self.base is None else f"{self.count}/{self.base}"

    def sentence(self, hidden: str = "") -> str:
        """What the mark says to a pointer or a screen reader."""
        if self.share is None:
            return f"{self.label}: {hidden}" if hidden else self.label
        words = [percent(self.share), self.fraction, percents(self.interval)]
        return f"{self.label}: " + " · ".join(word for word in words if word)

    def row(self, hidden: str = "") -> Row:
        if self.share is None:
            return (self.label, hidden, "", "")
        return (self.label, percent(self.share), self.fraction, percents(self.interval))


def checked_head(head: Sequence[str], columns: int) -> Row:
    """The words of a table twin come from the page; a missing one would shift every column."""
    if len(head) != columns:
        raise ValueError(f"This figure's table has {columns} columns, not {len(head)}.")
    return tuple(head)
