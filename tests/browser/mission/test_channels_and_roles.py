"""Rows of the mission about who brings a survey to the people."""

from tests.browser.mission.conftest import line


def test_channels_of_different_kind_have_their_own_code_words_and_count(director, survey, code):
    """服务渠道: 人员、电话、网络(QQ/微信/抖音/短信/96368)、平面、会议"""
    listening = survey("T1")
    words = {}
    for name in ("客户经理走访", "客户微信群"):
        director.goto(f"/w/surveys/{listening.id}/share")
        director.get_by_role("link", name=name).first.click()
        words[name] = director.locator("#copy-text").input_value()
    director.goto(f"/w/surveys/{listening.id}/live")

    assert all(code(listening, name) in text for name, text in words.items())
    assert len({text.replace(code(listening, name), "") for name, text in words.items()}) == 2
    assert line(director, "按渠道", "客户经理走访")[1].endswith("/120")
    assert line(director, "按渠道", "客户微信群")[1].endswith("/70")
    assert line(director, "按渠道类型", "人员")[1].endswith("/120")
    assert line(director, "按渠道类型", "网络")[1].endswith("/70")


def test_the_four_roles_stand_with_their_targets_and_outreach_by_kind(director, survey):
    """四员协作宣传、动员会、手册、短信"""
    obstacles = survey("T5", closed=True)
    director.goto(f"/w/surveys/{obstacles.id}/live")

    roles = {name: line(director, "按渠道", name)[1] for name in ("送货员", "客户经理", "专管员", "电访员")}
    told = {kind: line(director, "按渠道类型", kind)[-1] for kind in ("网络", "平面", "会议")}
    director.goto(f"/w/surveys/{obstacles.id}/share")
    log = director.locator("main").inner_text()

    assert roles == {"送货员": "142/180", "客户经理": "96/120", "专管员": "31/40", "电访员": "73/57"}
    assert told == {"网络": "537", "平面": "380", "会议": "86"}
    assert all(way in log for way in ("网上订货工作动员会", "图文宣传手册", "订货提醒短信"))


def test_a_shop_reads_who_serves_it_and_the_report_says_who_knows(director, phone, survey, shop):
    """不知客户经理姓名"""
    phone.goto(f"/s/{shop.code}")
    served = phone.locator("main").inner_text()
    director.goto(f"/w/surveys/{survey('T1', closed=True).id}/report?item=q2&cross=size")
    crossed = "您知道负责您店的客户经理叫什么吗？ × 规模: 人数和行百分比"

    known = {size: line(director, crossed, size) for size in ("小户", "中户", "大户")}

    assert shop.manager.name in served
    assert shop.manager.phone in served
    assert {size: (cells[0], cells[-1]) for size, cells in known.items()} == {
        "小户": ("75 40%", "188"),
        "中户": ("44 45%", "98"),
        "大户": ("20 53%", "38"),
    }
