"""华安县公司: sixty shops, its own people and one survey of its own, behind the wall between counties."""

import random
from datetime import date, datetime, timedelta

from portal.demo import listening
from portal.demo.asking import Sheet, Way, ask, distribute, hand_in
from portal.demo.dealing import SHANGHAI, office_time
from portal.demo.organisation import SISTER_DISTRICTS, Office
from portal.demo.shops import ONLINE, Register, new_shop

SHOPS_EACH, ANSWERED = 30, 40
TABLES = {
    "q1": {"enough": 22, "rare": 11, "never": 3, "unsure": 4},
    "q2": {"no": 7, "surname": 12, "full": 21},
    "q3": {"under_2": 10, "over_10": 5, "unsure": 5, "3_to_10": 20},
    "q4": {"no": 6, "at_once": 11, "later": 11, "none": 12},
    "q6": {"often": 2, "sometimes": 9, "no": 29},
    "filled_by": {"manager": 3, "family": 6, "self": 31},
}


def load(rng: random.Random, office: Office, at: datetime) -> None:
    register = Register(rng, office, "9906290")
    shops = []
    for district in SISTER_DISTRICTS:
        for n in range(SHOPS_EACH):
            opened = office_time(rng, date(2008, 1, 1), date(2011, 12, 1))
            shops.append(new_shop(rng, district, ONLINE if n % 4 else "telephone", opened))
            register.add(shops[-1])
    begin = at - timedelta(days=20)
    survey = ask(office, "T1", at=begin, settings={"population": len(shops), "target": 50})
    way = Way("客户经理走访", "people", 50, office.manager_of("城关片"), "customer_manager", "客户服务中心")
    channels = distribute(survey, [way], actor=office.clerk, at=begin)
    first, last = (begin + timedelta(days=1)).date(), (at - timedelta(days=1)).date()
    sheets = [
        Sheet(
            at=office_time(rng, first, last), seconds=rng.randint(70, 220), retailer_id=shop.retailer_id,
            channel=way.name, about=shop.size,
        )
        for shop in rng.sample(shops, ANSWERED)
    ]  # fmt: skip
    listening.fill(rng, sheets, TABLES, {1: 2, 2: 5, 5: 8, 3: 10, 4: 15}, words=18)
    hand_in(rng, survey, channels, sheets, SHANGHAI)
