import pytest

from portal.people import checklist, settings
from portal.people.devices import device
from portal.people.models import DEMO, UnitKind
from tests.factories import make_account, make_unit


@pytest.fixture
def first(app):
    """The first administrator of an installation that holds nothing else."""
    return make_account("admin", make_unit("Changtai"))


def test_an_empty_installation_has_everything_before_it(app, first):
    with app.test_request_context():
        steps = [
            step(first) for step in (checklist.organisation, checklist.printed_address, checklist.people)
        ]

    assert [done for done, _label, _href in steps] == [False, False, False]
    assert [href for _done, _label, href in steps] == ["/a/orgs", "/a/settings", "/a/people"]


def test_the_steps_are_done_one_by_one(app, first):
    make_unit("Team", UnitKind.TEAM, first.unit)
    make_account("staff", first.unit)
    settings.put(first.unit, "office_phone", "0596-123", None)
    settings.put(first.unit, "qr_host", "https://wj.example.cn", None)

    with app.test_request_context():
        steps = [
            step(first) for step in (checklist.organisation, checklist.printed_address, checklist.people)
        ]

    assert [done for done, _label, _href in steps] == [True, True, True]


def test_people_of_the_demonstration_are_no_step_done(app, first):
    make_account("staff", first.unit, source=DEMO)

    with app.test_request_context():
        assert not checklist.people(first)[0]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 9) AppleWebKit Chrome/86 Mobile Safari/537 MicroMessenger/8",
            "WeChat · Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/120 Safari/537 Edg/120", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 16 like Mac OS X) Version/16 Safari/604", "Safari · iPhone"),
    ],
)
def test_a_browser_is_called_as_people_call_it(app, agent, words):
    assert device(agent) == words


def test_what_calls_itself_nothing_is_an_unknown_device(app):
    with app.test_request_context():
        assert device("") != ""
