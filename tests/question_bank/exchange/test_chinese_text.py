"""Question banks as people keep them: each variant in a few lines of our own."""

import pytest

from question_bank.exchange import chinese_text
from question_bank.exchange.item_formats import read_items, write_items


def read(text):
    return chinese_text.read(text.encode())


def summary(content):
    return [
        (item.type.value, len(item.options), "".join(item.right) if len(item.right) < 9 else item.right)
        for item in content.bank.items
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1. 卷烟保存在何处？\nA. 阴凉处\nB. 窗边\n答案：A",
        "1、卷烟保存在何处？\nA、阴凉处\nB、窗边\n正确答案:A",
        "1．卷烟保存在何处？\nＡ．阴凉处\nＢ．窗边\n【答案】Ａ",
        "(1) 卷烟保存在何处？\n(A) 阴凉处\n(B) 窗边\n参考答案：Ａ",
        "1) 卷烟保存在何处？\nA) 阴凉处\nB) 窗边\n【参考答案】:A",
        "1.卷烟保存在何处？\nA.阴凉处B.窗边\n答案 A",
        "1.卷烟保存在何处？ A.阴凉处 B.窗边 答案：A",
        "1.卷烟保存在(A)。\nA.阴凉处 B.窗边",
        "1.卷烟保存在（ A ）。\nA 阴凉处\nB 窗边",
        "1、[单选题] 卷烟保存在何处？（1分）\nA:阴凉处\nB：窗边\n答案：A",
        "1. 卷烟保存在何处？(A) [单选题] (2分)\n阴凉处\n窗边",
        "一、单选题（每题1分，共1道题）\n1.卷烟保存在何处？\nA.阴凉处\nB.窗边\n答案：阴凉处",
        "单选题1.卷烟保存在何处？\nA.阴凉处\nB.窗边\n答案：A",
        "===<<<单选题>>>===\n1. 卷烟保存在何处？\n- A: 阴凉处\n- B: 窗边\n答案：A",
        "1卷烟保存在何处？\nA.阴凉处\nB.窗边\n答案:A",
        "1\t卷烟保存在何处？\nA.阴凉处\tB.窗边\n答案:A",
        "1.卷烟保存在何处？\nA.阴凉处\nB.窗边\n参考答案\n1、参考答案：A",
        "一、单选题\n1.卷烟保存在何处？\nA.阴凉处\nB.窗边\n\n参考答案\n一、单选题\n1. A",
        "1.卷烟保存在何处？\nA.阴凉处\nB.窗边\n答案\n1-1 A",
    ],
)
def test_one_single_choice_in_every_way_it_is_written(text):
    content = read(text)

    assert summary(content) == [("single", 2, "A")]
    assert [option.text["zh-Hans"] for option in content.bank.items[0].options] == ["阴凉处", "窗边"]
    assert [each for each in content.problems if each.severity != "hint"] == []


@pytest.mark.parametrize("key", ["对", "正确", "√", "是", "T", "A", "✓"])
def test_true_in_many_words(key):
    assert summary(read(f"一、判断题\n1.烟草属于茄科。\n答案：{key}")) == [("true_false", 0, "true")]


@pytest.mark.parametrize(
    "text",
    [
        "1.烟草属于姜科。（×）",
        "烟草属于姜科。\n此题为判断题(对,错)。\n正确答案:×",
        "1.烟草属于姜科。\n**A.正确**B.错误\n答案：B",
        "1.（判断）烟草属于姜科。\n答案：错误",
    ],
)
def test_false_in_many_ways(text):
    assert summary(read(text)) == [("true_false", 0, "false")]


def test_several_letters_are_a_multiple_choice():
    text = "1.哪些对？\nA.甲\nB.乙\nC.丙\n答案：A、C\n2.哪些对？\nA.甲\nB.乙\nC.丙\n答案:BC"

    assert summary(read(text)) == [("multiple", 3, "AC"), ("multiple", 3, "BC")]


def test_a_unit_with_digits_is_split_at_rising_letters_and_vitamin_a_is_not():
    first, second = read("1.几？\nA.16B.18C.20\n答案:B\n2.含维生素A.的是\nA.甲\nB.乙\n答案：A").bank.items

    assert [option.text["zh-Hans"] for option in first.options] == ["16", "18", "20"]
    assert second.stem == {"zh-Hans": "含维生素A.的是"}


def test_keys_at_the_end_by_section_in_ranges_and_with_explanations():
    text = (
        "一、单选题\n1.甲？\nA.一\nB.二\n2.乙？\nA.一\nB.二\n二、判断题\n1.丙。\n2.丁。\n三、简答题\n1.为何？\n"
        "参考答案\n一、单选题\n1-2 BA\n二、判断题\n1.对 2.错\n三、简答题\n1、答案：因为如此。\n解析：见规定。"
    )

    content = read(text)

    assert [item.right for item in content.bank.items] == [("B",), ("A",), ("true",), ("false",), ()]
    assert content.bank.items[4].model_answer == {"zh-Hans": "因为如此。"}
    assert content.bank.items[4].explanation == {"zh-Hans": "见规定。"}


def test_an_answer_without_question_is_told():
    content = read("1.甲？\nA.一\nB.二\n参考答案\n1、A\n2、B")

    assert [(each.code, each.line) for each in content.problems] == [("answer_without_question", 6)]


def test_explanation_and_next_question_glued():
    text = "一、单选题\n1.甲？\nA.一\nB.二\n答案：A\n解析：因此选A。2、乙？\nA.一\nB.二\n答案：B"

    content = read(text)

    assert summary(content) == [("single", 2, "A"), ("single", 2, "B")]
    assert content.bank.items[0].explanation == {"zh-Hans": "因此选A。"}


def test_the_points_of_a_list_are_no_questions():
    text = "1.说明两点：\n1、第一\n2、第二\n答案：\n(1)这样\n(2)那样\n2.再说？\n答案：无"

    content = read(text)

    assert [item.stem["zh-Hans"] for item in content.bank.items] == ["说明两点：\n1、第一\n2、第二", "再说？"]
    assert content.bank.items[0].model_answer == {"zh-Hans": "(1)这样\n(2)那样"}


def test_blanks_with_alternatives_in_any_order():
    (item,) = read("1.颜色有____和____。\n答案：乱序匹配(红;红色)(绿)").bank.items

    assert item.any_order
    assert item.stem == {"zh-Hans": "颜色有[[b1]]和[[b2]]。"}
    assert [[each.text for each in blank.accepted] for blank in item.blanks] == [["红", "红色"], ["绿"]]


def test_what_surrounds_a_question_is_read():
    (item,) = read(
        "一、单选题（每题2分）\n1.甲？\nA.一\nB.二\n答案：A\n难度：中等\n知识点：法规>证件\n"
        "依据文件：《专卖法》第三条\n失效日期：2027年1月31日\n标签：新 旧"
    ).bank.items

    assert (item.points, item.difficulty, item.knowledge_point, item.tags) == (
        2,
        3,
        "法规/证件",
        ("新", "旧"),
    )
    assert (item.source.document, item.source.clause) == ("《专卖法》", "第三条")
    assert item.expires_on.isoformat() == "2027-01-31"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_as_they_are_met(encoding):
    found = read_items("1.甲？\r\nA.一\r\nB.二\r\n答案：A\r\n".encode(encoding), "题库.txt")

    assert (found.format, len(found.items)) == ("chinese_text", 1)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("1.甲？\nA.一\nB.二\n答案：A\n答案：B", "two_keys", 5),
        ("1.甲？\nA.一\nB.二\n答案：C", "right_unknown", 1),
        ("1.甲？\nA.一\nB.二", "key_missing", 1),
        ("1.甲？\nA.一\nC.三\nB.二\n答案：A", "options_not_in_order", 1),
        ("1.甲？\nA.一\nB.二\n答案：2009-05-01 00:00:00", "key_is_date", 4),
        ("一、单选题\n1.甲？\nA.一\nB.二\n答案：AB", "kind_and_key", 5),
        ("1.甲____和____？\n答案：一|二|三", "blank_count", 2),
        ("1.甲？\nA.一\nB.二\n答案：A\n网页上的一句话", "not_understood", 5),
        ("1.甲？\n答案：A\n3.乙？\n答案：B", "number_gap", 3),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, code, line):
    assert (code, line) in [(each.code, each.line) for each in read(text).problems]


def test_notices_before_the_first_section_are_no_questions():
    content = read("试卷\n注意事项\n1、时间90分钟。\n2、不要乱写。\n一、单选题\n1.甲？\nA.一\nB.二\n答案：A")

    assert summary(content) == [("single", 2, "A")]
    assert [each.line for each in content.problems if each.code == "before_first"] == [2, 3, 4]


def test_prose_is_no_question_bank():
    content = read("会议纪要\n大家都到了。\n会议很好。")

    assert content.bank.items == ()
    assert "no_quiz_items" in [each.code for each in content.problems]


def test_written_text_is_read_again():
    text = (
        "1.甲？\nA.一\nB.二\n答案：A\n解析：如此\n2.哪些？\nA.一\nB.二\n答案：AB\n3.是吗？\n答案：对\n"
        "4.填____吧\n答案：一;壹\n5.为何？\n答案：无"
    )
    bank = read(text).bank

    written = write_items("chinese_text", bank)

    assert written.remarks == []
    assert chinese_text.read(written.content).bank == bank


def test_numbers_may_have_five_digits():
    lines = "".join(f"{n}. 第{n}条的规则（  ）？\nA.一\nB.二\n答案：A\n" for n in range(9_990, 10_011))

    found = read(lines)

    assert len(found.bank.items) == 21
    assert [problem.code for problem in found.problems] == []
