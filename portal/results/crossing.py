"""Crosstabs of an item by another item or by a facet, both margins held to k."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from flask_babel import gettext as _

from portal.methods import satisfaction, suppression
from portal.results.facets import Facet
from portal.results.query import Results
from question_bank.columns import Column, Kind
from question_bank.questionnaires import ItemType, SurveyItem, Text

Array = npt.NDArray[Any]
CROSSABLE = (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.RATING, ItemType.NPS)


@dataclass(frozen=True)
class Cell:
    """A count of None is not shown."""

    count: int | None
    share: float | None


@dataclass(frozen=True)
class CrossRow:
    label: Text | str
    key: str
    n: int | None
    cells: tuple[Cell, ...]
    mean: float | None = None
    small: bool = False


@dataclass(frozen=True)
class Cross:
    """Rows are groups of respondents, columns the item's answers; `refused` says why there is none."""

    item: SurveyItem
    by: str
    title: Text | str
    columns: tuple[Text | str, ...] = ()
    rows: tuple[CrossRow, ...] = ()
    totals: tuple[int | None, ...] = ()
    n: int | None = None
    hides: bool = False
    has_means: bool = False
    refused: str = ""


@dataclass(frozen=True)
class Side:
    """One margin: groups that exclude each other (`codes`), or may overlap (`masks`)."""

    keys: tuple[str, ...]
    labels: tuple[Text | str, ...]
    codes: Array | None
    masks: tuple[Array, ...] = ()
    values: tuple[int, ...] = ()
    facet: str | None = None

    @property
    def overlaps(self) -> bool:
        return self.codes is None

    def members(self) -> list[Array]:
        if self.codes is None:
            return list(self.masks)
        return [self.codes == place for place in range(len(self.keys))]

    def answered(self) -> Array:
        return self.codes >= 0 if self.codes is not None else self.masks[-1]


def item_side(results: Results, item: SurveyItem) -> Side:
    columns = results.columns(item)
    if item.type is ItemType.MULTIPLE:
        read = [results.in_rows(column.name) for column in columns]
        masks = tuple(codes == 1 for codes in read)
        keys = tuple(str(column.part) for column in columns)
        # The last mask is who answered at all; `keys` are one fewer.
        return Side(keys, tuple(column.part_label for column in columns), None, (*masks, read[0] >= 0))
    return _levels_side(columns[0], results.in_rows(columns[0].name))


def _levels_side(column: Column, codes: Array) -> Side:
    first = column.levels[0].code
    places = np.where(codes >= first, codes - first, -1)
    values = () if column.kind is Kind.CHOICE else tuple(level.code for level in column.levels)
    labels = tuple(level.text or level.key for level in column.levels)
    return Side(tuple(level.key for level in column.levels), labels, places, values=values)


def facet_side(facet: Facet) -> Side:
    keys = tuple(choice.key for choice in facet.choices)
    return Side(keys, tuple(choice.label for choice in facet.choices), facet.codes, facet=facet.name)


def offered(results: Results, item: SurveyItem) -> list[tuple[str, Text | str]]:
    """What the item can be crossed with: facets first, then other items."""
    facets: list[tuple[str, Text | str]] = [
        (facet.name, facet.label)
        for facet in results.facets.all()
        if len(facet.choices) > 1 and facet.name not in results.asked.values
    ]
    others = [each for each in results.items if each.type in CROSSABLE and each.key != item.key]
    return facets + [(each.key, each.stem) for each in others]


def cross(results: Results, item: SurveyItem, by: str) -> Cross:
    title, side = _by(results, by)
    if side is None or item.type not in CROSSABLE:
        return Cross(item, by, title, refused=_("These two cannot be crossed."))
    if results.refused:
        return Cross(item, by, title, refused=results.refused)
    columns = item_side(results, item)
    both = side.answered() & columns.answered()
    if results.inside is not None:
        both = both & results.inside
    if results.protected and not _askable(results, side):
        return Cross(item, by, title, refused=_("Two items are crossed with one filter at most."))
    counts, row_sizes, column_sizes = _count(side, columns, both)
    hidden = _hidden(results, side, columns, both, (counts, row_sizes, column_sizes))
    if hidden is None:
        return Cross(item, by, title, refused=_("The groups are too small to be crossed."))
    return _build(results, item, by, title, side, columns, (counts, row_sizes, column_sizes), hidden)


def _by(results: Results, by: str) -> tuple[Text | str, Side | None]:
    if by in results.facets.names:
        facet = results.facets[by]
        return facet.label, facet_side(facet) if facet.choices else None
    other = results.item(by)
    if other is None or other.type not in CROSSABLE:
        return by, None
    return other.stem, item_side(results, other)


def _askable(results: Results, side: Side) -> bool:
    return side.facet is not None or all(len(condition) <= 1 for condition in results.conditions)


def _count(rows: Side, columns: Side, both: Array) -> tuple[Array, Array, Array]:
    """Counts, and the respondents behind each row and each column."""
    if rows.codes is not None and columns.codes is not None:
        width = len(columns.keys)
        joint = rows.codes[both].astype(np.int32) * width + columns.codes[both]
        table = np.bincount(joint, minlength=len(rows.keys) * width).reshape(-1, width)
        return table, table.sum(axis=1), table.sum(axis=0)
    down = [mask & both for mask in rows.members()[: len(rows.keys)]]
    across = columns.members()[: len(columns.keys)]
    table = np.array([[int((row & column).sum()) for column in across] for row in down])
    return (
        table,
        np.array([int(row.sum()) for row in down]),
        np.array([int((c & both).sum()) for c in across]),
    )


def _hidden(
    results: Results, rows: Side, columns: Side, both: Array, sizes: tuple[Array, Array, Array]
) -> Array | None:
    """Which cells are not shown; None where nothing is."""
    counts, row_sizes, column_sizes = sizes
    if not results.protected:
        return np.zeros(counts.shape, bool)
    plan = suppression.suppress_table(
        counts,
        results.k,
        row_sizes.tolist() if columns.overlaps else None,
        column_sizes.tolist() if rows.overlaps else None,
    )
    if plan.withheld:
        return None
    barred = [not _group_fine(results, rows, place, both) for place in range(len(rows.keys))]
    blocked = [not _group_fine(results, columns, place, both) for place in range(len(columns.keys))]
    # The plan leaves the cells of empty lines open; a hidden line is hidden with its size.
    lines = _whole(plan.cells, column_sizes > 0) | np.array(barred)
    columns_hidden = _whole(plan.cells.T, row_sizes > 0) | np.array(blocked)
    return np.asarray(plan.cells | lines[:, None] | columns_hidden[None, :])


def _whole(hidden: Array, filled: Array) -> Array:
    """Lines of which every cell that could hold somebody is hidden."""
    return np.asarray(hidden[:, filled].all(axis=1) & hidden.any(axis=1))


def _group_fine(results: Results, side: Side, place: int, both: Array) -> bool:
    """The group must also stand against the same table under another filter, or under none."""
    if side.facet is not None:
        return all(results.guard.allows({**given, side.facet: place}) for given in results.conditions)
    if not results.asked.anything:
        return True
    members = side.members()[place]
    return all(results.group_allowed(members, given) for given in results.conditions)


def _build(
    results: Results,
    item: SurveyItem,
    by: str,
    title: Text | str,
    rows: Side,
    columns: Side,
    sizes: tuple[Array, Array, Array],
    hidden: Array,
) -> Cross:
    counts, row_sizes, column_sizes = sizes
    no_row, no_column = np.atleast_1d(hidden.all(axis=1)), np.atleast_1d(hidden.all(axis=0))
    means = bool(columns.values) and not no_column.any()
    lines = tuple(
        CrossRow(
            rows.labels[place],
            rows.keys[place],
            None if no_row[place] else int(row_sizes[place]),
            _cells(counts[place], int(row_sizes[place]), hidden[place]),
            _mean(columns.values, counts[place]) if means and not no_row[place] else None,
            not no_row[place] and results.is_small(int(row_sizes[place])),
        )
        for place in range(len(rows.keys))
        if row_sizes[place] or hidden[place].any()
    )
    totals = tuple(None if no_column[n] else int(size) for n, size in enumerate(column_sizes))
    whole = None if rows.overlaps else int(row_sizes.sum())
    return Cross(item, by, title, columns.labels, lines, totals, whole, bool(hidden.any()), means)


def _cells(counts: Array, n: int, hidden: Array) -> tuple[Cell, ...]:
    return tuple(
        Cell(None, None) if hide else Cell(int(count), int(count) / n if n else None)
        for count, hide in zip(counts, hidden, strict=True)
    )


def _mean(values: Sequence[int], counts: Array) -> float | None:
    by_value = {float(value): int(count) for value, count in zip(values, counts, strict=True)}
    return satisfaction.mean(by_value).value
