"""Drafts are appended revisions; nothing that was typed is lost."""

from datetime import timedelta

import pytest

from portal.errors import BadDocument, Refused
from portal.extensions import db
from portal.surveys import content
from portal.surveys.models import Mode, Survey, SurveyRevision
from portal.surveys.services import StaleDraft, create_survey, redo, save_draft, undo
from question_bank.questionnaires import Questionnaire
from tests.factories import ITEMS, NOW, make_account, make_questionnaire, make_unit


def a_draft(actor=None):
    unit = actor.unit if actor else make_unit()
    return create_survey(
        unit=unit,
        questionnaire=make_questionnaire(),
        mode=Mode.CONFIDENTIAL,
        audience="retailer",
        actor=actor,
        at=NOW,
    )


def titled(words: str) -> dict:
    return make_questionnaire(title={"zh-Hans": words})


def revisions(survey: Survey) -> list[int]:
    rows = db.session.query(SurveyRevision).filter_by(survey_id=survey.id).order_by(SurveyRevision.n)
    return [row.n for row in rows]


def title(survey: Survey) -> str:
    return content.draft(survey).title["zh-Hans"]


def test_a_new_survey_is_a_draft_with_one_revision(app):
    survey = a_draft()

    assert survey.draft_n == 1
    assert survey.title == {"zh-Hans": "听听您的心里话", "en": "Your voice"}
    assert isinstance(content.draft(survey), Questionnaire)


def test_a_save_is_a_new_revision_on_top(app):
    survey = a_draft()

    row = save_draft(survey, titled("改过"), actor=None, at=NOW, base_n=1)

    assert (row.n, row.base_n, survey.draft_n) == (2, 1, 2)
    assert survey.title == {"zh-Hans": "改过"}


def test_saving_what_is_already_there_adds_nothing(app):
    survey = a_draft()

    row = save_draft(survey, make_questionnaire(), actor=None, at=NOW, base_n=1)

    assert row.n == 1


def test_a_save_on_an_older_revision_is_stale_and_names_the_newest(app):
    survey = a_draft()
    save_draft(survey, titled("他的"), actor=None, at=NOW, base_n=1)

    with pytest.raises(StaleDraft) as refusal:
        save_draft(survey, titled("我的"), actor=None, at=NOW, base_n=1)

    assert refusal.value.newest.n == 2
    assert title(survey) == "他的"


def test_autosaves_of_one_author_and_item_fold_into_one_for_ten_minutes(app):
    author = make_account()
    survey = a_draft(author)

    for minute in (1, 5, 9):
        at = NOW + timedelta(minutes=minute)
        save_draft(survey, titled(f"{minute}"), actor=author, at=at, base_n=survey.draft_n, autosave_of="q1")
    assert revisions(survey) == [1, 4]

    late = NOW + timedelta(minutes=12)
    save_draft(survey, titled("12"), actor=author, at=late, base_n=4, autosave_of="q1")
    assert revisions(survey) == [1, 4, 5]


def test_a_folded_autosave_still_makes_the_other_window_stale(app):
    author = make_account()
    survey = a_draft(author)
    save_draft(survey, titled("1"), actor=author, at=NOW, base_n=1, autosave_of="q1")
    save_draft(survey, titled("2"), actor=author, at=NOW, base_n=2, autosave_of="q1")

    with pytest.raises(StaleDraft):
        save_draft(survey, titled("3"), actor=author, at=NOW, base_n=2, autosave_of="q1")


@pytest.mark.parametrize("other", ["author", "item"])
def test_autosaves_of_another_author_or_item_do_not_fold(app, other):
    author = make_account()
    survey = a_draft(author)
    save_draft(survey, titled("1"), actor=author, at=NOW, base_n=1, autosave_of="q1")

    second = make_account(unit=author.unit) if other == "author" else author
    item = "q2" if other == "item" else "q1"
    save_draft(survey, titled("2"), actor=second, at=NOW, base_n=2, autosave_of=item)

    assert revisions(survey) == [1, 2, 3]


def test_undo_and_redo_walk_back_and_forth_by_new_revisions(app):
    survey = a_draft()
    for words in ("一", "二"):
        save_draft(survey, titled(words), actor=None, at=NOW, base_n=survey.draft_n)

    seen = []
    for step in (undo, undo, redo, redo, undo):
        step(survey, actor=None, at=NOW)
        seen.append(title(survey))

    assert seen == ["一", "听听您的心里话", "一", "二", "一"]
    assert revisions(survey) == list(range(1, 9))


def test_an_edit_after_an_undo_leaves_nothing_to_redo(app):
    survey = a_draft()
    save_draft(survey, titled("一"), actor=None, at=NOW, base_n=1)
    undo(survey, actor=None, at=NOW)
    save_draft(survey, titled("二"), actor=None, at=NOW, base_n=survey.draft_n)

    with pytest.raises(Refused):
        redo(survey, actor=None, at=NOW)
    undo(survey, actor=None, at=NOW)
    assert title(survey) == "听听您的心里话"


def test_a_text_that_cannot_be_stored_is_refused(app):
    survey = a_draft()

    with pytest.raises(BadDocument):
        save_draft(
            survey,
            make_questionnaire([{**ITEMS[1], "stem": {"zh-Hans": "a\x00b"}}]),
            actor=None,
            at=NOW,
            base_n=1,
        )
