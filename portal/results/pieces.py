"""Answers of plain questionnaires as codes without parsing each document.

A canonical document is the same few pieces again and again: `q1":"few`, `q2":4`. Each different piece is
read once and remembered as (place, code); all documents of a batch are cut and looked up in one sweep. A
piece that is no answer by itself makes its document be read the ordinary way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from question_bank.coding import MISSING, encoder
from question_bank.questionnaires import ItemType, Questionnaire

PLAIN = frozenset({ItemType.SINGLE, ItemType.RATING, ItemType.NPS})
SILENT = frozenset({ItemType.INFORMATION, ItemType.PHOTO})
BETWEEN = ',"'
UNREADABLE = -1
SHIFT = 1 << 12  # codes of plain items are far below this


def is_plain(questionnaire: Questionnaire) -> bool:
    """Only items with one short answer each, and no rule that hides one."""
    items = [item for item in questionnaire.items if item.type not in SILENT]
    return bool(items) and all(item.type in PLAIN and not item.show_when for item in items)


class Pieces(dict[str, int]):
    """From a piece to place * SHIFT + code + 2."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__()
        self.code = encoder(questionnaire)
        self.width = len(self.code({}))

    def __missing__(self, piece: str) -> int:
        try:
            row = self.code(msgspec.json.decode(f'{{"{piece}}}'))
        except (msgspec.DecodeError, AttributeError):
            self[piece] = UNREADABLE
            return UNREADABLE
        told = next((place for place, code in enumerate(row) if code != MISSING), None)
        self[piece] = UNREADABLE if told is None else told * SHIFT + int(row[told]) + 2
        return self[piece]

    def table(self, documents: Sequence[str]) -> npt.NDArray[np.int32]:
        """One row of codes per document, in the order of the questionnaire's columns."""
        table = np.full((len(documents), self.width), MISSING, np.int32)
        filled = [place for place, document in enumerate(documents) if len(document) > 2]
        if not filled:
            return table
        pieces = BETWEEN.join([documents[place][2:-1] for place in filled]).split(BETWEEN)
        found = np.fromiter(map(self.__getitem__, pieces), np.int32, len(pieces))
        counts = [documents[place].count(BETWEEN) + 1 for place in filled]
        rows = np.repeat(filled, counts)
        good = found >= 0
        table[rows[good], found[good] // SHIFT] = found[good] % SHIFT - 2
        for place in np.unique(rows[~good]).tolist():
            table[place] = self._ordinary(documents[place])
        return table

    def _ordinary(self, document: str) -> list[Any]:
        return list(self.code(msgspec.json.decode(document)))
