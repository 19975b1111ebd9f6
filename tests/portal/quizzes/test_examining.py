"""An examiner ticks a hands-on list or enters oral answers on the phone; the result is an attempt."""

import io

import msgspec
import pytest
from PIL import Image
from sqlalchemy import select

from portal import clock
from portal.columns import random_id
from portal.errors import Refused
from portal.extensions import db
from portal.quizzes.attempts import asked, examining, marks
from portal.quizzes.attempts.examining import Examined
from portal.quizzes.models import Attempt, Ending, JournalEntry, ManualMark
from portal.quizzes.setup import quiz_checks
from question_bank.items import GuidePoint, ItemType
from question_bank.papers import PaperRule
from tests.factories import make_account, make_code, make_retailer, make_unit
from tests.portal.quizzes.exam_phone import browser
from tests.portal.quizzes.quiz_factories import make_bank, make_item, make_plan, make_quiz
from tests.portal.quizzes.test_exam_races import all_at_once, count
from tests.signing_in import session_cookie

STEPS = ("登录", "看货源", "填数量", "核对", "提交", "付款")


def steps_item(n=1, points=(1, 1, 1, 1, 1, 1), **extra):
    guide = tuple(GuidePoint(text={"zh-Hans": words, "en": f"Step {words}"}, points=worth)
                  for words, worth in zip(STEPS, points, strict=True))  # fmt: skip
    values = {"type": ItemType.ESSAY, "options": (), "right": (), "guide": guide, **extra}
    return msgspec.structs.replace(make_item(n), **values)


def quiz_of(county, items, kind="hands_on", **extra):
    bank = make_bank(county, items)
    plan = make_plan(county, bank, rules=(PaperRule(count=len(items), bank=str(bank.id), points=10),))
    values = {"kind": kind, "opens_at": None, "ends_at": None, "minutes": None, "pass_mark": 0.8, **extra}
    return make_quiz(county, plan=plan, **values)


@pytest.fixture
def county(app):
    return make_unit("Hill county")


@pytest.fixture
def staff(county):
    return make_account("staff", county, language="en", name="Lin")


@pytest.fixture
def leader(county):
    return make_account("leader", county, language="en", name="Chen")


@pytest.fixture
def shop(county, staff):
    return make_retailer(county, manager_id=staff.id, name="王小明", initials="WXM")


@pytest.fixture
def quiz(county):
    return quiz_of(county, [steps_item()])


def begun(quiz, examiner, **who):
    return examining.begin(quiz, Examined(**who), examiner, clock.now())


def place(attempt, name=""):
    return f"/m/examinations/{attempt.id}{name}"


def tap(client, attempt, ticks, save_id=None, comment=""):
    """What the page's script sends when steps are ticked."""
    item = asked.sheet_of(attempt).asked[0].item_id
    fields = [["q1.t", str(tick)] for tick in ticks] + [["q1.c", comment]]
    sent = {"saves": [{"id": str(save_id or random_id()), "item": str(item), "fields": fields}]}
    return client.post(place(attempt, "/save"), json=sent, headers={"Accept": "application/json"})


def test_from_the_practice_page_to_passed_in_a_form_without_script(quiz, shop, staff, sign_in, page):
    client = sign_in(staff)
    assert page(client.get("/m/practice")).select("a[href='/m/examine']")
    assert "First quarter exam" in page(client.get("/m/examine")).text
    code = make_code(retailer=shop).code
    listed = page(client.get(f"/m/examine/{quiz.id}?q={code.lower()}"))
    sheet = client.post(listed.select(".ex-who form")[0]["action"]).location
    assert [each["value"] for each in page(client.get(sheet)).select("[name='q1.t']")] == list("123456")

    given = {"q1.t": ["1", "2", "3", "4", "5"], "q1.c": "took long"}
    asked_once = client.post(f"{sheet}/finish", data=given)
    sure = page(client.get(asked_once.location))
    done = client.post(f"{sheet}/finish", data={**given, "sure": "1"})

    shown = page(client.get(done.location))
    attempt = db.session.scalars(select(Attempt)).one()
    mark = db.session.scalars(select(ManualMark)).one()
    assert "sure=1" in asked_once.location
    assert "5 of 6 steps ticked" in sure.text
    assert "Passed" in shown.text
    assert [each.get_text() for each in shown.select(".ex-steps .not span")] == ["Step 付款 missed"]
    assert (attempt.ending, attempt.examiner_id, attempt.retailer_id) == (Ending.EXAMINER, staff.id, shop.id)
    assert (mark.ticks, mark.comment, mark.marker_id) == ([0, 1, 2, 3, 4], "took long", staff.id)
    assert marks.current(attempt).total == pytest.approx(10 * 5 / 6)
    assert marks.current(attempt).pending == 0


def test_each_tap_is_one_entry_of_the_examiner_however_often_it_is_sent(quiz, shop, staff, sign_in):
    attempt, client, save_id = begun(quiz, staff, retailer=shop), sign_in(staff), random_id()

    first, again = (tap(client, attempt, [1, 3], save_id) for _twice in range(2))
    tap(client, attempt, [1], comment="undid 3")

    entries = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n)).all()
    mark = db.session.scalars(select(ManualMark)).one()
    assert first.json == again.json == {"receipts": [str(save_id)], "wrong": [], "error": ""}
    assert [each.answer for each in entries] == ["✓ 1、3", "✓ 1\nundid 3"]
    assert {each.author_id for each in entries} == {staff.id}
    assert (mark.ticks, mark.fraction) == ([0], pytest.approx(1 / 6))


def test_a_closed_quiz_hands_in_what_was_ticked_and_takes_nothing_more(quiz, shop, staff, sign_in):
    attempt, client = begun(quiz, staff, retailer=shop), sign_in(staff)
    tap(client, attempt, range(1, 7))
    examining.finish(quiz, attempt, staff, clock.now())

    late = tap(client, attempt, [1])

    assert (late.status_code, late.json["next"]) == (410, place(attempt, "/done"))
    assert marks.current(attempt).passed
    assert examining.finish(quiz, attempt, staff, clock.now()).version == 1


def test_oral_answers_are_marked_by_their_key_and_free_ones_by_a_verdict(county, leader, sign_in, page):
    items = [make_item(1), steps_item(2, guide=(), model_answer={"zh-Hans": "找内勤", "en": "Ask the clerk"})]
    quiz = quiz_of(county, items, kind="oral")
    colleague = make_account("staff", county, language="en")
    attempt, client = begun(quiz, leader, account=colleague), sign_in(leader)
    sheet = page(client.get(place(attempt)))
    lines = asked.sheet_of(attempt).asked
    choice = next(each for each in lines if each.item.type is ItemType.SINGLE)
    free = next(each for each in lines if each.item.type is ItemType.ESSAY)
    letter = "ABCD"[choice.question.options.index("b")]
    given = {f"q{choice.place}": letter, f"q{free.place}.v": "partly", "sure": "1"}

    client.post(place(attempt, "/finish"), data=given)

    own = sign_in(colleague)
    listed, result = page(own.get("/m/exams")), page(own.get(f"/m/exams/{quiz.id}/result"))
    assert {"Ask the clerk", f"{letter} b of 1"} <= {
        each.get_text().replace("Model answer", "").replace("Key", "").strip()
        for each in sheet.select(".ex-key")
    }
    assert (marks.current(attempt).total, marks.current(attempt).passed) == (15, False)
    assert "First quarter exam" in listed.text
    assert not listed.select(f"a[href='/m/exams/{quiz.id}']")
    assert "15" in result.text


def test_who_failed_is_listed_and_every_page_about_results_knows_shops(
    quiz, county, shop, staff, sign_in, page
):
    other = make_retailer(county, manager_id=staff.id, name="李大海", shop_name="海边店")
    client = sign_in(staff)
    for each, ticks in ((shop, range(1, 7)), (other, [1, 2])):
        attempt = begun(quiz, staff, retailer=each)
        tap(client, attempt, ticks)
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), "red").save(picture, "PNG")
        picture.seek(0)
        client.post(place(attempt, "/photo"), data={"photo": (picture, "p.png")})
        examining.finish(quiz, attempt, staff, clock.now())
    manager = sign_in(make_account("manager", county, language="en"))
    where = f"/w/exams/{quiz.id}"

    failed = page(manager.get(f"{where}/results?passed=no"))
    sheet = page(manager.get(f"{where}/results/{attempt.id}"))
    photo = manager.get(sheet.select(".sheet-photo img")[0]["src"])

    people = failed.select("table")[0].find_parent("section").get_text() if failed.select("table") else ""
    assert "海边店" in failed.text
    assert "王小明" not in people
    assert "Examiner" in sheet.text
    assert "Lin" in sheet.text
    assert [each.get_text()[:1] for each in sheet.select(".sheet-steps li")] == list("✓✓✗✗✗✗")
    assert (photo.status_code, photo.mimetype, photo.data[:2]) == (200, "image/jpeg", b"\xff\xd8")
    pages = [
        manager.get(f"{where}/{name}").status_code for name in ("monitor", "items", "marking", "evidence")
    ]
    assert pages == [200] * 4
    assert manager.post(f"{where}/results/export").status_code == 200


def test_limits_hold_for_each_person(quiz, shop, staff, leader):
    attempt = begun(quiz, staff, retailer=shop)

    assert begun(quiz, staff, retailer=shop).id == attempt.id
    with pytest.raises(Refused, match="Lin"):
        begun(quiz, leader, retailer=shop)
    examining.take_over(quiz, attempt, leader, clock.now())
    assert begun(quiz, leader, retailer=shop).examiner_id == leader.id
    examining.finish(quiz, attempt, leader, clock.now())
    with pytest.raises(Refused):
        begun(quiz, leader, retailer=shop)
    with pytest.raises(Refused):
        begun(quiz, leader, account=leader)


def test_nobody_reaches_beyond_the_own_people(quiz, county, shop, staff, leader, sign_in, page):
    stranger = make_account("manager", make_unit("Lake county"), language="en")
    others_shop = make_retailer(county)
    attempt = begun(quiz, staff, retailer=shop)

    foreign = sign_in(stranger)
    answers = [foreign.get(f"/m/examine/{quiz.id}"), foreign.get(place(attempt)), tap(foreign, attempt, [1])]
    own = sign_in(staff)
    answers += [own.post(f"/m/examine/{quiz.id}/shops/{others_shop.id}")]
    answers += [own.post(f"/m/examine/{quiz.id}/people/{leader.id}")]
    assert [each.status_code for each in answers] == [404] * 5
    own = sign_in(leader)
    refused = own.post(f"/m/examine/{quiz.id}/people/{leader.id}")
    assert "Nobody examines" in page(own.get(refused.location)).text
    assert "No examination is open" in page(sign_in(stranger).get("/m/examine")).text


@pytest.mark.slow
def test_two_examiners_at_once_make_one_attempt(app, quiz, county, shop):
    cookies = [session_cookie(app, make_account("leader", county)) for _each in range(6)]
    clients = [browser(app, cookie) for cookie in cookies]
    path = f"/m/examine/{quiz.id}/shops/{shop.id}"
    db.session.commit()

    answers = all_at_once(lambda n: clients[n].post(path), 6, 6)

    begun_here = [answer for answer in answers if "/examinations/" in answer.location]
    assert (len(begun_here), count(Attempt)) == (1, 1)


def test_a_hands_on_quiz_without_steps_is_warned_about(county):
    def found(quiz):
        return next(each for each in quiz_checks.all_checks(quiz, clock.now()) if each.code == "marking")

    without = quiz_of(county, [make_item(1)], publish=False)
    with_steps = quiz_of(county, [steps_item()], publish=False)

    assert (found(without).state, found(with_steps).state) == ("warn", "ok")
    assert "6" in found(with_steps).sentences[0]
