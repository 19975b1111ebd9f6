"""QTI 2 and 3: the same item in both, packages, and what comes back from our own."""

import io
import zipfile

import pytest

from question_bank.exchange.item_formats import read_items, write_items
from question_bank.items import (
    Accepted,
    Bank,
    Blank,
    Feedback,
    Item,
    ItemType,
    Markup,
    Option,
    Pair,
    Picture,
    Rule,
)

PNG = b"\x89PNG\r\n\x1a\nbytes of a picture"
CORRECT = "http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct"


def item(body, declarations, processing=f'<responseProcessing template="{CORRECT}"/>', more=""):
    return (
        '<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" '
        f'identifier="i1" title="T" adaptive="false" timeDependent="false">{declarations}'
        f"<itemBody>{body}</itemBody>{processing}{more}</assessmentItem>"
    ).encode()


def declared(*values, cardinality="single", base="identifier", mapping=""):
    correct = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{correct}</correctResponse>{mapping}</responseDeclaration>"
    )


def choices(most, more=""):
    return (
        f'<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="{most}">'
        "<prompt>Which?</prompt>"
        '<simpleChoice identifier="x">a</simpleChoice>'
        '<simpleChoice identifier="y" fixed="true">b<feedbackInline identifier="y">no</feedbackInline>'
        "</simpleChoice></choiceInteraction>"
    )


def read_one(source):
    found = read_items(source, "item.xml")
    (one,) = found.items
    return one


def test_a_choice_of_version_2():
    one = read_one(item("<p>Look.</p>" + choices(1), declared("y")))

    assert (one.type, one.right, one.shuffle, one.name) == ("single", ("B",), True, "T")
    assert one.stem == {"en": "Look.\nWhich?"}
    assert [option.pinned for option in one.options] == [False, True]
    assert one.options[1].feedback == {"en": "no"}


def test_a_choice_of_version_3():
    source = (
        '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" title="T">'
        '<qti-response-declaration identifier="R" cardinality="single" base-type="identifier">'
        "<qti-correct-response><qti-value>y</qti-value></qti-correct-response></qti-response-declaration>"
        '<qti-item-body><qti-choice-interaction response-identifier="R" max-choices="1">'
        "<qti-prompt>Which?</qti-prompt>"
        '<qti-simple-choice identifier="x">a</qti-simple-choice>'
        '<qti-simple-choice identifier="y">b</qti-simple-choice></qti-choice-interaction></qti-item-body>'
        '<qti-response-processing template="https://www.imsglobal.org/question/qti_v3p0/rptemplates/'
        'match_correct.xml"/></qti-assessment-item>'
    )

    found = read_items(source.encode(), "i.xml")

    assert found.format == "qti3"
    assert [(one.type.value, one.right) for one in found.items] == [("single", ("B",))]
    assert found.problems == []


def test_a_mapping_says_what_each_choice_is_worth():
    mapping = (
        '<mapping lowerBound="0" upperBound="2"><mapEntry mapKey="x" mappedValue="2"/>'
        '<mapEntry mapKey="y" mappedValue="-1"/></mapping>'
    )
    rules = f'<responseProcessing template="{CORRECT.replace("match_correct", "map_response")}"/>'

    one = read_one(item(choices(0), declared("x", cardinality="multiple", mapping=mapping), rules))

    assert (one.type, one.rule, one.points) == ("multiple", "per_option", 2)
    assert [option.fraction for option in one.options] == [1, -0.5]


def test_gaps_stand_in_the_sentence():
    body = '<p>The capital is <textEntryInteraction responseIdentifier="R"/>, yes.</p>'

    one = read_one(item(body, declared("Paris", base="string")))

    assert one.stem == {"en": "The capital is [[b1]], yes."}
    assert one.blanks[0].accepted[0].text == "Paris"


@pytest.mark.parametrize("name", ["hotspotInteraction", "sliderInteraction", "drawingInteraction"])
def test_interactions_without_counterpart_are_told(name):
    body = f'<p>x</p><{name} responseIdentifier="R"/>'
    found = read_items(item(body, declared("1")), "i.xml")

    assert [each.code for each in found.problems] == ["kind_not_read"]


def test_a_test_gives_the_order_and_its_rules_are_told():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        kind = "imsqti_item_xmlv2p2"
        zipped.writestr(
            "imsmanifest.xml",
            f'<manifest><resources><resource type="{kind}" href="a.xml"/>'
            f'<resource type="{kind}" href="b.xml"/>'
            '<resource type="imsqti_test_xmlv2p2" href="t/test.xml"/></resources></manifest>',
        )
        zipped.writestr(
            "t/test.xml",
            '<assessmentTest title="Exam"><testPart><assessmentSection><selection select="1"/>'
            '<assessmentItemRef href="../b.xml"/><assessmentItemRef href="../a.xml"/>'
            '<assessmentItemRef href="../c.xml"/></assessmentSection></testPart></assessmentTest>',
        )
        for name in "ab":
            body = item(f"<p>{name}</p>" + choices(1), declared("x"))
            zipped.writestr(f"{name}.xml", body)

    found = read_items(target.getvalue(), "exam.zip")

    assert found.format == "qti2"
    assert [one.stem["en"][0] for one in found.items] == ["b", "a"]
    assert found.bank.title == {"en": "Exam"}
    assert sorted(each.code for each in found.problems) == ["file_not_read", "test_not_kept"]


def en(text):
    return {"en": text}


OPTIONS = (Option(key="A", text=en("a")), Option(key="B", text=en("b"), pinned=True, feedback=en("no")))
ITEMS = (
    Item(
        key="q1",
        type=ItemType.SINGLE,
        stem=en("See [[dot.png]]!"),
        pictures=(Picture(name="dot.png", sha256="1" * 64, alt=en("a dot")),),
        options=OPTIONS,
        right=("A",),
        explanation=en("Because"),
        feedback=Feedback(right=en("Yes"), wrong=en("No")),
        name="N",
        foreign_id="f1",
    ),
    Item(
        key="q2",
        type=ItemType.MULTIPLE,
        stem=en("?"),
        options=OPTIONS,
        right=("A", "B"),
        rule=Rule.ALL_OR_NOTHING,
        name="N",
        foreign_id="f2",
    ),
    Item(key="q3", type=ItemType.TRUE_FALSE, stem=en("?"), right=("false",), name="N", foreign_id="f3"),
    Item(
        key="q4",
        type=ItemType.FILL_IN,
        stem=en("a [[b1]] b [[b2]] c"),
        blanks=(
            Blank(key="b1", accepted=(Accepted(text="x"), Accepted(text="y", fraction=0.5))),
            Blank(key="b2", accepted=(Accepted(text="z"),), choices=("z", "w")),
        ),
        points=2,
        name="N",
        foreign_id="f4",
    ),
    Item(
        key="q5",
        type=ItemType.NUMERIC,
        stem=en("?"),
        accepted=(Accepted(value=3, tolerance=0.5),),
        name="N",
        foreign_id="f5",
    ),
    Item(
        key="q6",
        type=ItemType.MATCHING,
        stem=en("?"),
        options=(Option(key="A", text=en("1")), Option(key="B", text=en("2"))),
        pairs=(Pair(key="p1", text=en("a"), option="B"), Pair(key="p2", text=en("b"), option="A")),
        name="N",
        foreign_id="f6",
    ),
    Item(
        key="q7",
        type=ItemType.ORDERING,
        stem=en("?"),
        options=OPTIONS,
        right=("B", "A"),
        name="N",
        foreign_id="f7",
    ),
    Item(key="q8", type=ItemType.ESSAY, stem=en("?"), model_answer=en("so"), name="N", foreign_id="f8"),
    Item(
        key="q9",
        type=ItemType.INFORMATION,
        stem=en("<b>x</b>"),
        markup=Markup.HTML,
        name="N",
        foreign_id="f9",
    ),
)


@pytest.mark.parametrize("format", ["qti2", "qti3"])
def test_our_own_package_comes_back_as_it_was(format):
    bank = Bank(base_language="en", items=ITEMS)

    written = write_items(format, bank, {"1" * 64: PNG})
    found = read_items(written.content, "bank.zip")

    assert found.format == format
    assert [each.message for each in written.remarks] == []
    assert [each.message for each in found.problems] == []
    assert list(found.files.values()) == [PNG]
    for read, wrote in zip(found.items[1:], ITEMS[1:], strict=True):
        assert read == wrote
    assert found.items[0].stem == ITEMS[0].stem
    assert found.items[0].feedback == ITEMS[0].feedback
