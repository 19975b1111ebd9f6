"""The editor: every button is a form, and nothing that was typed is lost."""

import msgspec
import pytest

from portal.extensions import db
from portal.surveys import content
from portal.surveys.models import SurveyRevision
from tests.factories import make_account, make_unit
from tests.portal.surveys.drafting import item, keys, make_draft


@pytest.fixture
def unit(app):
    return make_unit()


@pytest.fixture
def survey(unit):
    return make_draft(unit)


@pytest.fixture
def clerk(unit, sign_in):
    account = make_account("clerk", unit, language="en")
    sign_in(account)
    return account


def typed(page, **changes):
    """What the browser would send: every field of the question's form, with some of them changed."""
    form = page.select("form[data-autosave]")[0]
    fields = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            fields[field["name"]] = chosen.get("value", chosen.text)
        elif field.name == "textarea":
            fields[field["name"]] = field.text.removeprefix("\n")
        else:
            fields[field["name"]] = field.get("value", "y")
    return form["action"], {**fields, **changes}


def open_item(client, page, survey, key="q1", **query):
    return page(client.get(f"/w/surveys/{survey.id}/edit", query_string={"item": key, **query}))


def save(client, page, survey, key="q1", headers=None, **changes):
    action, fields = typed(open_item(client, page, survey, key), **changes)
    answer = followed(client, client.post(action, data=fields, headers=headers), headers)
    db.session.expire_all()
    return page(answer)


def followed(client, answer, headers=None):
    return client.get(answer.headers["Location"], headers=headers) if answer.status_code == 303 else answer


def test_the_editor_shows_the_list_the_form_and_the_preview(client, page, clerk, survey):
    shown = open_item(client, page, survey, "q2")

    assert shown.status == 200
    assert [row["data-key"] for row in shown.select(".ql [data-key]")] == ["q1", "q2", "q3", "q4"]
    assert shown.value("stem.zh-Hans") == "满意吗？"
    assert f"/w/surveys/{survey.id}/preview" in shown.select("iframe")[0]["src"]


def test_saving_a_question_changes_only_what_was_typed(client, page, clerk, survey):
    before = item(survey)

    shown = save(client, page, survey, **{"stem.zh-Hans": "够不够？", "options-0-theme": "skills"})

    after = item(survey)
    assert shown.status == 200
    assert after.stem == {"zh-Hans": "够不够？", "en": "Often enough?"}
    assert [option.theme for option in after.options] == ["skills", None]
    assert [option.text for option in after.options] == [option.text for option in before.options]
    assert after.required


def test_saving_without_a_change_adds_no_revision(client, page, clerk, survey):
    for key in ("q1", "q2", "q3", "q4"):
        save(client, page, survey, key)

    assert survey.draft_n == 1


def test_english_answers_are_typed_on_the_other_side_and_chinese_stays(client, page, clerk, survey):
    action, fields = typed(open_item(client, page, survey, tongue="en"), **{"options-0-text.en": "Yes"})

    client.post(action, data=fields)

    assert item(survey).options[0].text == {"zh-Hans": "够了", "en": "Yes"}


@pytest.mark.parametrize(
    ("do", "options"),
    [
        ("option:add", ["enough", "few", "o3"]),
        ("option:remove:0", ["few"]),
        ("option:down:0", ["few", "enough"]),
        ("option:up:1", ["few", "enough"]),
    ],
)
def test_buttons_change_the_answers_to_choose_from(client, page, clerk, survey, do, options):
    save(client, page, survey, do=do)

    assert [option.key for option in item(survey).options] == options


def test_another_type_keeps_the_words_and_drops_what_it_cannot_use(client, page, clerk, survey):
    save(client, page, survey, type="rating")

    assert item(survey).type == "rating"
    assert item(survey).stem["zh-Hans"] == "来得够不够？"
    assert item(survey).options == ()


def test_a_rule_is_built_by_selects_and_shown_in_words(client, page, clerk, survey):
    save(client, page, survey, "q3", do="rule:add")
    assert item(survey, "q3").show_when == "q2 = 1"

    changes = {"conditions-0-item": "q1", "conditions-0-op": "!=", "conditions-0-value": "few"}
    shown = save(client, page, survey, "q3", **changes)

    assert item(survey, "q3").show_when == 'q1 != "few"'
    assert "when question 1 is not “偏少”" in shown.text or "is not “Too few”" in shown.text


def test_an_empty_item_in_a_condition_removes_it(client, page, clerk, survey):
    save(client, page, survey, "q4", **{"conditions-0-item": ""})

    assert item(survey, "q4").show_when == ""


def test_a_rule_with_brackets_is_kept_as_it_was_written(client, page, clerk, unit):
    rule = 'q1 = "few" and (q2 <= 2 or not answered(q3))'
    survey = make_draft(unit)
    content_item = {**_plain(item(survey, "q4")), "show_when": rule}
    survey = make_draft(unit, [*(_plain(item(survey, key)) for key in ("q1", "q2", "q3")), content_item])

    save(client, page, survey, "q4", **{"stem.zh-Hans": "怎么了？"})

    assert item(survey, "q4").show_when == rule


def _plain(each):
    return msgspec.to_builtins(each)


def test_a_number_that_is_none_shows_the_page_again_with_what_was_typed(client, page, clerk, survey):
    shown = save(client, page, survey, "q2", minimum="a lot", **{"stem.zh-Hans": "新的"})

    assert shown.status == 422
    assert shown.errors
    assert shown.value("stem.zh-Hans") == "新的"
    assert survey.draft_n == 1


def test_an_autosave_answers_with_the_parts_the_script_swaps(client, page, clerk, survey):
    shown = save(
        client, page, survey, headers={"X-Part": "editor"}, autosave="1", **{"stem.zh-Hans": "够不够？"}
    )

    assert shown.soup.html is None
    assert shown.select("#ed-saved")
    assert shown.select("#ed-undo")
    assert db.session.query(SurveyRevision).filter_by(n=2).one().autosave_of == "q1"


def test_two_people_on_one_question_are_told_and_may_choose(client, page, clerk, survey, app, sign_in):
    action, mine = typed(open_item(client, page, survey), **{"stem.zh-Hans": "我的"})
    colleague = sign_in(make_account("clerk", clerk.unit, name="小吴"), app.test_client())
    save(colleague, page, survey, **{"stem.zh-Hans": "他的"})

    refused = page(client.post(action, data=mine))
    assert refused.status == 409
    assert "小吴" in refused.text
    assert "他的" in refused.text
    assert item(survey).stem["zh-Hans"] == "他的"

    form = refused.select("form[data-editor]")[0]
    again = {field["name"]: field["value"] for field in form.select("input[name]")}
    client.post(form["action"], data=again)
    db.session.expire_all()
    assert item(survey).stem["zh-Hans"] == "我的"


def test_two_people_on_two_questions_do_not_disturb_each_other(client, page, clerk, survey, app, sign_in):
    action, mine = typed(open_item(client, page, survey), **{"stem.zh-Hans": "我的"})
    colleague = sign_in(make_account("clerk", clerk.unit), app.test_client())
    save(colleague, page, survey, "q2", **{"stem.zh-Hans": "他的"})

    assert client.post(action, data=mine).status_code == 303
    db.session.expire_all()
    assert (item(survey).stem["zh-Hans"], item(survey, "q2").stem["zh-Hans"]) == ("我的", "他的")


def test_a_question_is_added_behind_the_open_one_with_a_key_of_its_own(client, clerk, survey):
    answer = client.post(f"/w/surveys/{survey.id}/items", data={"type": "multiple", "after": "q1"})
    db.session.expire_all()

    assert keys(survey) == ["q1", "q5", "q2", "q3", "q4"]
    assert answer.headers["Location"].endswith("item=q5")
    assert len(item(survey, "q5").options) == 2


@pytest.mark.parametrize(("to", "order"), [("0", "q2 q1 q3 q4"), ("3", "q1 q3 q4 q2"), ("99", "q1 q3 q4 q2")])
def test_a_question_moves_to_a_place(client, clerk, survey, to, order):
    client.post(f"/w/surveys/{survey.id}/items/q2/move", data={"to": to})
    db.session.expire_all()

    assert keys(survey) == order.split()


def test_a_removed_question_comes_back_by_undo(client, page, clerk, survey):
    shown = page(followed(client, client.post(f"/w/surveys/{survey.id}/items/q2/remove")))
    db.session.expire_all()
    assert keys(survey) == ["q1", "q3", "q4"]

    client.post(shown.select("form.toast")[0]["action"])
    db.session.expire_all()
    assert keys(survey) == ["q1", "q2", "q3", "q4"]


def test_a_copy_of_a_question_has_a_key_of_its_own(client, clerk, survey):
    client.post(f"/w/surveys/{survey.id}/items/q1/duplicate")
    db.session.expire_all()

    assert keys(survey) == ["q1", "q5", "q2", "q3", "q4"]
    assert item(survey, "q5").stem == item(survey, "q1").stem


def test_the_title_and_the_words_around_are_saved(client, page, clerk, survey):
    shown = save(client, page, survey, "opening", **{"title.zh-Hans": "新名字", "thanks.en": "Thanks!"})

    asked = content.draft(survey)
    assert shown.h1 in ("新名字", "Your voice")
    assert (asked.title["zh-Hans"], asked.thanks, survey.title["zh-Hans"]) == (
        "新名字",
        {"en": "Thanks!"},
        "新名字",
    )


def test_a_survey_keeps_a_title(client, page, clerk, survey):
    shown = save(client, page, survey, "opening", **{"title.zh-Hans": "", "title.en": ""})

    assert shown.status == 422
    assert content.draft(survey).title["zh-Hans"] == "听听您的心里话"


def test_undo_and_redo_have_buttons(client, page, clerk, survey):
    save(client, page, survey, **{"stem.zh-Hans": "够不够？"})

    client.post(f"/w/surveys/{survey.id}/undo", data={"item": "q1"})
    db.session.expire_all()
    assert item(survey).stem["zh-Hans"] == "来得够不够？"

    client.post(f"/w/surveys/{survey.id}/redo", data={"item": "q1"})
    db.session.expire_all()
    assert item(survey).stem["zh-Hans"] == "够不够？"


def test_an_earlier_draft_is_taken_back(client, page, clerk, survey):
    save(client, page, survey, **{"stem.zh-Hans": "够不够？"})

    answer = client.post(f"/w/surveys/{survey.id}/revisions/1/restore")
    db.session.expire_all()

    assert answer.status_code == 303
    assert (survey.draft_n, item(survey).stem["zh-Hans"]) == (3, "来得够不够？")


@pytest.mark.parametrize(
    "path",
    [
        "items",
        "items/q1",
        "items/q1/move",
        "items/q1/remove",
        "items/q1/duplicate",
        "items/q1/keep",
        "opening",
        "undo",
        "redo",
        "revisions/1/restore",
        "settings",
        "copy",
        "repeat",
        "keep",
    ],
)
def test_writing_is_for_those_who_may_edit(client, sign_in, survey, path):
    address = f"/w/surveys/{survey.id}/{path}"
    signed_out = client.post(address)
    sign_in(make_account("leader", survey.unit))
    without_right = client.post(address)
    sign_in(make_account("clerk"))
    elsewhere = client.post(address)

    assert signed_out.status_code in (302, 303, 401)
    assert (without_right.status_code, elsewhere.status_code) == (403, 404)
    db.session.expire_all()
    assert survey.draft_n == 1


def test_unknown_questions_and_types_are_refused(client, clerk, survey):
    assert client.post(f"/w/surveys/{survey.id}/items", data={"type": "hologram"}).status_code == 422
    assert client.post(f"/w/surveys/{survey.id}/items/q9/remove").status_code == 404
    assert client.post(f"/w/surveys/{survey.id}/items/q1/move", data={"to": "-1"}).status_code == 422
    assert client.post(f"/w/surveys/{survey.id}/items/q1/move", data={"to": "9" * 5000}).status_code == 422


def test_what_cannot_be_stored_is_refused_with_a_sentence(client, page, clerk, survey):
    shown = save(client, page, survey, **{"stem.zh-Hans": "a\x00b"})

    assert shown.status == 422
    assert item(survey).stem["zh-Hans"] == "来得够不够？"
