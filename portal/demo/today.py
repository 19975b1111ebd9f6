"""What is open on the day of loading: a survey for each printed address, with answers of last week."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.demo import comments, listening
from portal.demo.asking import Sheet, Way, answer, ask, distribute, hand_in
from portal.demo.dealing import SHANGHAI, office_time
from portal.demo.organisation import Office
from portal.demo.shops import Shop
from portal.surveys.models import Mode, Survey

OPENED, RUNS = timedelta(days=7), timedelta(days=45)
MEETING = "零售户座谈会"  # answers on paper, typed afterwards
Filling = Callable[[random.Random, Sequence[Sheet]], None]
Tables = Mapping[str, Mapping[Any, int]]


@dataclass(frozen=True, slots=True)
class Open:
    """A survey that is open today: template, its ways to people, and who has answered already."""

    template: str
    ways: tuple[Way, ...]
    answered: int
    filling: Filling
    settings: Mapping[str, Any]
    mode: Mode | None = None
    by_shops: bool = True


def load(rng: random.Random, office: Office, shops: Sequence[Shop], at: datetime) -> list[Survey]:
    """The named one first: a visitor sees the own answer arrive in its figure."""
    return [_open(rng, office, shops, at, each) for each in _surveys(office, len(shops))]


def _open(rng: random.Random, office: Office, shops: Sequence[Shop], at: datetime, wanted: Open) -> Survey:
    begin = at - OPENED
    settings = {"opens_at": begin, "ends_at": at + RUNS, **wanted.settings}
    survey = ask(office, wanted.template, at=begin, mode=wanted.mode, settings=settings)
    channels = distribute(survey, wanted.ways, actor=office.clerk, at=begin)
    names = [way.name for way in wanted.ways for _ in range(way.target)]
    there = rng.sample(shops, wanted.answered) if wanted.by_shops else [None] * wanted.answered
    sheets = [_sheet(rng, shop, rng.choice(names), at) for shop in there]
    for sheet in sheets:
        if sheet.channel == MEETING:
            sheet.mode, sheet.typist_id, sheet.seconds = "paper", office.clerk.id, None
    wanted.filling(rng, sheets)
    hand_in(rng, survey, channels, sheets, SHANGHAI)
    return survey


def _sheet(rng: random.Random, shop: Shop | None, channel: str, at: datetime) -> Sheet:
    return Sheet(
        at=office_time(rng, (at - timedelta(days=6)).date(), (at - timedelta(days=1)).date()),
        seconds=rng.randint(62, 240),
        retailer_id=shop.retailer_id if shop else None,
        channel=channel,
        about=shop.size if shop else None,
    )


def _surveys(office: Office, shops: int) -> tuple[Open, ...]:
    clerk, manager = office.clerk, office.manager_of("城区")
    deliverer = office.with_post("deliverer")[0]
    retailers = {"population": shops}
    return (
        Open("T1", (
            Way("海报二维码", "print", 80, clerk, department="客户服务中心"),
            Way("客户经理走访", "people", 120, manager, "customer_manager", "客户服务中心"),
            Way("客户微信群", "network", 70, clerk, department="客户服务中心", medium="wechat"),
            Way(MEETING, "meeting", 30, office.director, department="客户服务中心"),
        ), 40, _listening, retailers | {"target": 300}, mode=Mode.NAMED),
        Open("T2", (Way("拜访后抽查", "people", 60, clerk, department="客户服务中心"),),
             35, _visits, retailers | {"target": 60, "period": "month"}),
        Open("T7", (Way("我要反映台卡", "print", 20, clerk, department="客户服务中心"),),
             len(SPOKEN_UP), _spoken_up, {"per_shop": 20}),
        Open("T10", (
            Way("送货员", "people", 100, deliverer, "deliverer", "物流"),
            Way("订货平台", "network", 50, clerk, department="客户服务中心", medium="platform"),
        ), 60, _deliveries, retailers | {"target": 150}),
        Open("T9", (Way("柜台立牌", "print", 200, clerk, department="客户服务中心"),),
             45, _consumers, {"target": 200}, by_shops=False),
        Open("T11", (Way("班前会", "meeting", 21, office.director, department="客户服务中心"),),
             20, _back_offices, {"population": 21, "target": 21}, by_shops=False),
    )  # fmt: skip


def _listening(rng: random.Random, sheets: Sequence[Sheet]) -> None:
    tables: Tables = {
        "q1": {"enough": 26, "rare": 9, "never": 2, "unsure": 3},
        "q2": {"no": 4, "surname": 9, "full": 27},
        "q3": {"under_2": 6, "over_10": 7, "unsure": 4, "3_to_10": 23},
        "q4": {"no": 3, "at_once": 15, "later": 12, "none": 10},
        "q6": {"often": 1, "sometimes": 7, "no": 32},
        "filled_by": {"manager": 2, "family": 6, "self": 32},
    }
    listening.fill(rng, sheets, tables, {1: 1, 2: 2, 3: 6, 5: 14, 4: 17}, words=22)


def _tables(rng: random.Random, sheets: Sequence[Sheet], tables: Tables) -> None:
    for key, counts in tables.items():
        answer(rng, sheets, key, counts)


def _words(rng: random.Random, sheets: Sequence[Sheet], key: str, points: Sequence[str], n: int) -> None:
    said = comments.spoken(rng, points)
    for sheet in rng.sample(list(sheets), n):
        sheet.answers[key] = next(said)


def _visits(rng: random.Random, sheets: Sequence[Sheet]) -> None:
    tables: Tables = {
        "q1": {"yes": 27, "no": 5, "unsure": 3},
        "q2": {"talked": 23, "signed": 8, "photo": 4},
        "q3": {"at_once": 14, "promised": 9, "none": 4, "not_asked": 8},
        "q4": {1: 1, 2: 3, 3: 7, 4: 15, 5: 9},
        "filled_by": {"family": 4, "self": 31},
    }
    _tables(rng, sheets, tables)


SPOKEN_UP = (
    ("licence", "亲戚来店调换的三条烟检查时被暂扣，想知道怎么处理", "manager", "recent"),
    ("delivery", "到货一条破损，没当场核对", "driver", "today"),
    ("terminal", "扫码枪不响三天了，报了还没人来", "manager", "recent"),
    ("ordering", "星期三中午打不开订货页面，过了截止时间", "nobody", "recent"),
    ("supply", "连着两周订不到要的规格，想知道怎么分的", "operator", "earlier"),
    ("other", "店要搬到隔壁，手续找谁办", "inspector", "earlier"),
)


def _spoken_up(rng: random.Random, sheets: Sequence[Sheet]) -> None:
    for sheet, (kind, what, first, when) in zip(sheets, SPOKEN_UP, strict=True):
        sheet.answers |= {"q1": kind, "q2": what, "q3": first, "q4": when, "q5": "code", "filled_by": "self"}


def _deliveries(rng: random.Random, sheets: Sequence[Sheet]) -> None:
    used = {("mobile",): 27, ("mobile", "phone"): 9, ("computer",): 8, ("mobile", "computer"): 5,
            ("phone",): 7, ("family",): 4}  # fmt: skip
    ease = {"mobile": ("q2", (1, 2, 6, 18, 14)), "computer": ("q3", (0, 1, 3, 5, 4)),
            "phone": ("q4", (1, 2, 4, 6, 3)), "family": ("q5", (0, 0, 1, 2, 1))}  # fmt: skip
    answer(rng, sheets, "q1", used)
    for way, (key, counts) in ease.items():
        asked = [sheet for sheet in sheets if way in sheet.answers["q1"]]
        answer(rng, asked, key, dict(zip(range(1, 6), counts, strict=True)))
    tables: Tables = {
        "q6": {"all": 31, "most": 24, "few": 5},
        "q7": {"on_time": 41, "early": 6, "late": 8, "very_late": 3, "other_day": 2},
        "q9": {"yes": 44, "hurry": 11, "no": 5},
        "q10": {1: 1, 2: 4, 3: 11, 4: 27, 5: 17},
        "filled_by": {"family": 6, "self": 54},
    }
    _tables(rng, sheets, tables)
    late = [sheet for sheet in sheets if sheet.answers["q7"] not in ("on_time", "early")]
    answer(rng, late, "q8", {"yes": 4, "asked": 5, "no": 4})
    for sheet in sheets:
        sheet.answers["q1"] = list(sheet.answers["q1"])
    _words(rng, sheets, "q11", comments.DELIVERIES, 24)


def _consumers(rng: random.Random, sheets: Sequence[Sheet]) -> None:
    tables: Tables = {
        "q1": {"often": 24, "sometimes": 14, "first": 7},
        "q2": {"clear": 31, "partly": 11, "no": 3},
        "q3": {"yes": 29, "partly": 14, "no": 2},
        "q4": {1: 1, 2: 1, 3: 7, 4: 21, 5: 15},
        "q5": {"yes": 35, "so_so": 8, "no": 2},
        "q6": {"yes": 33, "unsure": 9, "no": 3},
        "q7": {1: 1, 2: 2, 3: 8, 4: 20, 5: 14},
        "q8": {10: 9, 9: 8, 8: 11, 7: 6, 6: 3, 5: 2, 3: 1},
    }
    _tables(rng, sheets, tables)
    _words(rng, sheets, "q9", comments.SHOPS, 15)


OFFICES = {
    "papers": ((5, 9, 4, 2, 0), (6, 9, 5, 0)),
    "news": ((3, 8, 6, 3, 0), (3, 8, 9, 0)),
    "systems": ((2, 7, 6, 5, 0), (5, 9, 6, 0)),
    "supplies": ((6, 8, 3, 1, 2), (7, 9, 2, 2)),
}

HINDRANCES = ("outdated", "late_news", "down", "short", "nobody")


def _back_offices(rng: random.Random, sheets: Sequence[Sheet]) -> None:
    for office, (quality, timely) in OFFICES.items():
        for key, words, counts in (
            ("q1", ("very_good", "good", "fair", "poor", "none"), quality),
            ("q2", ("always", "mostly", "late", "none"), timely),
        ):
            answer(rng, sheets, office, dict(zip(words, counts, strict=True)))
            for sheet in sheets:
                sheet.answers.setdefault(key, {})[office] = sheet.answers.pop(office)
    tables: Tables = {
        "q5": {"same_day": 5, "3_days": 8, "longer": 3, "never": 1, "not_asked": 3},
        "q6": {1: 1, 2: 3, 3: 6, 4: 7, 5: 3},
        "q7": {"manager": 4, "driver": 6, "inspector": 7, "operator": 3},
    }
    _tables(rng, sheets, tables)
    for sheet in sheets:
        sheet.answers["q3"] = rng.sample(list(OFFICES), 4)
        sheet.answers["q4"] = rng.sample(HINDRANCES, rng.choice((1, 1, 2)))
    _words(rng, sheets, "q8", comments.BACK_OFFICES, 10)
