import io

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.jobs.models import Job, JobState
from portal.jobs.queue import run_job
from portal.people.models import Account, UnitKind
from tests.factories import make_account, make_unit

HEAD = "工号,姓名,手机,单位,部门,岗位,上级工号,片区,在岗\n"
LEADER = "1000,陈队,13800000000,长泰,,团队长,,南片,是\n"
MANAGER = "１００１,小林,13800138000,长泰,,客户经理,1000,南片,\n"


@pytest.fixture
def county(app):
    county = make_unit("长泰")
    make_unit("南片", UnitKind.DISTRICT, county)
    make_unit("客户服务中心", UnitKind.DEPARTMENT, county)
    make_unit("南片", UnitKind.DISTRICT, make_unit("龙海"))
    return county


@pytest.fixture
def admin(county, sign_in):
    admin = make_account("admin", county, login="adm")
    sign_in(admin)
    return admin


def upload(client, text):
    return client.post(
        "/w/accounts/import", data={"file": (io.BytesIO(text.encode()), "people.csv")}
    ).location


def bring_in(client, text, **data):
    client.post(upload(client, text) + "/run", data=data)
    db.session.rollback()
    return run_job(db.session.scalars(select(Job.id).order_by(Job.created_at.desc())).first())


def person(login):
    db.session.rollback()
    return db.session.scalars(select(Account).filter_by(login=login)).first()


def test_people_come_in_with_unit_post_role_and_superior(client, admin):
    job = bring_in(client, HEAD + MANAGER + LEADER)

    made = person("1001")
    assert job.state == JobState.DONE
    assert (made.name, made.phone, made.post, made.role) == (
        "小林",
        "13800138000",
        "customer_manager",
        "staff",
    )
    assert (made.unit.name, made.unit.parent.name) == ("南片", "长泰")
    assert made.superior.login == "1000"
    assert made.superior.role == "leader"


def test_a_person_who_is_there_is_changed_and_keeps_the_role(client, admin, county):
    make_account("clerk", county, login="1001", name="Old")

    bring_in(client, HEAD + LEADER + MANAGER)

    changed = person("1001")
    assert (changed.name, changed.unit.name, changed.role) == ("小林", "南片", "clerk")


def test_somebody_who_left_is_deactivated(client, admin, county):
    make_account("staff", county, login="1001", name="小林")

    bring_in(client, HEAD + "1001,小林,13800138000,长泰,,,,,离职\n")

    assert person("1001").disabled_at is not None


@pytest.mark.parametrize(
    "line",
    [
        "1002,,13800138000,长泰,,,,,\n",
        "1002,A,13800138000,别处,,,,,\n",
        "1002,A,13800138000,南片,城区,,,,\n",
        "1002,A,13800138000,长泰,,董事长,,,\n",
        "1002,A,13800138000,长泰,,,9999,,\n",
        "1.00E+12,A,13800138000,长泰,,,,,\n",
        "аdmin,A,13800138000,长泰,,,,,\n",
        "adm,A,13800138000,长泰,,,,,\n",
        "elsewhere,A,13800138000,长泰,,,,,\n",
    ],
)
def test_a_faulty_line_is_said_so_and_changes_nothing(client, admin, page, line):
    make_account("staff", make_unit(), login="elsewhere", name="Elsewhere")
    db.session.commit()
    before = {account.login: account.name for account in db.session.scalars(select(Account))}

    preview = page(client.get(upload(client, HEAD + line)))
    bring_in(client, HEAD + line, only_good="y")

    db.session.rollback()
    assert preview.select(".msg, .lamp.bad, .err")
    assert {account.login: account.name for account in db.session.scalars(select(Account))} == before


def test_the_same_number_twice_is_refused(client, admin):
    bring_in(client, HEAD + LEADER + LEADER, only_good="y")

    assert len(list(db.session.scalars(select(Account).filter_by(login="1000")))) == 1


def test_an_import_is_undone(client, admin, county, page):
    make_account("staff", county, login="1001", name="Old", created_at=clock.now())
    bring_in(client, HEAD + LEADER + MANAGER)

    client.post(page(client.get("/w/accounts/import")).select('form[action$="/undo"]')[0]["action"])

    assert person("1000") is None
    assert (person("1001").name, person("1001").unit.name) == ("Old", "长泰")


def test_who_went_to_another_county_is_not_brought_back(client, admin, county, page):
    make_account("staff", county, login="1001", name="Old", created_at=clock.now())
    bring_in(client, HEAD + LEADER + MANAGER)
    moved, elsewhere = person("1001"), make_unit()
    moved.unit_id = elsewhere.id

    answer = client.post(page(client.get("/w/accounts/import")).select('form[action$="/undo"]')[0]["action"])

    assert answer.status_code == 409
    assert person("1001").unit_id == elsewhere.id
    assert person("1000") is not None


@pytest.mark.parametrize("change", [{"disabled_at": clock.now()}, {"role": "staff"}, {"unit": True}])
def test_an_import_that_waited_is_not_run_for_who_lost_the_right(client, admin, change):
    client.post(upload(client, HEAD + LEADER) + "/run", data={})
    if "unit" in change:
        change = {"unit_id": make_unit().id}
    for name, value in change.items():
        setattr(admin, name, value)
    db.session.commit()

    job = run_job(db.session.scalars(select(Job.id)).one())

    assert job.state == JobState.FAILED
    assert person("1000") is None


@pytest.mark.parametrize("role", ["manager", "staff"])
def test_only_who_manages_people_imports_them(client, county, sign_in, role):
    sign_in(make_account(role, county))

    assert client.get("/w/accounts/import").status_code == 403
