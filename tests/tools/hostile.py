"""A county in which every text that somebody can type was typed by an attacker."""

import uuid
from dataclasses import dataclass

from portal import clock
from portal.distribution import outreach
from portal.distribution.services import add_channel, live_code, shop_code
from portal.extensions import db
from portal.people import settings
from portal.people.models import Account, Unit
from portal.responses.services import Submission, submit
from portal.results.publishing import add_change
from portal.surveys.models import Audience, Mode, Survey
from portal.surveys.services import create_survey, keep_as_template, publish
from tests.factories import make_account, make_questionnaire, make_retailer, make_unit

MARKUP = "\"'></title></textarea></script><script>window.__hit=1</script><svg onload=window.__hit=1>"
IMAGE = "<img src=x onerror=window.__hit=1>"
ATTRIBUTE = "' autofocus onfocus=window.__hit=1 x='\" onmouseover=window.__hit=1"
LINK = '<a href="javascript:window.__hit=1">x</a>'
TEMPLATE = "{{7*7}}${7*7}{% raw %}"
FORMAT = "%s%d%(n)s{0}"
DATABASE = "'; DROP TABLE response; --"
DIRECTION = "a\u202eb\u2066c\u200bd\ufeffe"
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://127.0.0.1:9")', "\t=1+1", "\r=1+1")
TEXTS = (MARKUP, IMAGE, ATTRIBUTE, LINK, TEMPLATE, FORMAT, DATABASE, DIRECTION, *FORMULAS)
SHORT = IMAGE + TEMPLATE  # where a name has 80 characters


@dataclass(frozen=True)
class Hostile:
    survey: Survey
    manager: Account
    administrator: Account
    codes: tuple[str, str]
    receipt: str


def build() -> Hostile:
    county = make_unit(SHORT)
    manager, administrator = (make_account(role, county, name=SHORT + role) for role in ("manager", "admin"))
    _rules(county, manager)
    at = clock.now()
    retailer = make_retailer(
        county,
        name=SHORT,
        shop_name=MARKUP + TEMPLATE,
        manager_id=manager.id,
        note=LINK,
        village=ATTRIBUTE[:80],
    )
    survey = create_survey(
        unit=county, questionnaire=questionnaire(), mode=Mode.NAMED,
        audience=Audience.RETAILER, actor=manager, at=at,
    )  # fmt: skip
    publish(survey, actor=manager, at=at)
    channel = add_channel(survey, name=SHORT, kind="people", actor=manager, at=at, target=9, owner=manager)
    outreach.log(survey, day=at.date(), way="sms", reached=1, note=MARKUP, actor=manager, at=at)
    add_change(survey, said={"zh-Hans": MARKUP}, text={"zh-Hans": IMAGE + TEMPLATE}, actor=manager, at=at)
    keep_as_template(survey, actor=manager, at=at)
    codes = (live_code(channel=channel).code, shop_code(retailer, at=at).code)
    ids = (survey.id, channel.id, retailer.id)
    db.session.commit()
    receipts = [_answer(*ids[: 3 if text == MARKUP else 2], text=text) for text in TEXTS]
    return Hostile(survey, manager, administrator, codes, receipts[0])


def questionnaire() -> dict[str, object]:
    options = [{"key": f"o{n}", "text": {"zh-Hans": text}} for n, text in enumerate(TEXTS)]
    items = [
        {"key": "q1", "type": "single", "stem": {"zh-Hans": MARKUP}, "options": options},
        {"key": "q2", "type": "multiple", "stem": {"zh-Hans": TEMPLATE + FORMAT}, "options": options},
        {"key": "q3", "type": "rating", "stem": {"zh-Hans": DATABASE + DIRECTION}},
        {"key": "q4", "type": "long_text", "stem": {"zh-Hans": ATTRIBUTE + LINK}},
        {"key": "q5", "type": "short_text", "stem": {"zh-Hans": FORMULAS[4]}},
    ]
    title = {"zh-Hans": MARKUP + TEMPLATE}
    return make_questionnaire(items) | {"title": title, "languages": ["zh-Hans"]}


def _rules(county: Unit, manager: Account) -> None:
    for key in ("organisation_name", "department_name", "privacy_contact"):
        settings.put(county, key, SHORT, manager)


def _answer(
    survey_id: uuid.UUID, channel_id: uuid.UUID, retailer_id: uuid.UUID | None = None, *, text: str
) -> str:
    """A shop answers once; the others are unknown."""
    answers = {"q1": f"o{TEXTS.index(text)}", "q2": ["o0", "o4"], "q3": 4, "q4": text, "q5": text[:60]}
    outcome = submit(
        Submission(
            survey_id=survey_id, response_id=uuid.uuid4(), version_n=1, answers=answers, language="zh-Hans",
            at=clock.now(), channel_id=channel_id, retailer_id=retailer_id,
        )
    )  # fmt: skip
    assert outcome.status == "created", outcome
    return outcome.receipt
