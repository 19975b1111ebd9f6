"""Adding, changing and archiving channels; sets of them; the next wave's."""

import pytest
from sqlalchemy import select

from portal.distribution.models import Channel, Invitee
from portal.distribution.services import add_channel, invite, live_code
from portal.distribution.starters import add_set, channels, split_by_person
from portal.errors import Refused
from portal.extensions import db
from portal.surveys.services import repeat_survey
from tests.factories import NOW, make_account, make_retailer, make_survey, make_unit

TYPED = {
    "name": "a", "kind": "people", "medium": "", "post": "", "department": "", "target": "", "owner": "",
    "copy_text": "",
}  # fmt: skip


@pytest.fixture
def county(app):
    return make_unit("长泰县公司")


@pytest.fixture
def clerk(county):
    return make_account("clerk", county)


@pytest.fixture
def survey(county):
    return make_survey(county)


def test_a_channel_gets_its_code_at_once(sign_in, survey, clerk, county):
    owner = make_account("staff", county, post="deliverer")
    data = TYPED | {"name": "送货员发卡", "post": "deliverer", "target": "180", "owner": str(owner.id)}

    answer = sign_in(clerk).post(f"/w/surveys/{survey.id}/channels/new", data=data)

    channel = db.session.scalars(select(Channel)).one()
    assert answer.status_code == 303
    assert (channel.name, channel.target, channel.owner_id) == ("送货员发卡", 180, owner.id)
    assert live_code(channel=channel) is not None


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"kind": "smoke"}, {"target": "-1"}, {"target": "many"}, {"medium": "qq"}]
)
def test_what_cannot_be_is_said_and_kept(sign_in, page, survey, clerk, bad):
    data = TYPED | {"department": "物流中心"} | bad

    shown = page(sign_in(clerk).post(f"/w/surveys/{survey.id}/channels/new", data=data))

    assert shown.errors
    assert shown.value("department") == "物流中心"
    assert channels(survey) == []


def test_somebody_of_another_county_is_not_put_in_charge(sign_in, page, survey, clerk):
    stranger = make_account("staff")
    data = TYPED | {"owner": str(stranger.id)}

    shown = page(sign_in(clerk).post(f"/w/surveys/{survey.id}/channels/new", data=data))

    assert shown.errors
    assert channels(survey) == []


def test_a_changed_channel_keeps_its_code(sign_in, survey, clerk):
    channel = add_channel(survey, name="a", kind="people", actor=clerk, at=NOW)
    code = live_code(channel=channel).code

    sign_in(clerk).post(f"/w/channels/{channel.id}/edit", data=TYPED | {"name": "b"})

    db.session.refresh(channel)
    assert (channel.name, live_code(channel=channel).code) == ("b", code)


def test_an_archived_channel_can_be_taken_back(sign_in, survey, clerk):
    channel = add_channel(survey, name="a", kind="people", actor=clerk, at=NOW)
    browser = sign_in(clerk)

    browser.post(f"/w/channels/{channel.id}/archive")
    assert channels(survey) == []

    browser.post(f"/w/channels/{channel.id}/archive")
    assert len(channels(survey)) == 1


def test_the_four_roles_come_in_one_go_and_only_once(sign_in, survey, clerk):
    browser = sign_in(clerk)

    for _twice in range(2):
        browser.post(f"/w/surveys/{survey.id}/channels/starter", data={"set": "four"})

    made = channels(survey)
    assert [channel.post for channel in made] == ["deliverer", "customer_manager", "inspector", "telephonist"]
    assert [channel.assisted for channel in made] == [False, False, False, True]
    assert len({live_code(channel=channel).code for channel in made}) == 4


def test_an_unknown_set_is_refused(survey, clerk):
    with pytest.raises(Refused):
        add_set(survey, "everything", actor=clerk, at=NOW)


def test_each_customer_manager_gets_a_channel_with_the_shops_as_target(survey, clerk, county):
    district = make_unit(parent=county)
    person = make_account("staff", district, post="customer_manager", name="林小明")
    make_account("staff", district, post="deliverer")
    make_account("staff", post="customer_manager")
    for _n in range(3):
        make_retailer(district, manager_id=person.id)

    made = split_by_person(survey, actor=clerk, at=NOW)

    assert [(channel.name, channel.owner_id, channel.target) for channel in made] == [
        ("林小明", person.id, 3)
    ]
    assert split_by_person(survey, actor=clerk, at=NOW) == []


def test_an_anonymous_survey_is_not_split_by_person(sign_in, county, clerk):
    survey = make_survey(county, mode="anonymous")
    make_account("staff", county, post="customer_manager")

    answer = sign_in(clerk).post(f"/w/surveys/{survey.id}/channels/split")

    assert answer.status_code == 409
    assert channels(survey) == []


def test_the_next_wave_has_the_same_channels_with_other_codes_and_the_same_shops(survey, clerk, county):
    old = add_channel(survey, name="送货员", kind="people", target=180, post="deliverer", actor=clerk, at=NOW)
    retailer, gone = make_retailer(county), make_retailer(county, closed_at=NOW)
    invite(survey, [retailer, gone], channel=old)

    wave = repeat_survey(survey, actor=clerk, at=NOW)

    new = channels(wave)[0]
    assert (new.name, new.target, new.post) == ("送货员", 180, "deliverer")
    assert live_code(channel=new).code != live_code(channel=old).code
    invitees = db.session.scalars(select(Invitee).filter_by(survey_id=wave.id)).all()
    assert [(each.retailer_id, each.channel_id) for each in invitees] == [(retailer.id, new.id)]


@pytest.mark.parametrize("path", ["channels/new", "channels/starter", "channels/split", "outreach", "scope"])
def test_whoever_may_not_distribute_is_refused(sign_in, client, county, survey, path):
    address = f"/w/surveys/{survey.id}/{path}"

    signed_out = client.post(address)
    stranger = sign_in(make_account("manager")).post(address)
    reader = sign_in(make_account("auditor", county)).post(address)

    assert "/m/login" in signed_out.location
    assert (stranger.status_code, reader.status_code) == (404, 403)
