"""Setting up quizzes: the list, the settings, the checks, publication, copies, monthly repetition."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from portal import clock
from portal.errors import Refused
from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.quizzes.attempts import sitting
from portal.quizzes.attempts.review import OPENLY, USUAL
from portal.quizzes.models import Participant, Quiz, QuizState
from portal.quizzes.setup import (
    publishing,
    quiz_checks,
    quiz_lifecycle,
    quiz_repeats,
    quiz_todo,
    setup_settings,
)
from question_bank.items import ItemType
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import (
    begin,
    make_bank,
    make_item,
    make_plan,
    make_quiz,
    participant,
    sit,
)


@pytest.fixture
def manager(app):
    return make_account("manager", make_unit("Hill county"), language="en")


def open_quiz(manager, people, **extra):
    """Open since an hour, for one hour more."""
    at = clock.now()
    window = {"opens_at": at - timedelta(hours=1), "ends_at": at + timedelta(hours=1)}
    return make_quiz(manager.unit, people, **(window | extra))


def draft(manager, **extra):
    people = extra.pop("people", None) or [make_account("staff", manager.unit)]
    values = {"opens_at": clock.now(), "ends_at": clock.now() + timedelta(days=1), **extra}
    return make_quiz(manager.unit, people, publish=False, **values)


def fields(quiz, **changed):
    """What the settings page would send, with these changes."""
    values = setup_settings.values_of(quiz)
    asked = setup_settings.asked(quiz)
    sent = {"stamp": setup_settings.stamp(quiz), "review.asked": "1"}
    for name in asked:
        value = values[name]
        if name in ("title", "instructions"):
            sent |= {f"{name}.{tag}": value.get(tag, "") for tag in ("zh-Hans", "en")}
        elif name == "review":
            sent |= {f"review.{moment}": parts for moment, parts in value.items()}
        elif name in ("opens_at", "ends_at"):
            sent[name] = local(value)
        elif value not in (None, False):
            sent[name] = value
    return {name: value for name, value in {**sent, **changed}.items() if value is not None}


def local(moment):
    return moment.astimezone(quiz_repeats.ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M")


def test_an_empty_list_says_where_to_begin(manager, sign_in, page):
    shown = page(sign_in(manager).get("/w/exams"))

    assert "First a bank of questions, then a paper" in shown.text
    assert [link["href"] for link in shown.select(".empty a")] == ["/w/banks", "/w/exams/new"]


def test_the_list_says_how_far_each_quiz_is(manager, sign_in, page):
    people = [make_account("staff", manager.unit) for _ in range(3)]
    quiz = open_quiz(manager, people, attempts=2)
    at = clock.now() - timedelta(minutes=50)
    sit(quiz, people[0], "b", at)
    sit(quiz, people[0], "a", at + timedelta(minutes=20))
    sit(quiz, people[1], "a", at)

    [row] = page(sign_in(manager).get("/w/exams")).select("tbody tr")

    cells = [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
    assert cells[0] == "Open"
    assert cells[3:6] == ["2/3", "1/2", "Monitor"]


def test_a_new_quiz_begins_with_what_is_usual_for_its_kind(manager, sign_in):
    client = sign_in(manager)

    answer = client.post("/w/exams/new", data={"kind": "exam", "title.zh-Hans": "月考"})

    quiz = db.session.query(Quiz).one()
    assert answer.location.endswith(f"/w/exams/{quiz.id}/settings")
    assert (quiz.minutes, quiz.pass_mark, quiz.review) == (60, 0.8, USUAL)
    assert client.post("/w/exams/new", data={"kind": "exam"}).status_code == 422
    assert client.post("/w/exams/new", data={"kind": "team", "title.en": "x"}).location == "/m/team-quiz"


def test_everything_typed_is_kept_and_logged(manager, sign_in):
    quiz = draft(manager)
    someone = make_account("staff", manager.unit, name="林小明")

    answer = sign_in(manager).post(
        f"/w/exams/{quiz.id}/settings",
        data=fields(
            quiz, minutes="45", attempts="3", counting="last", retake_days="2", retake_failed_only="y",
            pass_percent="90", certificate="12", ranking="y", people="林小明", **{"title.en": "April exam"},
            **{"review.handed_in": ["score"]},
        ),
    )  # fmt: skip

    assert answer.status_code == 303
    assert (quiz.minutes, quiz.attempts, quiz.counting, quiz.retake_days) == (45, 3, "last", 2)
    assert (quiz.pass_mark, quiz.certificate_months, quiz.ranking) == (0.9, 12, True)
    assert quiz.title["en"] == "April exam"
    assert quiz.review["handed_in"] == ["score"]
    assert publishing.people_for(quiz) == [someone]
    event = db.session.query(AuditEvent).filter_by(verb="change settings").one()
    assert event.changes["minutes"] == [30, 45]


FAULTS = {
    "It would end before it opens.": {"ends_at": "2026-01-01T08:00"},
    "open for less than the minutes": {
        "minutes": "600", "opens_at": "2099-01-01T08:00", "ends_at": "2099-01-01T08:05",
    },
    "Nobody could hand in before the time is over.": {"earliest_minutes": "30"},
    "A certificate needs a pass mark.": {"pass_percent": "", "certificate": "12"},
    "What repeats needs a beginning and an end.": {"repeats": "month", "opens_at": ""},
    "Nobody here is called or has the number “Nobody”.": {"people": "Nobody"},
    "A quiz needs a title.": {"title.zh-Hans": "", "title.en": ""},
}  # fmt: skip


def test_each_fault_is_a_sentence_at_its_field(manager, sign_in, page):
    quiz = draft(manager)
    client = sign_in(manager)

    shown = {
        sentence: page(client.post(f"/w/exams/{quiz.id}/settings", data=fields(quiz, **changed)))
        for sentence, changed in FAULTS.items()
    }

    assert {each.status for each in shown.values()} == {422}
    for sentence, each in shown.items():
        assert [words for words in each.select(".f.bad .msg") if sentence in words.get_text()], sentence


def test_a_stale_save_loses_nothing(manager, sign_in, page):
    quiz = draft(manager)
    sent = fields(quiz, minutes="20")
    quiz.minutes = 50

    shown = page(sign_in(manager).post(f"/w/exams/{quiz.id}/settings", data=sent))

    assert shown.status == 409
    assert "Minutes for one attempt: stored now: 50" in shown.text
    assert shown.value("minutes") == "20"
    again = {**sent, "stamp": shown.value("stamp")}
    assert sign_in(manager).post(f"/w/exams/{quiz.id}/settings", data=again).status_code == 303
    assert quiz.minutes == 20


def test_one_sees_who_is_meant_before_saving(manager, sign_in, page):
    team = make_unit("East team", UnitKind.TEAM, manager.unit)
    make_account("staff", team, name="陈一", post="inspector")
    make_account("staff", team, name="陈二", post="clerk")
    quiz = draft(manager)

    shown = page(
        sign_in(manager).post(
            f"/w/exams/{quiz.id}/settings",
            data=fields(quiz, do="people", units=[str(team.id)], posts=["inspector"], people=""),
        )
    )

    assert "1 people" in shown.select("#who header")[0].get_text()
    assert "陈一" in shown.select(".ex-names")[0].get_text()
    assert quiz.audience["accounts"]


def test_after_publication_only_what_is_fair_can_change(manager, sign_in, page):
    person = make_account("staff", manager.unit)
    quiz = open_quiz(manager, [person], minutes=None)
    attempt = begin(quiz, person, clock.now())
    client, ends, due = sign_in(manager), quiz.ends_at, attempt.due_at

    earlier = page(
        client.post(
            f"/w/exams/{quiz.id}/settings", data=fields(quiz, ends_at=local(ends - timedelta(minutes=9)))
        )
    )
    later = client.post(
        f"/w/exams/{quiz.id}/settings",
        data=fields(
            quiz, ends_at=local(ends + timedelta(hours=2)), minutes="5", **{"instructions.en": "Relax."}
        ),
    )

    assert earlier.status == 422
    assert "can be moved back only to a later time" in earlier.text
    assert later.status_code == 303
    assert (quiz.minutes, quiz.instructions["en"]) == (None, "Relax.")
    assert attempt.due_at > due


def test_the_checks_say_what_is_missing_and_where_to_mend_it(manager, sign_in, page):
    quiz = draft(manager, people=[make_account("staff", manager.unit)], review=OPENLY)
    quiz.paper_plan_id = None
    quiz.audience = {"units": [str(make_unit("Far", UnitKind.COUNTY).id)]}

    shown = page(sign_in(manager).get(f"/w/exams/{quiz.id}/publish"))

    words = {row.th.get_text(): row.select(".lamp")[0].get_text() for row in shown.select("tbody tr")}
    assert words == {
        "Exam paper": "mend",
        "Time": "fine",
        "People": "mend",
        "Pass mark": "fine",
        "Review": "look",
    }
    assert "No paper is chosen yet." in shown.text
    assert f"/w/exams/{quiz.id}/settings#units" in [link.get("href") for link in shown.select("tbody a")]
    assert not [button for button in shown.select("button") if "Publish" in button.get_text()]


def test_a_paper_that_cannot_be_drawn_is_told_by_its_rule(manager):
    bank = make_bank(manager.unit, [make_item(1), make_item(2)])
    quiz = draft(manager, plan=make_plan(manager.unit, bank))

    [paper, *_rest] = quiz_checks.all_checks(quiz, clock.now())

    assert paper.state == "bad"
    assert "2" in paper.sentences[0]


def test_short_answers_need_somebody_who_may_mark(manager):
    essay = msgspec.structs.replace(make_item(1), type=ItemType.ESSAY, options=(), right=())
    staff = make_account("staff", make_unit())
    quiz = make_quiz(
        staff.unit, [staff], publish=False, ends_at=clock.now() + timedelta(days=1), opens_at=None,
        plan=make_plan(staff.unit, make_bank(staff.unit, [essay, *(make_item(n) for n in (2, 3, 4))])),
    )  # fmt: skip

    found = {check.code: check.state for check in quiz_checks.all_checks(quiz, clock.now())}
    make_account("trainer", staff.unit)
    with_trainer = {check.code: check.state for check in quiz_checks.all_checks(quiz, clock.now())}

    assert (found["marking"], with_trainer["marking"]) == ("bad", "ok")


def test_publishing_names_the_number_of_people_and_needs_the_warnings_seen(manager, sign_in, page):
    people = [make_account("staff", manager.unit) for _ in range(2)]
    quiz = draft(manager, people=people, review=OPENLY)
    client = sign_in(manager)

    shown = page(client.get(f"/w/exams/{quiz.id}/publish"))
    blind = client.post(f"/w/exams/{quiz.id}/publish", data={"acknowledged": "[]"})
    seen = client.post(f"/w/exams/{quiz.id}/publish", data={"acknowledged": shown.value("acknowledged")})

    assert "for 2 people?" in shown.text
    assert (blind.status_code, seen.status_code) == (422, 303)
    assert quiz.state_at(clock.now()) is QuizState.OPEN
    assert db.session.query(Participant).count() == 2


def test_a_quiz_nobody_has_begun_can_be_withdrawn_and_published_anew(manager, sign_in):
    person = make_account("staff", manager.unit)
    quiz = open_quiz(manager, [person])
    client = sign_in(manager)

    assert client.post(f"/w/exams/{quiz.id}/withdraw").status_code == 303
    assert quiz.state_at(clock.now()) is QuizState.DRAFT
    publishing.publish(quiz, actor=manager, at=clock.now())
    begin(quiz, person, clock.now())

    assert client.post(f"/w/exams/{quiz.id}/withdraw").status_code == 409
    with pytest.raises(Refused, match="还没结束"):
        quiz_lifecycle.archive(quiz, actor=manager, at=clock.now())


def test_a_copy_takes_the_rules_and_not_what_happened(manager, sign_in):
    quiz = open_quiz(manager, [make_account("staff", manager.unit)], attempts=3, repeats="month")

    sign_in(manager).post(f"/w/exams/{quiz.id}/copy")

    copy = db.session.query(Quiz).filter(Quiz.id != quiz.id).one()
    assert (copy.attempts, copy.paper_plan_id, copy.title["en"]) == (
        3, quiz.paper_plan_id, "First quarter exam (copy)",
    )  # fmt: skip
    assert (copy.published_at, copy.ends_at, copy.repeats, copy.papers) == (None, None, "never", 0)


def test_a_monthly_quiz_makes_the_next_one_by_itself_once(manager):
    begins = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
    quiz = make_quiz(
        manager.unit, [make_account("staff", manager.unit)], repeats="month", opens_at=begins,
        ends_at=begins + timedelta(hours=8), created_at=begins, publish=False,
    )  # fmt: skip
    publishing.publish(quiz, actor=None, at=begins)

    quiz_repeats.repeat_quizzes(begins + timedelta(hours=1))
    quiz_repeats.repeat_quizzes(begins + timedelta(hours=2))

    child = db.session.query(Quiz).filter_by(repeat_of_id=quiz.id).one()
    assert child.title["en"] == "First quarter exam · 2026-02"
    assert child.opens_at == datetime(2026, 2, 28, 1, 0, tzinfo=UTC)
    assert child.state_at(begins + timedelta(days=1)) is QuizState.SCHEDULED
    assert (child.repeats, child.paper_plan.spec) == ("month", quiz.paper_plan.spec)
    assert child.paper_plan.seed != quiz.paper_plan.seed
    assert quiz_repeats.due(begins + timedelta(days=2)) == []


def test_a_monthly_quiz_can_be_stopped_while_it_is_on(manager, sign_in):
    quiz = open_quiz(manager, [make_account("staff", manager.unit)], repeats="month")

    sign_in(manager).post(f"/w/exams/{quiz.id}/settings", data=fields(quiz, repeats="never"))

    assert quiz.repeats == "never"
    assert quiz_repeats.due(clock.now()) == []


def test_an_occurrence_that_cannot_be_drawn_waits_as_a_draft(app, manager):
    quiz = open_quiz(manager, [make_account("staff", manager.unit)], repeats="month")
    for account in publishing.people_for(quiz):
        account.disabled_at = NOW

    quiz_repeats.repeat_quizzes(clock.now())

    child = db.session.query(Quiz).filter_by(repeat_of_id=quiz.id).one()
    with app.test_request_context():
        todos = quiz_todo.waiting(manager, clock.now())
    assert child.published_at is None
    assert [f"/w/exams/{child.id}/publish"] == [todo.href for todo in todos if str(child.id) in todo.href]


def test_the_overview_names_who_is_missing_on_the_last_day(manager, sign_in, page):
    people = [make_account("staff", manager.unit) for _ in range(2)]
    quiz = open_quiz(manager, people)
    sit(quiz, people[0], "b", clock.now() - timedelta(minutes=30))

    shown = page(sign_in(manager).get("/w"))

    assert "First quarter exam: 1 person has not come" in shown.text


def test_leaders_know_the_countys_quiz_by_their_own_people_alone(manager, sign_in, page):
    team = make_unit("East team", UnitKind.TEAM, manager.unit)
    leader, mine = make_account("leader", team, language="en"), make_account("staff", team)
    quiz = open_quiz(manager, [mine, make_account("staff", manager.unit)])
    other = open_quiz(manager, [make_account("staff", manager.unit)])
    sitting.hand_in(quiz, begin(quiz, mine, clock.now()), at=clock.now())

    listed = page(sign_in(leader).get("/w/exams"))

    assert [cell.get_text(strip=True) for cell in listed.select("tbody td:nth-of-type(4)")] == ["1/1"]
    assert sign_in(leader).get(f"/w/exams/{other.id}").status_code == 404
    assert participant(quiz, mine).seat
