"""Whom to call next: in random order, evenly over districts and sizes, and nobody twice."""

import hashlib
import random
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.assisting import doors
from portal.assisting.models import CallAttempt, CallOutcome
from portal.distribution.models import Invitee
from portal.errors import Refused
from portal.extensions import db
from portal.people.models import Account
from portal.responses.models import Response
from portal.retailers import services as register
from portal.retailers.models import Retailer
from portal.surveys.models import Mode, Survey

SEEDS = 1_000_000
SHOWN = 20
# A call somebody began and said nothing more about is over by then.
LONGEST_CALL = timedelta(minutes=30)
AGAIN = (CallOutcome.NOT_REACHED, CallOutcome.LATER)
Candidate = tuple[uuid.UUID, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Round:
    """The list before a caller; `again` are those to try once more, each with what came of the last call."""

    seed: int
    shops: list[Retailer]
    again: list[tuple[Retailer, CallAttempt, CallOutcome]]
    outcomes: dict[CallOutcome, int]
    invited: bool


def usual_seed(survey: Survey) -> int:
    """The same for everybody who calls for this survey."""
    return int.from_bytes(hashlib.sha256(survey.id.bytes).digest()[:4], "big") % SEEDS


def in_order(candidates: Iterable[Candidate], seed: int) -> list[uuid.UUID]:
    """Shuffled within each stratum, then merged so that any beginning holds the strata in proportion."""
    draw = random.Random(seed)  # noqa: S311 - an order that others can repeat, not a secret
    strata: dict[tuple[Any, ...], list[uuid.UUID]] = {}
    for key, stratum in sorted(candidates, key=lambda each: each[0]):
        strata.setdefault(stratum, []).append(key)
    placed: list[tuple[float, float, uuid.UUID]] = []
    for stratum in sorted(strata, key=str):
        keys = strata[stratum]
        draw.shuffle(keys)
        placed += [((n + draw.random()) / len(keys), draw.random(), key) for n, key in enumerate(keys)]
    return [key for _place, _tie, key in sorted(placed)]


def round_of(person: Account, survey: Survey, seed: int, at: datetime) -> Round:
    last = last_attempts(survey)
    outcomes = Counter(state(attempt, at) for attempt in last.values())
    if not _has_invitees(survey):
        return Round(seed, [], _again(person, survey, last, at), dict(outcomes), False)
    done = {*last, *db.session.scalars(_answered(survey))}
    # Whoever falls out leaves the order of the others as it is.
    order = [key for key in in_order(_candidates(person, survey), seed) if key not in done]
    shops = _load(order[:SHOWN])
    return Round(seed, shops, _again(person, survey, last, at), dict(outcomes), True)


def _has_invitees(survey: Survey) -> bool:
    return db.session.scalar(select(Invitee.id).where(Invitee.survey_id == survey.id).limit(1)) is not None


def _answered(survey: Survey) -> Any:
    """Shops that need no call. Only a named survey may be read off the list of those who are left:
    in a confidential one a shop that has answered is called all the same, and says so."""
    return select(Response.retailer_id).where(
        Response.survey_id == survey.id,
        Response.retailer_id.is_not(None),
        literal(survey.mode == Mode.NAMED),
    )


def _candidates(person: Account, survey: Survey) -> list[Candidate]:
    invited = select(Invitee.retailer_id).where(Invitee.survey_id == survey.id)
    query = doors.shops(person, survey).where(Retailer.id.in_(invited), Retailer.phone.is_not(None))
    rows = db.session.execute(query.with_only_columns(Retailer.id, Retailer.unit_id, Retailer.size))
    return [(row.id, (row.unit_id, row.size)) for row in rows]


def _again(
    person: Account, survey: Survey, last: dict[uuid.UUID, CallAttempt], at: datetime
) -> list[tuple[Retailer, CallAttempt, CallOutcome]]:
    """The person's own open call, and those to try once more; longest ago first."""
    due = [each for each in last.values() if state(each, at) in AGAIN or is_mine(each, person, at)]
    due.sort(key=lambda each: each.begun_at)
    query = doors.shops(person, survey).where(
        Retailer.id.in_([each.retailer_id for each in due]), Retailer.id.not_in(_answered(survey))
    )
    known = {shop.id: shop for shop in db.session.scalars(query.options(*_CARD))}
    found = [(known[each.retailer_id], each, state(each, at)) for each in due if each.retailer_id in known]
    return found[:SHOWN]


_CARD = (joinedload(Retailer.unit), joinedload(Retailer.manager))


def _load(keys: Sequence[uuid.UUID]) -> list[Retailer]:
    found = {
        shop.id: shop
        for shop in db.session.scalars(select(Retailer).where(Retailer.id.in_(keys)).options(*_CARD))
    }
    return [found[key] for key in keys]


def last_attempts(survey: Survey) -> dict[uuid.UUID, CallAttempt]:
    """The latest call to each shop that was ever called for this survey."""
    query = select(CallAttempt).where(CallAttempt.survey_id == survey.id).order_by(CallAttempt.n)
    return {attempt.retailer_id: attempt for attempt in db.session.scalars(query)}


def last_attempt(survey: Survey, shop: Retailer) -> CallAttempt | None:
    query = select(CallAttempt).filter_by(survey_id=survey.id, retailer_id=shop.id)
    return db.session.scalars(query.order_by(CallAttempt.n.desc()).limit(1)).first()


def state(attempt: CallAttempt, at: datetime) -> CallOutcome:
    outcome = CallOutcome(attempt.outcome)
    if outcome is CallOutcome.CALLING and at - attempt.begun_at >= LONGEST_CALL:
        return CallOutcome.NOT_REACHED
    return outcome


def is_mine(attempt: CallAttempt | None, person: Account, at: datetime) -> bool:
    """The call this person is making now: its number may be shown."""
    return (
        attempt is not None and attempt.caller_id == person.id and state(attempt, at) is CallOutcome.CALLING
    )


def begin(survey: Survey, shop: Retailer, *, caller: Account, at: datetime) -> CallAttempt:
    """Takes the shop for this caller, and notes that the number was shown."""
    last = last_attempt(survey, shop)
    if last is not None and is_mine(last, caller, at):
        return last
    if last is not None and state(last, at) not in AGAIN:
        raise Refused(_("Somebody is calling this shop, or has done so. Take the next one."))
    attempt = _next(survey, shop, last, caller, at)
    register.note_look(shop, str(_("Telephone survey")), actor=caller, at=at)
    return attempt


def end(survey: Survey, shop: Retailer, outcome: CallOutcome, *, caller: Account, at: datetime) -> None:
    """What came of the caller's call; where none was begun, it is written down all the same."""
    attempt = last_attempt(survey, shop)
    if attempt is not None and attempt.caller_id == caller.id and attempt.outcome == CallOutcome.REACHED:
        return  # the same answers handed in twice are one call
    if attempt is None or not is_mine(attempt, caller, at):
        attempt = _next(survey, shop, attempt, caller, at)
    attempt.outcome, attempt.ended_at = outcome, at
    db.session.flush()


def _next(
    survey: Survey, shop: Retailer, last: CallAttempt | None, caller: Account, at: datetime
) -> CallAttempt:
    """Of two who take the same number at the same moment the key lets one."""
    attempt = CallAttempt(
        survey_id=survey.id, retailer_id=shop.id, unit_id=survey.unit_id, n=last.n + 1 if last else 1,
        caller_id=caller.id, begun_at=at, outcome=CallOutcome.CALLING,
    )  # fmt: skip
    db.session.add(attempt)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(_("Somebody is calling this shop, or has done so. Take the next one.")) from error
    return attempt
