"""From an item to its form, and the buttons that add, move and take away parts before anything is kept."""

import re
from typing import Any

from portal.quizzes.banks.item_answer_words import line_of
from portal.quizzes.banks.item_forms import LISTS, ItemForm
from portal.quizzes.banks.item_texts import letter
from question_bank.items import FALSE, MARKER, TRUE, Accepted, Blank, Item, ItemType, Option

START = {"options": 4, "blanks": 1, "accepted": 1, "pairs": 3, "guide": 1}
"""How many empty lines a new item of a type that uses them begins with."""
USES: dict[str, tuple[str, ...]] = {
    "single": ("options",), "multiple": ("options",), "ordering": ("options",), "true_false": (),
    "fill_in": ("blanks",), "numeric": ("accepted",), "matching": ("pairs", "options"), "essay": ("guide",),
    "information": (),
}  # fmt: skip
PARTS = {"option": "options", "blank": "blanks", "accepted": "accepted", "pair": "pairs", "guide": "guide"}
_UNDERLINE = re.compile(r"_{3,}")
_SAFE = re.compile(r"[^\w.-]+")


def data_of(item: Item) -> dict[str, Any]:
    """What the form shows of an item."""
    ordered = item.right if item.type is ItemType.ORDERING else tuple(option.key for option in item.options)
    options = [option for key in ordered if (option := item.option(key)) is not None]
    return {
        "type": item.type.value, "stem": item.stem, "right": list(item.right), "any_order": item.any_order,
        "options": [_option(option) for option in options],
        "blanks": [_blank(blank) for blank in item.blanks],
        "accepted": [_accepted(answer) for answer in item.accepted],
        "unit": item.unit, "model_answer": item.model_answer, "explanation": item.explanation,
        "pairs": [_pair(pair) for pair in item.pairs],
        "guide": [{"text": point.text, "points": f"{point.points:g}"} for point in item.guide],
        "shuffle": item.shuffle, "rule": item.rule.value if item.rule else "", "points": f"{item.points:g}",
        "knowledge_point": item.knowledge_point, "difficulty": str(item.difficulty or ""),
        "tags": " ".join(item.tags), "document": item.source.document, "clause": item.source.clause,
        "url": item.source.url, "expires_on": item.expires_on, "indicator": item.indicator or "",
        "pictures": [{"name": each.name, "sha256": each.sha256, "alt": each.alt} for each in item.pictures],
    }  # fmt: skip


def new_data(type_: str) -> dict[str, Any]:
    """An empty item of this type; most are single choice, so that is where it starts."""
    kind = type_ if type_ in USES else "single"
    return filled({"type": kind, "points": "1", "shuffle": True})


def filled(data: dict[str, Any]) -> dict[str, Any]:
    """With empty lines where the type needs some and there are none, and a blank for each ___ of the stem."""
    data = {**data, **{name: list(data.get(name) or []) for name in LISTS}}
    if data["type"] == "fill_in":
        data = _with_gaps(data)
    data["options"] = _with_truths(data["options"], data["type"])
    for name in USES.get(data["type"], ()):
        if not data[name]:
            for _place in range(START[name]):
                data[name].append({"key": _new_key(name, data[name])})
    return data


def rebuilt(form: ItemForm, do: str) -> ItemForm:
    """The form after one of its small buttons: `option:add`, `pair:up:2`, `picture:remove:0`, `tongue:en`."""
    data = form.typed()
    part, _colon, action = do.partition(":")
    verb, _colon, number = action.partition(":")
    index = int(number) if number.isdecimal() else 0
    if part == "tongue":
        data["tongue"] = verb
    elif part == "picture" and verb == "remove":
        data["pictures"] = _without(data["pictures"], index)
    elif part in PARTS:
        name = PARTS[part]
        data[name] = _changed(name, data[name], verb, index)
    return ItemForm(formdata=None, data=filled(data))


def picture_name(file_name: str, taken: set[str], ending: str) -> str:
    """A name a person can put into a text, unique in the item."""
    stem = _SAFE.sub("-", file_name.rsplit(".", 1)[0]).strip("-.")[:40] or "picture"
    name, n = f"{stem}.{ending}", 1
    while name in taken:
        n += 1
        name = f"{stem}-{n}.{ending}"
    return name


def _with_truths(options: list[Any], kind: str) -> list[Any]:
    """A true/false item has two lines of its own; the lines of other types wait unseen meanwhile."""
    if kind == "true_false":
        known = {entry.get("key") for entry in options}
        return options + [{"key": key} for key in (TRUE, FALSE) if key not in known]
    return [entry for entry in options if entry.get("key") not in (TRUE, FALSE) or entry.get("text")]


def _changed(name: str, entries: list[Any], verb: str, index: int) -> list[Any]:
    if verb == "add":
        return [*entries, {"key": _new_key(name, entries)}]
    if verb == "remove":
        return _without(entries, index)
    other = index + (-1 if verb == "up" else 1)
    if 0 <= index < len(entries) and 0 <= other < len(entries):
        entries[index], entries[other] = entries[other], entries[index]
    return entries


def _without(entries: list[Any], index: int) -> list[Any]:
    return [each for place, each in enumerate(entries) if place != index]


def _new_key(name: str, entries: list[Any]) -> str:
    taken = {entry.get("key") for entry in entries}
    if name == "options":
        return next(letter(place) for place in range(10_000) if letter(place) not in taken)
    mark = {"blanks": "b", "pairs": "p"}.get(name, "x")
    return next(f"{mark}{n}" for n in range(1, 10_000) if f"{mark}{n}" not in taken)


def _with_gaps(data: dict[str, Any]) -> dict[str, Any]:
    """The n-th ___ of a text becomes the place of the n-th blank that has none there yet."""
    blanks, stem = data["blanks"], {}
    for tag, words in (data.get("stem") or {}).items():
        marked = set(MARKER.findall(words))

        def place(found: re.Match[str], marked: set[str] = marked) -> str:
            free = next((each["key"] for each in blanks if each.get("key") not in marked), None)
            if free is None:
                free = _new_key("blanks", blanks)
                blanks.append({"key": free})
            marked.add(free)
            return f"[[{free}]]"

        stem[tag] = _UNDERLINE.sub(place, words)
    return {**data, "stem": stem}


def _option(option: Option) -> dict[str, Any]:
    worth = "" if option.fraction is None else f"{option.fraction * 100:g}"
    return {
        "key": option.key, "text": option.text, "picture": option.picture or "", "pinned": option.pinned,
        "worth": worth, "feedback": option.feedback,
    }  # fmt: skip


def _pair(pair: Any) -> dict[str, Any]:
    return {"key": pair.key, "text": pair.text, "option": pair.option, "picture": pair.picture or ""}


def _blank(blank: Blank) -> dict[str, Any]:
    return {
        "key": blank.key, "accepted": "\n".join(line_of(each) for each in blank.accepted),
        "choices": " | ".join(blank.choices), "weight": "" if blank.weight == 1 else f"{blank.weight:g}",
        "case_sensitive": blank.case_sensitive, "wildcard": any(each.wildcard for each in blank.accepted),
    }  # fmt: skip


def _accepted(answer: Accepted) -> dict[str, Any]:
    def said(number: float | None) -> str:
        return "" if number is None else f"{number:.12g}"

    return {
        "value": said(answer.value), "tolerance": said(answer.tolerance or None),
        "minimum": said(answer.minimum), "maximum": said(answer.maximum), "feedback": answer.feedback,
        "worth": "" if answer.fraction == 1 else f"{answer.fraction * 100:g}",
    }  # fmt: skip
