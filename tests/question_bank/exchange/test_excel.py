"""Tables of questions: our template, SurveyKing's, headings nobody agreed on, workbooks made to hurt."""

import io
import time
import zipfile

import pytest
import xlsxwriter

from question_bank.exchange import excel
from question_bank.exchange.item_formats import read_items, write_items

TEMPLATE = [
    (
        "题型*",
        "题干*",
        "选项A",
        "选项B",
        "选项C",
        "答案*",
        "分值",
        "难度(1-5)",
        "知识点",
        "解析",
        "依据文件",
        "失效日期",
    ),
    ("单选", "甲？", "一", "二", "", "B", "2", "3", "法规/证件", "如此", "《专卖法》第三条", "2027-01-31"),
    ("多选", "哪些？", "一", "二", "三", "A、C", "2", "", "", "", "", ""),
    ("判断", "是吗？", "", "", "", "√", "", "", "", "", "", ""),
    ("填空", "填____和____", "", "", "", "红;红色|绿", "", "", "", "", "", ""),
    ("简答", "为何？", "", "", "", "因为", "", "", "", "", "", ""),
    ("排序", "先后？", "一", "二", "三", "CAB", "", "", "", "", "", ""),
]


def workbook(**sheets):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return target.getvalue()


def test_our_template_with_every_kind():
    found = read_items(workbook(题库=TEMPLATE), "题库.xlsx")

    assert found.format == "excel"
    assert found.problems == []
    kinds = ["single", "multiple", "true_false", "fill_in", "essay", "ordering"]
    assert [item.type.value for item in found.items] == kinds
    assert [item.right for item in found.items[:3]] == [("B",), ("A", "C"), ("true",)]
    assert (found.items[0].points, found.items[0].difficulty) == (2, 3)
    assert found.items[5].right == ("C", "A", "B")


def test_the_template_is_written_and_read_again():
    bank = read_items(workbook(题库=TEMPLATE), "题库.xlsx").bank

    written = write_items("excel", bank)

    assert written.remarks == []
    assert excel.read(written.content).bank == bank


def test_sheets_named_after_the_type_with_blanks_in_columns():
    sheets = {
        "单选题": [
            ("序号", "题干", "选项 A", "选项  B", "解析", "分数", "答案", "标签"),
            (1, "甲？", "一", "二", "", 2, "A", "新 旧"),
        ],
        "填空题": [
            ("序号", "题干", "空 1", "空  2", "解析", "单空分数", "标签"),
            (1, "两位？", "张三\n张3", "李四", "", 2.5, ""),
        ],
        "说明": [("随便写",)],
    }

    found = read_items(workbook(**sheets), "x.xlsx")

    assert [item.type.value for item in found.items] == ["single", "fill_in"]
    assert found.items[0].tags == ("新", "旧")
    assert [[each.text for each in blank.accepted] for blank in found.items[1].blanks] == [
        ["张三", "张3"],
        ["李四"],
    ]
    assert found.items[1].points == 5
    assert [each.code for each in found.problems] == ["no_heading"]


def test_unknown_headings_are_guessed_and_the_guess_is_told():
    rows = [
        ("特种作业题库",),
        ("作业种类", "试题类型", "题目内容", "题目选项", "题目答案", "备用"),
        ("法规", "判断题", "1.对吗？", "**A.正确**B.错误", "B", ""),
        ("法规", "单选题", "2.几？", "**A:一**B:二", "A", ""),
    ]

    found = read_items(workbook(Sheet1=rows), "x.xlsx")

    assert [item.type.value for item in found.items] == ["true_false", "single"]
    assert [item.right for item in found.items] == [("false",), ("A",)]
    assert [item.stem["zh-Hans"] for item in found.items] == ["对吗？", "几？"]
    told = [(each.code, each.line) for each in found.problems]
    assert told == [("columns_guessed", 2), ("column_unknown", 2)]


def test_a_person_may_say_what_the_columns_are():
    rows = [("问", "答", "甲", "乙"), ("几？", "B", "一", "二")]
    mapping = {"问": "stem", "答": "key", "甲": "option:A", "乙": "option:B"}

    (item,) = excel.read(workbook(S=rows), mapping).bank.items

    assert (item.type.value, item.right) == ("single", ("B",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_files(encoding):
    text = "题型,题干,选项A,选项B,答案\n单选,甲？,一,二,B\n"

    assert read_items(text.encode(encoding), "x.csv").items[0].right == ("B",)


def test_a_key_that_became_a_date_is_told():
    found = read_items(workbook(S=[("题干", "答案"), ("几？____", "2009-05-01")]), "x.xlsx")

    assert ("key_is_date", 2) in [(each.code, each.line) for each in found.problems]


def package(**members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name.replace("__", "/") + ".xml", content)
    return target.getvalue()


FAR = '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old_excel"),
        (b"PK\x03\x04" + bytes(40), "zip_damaged"),
        (package(xl__workbook="<a/>", xl__worksheets__sheet1=FAR), "too_many_lines"),
        (package(xl__workbook="<a/>", xl__sharedStrings=" " * 30_000_000), "zip_bomb"),
        (package(xl__workbook='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "xml_forbidden"),
    ],
)
def test_workbooks_made_to_hurt_are_answered_at_once(content, code):
    start = time.monotonic()
    found = read_items(content, "x.xls" if code == "old_excel" else "x.xlsx")

    assert [each.code for each in found.problems] == [code]
    assert time.monotonic() - start < 2
