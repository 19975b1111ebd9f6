"""The import of the register, from the upload to the rows and back."""

import io
import re

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.imports.models import ImportRun
from portal.jobs.models import Job, JobState
from portal.jobs.queue import run_job
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.retailers.models import Retailer
from portal.sheets.reading import read_workbook
from tests.factories import make_account, make_code, make_retailer, make_unit
from tests.portal.sheets.workbooks import table_of

HEAD = "许可证号,客户姓名,电话,片区,客户经理工号,客户类别,规模,民族,需求\n"
GOOD = "3506251000000017,王小明,059612345678,南片,1001,二类,中户,汉族,想学网上订货\n"
MORE = "3506251000000025,𠮷野,13800138000,南片,,一,大,,\n"
BAD = "3506251000000033,,没有,西片,,四类,,,\n"


@pytest.fixture
def county(app):
    county = make_unit("长泰")
    make_unit("南片", kind=UnitKind.DISTRICT, parent=county)
    make_account("staff", county, login="1001", name="小林", post="customer_manager")
    return county


@pytest.fixture
def clerk(county, sign_in):
    clerk = make_account("clerk", county)
    sign_in(clerk)
    return clerk


def upload(client, content, name="shops.csv"):
    return client.post("/w/retailers/import", data={"file": (io.BytesIO(content), name)})


def import_all(client, answer, **data):
    started = client.post(answer.location + "/run", data=data)
    assert started.status_code == 303
    db.session.rollback()
    return run_job(db.session.scalars(select(Job.id).order_by(Job.created_at.desc())).first())


def shops() -> list[Retailer]:
    db.session.rollback()
    return list(db.session.scalars(select(Retailer).order_by(Retailer.licence)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_file_in_any_encoding_becomes_shops(clerk, client, encoding):
    answer = upload(client, (HEAD + GOOD + MORE).encode(encoding))

    job = import_all(client, answer)

    first, second = shops()
    assert job.state == JobState.DONE
    assert (first.licence, first.name, first.phone) == ("3506251000000017", "王小明", "059612345678")
    assert (first.unit.name, first.manager.name) == ("南片", "小林")
    assert (first.customer_class, first.size, first.initials) == ("2", "medium", "WXM")
    assert {key: row.value for key, row in first.file.items()} == {
        "name": "王小明", "phone": "059612345678", "nation": "汉族", "needs": "想学网上订货",
    }  # fmt: skip
    assert first.file["needs"].origin == "import"
    assert (second.name, second.size) == ("𠮷野", "large")


def test_nothing_is_written_before_the_last_step(clerk, client, page):
    answer = upload(client, (HEAD + GOOD).encode())
    preview = page(client.get(answer.location))

    assert preview.status == 200
    assert "3506251000000017 王小明" in preview.text
    assert shops() == []


def test_a_faulty_line_stops_the_whole_import(clerk, client, page):
    answer = upload(client, (HEAD + GOOD + BAD).encode())
    preview = page(client.get(answer.location))

    job = import_all(client, answer)

    assert job.state == JobState.FAILED
    assert shops() == []
    assert re.search(r"客户姓名.*电话.*客户类别.*西片", preview.text)


def test_the_good_lines_can_be_imported_now_and_the_faulty_ones_come_back(clerk, client):
    answer = upload(client, (HEAD + GOOD + BAD).encode())

    mended = client.get(answer.location + "/faulty.xlsx").data
    import_all(client, answer, only_good="1")

    header, *lines = table_of(mended)
    assert header == ["错误原因", *HEAD.strip().split(",")]
    assert [line[1] for line in lines] == ["3506251000000033"]
    assert "片区" not in lines[0][0] or "西片" in lines[0][0]
    assert [shop.licence for shop in shops()] == ["3506251000000017"]


def test_a_second_import_changes_only_what_differs(clerk, client, county):
    import_all(client, upload(client, (HEAD + GOOD).encode()))
    changed = GOOD.replace("中户", "大户").replace("想学网上订货", "")

    answer = upload(client, (HEAD + changed + MORE).encode())
    text = client.get(answer.location).get_data(as_text=True)
    import_all(client, answer)

    first, _second = shops()
    assert "中户" in text
    assert (first.size, first.file["needs"].value) == ("large", "想学网上订货")
    run = db.session.scalars(select(ImportRun).order_by(ImportRun.created_at.desc())).first()
    assert run.counts == {"new": 1, "changed": 1, "same": 0, "faulty": 0}


def test_the_same_file_again_changes_nothing(clerk, client):
    import_all(client, upload(client, (HEAD + GOOD).encode()))

    answer = upload(client, (HEAD + GOOD).encode())
    import_all(client, answer)

    run = db.session.scalars(select(ImportRun).order_by(ImportRun.created_at.desc())).first()
    assert run.counts == {"new": 0, "changed": 0, "same": 1, "faulty": 0}


def test_an_import_is_undone_with_what_it_changed(clerk, client):
    import_all(client, upload(client, (HEAD + GOOD).encode()))
    answer = upload(client, (HEAD + GOOD.replace("中户", "大户").replace("王小明", "王大明") + MORE).encode())
    import_all(client, answer)

    client.post(answer.location + "/undo")

    (only,) = shops()
    assert (only.name, only.size, only.file["name"].value, only.initials) == (
        "王小明",
        "medium",
        "王小明",
        "WXM",
    )
    assert "undo import" in set(db.session.scalars(select(AuditEvent.verb)))


def test_an_import_whose_shops_have_codes_stays(clerk, client):
    answer = upload(client, (HEAD + GOOD).encode())
    import_all(client, answer)
    make_code(retailer=shops()[0])

    refused = client.post(answer.location + "/undo")

    assert refused.status_code == 409
    assert len(shops()) == 1


def test_a_shop_handed_to_another_county_is_not_taken_back(clerk, client, county):
    answer = upload(client, (HEAD + GOOD).encode())
    import_all(client, answer)
    [shop] = shops()
    elsewhere = make_unit()
    shop.unit_id = elsewhere.id

    refused = client.post(answer.location + "/undo")

    assert refused.status_code == 409
    assert [shop.unit_id for shop in shops()] == [elsewhere.id]


def test_only_the_last_import_is_undone(clerk, client):
    first = upload(client, (HEAD + GOOD).encode())
    import_all(client, first)
    import_all(client, upload(client, (HEAD + MORE).encode()))

    assert client.post(first.location + "/undo").status_code == 409


def test_columns_that_cannot_be_guessed_are_asked_for(clerk, client, page):
    text = "编号甲,当家的\n3506251000000017,王小明\n"

    answer = upload(client, text.encode())
    asked = page(client.get(answer.location))
    chosen = client.post(answer.location, data={"licence": "0", "name": "1"})
    import_all(client, chosen)

    assert answer.location.endswith("/columns")
    assert asked.value("licence") == ""
    assert [shop.name for shop in shops()] == ["王小明"]


def test_a_column_cannot_be_two_things_or_a_needed_one_missing(clerk, client, page):
    answer = upload(client, "编号甲,当家的\n1,王小明\n".encode())

    twice = page(client.post(answer.location, data={"licence": "0", "name": "0"}))
    missing = page(client.post(answer.location, data={"licence": "0"}))

    assert (twice.status, missing.status) == (422, 422)
    assert len(twice.errors) == 1
    assert len(missing.errors) == 1


def test_a_shop_of_another_county_is_refused(clerk, client, page):
    make_retailer(licence="3506251000000017", name="secret")

    preview = page(client.get(upload(client, (HEAD + GOOD).encode()).location))

    assert "secret" not in preview.text
    assert preview.errors


def test_the_same_licence_twice_is_refused_with_its_line(clerk, client, page):
    preview = page(client.get(upload(client, (HEAD + GOOD + GOOD).encode()).location))

    assert "2" in preview.select("td .msg")[0].get_text()


def test_a_job_that_runs_twice_imports_once(clerk, client):
    job = import_all(client, upload(client, (HEAD + GOOD).encode()))
    job.state = JobState.WAITING
    db.session.commit()

    run_job(job.id)

    assert len(shops()) == 1


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "x.xlsx"), (b"PK\x03\x04half", "x.xlsx"), (b"<html></html>", "x.xls")]
)
def test_a_file_that_cannot_be_read_shows_the_page_again(clerk, client, page, content, name):
    answer = page(upload(client, content, name))

    assert answer.status == 422
    assert answer.errors
    assert list(db.session.scalars(select(ImportRun))) == []


def test_no_file_at_all_shows_the_page_again(clerk, client, page):
    assert page(client.post("/w/retailers/import", data={})).status == 422


def test_the_template_reads_as_an_empty_import(clerk, client):
    content = client.get("/w/retailers/import/template.xlsx").data

    sheet = read_workbook(content, "x.xlsx")

    assert sheet.header[:2] == ("许可证号*", "客户姓名*")
    assert len(sheet.header) == 31


def test_an_unknown_kind_is_not_found(clerk, client):
    assert client.get("/w/nonsense/import").status_code == 404


def test_a_visitor_is_sent_to_sign_in(client, app):
    assert client.get("/w/retailers/import").status_code == 303


@pytest.mark.parametrize("role", ["staff", "leader", "trainer", "auditor"])
def test_who_may_not_edit_the_register_may_not_import(role, county, client, sign_in):
    sign_in(make_account(role, county))

    assert client.get("/w/retailers/import").status_code == 403


def test_an_import_of_another_county_is_not_found(clerk, client, sign_in):
    answer = upload(client, (HEAD + GOOD).encode())
    sign_in(make_account("clerk"))

    for path, method in (
        ("", "get"),
        ("/columns", "get"),
        ("/faulty.xlsx", "get"),
        ("/run", "post"),
        ("/undo", "post"),
    ):
        assert getattr(client, method)(answer.location + path).status_code == 404
