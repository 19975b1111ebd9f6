"""问题项目练习库: a key problem lists its items, the staff concerned find them among their ten of the day,
and right of asked stand there by month."""

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.improvement.models import Problem
from portal.people.services import find_account

VALUES = "nodes => nodes.map(node => node.value)"


def on_its_page(page, problem, month):
    """Its items, and (right, asked) in practice of this month."""
    page.goto(f"/w/problems/{problem.id}")
    row = page.locator("section tbody tr").filter(has=page.locator(f"th:text-is('{month}')"))
    told = row.locator("td").first.inner_text().split("/") if row.count() else []
    items = page.locator("#items input[name=items]").evaluate_all(VALUES)
    return items, tuple(map(int, told)) if len(told) == 2 else (0, 0)


def test_a_key_problem_owns_its_practice_and_shows_how_it_goes(director, phone, live_server):
    """问题项目练习库 (practice bank per problem)"""
    county = find_account("ct001").unit_id
    query = select(Problem).filter_by(unit_id=county, is_key=True).order_by(Problem.number)
    problems = list(db.session.scalars(query))
    month = f"{clock.now():%Y-%m}"
    shown = {problem: on_its_page(director, problem, month) for problem in problems}
    owner = {item: problem for problem, (items, _counted) in shown.items() for item in items}
    live_server.sign_in(phone, find_account("ct003"))

    phone.goto("/m/practice/today")
    ten = phone.locator(".pq .ans [name=item]").evaluate_all(VALUES)
    place = next(place for place, item in enumerate(ten) if item in owner)
    for _n in range(place):
        phone.locator(".pq:visible button[name=give_up]").click()
        phone.get_by_role("button", name="下一题").click()
    phone.locator(".pq:visible button[name=give_up]").click()
    phone.locator(".told .fb").wait_for()

    about = owner[ten[place]]
    right, asked = shown[about][1]
    assert len(ten) == 10
    assert len(owner.keys() & set(ten)) >= 3
    assert on_its_page(director, about, month)[1] == (right, asked + 1)
    assert director.locator("figure.fig svg title").count() > 0
