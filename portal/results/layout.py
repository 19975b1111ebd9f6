"""The columns of a survey over all its versions: items and options keep their keys, the newest words win."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt
from sqlalchemy import select

from portal.extensions import db
from portal.surveys.models import SurveyVersion
from question_bank.columns import Column, Kind, columns
from question_bank.questionnaires import Questionnaire, Section, SurveyItem, read_document

DTYPES: dict[Kind, type[np.generic]] = {Kind.NUMBER: np.float64, Kind.DATE: np.int32}


@dataclass(frozen=True)
class Layout:
    """What a frame has columns for; `versions` are the questionnaires the answers may belong to."""

    merged: Questionnaire
    columns: tuple[Column, ...]
    versions: Mapping[int, Questionnaire]

    @property
    def fingerprint(self) -> str:
        """Another one means that the stored codes mean something else."""
        cells = [(c.name, c.kind, [level.key for level in c.levels]) for c in self.columns]
        return msgspec.json.encode([sorted(self.versions), cells]).decode()

    def of(self, item_key: str) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.item == item_key)


def dtype_of(column: Column) -> type[np.generic]:
    """One byte a cell wherever the codes fit."""
    if column.kind in DTYPES:
        return DTYPES[column.kind]
    highest = max((level.code for level in column.levels), default=100)
    return np.int8 if highest <= 120 else np.int16


def layout_of(survey_id: uuid.UUID) -> Layout:
    query = select(SurveyVersion.n, SurveyVersion.sha256).where(SurveyVersion.survey_id == survey_id)
    return _layout(survey_id, tuple(sorted((n, sha) for n, sha in db.session.execute(query))))


@lru_cache(maxsize=32)
def _layout(survey_id: uuid.UUID, known: tuple[tuple[int, str], ...]) -> Layout:
    """Versions never change, so their numbers and hashes say everything."""
    query = select(SurveyVersion.n, SurveyVersion.document).where(SurveyVersion.survey_id == survey_id)
    versions = {n: read_document(msgspec.json.encode(document)) for n, document in db.session.execute(query)}
    merged = merge([versions[n] for n in sorted(versions, reverse=True)])
    return Layout(merged, columns(merged), versions)


def merge(newest_first: list[Questionnaire]) -> Questionnaire:
    """One questionnaire with every item and option that was ever asked."""
    newest = newest_first[0]
    items: dict[str, SurveyItem] = {}
    for questionnaire in newest_first:
        for item in questionnaire.items:
            known = items.get(item.key)
            items[item.key] = item if known is None else _with_older_parts(known, item)
    return msgspec.structs.replace(newest, sections=(Section(key="all", items=tuple(items.values())),))


def _with_older_parts(newer: SurveyItem, older: SurveyItem) -> SurveyItem:
    if newer.type is not older.type:
        return newer
    options = {option.key: option for option in (*older.options, *newer.options)}
    rows = {row.key: row for row in (*older.rows, *newer.rows)}
    order = [option.key for option in newer.options]
    lines = [row.key for row in newer.rows]
    return msgspec.structs.replace(
        newer,
        options=tuple(options[key] for key in [*order, *(k for k in options if k not in order)]),
        rows=tuple(rows[key] for key in [*lines, *(k for k in rows if k not in lines)]),
    )


def places(layout: Layout, version: int) -> list[tuple[int, npt.NDArray[np.int16] | None] | None]:
    """For each column of the layout: its place in the version's codes and how these translate, if at all."""
    own = {column.name: (place, column) for place, column in enumerate(columns(layout.versions[version]))}
    found: list[tuple[int, npt.NDArray[np.int16] | None] | None] = []
    for column in layout.columns:
        place, theirs = own.get(column.name, (0, None))
        if theirs is None or theirs.type is not column.type:
            found.append(None)
        else:
            found.append((place, _translation(theirs, column) if column.kind is Kind.CHOICE else None))
    return found


def _translation(theirs: Column, ours: Column) -> npt.NDArray[np.int16] | None:
    """Codes of their levels in our order, two places up for the two codes of no answer; None if the same."""
    by_key = {level.key: level.code for level in ours.levels}
    table = np.array([-2, -1, *(by_key[level.key] for level in theirs.levels)], np.int16)
    same = np.array_equal(table, np.arange(-2, len(theirs.levels)))
    return None if same else table
