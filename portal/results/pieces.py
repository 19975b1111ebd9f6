"""Answers as codes without parsing each document.

Canonical documents are the same few members again and again: `q1":"few`, `q3":["a","b"]`. Each different
one is read once and remembered with the codes it stands for; all members of a portion are cut and looked up
in one sweep. A document with something that is no member by itself is read the ordinary way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from portal.results.cutting import Members, members
from question_bank import expressions
from question_bank.answers import rule_of
from question_bank.coding import HIDDEN, MISSING, encoder
from question_bank.columns import Kind, columns, columns_of
from question_bank.questionnaires import ItemType, Questionnaire

Array = npt.NDArray[Any]
NESTED = frozenset({ItemType.MULTIPLE, ItemType.RANKING, ItemType.KANO, ItemType.GAP, ItemType.MATRIX})
MOST_KNOWN = 1 << 14
SLOT_BITS = 16
NO_ITEM, UNREADABLE = -1, -2
FACTOR = np.uint64(0x9E37_79B9_7F4A_7C15)


@dataclass(frozen=True)
class Rule:
    """An item that may not have been asked: its columns, and the items that decide it."""

    item: int
    columns: slice
    holds: expressions.Expression
    asks: tuple[int, ...]


@dataclass
class Known:
    """Members by their hashes, in growing order; the codes of one are `widths` many from `firsts` on."""

    hashes: Array
    firsts: Array
    widths: Array
    items: Array
    columns: Array
    codes: Array

    def __post_init__(self) -> None:
        self.slots = np.zeros(1 << SLOT_BITS, np.int32)
        self.slots[self._slot(self.hashes)] = np.arange(len(self.hashes), dtype=np.int32)
        self.single = bool((self.widths == 1).all())

    def _slot(self, hashes: Array) -> Array:
        return hashes >> np.uint64(64 - SLOT_BITS)

    def find(self, hashes: Array) -> tuple[Array, Array]:
        """Their places, and which of `hashes` have none."""
        if not len(self.hashes):
            return np.zeros(len(hashes), np.intp), np.arange(len(hashes))
        found = self.slots[self._slot(hashes)]
        others = np.flatnonzero(self.hashes[found] != hashes)
        if not len(others):  # two in one slot are rare
            return found, others
        wanted = hashes[others]
        places = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        found[others] = places
        return found, others[self.hashes[places] != wanted]

    def joined(self, more: Known) -> Known:
        hashes = np.concatenate([self.hashes, more.hashes])
        order = np.argsort(hashes)
        firsts = np.concatenate([self.firsts, more.firsts + len(self.codes)])[order]
        widths = np.concatenate([self.widths, more.widths])[order]
        items = np.concatenate([self.items, more.items])[order]
        columns = np.concatenate([self.columns, more.columns])
        return Known(hashes[order], firsts, widths, items, columns, np.concatenate([self.codes, more.codes]))


class Pieces:
    """Of one version: documents to a table of codes, a line per column of the questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        own = columns(questionnaire)
        self.code = encoder(questionnaire)
        self.nested = any(item.type in NESTED for item in questionnaire.items)
        numbers = np.array([column.kind is Kind.NUMBER for column in own], bool)
        self.dtype = np.dtype(np.float64 if numbers.any() else np.int32)
        self.blank = np.where(numbers, np.nan, MISSING).astype(self.dtype)
        self.hidden = np.where(numbers, np.nan, HIDDEN).astype(self.dtype)
        self.items = {item.key: place for place, item in enumerate(questionnaire.items)}
        self.columns = _blocks(questionnaire)
        self.rules = _rules(questionnaire, self.items, self.columns)
        self.known = self._read([], np.zeros(0, np.uint64))

    def table(self, lines: bytes, count: int) -> Array:
        """One column of codes per document, in the order they come."""
        found = members(lines, self.nested)
        if len(found.ends) != count:
            raise ValueError("A document is not canonical: it breaks its line.")
        places = self._places(found)
        table = np.repeat(self.blank[:, None], count, axis=1)
        self._fill(table, found.rows, places)
        items = self.known.items[places]
        odd = np.unique(found.rows[items == UNREADABLE])
        if self.rules:
            self._hide(table, found, items, odd)
        for row in odd.tolist():
            table[:, row] = self.code(msgspec.json.decode(found.document(row)))
        return table

    def _places(self, found: Members) -> Array:
        places, missing = self.known.find(found.hashes)
        if not len(missing):
            return places
        if len(self.known.hashes) > MOST_KNOWN:  # words and numbers come and go
            self.known = self._read([], np.zeros(0, np.uint64))
            missing = np.arange(len(found.hashes))
        new, first = np.unique(found.hashes[missing], return_index=True)
        self.known = self.known.joined(
            self._read([found.text(place) for place in missing[first].tolist()], new)
        )
        return self.known.find(found.hashes)[0]

    def _read(self, texts: list[bytes], hashes: Array) -> Known:
        """What each member says, by the same code that reads whole documents."""
        items, widths = [], []
        places: list[int] = []
        codes: list[float] = []
        for text in texts:
            item, block, values = self._member(text)
            items.append(item)
            widths.append(len(values))
            places += range(block.start, block.stop)
            codes += values
        width = np.array(widths, np.intp)
        return Known(
            hashes,
            np.cumsum(width) - width,
            width,
            np.array(items, np.intp),
            np.array(places, np.intp),
            np.array(codes, self.dtype),
        )

    def _member(self, text: bytes) -> tuple[int, slice, list[float]]:
        nothing = slice(0, 0)
        try:
            answers = msgspec.json.decode(b'{"' + text + b"}", type=dict[str, Any])
        except msgspec.DecodeError:
            return UNREADABLE, nothing, []
        if len(answers) != 1:
            return UNREADABLE, nothing, []
        item = self.items.get(next(iter(answers)), NO_ITEM)
        block = self.columns[item] if item != NO_ITEM else nothing
        return item, block, self.code(answers)[block]

    def _fill(self, table: Array, rows: Array, places: Array) -> None:
        known, flat = self.known, table.reshape(-1)
        at = known.firsts[places]
        if not known.single:
            widths = known.widths[places]
            ends = np.cumsum(widths)
            at = np.repeat(at - ends + widths, widths) + np.arange(ends[-1] if len(ends) else 0)
            rows = np.repeat(rows, widths)
        flat[known.columns[at] * table.shape[1] + rows] = known.codes[at]

    def _hide(self, table: Array, found: Members, items: Array, odd: Array) -> None:
        """A rule is decided once for all documents with the same answers to what it asks."""
        plain = np.ones(table.shape[1], bool)
        plain[odd] = False  # of these not all answers are known here
        given: dict[int, Array] = {}
        for item in {each for rule in self.rules for each in (rule.item, *rule.asks)}:
            given[item] = np.zeros(table.shape[1], np.uint64)
            here = items == item
            given[item][found.rows[here]] = found.hashes[here]
        for rule in self.rules:
            rows = np.flatnonzero((given[rule.item] == 0) & plain)
            alike = np.zeros(len(rows), np.uint64)
            for item in rule.asks:
                alike = (alike ^ given[item][rows]) * FACTOR
                alike ^= alike >> np.uint64(31)
            _kinds, first, kind = np.unique(alike, return_index=True, return_inverse=True)
            examples = [msgspec.json.decode(found.document(row)) for row in rows[first].tolist()]
            fails = np.array([not expressions.evaluate(rule.holds, each) for each in examples], bool)
            table[rule.columns, rows[fails[kind]]] = self.hidden[rule.columns, None]


def _blocks(questionnaire: Questionnaire) -> list[slice]:
    """The columns of each item, which lie beside each other."""
    ends = np.cumsum([len(columns_of(item)) for item in questionnaire.items]).tolist()
    return [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]


def _rules(questionnaire: Questionnaire, items: dict[str, int], blocks: list[slice]) -> list[Rule]:
    found = []
    for place, item in enumerate(questionnaire.items):
        rule = rule_of(item.show_when)
        if rule is not None and blocks[place].stop > blocks[place].start:
            asks = sorted(items[key] for key in expressions.references(rule) if key in items)
            found.append(Rule(place, blocks[place], rule, tuple(asks)))
    return found
