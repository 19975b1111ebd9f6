"""Surveys from files: what the command line checks, reads and converts."""

import json

import pytest

from portal.errors import BadDocument
from portal.surveys import content
from portal.surveys.files import check_file, convert, has_errors, import_survey
from tests.factories import NOW, make_account, make_questionnaire


def test_a_check_reports_in_fixed_keys(tmp_path):
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(make_questionnaire()))

    report = check_file(path)

    assert list(report) == ["format", "title", "languages", "items", "by_type", "problems"]
    assert (report["format"], report["items"], report["by_type"]["rating"]) == ("json", 3, 1)
    assert not has_errors(report)


def test_a_file_that_cannot_be_read_has_an_error(tmp_path):
    path = tmp_path / "survey.json"
    path.write_bytes(b"{")

    assert has_errors(check_file(path))


def test_what_is_converted_reads_back_the_same():
    once = convert(json.dumps(make_questionnaire()).encode(), "survey.json")

    assert convert(once, "survey.json") == once
    assert json.loads(once) == make_questionnaire()


def test_a_file_becomes_a_draft_even_with_gaps_and_says_what_is_wrong(app):
    actor = make_account("clerk")
    gaps = make_questionnaire([{"key": "q1", "type": "single", "stem": {"zh-Hans": "选"}}])

    survey, file = import_survey(json.dumps(gaps).encode(), "x.json", actor.unit, actor, at=NOW)

    assert content.draft(survey).item("q1").options == ()
    assert "options_missing" in {problem.code for problem in file.problems}


def test_a_file_that_is_no_survey_is_refused(app):
    with pytest.raises(BadDocument):
        import_survey(b"PK\x03\x04", "x.xlsx", make_account().unit, None, at=NOW)
