"""A trainer is told which key is wrong, sees who would pass or fail, and marks anew."""

from portal.extensions import db
from portal.quizzes.models import Marking
from tests.factories import make_account
from tests.portal.quizzes.planted import WRONG_KEY, planted_answers, quiz_of, sit_all


def test_from_the_suspect_item_to_the_new_marks(live_server, desktop):
    quiz, people = quiz_of(pass_mark=0.8)
    sit_all(quiz, people, planted_answers())
    trainer = make_account("trainer", quiz.unit)
    db.session.commit()
    live_server.sign_in(desktop, trainer)
    desktop.on("dialog", lambda dialog: dialog.accept())

    desktop.goto(f"/w/exams/{quiz.id}/items?lang=en")
    assert f"Item {WRONG_KEY}: check the key" in desktop.inner_text("figure")
    assert "chose C; the key is B: check the key." in desktop.inner_text("#item")
    assert desktop.is_visible("[data-print]")
    desktop.click("text=Change the key and mark anew")
    desktop.check("input[name=how][value=key]")
    desktop.check("input[name=right][value=c]")
    desktop.fill("textarea[name=reason]", "C is right")
    desktop.click("button.p")
    assert desktop.locator("section.sec tbody tr").count() > 0
    assert db.session.query(Marking).count() == 60
    desktop.click("form[data-confirm] button")
    desktop.wait_for_selector(".note.ok")

    live_server.fresh()
    again = db.session.query(Marking).filter_by(version=2).all()
    assert len(again) == 55
    assert {row.reason for row in again} == {"C is right"}
