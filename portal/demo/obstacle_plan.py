"""Who answers the obstacle survey and what: all its tables at once, dealt out by chance but exact."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.demo import comments
from portal.demo.county import AGES, AGES_BY_THEME, DISTRICTS, THEMES, THEMES_BY_DISTRICT
from portal.demo.dealing import SHANGHAI, deal, deal_all, office_time
from portal.demo.names import birthday

CHANNELS = {"送货员": 142, "客户经理": 96, "专管员": 31, "电访员": 73}
CLASSES = {"1": 38, "2": 121, "3": 183}
SIZES = {"small": 198, "medium": 109, "large": 35}
HANDED_IN_BY_MANAGER, HANDED_IN_BY_FAMILY = 37, 74
TOO_FAST = 6
ONE_PHONE = 5
FIRST_DAY, LAST_DAY = date(2012, 2, 20), date(2012, 3, 9)
UNDATED = datetime(2012, 2, 20, tzinfo=UTC)
OLD = {"60-69": 3.0, ">=70": 5.0}


@dataclass
class Answering:
    """One respondent of the obstacle survey."""

    district: str
    theme: str
    age: str
    born: date
    customer_class: str = ""
    size: str = ""
    channel: str = ""
    filled_by: str = "self"
    seconds: int | None = None
    at: datetime = UNDATED
    shares_a_phone: bool = False
    answers: dict[str, Any] = field(default_factory=dict)


def plan(rng: random.Random) -> list[Answering]:
    rows = _people(rng)
    _shops(rng, rows)
    _ways(rng, rows)
    _times(rng, rows)
    _required_answers(rng, rows)
    _free_answers(rng, rows)
    return rows


def _people(rng: random.Random) -> list[Answering]:
    rows = []
    for n, theme in enumerate(THEMES):
        homes = [name for name in DISTRICTS for _ in range(THEMES_BY_DISTRICT[name][n])]
        for home, age in zip(homes, deal_all(rng, homes, AGES_BY_THEME[theme]), strict=True):
            rows.append(Answering(home, theme, age, birthday(rng, AGES[age])))
    return rows


def _shops(rng: random.Random, rows: list[Answering]) -> None:
    def size_of(row: Answering, size: str) -> float:
        fits = {"1": "large", "2": "medium", "3": "small"}[row.customer_class] == size
        return 4.0 if fits else 1.0

    for row, value in zip(rows, deal_all(rng, rows, CLASSES), strict=True):
        row.customer_class = value
    for row, value in zip(rows, deal_all(rng, rows, dict(reversed(SIZES.items())), size_of), strict=True):
        row.size = value


def _ways(rng: random.Random, rows: list[Answering]) -> None:
    for row, channel in zip(rows, deal_all(rng, rows, CHANNELS), strict=True):
        row.channel = channel
    brought = [row for row in rows if row.channel == "客户经理"]
    _filled_by(rng, brought, {"manager": HANDED_IN_BY_MANAGER})
    _filled_by(rng, [row for row in rows if row.filled_by == "self"], {"family": HANDED_IN_BY_FAMILY})


def _filled_by(rng: random.Random, rows: list[Answering], counts: dict[str, int]) -> None:
    for row, who in zip(rows, deal(rng, rows, counts, _needs_help), strict=True):
        row.filled_by = who or "self"


def _needs_help(row: Answering, who: str) -> float:
    return OLD.get(row.age, 1.0) * (2.0 if row.theme in ("cannot", "frail") else 1.0)


def _times(rng: random.Random, rows: list[Answering]) -> None:
    """Six under 20 seconds, the median at 2 min 4 s; five within four minutes on the phone of one manager.

    What is said on the telephone is not timed.
    """
    for row in rows:
        row.at = office_time(rng, FIRST_DAY, LAST_DAY)
    timed = [row for row in rows if row.channel != "电访员"]
    rng.shuffle(timed)
    timed.sort(key=lambda row: row.filled_by == "manager")
    half = (len(timed) - 1) // 2
    quicker = [rng.randint(66, 122) for _ in range(half - TOO_FAST)]
    others = [124, *quicker, *(rng.randint(126, 330) for _ in range(half))]
    rng.shuffle(others)
    hasty = [rng.randint(11, 18) for _ in range(TOO_FAST)]
    for row, seconds in zip(timed, hasty + others, strict=True):
        row.seconds = seconds
    together = [row for row in rows if row.filled_by == "manager" and row.district == "北片"][:ONE_PHONE]
    begin = datetime(2012, 2, 28, 10, 12, 7, tzinfo=SHANGHAI).astimezone(UTC)
    for n, row in enumerate(together):
        row.shares_a_phone, row.at = True, begin + timedelta(seconds=57 * n)


def _required_answers(rng: random.Random, rows: list[Answering]) -> None:
    tables: dict[str, dict[str, int]] = {
        "q1": {"mobile": 9, "computer": 6, "family": 46, "phone": 281},
        "q2": {"stopped": 87, "never": 255},
        "q6": {"manager": 118, "neighbour": 74, "family": 62, "video": 31, "class": 57},
        "q7": {"willing": 139, "busy": 88, "none": 115},
        "q8": {"none": 47, "weak": 78, "mobile_data": 96, "broadband": 121},
    }
    for key, counts in tables.items():
        for row, value in zip(rows, deal_all(rng, rows, counts, _leaning), strict=True):
            row.answers[key] = value
    for row in rows:
        row.answers["q3"], row.answers["filled_by"] = row.theme, row.filled_by
    stopped = [row for row in rows if row.answers["q2"] == "stopped"]
    reasons = {"broken": 21, "lost_order": 13, "bother": 19, "forgot": 34}
    for row, value in zip(stopped, deal_all(rng, stopped, reasons, _leaning), strict=True):
        row.answers["q5"] = value


LEANINGS = {
    ("no_device", "none"): 4.0, ("no_device", "broken"): 6.0, ("slow", "weak"): 4.0,
    ("slow", "stopped"): 4.0, ("slow", "lost_order"): 8.0, ("old_way", "bother"): 3.0,
    ("frail", "family"): 4.0, ("cannot", "manager"): 2.0, ("frail", "stopped"): 0.5,
}  # fmt: skip


def _leaning(row: Answering, value: str) -> float:
    return LEANINGS.get((row.theme, value), 1.0)


def _free_answers(rng: random.Random, rows: list[Answering]) -> None:
    for row, answered in zip(rows, deal(rng, rows, {"yes": 298}), strict=True):
        others = [theme for theme in THEMES if theme != row.theme]
        if answered:
            row.answers["q4"] = rng.sample(others, rng.choice((1, 1, 2)))
    pairing = {"learn": 141, "teach": 9, "either": 52, "not_now": 114}
    for row, value in zip(rows, deal(rng, rows, pairing), strict=True):
        if value:
            row.answers["q9"] = value
    words = {theme: comments.spoken(rng, comments.OBSTACLES[theme]) for theme in THEMES}
    for row, answered in zip(rows, deal(rng, rows, {"yes": 214}), strict=True):
        if answered:
            row.answers["q10"] = next(words[row.theme])
