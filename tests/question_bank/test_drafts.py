"""A draft may be in any state: whatever it holds can be checked, measured, laid out, compared and stored."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import changes, coding, columns, readability, structure
from question_bank.answers import read
from question_bank.questionnaires import (
    ItemType,
    Option,
    Questionnaire,
    Row,
    Section,
    SurveyItem,
    read_document,
    write_document,
)

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
texts = st.dictionaries(st.sampled_from(["zh-Hans", "en", "x!"]), words, max_size=2)
keys = st.sampled_from(["q1", "q2", "q3", "Q", "", "and", "a b"])
codes = st.sampled_from(["a", "b", "", "9", "constructor"])
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, 1.0, 7.0])
counts = st.none() | st.integers(-2, 5)
rules = st.sampled_from(
    ["", 'q1 = "a"', 'q1 has "b" and q2.f < 3', "answered(q3)", "((", "not q2 = 1", "q9 = 1"]
)
options = st.lists(st.builds(Option, key=codes, text=texts, exclusive=st.booleans()), max_size=6).map(tuple)
items = st.builds(
    SurveyItem,
    key=keys,
    type=st.sampled_from(list(ItemType)),
    stem=texts,
    hint=texts,
    required=st.booleans(),
    options=options,
    rows=st.lists(st.builds(Row, key=codes, text=texts), max_size=3).map(tuple),
    show_when=rules,
    choose_at_least=counts,
    choose_at_most=counts,
    minimum=numbers,
    maximum=numbers,
    labels=st.dictionaries(codes, texts, max_size=2),
    ask_importance=st.booleans(),
    right=st.lists(codes, max_size=2).map(tuple),
)
drafts = st.builds(
    Questionnaire,
    title=texts,
    base_language=st.sampled_from(["zh-Hans", "en", ""]),
    languages=st.lists(st.sampled_from(["zh-Hans", "en", "??"]), max_size=3).map(tuple),
    sections=st.lists(
        st.builds(Section, key=codes, items=st.lists(items, max_size=4).map(tuple)), max_size=2
    ).map(tuple),
)


@settings(max_examples=200, deadline=None)
@given(drafts, drafts)
def test_no_draft_is_too_strange_to_work_with(draft, other):
    assert all(found.message for found in structure.problems(draft))
    assert all(found.message for check in readability.checks(draft) for found in check.problems)
    assert readability.seconds(draft, "en") >= 0
    assert len(coding.encoder(draft)({})) == len(columns.columns(draft))
    assert all(found.item or found.kind for found in changes.diff(draft, other))


@settings(max_examples=200, deadline=None)
@given(drafts)
def test_every_draft_is_stored_and_found_again_unchanged(draft):
    stored = write_document(draft)

    assert write_document(read_document(stored)) == stored


@settings(max_examples=200, deadline=None)
@given(
    drafts, st.dictionaries(st.sampled_from(["q1", "q2", "q2.f", "q3.a", "Q"]), st.lists(words, max_size=2))
)
def test_every_draft_can_be_tried(draft, fields):
    reading = read(draft, fields)

    assert msgspec.json.encode(reading.answers)
    assert all(found.message for found in reading.problems)
