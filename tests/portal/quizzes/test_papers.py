"""Paper plans: rules on screen, what they give, the one paper and its changes by hand, drawing for many."""

from collections import Counter
from datetime import timedelta

import msgspec
import pytest

from portal.errors import Refused
from portal.extensions import db
from portal.jobs import queue
from portal.jobs.models import Job
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.quizzes.banks import banking
from portal.quizzes.models import FrozenItem, PaperPlan, QuizPaper
from portal.quizzes.papers import draw_job, drawing, paper_plans, paper_steps, pool
from portal.quizzes.papers.paper_coverage import coverage
from portal.quizzes.setup import publishing
from question_bank.items import ItemType
from question_bank.papers import PaperRule, PaperSpec
from tests.factories import NOW, make_account, make_unit
from tests.pages import Page
from tests.portal.quizzes.quiz_factories import (
    items_of,
    make_bank,
    make_item,
    make_plan,
    make_quiz,
    participant,
)

TODAY = NOW.date()


def stem(k):
    return {"zh-Hans": f"{k * 7919 % 100003}号{chr(0x4E00 + k * 13)}{chr(0x5E00 + k * 7)}规定是什么"}


def many(n, points=("a", "b", "c")):
    """Different questions over knowledge points and difficulties."""
    return [
        make_item(k, stem=stem(k), knowledge_point=points[k % len(points)], difficulty=k % 3 + 1)
        for k in range(1, n + 1)
    ]


@pytest.fixture
def trainer(app):
    return make_account("trainer")


@pytest.fixture
def bank(trainer):
    return make_bank(trainer.unit, many(60))


def saved(plan, client, **changes):
    """The form of the plan as the page shows it, with these changes, saved."""
    return client.post(f"/w/papers/{plan.id}", data={**shown(plan, client), **changes})


def shown(plan, client):
    """What a browser would send back."""
    fields = {}
    for field in Page(client.get(f"/w/papers/{plan.id}")).select("#pp-form [name]"):
        name, kind = field["name"], field.get("type")
        if name == "do" or (kind in ("checkbox", "radio") and not field.has_attr("checked")):
            continue
        chosen = field.select_one("option[selected]")
        value = chosen["value"] if chosen else field.get("value", "")
        if name in fields and kind == "checkbox":
            fields[name] = [*fields[name], value] if isinstance(fields[name], list) else [fields[name], value]
        else:
            fields[name] = value
    return fields


def test_a_new_paper_begins_with_the_usual_parts_and_is_there_at_once(trainer, sign_in, page):
    make_bank(trainer.unit, [*many(12), make_item(77, type=ItemType.TRUE_FALSE, options=(), right="true")])

    client = sign_in(trainer)
    answer = client.post("/w/papers")

    plan = db.session.query(PaperPlan).one()
    assert Counter(rule.types[0] for rule in drawing.spec_of(plan).rules) == {
        ItemType.SINGLE: 1,
        ItemType.TRUE_FALSE: 1,
    }
    assert len(drawing.fixed_paper(plan).questions) == 11
    assert len(page(client.get(answer.location)).select(".pp-qs > li")) == 11


def test_a_refusal_says_at_the_rule_how_many_it_lacks_and_the_rules_are_kept(trainer, bank, sign_in, page):
    plan = make_plan(trainer.unit, bank, rules=(PaperRule(count=5, bank=str(bank.id)),))
    client = sign_in(trainer)

    saved(plan, client, **{"rules-0-count": "70", "rules-0-knowledge_point": "a"})

    now = page(client.get(f"/w/papers/{plan.id}?lang=en"))
    [rule] = now.select(".pp-rule .msg")
    assert "70" in rule.text
    assert "20" in rule.text
    assert "50" in rule.text
    assert now.select(".pp-cov .short")
    assert drawing.spec_of(db.session.get(PaperPlan, plan.id)).rules[0].count == 70


def test_checking_adds_and_removes_rows_and_saves_nothing(trainer, bank, sign_in, page):
    plan = make_plan(trainer.unit, bank, rules=(PaperRule(count=5, bank=str(bank.id)),))
    client = sign_in(trainer)
    form = shown(plan, client)

    added = page(client.post(f"/w/papers/{plan.id}/check", data={**form, "do": "add", "rules-0-count": "7"}))
    gone = page(client.post(f"/w/papers/{plan.id}/check", data={**form, "do": "remove-0"}))

    assert [each["value"] for each in added.select(".pp-rule [name$=count]")] == ["7", "10"]
    assert gone.select(".pp-rule") == []
    assert len(drawing.spec_of(db.session.get(PaperPlan, plan.id)).rules) == 1


def test_a_stale_save_is_answered_with_what_is_stored_and_what_was_typed(trainer, bank, sign_in, page):
    plan = make_plan(trainer.unit, bank, rules=(PaperRule(count=5, bank=str(bank.id)),))
    client = sign_in(trainer)
    old = shown(plan, client)
    saved(plan, client, **{"rules-0-count": "6"})

    answer = page(client.post(f"/w/papers/{plan.id}?lang=en", data={**old, "rules-0-count": "9"}))

    assert answer.status == 409
    assert any("6 questions" in error for error in answer.errors)
    assert answer.value("rules-0-count") == "9"
    again = client.post(
        f"/w/papers/{plan.id}", data={**old, "rules-0-count": "9", "stamp": answer.value("stamp")}
    )
    assert again.status_code == 303


def test_half_a_form_is_shown_again_with_its_faults(trainer, bank, sign_in, page):
    plan = make_plan(trainer.unit, bank)
    client = sign_in(trainer)

    answer = page(saved(plan, client, title="", **{"rules-0-count": "many"}))

    assert answer.status == 422
    assert answer.value("rules-0-count") == "many"
    assert answer.select(".pp-rule .f.bad")


def test_a_question_put_in_by_hand_stays_when_another_paper_is_drawn(trainer, bank):
    plan = make_plan(trainer.unit, bank, rules=(PaperRule(count=10, bank=str(bank.id)),))
    drawing.settle(plan, TODAY)
    step = {"actor": trainer, "at": NOW, "on": TODAY}
    first = drawing.fixed_paper(plan).questions[0].item
    spare = next(each for each in items_of(bank) if str(each.id) not in plan_items(plan))

    paper_steps.replace(plan, first, str(spare.id), **step)
    paper_steps.move(plan, str(spare.id), 1, **step)
    assert [question.item for question in drawing.fixed_paper(plan).questions].index(str(spare.id)) == 1
    before = plan_items(plan)
    paper_plans.draw_again(plan, 8, **step)

    assert str(spare.id) in plan_items(plan)
    assert len(plan_items(plan)) == 10
    assert plan_items(plan) != before
    assert [step["do"] for step in plan.by_hand] == ["replace", "move"]
    verbs = {event.verb for event in db.session.query(AuditEvent)}
    assert {"replace question", "move question", "draw paper"} <= verbs


def plan_items(plan):
    return {question.item for question in drawing.fixed_paper(plan).questions}


def test_points_change_without_drawing_anew_and_the_seed_replays_the_paper(trainer, bank, sign_in):
    plan = make_plan(trainer.unit, bank, rules=(PaperRule(count=10, bank=str(bank.id), points=2),))
    settled = drawing.settle(plan, TODAY)
    client = sign_in(trainer)

    saved(plan, client, **{"rules-0-points": "3"})

    now = drawing.fixed_paper(db.session.get(PaperPlan, plan.id))
    assert [question.item for question in now.questions] == [question.item for question in settled.questions]
    assert now.points == 30
    plan = db.session.get(PaperPlan, plan.id)
    assert drawing.settle(plan, TODAY).questions == now.questions


def test_ticked_items_become_a_paper_with_a_part_for_each_kind(trainer, bank, sign_in):
    banking.add_items(
        bank, [banking.Incoming(make_item(90, type=ItemType.TRUE_FALSE, options=(), right="true"))],
        actor=None, at=NOW,
    )  # fmt: skip
    ids = [str(row.id) for row in items_of(bank)[-3:]]

    answer = sign_in(trainer).post("/w/papers/from-items", data={"item": ids})

    plan = db.session.query(PaperPlan).one()
    assert answer.location.startswith(f"/w/papers/{plan.id}")
    assert [rule.count for rule in drawing.spec_of(plan).rules] == [2, 1]
    assert plan_items(plan) == set(ids)
    paper_steps.remove(plan, ids[-1], actor=trainer, at=NOW, on=TODAY)
    assert [rule.count for rule in drawing.spec_of(plan).rules] == [2]


def test_what_was_retired_or_lapsed_is_never_drawn_and_stops_a_publication(trainer, bank):
    plan = make_plan(trainer.unit, bank, rules=(PaperRule(count=10, bank=str(bank.id)),))
    drawing.settle(plan, TODAY)
    on_paper = [row for row in items_of(bank) if str(row.id) in plan_items(plan)]
    banking.retire(on_paper[0], actor=None, at=NOW, reason="wrong")
    banking.change_item(on_paper[1], make_item(1, expires_on=TODAY - timedelta(days=1)), actor=None, at=NOW)

    with pytest.raises(Refused, match="不能再考"):
        make_quiz(trainer.unit, plan=plan)

    found = {candidate.id for candidate in pool.candidates(trainer.unit, None, TODAY)}
    assert not found & {str(row.id) for row in on_paper[:2]}
    bank.needs_signing = True
    assert pool.candidates(trainer.unit, None, TODAY) == []


def test_200_drawn_papers_lie_inside_the_band_and_use_every_item_alike(trainer, bank):
    rules = tuple(
        PaperRule(count=count, bank=str(bank.id), difficulties=(level,), points=2)
        for level, count in ((1, 4), (2, 6), (3, 5))
    )

    draw = drawing.trial(trainer.unit, PaperSpec(rules=rules, band=0.03), 200, 7, TODAY)

    shares = [paper.expected for paper in draw.papers]
    assert max(shares) - min(shares) <= 0.03
    levels = {each.id: each.item.difficulty for each in pool.candidates(trainer.unit, None, TODAY)}
    for level in (1, 2, 3):
        used = [n for item, n in draw.exposures.items() if levels[item] == level]
        assert max(used) - min(used) <= 1


def test_changing_plan_and_bank_changes_nothing_in_a_published_quiz(trainer, bank):
    people = [make_account("staff", trainer.unit) for _ in range(4)]
    plan = make_plan(trainer.unit, bank, kind="drawn", rules=(PaperRule(count=5, bank=str(bank.id)),))
    quiz = make_quiz(trainer.unit, people, plan=plan)
    plan.spec = msgspec.to_builtins(PaperSpec(rules=(PaperRule(count=9),)))
    for row in items_of(bank)[:50]:
        banking.retire(row, actor=None, at=NOW, reason="old")

    assert drawing.draw_papers(quiz, 8) == 8

    papers = [drawing.paper(quiz.id, n) for n in range(1, 9)]
    assert {len(paper.questions) for paper in papers} == {5}
    used = Counter(question.item for paper in papers for question in paper.questions)
    assert max(used.values()) - min(used[str(row.item_id)] for row in db.session.query(FrozenItem)) <= 1
    with pytest.raises(Refused):
        drawing.freeze(quiz, TODAY)


def test_papers_for_many_seats_are_drawn_by_a_job_that_may_run_twice(trainer, bank, monkeypatch):
    monkeypatch.setattr(draw_job, "AT_ONCE", 3)
    monkeypatch.setattr(draw_job, "AT_A_TIME", 2)
    people = [make_account("staff", trainer.unit) for _ in range(8)]
    plan = make_plan(trainer.unit, bank, kind="drawn", rules=(PaperRule(count=5, bank=str(bank.id)),))
    quiz = make_quiz(trainer.unit, people, plan=plan, publish=False)

    publishing.publish(quiz, actor=trainer, at=NOW)
    assert quiz.papers == 3
    seat = participant(quiz, people[7]).seat
    assert drawing.paper(quiz.id, drawing.paper_n(quiz, seat, 1)).questions
    db.session.commit()
    job = db.session.query(Job).one()
    queue.run_job(job.id)
    draw_job.run(job, queue.Progress(job))

    assert (quiz.papers, job.state, job.done) == (8, "done", 8)
    shares = [row.expected for row in db.session.query(QuizPaper)]
    assert max(shares) - min(shares) <= drawing.spec_of(plan).band + 1e-9


def test_banks_of_the_unit_above_may_be_drawn_from_and_sisters_plans_do_not_exist(app, sign_in, page):
    city = make_unit("City", UnitKind.CITY)
    county, sister = make_unit("Own", parent=city), make_unit("Sister", parent=city)
    shared = make_bank(city, many(20), title={"zh-Hans": "市局题库", "en": "City bank"})
    trainer = make_account("trainer", county)
    plan = make_plan(county, shared, rules=(PaperRule(count=5, bank=str(shared.id)),))
    client = sign_in(trainer)

    now = page(client.get(f"/w/papers/{plan.id}?lang=en"))

    assert "City bank" in [option.text for option in now.select("[name=rules-0-bank] option[selected]")]
    assert client.get(f"/w/papers/{make_plan(sister, shared).id}").status_code == 404


def test_the_coverage_table_marks_what_the_rules_ask_beyond_what_there_is(trainer, bank):
    found = pool.candidates(trainer.unit, None, TODAY)
    rules = (
        PaperRule(count=6, knowledge_point="a", difficulties=(1,)),
        PaperRule(count=3, knowledge_point="d", difficulties=(2,)),
    )

    table = coverage(found, PaperSpec(rules=rules))

    cells = {
        (row.point, level): cell
        for row in table.rows
        for level, cell in zip(table.levels, row.cells, strict=True)
    }
    assert sum(cell.have for cell in cells.values()) == 60
    assert (cells["a", 1].asked, cells["a", 1].short) == (6, cells["a", 1].have < 6)
    assert (cells["d", 2].have, cells["d", 2].asked, cells["d", 2].short) == (0, 3, True)
