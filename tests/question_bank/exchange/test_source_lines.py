"""Beside each question stand the lines it was read from."""

from question_bank.exchange.excel import headings
from question_bank.exchange.item_formats import read_items
from question_bank.exchange.source_lines import lines_of, shown
from tests.question_bank.exchange.test_excel import workbook
from tests.question_bank.exchange.test_word import with_lines

TEXT = "一、单选题\n1. 甲？\nA.一\nB.二\n2. 乙？\nA.三\nB.四\n\n参考答案\n1. A\n2. B\n"


def beside(content, name):
    file = read_items(content, name)
    return shown(file, lines_of(content, file))


def test_a_question_of_a_text_has_its_lines_and_that_of_its_key():
    found = beside(TEXT.encode("gb18030"), "题.txt")

    assert found["q1"] == [(2, "1. 甲？"), (3, "A.一"), (4, "B.二"), (10, "1. A")]
    assert found["q2"][:3] == [(5, "2. 乙？"), (6, "A.三"), (7, "B.四")]


def test_a_question_of_a_word_file_has_its_paragraphs():
    found = beside(
        with_lines("1.甲？", "A.一\tB.二", "答案：B", "2.乙？", "A.三\tB.四", "答案：A"), "题.docx"
    )

    assert found["q2"] == [(4, "2.乙？"), (5, "A.三\tB.四"), (6, "答案：A")]


def test_rows_of_two_sheets_are_told_apart():
    head = ("题干", "选项 A", "选项 B", "答案")
    content = workbook(单选题=[head, ("甲？", "一", "二", "A")], 多选题=[head, ("乙？", "三", "四", "AB")])

    file = read_items(content, "题.xlsx")

    assert [place[:2] for place in file.places.values()] == [(2, "单选题"), (2, "多选题")]
    assert shown(file, lines_of(content, file))["q2"] == [(2, "乙？ │ 三 │ 四 │ AB")]


def test_the_samples_and_the_notes_of_a_template_are_no_questions():
    rows = [("序号", "题型*", "题干*", "选项A", "选项B", "答案*"), ("示例1", "单选", "甲？", "一", "二", "A")]
    content = workbook(题库=[*rows, ("1", "单选", "乙？", "三", "四", "B")], 填写说明=[("题型", "必填")])

    file = read_items(content, "题库导入.xlsx")

    assert [item.stem["zh-Hans"] for item in file.items] == ["乙？"]
    assert [problem.code for problem in file.problems if problem.line == 2] == ["sample_left_out"]


def test_headings_nobody_knows_are_listed_with_what_stands_below():
    rows = [("题库",), ("考题正文", "备选", "对的"), ("甲？", "A.一 B.二", "A")]

    found = headings(workbook(表=rows))

    assert [(each.name, each.meaning, each.samples) for each in found] == [
        ("考题正文", "", ("甲？",)),
        ("备选", "", ("A.一 B.二",)),
        ("对的", "", ("A",)),
    ]
