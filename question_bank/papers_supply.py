"""Can the rules be met at once, and by which items? No item and no twin of it serves twice."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from question_bank.errors import PaperError
from question_bank.papers import Candidate, PaperRule, fits


class Supply:
    """The pool as the rules see it: families (an item with its near twins) and the rules each can serve."""

    def __init__(
        self, rules: Sequence[PaperRule], pool: Sequence[Candidate], apart: Iterable[Collection[str]] = ()
    ) -> None:
        self.rules = tuple(rules)
        self.pool = tuple(sorted(pool, key=lambda candidate: candidate.id))
        self.family = _families([candidate.id for candidate in self.pool], apart)
        self.by_rule = [[c for c in self.pool if fits(rule, c)] for rule in self.rules]
        serves: dict[str, set[int]] = {}
        self._members: dict[tuple[str, int], list[Candidate]] = {}
        for number, fitting in enumerate(self.by_rule):
            for candidate in fitting:
                family = self.family[candidate.id]
                serves.setdefault(family, set()).add(number)
                self._members.setdefault((family, number), []).append(candidate)
        self.serves: Mapping[str, frozenset[int]] = {f: frozenset(numbers) for f, numbers in serves.items()}

    def members(self, family: str, rule: int) -> list[Candidate]:
        """The items of the family that this rule may draw."""
        return self._members[family, rule]

    def assign(self, order: Iterable[str]) -> dict[str, int]:
        """Family to rule, families earlier in `order` first; PaperError names the rules that lack how many.

        Taking them greedily is right: the families that can be placed together form a matroid.
        """
        places = _Places(self.rules, self.serves)
        hopeless: set[frozenset[int]] = set()
        for family in order:
            signature = self.serves[family]
            # What cannot be placed now never can: places only fill up.
            if signature not in hopeless and not places.add(family):
                hopeless.add(signature)
            if places.full:
                return places.rule_of
        raise self._refusal(places)

    def _refusal(self, places: "_Places") -> PaperError:
        found = [sum(number in rules for rules in self.serves.values()) for number in range(len(self.rules))]
        lacks = [
            PaperError(
                "rule_lacks",
                rule=number + 1,
                count=rule.count,
                found=found[number],
                lacking=rule.count - found[number],
            )
            for number, rule in enumerate(self.rules)
            if found[number] < rule.count
        ]
        if not lacks:
            lacks = [self._together(places.bottleneck())]
        return PaperError(lacks[0].code, lacks, **lacks[0].params)

    def _together(self, numbers: Collection[int]) -> PaperError:
        count = sum(self.rules[number].count for number in numbers)
        found = sum(bool(rules & set(numbers)) for rules in self.serves.values())
        named = ", ".join(str(number + 1) for number in sorted(numbers))
        return PaperError("rules_lack", rules=named, count=count, found=found, lacking=count - found)


class _Places:
    """The places of one paper while they fill up: augmenting paths between rules."""

    def __init__(self, rules: Sequence[PaperRule], serves: Mapping[str, frozenset[int]]) -> None:
        self._free = [rule.count for rule in rules]
        self._serves = serves
        self._taken: list[list[str]] = [[] for _ in rules]
        self.rule_of: dict[str, int] = {}

    @property
    def full(self) -> bool:
        return not any(self._free)

    def add(self, family: str) -> bool:
        """Places the family, moving others from rule to rule where that helps; False if it cannot be."""
        came: dict[int, tuple[str, int] | None] = {number: None for number in sorted(self._serves[family])}
        queue = list(came)
        for number in queue:
            if self._free[number]:
                self._free[number] -= 1
                self._shift(family, number, came)
                return True
            self._look_further(number, came, queue)
        return False

    def bottleneck(self) -> set[int]:
        """The rules that together want more than there is (a violator of Hall's condition)."""
        came: dict[int, tuple[str, int] | None] = {n: None for n, free in enumerate(self._free) if free}
        queue = list(came)
        rules = set(queue)
        for number in queue:
            # Whoever serves a starving rule but sits elsewhere makes that other rule part of the shortage.
            for family, place in self.rule_of.items():
                if number in self._serves[family] and place not in rules:
                    rules.add(place)
                    queue.append(place)
        return rules

    def _look_further(self, number: int, came: dict[int, tuple[str, int] | None], queue: list[int]) -> None:
        for family in self._taken[number]:
            for other in sorted(self._serves[family]):
                if other not in came:
                    came[other] = (family, number)
                    queue.append(other)

    def _shift(self, family: str, number: int, came: Mapping[int, tuple[str, int] | None]) -> None:
        while (step := came[number]) is not None:
            moved, origin = step
            self._taken[origin].remove(moved)
            self._put(moved, number)
            number = origin
        self._put(family, number)

    def _put(self, family: str, number: int) -> None:
        self._taken[number].append(family)
        self.rule_of[family] = number


def _families(ids: Sequence[str], apart: Iterable[Collection[str]]) -> dict[str, str]:
    """Each id to the first id of its family: sets in `apart` that share a member are one family."""
    parent = {name: name for name in ids}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for group in apart:
        members = sorted(name for name in group if name in parent)
        for member in members[1:]:
            first, second = sorted((root(members[0]), root(member)))
            parent[second] = first
    return {name: root(name) for name in ids}
