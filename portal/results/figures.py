"""Tables of one item from counted codes: shares with intervals, means, and what each type of item needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.methods import satisfaction, weighting
from portal.methods.proportions import proportion
from portal.results.tallying import Counter, Line, Part, line_of, lines_of
from question_bank.columns import Column, Kind
from question_bank.questionnaires import ItemType, SurveyItem, Text

Array = npt.NDArray[Any]
KANO_CLASSES = ("A", "O", "M", "I", "R", "Q")
# Rows: with it (1 like .. 5 dislike), columns: without it (Kano 1984).
KANO_TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
MOST_BARS = 12


@dataclass(frozen=True)
class ItemTable:
    """What a page, a sheet or a client gets to know of an item; `hidden` says why nothing is shown."""

    item: SurveyItem
    n: int
    parts: tuple[Part, ...] = ()
    gap: weighting.Weighted | satisfaction.Mean | None = None
    hidden: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.parts[0].lines if self.parts else ()


def choice(counter: Counter, column: Column, codes: Array, label: Text) -> Part:
    """One answer of several; scales also get their mean and the share of their best answers."""
    offset = 0 if column.kind is Kind.CHOICE or not column.levels else column.levels[0].code
    size = len(column.levels) + offset
    table = counter.counts(codes, size)[offset:size]
    base = table.sum(axis=0)
    named = [(level.key, level.text, level.theme) for level in column.levels]
    lines = lines_of(counter, named, table, base)
    part = Part(column.part or "", label, int(base.sum()), lines, effective_n=counter.effective(base))
    return part if column.kind is Kind.CHOICE else _with_mean(part, counter, column, table)


def _with_mean(part: Part, counter: Counter, column: Column, table: Array) -> Part:
    counts = table.sum(axis=1).astype(int).tolist()
    values = [level.code for level in column.levels]
    found: dict[str, Any] = {
        "mean": satisfaction.mean({float(v): c for v, c in zip(values, counts, strict=True)})
    }
    if column.type is ItemType.NPS and values == list(range(11)):
        found["nps"] = satisfaction.nps_of_counts(counts)
    elif len(values) > 2:
        best = table[-2:].sum(axis=0, keepdims=True)
        found["top"] = lines_of(counter, [("top", {}, None)], best, table.sum(axis=0))[0]
    if counter.strata is not None:
        by_value = (table * counter.strata.weights).sum(axis=1)
        if by_value.sum() > 0:
            found["weighted_mean"] = float((by_value * values).sum() / by_value.sum())
    return Part(part.key, part.label, part.n, part.lines, effective_n=part.effective_n, **found)


def multiple(counter: Counter, columns: Sequence[Column], read: Any) -> Part:
    """Several answers at once: shares of those who answered the item, so they add up to more than all."""
    tables = [counter.counts(read(column.name), 2) for column in columns]
    base = tables[0][:2].sum(axis=0)
    chosen = np.array([table[1] for table in tables])
    named = [(str(column.part), column.part_label, column.theme) for column in columns]
    return Part(
        "", {}, int(base.sum()), lines_of(counter, named, chosen, base), effective_n=counter.effective(base)
    )


def ranking(counter: Counter, columns: Sequence[Column], read: Any) -> Part:
    """How often each was put first, and its mean place among those who placed it."""
    tables = [counter.counts(read(column.name), len(columns) + 1) for column in columns]
    ranked = np.zeros(len(counter.take(read(columns[0].name))), bool)
    for column in columns:
        ranked |= counter.take(read(column.name)) > 0
    n = int(ranked.sum())
    lines = []
    for column, table in zip(columns, tables, strict=True):
        places = table.sum(axis=1)
        placed = int(places[1:].sum())
        mean = float((places * np.arange(len(places)))[1:].sum() / placed) if placed else None
        share = proportion(int(places[1]), n)
        lines.append(
            Line(
                str(column.part),
                column.part_label,
                int(places[1]),
                n,
                share.share,
                share.interval,
                mean_rank=mean,
            )
        )
    return Part("", {}, n, tuple(lines))


def kano(counter: Counter, columns: Sequence[Column], read: Any) -> Part:
    """The raw evaluation of each pair by the Kano table; what follows from it is for another page."""
    with_it, without = (counter.take(read(column.name)).astype(np.int32) for column in columns[:2])
    both = (with_it > 0) & (without > 0)
    joint = np.bincount((with_it[both] - 1) * 5 + without[both] - 1, minlength=25).reshape(5, 5)
    counts = {letter: 0 for letter in KANO_CLASSES}
    for row, letters in enumerate(KANO_TABLE):
        for place, letter in enumerate(letters):
            counts[letter] += int(joint[row, place])
    n = int(both.sum())
    return Part("", {}, n, tuple(line_of(counter, key, {}, count, n) for key, count in counts.items()))


def gap(counter: Counter, columns: Sequence[Column], read: Any) -> satisfaction.Mean:
    """Perception minus expectation of each respondent, then the mean."""
    expected, perceived = (counter.take(read(column.name)).astype(np.int32) for column in columns[:2])
    both = (expected >= 0) & (perceived >= 0)
    values, counts = np.unique(perceived[both] - expected[both], return_counts=True)
    return satisfaction.mean(dict(zip(map(float, values.tolist()), counts.tolist(), strict=True)))


def numbers(counter: Counter, column: Column, codes: Array) -> Part:
    """Bars of equal width; few different values stand for themselves."""
    values = counter.take(codes)
    values = values[~np.isnan(values)]
    if not len(values):
        return Part("", {}, 0)
    bars = _bars(values)
    lines = tuple(line_of(counter, name, {"und": name}, count, len(values)) for name, count in bars)
    spread = float(values.std(ddof=1)) if len(values) > 1 else None
    mean = satisfaction.Mean(len(values), float(values.mean()), spread, None, float(np.median(values)))
    return Part("", {}, len(values), lines, mean=mean)


def _bars(values: Array) -> list[tuple[str, int]]:
    different, counts = np.unique(values, return_counts=True)
    if len(different) <= MOST_BARS:
        return [(f"{value:g}", int(count)) for value, count in zip(different, counts, strict=True)]
    edges = np.histogram_bin_edges(values, bins=MOST_BARS - 2)
    heights = np.histogram(values, edges)[0]
    return [
        (f"{low:.4g}—{high:.4g}", int(height))
        for low, high, height in zip(edges, edges[1:], heights, strict=False)
    ]


def dates(counter: Counter, codes: Array) -> Part:
    """Answers by month."""
    days = counter.take(codes)
    days = days[days > 0]
    months = (days.astype("datetime64[D]") - np.timedelta64(719163, "D")).astype("datetime64[M]")
    names, counts = np.unique(months, return_counts=True)
    lines = tuple(
        line_of(counter, str(name), {"und": str(name)}, int(count), len(days))
        for name, count in zip(names, counts, strict=True)
    )
    return Part("", {}, len(days), lines)


def item_table(item: SurveyItem, columns: Sequence[Column], read: Any, counter: Counter) -> ItemTable:
    """The table of one item from its columns; `read` gives a column's codes by its name."""
    kind = item.type
    if not columns:
        return ItemTable(item, 0)
    if kind in (ItemType.SINGLE, ItemType.RATING, ItemType.NPS):
        part = choice(counter, columns[0], read(columns[0].name), {})
    elif kind is ItemType.MULTIPLE:
        part = multiple(counter, columns, read)
    elif kind is ItemType.RANKING:
        part = ranking(counter, columns, read)
    elif kind is ItemType.KANO:
        part = kano(counter, columns, read)
    elif kind in (ItemType.GAP, ItemType.MATRIX):
        parts = tuple(choice(counter, column, read(column.name), column.part_label) for column in columns)
        both = gap(counter, columns, read) if kind is ItemType.GAP else None
        return ItemTable(item, max(part.n for part in parts), parts, both)
    else:
        part = _plain(kind, counter, columns[0], read(columns[0].name))
    return ItemTable(item, part.n, (part,))


def _plain(kind: ItemType, counter: Counter, column: Column, codes: Array) -> Part:
    if kind is ItemType.NUMBER:
        return numbers(counter, column, codes)
    if kind is ItemType.DATE:
        return dates(counter, codes)
    return Part("", {}, int((counter.take(codes) > 0).sum()))


def answered(item: SurveyItem, columns: Sequence[Column], read: Any) -> Array:
    """True for each response that answered the item."""
    if item.type is ItemType.NUMBER:
        return np.asarray(~np.isnan(read(columns[0].name)))
    if item.type in (ItemType.RANKING, ItemType.MATRIX):
        return np.asarray(np.any([read(column.name) >= 0 for column in columns], axis=0))
    return np.asarray(read(columns[0].name) >= 0)
