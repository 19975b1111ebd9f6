"""答题星: a Word paper is imported with its faults named by line, a 20-item paper drawn, sat on a phone whose
network fails, marked, and the item analysis names the planted wrong key."""

import io
import re
import uuid
from random import Random

import docx
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.attempts import sitting
from portal.quizzes.models import JournalEntry, Marking, Noted, Quiz
from portal.quizzes.papers import drawing
from tests.browser.mission.conftest import arranging
from tests.factories import make_account, make_unit
from tests.portal.quizzes.quiz_factories import STEMS, answer, begin, make_bank

PEOPLE, ASKED = 60, 20
QUESTIONS = (
    *STEMS,
    "谁先接到客户的话，谁跟到底？", "陈列灯坏了几天内修好？", "新品到店先登记哪本台账？", "盘点表交给谁？",
)  # fmt: skip
NO_KEY, OUTSIDE, PLANTED = 5, 9, 17
"""The 5th question has no answer, the 9th one that is none of its options, the 17th the wrong one."""


def word_file() -> dict[str, object]:
    """As such files are: a heading, two marks after the number, three ways to give the answer."""
    document, target = docx.Document(), io.BytesIO()
    document.add_paragraph("溪口县公司 终端维护业务试题")
    document.add_paragraph("一、单项选择题（共24题，每题1分）")
    for n, stem in enumerate(QUESTIONS, start=1):
        for line in lines_of(n, stem):
            document.add_paragraph(line)
    document.save(target)
    return {
        "name": "终端维护 试题.docx",
        "mimeType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "buffer": target.getvalue(),
    }


def lines_of(n: int, stem: str) -> list[str]:
    options = [f"{letter}{'.、．'[n % 3]}第{n}题的{letter}" for letter in "ABCD"]
    letter = "ABCD"[n * 7 % 4]
    if n % 4 == 0:
        return [f"{n}、{stem.rstrip('？')}（{letter}）。", *options]
    key = {NO_KEY: [], OUTSIDE: ["【答案】E"]}.get(n, [f"【答案】{letter}" if n % 2 else f"答案：{letter}"])
    return [f"{n}. {stem}", *([" ".join(options)] if n % 3 == 0 else options), *key]


def import_questions(page: Page, bank_id: uuid.UUID) -> list[str]:
    """Mends the one without an answer, skips the other; returns what was said about both."""
    page.goto(f"/w/banks/{bank_id}/import")
    page.set_input_files("input[type=file]", word_file())
    page.get_by_role("button", name="读出来看看").click()
    faults = page.locator(".imp-faults tbody tr").all_inner_texts()
    page.locator(f"#row-{NO_KEY}").get_by_role("link", name="在这里改").click()
    page.locator(f"#row-{NO_KEY} [name=key]").fill("B")
    page.get_by_role("button", name="保存并检查").click()
    page.locator(f"#row-{OUTSIDE}").get_by_role("button", name="跳过").click()
    page.get_by_role("button", name="23").click()
    page.get_by_role("link", name="去题库").click()
    return faults


def draw_a_paper(page: Page) -> None:
    page.goto("/w/papers")
    page.get_by_role("button", name="新试卷").first.click()
    page.locator("#pp-form [name=title]").fill("终端维护业务卷")
    page.locator("#pp-form [name=kind][value=drawn]").check()
    page.locator("[name=rules-0-count]").fill(str(ASKED))
    page.locator("[name=rules-0-points]").fill("5")
    page.locator("#pp-form button[value=save]").click()
    expect(page.locator("figure svg").first).to_be_visible()


def publish_an_exam(page: Page) -> None:
    page.goto("/w/exams")
    page.get_by_role("link", name="新建考试").first.click()
    page.locator("[name=kind][value=exam]").check()
    page.locator("form.ex-new input[type=text]").first.fill("终端维护业务考试")
    page.get_by_role("button", name="去设置").click()
    page.locator("[name=paper_plan]").select_option(label="终端维护业务卷")
    page.locator("#posts summary").click()
    page.get_by_label("客户经理").check()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="检查并发布").click()
    page.locator("form[action$=publish] button.p").click()
    expect(page.locator(".lamp", has_text="进行中").first).to_be_visible()


def sit_with_the_network_cut(page: Page) -> None:
    """Answers 20 questions, the 4th to the 7th of them while nothing reaches the server, and hands in."""
    page.goto("/m/exams")
    page.get_by_role("link", name="终端维护业务考试").click()
    page.get_by_role("button", name="开始考试").click()
    saved, told = page.locator("#saved"), page.locator("#say")
    for place in range(1, ASKED + 1):
        if place == 4:
            expect(saved).to_contain_text("已存")
            page.context.set_offline(True)
        page.locator(f"#i{place} label.o").first.click()
        if place == 7:
            expect(saved).to_have_text("4 题还没存到服务器")
            expect(told).to_contain_text("答案已存在手机里")
            page.context.set_offline(False)
            expect(saved).to_contain_text("已存")
            expect(told).to_be_hidden()
        page.locator("#next").click()
    expect(saved).to_have_class(re.compile("ok"))
    page.get_by_role("button", name="交卷", exact=True).click()
    page.get_by_role("button", name="确定交卷").click()
    page.wait_for_url("**/result")


def sit_by_the_services(quiz: Quiz, people: list[Account]) -> None:
    """The best first, who are right more often; of the planted item the key is D, and B is right."""
    luck, at, items = Random(76), clock.now(), drawing.asked_items(quiz.id)
    for rank, person in enumerate(people):
        attempt = begin(quiz, person, at)
        given = {}
        for question in drawing.paper(quiz.id, attempt.paper_n).questions:
            item = items[question.item]
            keys = [option.key for option in item.options]
            is_planted = item.stem["zh-Hans"] == QUESTIONS[PLANTED - 1]
            right = keys[1] if is_planted else item.right[0]
            knows = luck.random() < 0.95 - 0.75 * rank / len(people)
            given[question.item] = right if knows else luck.choice([key for key in keys if key != right])
        answer(quiz, attempt, given, at)
        sitting.hand_in(quiz, attempt, at=at)
    db.session.commit()


def test_from_a_word_paper_to_the_wrong_key(desktop, phone, live_server):
    """答题星 (quiz system)"""
    with arranging():
        county = make_unit("溪口县公司")
        trainer, bank = make_account("trainer", county, name="何老师"), make_bank(county, items=[])
        people = [
            make_account("staff", county, name=f"员工{n}", post="customer_manager")
            for n in range(1, PEOPLE + 1)
        ]
        db.session.commit()
    live_server.sign_in(desktop, trainer)
    live_server.sign_in(phone, people[-1])

    faults = import_questions(desktop, bank.id)
    listed = desktop.locator("table.bank tbody tr").count()
    draw_a_paper(desktop)
    publish_an_exam(desktop)
    sit_with_the_network_cut(phone)
    live_server.fresh()
    quiz = db.session.scalars(select(Quiz).filter_by(unit_id=county.id)).one()
    asked = len(drawing.paper(quiz.id, 1).questions)
    own = select(JournalEntry).where(JournalEntry.quiz_id == quiz.id, JournalEntry.kind == Noted.ANSWER)
    receipts = len(db.session.scalars(own).all())
    with arranging():
        sit_by_the_services(quiz, people[:-1])
    desktop.goto(f"/w/exams/{quiz.id}/items")

    assert [told.split("\t")[:2] for told in faults] == [
        ["第 23 行 · 第 5 题", "这道题没有答案。"],
        ["第 42 行 · 第 9 题", "正确答案“E”不在选项里。"],
    ]
    assert listed == 23
    assert (quiz.papers, asked, receipts) == (PEOPLE, ASKED, ASKED)
    assert db.session.query(Marking).filter_by(quiz_id=quiz.id).count() == PEOPLE
    expect(desktop.locator("dl.nums dd").first).to_contain_text(f"{PEOPLE}/{PEOPLE}")
    expect(desktop.locator("#item")).to_contain_text(QUESTIONS[PLANTED - 1])
    expect(desktop.locator("#item")).to_contain_text("选 B，标准答案却是 D：检查答案。")
