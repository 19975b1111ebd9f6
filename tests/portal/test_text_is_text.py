"""Files that leave the house hold what was typed as words: a spreadsheet has nothing to calculate."""

import csv
import io
import zipfile

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Unit
from portal.responses.models import Response
from portal.results.command import export_to_file
from tests.tools import hostile

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def county(app):
    return hostile.build()


def test_texts_are_stored_as_they_were_typed(county):
    stored = {row.answers["q4"] for row in db.session.scalars(select(Response))}

    for text in (hostile.MARKUP, hostile.TEMPLATE, hostile.FORMAT, hostile.DATABASE, *hostile.FORMULAS[:5]):
        assert text in stored
    assert db.session.scalars(select(Unit.name)).one() == hostile.SHORT


@pytest.mark.parametrize("format", ["csv", "long"])
def test_a_text_file_starts_no_formula(county, tmp_path, format):
    path = export_to_file(str(county.survey.id), format, tmp_path / "answers.csv")

    cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) for cell in row]

    assert any("SUM(A1)" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(STARTS_A_FORMULA)] == []


def test_a_workbook_holds_no_formula_and_no_link(county, tmp_path):
    path = export_to_file(str(county.survey.id), "xlsx", tmp_path / "answers.xlsx")

    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}

    sheets = b"".join(content for name, content in parts.items() if name.startswith("xl/worksheets/"))
    assert b"SUM(A1)" in b"".join(parts.values())
    assert b"<f>" not in sheets
    assert b"<hyperlink" not in sheets
    assert [name for name in parts if "external" in name.lower()] == []


@pytest.mark.parametrize("path", ["/w/surveys", "/w/retailers", "/w/surveys/{survey}/report?item=q1"])
def test_a_template_in_a_text_is_not_calculated(county, sign_in, page, path):
    shown = page(sign_in(county.manager).get(path.format(survey=county.survey.id))).text

    assert "{{7*7}}" in shown
    assert "onerror=window.__hit=1>49" not in shown
