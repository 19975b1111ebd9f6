"""The problems items belong to, as the feature above that keeps problems tells them: never imported here."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal import chain
from portal.people.models import Account


@dataclass(frozen=True, slots=True)
class Concern:
    """A problem as practice and papers need it. `is_key`: one of the few that are worked on."""

    problem_id: uuid.UUID
    number: int
    statement: Mapping[str, str]
    is_key: bool


def of_person(account: Account) -> list[Concern]:
    """The open problems that concern this person, by number."""
    return _in_order(chain.contributions("problems of a person", account))


def in_sight(person: Account) -> list[Concern]:
    """The open problems this person may see, e.g. to choose one for an item; by number."""
    return _in_order(chain.contributions("problems in sight", person))


def _in_order(told: Iterable[Iterable[Concern]]) -> list[Concern]:
    return sorted((each for one in told for each in one), key=lambda each: each.number)
