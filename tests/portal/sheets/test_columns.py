import pytest

from portal.sheets.cells import day, one_of, phone, whole_number
from portal.sheets.columns import BadCell, Column, guess_mapping, parse_rows
from portal.sheets.reading import read_workbook

COLUMNS = (
    Column("licence", "许可证号", ("许可证编号",), required=True),
    Column("phone", "电话", ("手机", "常用电话")),
    Column("spare", "备用电话"),
)


@pytest.mark.parametrize(
    "header",
    [
        ("许可证号", "电话", "备用电话"),
        (" 许可证号* ", "手机（必填）", "备用电话"),
        ("许可证编号", "常用电话", "备用电话"),
        ("烟草专卖许可证号码", "电话", "备用电话"),
    ],
)
def test_headings_are_recognised_however_they_are_written(header):
    assert guess_mapping(header, COLUMNS) == {"licence": 0, "phone": 1, "spare": 2}


def test_an_unknown_heading_is_left_alone():
    assert guess_mapping(("序号", "许可证号"), COLUMNS) == {"licence": 1}


def test_lines_marked_as_examples_are_skipped():
    sheet = read_workbook("许可证号,电话\n示例1,13800138000\n12,13800138000\n".encode(), "x.csv", COLUMNS)

    assert [line.line for line in parse_rows(sheet, {"licence": 0}, COLUMNS)] == [3]


def test_an_empty_required_cell_is_an_error_of_its_line():
    sheet = read_workbook("许可证号,电话\n,13800138000\n".encode(), "x.csv", COLUMNS)

    assert parse_rows(sheet, {"licence": 0}, COLUMNS)[0].errors == ["许可证号: is empty"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("0596-8321234", "0596-8321234"),
        ("8321234", "8321234"),
        ("１３８００１３８０００", "13800138000"),
    ],
)
def test_telephone_numbers(text, value):
    assert phone(text) == value


@pytest.mark.parametrize(
    ("text", "words"), [("5968321234", "leading zero"), ("1.38E+10", "Excel"), ("没有", "not a telephone")]
)
def test_what_is_no_telephone_number(text, words):
    with pytest.raises(BadCell, match=words):
        phone(text)


@pytest.mark.parametrize(
    "text", ["1970-1-2", "1970/01/02", "1970年1月2日", "1970.1.2", "1970-01-02 00:00:00"]
)
def test_dates_become_one_spelling(text):
    assert day(text) == "1970-01-02"


@pytest.mark.parametrize("text", ["1970-13-01", "昨天", "12"])
def test_what_is_no_date(text):
    with pytest.raises(BadCell, match="not a date"):
        day(text)


def test_numbers_and_choices_say_what_is_offered():
    with pytest.raises(BadCell, match="from 1 to 30"):
        whole_number(1, 30)("31")
    with pytest.raises(BadCell, match="一类"):
        one_of({"一类": "1"})("四类")
