"""The register and its monthly figures reconcile with the article and with one another."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.indicators.figures import series
from portal.indicators.models import Indicator
from portal.people.models import Account, Unit
from portal.retailers.fields import KEPT_AS_ROWS
from portal.retailers.models import Retailer, RetailerField

JANUARY = datetime(2012, 1, 31, 16, tzinfo=UTC)
NAMED = {"城区": (326, 351), "北片": (289, 318), "东片": (297, 323), "南片": (276, 305)}
ONLINE = {"城区": (251, 319), "北片": (178, 268), "东片": (190, 279), "南片": (172, 260)}
MONTHS = [
    (791, 1188), (798, 1192), (842, 1205), (905, 1218), (968, 1231), (1021, 1243), (1049, 1252), (1071, 1263),
    (1090, 1275), (1109, 1287), (1126, 1297),
]  # fmt: skip


def shops_of(unit: Unit) -> list[Retailer]:
    return list(db.session.scalars(select(Retailer).filter_by(unit_id=unit.id)))


def indicator(code: str) -> Indicator:
    return db.session.scalars(select(Indicator).filter_by(code=code)).one()


@pytest.mark.parametrize("district", NAMED)
def test_each_district_has_its_shops_of_january_and_of_november(
    unit: Callable[[str], Unit], district: str
) -> None:
    shops = shops_of(unit(district))

    in_january = [shop for shop in shops if shop.created_at < JANUARY]
    in_november = [shop for shop in shops if not shop.is_closed]

    assert (len(in_january), len(in_november)) == NAMED[district]
    assert sum(shop.ordering == "online" for shop in in_november) == ONLINE[district][1]


def test_31_closed_and_140_new_licences_lead_from_1188_to_1297(unit: Callable[[str], Unit]) -> None:
    shops = [shop for name in NAMED for shop in shops_of(unit(name))]

    closed = sum(shop.is_closed for shop in shops)
    new = sum(shop.created_at >= JANUARY for shop in shops)

    assert (closed, new) == (31, 140)
    assert len(shops) - closed == 1188 - 31 + 140 == 1297
    assert sum(shop.ordering != "online" for shop in shops if not shop.is_closed) == 171


def test_the_monthly_figures_of_the_county_are_those_of_the_case(unit: Callable[[str], Unit]) -> None:
    figures = series(indicator("ordering.online_rate"), unit("长泰县公司"))

    assert [(each.numerator, each.denominator) for each in figures] == MONTHS
    assert [each.source for each in figures] == ["seed3", *["demo"] * 9, "seed3"]
    assert (figures[0].day, figures[-1].day) == (date(2012, 1, 31), date(2012, 11, 30))


def test_the_figures_of_the_districts_add_up_to_the_county_in_every_month(
    unit: Callable[[str], Unit],
) -> None:
    rate = indicator("ordering.online_rate")
    by_district = {name: series(rate, unit(name)) for name in NAMED}

    sums = [
        (sum(rows[n].numerator for rows in by_district.values()),
         sum(rows[n].denominator or 0 for rows in by_district.values()))
        for n in range(len(MONTHS))
    ]  # fmt: skip

    assert sums == MONTHS
    for name, rows in by_district.items():
        assert (rows[0].numerator, rows[-1].numerator) == ONLINE[name]
        assert (rows[0].denominator, rows[-1].denominator) == NAMED[name]


def test_what_the_article_says_in_percent_is_kept_as_it_says_it(unit: Callable[[str], Unit]) -> None:
    city = series(indicator("ordering.online_rate"), unit("漳州市公司"))
    steady = series(indicator("ordering.stability"), unit("长泰县公司"))
    rank = series(indicator("ordering.online_rank"), unit("长泰县公司"))

    assert [(each.numerator, each.denominator) for each in city] == [(75.87, 100)]
    assert [(each.numerator, each.source) for each in steady] == [(96.55, "seed3")]
    assert [each.numerator for each in rank] == [8, 1]


def test_changtai_has_23_people_and_every_role_has_an_account(unit: Callable[[str], Unit]) -> None:
    accounts = db.session.scalars(select(Account)).all()

    changtai = [each for each in accounts if each.county.name == "长泰县公司"]
    posts = {post: sum(each.post == post for each in changtai) for post in {each.post for each in changtai}}

    assert posts == {
        "director": 1, "clerk": 1, "customer_manager": 4, "deliverer": 6, "inspector": 8, "telephonist": 3,
    }  # fmt: skip
    assert {each.role for each in accounts} == {
        "staff", "leader", "clerk", "manager", "trainer", "auditor", "admin",
    }  # fmt: skip


def test_customer_files_are_filled_but_not_all_to_the_same_degree(unit: Callable[[str], Unit]) -> None:
    shops = {shop.id for shop in shops_of(unit("北片"))}
    query = select(RetailerField.retailer_id, func.count()).group_by(RetailerField.retailer_id)

    filled = [n for shop, n in db.session.execute(query) if shop in shops]

    assert len(filled) == len(shops)
    assert min(filled) < 10
    assert max(filled) >= len(KEPT_AS_ROWS)
