"""The rows of an export as cells, in pieces, in no order that says anything."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from flask_babel import gettext as _
from sqlalchemy import Text, select, type_coerce

from portal.extensions import db
from portal.i18n import say
from portal.people.models import Account
from portal.responses.models import Response
from portal.results.encoding import fact
from portal.results.generalising import Beside, beside, refuse_rows
from portal.results.query import Results
from portal.retailers.models import Retailer
from question_bank.columns import Column, Kind

Array = npt.NDArray[Any]
Cell = str | int | float | date | None
PIECE = 5_000
IDENTITY = ("licence", "name", "shop", "manager", "receipt")


@dataclass(frozen=True)
class Head:
    """One column: its name for programs, its words for people."""

    code: str
    label: str
    item: str = ""
    is_text: bool = False


class Rows:
    """`heads`, then `pieces()`: lists of columns, each as long as the piece."""

    def __init__(self, results: Results, *, by_words: bool, order: Array | None = None) -> None:
        self.results = results
        self.by_words = by_words
        self.beside: Beside = beside(results)
        refuse_rows(results, self.beside)
        self.order = _shuffled(results.n) if order is None else order
        self.columns = [column for column in results.frame.layout.columns if self._is_given(column)]
        self.heads = [*self._fact_heads(), *(self._head(column) for column in self.columns)]

    def __len__(self) -> int:
        return len(self.order)

    def _is_given(self, column: Column) -> bool:
        """Words stand in rows only beside a known person; elsewhere they have a list of their own."""
        if column.kind is not Kind.TEXT:
            return True
        item = self.results.item(column.item)
        personal = item is None or item.personal is not None or item.role is not None
        return not self.results.protected and (self.beside.identity or not personal)

    def _fact_heads(self) -> list[Head]:
        heads = [Head("no", _("No."))]
        if self.beside.identity:
            words = (_("Licence"), _("Name"), _("Shop"), _("Customer manager"), _("Receipt"))
            heads += [Head(code, word, is_text=True) for code, word in zip(IDENTITY, words, strict=True)]
        labels = {"day": _("Day")}
        return heads + [
            Head(name, labels.get(name) or str(self.results.facets[name].label)) for name in self.beside.facts
        ]

    def _head(self, column: Column) -> Head:
        stem, part = say(column.label), say(column.part_label)
        label = f"{stem} · {part}" if part else stem
        return Head(column.name, label, column.item, column.kind is Kind.TEXT)

    def pieces(self, size: int = PIECE) -> Iterator[list[Sequence[Cell]]]:
        facts = [self._fact(name) for name in self.beside.facts]
        cells = [self._cells(column) for column in self.columns if column.kind is not Kind.TEXT]
        texts = [column for column in self.columns if column.kind is Kind.TEXT]
        for start in range(0, len(self.order), size):
            order = self.order[start : start + size]
            piece: list[Sequence[Cell]] = [range(start + 1, start + 1 + len(order))]
            written = self._documents(order) if texts or self.beside.identity else []
            if self.beside.identity:
                piece += _identities(written)
            piece += [cell(order) for cell in facts]
            filled = iter([cell(order) for cell in cells])
            for column in self.columns:
                is_text = column.kind is Kind.TEXT
                piece.append([row[2].get(column.item) for row in written] if is_text else next(filled))
            yield piece

    def _rows_of(self, name: str) -> Array:
        return self.results.of_asked(name)

    def _fact(self, name: str) -> Any:
        if name == "day":
            days = self._rows_of(fact("day"))
            return lambda order: [date.fromordinal(day) for day in days[order].tolist()]
        facet = self.results.facets[name]
        codes = facet.codes if self.results.inside is None else facet.codes[self.results.inside]
        names = [choice.label if self.by_words else choice.key for choice in facet.choices]
        return lambda order: [names[code] for code in codes[order].tolist()]

    def _cells(self, column: Column) -> Any:
        codes = self._rows_of(column.name)
        if column.kind is Kind.NUMBER:
            return lambda order: [_number(value) for value in codes[order].tolist()]
        if column.kind is Kind.DATE:
            return lambda order: [date.fromordinal(c) if c > 0 else None for c in codes[order].tolist()]
        words: list[Cell] = [None, None, *self._words(column)]
        return lambda order: [words[code + 2] for code in codes[order].tolist()]

    def _words(self, column: Column) -> list[Cell]:
        """What stands for each code from 0: the option's words or its number from 1; scales stay numbers."""
        if column.kind is Kind.CHOICE:
            places = [say(level.text) or level.key for level in column.levels]
            return list(places) if self.by_words else list(range(1, len(column.levels) + 1))
        highest = max((level.code for level in column.levels), default=len(self.columns) + 1)
        return list(range(max(2, highest + 1)))

    def _documents(self, order: Array) -> list[tuple[uuid.UUID | None, str, dict[str, Any]]]:
        ids = [uuid.UUID(bytes=bytes(each)) for each in self._rows_of(fact("id"))[order]]
        found: dict[uuid.UUID, Any] = {}
        for start in range(0, len(ids), 900):
            query = select(
                Response.id, Response.retailer_id, Response.receipt, type_coerce(Response.answers, Text)
            ).where(Response.survey_id == self.results.survey.id, Response.id.in_(ids[start : start + 900]))
            for key, retailer, receipt, answers in db.session.execute(query):
                found[key] = (retailer, receipt, msgspec.json.decode(answers))
        return [found.get(key, (None, "", {})) for key in ids]


def _number(value: float) -> Cell:
    if value != value:  # NaN: no answer
        return None
    return int(value) if value.is_integer() else value


def _shuffled(n: int) -> Array:
    return np.random.default_rng(secrets.randbits(128)).permutation(n)


def _identities(written: list[tuple[uuid.UUID | None, str, dict[str, Any]]]) -> list[Sequence[Cell]]:
    keys = [retailer for retailer, _receipt, _answers in written if retailer is not None]
    query = (
        select(Retailer.id, Retailer.licence, Retailer.name, Retailer.shop_name, Account.name)
        .outerjoin(Account, Account.id == Retailer.manager_id)
        .where(Retailer.id.in_(keys))
    )
    known: dict[uuid.UUID | None, tuple[str, ...]] = {
        row[0]: tuple(row[1:]) for row in db.session.execute(query)
    }
    rows = [(*known.get(retailer, ("", "", "", "")), receipt) for retailer, receipt, _answers in written]
    return list(zip(*rows, strict=True))
