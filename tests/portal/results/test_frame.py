"""Frames never miss a response, forget an erased one, and release protected figures in steps."""

import uuid
from datetime import date

import numpy as np
import pytest

from portal.extensions import db
from portal.results.frame import frame_of, store_of
from portal.surveys.models import Mode, State, SurveyVersion
from tests.factories import ITEMS, NOW, make_questionnaire, make_survey

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def codes(frame, name):
    return sorted(frame.column(name).tolist())


@pytest.fixture
def named(app):
    return make_survey(mode=Mode.NAMED)


@pytest.fixture
def confidential(app):
    return make_survey(mode=Mode.CONFIDENTIAL)


def test_answers_become_codes_in_the_order_of_the_options(named, answer):
    answer(named, {"q1": "few", "q2": 5})
    answer(named, {"q1": "enough"})

    frame = frame_of(named, State.OPEN)

    assert codes(frame, "q1") == [0, 1]
    assert codes(frame, "q2") == [-1, 5]


def test_new_answers_are_added_to_a_frame_that_exists(named, answer):
    answer(named, {"q1": "few"})
    frame_of(named, State.OPEN)
    answer(named, {"q1": "few"}, received_on=TUESDAY)

    assert len(frame_of(named, State.OPEN)) == 2


def test_a_response_that_was_committed_late_on_an_earlier_day_is_found(named, answer):
    answer(named, received_on=TUESDAY)
    frame_of(named, State.OPEN)
    late = answer(named, {"q1": "few"}, received_on=MONDAY)

    frame = frame_of(named, State.OPEN)

    assert uuid.UUID(bytes=bytes(frame.fact("id")[-1])) == late.id
    assert codes(frame, "q1") == [0, 1]


def test_an_erased_response_leaves_the_frame(named, answer):
    gone = answer(named, {"q1": "few"})
    answer(named, {"q1": "enough"})
    frame_of(named, State.OPEN)

    db.session.delete(gone)
    db.session.flush()

    assert codes(frame_of(named, State.OPEN), "q1") == [0]


def test_an_erased_response_replaced_on_the_same_day_is_noticed(named, answer):
    gone = answer(named, {"q1": "few"})
    frame_of(named, State.OPEN)

    db.session.delete(gone)
    answer(named, {"q1": "enough"})

    assert codes(frame_of(named, State.OPEN), "q1") == [0]


def test_answers_of_all_versions_share_the_columns_of_their_keys(named, answer):
    answer(named, {"q1": "few"})
    changed = [{**ITEMS[0], "options": list(reversed(ITEMS[0]["options"]))}]
    version = SurveyVersion(
        survey_id=named.id, n=2, document=make_questionnaire(changed), sha256="1" * 64, published_at=NOW
    )
    db.session.add(version)
    db.session.flush()
    answer(named, {"q1": "few"}, version_n=2)
    answer(named, {"q1": "enough"}, version_n=2)

    frame = frame_of(named, State.OPEN)

    levels = [level.key for level in frame.layout.of("q1")[0].levels]
    assert sorted(levels[code] for code in frame.column("q1")) == ["enough", "few", "few"]
    assert codes(frame, "q2") == [-1, -1, -1]


def test_protected_figures_advance_in_steps_of_five(confidential, answer):
    for _ in range(8):
        answer(confidential)

    frame = frame_of(confidential, State.OPEN)

    assert (len(frame), frame.waiting) == (5, 3)


def test_the_same_answers_stay_released_when_the_frame_is_made_again(confidential, answer):
    first = {answer(confidential, received_on=TUESDAY).id for _ in range(5)}
    frame_of(confidential, State.OPEN)
    for _ in range(3):
        answer(confidential, received_on=MONDAY)
    db.session.add(
        SurveyVersion(
            survey_id=confidential.id,
            n=2,
            document=make_questionnaire([ITEMS[1]]),
            sha256="1" * 64,
            published_at=NOW,
        )
    )

    frame = frame_of(confidential, State.OPEN)

    assert {uuid.UUID(bytes=bytes(each)) for each in frame.fact("id")} == first


def test_a_closed_survey_shows_all_its_answers(confidential, answer):
    for _ in range(8):
        answer(confidential)

    assert len(frame_of(confidential, State.CLOSED)) == 8


def test_a_frame_that_was_deleted_is_made_again(named, answer):
    answer(named)
    frame_of(named, State.OPEN)

    store_of(named.id).clear()

    assert len(frame_of(named, State.OPEN)) == 1


def test_a_frame_written_by_another_program_version_is_made_again(named, answer):
    answer(named)
    folder = frame_of(named, State.OPEN).generation.folder
    (folder / "meta.json").write_text('{"format": 0}')

    assert len(frame_of(named, State.OPEN)) == 1


def test_a_reader_keeps_its_columns_while_the_frame_moves_on(named, answer):
    answer(named, {"q2": 3})
    before = frame_of(named, State.OPEN)
    column = before.column("q2")
    answer(named, {"q2": 4})

    frame_of(named, State.OPEN)

    assert np.array_equal(column, [3])


def test_a_survey_without_answers_has_an_empty_frame(confidential):
    frame = frame_of(confidential, State.OPEN)

    assert len(frame) == 0
    assert len(frame.column("q1")) == 0


def test_a_question_named_like_a_fact_leaves_the_fact_alone(app, answer):
    """Retailers' templates ask `filled_by`, which is also what is known of the response."""
    options = [{"key": key, "text": {"zh-Hans": key}} for key in ("manager", "family", "self")]
    items = [{"key": "filled_by", "type": "single", "stem": {"zh-Hans": "谁填的？"}, "options": options}]
    survey = make_survey(items=items, mode=Mode.NAMED)
    for who in ("self", "self", "family"):
        answer(survey, {"filled_by": who}, filled_by=who)

    frame = frame_of(survey, State.OPEN)

    known = [frame.values("filled_by")[code] for code in frame.fact("filled_by")]
    assert sorted(known) == ["family", "self", "self"]
    assert sorted(frame.column("filled_by").tolist()) == [1, 2, 2]
