"""Rows of the mission about consumers, front line and back offices, ordering and delivery."""

from playwright.sync_api import expect

from tests.browser.mission.conftest import answer, hand_in, line

ON_TIME = "上次送货，按说好的时间到了吗？"
EASE = {
    "q2": ("用手机订货，方便吗？", "14/41"),
    "q3": ("用电脑订货，方便吗？", "4/13"),
    "q4": ("用电话订货，方便吗？", "3/16"),
}
OFFICES = {
    "资料": ["25% 5", "45% 9", "20% 4", "10% 2", "0% 0", "20"],
    "信息": ["15% 3", "40% 8", "30% 6", "15% 3", "0% 0", "20"],
    "系统": ["10% 2", "35% 7", "30% 6", "25% 5", "0% 0", "20"],
    "物料": ["30% 6", "40% 8", "15% 3", "5% 1", "10% 2", "20"],
}
SHOP = {f"q{n}": 1 for n in (1, 2, 3, 4, 5, 6, 7, 8)} | {"q9": 3, "filled_by": 0}
SAID, CHANGED = "送货时间说不准", "星期三起，送货前一天发短信告诉时间"


def test_a_consumer_answers_and_a_retailer_reads_what_changed(director, new_page, phone, survey, code):
    """客户经理-零售客户-消费者交流平台"""
    phone.goto(f"/s/{code(survey('T9'), '柜台立牌')}")
    answer(phone, {key: 0 for key in consumer_questions(phone)})
    consumer = hand_in(phone)
    named = survey("T1")
    phone.goto(f"/s/{code(named, '客户微信群')}")
    answer(phone, SHOP)
    hand_in(phone)
    receipt = phone.url

    director.goto(f"/w/surveys/{named.id}/public")
    director.get_by_label("你们说").first.fill(SAID)
    director.get_by_label("我们改了").first.fill(CHANGED)
    director.get_by_role("button", name="公布").click()
    phone.goto(receipt)

    assert len(consumer) == 9
    expect(phone.get_by_role("heading", name="你们说·我们改")).to_be_visible()
    expect(phone.locator("main")).to_contain_text(CHANGED)
    expect(phone.locator("main")).to_contain_text(SAID)


def consumer_questions(phone):
    """Those of the counter's survey that are answered by touching."""
    names = phone.evaluate("[...document.querySelectorAll('[id^=i-]:has(.o)')].map(e => e.id.slice(2))")
    return [name for name in names if not name.startswith("_")]


def test_the_four_back_offices_stand_side_by_side(director, survey):
    """后台支持"""
    director.goto(f"/w/surveys/{survey('T11').id}/report?item=q1")

    beside = {office: line(director, "并排比较：比例和人数", office) for office in OFFICES}

    assert beside == OFFICES


def test_ease_of_each_way_to_order_and_deliveries_on_time(director, survey):
    """多种订货方式、准时送货"""
    delivery = survey("T10")
    found = {}
    for key, (stem, _share) in EASE.items():
        director.goto(f"/w/surveys/{delivery.id}/report?item={key}")
        found[key] = line(director, stem, "很方便")[2]
    director.goto(f"/w/surveys/{delivery.id}/report?item=q7")
    on_time = line(director, ON_TIME, "按时到")

    assert found == {key: share for key, (_stem, share) in EASE.items()}
    assert on_time[1:] == ["68.3%", "41/60", "55.8—78.7"]
