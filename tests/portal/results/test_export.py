"""Exports: complete, mixed, generalised, and harmless in a spreadsheet."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from portal.errors import PortalError
from portal.extensions import db
from portal.jobs.models import Job, JobState
from portal.jobs.queue import run_job
from portal.people.audit import AuditEvent
from portal.results.command import export_responses, export_to_file
from portal.results.exports.csv_file import neutral
from portal.results.exports.job import write_export
from portal.storage import files
from portal.storage.models import StoredFile
from portal.surveys.models import Mode
from tests.factories import (
    ITEMS,
    make_account,
    make_channel,
    make_code,
    make_retailer,
    make_survey,
    make_unit,
)

FORMULAS = [
    "=1+1",
    "+49 abc",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝cmd",
    '=HYPERLINK("http://x","y")',
    " =1",
]


@pytest.fixture
def county(app):
    return make_unit()


@pytest.fixture
def manager(county):
    return make_account("manager", county)


@pytest.fixture
def survey(county, answer):
    survey = make_survey(county, mode=Mode.CONFIDENTIAL)
    north, south = make_unit("North", parent=county), make_unit("South", parent=county)
    for n in range(40):
        answer(
            survey,
            {"q1": "enough" if n % 4 else "few", "q2": 1 + n % 5, "q3": f"words {n}"},
            unit_id=(north, south)[n % 2].id,
            received_on=date(2026, 3, 1 + n // 10),
        )
    return survey


@pytest.fixture
def written(tmp_path, look):
    """`written(survey, person, "csv")`: the bytes of that export."""

    def written(survey, person, format, *, by_words=True, **asked):
        path = tmp_path / format
        write_export(look(survey, person, **asked), format, path, by_words=by_words, step=lambda done: None)
        return path.read_bytes()

    return written


def table(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_csv_has_every_response_and_opens_in_excel(survey, manager, written):
    content = written(survey, manager, "csv")

    assert content.startswith(b"\xef\xbb\xbf")
    assert len(table(content)) == 41


def test_options_come_as_words_or_as_numbers(survey, manager, written):
    words, codes = (table(written(survey, manager, "csv", by_words=each)) for each in (True, False))

    assert {row[words[0].index("来得够不够？")] for row in words[1:]} == {"够了", "偏少"}
    assert {row[codes[0].index("q1")] for row in codes[1:]} == {"1", "2"}
    assert {row[codes[0].index("q2")] for row in codes[1:]} == {"1", "2", "3", "4", "5"}


def test_rows_of_a_confidential_survey_hold_no_words_and_the_day_only_where_it_hides_nobody(
    survey, manager, written, answer
):
    head = table(written(survey, manager, "csv", by_words=False))[0]
    answer(survey, received_on=date(2026, 4, 1))
    survey.closed_at = survey.published_at

    assert "q3" not in head
    assert "day" in head
    assert "day" not in table(written(survey, manager, "csv", by_words=False))[0]


def test_rows_are_mixed(survey, manager, written):
    first, second = (table(written(survey, manager, "csv"))[1:] for _ in range(2))

    assert sorted(row[1:] for row in first) == sorted(row[1:] for row in second)
    assert [row[1:] for row in first] != [row[1:] for row in second]


def test_a_district_with_too_few_answers_is_in_no_row(survey, manager, written, answer):
    tiny = make_unit("Tiny", parent=survey.unit)
    for _ in range(2):
        answer(survey, unit_id=tiny.id)
    survey.closed_at = survey.published_at

    content = written(survey, manager, "csv")

    assert "Tiny" not in content.decode()
    assert "North" not in content.decode()
    assert len(table(content)) == 43


def test_rows_cannot_be_cut_by_what_they_do_not_show(survey, manager, written, answer):
    with pytest.raises(PortalError):
        written(survey, manager, "csv", **{"from": "2026-03-01", "to": "2026-03-01", "language": "en"})


def test_comments_come_apart_and_mixed(survey, manager, written):
    rows = table(written(survey, manager, "comments"))

    assert sorted(row[1] for row in rows[1:]) == sorted(f"words {n}" for n in range(40))
    assert [row[1] for row in rows[1:]] != [f"words {n}" for n in range(40)]


def test_the_long_form_has_one_line_an_answer(survey, manager, written):
    rows = table(written(survey, manager, "long", by_words=False))

    assert len(rows) == 1 + 40 * 2
    assert {row[-3] for row in rows[1:]} == {"q1", "q2"}


def test_a_named_export_carries_shop_and_words(county, manager, answer, written):
    survey = make_survey(county, mode=Mode.NAMED)
    shop = make_retailer(county, name="Chen")
    answer(survey, {"q1": "few", "q3": "hello"}, retailer_id=shop.id)

    rows = table(written(survey, manager, "csv", by_words=False))

    row = dict(zip(*rows, strict=True))
    assert (row["licence"], row["name"], row["q3"]) == (shop.licence, "Chen", "hello")


def test_a_trainer_gets_no_names_even_in_a_named_survey(county, answer, written):
    survey = make_survey(county, mode=Mode.NAMED)
    shop = make_retailer(county, name="Chen")
    answer(survey, retailer_id=shop.id)

    content = written(survey, make_account("trainer", county), "csv")

    assert "Chen" not in content.decode()
    assert shop.licence not in content.decode()


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_of_a_csv_begins_a_formula(words):
    assert neutral(words) == f"'{words}"


@pytest.mark.parametrize("value", [-5, 3.5, "-5", "+4.25", "hello", "a=b", None])
def test_numbers_and_plain_words_stay_what_they_are(value):
    assert neutral(value) == value


def test_a_workbook_holds_no_formula_and_real_numbers(county, manager, answer, written):
    survey = make_survey(county, mode=Mode.NAMED)
    for words in FORMULAS:
        answer(survey, {"q1": "few", "q2": 2, "q3": words})

    content = written(survey, manager, "xlsx", by_words=False)

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
        charts = [name for name in book.namelist() if name.startswith("xl/charts/chart")]
    assert not any(re.search(rb"<f[ >]", sheet) for sheet in sheets)
    assert len(charts) == 2
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][-3:] == ["q1", "q2", "q3"]
    assert {row[-2] for row in rows[2:]} == {2.0}
    assert {row[-1].strip() for row in rows[2:]} >= {"=1+1", "@SUM(A1)"}


def test_a_question_that_looks_like_a_reference_is_a_chart_title_of_words(county, manager, answer, written):
    stem = {"zh-Hans": r"=[\\\\10.0.0.1\\share\\book.xlsx]Sheet!$A$1"}
    survey = make_survey(county, mode=Mode.NAMED, items=[{**ITEMS[0], "stem": stem}])
    answer(survey, {"q1": "few"})

    with zipfile.ZipFile(io.BytesIO(written(survey, manager, "xlsx"))) as book:
        chart = book.read("xl/charts/chart1.xml").decode()

    assert "10.0.0.1" in chart
    assert not re.search(r"<c:f>[^<]*10\.0\.0\.1", chart)


def test_a_workbook_has_a_line_of_words_a_line_of_codes_and_the_figures(survey, manager, written):
    book = CalamineWorkbook.from_filelike(io.BytesIO(written(survey, manager, "xlsx")))

    answers, comments, figures = (book.get_sheet_by_index(n).to_python() for n in range(3))
    assert (answers[0][-2], answers[1][-2]) == ("来得够不够？", "q1")
    assert len(answers) == 42
    assert len(comments) == 41
    assert ["够了", 30.0, 40.0, 0.75] in [row[:4] for row in figures]


def test_an_export_is_made_as_long_work_and_logged(survey, manager, sign_in):
    made = sign_in(manager).post(f"/w/surveys/{survey.id}/export", data={"format": "csv", "wording": "texts"})
    job = db.session.scalars(db.select(Job)).one()
    run_job(job.id)

    assert made.status_code == 303
    assert job.state == JobState.DONE, job.message
    stored = db.session.get(StoredFile, job.result_file_id)
    assert len(table(files.read(stored))) == 41
    assert "export" in db.session.scalars(db.select(AuditEvent.verb)).all()


def test_who_lost_the_right_gets_no_file(survey, manager, sign_in):
    sign_in(manager).post(f"/w/surveys/{survey.id}/export", data={"format": "csv", "wording": "texts"})
    job = db.session.scalars(db.select(Job)).one()
    manager.role = "leader"
    db.session.commit()

    run_job(job.id)

    assert job.state == JobState.FAILED
    assert job.result_file_id is None


def test_inside_wechat_a_link_for_the_computer_is_shown(survey, manager, sign_in, page):
    agent = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"}

    shown = page(sign_in(manager).get(f"/w/surveys/{survey.id}/export", headers=agent))

    assert shown.select("#here")
    assert not shown.select("input[name=format]")


@pytest.mark.parametrize(
    ("role", "status"), [("clerk", 200), ("leader", 403), ("trainer", 403), ("admin", 403)]
)
def test_only_some_may_export(survey, county, sign_in, role, status):
    assert sign_in(make_account(role, county)).get(f"/w/surveys/{survey.id}/export").status_code == status


def test_a_format_nobody_offers_is_shown_again(survey, manager, sign_in):
    answered = sign_in(manager).post(f"/w/surveys/{survey.id}/export", data={"format": "pdf"})

    assert answered.status_code == 422


def test_the_command_exports_by_the_code_of_a_channel(survey, tmp_path):
    code = make_code(make_channel(survey)).code

    path = export_to_file(code, "csv", tmp_path / "out.csv")

    assert len(table(path.read_bytes())) == 41


def test_the_command_says_how_many_it_wrote(survey, tmp_path):
    assert export_responses(survey, "csv", tmp_path / "out.csv") == 40
