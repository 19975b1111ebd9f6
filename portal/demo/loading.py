"""The demo from beginning to end: planned first, then lived through in the order of 2012."""

import random
import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from portal.demo import figures, learning, listening, obstacle, obstacle_plan, outcome, sister, today
from portal.demo.dealing import morning, new_random
from portal.demo.organisation import build
from portal.demo.removal import remove
from portal.demo.shops import Register, Shop, january, licensed_later, plan_changes, rows_of
from portal.demo.standing import is_begun, is_loaded
from portal.distribution.services import shop_codes
from portal.extensions import db

FOUNDED = morning(2011, 12, 1)
BATCH = 200


def load(at: datetime) -> None:
    """Once; what an interrupted loading left behind is taken out first."""
    if is_loaded():
        return
    if is_begun():
        remove()
    run(at)


def run(at: datetime) -> dict[str, float]:
    """The seconds each part took."""
    clock = _Clock()
    rng = new_random()
    early, late = _plan(rng)
    changtai, neighbour = build(FOUNDED)
    register = Register(rng, changtai, "9906250")
    _enter(register, early)
    clock.note("register of January")
    heard = listening.load(rng, changtai, early)
    clock.note("listening survey")
    obstacle.load(rng, changtai, early)
    clock.note("obstacle survey")
    _live_on(register, early, late)
    figures.load(changtai, [*early, *late])
    clock.note("register until November")
    still_open = [shop for shop in (*early, *late) if not shop.closes]
    shop_codes(rows_of(still_open), at=at)
    clock.note("shop codes")
    learning.load(changtai, neighbour, still_open, at)
    clock.note("question banks, exam, awareness")
    sister.load(rng, neighbour, at)
    clock.note("sister county")
    outcome.load(changtai, heard, at)
    clock.note("what was changed")
    today.load(rng, changtai, still_open, at)
    clock.note("open surveys")
    return clock.seconds


def _plan(rng: random.Random) -> tuple[list[Shop], list[Shop]]:
    """The shops of January with all that will happen to them, and those licensed later."""
    early = january(rng, obstacle_plan.plan(rng))
    plan_changes(rng, early)
    return early, sorted(licensed_later(rng), key=lambda shop: shop.opened)


def _enter(register: Register, shops: Iterable[Shop]) -> None:
    for n, shop in enumerate(shops):
        register.add(shop)
        if n % BATCH == 0:
            db.session.commit()


def _live_on(register: Register, early: Sequence[Shop], late: Sequence[Shop]) -> None:
    _enter(register, late)
    for shop in early:
        if shop.changes:
            register.change(shop)


class _Clock:
    """Commits a part and notes how long it took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.begun = time.perf_counter()

    def note(self, part: str) -> None:
        db.session.commit()
        now = time.perf_counter()
        self.seconds[part], self.begun = now - self.begun, now
