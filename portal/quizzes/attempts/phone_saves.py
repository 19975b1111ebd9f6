"""What the script of an exam page sends and is told, as JSON."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from portal.quizzes.attempts import sheets
from portal.quizzes.attempts.asked import Sheet
from portal.quizzes.attempts.journal import Receipt, Save
from portal.quizzes.models import Noted
from question_bank.errors import ItemError

MOST_SAVES = 200
LARGEST = 1024 * 1024


class SentSave(msgspec.Struct, forbid_unknown_fields=True):
    """One save; `base` is the number of the last entry of this item the page knows of."""

    id: uuid.UUID
    kind: Literal["answer", "flag", "unflag", "left", "back", "opened"] = "answer"
    item: uuid.UUID | None = None
    answer: Any = None
    certainty: int | None = None
    base: int | None = None


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """`time`: the page hands in because its time is over."""

    attempt: uuid.UUID
    paper: int
    saves: list[SentSave] = []
    time: bool = False


class ToldReceipt(msgspec.Struct):
    id: uuid.UUID
    n: int
    at: str
    kind: str


class Told(msgspec.Struct, omit_defaults=True):
    """Moments are on the office's clock; `error` and `message` are sentences, `next` an address."""

    now: str
    due_at: str | None = None
    receipts: Sequence[ToldReceipt] | None = None
    error: str = ""
    message: str = ""
    next: str = ""
    wrong: Sequence[str] = ()


# Done once here: where two threads make msgspec learn a type at the same moment, the process dies.
_sent = msgspec.json.Decoder(Sent)
_encoder = msgspec.json.Encoder()


def decode(body: bytes) -> Sent | None:
    """None for what no page of ours has sent."""
    try:
        sent = _sent.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return sent if len(sent.saves) <= MOST_SAVES and 0 < sent.paper < 2**31 else None


def encode(told: Told) -> bytes:
    return _encoder.encode(told)


def read(sheet: Sheet, sent: Iterable[SentSave]) -> tuple[list[Save], list[SentSave]]:
    """The saves as the journal takes them, and those it cannot take: not on this paper, or no answer."""
    saves, wrong = [], []
    for each in sent:
        try:
            saves.append(_read(sheet, each))
        except ItemError:
            wrong.append(each)
    return saves, wrong


def receipts(found: Iterable[Receipt], zone: Any) -> list[ToldReceipt]:
    return [ToldReceipt(each.save_id, each.n, moment(each.at, zone) or "", each.kind.value) for each in found]


def moment(at: datetime | None, zone: Any) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat(timespec="milliseconds")


def _read(sheet: Sheet, sent: SentSave) -> Save:
    kind = Noted(sent.kind)
    if kind in (Noted.LEFT, Noted.BACK, Noted.OPENED):
        return Save(sent.id, kind)
    asked = sheet.by_item.get(sent.item) if sent.item else None
    if asked is None:
        raise ItemError("answer_unknown_part", part=str(sent.item))
    if kind is not Noted.ANSWER:
        return Save(sent.id, kind, asked.item_id)
    if sent.certainty not in (None, *sheets.CERTAINTIES) or not -1 < (sent.base or 0) < 2**31:
        raise ItemError("answer_unreadable")
    answer = sheets.read(asked, sent.answer)
    return Save(sent.id, kind, asked.item_id, answer, sent.certainty, sent.base)
