import json

import pytest

from question_bank.exchange import read_survey, report, survey_json
from question_bank.questionnaires import write_document
from tests.question_bank.surveys import item, survey

SOUND = survey(item("q1", "single", "a", "b"), item("q2", "rating"))


def test_our_own_survey_is_read_and_reported():
    file = read_survey(survey_json.write(SOUND), "survey.json")

    assert file.questionnaire == SOUND
    assert report(file) == {
        "format": "json",
        "title": "听一听",
        "languages": ["zh-Hans", "en"],
        "items": 2,
        "by_type": {"rating": 1, "single": 1},
        "problems": [],
    }


def test_a_template_is_a_survey_too():
    template = {
        "code": "T1",
        "minutes": 1,
        "audience": "staff",
        "mode": "named",
        "entry": "s",
        "questionnaire": json.loads(write_document(SOUND)),
    }

    assert read_survey(json.dumps(template).encode(), "template").questionnaire == SOUND


def test_a_problem_names_the_line_of_its_item():
    source = survey_json.write(
        survey(item("q1", "single", "a", "b"), item("q2", "rating", show_when="q7 = 1"))
    )

    found = read_survey(source, "x.json").problems

    assert [(each.code, each.item) for each in found] == [("rule_unknown_item", "q2")]
    assert '"key": "q2"' in source.decode().splitlines()[found[0].line - 1]


def test_broken_json_names_the_line():
    file = read_survey(b'{\n "title": {},\n oops\n}', "x.json")

    assert file.questionnaire is None
    assert [(each.code, each.line) for each in file.problems] == [("not_json", 3)]


@pytest.mark.parametrize(
    ("source", "name"),
    [(b"", "x.json"), (b"{}", "x.json"), (b"\xff" * 9, "x.json"), (b'{"questionnaire": 1}', "x.json")],
)
def test_what_cannot_be_read_is_a_problem_and_never_an_error(source, name):
    file = read_survey(source, name)

    assert file.questionnaire is None
    assert len(file.problems) == 1
    assert report(file)["items"] == 0


def test_an_unknown_format_is_named_honestly():
    file = read_survey(b"PK\x03\x04", "survey.docx")

    assert (file.format, file.questionnaire) == ("unknown", None)
    assert "survey.docx" in file.problems[0].message


def test_writing_gives_lines_that_people_can_read():
    assert len(survey_json.write(SOUND).splitlines()) > 20
