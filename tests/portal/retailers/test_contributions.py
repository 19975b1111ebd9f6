from portal import chain
from portal.people import services as people
from portal.people.models import UnitKind
from portal.retailers import checklist, services
from portal.retailers.timeline import Moment, timeline
from tests.factories import NOW, make_account, make_retailer, make_unit


def test_the_first_step_is_done_by_own_shops_only(app):
    county = make_unit()
    person = make_account("manager", county)
    with app.test_request_context():
        before = checklist.shops(person)
        make_retailer(county, source="demo")
        with_demo = checklist.shops(person)
        make_retailer(county)
        after = checklist.shops(person)

    assert [step[0] for step in (before, with_demo, after)] == [False, False, True]
    assert before[2] == "/w/retailers/import"


def test_a_unit_with_open_shops_is_in_use(app):
    district = make_unit(kind=UnitKind.DISTRICT, parent=make_unit())
    assert people.still_there(district) == []

    shop = make_retailer(district)
    assert len(people.still_there(district)) == 1

    services.close(shop, actor=None, at=NOW)
    assert people.still_there(district) == []


def test_the_timeline_mixes_own_and_added_moments_latest_first(app, monkeypatch):
    monkeypatch.setattr(chain, "_slots", chain._slots | {"retailer timeline": []})
    later = NOW.replace(hour=5)
    chain.contributes("retailer timeline")(lambda shop: [Moment(later, "answered", href="/x")])
    shop = services.create_retailer(unit=make_unit(), licence="1", name="甲", actor=None, at=NOW)

    assert [moment.at for moment in timeline(shop)] == [later, NOW]
