"""Canvas quizzes: our own come back, foreign ones are read with their rules told."""

import io
import zipfile

from question_bank.exchange.item_formats import read_items, write_items
from question_bank.items import Accepted, Bank, Blank, Feedback, Item, ItemType, Option, Pair


def en(text):
    return {"en": text}


OPTIONS = (Option(key="A", text=en("a")), Option(key="B", text=en("b"), feedback=en("no")))
ITEMS = (
    Item(
        key="q1",
        type=ItemType.SINGLE,
        stem=en("Which?"),
        options=OPTIONS,
        right=("A",),
        points=2,
        explanation=en("Because"),
        feedback=Feedback(right=en("Yes"), wrong=en("No")),
        foreign_id="f1",
    ),
    Item(key="q2", type=ItemType.MULTIPLE, stem=en("?"), options=OPTIONS, right=("A", "B"), foreign_id="f2"),
    Item(key="q3", type=ItemType.TRUE_FALSE, stem=en("?"), right=("false",), foreign_id="f3"),
    Item(
        key="q4",
        type=ItemType.FILL_IN,
        stem=en("?"),
        blanks=(Blank(key="b1", accepted=(Accepted(text="x"), Accepted(text="y*"))),),
        foreign_id="f4",
    ),
    Item(
        key="q5",
        type=ItemType.NUMERIC,
        stem=en("?"),
        accepted=(Accepted(value=3, tolerance=0.5), Accepted(minimum=7, maximum=9)),
        foreign_id="f5",
    ),
    Item(
        key="q6",
        type=ItemType.MATCHING,
        stem=en("?"),
        options=(Option(key="A", text=en("1")), Option(key="B", text=en("2"))),
        pairs=(Pair(key="p1", text=en("a"), option="B"), Pair(key="p2", text=en("b"), option="A")),
        foreign_id="f6",
    ),
    Item(key="q7", type=ItemType.ESSAY, stem=en("?"), foreign_id="f7"),
    Item(key="q8", type=ItemType.INFORMATION, stem=en("Read this."), foreign_id="f8"),
)


def test_our_own_quiz_comes_back_as_it_was():
    written = write_items("canvas", Bank(base_language="en", items=ITEMS))
    found = read_items(written.content, "quiz.zip")

    assert found.format == "canvas"
    assert written.remarks == []
    assert found.problems == []
    for read, wrote in zip(found.items, ITEMS, strict=True):
        assert read == wrote


def test_what_canvas_has_no_question_for_is_named():
    order = Item(key="q1", type=ItemType.ORDERING, stem=en("?"), options=OPTIONS, right=("A", "B"))
    two = Item(key="q2", type=ItemType.FILL_IN, stem=en("?"), blanks=(Blank(key="b1"), Blank(key="b2")))

    remarks = write_items("canvas", Bank(items=(order, two))).remarks

    assert [(each.code, each.item) for each in remarks if each.severity == "error"] == [
        ("type_not_written", "q1"),
        ("item_not_said", "q2"),
    ]


def test_rules_of_the_quiz_and_unknown_kinds_are_told():
    item = (
        "<item ident='i'><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>"
        "<fieldentry>calculated_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata></item>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        zipped.writestr(
            "imsmanifest.xml",
            "<manifest><resources><resource type='imsqti_xmlv1p2'><file href='q/q.xml'/></resource>"
            "<resource type='x' href='q/assessment_meta.xml'/></resources></manifest>",
        )
        zipped.writestr("q/q.xml", f"<questestinterop><section>{item}</section></questestinterop>")
        zipped.writestr("q/assessment_meta.xml", "<quiz><title>T</title><time_limit>30</time_limit></quiz>")

    found = read_items(target.getvalue(), "q.zip")

    assert found.bank.title == {"en": "T"}
    assert sorted(each.code for each in found.problems) == ["kind_not_read", "no_quiz_items", "test_not_kept"]
