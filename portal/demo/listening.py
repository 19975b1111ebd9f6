"""S1, 零售客户服务听一听 of February 2012: confidential, 360 invited, 324 answers."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.demo import comments
from portal.demo.asking import Sheet, Way, answer, ask, distribute, evenly, hand_in
from portal.demo.dealing import SHANGHAI, deal_all, morning, office_time
from portal.demo.organisation import Office
from portal.demo.shops import Shop, rows_of
from portal.distribution.services import invite
from portal.surveys.models import Survey

INVITED = {"城区": 99, "北片": 87, "东片": 90, "南片": 84}  # in proportion to 326, 289, 297 and 276 of 1188
ANSWERED = 324
CHANNELS = {"送货员": 138, "客户经理": 111, "电访员": 75}
FIRST_DAY, LAST_DAY = date(2012, 2, 1), date(2012, 2, 17)
SATISFACTION = {1: 22, 2: 49, 5: 55, 3: 84, 4: 114}
TABLES: Mapping[str, Mapping[Any, int]] = {
    "q1": {"enough": 148, "rare": 103, "never": 41, "unsure": 32},
    "q2": {"no": 77, "surname": 108, "full": 139},
    "q3": {"under_2": 97, "over_10": 38, "unsure": 47, "3_to_10": 142},
    "q4": {"no": 62, "at_once": 71, "later": 94, "none": 97},
    "q6": {"often": 15, "sometimes": 78, "no": 231},
    "filled_by": {"manager": 21, "family": 41, "self": 262},
}
SOURCES = ("manager", "platform", "wechat", "peers")
SERVICES = {"ordering": 7, "display": 2, "stock": 3, "price": 4, "terminal": 3, "policy": 3, "care": 6}
UNHAPPY = {
    ("q1", "never"): 4.0,
    ("q1", "rare"): 2.0,
    ("q4", "no"): 6.0,
    ("q6", "often"): 6.0,
    ("q2", "no"): 2.0,
}


def load(rng: random.Random, office: Office, shops: Sequence[Shop]) -> Survey:
    begin = morning(2012, 2, 1)
    sample = _sample(rng, shops)
    sizes = {size: sum(shop.size == size for shop in shops) for size in ("small", "medium", "large")}
    survey = ask(
        office, "T1", at=begin,
        settings={"population": len(shops), "target": len(sample), "strata": {"size": sizes}},
        title={"zh-Hans": "零售客户服务听一听（2012年2月）", "en": "VOC Listening Survey (February 2012)"},
    )  # fmt: skip
    channels = distribute(survey, _ways(office), actor=office.clerk, at=begin)
    invite(survey, rows_of(sample))
    sheets = _sheets(rng, office, rng.sample(sample, ANSWERED))
    fill(rng, sheets, TABLES, SATISFACTION, words=171)
    hand_in(rng, survey, channels, sheets, SHANGHAI)
    survey.close(morning(2012, 2, 20))
    return survey


def _sample(rng: random.Random, shops: Sequence[Shop]) -> list[Shop]:
    """By district; a shop that closes in February was on its way out and is not asked."""
    drawn: list[Shop] = []
    for district, n in INVITED.items():
        there = [shop for shop in shops if shop.district == district and not shop.closes]
        drawn += rng.sample(there, n)
    return drawn


def _ways(office: Office) -> tuple[Way, ...]:
    deliverer, manager = office.with_post("deliverer")[0], office.manager_of("城区")
    telephonist = office.with_post("telephonist")[0]
    return (
        Way("送货员", "people", 150, deliverer, "deliverer", "物流"),
        Way("客户经理", "people", 120, manager, "customer_manager", "客户服务中心"),
        Way("电访员", "telephone", 90, telephonist, "telephonist", "电访"),
    )


def _sheets(rng: random.Random, office: Office, shops: Sequence[Shop]) -> list[Sheet]:
    typists = [person.id for person in office.with_post("telephonist")]
    sheets = []
    for shop, channel in zip(shops, deal_all(rng, shops, CHANNELS), strict=True):
        by_phone = channel == "电访员"
        sheets.append(
            Sheet(
                at=office_time(rng, FIRST_DAY, LAST_DAY),
                seconds=None if by_phone else rng.randint(58, 260),
                retailer_id=shop.retailer_id,
                channel=channel,
                mode="phone" if by_phone else None,
                typist_id=rng.choice(typists) if by_phone else None,
                device="" if by_phone else f"the phone of {shop.retailer_id}",
                about=shop.size,
            )
        )
    return sheets


def fill(
    rng: random.Random, sheets: Sequence[Sheet], tables: Mapping[str, Mapping[Any, int]],
    satisfaction: Mapping[int, int], *, words: int,
) -> None:  # fmt: skip
    """Answers to template T1. Whoever is unhappy has seen nobody or waits for an answer."""
    answer(rng, sheets, "q9", satisfaction)
    for key, counts in tables.items():
        answer(rng, sheets, key, counts, _Unhappy(key) if key != "filled_by" else _not_by_phone)
    for sheet in sheets:
        sheet.answers["q8"] = sheet.about
        known = rng.sample(SOURCES, rng.choice((1, 1, 2, 2, 3)))
        sheet.answers["q5"] = ["unknown"] if rng.random() < 0.08 else known
        sheet.answers["q7"] = _two_of(rng)
    said = comments.spoken(rng, comments.WISHES)
    answer(rng, sheets, "q10", {True: words}, evenly)
    for sheet in sheets:
        if "q10" in sheet.answers:
            sheet.answers["q10"] = next(said)


@dataclass(frozen=True, slots=True)
class _Unhappy:
    key: str

    def __call__(self, sheet: Sheet, value: Any) -> float:
        if self.key == "q2" and value == "no" and sheet.about == "small":
            return 3.0
        return UNHAPPY.get((self.key, value), 1.0) if sheet.answers["q9"] <= 2 else 1.0


def _not_by_phone(sheet: Sheet, who: str) -> float:
    """Whoever speaks on the telephone did not have it filled in by the manager."""
    return 0.001 if who == "manager" and sheet.mode == "phone" else 1.0


def _two_of(rng: random.Random) -> list[str]:
    first, second = rng.choices(list(SERVICES), list(SERVICES.values()), k=2)
    return [first] if first == second else [first, second]
