"""The figures of items across quizzes, as the sweep renews them."""

import pytest

from portal.extensions import db
from portal.quizzes.banks import banking, item_figures, wording
from portal.quizzes.models import ItemFigure
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import items_of, make_bank, make_item, make_plan, make_quiz, sit

pytestmark = pytest.mark.usefixtures("app")
PEOPLE = 30


@pytest.fixture
def bank():
    """Thirty people answered four questions; who was wrong elsewhere was right in the first one."""
    unit = make_unit()
    bank = make_bank(unit)
    people = [make_account("staff", unit) for _ in range(PEOPLE)]
    quiz = make_quiz(unit, people, plan=make_plan(unit, bank))
    for place, account in enumerate(people):
        sit(quiz, account, "abbb" if place % 2 else "baaa")
    item_figures.renew_figures(NOW)
    return bank


def figures(bank):
    return [db.session.get(ItemFigure, row.id) for row in items_of(bank)]


def test_an_item_that_punishes_the_good_ones_is_to_be_checked(bank):
    found = sorted(figures(bank), key=lambda figure: figure.discrimination)

    assert [figure.asked for figure in found] == [PEOPLE] * 4
    assert [figure.right for figure in found] == [PEOPLE // 2] * 4
    assert found[0].discrimination < -0.9
    assert found[0].verdict == "check_key"
    assert {figure.drawn for figure in found} == {1}
    assert found[0].last_used_on is not None


def test_another_key_starts_the_figures_anew_and_another_wording_does_not(bank):
    first, second, *_others = items_of(bank)
    banking.change_item(first, make_item(1, right="c"), actor=None, at=NOW)
    words = {**wording.current(second).stem, "zh-Hans": "换个说法再问一次？"}
    banking.change_item(second, make_item(2, stem=words), actor=None, at=NOW)

    item_figures.renew_figures(NOW)

    new, kept, *_others = figures(bank)
    assert (new.asked, new.facility, new.verdict) == (0, None, "")
    assert (kept.asked, kept.facility) == (PEOPLE, 0.5)


def test_the_sweep_looks_only_at_items_with_something_new(bank):
    assert item_figures._touched(NOW.replace(year=NOW.year + 1)) == []
    assert item_figures.renew([items_of(bank)[0].id], NOW) == 1


def test_below_ten_answers_nothing_is_said(bank):
    account = make_account("staff", make_unit())
    sit(make_quiz(account.unit, [account]), account)

    item_figures.renew(None, NOW)

    fresh = [figure for figure in db.session.query(ItemFigure) if figure.asked == 1]
    assert len(fresh) == 4
    assert {(figure.facility, figure.discrimination, figure.verdict) for figure in fresh} == {
        (None, None, "")
    }
