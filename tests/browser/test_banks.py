"""A question bank in a real browser, with the keyboard alone."""

from portal.extensions import db
from portal.quizzes.banks import wording
from tests.factories import make_account, make_unit
from tests.portal.quizzes.quiz_factories import items_of, make_bank


def test_two_items_get_a_tag_and_one_a_better_stem_without_a_mouse(live_server, desktop):
    county = make_unit()
    bank = make_bank(county)
    clerk = make_account("clerk", county)
    address = f"{live_server.url}/w/banks/{bank.id}?lang=en"
    db.session.commit()
    live_server.sign_in(desktop, clerk)

    desktop.goto(address)
    for box in desktop.locator("input[name=items]").all()[:2]:
        box.focus()
        desktop.keyboard.press("Space")
    desktop.locator("#tags").focus()
    desktop.keyboard.type("exam")
    assert desktop.locator("#mass-count").text_content() == "2 chosen"
    desktop.keyboard.press("Enter")
    desktop.wait_for_selector("form.toast")
    live_server.fresh()
    assert [row.tags for row in items_of(bank)] == [" exam ", " exam ", "", ""]

    desktop.goto(f"{live_server.url}/w/items/{items_of(bank)[0].id}/edit?lang=en")
    desktop.locator("#stem").focus()
    desktop.keyboard.press("Control+A")
    desktop.keyboard.type("What comes first?")
    desktop.locator("input[name='options-0-text.zh-Hans']").focus()
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/w/items/*")
    live_server.fresh()
    assert wording.current(items_of(bank)[0]).stem["zh-Hans"] == "What comes first?"
    assert items_of(bank)[0].tags == " exam "
