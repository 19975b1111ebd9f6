"""What an examiner enters, between his page and the journal.

What he sees done is an answer in words, as every answer to such a question is: the numbers of the steps, or a
sign where the question has no guide, then his comment ("✓ 1、3" and a line below it).
"""

import re
import uuid
from dataclasses import dataclass
from typing import Any

import msgspec
from werkzeug.datastructures import MultiDict

from portal.columns import random_id
from portal.quizzes.attempts import sheets
from portal.quizzes.attempts.asked import Asked, Sheet
from portal.quizzes.attempts.journal import Save
from portal.quizzes.models import Noted
from question_bank import item_answers
from question_bank.errors import ItemError
from question_bank.item_answers import Answer
from question_bank.items import Item, ItemType

SIGNS = {"right": "✓", "partly": "△", "wrong": "✗"}
WORTH = {"right": 1.0, "partly": 0.5, "wrong": 0.0}
BETWEEN = "、"
LONGEST_COMMENT = 500
MOST_SAVES = 100
LARGEST = 256 * 1024
_TICKED = re.compile(r"✓ (\d{1,3}(?:、\d{1,3})*)$")


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """One question as its fields on the page have it: names and values, as a form would send them."""

    id: uuid.UUID
    item: uuid.UUID
    fields: list[tuple[str, str]]


class Batch(msgspec.Struct, forbid_unknown_fields=True):
    saves: list[Sent]


# Done once here: where two threads make msgspec learn a type at the same moment, the process dies.
_batch = msgspec.json.Decoder(Batch)


@dataclass(frozen=True, slots=True)
class Seen:
    """`ticks` are places in the guide, from 0; `verdict` stands where there is no guide."""

    ticks: tuple[int, ...] = ()
    verdict: str = ""
    comment: str = ""


def is_seen(item: Item) -> bool:
    """Whether the examiner judges it himself; everything else is marked by its key."""
    return item.type is ItemType.ESSAY


def written(item: Item, given: Seen) -> str | None:
    """As the journal keeps it; None where nothing was entered."""
    sign = SIGNS.get(given.verdict, "")
    if item.guide:
        sign = f"✓ {BETWEEN.join(str(tick + 1) for tick in given.ticks)}" if given.ticks else ""
    if not sign and not given.comment:
        return None
    return "\n".join(part for part in (sign or SIGNS["wrong"], given.comment) if part)


def seen(item: Item, answer: Any) -> Seen:
    """The other way round."""
    sign, _newline, comment = str(answer or "").partition("\n")
    ticked = _TICKED.match(sign)
    if item.guide:
        places = [int(number) - 1 for number in ticked[1].split(BETWEEN)] if ticked else []
        return Seen(tuple(place for place in places if 0 <= place < len(item.guide)), "", comment)
    verdict = next((name for name, known in SIGNS.items() if known == sign), "")
    return Seen((), verdict, comment)


def fraction(item: Item, given: Seen) -> float:
    """What it is worth: the points of the steps done, or the verdict."""
    if not item.guide:
        return WORTH.get(given.verdict, 0.0)
    whole = sum(point.points for point in item.guide)
    return sum(item.guide[tick].points for tick in given.ticks) / whole if whole else 0.0


def read(asked: Asked, form: Any) -> Answer:
    """The canonical answer of what the fields of one question say; ItemError for what cannot be one."""
    if not is_seen(asked.item):
        return sheets.read(asked, sheets.from_form(asked, form))
    name, steps = f"q{asked.place}", len(asked.item.guide)
    numbers = {int(each) for each in form.getlist(f"{name}.t") if each.isdecimal() and len(each) < 4}
    given = Seen(
        tuple(sorted(number - 1 for number in numbers if 0 < number <= steps)),
        form.get(f"{name}.v", ""),
        " ".join(form.get(f"{name}.c", "").split())[:LONGEST_COMMENT],
    )
    return item_answers.canonical(asked.item, written(asked.item, given))


def decode(body: bytes) -> Batch | None:
    """None for what no page of ours has sent."""
    try:
        batch = _batch.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return batch if len(batch.saves) <= MOST_SAVES else None


def of_script(sheet: Sheet, batch: Batch) -> tuple[list[Save], list[uuid.UUID]]:
    """The saves as the journal takes them, and the ids of those it cannot take."""
    saves, wrong = [], []
    for sent in batch.saves:
        asked = sheet.by_item.get(sent.item)
        try:
            if asked is None:
                raise ItemError("answer_unknown_part", part=str(sent.item))
            answer = read(asked, MultiDict(sent.fields))
        except ItemError:
            wrong.append(sent.id)
        else:
            saves.append(Save(sent.id, Noted.ANSWER, asked.item_id, answer))
    return saves, wrong


def of_form(sheet: Sheet, known: dict[str, tuple[int, Any, int | None]], form: Any) -> list[Save]:
    """The saves that change something; what cannot be an answer is left as it was."""
    saves = []
    for asked in sheet.asked:
        try:
            answer = read(asked, form)
        except ItemError:
            continue
        before = known.get(asked.question.item, (0, None, None))[1]
        if (list(answer) if isinstance(answer, tuple) else answer) != before:
            saves.append(Save(random_id(), Noted.ANSWER, asked.item_id, answer))
    return saves
