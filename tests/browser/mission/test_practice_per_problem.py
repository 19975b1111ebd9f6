"""问题项目练习库: a key problem lists its items, the staff concerned find them among their ten of the day,
and right of asked stand there by month."""

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.improvement.models import Problem
from portal.people.services import find_account

STEMS = "nodes => nodes.map(node => node.textContent.trim())"


def items_listed(page, problem):
    page.goto(f"/w/problems/{problem.id}")
    return set(page.locator("#items tbody th").evaluate_all(STEMS))


def practised(page, month):
    """(right, asked) in practice of this month, as the page of the problem shows it."""
    row = page.locator("section tbody tr").filter(has=page.locator(f"th:text-is('{month}')"))
    told = row.locator("td").first.inner_text().split("/") if row.count() else []
    return tuple(int(number) for number in told) if len(told) == 2 else (0, 0)


def test_a_key_problem_owns_its_practice_and_shows_how_it_goes(director, phone, live_server):
    """问题项目练习库 (practice bank per problem)"""
    county = find_account("ct001").unit_id
    query = select(Problem).filter_by(unit_id=county, is_key=True).order_by(Problem.number)
    problems = list(db.session.scalars(query))
    month = f"{clock.now():%Y-%m}"
    listed, counted = {}, {}
    for problem in problems:
        listed[problem.id] = items_listed(director, problem)
        counted[problem.id] = practised(director, month)
    live_server.sign_in(phone, find_account("ct003"))

    phone.goto("/m/practice/today")
    ten = phone.locator(".pq .stem").evaluate_all(STEMS)
    phone.locator(".pq:visible button[name=give_up]").click()
    phone.locator(".told .fb").wait_for()

    owned = set().union(*listed.values())
    assert len(ten) == 10
    assert len(owned & set(ten)) >= 5
    about = next(problem for problem in problems if ten[0] in listed[problem.id])
    assert ten[0] in items_listed(director, about)
    right, asked = counted[about.id]
    assert practised(director, month) == (right, asked + 1)
    assert director.locator("figure.fig svg title").count() > 0
