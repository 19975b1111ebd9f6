"""The list of surveys, where they begin, and where they are put away."""

import io
import json
from datetime import timedelta

import pytest

from portal.columns import random_id
from portal.distribution.models import Channel
from portal.extensions import db
from portal.people.models import UnitKind
from portal.responses.models import Response
from portal.surveys import content, templates
from portal.surveys.models import Mode, Survey, SurveyTemplate
from portal.surveys.services import bin_survey, empty_bin
from tests.factories import NOW, make_account, make_channel, make_questionnaire, make_unit
from tests.portal.surveys.drafting import make_draft, make_published


@pytest.fixture
def unit(app):
    return make_unit()


@pytest.fixture
def manager(unit, sign_in):
    account = make_account("manager", unit, language="en")
    sign_in(account)
    return account


def titles(shown) -> list[str]:
    return [row.a.text for row in shown.select(".svs tbody th")]


def named(survey, words: str) -> Survey:
    survey.title = {"zh-Hans": words, "en": words}
    return survey


def only_survey() -> Survey:
    db.session.expire_all()
    return db.session.query(Survey).one()


def test_an_empty_list_teaches_the_first_step(client, page, manager):
    shown = page(client.get("/w/surveys"))

    assert shown.select(".empty a[href='/w/surveys/new']")
    assert shown.select("button[name=template]")


def test_the_list_shows_state_and_target_and_only_what_is_in_scope(client, page, manager, unit):
    district = make_unit(kind=UnitKind.DISTRICT, parent=unit)
    named(make_published(district, target=360), "Here")
    named(make_published(make_unit()), "Elsewhere")

    shown = page(client.get("/w/surveys"))

    assert titles(shown) == ["Here"]
    assert "0 / 360" in shown.text
    assert shown.select(".svs .lamp.ok")


@pytest.mark.parametrize(
    ("query", "found"),
    [("", ["Two", "One"]), ("?q=on", ["One"]), ("?state=draft", ["One"]), ("?state=open", ["Two"]),
     ("?audience=staff", ["Two"]), ("?q=three", []), ("?shelf=archive", ["Old"]), ("?shelf=bin", ["Gone"])],
)  # fmt: skip
def test_searching_and_filtering(client, page, manager, unit, query, found):
    named(make_draft(unit), "One").created_at = NOW
    named(make_published(unit, audience="staff"), "Two").created_at = NOW + timedelta(1)
    named(make_draft(unit, archived_at=NOW), "Old")
    named(make_draft(unit, binned_at=NOW), "Gone")

    shown = page(client.get(f"/w/surveys{query}"))

    names = [row.text.split("\n")[1].strip() for row in shown.select(".svs tbody th")]
    assert names == found


def test_one_click_makes_a_draft_that_is_ready_to_publish(client, manager):
    answer = client.post("/w/surveys/new", data={"template": "T5"})

    survey = only_survey()
    assert answer.headers["Location"] == f"/w/surveys/{survey.id}/publish"
    assert (survey.template_code, survey.mode, survey.created_by_id) == ("T5", Mode.NAMED, manager.id)
    assert survey.ends_at is not None
    assert content.draft(survey) == templates.builtin_template("T5").questionnaire


@pytest.mark.parametrize("template", templates.builtin(), ids=lambda template: template.code)
def test_every_template_can_be_published_once_a_contact_is_set(client, page, manager, unit, template):
    client.post("/w/surveys/new", data={"template": template.code})
    survey = only_survey()
    survey.contact, survey.target = "0596-1", 300

    shown = page(client.get(f"/w/surveys/{survey.id}/publish"))

    assert not shown.errors
    assert not shown.select(".lamp.bad")
    assert shown.select("form:has([name=acknowledged]) button")


def test_there_are_eleven_templates_in_the_gallery(client, page, manager):
    shown = page(client.get("/w/surveys/new"))

    assert len(shown.select("button[name=template]")) == 11


def test_what_stands_open_all_year_has_no_end_and_no_limit_of_one(client, manager):
    client.post("/w/surveys/new", data={"template": "T7"})

    survey = only_survey()
    assert (survey.purpose, survey.ends_at, survey.period) == ("speak_up", None, "month")
    assert survey.per_shop > 1


def test_an_unknown_template_is_not_found(client, manager):
    assert client.post("/w/surveys/new", data={"template": "T99"}).status_code == 404
    assert client.post("/w/surveys/new", data={"own": "nonsense"}).status_code == 404


def test_a_survey_begins_with_nothing(client, page, manager):
    client.post("/w/surveys/new", data={})

    survey = only_survey()
    assert content.draft(survey).items == ()
    assert page(client.get(f"/w/surveys/{survey.id}/edit")).status == 200


def test_a_survey_is_read_from_a_file(client, manager):
    file = (io.BytesIO(json.dumps(make_questionnaire()).encode()), "survey.json")

    client.post("/w/surveys/new", data={"file": file}, content_type="multipart/form-data")

    assert [item.key for item in content.draft(only_survey()).items] == ["q1", "q2", "q3"]


@pytest.mark.parametrize(
    "source", [b"", b"{", b"PK\x03\x04nothing", b'{"title": 1}', b'{"title": {"a": "\\u0000"}}']
)
def test_a_file_that_is_no_survey_gets_a_sentence(client, page, manager, source):
    file = (io.BytesIO(source), "survey.json")

    shown = page(client.post("/w/surveys/new", data={"file": file}, content_type="multipart/form-data"))

    assert (shown.status, len(shown.errors)) == (422, 1)
    assert db.session.query(Survey).count() == 0


def test_a_copy_says_so_and_leaves_the_first_one_alone(client, manager, unit):
    first = make_published(unit, target=360)

    client.post(f"/w/surveys/{first.id}/copy")

    db.session.expire_all()
    copy = db.session.query(Survey).filter(Survey.id != first.id).one()
    assert copy.title == {"zh-Hans": "听听您的心里话（副本）", "en": "Your voice (copy)"}
    assert (copy.published_at, copy.current_version, copy.target, copy.repeat_of_id) == (None, 0, 360, None)
    assert content.draft(copy).items == content.draft(first).items


def test_the_next_wave_keeps_questions_indicators_scope_and_channels(client, manager, unit):
    first = make_published(unit, target=360)
    make_channel(first, name="海报", target=180)

    answer = client.post(f"/w/surveys/{first.id}/repeat")

    db.session.expire_all()
    wave = db.session.query(Survey).filter_by(repeat_of_id=first.id).one()
    assert answer.headers["Location"] == f"/w/surveys/{wave.id}/publish"
    assert content.draft(wave) == content.published(first)
    assert (wave.unit_id, wave.mode, wave.target, wave.title) == (first.unit_id, first.mode, 360, first.title)
    channels = db.session.query(Channel).filter_by(survey_id=wave.id).all()
    assert [(channel.name, channel.target) for channel in channels] == [("海报", 180)]


def test_a_survey_is_kept_as_a_template_which_units_below_may_use(client, page, sign_in, manager, unit):
    client.post(f"/w/surveys/{make_draft(unit).id}/keep")
    row = db.session.query(SurveyTemplate).one()
    team = make_unit(kind=UnitKind.TEAM, parent=unit)

    sign_in(make_account("clerk", team))
    assert len(page(client.get("/w/surveys/new?tab=own")).select("button[name=own]")) == 1
    client.post("/w/surveys/new", data={"own": str(row.id)})
    assert db.session.query(Survey).filter_by(unit_id=team.id).count() == 1
    assert client.post(f"/w/surveys/templates/{row.id}/archive").status_code == 403

    sign_in(make_account("clerk"))
    assert client.post("/w/surveys/new", data={"own": str(row.id)}).status_code == 404
    assert client.post(f"/w/surveys/templates/{row.id}/archive").status_code == 404


def test_a_template_is_put_away_by_its_unit(client, manager, unit):
    client.post(f"/w/surveys/{make_draft(unit).id}/keep")
    row = db.session.query(SurveyTemplate).one()

    client.post(f"/w/surveys/templates/{row.id}/archive")

    db.session.expire_all()
    assert row.archived_at is not None


def test_the_archive_takes_and_gives_back(client, manager, unit):
    survey = make_draft(unit)

    client.post(f"/w/surveys/{survey.id}/archive")
    db.session.expire_all()
    assert survey.archived_at is not None

    client.post(f"/w/surveys/{survey.id}/archive")
    db.session.expire_all()
    assert survey.archived_at is None


def test_the_bin_closes_what_runs_and_gives_it_back(client, manager, unit):
    survey = make_published(unit)

    client.post(f"/w/surveys/{survey.id}/bin")
    db.session.expire_all()
    assert survey.binned_at is not None
    assert survey.closed_at is not None

    client.post(f"/w/surveys/{survey.id}/restore")
    db.session.expire_all()
    assert survey.binned_at is None


@pytest.mark.parametrize("path", ["archive", "bin", "restore"])
def test_putting_away_is_not_for_everybody(client, sign_in, unit, path):
    address = f"/w/surveys/{make_draft(unit).id}/{path}"

    signed_out = client.post(address).status_code
    sign_in(make_account("clerk", unit))
    without_right = client.post(address).status_code
    sign_in(make_account("manager"))
    elsewhere = client.post(address).status_code

    assert signed_out in (302, 303, 401)
    assert (without_right, elsewhere) == (403, 404)


@pytest.mark.parametrize(("path", "role", "status"), [
    ("", "staff", 403), ("", "leader", 200), ("", "auditor", 200), ("/new", "leader", 403),
    ("/new", "trainer", 200), ("/items", "auditor", 403), ("/items", "clerk", 200),
])  # fmt: skip
def test_who_sees_which_page(client, sign_in, unit, path, role, status):
    sign_in(make_account(role, unit))

    assert client.get(f"/w/surveys{path}").status_code == status


def test_after_thirty_days_the_bin_forgets_what_nobody_answered(app, unit):
    untouched, answered, recent = make_draft(unit), make_published(unit), make_draft(unit)
    db.session.add(
        Response(
            survey_id=answered.id,
            id=random_id(),
            version_n=1,
            language="zh-Hans",
            received_on=NOW.date(),
            receipt="K7M29QXA",
            content_hash="0" * 64,
            answers={"q2": 4},
        )
    )
    for survey in (untouched, answered):
        bin_survey(survey, actor=make_account("manager", unit), at=NOW)
    bin_survey(recent, actor=make_account("manager", unit), at=NOW + timedelta(days=20))
    db.session.commit()

    removed = empty_bin(NOW + timedelta(days=31))
    db.session.commit()

    assert removed == 1
    assert {row.id for row in db.session.query(Survey)} == {answered.id, recent.id}
