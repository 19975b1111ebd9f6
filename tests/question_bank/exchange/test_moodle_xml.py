"""Moodle XML: what stands in a question, what comes back, and XML made to hurt."""

import base64
import time

import pytest

from question_bank.exchange import moodle_xml
from question_bank.exchange.item_formats import read_items, write_items
from question_bank.items import Accepted, Bank, Blank, Item, ItemType, Markup, Option, Picture

PNG = b"\x89PNG\r\n\x1a\nbytes of a picture"


def quiz(*questions):
    return ("<?xml version='1.0' encoding='UTF-8'?>\n<quiz>\n" + "\n".join(questions) + "\n</quiz>").encode()


def question(kind, body, text="What?"):
    return (
        f"<question type='{kind}'><name><text>N</text></name>"
        f"<questiontext format='html'><text><![CDATA[{text}]]></text></questiontext>{body}</question>"
    )


def answer(text, fraction, more=""):
    return f"<answer fraction='{fraction}'><text>{text}</text>{more}</answer>"


def read_one(*questions):
    content = moodle_xml.read(quiz(*questions))
    (item,) = content.bank.items
    return item


def test_a_choice_with_weights():
    body = "<single>false</single>" + answer("a", "50") + answer("b", "50") + answer("c", "-100")

    item = read_one(question("multichoice", body))

    assert (item.type, item.right) == ("multiple", ("A", "B"))
    assert [option.fraction for option in item.options] == [0.5, 0.5, -1]


@pytest.mark.parametrize(
    ("kind", "body", "type"),
    [
        ("truefalse", answer("true", "0") + answer("false", "100"), "true_false"),
        ("shortanswer", "<usecase>1</usecase>" + answer("Paris", "100"), "fill_in"),
        ("numerical", answer("3", "100", "<tolerance>0.1</tolerance>"), "numeric"),
        ("essay", "<graderinfo format='html'><text>look</text></graderinfo>", "essay"),
        ("description", "", "information"),
        ("ordering", answer("a", "1") + answer("b", "2"), "ordering"),
    ],
)
def test_each_kind_has_its_counterpart(kind, body, type):
    content = moodle_xml.read(quiz(question(kind, body)))

    assert [item.type.value for item in content.bank.items] == [type]
    assert content.problems == []


def test_matching_with_a_distractor():
    line = "<subquestion><text>{}</text><answer><text>{}</text></answer></subquestion>"

    item = read_one(
        question("matching", line.format("a", "1") + line.format("b", "2") + line.format("", "3"))
    )

    assert [(pair.text["en"], pair.option) for pair in item.pairs] == [("a", "A"), ("b", "B")]
    assert [option.text["en"] for option in item.distractors] == ["3"]


def test_a_sentence_with_gaps():
    text = "{1:SHORTANSWER:=Paris#Yes~%50%Lyon} and {2:MULTICHOICE:=a~b} and {1:NUMERICAL:=3:0.5}"

    item = read_one(question("cloze", "", text))

    assert item.stem == {"en": "[[b1]] and [[b2]] and [[b3]]"}
    assert [blank.weight for blank in item.blanks] == [1, 2, 1]
    assert item.blanks[1].choices == ("a", "b")
    assert item.blanks[2].accepted[0].tolerance == 0.5


def test_pictures_come_along():
    encoded = base64.b64encode(PNG).decode()
    body = (
        "<question type='description'><questiontext format='html'>"
        "<text><![CDATA[See <img src='@@PLUGINFILE@@/my%20dot.png' alt='a dot'>!]]></text>"
        f"<file name='my dot.png' encoding='base64'>{encoded}</file></questiontext></question>"
    )

    content = moodle_xml.read(quiz(body))

    (item,) = content.bank.items
    assert item.stem == {"en": "See [[my dot.png]]!"}
    assert item.pictures[0].alt == {"en": "a dot"}
    assert content.files[item.pictures[0].sha256] == PNG


def test_what_is_not_known_is_told_with_its_line():
    content = moodle_xml.read(quiz(question("ddmarker", ""), question("description", "")))

    assert len(content.bank.items) == 1
    assert [(each.code, each.line) for each in content.problems] == [("kind_not_read", 3)]


def en(text):
    return {"en": text}


def everything():
    options = (Option(key="A", text=en("a")), Option(key="B", text=en("b"), feedback=en("no")))
    picture = Picture(name="dot.png", sha256="1" * 64, alt=en("a dot"))
    common = {"markup": Markup.HTML, "name": "N"}
    return Bank(
        base_language="en",
        items=(
            Item(
                key="q1",
                type=ItemType.SINGLE,
                stem=en("<p>[[dot.png]] & so</p>"),
                pictures=(picture,),
                options=options,
                right=("A",),
                points=2,
                explanation=en("Because"),
                tags=("t",),
                hints=(en("h"),),
                knowledge_point="a/b",
                foreign_id="7",
                shuffle=False,
                **common,
            ),
            Item(key="q2", type=ItemType.TRUE_FALSE, stem=en("s"), right=("false",), **common),
            Item(
                key="q3",
                type=ItemType.FILL_IN,
                stem=en("x [[b1]] y [[b2]]"),
                blanks=(
                    Blank(key="b1", accepted=(Accepted(text="a~b}*"),), case_sensitive=True),
                    Blank(key="b2", accepted=(Accepted(text="z"),), choices=("z", "w"), weight=2),
                ),
                **common,
            ),
            Item(
                key="q4",
                type=ItemType.NUMERIC,
                stem=en("s"),
                accepted=(Accepted(value=3, tolerance=0.5),),
                unit=en("kg"),
                **common,
            ),
            Item(key="q5", type=ItemType.ORDERING, stem=en("s"), options=options, right=("A", "B"), **common),
        ),
    )


def test_writing_and_reading_again_loses_nothing_it_can_say():
    bank = everything()

    written = write_items("moodle_xml", bank, {"1" * 64: PNG})
    found = moodle_xml.read(written.content)

    assert [each.message for each in written.remarks if each.item != "q5"] == []
    assert [item.stem for item in found.bank.items] == [item.stem for item in bank.items]
    for read, wrote in zip(found.bank.items[1:4], bank.items[1:4], strict=True):
        assert read.right == wrote.right
        assert read.blanks == wrote.blanks
        assert read.accepted == wrote.accepted
    first = found.bank.items[0]
    assert (first.options, first.points, first.tags, first.hints) == (
        *(bank.items[0].options, 2, ("t",), ({"en": "h"},)),
    )
    assert (first.knowledge_point, first.foreign_id, first.shuffle) == ("a/b", "7", False)
    assert list(found.files.values()) == [PNG]


BOMB = b"<!DOCTYPE quiz [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><quiz>&b;</quiz>"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (BOMB, "xml_forbidden"),
        (b"<quiz><question type='essay'>" + b"<a>" * 100_000, "xml_too_deep"),
        (b"<quiz><question type='essay'>" + b"<a/>" * 1_000_000 + b"</question></quiz>", "xml_too_deep"),
        (b"<quiz>" + b"<a/>" * 1_000_000 + b"</quiz>", "xml_too_deep"),
        (b"<quiz><question></quiz>", "xml_damaged"),
        (b"<quiz>" + b"\xff" * 50, "xml_damaged"),
    ],
)
def test_xml_made_to_hurt_is_answered_at_once(source, code):
    start = time.monotonic()
    found = read_items(source, "x.xml")

    assert [each.code for each in found.problems] == [code]
    assert time.monotonic() - start < 2
