"""The shops of the register: as it stood in January 2012, and as it changed until November."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.demo import county, names
from portal.demo.dealing import deal_all, office_day, office_time
from portal.demo.obstacle_plan import Answering
from portal.demo.organisation import Office
from portal.extensions import db
from portal.people.models import DEMO
from portal.retailers import services
from portal.retailers.models import Retailer

CLASSES = {"1": 16, "2": 36, "3": 48}
SIZES = {"1": {"large": 6, "medium": 3, "small": 1}, "2": {"large": 1, "medium": 5, "small": 4},
         "3": {"medium": 2, "small": 8}}  # fmt: skip
TIERS = {"1": (21, 30), "2": (11, 20), "3": (1, 10)}
OLDEST_LICENCE, JANUARY_ENDS = date(2006, 3, 1), date(2012, 1, 20)
NO_ROW = UUID(int=0)
ONLINE, OTHERS = "online", ("telephone",) * 19 + ("other",)


@dataclass
class Shop:
    """One shop of the plan; `retailer_id` is its row's once it is in the register."""

    district: str
    ordering: str
    opened: datetime
    customer_class: str
    size: str
    born: date
    answering: Answering | None = None
    changes: list[tuple[datetime, str]] = field(default_factory=list)  # "close", or a new way of ordering
    retailer_id: UUID = NO_ROW

    @property
    def closes(self) -> bool:
        return any(what == "close" for _, what in self.changes)


def january(rng: random.Random, answering: Iterable[Answering]) -> list[Shop]:
    """1188 shops; those who answer the obstacle survey are among the 397 who do not order online."""
    shops = []
    by_district: dict[str, list[Answering]] = {name: [] for name in county.DISTRICTS}
    for row in answering:
        by_district[row.district].append(row)
    for district, (total, online) in county.JANUARY.items():
        rows: list[Answering | None] = [*by_district[district]]
        rows += [None] * (total - online - len(rows))
        shops += [_january_shop(rng, district, rng.choice(OTHERS), row) for row in rows]
        shops += [_january_shop(rng, district, ONLINE, None) for _ in range(online)]
    rng.shuffle(shops)
    return shops


def _january_shop(rng: random.Random, district: str, ordering: str, row: Answering | None) -> Shop:
    opened = office_time(rng, OLDEST_LICENCE, JANUARY_ENDS)
    shop = new_shop(rng, district, ordering, opened)
    if row is not None:
        shop.customer_class, shop.size, shop.born = row.customer_class, row.size, row.born
        shop.answering = row
    return shop


def new_shop(rng: random.Random, district: str, ordering: str, opened: datetime) -> Shop:
    customer_class = rng.choices(list(CLASSES), list(CLASSES.values()))[0]
    sizes = SIZES[customer_class]
    size = rng.choices(list(sizes), list(sizes.values()))[0]
    return Shop(district, ordering, opened, customer_class, size, names.birthday(rng, (24, 68)))


def licensed_later(rng: random.Random) -> list[Shop]:
    """The 140 new licences of February to November, 92 of which order online from the start."""
    shops = []
    for wanted, by_month, ways in (
        (county.NEW_ONLINE, county.NEW_ONLINE_BY_MONTH, (ONLINE,)),
        (county.NEW_OTHERS, county.NEW_OTHERS_BY_MONTH, OTHERS),
    ):
        for district, day in _dated(rng, wanted, by_month):
            shops.append(new_shop(rng, district, rng.choice(ways), day))
    return shops


def plan_changes(rng: random.Random, shops: list[Shop]) -> None:
    """Which shops close, are won over or go back, and when; whoever closes has not answered before."""
    quiet = [shop for shop in shops if shop.answering is None]
    rng.shuffle(quiet)
    online = [shop for shop in quiet if shop.ordering == ONLINE]
    others = [shop for shop in quiet if shop.ordering != ONLINE]
    _assign(rng, online, county.CLOSED_ONLINE, county.CLOSED_ONLINE_BY_MONTH, "close")
    _assign(rng, others, county.CLOSED_OTHERS, county.CLOSED_OTHERS_BY_MONTH, "close")
    _assign(rng, online, county.WENT_BACK, county.WENT_BACK_BY_MONTH, "telephone")
    answered = [shop for shop in shops if shop.answering is not None]
    answered.sort(key=lambda shop: rng.random() * _hard_to_win(shop))
    _assign(rng, others + answered, county.CONVERTED, county.CONVERTED_BY_MONTH, ONLINE)


def _hard_to_win(shop: Shop) -> float:
    return 4.0 if shop.answering is not None and shop.answering.theme == "frail" else 1.0


def _assign(
    rng: random.Random, shops: list[Shop], wanted: dict[str, int], by_month: dict[int, int], what: str
) -> None:
    """The first shops of each district that nothing has happened to yet, the earliest months first."""
    unchanged = [shop for shop in shops if not shop.changes]
    free = {name: iter([shop for shop in unchanged if shop.district == name]) for name in county.DISTRICTS}
    for district, at in _dated(rng, wanted, by_month):
        next(free[district]).changes.append((at, what))


def _dated(
    rng: random.Random, wanted: dict[str, int], by_month: dict[int, int]
) -> Iterator[tuple[str, datetime]]:
    """(district, time) as often as both tables say, in the order of the months."""
    districts = [name for name, n in wanted.items() for _ in range(n)]
    for district, month in sorted(
        zip(districts, deal_all(rng, districts, by_month), strict=True), key=lambda pair: pair[1]
    ):
        yield district, office_time(rng, date(2012, month, 1), date(2012, month, 26))


class Register:
    """Writes planned shops into the register, as the clerk did; `licences` begin like no real ones."""

    def __init__(self, rng: random.Random, office: Office, licences: str) -> None:
        self.rng, self.office, self.licences = rng, office, licences
        self.numbers = count(1)
        self.managers = {name: office.manager_of(name).id for name in office.districts}

    def add(self, shop: Shop) -> None:
        rng, number = self.rng, next(self.numbers)
        village = rng.choice(names.VILLAGES[shop.district])
        details = names.customer_file(
            rng, born=shop.born, size=shop.size, village=village, number=number, thorough=rng.uniform(0.45, 1)
        )
        owner = names.person(rng)
        retailer = services.create_retailer(
            unit=self.office.units[shop.district], licence=f"{self.licences}{number:05d}", name=owner,
            shop_name=names.shop(rng), village=village, phone=names.phone(number), ordering=shop.ordering,
            customer_class=shop.customer_class, size=shop.size, tier=rng.randint(*TIERS[shop.customer_class]),
            manager_id=self.managers[shop.district], file=details, origin="visit",
            as_of=office_day(rng, date(2011, 6, 1), date(2011, 12, 30)), source=DEMO, actor=self.office.clerk,
            at=shop.opened, known_new=True, **self._helper(owner, number),
        )  # fmt: skip
        shop.retailer_id = retailer.id

    def _helper(self, owner: str, number: int) -> dict[str, Any]:
        """The family member who helps, known for a third of the shops."""
        rng = self.rng
        if rng.random() > 1 / 3:
            return {}
        name = owner[0] + rng.choice(names.GIVEN)
        phone = names.phone(900000 + number)
        return {"helper_name": name, "helper_relation": rng.choice(names.RELATIONS), "helper_phone": phone}

    def change(self, shop: Shop) -> None:
        retailer = db.session.get_one(Retailer, shop.retailer_id)
        for at, what in shop.changes:
            if what == "close":
                services.close(retailer, actor=self.office.clerk, at=at, reason="停业")
            else:
                services.change_retailer(
                    retailer, values={"ordering": what}, file={}, actor=self.office.clerk, at=at
                )


def rows_of(shops: Iterable[Shop]) -> Sequence[Retailer]:
    return db.session.scalars(select(Retailer).where(Retailer.id.in_([s.retailer_id for s in shops]))).all()


def count_at(shops: Iterable[Shop], day: date) -> tuple[int, int]:
    """(ordering online, open) at the end of that day."""
    moment = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
    online = total = 0
    for shop in shops:
        past = [what for at, what in shop.changes if at < moment]
        if shop.opened < moment and "close" not in past:
            total += 1
            online += (past[-1] if past else shop.ordering) == ONLINE
    return online, total
