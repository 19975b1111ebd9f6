"""The figures of the case: what the article of 2012 reports, and what was added so that it can be counted.

Every table here is read while loading only; screens and exports count the rows that came of it.
"""

from datetime import date, timedelta

DISTRICTS = ("城区", "北片", "东片", "南片")
# The article says 1188/791 and 1297/1126; how they fall on the districts is invented.
JANUARY = {"城区": (326, 251), "北片": (289, 178), "东片": (297, 190), "南片": (276, 172)}
NOVEMBER = {"城区": (351, 319), "北片": (318, 268), "东片": (323, 279), "南片": (305, 260)}

# How January became November, by district.
CLOSED_ONLINE = {"城区": 4, "北片": 2, "东片": 3, "南片": 3}
CLOSED_OTHERS = {"城区": 5, "北片": 5, "东片": 5, "南片": 4}
NEW_ONLINE = {"城区": 26, "北片": 22, "东片": 22, "南片": 22}
NEW_OTHERS = {"城区": 8, "北片": 14, "东片": 12, "南片": 14}
WENT_BACK = {"城区": 2, "北片": 2, "东片": 1, "南片": 2}
CONVERTED = {"城区": 48, "北片": 72, "东片": 71, "南片": 71}

# The same by month, February to November: with January they give the monthly series of the county.
MONTHS = tuple(range(2, 12))
NEW_ONLINE_BY_MONTH = dict(zip(MONTHS, (4, 10, 10, 11, 10, 8, 9, 11, 10, 9), strict=True))
NEW_OTHERS_BY_MONTH = dict(zip(MONTHS, (2, 6, 6, 6, 5, 4, 5, 5, 5, 4), strict=True))
CLOSED_ONLINE_BY_MONTH = dict(zip(MONTHS, (1, 1, 1, 2, 1, 1, 1, 2, 1, 1), strict=True))
CLOSED_OTHERS_BY_MONTH = dict(zip(MONTHS, (1, 2, 2, 2, 2, 2, 2, 2, 2, 2), strict=True))
WENT_BACK_BY_MONTH = dict(zip(MONTHS, (0, 0, 1, 1, 1, 1, 0, 1, 1, 1), strict=True))
CONVERTED_BY_MONTH = dict(zip(MONTHS, (4, 35, 55, 55, 45, 22, 14, 11, 11, 10), strict=True))

# The obstacle survey: answers by district and main obstacle, and by obstacle and age.
THEMES = ("old_way", "cannot", "no_device", "slow", "frail")
THEMES_BY_DISTRICT = {
    "城区": (18, 20, 14, 8, 6),
    "北片": (36, 29, 17, 8, 7),
    "东片": (34, 28, 15, 8, 8),
    "南片": (33, 27, 12, 7, 7),
}
AGES_BY_THEME = {
    "old_way": {"<40": 12, "40-49": 30, "50-59": 46, "60-69": 28, ">=70": 5},
    "cannot": {"<40": 9, "40-49": 22, "50-59": 38, "60-69": 29, ">=70": 6},
    "no_device": {"<40": 8, "40-49": 14, "50-59": 20, "60-69": 11, ">=70": 5},
    "slow": {"<40": 11, "40-49": 8, "50-59": 8, "60-69": 3, ">=70": 1},
    "frail": {"<40": 1, "40-49": 4, "50-59": 5, "60-69": 13, ">=70": 5},
}
# Years between birth and 2012 that put a person in the band on any day of that year.
AGES = {"<40": (24, 39), "40-49": (41, 49), "50-59": (51, 59), "60-69": (61, 69), ">=70": (71, 82)}

CITY_MEAN = 75.87
STABILITY, VOLUME_SHARE = 96.55, 90.15
RANK_JANUARY, RANK_NOVEMBER = 8, 1


def month_end(month: int) -> date:
    return date(2012, month + 1, 1) - timedelta(days=1)
