"""Our own JSON loses nothing; lists of other programs are read; what is broken names its line."""

import hashlib
from datetime import date

from question_bank.exchange.item_formats import read_items, report, write_items
from question_bank.items import Bank, Item, ItemType, Material, Option, Picture, Rule, Source

PNG = b"\x89PNG\r\n\x1a\nbytes of a picture"
FULL = Bank(
    title={"zh-Hans": "题库", "en": "Bank"},
    items=(
        Item(
            key="q1",
            type=ItemType.SINGLE,
            stem={"zh-Hans": "甲？", "en": "A?"},
            options=(
                Option(key="A", text={"zh-Hans": "一"}, pinned=True),
                Option(key="B", text={"zh-Hans": "二"}),
            ),
            right=("A",),
            rule=Rule.PER_OPTION,
            material="m1",
            difficulty=3,
            source=Source(document="《专卖法》", clause="第三条"),
            expires_on=date(2027, 1, 31),
            indicator="i",
            problem="p",
        ),
    ),
    materials=(Material(key="m1", text={"zh-Hans": "材料"}),),
)


def test_what_is_written_is_read_again_without_loss():
    written = write_items("json", FULL)

    assert written.remarks == []
    assert read_items(written.content, "bank.json").bank == FULL


def test_pictures_come_along():
    digest = hashlib.sha256(PNG).hexdigest()
    picture = Picture(name="a.png", sha256=digest)
    item = Item(key="q1", type=ItemType.ESSAY, stem={"en": "?"}, pictures=(picture,))

    found = read_items(write_items("json", Bank(items=(item,)), {digest: PNG}).content, "x.json")

    assert found.files == {digest: PNG}


def test_a_list_of_another_program():
    answers = '[{"option": "x", "correct": false}, {"option": "y", "correct": true}]'
    source = f'[{{"q": "Which?", "a": {answers}}}, {{"z": 1}}]'.encode()

    found = read_items(source, "x.json")

    assert [(item.type.value, item.right) for item in found.items] == [("single", ("B",))]
    assert [(each.code, each.line) for each in found.problems] == [("not_understood", 2)]


def test_broken_json_names_the_line():
    found = read_items(b'{\n "title": {},\n oops\n}', "x.json")

    assert [(each.code, each.line) for each in found.problems] == [("not_json", 3)]


def test_the_report_counts_by_type():
    assert report(read_items(write_items("json", FULL).content, "x.json")) == {
        "format": "json",
        "items": 1,
        "by_type": {"single": 1},
        "problems": [],
    }
