import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.imports.command import import_file
from portal.retailers.models import Retailer
from tests.factories import make_unit

HEAD = "许可证号,客户姓名\n"


@pytest.fixture
def county(app):
    return make_unit("长泰")


def count():
    return db.session.scalar(select(func.count()).select_from(Retailer))


def test_a_sound_file_is_imported_and_counted(county, tmp_path):
    file = tmp_path / "shops.csv"
    file.write_text(HEAD + "3506251000000017,王小明\n", encoding="gb18030")

    report = import_file("retailers", file, county, None)

    assert (report["rows"], report["imported"], report["problems"]) == (1, 1, [])
    assert count() == 1


def test_one_faulty_line_and_nothing_is_imported(county, tmp_path):
    file = tmp_path / "shops.csv"
    file.write_text(HEAD + "3506251000000017,王小明\n3506251000000025,\n", encoding="utf-8")

    report = import_file("retailers", file, county, None)

    assert [problem["line"] for problem in report["problems"]] == [3]
    assert (report["imported"], count()) == (0, 0)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_an_unusable_file_is_a_problem_not_a_crash(county, tmp_path, content):
    file = tmp_path / "shops.xlsx"
    file.write_bytes(content)

    report = import_file("retailers", file, county, None)

    assert len(report["problems"]) == 1
    assert count() == 0
