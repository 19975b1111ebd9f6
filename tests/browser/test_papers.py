"""A trainer assembles a paper: what the rules give is said while they are typed."""

from playwright.sync_api import expect

from portal.extensions import db
from portal.quizzes.models import PaperPlan
from portal.quizzes.papers import drawing
from tests.factories import make_account
from tests.portal.quizzes.quiz_factories import make_bank, make_item


def test_rules_are_tried_while_one_types_and_kept_by_saving(live_server, desktop):
    trainer = make_account("trainer")
    make_bank(
        trainer.unit, [make_item(n, knowledge_point="服务/首问" if n % 2 else "政策") for n in range(1, 21)]
    )
    db.session.commit()
    live_server.sign_in(desktop, trainer)

    desktop.goto(f"{live_server.url}/w/papers?lang=en")
    desktop.locator(".top form button").click()
    desktop.locator("[name=rules-0-count]").fill("25")
    refusal = desktop.locator("#pp-found-0 .msg")
    expect(refusal).to_contain_text("5")
    desktop.locator("[name=rules-0-count]").fill("6")
    expect(refusal).to_have_count(0)
    desktop.locator("button[value=add]").click()
    expect(desktop.locator(".pp-rule")).to_have_count(2)
    desktop.locator("[name=rules-1-knowledge_point]").fill("政策")
    expect(desktop.locator("#pp-found-1")).to_contain_text("10")
    desktop.locator("[name=rules-1-count]").fill("4")
    desktop.locator("button[value=save]").click()
    expect(desktop.locator(".pp-qs > li")).to_have_count(10)

    live_server.fresh()
    plan = db.session.query(PaperPlan).one()
    assert [rule.count for rule in drawing.spec_of(plan).rules] == [6, 4]
    assert len(drawing.fixed_paper(plan).questions) == 10
