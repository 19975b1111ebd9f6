"""The surveys of 2012 say through the results layer what the case says of them."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.distribution import counts as distributed
from portal.distribution.models import Channel, Invitee
from portal.extensions import db
from portal.people.models import Unit
from portal.responses.models import Response
from portal.results.query import Results
from portal.retailers.models import Retailer, RetailerField
from portal.surveys.models import Mode, PublicChange, State, Survey, SurveyItemRow, SurveyOptionRow

Find = Callable[..., Survey]
Count = Callable[..., dict[str, int]]
THEMES = {
    "old_way": "mindset",
    "cannot": "skills",
    "no_device": "equipment",
    "slow": "network",
    "frail": "vulnerable",
}
BY_DISTRICT = {
    "城区": (18, 20, 14, 8, 6), "北片": (36, 29, 17, 8, 7),
    "东片": (34, 28, 15, 8, 8), "南片": (33, 27, 12, 7, 7),
}  # fmt: skip


def responses(survey: Survey) -> list[Response]:
    return list(db.session.scalars(select(Response).filter_by(survey_id=survey.id)))


def answered(survey: Survey, key: str) -> int:
    return sum(key in row.answers for row in responses(survey))


def test_the_listening_survey_has_its_324_answers_and_their_satisfaction(
    survey: Find, counts: Count, at: datetime
) -> None:
    heard = survey("T1", closed=True)

    assert counts(heard, "q9") == {"1": 22, "2": 49, "3": 84, "4": 114, "5": 55}
    assert (heard.mode, heard.state_at(at)) == (Mode.CONFIDENTIAL, State.CLOSED)
    invited = db.session.scalar(select(func.count()).select_from(Invitee).filter_by(survey_id=heard.id))
    assert (invited, len(responses(heard))) == (360, 324)


def test_its_sample_follows_the_districts(survey: Find) -> None:
    query = select(Unit.name, func.count()).join(Retailer, Retailer.unit_id == Unit.id)
    query = query.join(Invitee, Invitee.retailer_id == Retailer.id).group_by(Unit.name)

    sizes = dict(db.session.execute(query.where(Invitee.survey_id == survey("T1", closed=True).id)).all())

    assert sizes == {"城区": 99, "北片": 87, "东片": 90, "南片": 84}


def test_its_respondents_are_told_the_totals_and_what_was_changed(survey: Find) -> None:
    heard = survey("T1", closed=True)

    changes = db.session.scalars(select(PublicChange).filter_by(survey_id=heard.id)).all()

    first = heard.public_totals[0]["text"]
    assert first["zh-Hans"] == "324 人里 169 人对我们的服务满意或很满意"
    assert len(heard.public_totals) == 3
    assert [change.text["zh-Hans"] for change in changes] == ["订货提醒提前到 11:30"]


def test_the_obstacle_survey_is_named_and_for_the_397_shops_without_online_orders(
    survey: Find, at: datetime
) -> None:
    obstacle = survey("T5", closed=True)

    invited = db.session.scalar(select(func.count()).select_from(Invitee).filter_by(survey_id=obstacle.id))

    assert (obstacle.mode, obstacle.state_at(at), obstacle.population) == (Mode.NAMED, State.CLOSED, 397)
    assert (invited, len(responses(obstacle))) == (397, 342)


@pytest.mark.parametrize("district", BY_DISTRICT)
def test_main_obstacles_by_district(survey: Find, counts: Count, district: str) -> None:
    found = counts(survey("T5", closed=True), "q3", district=district)

    assert found == dict(zip(THEMES, BY_DISTRICT[district], strict=True))


def test_main_obstacles_of_the_county_carry_their_themes(survey: Find, counts: Count) -> None:
    obstacle = survey("T5", closed=True)
    query = select(SurveyOptionRow).join(SurveyItemRow, SurveyItemRow.id == SurveyOptionRow.survey_item_id)

    options = db.session.scalars(
        query.where(SurveyItemRow.survey_id == obstacle.id, SurveyItemRow.key == "q3")
    )
    themes = {option.key: option.theme_code for option in options}
    found = counts(obstacle, "q3")

    assert themes == THEMES
    assert found == {"old_way": 121, "cannot": 104, "no_device": 58, "slow": 31, "frail": 28}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("customer_class", {"1": 38, "2": 121, "3": 183}),
        ("size", {"small": 198, "medium": 109, "large": 35}),
        ("filled_by", {"self": 231, "family": 74, "manager": 37}),
    ],
)
def test_who_answered_the_obstacle_survey(survey: Find, column: str, expected: dict[str, int]) -> None:
    rows = responses(survey("T5", closed=True))

    assert Counter(getattr(row, column) for row in rows) == expected


def test_how_many_answered_each_open_item(survey: Find) -> None:
    obstacle = survey("T5", closed=True)

    found = {key: answered(obstacle, key) for key in ("q3", "q4", "q5", "q9", "q10")}

    assert found == {"q3": 342, "q4": 298, "q5": 87, "q9": 316, "q10": 214}


def test_the_comments_are_not_the_same_words_again_and_again(survey: Find) -> None:
    said = Counter(row.answers["q10"] for row in responses(survey("T5", closed=True)) if "q10" in row.answers)

    assert said.most_common(1)[0][1] == 1


def test_respondents_ages_from_their_files(survey: Find) -> None:
    query = select(RetailerField.value).join(Response, Response.retailer_id == RetailerField.retailer_id)
    born = db.session.scalars(
        query.where(Response.survey_id == survey("T5", closed=True).id, RetailerField.field == "birth_date")
    )

    ages = Counter(_band(date.fromisoformat(value)) for value in born)

    assert ages == {"<40": 41, "40-49": 78, "50-59": 117, "60-69": 84, ">=70": 22}


def _band(born: date) -> str:
    """On the survey's last day."""
    years = 2012 - born.year - ((born.month, born.day) > (3, 9))
    return next(
        name
        for limit, name in ((40, "<40"), (50, "40-49"), (60, "50-59"), (70, "60-69"), (200, ">=70"))
        if years < limit
    )


def test_channels_against_their_targets_with_owner_and_department(survey: Find) -> None:
    obstacle = survey("T5", closed=True)
    channels = db.session.scalars(
        select(Channel).filter_by(survey_id=obstacle.id).order_by(Channel.position)
    ).all()

    tallies = distributed.tallies(channels, distributed.received(obstacle))

    found = {each.name: (tallies[each.id].received, each.target, each.department) for each in channels}
    assert found == {
        "送货员": (142, 180, "物流"),
        "客户经理": (96, 120, "客户服务中心"),
        "专管员": (31, 40, "专卖"),
        "电访员": (73, 57, "电访"),
    }
    assert all(channel.owner for channel in channels)


def test_telephone_answers_have_a_typist_and_are_not_the_managers(
    survey: Find, unit: Callable[[str], Unit]
) -> None:
    rows = responses(survey("T5", closed=True))
    by_phone = [row for row in rows if row.mode == "phone"]

    typists = {row.typist_id for row in by_phone}

    assert len(by_phone) == 73
    assert not [row for row in by_phone if row.filled_by == "manager"]
    assert len(typists) == 3
    assert None not in typists


def test_six_hasty_answers_and_one_busy_phone_are_marked(survey: Find) -> None:
    rows = responses(survey("T5", closed=True))

    hasty = [row for row in rows if row.seconds is not None and row.seconds < 20]
    phone, used = Counter(row.device for row in rows if row.device).most_common(1)[0]
    times = sorted(row.received_at for row in rows if row.device == phone and row.received_at)
    marked = Counter(mark for row in rows for mark in row.flags.split())

    assert len(hasty) == 6
    assert all("speeder" in row.flags for row in hasty)
    assert used == 5
    assert times[-1] - times[0] < timedelta(minutes=4)
    assert marked["speeder"] == 6
    assert marked["burst"] >= 1
    assert {row.device for row in rows if "burst" in row.flags} == {phone}


def test_answers_came_in_office_hours_of_the_survey(survey: Find, changtai: Any) -> None:
    rows = [row for code in ("T1", "T5") for row in responses(survey(code, closed=True))]

    hours = {((row.received_at.hour + 8) % 24) for row in rows if row.received_at}

    assert {row.received_on.year for row in rows} == {2012}
    assert min(hours) >= 8
    assert max(hours) < 18


@pytest.mark.parametrize("template", ["T1", "T2", "T7", "T9", "T10", "T11"])
def test_one_survey_for_each_address_is_open_today_and_has_answers(
    survey: Find, template: str, at: datetime
) -> None:
    opened = survey(template)

    days = [row.received_on for row in responses(opened)]

    assert opened.state_at(at) is State.OPEN
    assert opened.source == "demo"
    assert len(days) >= 5
    assert min(days) >= (at - timedelta(days=7)).date()
    assert max(days) <= at.date()


def test_the_open_listening_survey_shows_every_answer_at_once_and_has_four_kinds_of_channels(
    survey: Find, look: Callable[..., Results]
) -> None:
    opened = survey("T1")
    channels = db.session.scalars(select(Channel).filter_by(survey_id=opened.id)).all()

    results = look(opened)

    assert results.n == len(responses(opened))
    assert {channel.kind for channel in channels} == {"people", "network", "print", "meeting"}


def test_ease_per_ordering_mode_and_deliveries_on_time_have_their_numbers(
    survey: Find, look: Callable[..., Results]
) -> None:
    results = look(survey("T10"))

    bases = {key: results.count(item) for key in ("q2", "q3", "q4") if (item := results.item(key))}
    item = results.item("q7")
    assert item is not None
    on_time = next(line for line in results.table(item).lines if line.key == "on_time")

    assert bases == {"q2": 41, "q3": 13, "q4": 16}
    assert (on_time.count, on_time.base) == (41, 60)


def test_four_back_offices_stand_side_by_side(survey: Find, look: Callable[..., Results]) -> None:
    results = look(survey("T11"))
    item = results.item("q1")
    assert item is not None

    parts = results.table(item).parts

    assert [(part.key, part.n) for part in parts] == [
        ("papers", 20),
        ("news", 20),
        ("systems", 20),
        ("supplies", 20),
    ]


def test_an_anonymous_demo_answer_keeps_no_link(survey: Find) -> None:
    rows = [row for code in ("T9", "T11") for row in responses(survey(code))]

    kept = [(row.retailer_id, row.manager_id, row.received_at, row.seconds, row.device) for row in rows]

    assert set(kept) == {(None, None, None, None, "")}


def test_deleting_one_demo_answer_changes_its_figure(survey: Find, counts: Count) -> None:
    opened = survey("T1")
    before = counts(opened, "q9")
    row = next(row for row in responses(opened) if row.answers["q9"] == 5)

    db.session.delete(row)
    db.session.commit()

    after = {**before, "5": before["5"] - 1}
    assert _awaited(lambda: counts(opened, "q9"), after) == after


def _awaited(look: Callable[[], Any], wanted: Any) -> Any:
    """A busy machine looks at the database a little less often than at every call."""
    until = time.monotonic() + 10
    while (found := look()) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    return found
