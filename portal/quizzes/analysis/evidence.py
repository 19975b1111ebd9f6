"""Pairs whose wrong answers agree beyond chance. Evidence to look into, never proof, and no mark changes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select

from portal.extensions import db
from portal.methods.multiplicity import holm
from portal.quizzes.analysis.analysis_data import Asked, Sat, Sitting
from portal.quizzes.models import Attempt
from question_bank.analysis.collusion import Pair, Screening, same_wrong_answers
from question_bank.analysis.figures import Silence
from question_bank.analysis.marks import NEARLY
from question_bank.items import ItemType

RISK = 0.01
"""The chance that even one honest pair of the whole sitting is named."""
AT_ONCE = 1_500  # people; more are compared unit by unit
UNTOLD = frozenset({ItemType.ESSAY, ItemType.INFORMATION})


@dataclass(frozen=True, slots=True)
class Together:
    """Two attempts with more of the same wrong answers than chance gives.

    `adjusted` is the p-value after Holm's correction for all pairs. What may explain it is told beside it:
    whether both are of one unit, and whether they sat at the same time.
    """

    first: Sat
    second: Sat
    same: int
    both: int
    expected: float
    p: float
    adjusted: float
    items: tuple[int, ...]
    same_unit: bool
    overlapped: bool | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """What the comparison of all with all showed; `silence` says why nothing was compared."""

    n: int
    compared: int
    pairs: tuple[Together, ...]
    silence: Silence | None = None
    too_many: bool = False


def pairs(sitting: Sitting) -> Pairs:
    people = one_each(sitting.sat)
    if len(people) > AT_ONCE:
        return Pairs(len(people), 0, (), too_many=True)
    asked = [each for each in sitting.asked.values() if each.item.type not in UNTOLD]
    if not people or not asked:
        return Pairs(len(people), 0, (), Silence.TOO_FEW)
    answers = [[_told(sat, each) for each in asked] for sat in people]
    right = np.array([[_right(sat, each) for each in asked] for sat in people])
    # Everything worth a look comes back; which pairs are named is decided by the adjusted values.
    found = same_wrong_answers(answers, right, risk=1.0)
    return Pairs(found.n, found.compared, _named(found, people, asked, sitting), found.silence)


def one_each(sat: Sequence[Sat]) -> list[Sat]:
    """An attempt of each person: who repeats the own mistakes has copied from nobody."""
    first: dict[uuid.UUID, Sat] = {}
    for each in sat:
        known = first.get(each.person or each.id)
        if known is None or each.number < known.number:
            first[each.person or each.id] = each
    return list(first.values())


def _named(
    found: Screening, people: Sequence[Sat], asked: Sequence[Asked], sitting: Sitting
) -> tuple[Together, ...]:
    adjusted = holm([pair.p for pair in found.pairs], found.compared)
    flagged = [(pair, value) for pair, value in zip(found.pairs, adjusted, strict=True) if value <= RISK]
    ids = {people[place].id for pair, _value in flagged for place in (pair.first, pair.second)}
    times = _times(sitting.quiz.id, ids)
    return tuple(
        _together(pair, value, people[pair.first], people[pair.second], asked, times)
        for pair, value in flagged
    )


def _together(
    pair: Pair,
    adjusted: float,
    first: Sat,
    second: Sat,
    asked: Sequence[Asked],
    times: Mapping[uuid.UUID, tuple[datetime, datetime]],
) -> Together:
    one, other = times.get(first.id), times.get(second.id)
    overlapped = None if one is None or other is None else one[0] < other[1] and other[0] < one[1]
    return Together(
        first, second, pair.same_wrong, pair.both_wrong, pair.expected, pair.p, adjusted,
        tuple(asked[place].number for place in pair.items), first.unit_id == second.unit_id, overlapped,
    )  # fmt: skip


def _times(quiz_id: uuid.UUID, ids: set[uuid.UUID]) -> dict[uuid.UUID, tuple[datetime, datetime]]:
    query = select(Attempt.id, Attempt.started_at, Attempt.handed_in_at)
    wanted = query.where(Attempt.quiz_id == quiz_id, Attempt.id.in_(ids))
    return {row.id: (row.started_at, row.handed_in_at) for row in db.session.execute(wanted)}


def _told(sat: Sat, asked: Asked) -> str | None:
    """An answer as one word to compare; None where the item was not given, "" where it was left blank."""
    if asked.id not in sat.marks:
        return None
    given: Any = sat.answers.get(asked.id)
    if given is None:
        return ""
    if isinstance(given, dict):
        return "|".join(f"{part}={_plain(given[part])}" for part in sorted(given))
    return "|".join(map(str, given)) if isinstance(given, list | tuple) else _plain(given)


def _plain(words: object) -> str:
    return " ".join(str(words).casefold().split())


def _right(sat: Sat, asked: Asked) -> bool:
    mark = sat.marks.get(asked.id)
    return mark is not None and (mark["fraction"] or 0.0) >= 1 - NEARLY
