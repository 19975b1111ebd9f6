import io
import zipfile

from portal.sheets import writing
from portal.sheets.columns import Column, parse_rows
from portal.sheets.reading import read_workbook
from tests.portal.sheets.workbooks import table_of

COLUMNS = (
    Column("licence", "许可证号", required=True, hint="16 digits", example="3506251000000017"),
    Column("name", "客户姓名", required=True, example="王小明"),
    Column("note", "备注"),
)
NASTY = [
    "=1+1",
    "+8613800138000",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "http://127.0.0.1/",
    "0012",
    "3506251000000017",
]


def formulas(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return sum(package.read(name).count(b"<f>") for name in package.namelist() if "worksheets" in name)


def test_the_template_holds_the_headings_two_examples_and_an_explanation():
    content = writing.template("零售客户导入", COLUMNS, ["One line a shop."])

    sheet = read_workbook(content, "x.xlsx", COLUMNS)

    assert sheet.header == ("许可证号*", "客户姓名*", "备注")
    assert len(sheet.rows) == 2
    assert parse_rows(sheet, {"licence": 0}, COLUMNS) == []


def test_a_register_comes_back_as_it_went_out():
    content = writing.register("客户", COLUMNS, [[text, "甲", text] for text in NASTY])

    sheet = read_workbook(content, "x.xlsx", COLUMNS)

    assert [row.cells for row in sheet.rows] == [(text, "甲", text) for text in NASTY]
    assert formulas(content) == 0


def test_faulty_rows_come_back_under_their_header_with_a_reason():
    text = "许可证号,客户姓名,随便\n1,甲,x\n2,乙,=1+1\n3,丙,z\n"
    sheet = read_workbook(text.encode(), "名单.csv", COLUMNS)

    content = writing.faulty_rows(sheet, {3: ["客户姓名: is empty", "and more"]})

    assert table_of(content) == [
        ["错误原因", "许可证号", "客户姓名", "随便"],
        ["客户姓名: is empty\nand more", "2", "乙", "=1+1"],
    ]
    assert formulas(content) == 0


def test_the_reason_column_does_not_pile_up():
    sheet = read_workbook("错误原因,许可证号,客户姓名\nold,1,甲\n".encode(), "x.csv", COLUMNS)

    assert table_of(writing.faulty_rows(sheet, {2: ["new"]})) == [
        ["错误原因", "许可证号", "客户姓名"],
        ["new", "1", "甲"],
    ]
