"""Mission: a Word file as found in the wild becomes questions of a bank, and nothing gets lost on the way."""

import io

import docx

from portal.extensions import db
from tests.factories import make_account, make_unit
from tests.portal.quizzes.quiz_factories import make_bank

# As people mix them: 1. 1、 (1), options on lines or on one, keys below and inside the stem.
AS_FOUND = (
    "长泰县公司 三月培训试题",
    "一、单项选择题（每题2分）",
    "1. 进店后先做什么？", "A. 报单位姓名", "B. 看库存", "C. 拍照", "答案：A", "解析：先让人知道您是谁。",
    "2、送来的烟破了一条，该找（B）。", "A、送货员 B、首问人 C、门卫",
    "(3) 扫码枪不响先看哪里？", "A．电源", "B．屏幕",
    "4. 订货截止是星期几？ A.一 B.五 答案：E",
    "5. 进店后先做什么？", "A. 报单位姓名", "B. 看库存", "C. 拍照", "【答案】A",
    "二、判断题", "6. 对方点了接收，才算交接。（√）",
    "三、填空题", "7. 结对子按“一带____”组成小组。", "答案：三;3",
)  # fmt: skip


def word_file():
    document, target = docx.Document(), io.BytesIO()
    for line in AS_FOUND:
        document.add_paragraph(line)
    document.save(target)
    return {
        "name": "三月 试题.docx",
        "mimeType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "buffer": target.getvalue(),
    }


def test_a_trainer_sees_what_is_wrong_mends_it_on_screen_and_imports(live_server, desktop):
    bank = make_bank(make_unit("长泰"), items=[])
    trainer = make_account("trainer", bank.unit, language="en")
    db.session.commit()
    live_server.sign_in(desktop, trainer)

    desktop.goto(f"/w/banks/{bank.id}/import")
    desktop.set_input_files("input[type=file]", word_file())
    desktop.click("text=Read and look")
    heading = desktop.locator(".err h2").inner_text()
    faults = desktop.locator(".imp-faults tbody tr").all_inner_texts()
    desktop.click("#row-3 >> text=Mend here")
    desktop.fill("#row-3 input[name=key]", "A")
    desktop.click("text=Keep and check")
    mended = desktop.locator("#row-3 .imp-n").inner_text()
    desktop.click("#row-4 >> text=Skip")
    desktop.click("text=Import the 5 questions that are fine")
    counts = desktop.locator(".nums").inner_text().split()
    desktop.click("text=To the bank")

    assert heading == "7 questions read: 4 fine, 2 need mending · 1 there already"
    assert ["Line 11" in faults[0], "no right answer" in faults[0]] == [True, True]
    assert ["Line 14" in faults[1], "“E” is not among the answers" in faults[1]] == [True, True]
    assert "mended here" in mended
    assert "5" in counts
    listed = desktop.locator("table.bank tbody th").all_inner_texts()
    assert [text.split("\n")[0].strip() for text in listed] == [
        "进店后先做什么？",
        "送来的烟破了一条，该找( )。",
        "扫码枪不响先看哪里？",
        "对方点了接收，才算交接。( )",
        "结对子按“一带____”组成小组。",
    ]
