"""Documents cut and looked up in one sweep give the codes that reading each of them would give."""

import random

import msgspec
import numpy as np
import pytest

from portal.columns import canonical
from portal.extensions import db
from portal.results import pieces, reading
from portal.results.frame import frame_of
from portal.results.pieces import Pieces
from portal.surveys.models import Mode, State
from question_bank.coding import encoder
from question_bank.questionnaires import read_document
from tests.factories import make_survey

TEXT = {"zh-Hans": "问"}
OPTIONS = [{"key": key, "text": TEXT} for key in ("a", "b_much_longer_than_eight_letters", "c")]
ROWS = [{"key": key, "text": TEXT} for key in ("r1", "r2")]
KEYS = [option["key"] for option in OPTIONS]
NASTY = (
    "", "好", 'he said "no", twice', ',"q1":"a', '","q1":"a', "a{b[c", "}]},", "\\", '\\",\\"q1\\":\\"a',
    "line\nbreak", "x" * 300, "ends with a comma,",
)  # fmt: skip


def item(key, kind, rule="", **more):
    return {"key": key, "type": kind, "stem": TEXT, "show_when": rule, **more}


def questionnaire(items):
    return read_document(
        msgspec.json.encode(
            {
                "title": TEXT,
                "base_language": "zh-Hans",
                "languages": ["zh-Hans"],
                "sections": [{"key": "s1", "items": items}],
            }
        )
    )


PLAIN = [
    item("q1", "single", options=OPTIONS),
    item("q2", "rating", minimum=1, maximum=5),
    item("q3", "nps"),
]
EVERYTHING = [
    *PLAIN,
    item("q4", "multiple", 'q1 = "a"', options=OPTIONS),
    item("q5", "ranking", options=OPTIONS),
    item("q6", "kano", 'q4 has "c" or not answered(q2)', ask_importance=True),
    item("q7", "gap", 'q5 = "a" or q12 > 3', minimum=1, maximum=5),
    item("q8", "matrix", options=OPTIONS, rows=ROWS),
    item("q9", "short_text"),
    item("q10", "long_text", 'q1 != "a"'),
    item("q11", "date"),
    item("q12", "number", 'q8.r1 = "c"'),
    item("q13", "information"),
    item("q14", "single", 'q9 = "好"', options=OPTIONS),
]


def answer_to(each, luck):
    kind = each["type"]
    if kind == "single":
        return luck.choice(KEYS)
    if kind in ("multiple", "ranking"):
        return luck.sample(KEYS, luck.randint(1, 3))
    if kind == "kano":
        return {key: luck.randint(1, 5) for key in luck.sample("fdi", luck.randint(1, 3))}
    if kind == "gap":
        return {key: luck.randint(1, 5) for key in "ep"}
    if kind == "matrix":
        return {row["key"]: luck.choice(KEYS) for row in ROWS if luck.random() < 0.7}
    if kind in ("short_text", "long_text"):
        return luck.choice(NASTY)
    if kind == "date":
        return f"2026-03-{luck.randint(1, 28):02}"
    return (
        luck.choice([luck.randint(1, 5), luck.randint(0, 10**6), 2.5])
        if kind == "number"
        else luck.randint(1, 5)
    )


def documents(items, count, luck):
    asked = [each for each in items if each["type"] != "information"]
    return [
        canonical({each["key"]: answer_to(each, luck) for each in asked if luck.random() < 0.7})
        for _ in range(count)
    ]


@pytest.mark.parametrize("items", [PLAIN, EVERYTHING], ids=["plain", "everything"])
def test_a_table_of_many_documents_is_what_each_says_for_itself(items, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_KNOWN", 300)
    asked = questionnaire(items)
    given = [documents(items, 400, random.Random(seed)) for seed in range(5)]
    code, sweep = encoder(asked), Pieces(asked)

    for some in given:
        table = sweep.table("\n".join(some).encode(), len(some))

        expected = np.array([code(msgspec.json.decode(each)) for each in some], np.float64)
        assert np.array_equal(table.T.astype(np.float64), expected, equal_nan=True)


def test_two_members_of_the_same_slot_are_told_apart(monkeypatch):
    monkeypatch.setattr(pieces, "SLOT_BITS", 1)
    sweep = Pieces(questionnaire(PLAIN))
    lines = "\n".join(documents(PLAIN, 200, random.Random(1))).encode()

    first, again = sweep.table(lines, 200), sweep.table(lines, 200)

    assert np.array_equal(first, again)
    assert set(first[0]) == {-1, 0, 1, 2}


def test_every_stored_response_is_in_a_frame_that_is_made_anew(app, answer, monkeypatch):
    monkeypatch.setattr(reading, "PORTION", 7)
    survey = make_survey(mode=Mode.NAMED)
    other = make_survey(mode=Mode.NAMED)
    answer(other)
    stored = {answer(survey, {"q1": "few", "q2": 1 + n % 5}).id.bytes for n in range(28)}
    db.session.flush()

    frame = frame_of(survey, State.OPEN)

    assert {bytes(each) for each in frame.fact("id")} == stored
    assert np.bincount(frame.column("q2"))[1:].tolist() == [6, 6, 6, 5, 5]


@pytest.mark.parametrize(("given", "kept"), [(None, -1), (0, 0), (4_000_000, 4_000_000)])
def test_seconds_survive_the_way_into_a_frame(app, answer, given, kept):
    survey = make_survey(mode=Mode.NAMED)
    answer(survey, seconds=given)

    assert frame_of(survey, State.OPEN).fact("seconds").tolist() == [kept]
