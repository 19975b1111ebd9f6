"""Marks of careless answers, set at hand-in. In an anonymous survey only the mark stays."""

import hashlib
import hmac
import threading
import time
import uuid
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, select

from portal.methods import quality
from portal.responses.models import Response
from portal.surveys.models import Mode
from portal.wire import Wire
from question_bank.questionnaires import ItemType, Questionnaire

USUAL_SAMPLE = 200
USUAL_KEPT_SECONDS = 60.0
DEVICES_KEPT = 5_000
SCALES = (ItemType.RATING, ItemType.NPS)
LONGEST_SECONDS = 7 * 24 * 3600

_table = Response.__table__
_FROM_DEVICE = (
    select(_table.c.received_at)
    .where(
        _table.c.survey_id == bindparam("survey_id"),
        _table.c.device == bindparam("device"),
        _table.c.received_at > bindparam("since"),
    )
    .limit(quality.BURST_ANSWERS)
)
_SOME_SECONDS = (
    select(_table.c.seconds)
    .where(_table.c.survey_id == bindparam("survey_id"), _table.c.seconds.is_not(None))
    .limit(USUAL_SAMPLE)
)
_usual: dict[uuid.UUID, tuple[float, float | None]] = {}
_unnamed: dict[tuple[uuid.UUID, str], deque[datetime]] = {}
_lock = threading.Lock()


def device_of(survey_id: uuid.UUID, evidence: str) -> str:
    """Of browser and address, salted per survey: the same phone in two surveys is two devices."""
    salt = hmac.new(str(current_app.config["SECRET_KEY"]).encode(), survey_id.bytes, hashlib.sha256).digest()
    return hashlib.sha256(salt + evidence.encode("utf-8", "replace")).hexdigest()[:16]


def before(
    wire: Wire, survey_id: uuid.UUID, mode: Mode, device: str, at: datetime, remembered: Sequence[datetime]
) -> Sequence[datetime]:
    """When the same device handed in before; of an anonymous survey only what this process remembers."""
    if mode is Mode.ANONYMOUS or not device:
        return remembered
    asked = {"survey_id": survey_id, "device": device, "since": at - quality.BURST_WINDOW}
    return [row.received_at for row in wire.all(_FROM_DEVICE, asked)]


def flags(
    *, straight: bool, at: datetime, earlier: Sequence[datetime], seconds: int | None, usual: float | None
) -> str:
    """Space separated; answers without an opening (telephone, paper, interface) are not timed."""
    found = {quality.Flag.STRAIGHT} if straight else set()
    if earlier and quality.is_burst(at, earlier):
        found.add(quality.Flag.BURST)
    if seconds is not None and quality.is_speeder(seconds, usual):
        found.add(quality.Flag.SPEEDER)
    return " ".join(sorted(found))


def seconds_between(opened_at: datetime | None, at: datetime) -> int | None:
    """Between opening and hand-in; a page left open for days says nothing about speed."""
    if opened_at is None:
        return None
    return min(max(0, int((at - opened_at).total_seconds())), LONGEST_SECONDS)


def scale_answers(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[int | None]:
    found: list[int | None] = [answers.get(item.key) for item in questionnaire.items if item.type in SCALES]
    for item in questionnaire.items:
        if item.type is ItemType.GAP:
            found += (answers.get(item.key) or {}).values()
    return found


def usual_seconds(wire: Wire, survey_id: uuid.UUID) -> float | None:
    """The median of a sample; keys are random, so the first ones are a fair one."""
    now = time.monotonic()
    kept = _usual.get(survey_id)
    if kept is not None and kept[0] > now:
        return kept[1]
    usual = quality.usual_seconds([row.seconds for row in wire.all(_SOME_SECONDS, {"survey_id": survey_id})])
    _usual[survey_id] = (now + USUAL_KEPT_SECONDS, usual)
    return usual


def remember(survey_id: uuid.UUID, device: str, at: datetime) -> list[datetime]:
    """In this process's memory only, for ten minutes: nothing of it is ever stored."""
    with _lock:
        if len(_unnamed) > DEVICES_KEPT:
            _unnamed.clear()
        moments = _unnamed.setdefault((survey_id, device), deque(maxlen=quality.BURST_ANSWERS))
        earlier = [moment for moment in moments if timedelta(0) <= at - moment <= quality.BURST_WINDOW]
        moments.append(at)
        return earlier
