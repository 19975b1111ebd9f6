import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.errors import QuestionnaireError
from question_bank.questionnaires import (
    ItemType,
    Option,
    fingerprint,
    read_document,
    say,
    write_document,
)
from tests.question_bank.surveys import item, options, rows, survey, text


def test_a_questionnaire_survives_writing_and_reading():
    asked = survey(
        item("q1", "single", "a", "b", required=True, indicator="visit.frequency"),
        item("q2", "matrix", "good", "bad", rows=rows("papers", "news"), show_when='q1 = "a"'),
        item("q3", "number", minimum=0, maximum=10.5),
        adults_only=True,
    )

    again = read_document(write_document(asked))

    assert again == asked
    assert write_document(again) == write_document(asked)


def test_the_same_content_has_the_same_fingerprint_however_it_is_written():
    asked = survey(item("q1", "rating"))
    spelled_out = json.loads(write_document(asked))
    spelled_out["intro"] = {}
    spelled_out["sections"][0]["items"][0] |= {"required": False, "show_when": "", "options": []}

    again = read_document(json.dumps(spelled_out, indent=4))

    assert fingerprint(again) == fingerprint(asked)


def test_one_changed_word_changes_the_fingerprint():
    before, after = survey(item("q1")), survey(item("q1", stem=text("够吗？")))

    assert fingerprint(before) != fingerprint(after)


def test_composed_and_decomposed_letters_are_the_same_content():
    composed = survey(item("q1", stem=text("café")))
    decomposed = survey(item("q1", stem=text(unicodedata.normalize("NFD", "café"))))

    assert write_document(composed) == write_document(decomposed)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        ("\ud800", "not valid JSON"),
        ("NaN", "not valid JSON"),
        ("[]", "not a questionnaire"),
        ('{"title": "x"}', "not a questionnaire"),
        ('{"title":{},"base_language":"en","languages":[],"evil":1}', "unknown field `evil`"),
        ('{"title":{"en":"a\\u0000b"},"base_language":"en","languages":[]}', "cannot be stored"),
        ("[" * 100 + "]" * 100, "nested too deeply"),
        ("[" * 100_000 + "]" * 100_000, "not valid JSON"),
        (b" " * 2_000_001, "larger than"),
        ('{"title":{},"base_language":"en","languages":[],"sections":[{"key":"s","items":[{"key":"q1","type":"x",'
         '"stem":{}}]}]}', "sections[0].items[0].type"),
    ],
)  # fmt: skip
def test_what_is_no_questionnaire_is_refused_with_a_sentence(source, sentence):
    with pytest.raises(QuestionnaireError) as refused:
        read_document(source)

    assert sentence in str(refused.value)


@pytest.mark.parametrize("words", ["a\0b", "\ud83d", "x\udfff"])
def test_words_that_databases_disagree_about_are_never_written(words):
    with pytest.raises(QuestionnaireError, match="cannot be stored"):
        write_document(survey(item("q1", stem=text(words))))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_never_written(number):
    with pytest.raises(QuestionnaireError, match="not finite"):
        write_document(survey(item("q1", "number", maximum=number)))


@given(st.text(), st.text())
def test_every_storable_text_comes_back_in_composed_form(stem, hint):
    asked = survey(item("q1", stem=text(stem), hint=text(hint)))
    if "\0" in stem + hint:
        with pytest.raises(QuestionnaireError):
            write_document(asked)
        return

    again = read_document(write_document(asked)).item("q1")

    assert again.stem["en"] == unicodedata.normalize("NFC", stem)
    assert again.hint["en"] == unicodedata.normalize("NFC", hint)


def test_a_byte_order_mark_does_no_harm():
    asked = survey(item("q1"))

    assert read_document(b"\xef\xbb\xbf" + write_document(asked).encode()) == asked


def test_information_and_closing_fields_carry_no_number():
    asked = survey(
        item("hello", "information"),
        item("q1"),
        item("q2"),
        item("filled_by", "single", "a", role="filled_by"),
    )

    assert asked.numbered() == {"q1": 1, "q2": 2}


def test_a_new_key_was_never_used():
    asked = survey(item("q1"), item("q3"), item("picture", "photo"))

    assert asked.new_key() == "q4"
    assert asked.new_key(taken=["q9", "other"]) == "q10"


def test_an_unknown_item_is_a_key_error():
    with pytest.raises(KeyError):
        survey(item("q1")).item("q2")


def test_words_fall_back_from_the_asked_language_to_the_base():
    words = {"zh-Hans": "好", "en": "good"}

    assert say(words, "en-GB") == "good"
    assert say(words, "fr") == "好"
    assert say({"de": "gut"}, "fr") == "gut"
    assert say({"zh-Hans": "好", "en": ""}, "en") == "好"
    assert say({}, "en") == ""


def test_scales_have_their_usual_steps():
    assert list(item("q", "rating").scale()) == [1, 2, 3, 4, 5]
    assert list(item("q", "rating", minimum=0, maximum=3).scale()) == [0, 1, 2, 3]
    assert list(item("q", "nps").scale()) == list(range(11))
    assert list(item("q", "kano").scale()) == [1, 2, 3, 4, 5]


def test_a_photo_is_personal_and_so_is_a_phone():
    asked = survey(item("q1"), item("q2", "photo"), item("q3", "short_text", purpose="phone"))

    assert [each.key for each in asked.personal] == ["q2", "q3"]


def test_options_are_found_by_key():
    chosen = item("q1", "single", "a", "b")

    assert chosen.option("b") == Option(key="b", text=text("words of b"))
    assert chosen.option("c") is None
    assert chosen.options == options("a", "b")


def test_there_are_fourteen_types():
    assert len(ItemType) == 14
