"""A published version never changes; what can be linked to has rows that outlive it."""

import pytest
from sqlalchemy import select

from portal.errors import Refused
from portal.extensions import db
from portal.indicators.models import Indicator
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.surveys import content
from portal.surveys.models import Mode, SurveyItemRow, SurveyOptionRow, SurveyVersion
from portal.surveys.services import NotReady, create_survey, publish, save_draft
from tests.factories import NOW, make_questionnaire, make_unit

HARD = {
    "key": "q1",
    "type": "single",
    "stem": {"zh-Hans": "最难的是哪一点？", "en": "What is hardest?"},
    "indicator": "ordering.obstacle",
    "touchpoint": "ordering",
    "options": [
        {"key": "a", "text": {"zh-Hans": "不会操作", "en": "How"}, "theme": "skills"},
        {"key": "b", "text": {"zh-Hans": "没有困难", "en": "None"}},
    ],
}


def a_draft(items=None, unit=None):
    return create_survey(
        unit=unit or make_unit(),
        questionnaire=make_questionnaire(items or [HARD]),
        mode=Mode.CONFIDENTIAL,
        audience="retailer",
        actor=None,
        at=NOW,
    )


def republish(survey, items):
    save_draft(survey, make_questionnaire(items), actor=None, at=NOW, base_n=survey.draft_n)
    return publish(survey, actor=None, at=NOW)


def items_of(survey):
    rows = db.session.scalars(select(SurveyItemRow).filter_by(survey_id=survey.id))
    return {row.key: row for row in rows}


def test_publishing_freezes_the_draft_with_its_fingerprint_and_a_trace(app):
    survey = a_draft()

    row = publish(survey, actor=None, at=NOW)
    db.session.commit()
    db.session.expire_all()

    assert (row.n, len(row.sha256), survey.current_version, survey.published_at) == (1, 64, 1, NOW)
    assert content.published(survey) == content.draft(survey)
    verbs = list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.at)))
    assert sorted(verbs) == ["create", "publish"]


def test_items_themes_and_indicators_become_rows(app):
    survey = a_draft()

    publish(survey, actor=None, at=NOW)

    item = items_of(survey)["q1"]
    indicator = db.session.get(Indicator, item.indicator_id)
    option = db.session.scalars(select(SurveyOptionRow)).one()
    assert (item.type, item.touchpoint, indicator.code) == ("single", "ordering", "ordering.obstacle")
    assert (option.key, option.theme_code) == ("a", "skills")


def test_rows_keep_their_identity_in_the_next_version(app):
    survey = a_draft()
    publish(survey, actor=None, at=NOW)
    first = items_of(survey)["q1"].id

    second = republish(survey, [{**HARD, "stem": {"zh-Hans": "哪一点最难？"}}, {**HARD, "key": "q2"}])

    assert second.n == 2
    assert items_of(survey)["q1"].id == first
    assert set(items_of(survey)) == {"q1", "q2"}
    assert content.published(survey, 1).item("q1").stem["zh-Hans"] == "最难的是哪一点？"


def test_an_item_that_is_no_longer_asked_keeps_its_row(app):
    survey = a_draft([HARD, {**HARD, "key": "q2"}])
    publish(survey, actor=None, at=NOW)

    republish(survey, [HARD])

    assert set(items_of(survey)) == {"q1", "q2"}


def test_two_surveys_of_one_county_share_an_indicator_and_other_counties_do_not(app):
    county = make_unit()
    district = make_unit(kind=UnitKind.DISTRICT, parent=county)
    for unit in (county, district, make_unit()):
        publish(a_draft(unit=unit), actor=None, at=NOW)

    indicators = list(db.session.scalars(select(Indicator)))
    assert len(indicators) == 2
    assert county.id in {row.unit_id for row in indicators}


def test_a_theme_taken_away_is_counted_no_more(app):
    survey = a_draft()
    publish(survey, actor=None, at=NOW)
    plain = {**HARD, "options": [{**option, "theme": None} for option in HARD["options"]]}

    republish(survey, [plain])

    assert list(db.session.scalars(select(SurveyOptionRow))) == []


def test_faults_stop_publication_with_a_sentence(app):
    survey = a_draft([{**HARD, "options": []}])

    with pytest.raises(NotReady) as refusal:
        publish(survey, actor=None, at=NOW)

    assert refusal.value.problems[0].code == "options_missing"
    assert survey.published_at is None
    assert list(db.session.scalars(select(SurveyVersion))) == []


def test_publishing_twice_without_a_change_is_refused(app):
    survey = a_draft()
    publish(survey, actor=None, at=NOW)

    with pytest.raises(Refused):
        publish(survey, actor=None, at=NOW)


def test_who_is_known_cannot_change_after_publication(app):
    survey = a_draft()
    survey.mode = Mode.ANONYMOUS
    publish(survey, actor=None, at=NOW)

    with pytest.raises(Refused):
        survey.mode = Mode.NAMED
    survey.mode = Mode.ANONYMOUS
