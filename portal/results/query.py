"""The one way to figures: (survey, who looks, what is asked) -> tables, with scope, mode, weights and
suppression applied. Screens, exports and the API all come through here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from flask_babel import gettext as _

from portal.errors import Refused
from portal.methods import suppression, weighting
from portal.people import settings
from portal.results import figures, frame, scope, tallying
from portal.results.asking import Asked, BadFilter
from portal.results.encoding import fact
from portal.results.facets import FLAGGED, PERIOD, SIZES, Facet, Facets
from portal.results.guard import Guard
from portal.surveys.models import Audience, Mode, State, Survey
from question_bank.columns import Column
from question_bank.questionnaires import ItemType, SurveyItem

Array = npt.NDArray[Any]
Conditions = Mapping[str, int]
MOST_GUARDS = 32
_guards: OrderedDict[tuple[Any, ...], Guard] = OrderedDict()


class Results:
    """The figures of one survey as one person may see them, for what was asked."""

    def __init__(
        self, survey: Survey, person: Any, asked: Asked, at: datetime, *, like: Results | None = None
    ) -> None:
        """`like` are results of the same survey for the same person, whose rows these also look at."""
        if survey.current_version == 0:
            raise Refused(_("The survey has not been published; there is nothing to count yet."))
        self.survey, self.person, self.asked, self.at = survey, person, asked, at
        self.state = survey.state_at(at)
        self.frame: frame.Frame = like.frame if like else frame.frame_of(survey, self.state)
        self.protected = survey.mode != Mode.NAMED
        self.k = survey.k if self.protected else 1
        self.scope: Array | None = like.scope if like else scope.scope_rows(person, survey, self.frame)
        self.facets: Facets = like.facets if like else Facets(survey, self.frame, self.scope, self.k)

    # ---- what was asked ----

    @cached_property
    def conditions(self) -> tuple[Conditions, ...]:
        """Usually one; a period over several runs of days makes one for each."""
        fixed = {name: self._code(name, key) for name, key in self.asked.values.items()}
        runs = self._runs()
        return (fixed,) if runs is None else tuple({**fixed, PERIOD: run} for run in runs)

    def _code(self, name: str, key: str) -> int:
        code = self.facets[name].code(key) if name in self.facets.names else None
        if code is None:
            raise BadFilter(
                _("There are no responses to choose by this filter: %(name)s.", name=self._label(name))
            )
        return code

    def _label(self, name: str) -> str:
        return str(self.facets[name].label) if name in self.facets.names else name

    def _runs(self) -> list[int] | None:
        first, last = self.asked.first, self.asked.last
        facet = self.facets[PERIOD] if first or last else None
        if facet is None or not facet.choices:
            return None
        starts = self.facets.starts
        ends = [*starts[1:], 10**7]
        low = first.toordinal() if first else 0
        high = last.toordinal() if last else 10**7
        return [n for n, (a, b) in enumerate(zip(starts, ends, strict=True)) if a <= high and b > low]

    @property
    def period_shown(self) -> str:
        """The days a period was widened to; empty where it was taken as it is."""
        runs = self._runs()
        if not runs or not self.protected:
            return ""
        choices = self.facets[PERIOD].choices
        return f"{choices[runs[0]].label.partition('—')[0]}—{choices[runs[-1]].label.partition('—')[2]}"

    @cached_property
    def guard(self) -> Guard:
        keys = tuple((facet.name, facet.choices) for facet in self.facets.all())
        key = (self.frame.generation.folder, scope.scope_key(self.person, self.survey), self.k, keys)
        if key not in _guards:
            _guards[key] = Guard([facet.axis for facet in self.facets.all()], self.k)
            if len(_guards) > MOST_GUARDS:
                _guards.popitem(last=False)
        return _guards[key]

    @cached_property
    def refused(self) -> str:
        """Why nothing of this selection is shown; empty where it is."""
        if not self.protected:
            return ""
        if not self.asked.anything:
            fine = suppression.shown(self.in_scope, self.k)
            return (
                "" if fine else _("Fewer than %(k)s answers so far. Figures appear from %(k)s on.", k=self.k)
            )
        if all(self.guard.allows(condition) for condition in self.conditions):
            return ""
        return _(
            "This selection, or what it leaves out, comes down to fewer than %(k)s people, so its figures "
            "are not shown. Choose fewer conditions or a larger group.",
            k=self.k,
        )

    # ---- which rows ----

    @property
    def in_scope(self) -> int:
        return len(self.frame) if self.scope is None else len(self.scope)

    @cached_property
    def inside(self) -> Array | None:
        """Of the rows in scope, those that were asked for; None for all of them."""
        masks = [self.facets[name].codes == code for name, code in self._fixed().items()]
        masks += self._period_masks()
        return np.logical_and.reduce(masks) if masks else None

    def _fixed(self) -> Conditions:
        return {name: self._code(name, key) for name, key in self.asked.values.items()}

    def _period_masks(self) -> list[Array]:
        if self.protected:
            runs = self._runs()
            return [] if runs is None else [np.isin(self.facets[PERIOD].codes, runs)]
        days = self.in_rows(fact("day"))
        masks = [days >= self.asked.first.toordinal()] if self.asked.first else []
        return masks + ([days <= self.asked.last.toordinal()] if self.asked.last else [])

    @cached_property
    def rows(self) -> Array | None:
        """The asked rows by their place in the frame; None for the whole frame."""
        if self.inside is None:
            return self.scope
        places = np.flatnonzero(self.inside)
        return places if self.scope is None else self.scope[places]

    @cached_property
    def n(self) -> int:
        return len(self.frame) if self.rows is None else len(self.rows)

    def in_rows(self, name: str) -> Array:
        """A column for all rows in scope."""
        column = self.frame.column(name)
        return column if self.scope is None else column[self.scope]

    def of_asked(self, name: str) -> Array:
        column = self.frame.column(name)
        return column if self.rows is None else column[self.rows]

    # ---- items ----

    @property
    def items(self) -> tuple[SurveyItem, ...]:
        silent = (ItemType.INFORMATION, ItemType.PHOTO)
        return tuple(item for item in self.frame.layout.merged.items if item.type not in silent)

    @cached_property
    def numbers(self) -> dict[str, int]:
        return self.frame.layout.merged.numbered()

    def item(self, key: str) -> SurveyItem | None:
        return next((item for item in self.items if item.key == key), None)

    def columns(self, item: SurveyItem) -> tuple[Column, ...]:
        return self.frame.layout.of(item.key)

    @cached_property
    def counter(self) -> tallying.Counter:
        return tallying.Counter(self.rows, self.strata)

    def table(self, item: SurveyItem) -> figures.ItemTable:
        """The item's table, or why there is none."""
        if self.refused:
            return figures.ItemTable(item, 0, hidden=self.refused)
        columns = self.columns(item)
        table = figures.item_table(item, columns, self.frame.column, self.counter)
        fine = suppression.shown(table.n, self.k)
        if not fine or (self.asked.anything and not self._answers_allowed(item, columns)):
            return figures.ItemTable(item, 0, hidden=_("Answered by too few people to be shown."))
        return table

    def count(self, item: SurveyItem) -> int | None:
        """How many answered; None where that may not be said."""
        columns = self.columns(item)
        if self.refused or not columns or not self._answers_allowed(item, columns):
            return None
        return int(figures.answered(item, columns, self.of_asked).sum())

    def tables(self) -> Iterator[figures.ItemTable]:
        return (self.table(item) for item in self.items)

    def _answers_allowed(self, item: SurveyItem, columns: Sequence[Column]) -> bool:
        """Those who answered are a group too: where few were asked, a filter must not single them out."""
        if not self.protected or not columns:
            return True
        given = figures.answered(item, columns, self.in_rows)
        return all(self.group_allowed(given, condition) for condition in self.conditions)

    def group_allowed(self, members: Array, condition: Conditions) -> bool:
        """Whether those of `members` who fulfil the condition may be told apart from the others of them."""
        names = list(condition)
        if not names:
            return suppression.shown(int(members.sum()), self.k)
        facets = [self.facets[name] for name in names]
        shape = tuple(max(1, len(facet.choices)) for facet in facets)
        joint = np.ravel_multi_index([facet.codes[members] for facet in facets], shape)
        sizes = np.bincount(joint, minlength=int(np.prod(shape))).reshape(shape)
        cell = tuple(condition[name] for name in names)
        if len(names) == 1:
            return not suppression.suppress_line(sizes.tolist(), self.k)[cell[0]]
        if len(names) == 2:
            hidden = suppression.suppress_groups(sizes, self.k)
            return not hidden.withheld and not bool(hidden.cells[cell])
        return bool(((sizes == 0) | (sizes >= self.k)).all())

    # ---- weights, and what is said beside the figures ----

    @cached_property
    def strata(self) -> tallying.Strata | None:
        """Weights by the first variable whose population the survey knows; only for the survey as a whole."""
        given = {name: sizes for name, sizes in (self.survey.strata or {}).items() if sizes}
        if not given or self.scope is not None or not self.n:
            return None
        name, populations = next(iter(given.items()))
        if name not in self.facets.names:
            return None
        return _strata(self.facets[name], populations)

    @cached_property
    def small_below(self) -> int:
        return int(settings.get(self.survey.unit, "small_sample"))

    def is_small(self, n: int) -> bool:
        return 0 < n < self.small_below

    @property
    def flagged(self) -> int | None:
        """How many of the rows in scope are marked as doubtful; None where that may not be said."""
        facet = self.facets[FLAGGED]
        count = int(facet.counts[1])
        return count if not self.protected or suppression.shown(count, self.k) else None

    @property
    def waiting(self) -> tuple[int, int]:
        """(responses not in the figures yet, how many more until they are)."""
        if not self.protected or self.scope is not None:
            return 0, 0
        return suppression.waiting(self.frame.waiting, self.k, closed=self.state is State.CLOSED)

    @cached_property
    def comment_facets(self) -> frozenset[str]:
        """What comments and exported rows may be chosen by: whoever turns up in two lists shows both."""
        if not self.protected:
            return frozenset(self.facets.names)
        return self.guard.blocks(max(self.survey.k_comments, self.k))

    def small_shops(self) -> Results | None:
        """The small shops of a retailer survey, who disappear in an average over all."""
        if self.survey.audience != Audience.RETAILER or "size" in self.asked.values:
            return None
        if self.facets["size"].code(next(iter(SIZES))) is None:
            return None
        values = {**self.asked.values, "size": next(iter(SIZES))}
        asked = Asked(values, self.asked.first, self.asked.last)
        return Results(self.survey, self.person, asked, self.at, like=self)


def _strata(facet: Facet, populations: Mapping[str, int]) -> tallying.Strata | None:
    counts = facet.counts.tolist()
    known = {
        choice.key: int(populations.get(choice.key) or populations.get(choice.label) or 0)
        for choice in facet.choices
    }
    everyone = {**{key: int(size) for key, size in populations.items() if size}, **known}
    answered = {c.key: n for c, n in zip(facet.choices, counts, strict=True) if known[c.key]}
    everyone = {key: size for key, size in everyone.items() if size}
    if not any(answered.values()):
        return None
    weights = weighting.poststratify(everyone, answered)
    each = [weights.by_stratum.get(choice.key, 0.0) for choice in facet.choices]
    notes = tuple(str(merge.empty) for merge in weights.merged)
    return tallying.Strata(facet.codes, np.array(each), tuple(c.label for c in facet.choices), notes)
