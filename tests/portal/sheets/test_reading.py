import codecs

import pytest

from portal.sheets.cells import number_text, phone
from portal.sheets.columns import Column, guess_mapping, parse_rows
from portal.sheets.reading import read_workbook
from tests.portal.sheets.workbooks import bare_xlsx, dated_xlsx, ods, ods_row, worksheet, xlsx

COLUMNS = (
    Column("licence", "许可证号", ("许可证编号", "licence"), required=True, parse=number_text()),
    Column("name", "客户姓名", ("姓名",), required=True),
    Column("phone", "电话", ("手机", "联系电话"), parse=phone),
)
TEXT = (
    "许可证号,客户姓名,电话\n0350625100000017,王·阿依古丽,059612345678\n0350625100000025,𠮷野,13800138000\n"
)
LICENCE = "3506251000001234"


def cells(content: bytes, name: str = "x.csv") -> list[tuple[str, ...]]:
    return [row.cells for row in read_workbook(content, name, COLUMNS).rows]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n").encode("gb18030"),
    ],
)
def test_every_encoding_and_separator_gives_the_same_rows(content):
    assert cells(content) == [
        ("0350625100000017", "王·阿依古丽", "059612345678"),
        ("0350625100000025", "𠮷野", "13800138000"),
    ]


def test_a_gbk_word_that_looks_like_utf8_is_read_as_gbk():
    assert cells("许可证号,客户姓名\n1,联通\n".encode("gbk")) == [("1", "联通")]


def test_line_numbers_are_those_of_the_file():
    sheet = read_workbook('许可证号,客户姓名\n\n1,"two\nlines"\n2,b\n'.encode(), "x.csv", COLUMNS)

    assert [row.line for row in sheet.rows] == [3, 5]


def test_a_title_above_the_header_is_passed_over():
    sheet = read_workbook(
        xlsx([["长泰县零售客户一览"], [], ["许可证号", "客户姓名"], ["12", "王"]]), "x", COLUMNS
    )

    assert (sheet.header, sheet.header_line) == (("许可证号", "客户姓名"), 3)
    assert [(row.line, row.cells) for row in sheet.rows] == [(4, ("12", "王"))]


def test_the_sheet_whose_header_fits_is_chosen_and_named():
    content = xlsx(
        [["说明"], ["随便写写"]], [["客户姓名", "许可证号"], ["王", "12"]], [["客户姓名"]],
        names=("填写说明", "名单", "其他"),
    )  # fmt: skip

    sheet = read_workbook(content, "x.xlsx", COLUMNS)

    assert sheet.name == "名单"
    assert any("名单" in notice for notice in sheet.notices)


def test_cells_merged_downwards_say_their_value_on_every_line():
    content = xlsx([["片区", "客户姓名"], ["南片", "甲"], ["", "乙"], ["", "丙"]], merged=("A2:A3",))

    assert cells(content, "x.xlsx") == [("南片", "甲"), ("南片", "乙"), ("", "丙")]


def test_a_licence_that_excel_rounded_is_refused_and_a_phone_is_not():
    content = xlsx([["许可证号", "客户姓名", "电话"], [float(LICENCE), "王", 13800138000.0]])
    sheet = read_workbook(content, "x.xlsx", COLUMNS)

    line = parse_rows(sheet, guess_mapping(sheet.header, COLUMNS), COLUMNS)[0]

    assert line.values["phone"] == "13800138000"
    assert "licence" not in line.values
    assert "Excel has changed the last digits" in line.errors[0]


@pytest.mark.parametrize("text", ["3.50625E+15", "3.5062510000012E15", "3e15"])
def test_a_licence_in_scientific_notation_is_refused(text):
    sheet = read_workbook(f"许可证号,客户姓名\n{text},王\n".encode(), "x.csv", COLUMNS)

    line = parse_rows(sheet, guess_mapping(sheet.header, COLUMNS), COLUMNS)[0]

    assert "Excel has changed the last digits" in line.errors[0]


def test_a_column_of_licences_that_all_end_in_zero_was_rounded():
    rows = "".join(f"35062510000{n:04d}0,甲\n" for n in range(6))
    sheet = read_workbook(f"许可证号,客户姓名\n{rows}".encode(), "x.csv", COLUMNS)

    lines = parse_rows(sheet, guess_mapping(sheet.header, COLUMNS), COLUMNS)

    assert all(line.errors for line in lines)


def test_one_licence_that_ends_in_zero_is_nobodys_mistake():
    sheet = read_workbook(
        "许可证号,客户姓名\n3506251000000010,甲\n3506251000000012,乙\n".encode(), "x.csv", COLUMNS
    )

    lines = parse_rows(sheet, guess_mapping(sheet.header, COLUMNS), COLUMNS)

    assert [line.errors for line in lines] == [[], []]


def test_formulas_are_read_as_their_results_and_said_so():
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://127.0.0.1:9/")</f><v>点我</v></c></row>'
    )

    sheet = read_workbook(bare_xlsx({"xl/worksheets/sheet1.xml": worksheet(rows)}), "x.xlsx", COLUMNS)

    assert sheet.rows[0].cells == ("点我",)
    assert any("1 cells hold formulas" in notice for notice in sheet.notices)


def test_a_formula_in_a_text_file_is_kept_as_it_stands():
    assert cells('许可证号,客户姓名\n1,"=1+1"\n2,@SUM(1)\n'.encode()) == [("1", "=1+1"), ("2", "@SUM(1)")]


def test_ragged_lines_are_each_named():
    sheet = read_workbook("许可证号,客户姓名,电话\n1,a\n2,b,3,4,5\n3,c,\n".encode(), "x.csv", COLUMNS)

    assert [problem.line for problem in sheet.problems] == [2, 3]


def test_dates_are_texts():
    assert cells(dated_xlsx(25569), "x.xlsx") == [("1970-01-01",)]


def test_an_opendocument_table_is_read():
    content = ods(ods_row("许可证号", "客户姓名") + ods_row("3506251000000017", "王小明"))

    assert cells(content, "x.ods") == [("3506251000000017", "王小明")]
