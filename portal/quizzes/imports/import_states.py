"""What would become of each row of an import as the person has decided so far.

Decisions are a document: {"<row>": {"skip": true} | {"keep": true} | {"replace": "<item id>"}} where "item"
with "mark", "asked", "right", "known" and "problems" is what was mended on screen, and {"all": {...}} what is
set for all.
"""

import enum
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.quizzes.imports import import_reading
from portal.quizzes.imports.import_reading import About, Known
from portal.quizzes.models import ItemImport

FOR_ALL = "all"


class State(enum.StrEnum):
    """FINE is imported as a new item, NEW_VERSION as the next version of an item of the bank. MEND waits for
    somebody, KNOWN is left out because the bank or the file has it already, SKIPPED on somebody's word."""

    FINE = "fine"
    NEW_VERSION = "version"
    MEND = "mend"
    KNOWN = "known"
    SKIPPED = "skip"


@dataclass(frozen=True, slots=True)
class Twin:
    """The same question elsewhere: an item of the bank, or an earlier row; `agrees`: with the same key."""

    agrees: bool
    item_id: str = ""
    number: int = 0
    row: int | None = None


@dataclass
class States:
    """By row; `twins` only of rows that have one, `look` those somebody should look at."""

    states: list[State] = field(default_factory=list)
    twins: dict[int, Twin] = field(default_factory=dict)
    look: set[int] = field(default_factory=set)

    @cached_property
    def counts(self) -> dict[str, int]:
        found = Counter(self.states)
        return {state.value: found[state] for state in State} | {"rows": len(self.states)}

    @property
    def imported(self) -> int:
        return self.counts[State.FINE] + self.counts[State.NEW_VERSION]

    def having(self, shown: str) -> list[int]:
        """The rows of one view of the list: those in a state, those to look at, or all."""
        if shown == "look":
            return sorted(self.look)
        if not shown:
            return list(range(len(self.states)))
        return [row for row, state in enumerate(self.states) if state == shown]


def states_of(run: ItemImport) -> States:
    return settle(import_reading.about(run), run.decisions)


def settle(about: About, decisions: Mapping[str, Any]) -> States:
    """Goes through the rows once, in the order of the file: the first of equal questions stays."""
    found = States()
    seen: dict[str, tuple[int, str]] = {}
    for row in range(about.rows):
        decided = decisions.get(str(row), {})
        mark = decided.get("mark", about.marks[row])
        asked = decided.get("asked", about.asked[row])
        right = decided.get("right", about.right[row])
        known = _known(decided) if "item" in decided else about.bank.get(asked)
        state, twin = _state(mark, right, decided, known, seen.get(asked))
        found.states.append(state)
        if twin is not None:
            found.twins[row] = twin
        if mark != "." or twin is not None or state is State.MEND:
            found.look.add(row)
        if state in (State.FINE, State.NEW_VERSION):
            seen.setdefault(asked, (row, right))
    return found


def _known(decided: Mapping[str, Any]) -> Known | None:
    return Known(*decided["known"]) if decided.get("known") else None


def _state(
    mark: str, right: str, decided: Mapping[str, Any], known: Known | None, earlier: tuple[int, str] | None
) -> tuple[State, Twin | None]:
    twin = _twin(right, known, earlier)
    if decided.get("skip"):
        return State.SKIPPED, twin
    if mark == "e":
        return State.MEND, twin
    if decided.get("replace"):
        return State.NEW_VERSION, twin
    if decided.get("keep"):
        return State.FINE, twin
    if twin is not None:
        return (State.KNOWN if twin.agrees else State.MEND), twin
    return (State.MEND if mark == "k" else State.FINE), None


def _twin(right: str, known: Known | None, earlier: tuple[int, str] | None) -> Twin | None:
    if known is not None:
        return Twin(known.right == right, item_id=known.item_id, number=known.number)
    if earlier is not None:
        return Twin(earlier[1] == right, row=earlier[0])
    return None
