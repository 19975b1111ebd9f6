"""My exams on the phone: what counts, what one may see, the place, the certificate."""

import uuid
from datetime import timedelta

from portal.quizzes import standing
from portal.quizzes.models import Attempt, Counting, Marking, Quiz
from tests.factories import NOW


def attempts(*totals: float) -> tuple[list[Attempt], list[Marking]]:
    """One attempt a day with this total of 100; 75 passes."""
    quiz, account = uuid.uuid4(), uuid.uuid4()
    made, markings = [], []
    for number, total in enumerate(totals, start=1):
        at = NOW + timedelta(days=number)
        attempt = Attempt(
            quiz_id=quiz, id=uuid.uuid4(), account_id=account, number=number, started_at=at, handed_in_at=at
        )
        made.append(attempt)
        values = {"total": total, "possible": 100, "passed": total >= 75, "pending": 0}
        markings.append(Marking(quiz_id=quiz, attempt_id=attempt.id, version=1, is_current=True, **values))
    return made, markings


def counted(counting: Counting, *totals: float) -> standing.Standing:
    found = standing.standing(Quiz(counting=counting, pass_mark=0.75), *attempts(*totals))
    assert found is not None
    return found


def test_the_last_attempt_does_not_overwrite_the_best_one() -> None:
    best = counted(Counting.BEST, 60, 90, 50)

    assert (best.total, best.passed, best.number) == (90, True, 3)
    assert best.attempt is not None
    assert best.attempt.number == 2


def test_a_quiz_says_whether_first_last_or_the_mean_counts() -> None:
    assert counted(Counting.FIRST, 60, 90).total == 60
    assert counted(Counting.LAST, 60, 90, 50).passed is False
    assert (counted(Counting.MEAN, 60, 90).total, counted(Counting.MEAN, 60, 90).passed) == (75, True)


def test_who_reached_a_score_first_stands_first_and_equals_share_the_place() -> None:
    people = [uuid.uuid4() for _ in range(6)]
    found = {
        person: standing.Standing(total, 100, None, 0, 1, NOW + timedelta(minutes=minutes))
        for person, total, minutes in zip(people, [80, 90, 90, 70, 0, 0], [1, 9, 5, 1, 1, 2], strict=True)
    }

    lines = standing.ranking(found)

    assert [line.account_id for line in lines[:3]] == [people[2], people[1], people[0]]
    assert [line.place for line in lines] == [1, 1, 3, 4, 5, 5]
    assert [line.named for line in lines] == [True, True, False, False, False, False]
