"""The five problems of 2012, of which three are key; training and quizzes are about exactly these."""

from datetime import date

from portal.columns import ordered_id
from portal.demo.dealing import morning
from portal.demo.organisation import Office
from portal.extensions import db
from portal.improvement.models import Problem, ProblemTeam
from portal.people import audit
from portal.people.models import DEMO

# Statement, answers of the obstacle survey that named it (of 342), key or not, posts it concerns.
PROBLEMS = (
    ("不想换老办法，觉得电话订货就够了|Retailers see no reason to leave ordering by telephone", 121, True,
     ("customer_manager",)),
    ("不会操作，培训没有分级、没有复查|Retailers cannot operate it: no levels, no follow-up in training", 104,
     True, ("customer_manager", "telephonist")),
    ("没有手机或电脑，终端不会用|Retailers have no equipment, or cannot use their terminal", 58, True,
     ("customer_manager", "inspector")),
    ("网络慢、系统卡|The network is slow and the system hangs", 31, False, ("customer_manager",)),
    ("年纪大、身体不便的客户没人帮|Old and frail retailers have nobody to help them", 28, False,
     ("customer_manager", "deliverer")),
)  # fmt: skip
ASKED = 342


def load(office: Office) -> dict[int, Problem]:
    """By number, 1 to 5."""
    at = morning(2012, 3, 15)
    rows = {}
    for number, (words, named, is_key, posts) in enumerate(PROBLEMS, start=1):
        chinese, _bar, english = words.partition("|")
        row = Problem(
            id=ordered_id(), unit_id=office.county.id, number=number,
            statement={"zh-Hans": chinese, "en": english}, is_key=is_key, owner_id=office.director.id,
            baseline_numerator=named, baseline_denominator=ASKED, baseline_on=date(2012, 3, 12),
            created_by_id=office.director.id, created_at=at, source=DEMO,
        )  # fmt: skip
        row.teams = [ProblemTeam(id=ordered_id(), post=post) for post in posts]
        db.session.add(row)
        audit.record(office.director, "create", row, at=at)
        rows[number] = row
    db.session.flush()
    return rows
