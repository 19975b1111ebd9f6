"""S2, 网上订货障碍调查: named, for the 397 shops that did not order online in January 2012; 342 answers."""

import random
from collections.abc import Iterator, Sequence
from datetime import date

from portal.demo.asking import Sheet, Way, ask, distribute, hand_in
from portal.demo.dealing import SHANGHAI, morning
from portal.demo.organisation import Office
from portal.demo.shops import ONLINE, Shop, rows_of
from portal.distribution import outreach
from portal.distribution.services import invite
from portal.surveys.models import Survey

TOLD = (
    (date(2012, 2, 17), "rally", 86, "网上订货工作动员会"),
    (date(2012, 2, 20), "handbook", 380, "图文宣传手册，随货送到"),
    (date(2012, 2, 21), "sms", 397, "订货提醒短信"),
    (date(2012, 2, 22), "group", 140, "客户QQ群"),
    (date(2012, 2, 27), "visit", 96, "客户经理走访时说明"),
    (date(2012, 3, 1), "call", 121, "电访员逐户说明"),
)


def load(rng: random.Random, office: Office, shops: Sequence[Shop]) -> Survey:
    begin = morning(2012, 2, 20)
    asked = [shop for shop in shops if shop.ordering != ONLINE]
    survey = ask(office, "T5", at=begin, settings={"population": len(asked), "target": len(asked)})
    channels = distribute(survey, _ways(office), actor=office.clerk, at=begin)
    for channel, name in ((channels.get(name), name) for name in (*channels, "")):
        invite(survey, rows_of([shop for shop in asked if _channel(shop) == name]), channel=channel)
    for day, way, reached, note in TOLD:
        outreach.log(survey, day=day, way=way, reached=reached, note=note, actor=office.clerk, at=begin)
    hand_in(rng, survey, channels, _sheets(office, asked), SHANGHAI)
    survey.close(morning(2012, 3, 12))
    return survey


def _ways(office: Office) -> tuple[Way, ...]:
    deliverer, manager = office.with_post("deliverer")[0], office.manager_of("北片")
    inspector, telephonist = office.people["ct007"], office.with_post("telephonist")[0]
    return (
        Way("送货员", "people", 180, deliverer, "deliverer", "物流"),
        Way("客户经理", "people", 120, manager, "customer_manager", "客户服务中心"),
        Way("专管员", "people", 40, inspector, "inspector", "专卖"),
        Way("电访员", "telephone", 57, telephonist, "telephonist", "电访"),
    )


def _channel(shop: Shop) -> str:
    return shop.answering.channel if shop.answering else ""


def _sheets(office: Office, asked: Sequence[Shop]) -> Iterator[Sheet]:
    typists = [person.id for person in office.with_post("telephonist")]
    for shop in asked:
        row = shop.answering
        if row is None:
            continue
        by_phone = row.channel == "电访员"
        yield Sheet(
            at=row.at,
            seconds=row.seconds,
            retailer_id=shop.retailer_id,
            channel=row.channel,
            mode="phone" if by_phone else None,
            typist_id=typists[shop.retailer_id.int % len(typists)] if by_phone else None,
            device="" if by_phone else _device(row.shares_a_phone, shop),
            answers=row.answers,
        )


def _device(shares: bool, shop: Shop) -> str:
    return "the phone of a customer manager" if shares else f"the phone of {shop.retailer_id}"
