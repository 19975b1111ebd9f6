"""Papers, keys and score sheets on paper and as Word files."""

import io

import docx
import pytest
from msgspec.structs import replace

from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.quizzes.banks import bank_pictures, banking
from portal.quizzes.models import PaperPlan
from portal.quizzes.papers import drawing
from question_bank.exchange.item_formats import read_items
from question_bank.items import Accepted, Blank, ItemType, Material, Option, Pair, Picture, Source
from question_bank.papers import PaperRule
from tests.factories import NOW, make_account
from tests.portal.access_objects import PIXEL
from tests.portal.quizzes.quiz_factories import STEMS, items_of, make_bank, make_item, make_plan, make_quiz

TODAY = NOW.date()
LONG = "先登记，再联系责任部门，并且一直跟到答复为止"


def words(text):
    return {"zh-Hans": text}


OPTIONS = tuple(Option(key=key, text=words(text)) for key, text in zip("abcd", "甲乙丙丁", strict=True))
SOURCE = Source(document="《服务规范》", clause="第三条")


def item(n, kind, right=(), options=(), **extra):
    values = {"explanation": words("看第三条。"), "source": SOURCE, "stem": words(STEMS[n]), **extra}
    return replace(make_item(n), type=kind, right=right, options=options, **values)


def blank(key, *texts):
    return Blank(key=key, accepted=tuple(Accepted(text=text) for text in texts))


LONG_OPTIONS = (*OPTIONS[:2], Option(key="c", text=words(LONG)), OPTIONS[3])
# A question of each kind the conventions of Chinese text know.
ITEMS = (
    item(1, ItemType.SINGLE, ("c",), LONG_OPTIONS),
    item(2, ItemType.MULTIPLE, ("a", "c"), OPTIONS),
    item(3, ItemType.TRUE_FALSE, ("false",)),
    item(
        4, ItemType.FILL_IN, stem=words("结对子按一带[[b1]]组成[[b2]]。"),
        blanks=(blank("b1", "三", "3"), blank("b2", "小组")),
    ),
    item(5, ItemType.ORDERING, ("d", "a", "c", "b"), OPTIONS),
    item(6, ItemType.ESSAY, model_answer=words("登记、联系、答复。")),
)  # fmt: skip


@pytest.fixture
def trainer(app):
    return make_account("trainer")


@pytest.fixture
def bank(trainer):
    return make_bank(trainer.unit, ITEMS)


def fixed(unit, bank, **extra):
    rules = tuple(PaperRule(count=1, bank=str(bank.id), types=(each.type,), points=5) for each in ITEMS)
    plan = make_plan(unit, bank, rules=rules, **extra)
    drawing.settle(plan, TODAY)
    return plan


def answers(item):
    """What is right, in words: letters depend on the order of the paper."""
    named = {option.key: option.text["zh-Hans"] for option in item.options}
    right = [named.get(key, key) for key in item.right]
    filled = [{each.text for each in blank.accepted} for blank in item.blanks]
    return right if item.type is ItemType.ORDERING else sorted(right), filled, item.model_answer


def texts(options):
    return sorted(option.text["zh-Hans"] for option in options)


def test_the_key_as_a_word_file_is_read_back_as_the_same_questions(trainer, bank, sign_in):
    plan = fixed(trainer.unit, bank)

    answer = sign_in(trainer).post(f"/w/papers/{plan.id}/word", data={"what": "key"})
    read = read_items(answer.data, "key.docx")

    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    assert [found.type for found in read.items] == [item.type for item in ITEMS]
    for found, item in zip(read.items, ITEMS, strict=True):
        assert (found.stem, found.explanation, found.source) == (item.stem, item.explanation, SOURCE)
        assert texts(found.options) == texts(item.options)
        assert answers(found) == answers(item)
        assert (found.points, found.difficulty, found.knowledge_point) == (5, 2, item.knowledge_point)
    assert not [problem for problem in read.problems if problem.severity.value == "error"]
    assert db.session.query(AuditEvent).filter_by(verb="export").count() == 1


def test_the_word_paper_has_the_line_the_box_the_parts_and_no_key(trainer, bank, sign_in):
    plan = fixed(trainer.unit, bank)

    answer = sign_in(trainer).post(f"/w/papers/{plan.id}/word", data={"what": "paper"})

    document = docx.Document(io.BytesIO(answer.data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    page = document.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)
    assert "密 ………… 封 ………… 线" in page.header.paragraphs[0].text
    assert [cell.text for cell in document.tables[0].rows[0].cells][::2] == ["单位", "姓名", "编号"]
    assert "一、单项选择题（每题5分，共5分）" in lines
    assert any(line.startswith("正确顺序：") for line in lines)
    assert not [line for line in lines if "答案" in line or "看第三条" in line or "登记、联系" in line]
    assert 'w:eastAsia="宋体"' in document.styles.element.xml


def test_the_printed_paper_follows_the_order_of_its_options_and_tells_no_key(trainer, bank, sign_in, page):
    plan = fixed(trainer.unit, bank)
    client = sign_in(trainer)

    paper = page(client.get(f"/w/papers/{plan.id}/print?what=paper"))
    key = page(client.get(f"/w/papers/{plan.id}/print?what=key"))

    question = drawing.fixed_paper(plan).questions[0]
    named = {option.key: option.text["zh-Hans"] for option in LONG_OPTIONS}
    order = [named[key] for key in question.options]
    shown = [" ".join(each.text.split()) for each in paper.select(".q")[0].select(".opts li")]
    assert shown == [f"{letter}. {text}" for letter, text in zip("ABCD", order, strict=True)]
    assert len(paper.select(".write")) > 3
    assert "看第三条" not in paper.text
    assert "《服务规范》 第三条" in key.text
    assert key.select(".short li")[0].text.split() == ["1", "ABCD"[question.options.index("c")]]


def test_pictures_pairs_and_shared_materials_are_printed_where_they_belong(trainer, sign_in, page):
    bank = make_bank(trainer.unit, [])
    picture = Picture(name="pump.png", sha256=bank_pictures.keep(bank, PIXEL))
    material = banking.add_material(bank, Material(key="m", text=words("一段材料")), at=NOW)
    about = [
        item(n, ItemType.SINGLE, ("a",), OPTIONS, material="m", stem=words(f"{STEMS[n]}[[pump.png]]"),
             pictures=(picture,))
        for n in (1, 2)
    ]  # fmt: skip
    pairs = (Pair(key="p1", text=words("首问"), option="a"), Pair(key="p2", text=words("转办"), option="b"))
    incoming = [banking.Incoming(each, material_id=material.id) for each in about]
    incoming.append(banking.Incoming(item(3, ItemType.MATCHING, (), OPTIONS, pairs=pairs)))
    banking.add_items(bank, incoming, actor=None, at=NOW)
    plan = make_plan(trainer.unit, bank, rules=(PaperRule(count=3, bank=str(bank.id)),))
    drawing.settle(plan, TODAY)
    client = sign_in(trainer)

    paper = page(client.get(f"/w/papers/{plan.id}/print?what=paper"))
    word = docx.Document(io.BytesIO(client.post(f"/w/papers/{plan.id}/word", data={"what": "paper"}).data))

    assert [each.text.count("一段材料") for each in paper.select(".material")] == [1]
    assert len(paper.select(".stem img")) == 2
    assert len(paper.select(".pairs li")) == 2
    assert len(word.inline_shapes) == 2


def test_a_set_of_drawn_papers_carries_numbers_and_their_own_keys(trainer, sign_in, page):
    bank = make_bank(trainer.unit, [make_item(n) for n in range(1, 13)])
    plan = make_plan(trainer.unit, bank, kind="drawn", rules=(PaperRule(count=4, bank=str(bank.id)),))

    shown = page(sign_in(trainer).get(f"/w/papers/{plan.id}/print?what=paper&number=3&keys=1"))

    assert len(shown.select("article.ex")) == 3
    assert [each.select_one(".facts").text.split("　")[1] for each in shown.select("article.ex")] == [
        "第1号卷", "第2号卷", "第3号卷",
    ]  # fmt: skip
    for paper, key in zip(shown.select("article.ex"), shown.select("article.key"), strict=True):
        assert len(paper.select(".q")) == len(key.select(".why > li")) == 4


def test_the_score_sheet_names_the_people_of_a_quiz_for_whoever_runs_it(trainer, bank, sign_in, page, app):
    plan = fixed(trainer.unit, bank)
    person = make_account("staff", trainer.unit, name="林小明")
    quiz = make_quiz(trainer.unit, [person], plan=plan)
    clerk = make_account("clerk", trainer.unit)
    address = f"/w/papers/{plan.id}/print?what=sheet"

    named = page(sign_in(trainer).get(f"{address}&quiz={quiz.id}"))
    refused = sign_in(clerk, app.test_client()).get(f"{address}&quiz={quiz.id}")
    empty = page(sign_in(clerk, app.test_client()).get(address))

    assert "林小明" in named.text
    assert [each.text for each in named.select(".grid th")][4:] == [
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "总分",
        "是否合格",
    ]
    assert refused.status_code == 403
    assert len(empty.select(".grid tbody tr")) == 30


def test_the_papers_of_a_quiz_are_printed_as_it_froze_them(trainer, bank, sign_in, page):
    plan = fixed(trainer.unit, bank)
    quiz = make_quiz(trainer.unit, plan=plan)
    row = next(row for row in items_of(bank) if row.type == "single")
    banking.change_item(row, make_item(1, stem=words("改过的题")), actor=None, at=NOW)
    client = sign_in(trainer)
    client.post(f"/w/papers/{plan.id}/questions", data={"do": "renew"})

    of_plan = page(client.get(f"/w/papers/{plan.id}/print?what=paper"))
    of_quiz = page(client.get(f"/w/papers/{plan.id}/print?what=paper&quiz={quiz.id}"))

    assert "改过的题" in of_plan.text
    assert "改过的题" not in of_quiz.text
    assert db.session.get(PaperPlan, plan.id).by_hand[-1]["do"] == "renew"
