"""What features below ask about problems: which concern somebody, and which somebody may see."""

from portal.chain import contributes
from portal.improvement import services
from portal.improvement.models import Problem
from portal.people.models import Account
from portal.quizzes.practice.concerns import Concern


@contributes("problems of a person")
def of_person(account: Account) -> list[Concern]:
    return [_concern(problem) for problem in services.problems_of(account)]


@contributes("problems in sight")
def in_sight(person: Account) -> list[Concern]:
    return [_concern(problem) for problem in services.problems_in_sight(person)]


def _concern(problem: Problem) -> Concern:
    return Concern(problem.id, problem.number, problem.statement, problem.is_key)
