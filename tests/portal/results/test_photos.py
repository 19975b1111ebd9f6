"""Photos in the report: seen by those who may, never by a way around what is hidden."""

import uuid

import pytest

from portal.extensions import db
from portal.responses.models import ResponsePhoto
from portal.storage import files
from portal.surveys.models import Mode
from tests.factories import ITEMS, make_account, make_retailer, make_survey, make_unit

PHOTO = {"key": "picture", "type": "photo", "stem": {"zh-Hans": "拍1张照片", "en": "A photo"}}


@pytest.fixture
def county(app):
    return make_unit()


@pytest.fixture
def sent(county, answer):
    """`sent(Mode.NAMED, photos=2, answers=12)`: a survey whose first answers have a photo each."""

    def sent(mode, photos, answers=12, **facts):
        survey = make_survey(county, items=[*ITEMS, PHOTO], mode=mode)
        rows = [answer(survey, **facts) for _ in range(answers)]
        for row in rows[:photos]:
            file = files.save(
                b"picture",
                unit_id=survey.unit_id,
                owner_type="response_photo",
                owner_id=survey.id,
                purpose="answer photo",
                name="photo.jpg",
                media_type="image/jpeg",
            )
            db.session.add(
                ResponsePhoto(survey_id=survey.id, response_id=row.id, item_key="picture", file_id=file.id)
            )
        db.session.commit()
        return survey

    return sent


def address(survey, **asked):
    query = "&".join(f"{name}={value}" for name, value in {"lang": "en", "item": "picture", **asked}.items())
    return f"/w/surveys/{survey.id}/report?{query}"


def test_a_named_survey_shows_each_photo_with_its_shop(county, sent, sign_in, page):
    shop = make_retailer(county, name="陈伯", shop_name="好又来")
    survey = sent(Mode.NAMED, photos=2, retailer_id=shop.id)

    browser = sign_in(make_account("manager", county))
    report = page(browser.get(address(survey)))

    pictures = [tag["src"] for tag in report.select("ul.pics img")]
    assert len(pictures) == 2
    assert all(browser.get(each).data == b"picture" for each in pictures)
    assert "陈伯 好又来" in report.select("ul.pics")[0].text
    assert "2 photos from 12 answers" in report.text


def test_the_photo_question_stands_in_the_list_of_questions(county, sent, sign_in, page):
    survey = sent(Mode.NAMED, photos=1)

    report = page(sign_in(make_account("manager", county)).get(address(survey, item="q1")))

    assert report.select('ol.ql a[href*="item=picture"]')


def test_photos_of_a_confidential_survey_have_no_name(county, sent, sign_in, page):
    shop = make_retailer(county, name="陈伯", shop_name="好又来")
    survey = sent(Mode.CONFIDENTIAL, photos=15, answers=15, retailer_id=shop.id)

    report = page(sign_in(make_account("manager", county)).get(address(survey)))

    assert len(report.select("ul.pics img")) == 12
    assert "陈伯" not in report.text


@pytest.mark.parametrize(("photos", "answers"), [(4, 12), (9, 9)])
def test_photos_of_few_people_are_hidden(photos, answers, county, sent, sign_in, page):
    survey = sent(Mode.CONFIDENTIAL, photos=photos, answers=answers)

    report = page(sign_in(make_account("manager", county)).get(address(survey)))

    assert not report.select("ul.pics img")
    assert "Not shown" in report.text


def test_who_may_not_know_the_respondents_sees_no_photo_of_a_named_survey(county, sent, sign_in, page):
    survey = sent(Mode.NAMED, photos=2)

    report = page(sign_in(make_account("trainer", county)).get(address(survey)))

    assert not report.select("ul.pics img")
    assert "a photo may show it" in report.text


def test_a_filter_holds_for_photos_too(county, sent, answer, sign_in, page):
    survey = sent(Mode.NAMED, photos=2, answers=3, size="small")
    answer(survey, size="large", id=uuid.uuid4())
    db.session.commit()

    browser = sign_in(make_account("manager", county))

    assert len(page(browser.get(address(survey, size="small"))).select("ul.pics img")) == 2
    assert not page(browser.get(address(survey, size="large"))).select("ul.pics img")


def test_many_photos_come_page_by_page(county, sent, sign_in, page):
    survey = sent(Mode.NAMED, photos=13, answers=13)

    browser = sign_in(make_account("manager", county))
    first, second = (page(browser.get(address(survey, page=n))) for n in (1, 2))

    shown = [{tag["src"] for tag in each.select("ul.pics img")} for each in (first, second)]
    assert [len(each) for each in shown] == [12, 1]
    assert not shown[0] & shown[1]
