"""The monthly figures of 2012: what the register says at the end of each month, and what the article adds."""

from collections.abc import Sequence
from datetime import date

from portal.demo import county
from portal.demo.organisation import Office
from portal.demo.shops import Shop, count_at
from portal.indicators.figures import record
from portal.indicators.models import Indicator
from portal.indicators.services import find_or_create
from portal.people.models import DEMO, SEED, Unit

ONLINE_RATE = {"zh-Hans": "网上订货率", "en": "Online ordering rate"}
STABILITY = {"zh-Hans": "网上订货使用稳定性", "en": "Steadiness of online ordering"}
VOLUME = {"zh-Hans": "网上订货销量占比", "en": "Online share of volume"}
RANK = {"zh-Hans": "网上订货率全市排名", "en": "Rank in the city by online ordering rate"}
REPORTED = {1, 11}  # the months the article gives the county's totals for


def load(office: Office, shops: Sequence[Shop]) -> None:
    rate = _indicator(office, "ordering.online_rate", ONLINE_RATE)
    for month in range(1, 12):
        day = county.month_end(month)
        _count(rate, office.county, day, shops, SEED if month in REPORTED else DEMO)
        for name in county.DISTRICTS:
            there = [shop for shop in shops if shop.district == name]
            _count(rate, office.units[name], day, there, DEMO)
    _reported(office, rate)


def _reported(office: Office, rate: Indicator) -> None:
    """Percentages of which the article does not say what they were counted from."""
    first, last = county.month_end(1), county.month_end(11)
    city = office.county.parent or office.county
    record(rate, city, first, county.CITY_MEAN, 100, note="全市平均", source=SEED)
    for code, name, value in (
        ("ordering.stability", STABILITY, county.STABILITY),
        ("ordering.volume_share", VOLUME, county.VOLUME_SHARE),
    ):
        record(_indicator(office, code, name), office.county, last, value, 100, source=SEED)
    rank = _indicator(office, "ordering.online_rank", RANK)
    rank.higher_is_better = False
    for day, place in ((first, county.RANK_JANUARY), (last, county.RANK_NOVEMBER)):
        record(rank, office.county, day, place, None, source=SEED)


def _indicator(office: Office, code: str, name: dict[str, str]) -> Indicator:
    return find_or_create(office.county, code, name, source=DEMO)


def _count(indicator: Indicator, unit: Unit, day: date, shops: Sequence[Shop], source: str) -> None:
    online, total = count_at(shops, day)
    record(indicator, unit, day, online, total, source=source)
