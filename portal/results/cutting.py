"""Where the members of many canonical documents lie, found by looking at all their bytes at once.

`{"q1":"few","q3":["a","b"]}` has the members `q1":"few` and `q3":["a","b"]`. A comma or a bracket inside of
somebody's words may mislead the cut; what comes out is then no member (its quotes do not pair up, or it holds
two), which whoever reads it notices.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
COMMA, QUOTE, NEWLINE = ord(","), ord('"'), ord("\n")
WORD = 8
LONGEST = 8 * WORD  # longer members are hashed one by one
_MASKS = np.array([(1 << (8 * count)) - 1 for count in range(WORD + 1)], np.uint64)
# Of each process its own, so that nobody can write words that are taken for another answer.
_FACTOR = np.uint64(secrets.randbits(64) | 1)
_SHIFT = np.uint64(29)


def _table(**marks: int) -> Array:
    table = np.zeros(256, np.int8)
    for letters, mark in (("{[", marks["up"]), ("}]", marks["down"]), (",\n", marks["flat"])):
        table[[ord(letter) for letter in letters]] = mark
    return table


_STEP = _table(up=1, down=-1, flat=0)
_MATTERS = _table(up=1, down=1, flat=1).astype(bool)


@dataclass(frozen=True)
class Members:
    """Of each member: its document, where it lies, and a number that stands for its bytes."""

    data: bytes
    rows: Array
    starts: Array
    lengths: Array
    hashes: Array
    ends: Array

    def text(self, place: int) -> bytes:
        start = int(self.starts[place])
        return self.data[start : start + int(self.lengths[place])]

    def document(self, row: int) -> bytes:
        start = int(self.ends[row - 1]) + 1 if row else 0
        return self.data[start : int(self.ends[row])]


def members(lines: bytes, nested: bool) -> Members:
    """`lines` are documents, one a line; `nested` says whether answers may be lists or objects."""
    data = lines + b"\n" + bytes(LONGEST)
    letters = np.frombuffer(data, np.uint8, len(lines) + 1)
    cuts, ending = _nested_cuts(letters) if nested else _flat_cuts(letters)
    starts = np.empty_like(cuts)
    starts[0] = 2
    starts[1:] = cuts[:-1] + 2 + ending[:-1]  # behind `,"` or behind a line's end and `{"`
    lengths = cuts - ending - starts
    rows = np.cumsum(ending) - ending
    filled = lengths > 0
    if not filled.all():  # documents without answers
        starts, lengths, rows = starts[filled], lengths[filled], rows[filled]
    return Members(data, rows, starts, lengths, _hashes(data, starts, lengths), cuts[ending])


def _flat_cuts(letters: Array) -> tuple[Array, Array]:
    cuts = np.flatnonzero((letters == COMMA) | (letters == NEWLINE))
    ending = letters[cuts] == NEWLINE
    return _where(cuts, ending, ending | _before_a_key(letters, cuts))


def _nested_cuts(letters: Array) -> tuple[Array, Array]:
    """Commas that separate members, not what is inside of them."""
    places = np.flatnonzero(_MATTERS[letters])
    ending = letters[places] == NEWLINE
    depth = np.cumsum(_STEP[letters[places]], dtype=np.int32)
    level = np.concatenate([[0], depth[ending][:-1]])  # somebody's words may leave a document unbalanced
    outside = depth - np.repeat(level, np.diff(np.flatnonzero(ending), prepend=-1)) == 1
    comma = outside & (letters[places] == COMMA) & _before_a_key(letters, places)
    return _where(places, ending, ending | comma)


def _before_a_key(letters: Array, places: Array) -> Array:
    return np.asarray(letters[np.minimum(places + 1, len(letters) - 1)] == QUOTE)


def _where(places: Array, ending: Array, wanted: Array) -> tuple[Array, Array]:
    return (places, ending) if wanted.all() else (places[wanted], ending[wanted])


def _hashes(data: bytes, starts: Array, lengths: Array) -> Array:
    words: Array = np.ndarray(len(data) - WORD + 1, "<u8", data, strides=(1,))
    longest = min(int(lengths.max(initial=0)), LONGEST)
    mixed = lengths.astype(np.uint64)
    for offset in range(0, longest, WORD):
        word = words[starts + offset]
        word &= _MASKS[np.minimum(np.maximum(lengths - offset, 0), WORD)]  # np.clip is far slower
        mixed ^= word
        mixed *= _FACTOR
        mixed ^= mixed >> _SHIFT
    for place in np.flatnonzero(lengths > LONGEST).tolist():
        start = int(starts[place])
        mixed[place] = hash(data[start : start + int(lengths[place])]) & 0xFFFF_FFFF_FFFF_FFFF
    return mixed
