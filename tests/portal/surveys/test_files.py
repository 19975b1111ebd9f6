"""Surveys from files: what the command line checks, converts, tries and imports."""

import json

import pytest

from portal.extensions import db
from portal.surveys import content
from portal.surveys.files import check_file, convert_file, import_survey, simulate_file
from portal.surveys.models import Survey
from tests.factories import ITEMS, make_questionnaire, make_unit

GAPS = make_questionnaire([{"key": "q1", "type": "single", "stem": {"zh-Hans": "选", "en": "Choose"}}])


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(make_questionnaire()))
    return path


def severities(report) -> set[str]:
    return {problem["severity"] for problem in report["problems"]}


def test_a_check_reports_in_fixed_keys(path):
    report = check_file(path)

    assert list(report) == ["format", "title", "languages", "items", "by_type", "problems"]
    assert (report["format"], report["items"], report["by_type"]["rating"]) == ("json", 3, 1)
    assert "error" not in severities(report)


def test_a_file_that_cannot_be_read_has_an_error(path):
    path.write_bytes(b"{")

    assert severities(check_file(path)) == {"error"}


def test_what_is_converted_reads_back_the_same(path, tmp_path):
    first, second = tmp_path / "first.json", tmp_path / "second.json"

    assert convert_file(path, first) == (True, [])
    convert_file(first, second)

    assert second.read_bytes() == first.read_bytes()
    assert json.loads(first.read_text()) == make_questionnaire()


def test_what_cannot_be_converted_writes_nothing_and_says_why(path, tmp_path):
    elsewhere = tmp_path / "survey.docx"
    assert convert_file(path, elsewhere)[0] is False

    path.write_bytes(b"PK\x03\x04")
    written, problems = convert_file(path, tmp_path / "out.json")
    assert (written, len(problems)) == (False, 1)
    assert {each.name for each in tmp_path.iterdir()} == {"survey.json"}


def test_a_try_names_what_nobody_is_asked(path):
    never = {**ITEMS[2], "show_when": 'q1 = "enough" and q1 = "few"'}
    path.write_text(json.dumps(make_questionnaire([*ITEMS[:2], never])))

    report = simulate_file(path, 50, 1)

    assert (report["respondents"], report["unreached"]) == (50, ["q3"])


def test_a_file_that_cannot_be_tried_says_why(path):
    path.write_bytes(b"{")

    report = simulate_file(path, 50, 1)

    assert (report["respondents"], len(report["unreached"])) == (0, 1)


def test_an_import_makes_a_draft(app):
    report = import_survey(json.dumps(make_questionnaire()).encode(), "x.json", unit=make_unit(), actor=None)

    survey = db.session.query(Survey).one()
    assert (report["survey"], report["problems"]) == (str(survey.id), [])
    assert len(content.draft(survey).items) == 3


def test_an_import_with_faults_writes_nothing_and_names_them(app):
    report = import_survey(json.dumps(GAPS).encode(), "x.json", unit=make_unit(), actor=None)

    assert report["survey"] is None
    assert severities(report) == {"error"}
    assert db.session.query(Survey).count() == 0
