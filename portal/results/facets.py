"""What results can be filtered by: each facet gives every response a small code and every code a name."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.distribution.models import KINDS, Channel
from portal.extensions import db
from portal.i18n import LANGUAGES
from portal.people.models import Unit
from portal.results.frame import Frame
from portal.results.guard import Axis, buckets, runs
from portal.surveys.models import Audience, Survey

Array = npt.NDArray[Any]
UNKNOWN = "-"
PERIOD, FLAGGED = "period", "flagged"
NAMES: dict[str, Any] = {
    "district": _l("District"),
    "class": _l("Class"),
    "size": _l("Size"),
    "kind": _l("Kind of channel"),
    "channel": _l("Channel"),
    "filled_by": _l("Who filled it in"),
    "mode": _l("How it was filled in"),
    "language": _l("Language"),
    PERIOD: _l("Period"),
    FLAGGED: _l("Marked as doubtful"),
}
CLASSES = {"1": _l("Class one"), "2": _l("Class two"), "3": _l("Class three")}
SIZES = {"small": _l("Small shop"), "medium": _l("Medium shop"), "large": _l("Large shop")}
FILLED_BY = {"self": _l("By themselves"), "family": _l("By the family"), "manager": _l("By our manager")}
MODES = {
    "self": _l("Alone"),
    "together": _l("Together with us"),
    "phone": _l("On the telephone"),
    "paper": _l("On paper"),
}
RETAILER_ONLY = ("class", "size")


@dataclass(frozen=True)
class Choice:
    key: str
    label: str


@dataclass(frozen=True)
class Facet:
    """`counts` are known at once, `codes` are made when something is sorted by them."""

    name: str
    choices: tuple[Choice, ...]
    counts: Array
    make_codes: Callable[[], Array]

    @property
    def label(self) -> str:
        return str(NAMES[self.name])

    @cached_property
    def codes(self) -> Array:
        return self.make_codes()

    @property
    def axis(self) -> Axis:
        return Axis(self.name, self.codes, max(1, len(self.choices)))

    def code(self, key: str) -> int | None:
        return next((code for code, choice in enumerate(self.choices) if choice.key == key), None)


class Facets:
    """The facets of one survey for the rows somebody may see; codes are made when first needed."""

    def __init__(self, survey: Survey, frame: Frame, rows: Array | None, k: int) -> None:
        self.survey, self.frame, self.rows, self.k = survey, frame, rows, k
        self._made: dict[str, Facet] = {}
        self.starts: list[int] = []

    def __getitem__(self, name: str) -> Facet:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    @property
    def names(self) -> list[str]:
        skipped = RETAILER_ONLY if self.survey.audience != Audience.RETAILER else ()
        return [name for name in NAMES if name not in skipped]

    def all(self) -> list[Facet]:
        return [self[name] for name in self.names]

    def _make(self, name: str) -> Facet:
        if name == PERIOD:
            return self._period()
        if name == FLAGGED:
            marked = [int(bool(value)) for value in self.frame.values("flags")]
            return self._by_table(name, "flags", marked, _flag_choices())
        if name == "kind":
            kinds = {key: kind for key, _name, kind in self._channels}
            return self._grouped(
                name, "channel_id", lambda value: kinds.get(value or "", UNKNOWN), _words(KINDS)
            )
        fact, words = self._source(name)
        return self._grouped(name, fact, lambda value: value or UNKNOWN, words)

    def _source(self, name: str) -> tuple[str, dict[str, str]]:
        if name == "district":
            return "unit_id", self._units()
        if name == "channel":
            return "channel_id", {key: name for key, name, _kind in self._channels}
        known = {
            "class": ("customer_class", CLASSES),
            "size": ("size", SIZES),
            "filled_by": ("filled_by", FILLED_BY),
            "mode": ("mode", MODES),
            "language": ("language", LANGUAGES),
        }
        fact, words = known[name]
        return fact, _words(words)

    def _units(self) -> dict[str, str]:
        ids = [uuid.UUID(value) for value in self.frame.values("unit_id") if value]
        query = select(Unit).where(Unit.id.in_(ids)).order_by(Unit.position, Unit.name)
        return {unit.id.hex: unit.name for unit in db.session.scalars(query)}

    @cached_property
    def _channels(self) -> list[tuple[str, str, str]]:
        query = select(Channel.id, Channel.name, Channel.kind).where(Channel.survey_id == self.survey.id)
        query = query.order_by(Channel.position, Channel.name)
        return [(key.hex, name, str(kind)) for key, name, kind in db.session.execute(query)]

    def _grouped(
        self, name: str, fact: str, key_of: Callable[[str | None], str], words: dict[str, str]
    ) -> Facet:
        """Values in the order of their words; what has none comes after, and nothing known last."""
        keys = [key_of(value) for value in self.frame.values(fact)]
        present = self._present(fact, keys)
        order = [key for key in words if key in present]
        order += sorted(key for key in present if key not in words and key != UNKNOWN)
        order += [UNKNOWN] if UNKNOWN in present else []
        choices = [
            Choice(key, words.get(key) or (_("Not known") if key == UNKNOWN else key)) for key in order
        ]
        place = {key: code for code, key in enumerate(order)}
        return self._by_table(name, fact, [place.get(key, 0) for key in keys], choices)

    def _present(self, fact: str, keys: list[str]) -> set[str]:
        """Only what occurs in the rows somebody may see: a name from elsewhere would tell something."""
        return {key for key, count in zip(keys, self._counts(fact).tolist(), strict=True) if count}

    def _by_table(self, name: str, fact: str, table: list[int], choices: list[Choice]) -> Facet:
        by_value = np.asarray(table or [0], np.int16)
        counts = np.bincount(by_value, _padded(self._counts(fact)), len(choices)).astype(np.int64)
        return Facet(name, tuple(choices), counts, lambda: by_value[self._column(fact)])

    def _counts(self, fact: str) -> Array:
        if self.rows is None:
            return self.frame.counts(fact)
        return np.bincount(self._column(fact), minlength=len(self.frame.values(fact)))

    def _column(self, fact: str) -> Array:
        column = self.frame.fact(fact)
        return column if self.rows is None else column[self.rows]

    def _period(self) -> Facet:
        """Runs of days that hold k each, so that no day with few answers stands alone."""
        days, counts = self.frame.days
        if self.rows is not None:
            days, counts = np.unique(self._column("day"), return_counts=True)
        starts = self.starts = buckets(days, counts, self.k)
        if not starts:
            return Facet(PERIOD, (), np.zeros(0, np.int64), lambda: np.zeros(0, np.int16))
        spans = runs(starts, int(days.max()))
        choices = tuple(Choice(_span(a, b), _span(a, b, "—")) for a, b in spans)
        together = np.add.reduceat(counts, np.searchsorted(days, starts))
        return Facet(PERIOD, choices, together, lambda: _run_of(starts, self._column("day")))


def _run_of(starts: Sequence[int], days: Array) -> Array:
    return (np.searchsorted(starts, days, "right") - 1).astype(np.int16)


def _padded(counts: Array) -> Array:
    """A fact of which nothing is known yet has one code all the same."""
    return counts if len(counts) else np.zeros(1, np.int64)


def _span(first: int, last: int, between: str = "..") -> str:
    return f"{date.fromordinal(first)}{between}{date.fromordinal(last)}"


def _flag_choices() -> list[Choice]:
    return [Choice("no", _("Not marked")), Choice("yes", _("Marked"))]


def _words(lazy: Any) -> dict[str, str]:
    return {str(key): str(word) for key, word in lazy.items()}
