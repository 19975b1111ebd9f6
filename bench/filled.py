"""A survey of twenty items with as many responses as a measurement wants, written in bulk."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.columns import CODE_ALPHABET
from portal.extensions import db
from portal.people.models import Account, Unit, UnitKind
from portal.people.services import create_account, create_unit
from portal.surveys.models import Audience, Mode, Survey
from portal.surveys.services import create_survey, publish

ITEMS, OPTIONS, DAYS, BATCH = 20, 5, 90, 20_000
SIZES, CLASSES = ("small", "medium", "large"), ("1", "2", "3")
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
COLUMNS = (
    "survey_id", "id", "version_n", "unit_id", "customer_class", "size", "language", "filled_by", "mode",
    "received_on", "received_at", "seconds", "late", "flags", "device", "receipt", "content_hash", "answers",
)  # fmt: skip
# Canonical documents sort their keys.
MEMBERS = [
    [f'"{key}":"o{n}"' for n in range(1, OPTIONS + 1)] for key in sorted(f"q{n}" for n in range(1, ITEMS + 1))
]
STRATA = {"size": {"small": 780, "medium": 390, "large": 130}}


def questionnaire() -> dict[str, Any]:
    options = [
        {"key": f"o{n}", "text": {"zh-Hans": f"选项{n}", "en": f"Option {n}"}} for n in range(1, OPTIONS + 1)
    ]
    items = [
        {
            "key": f"q{n}",
            "type": "single",
            "stem": {"zh-Hans": f"第{n}题", "en": f"Item {n}"},
            "options": options,
        }
        for n in range(1, ITEMS + 1)
    ]
    return {
        "title": {"zh-Hans": "二十题", "en": "Twenty items"}, "base_language": "zh-Hans",
        "languages": ["zh-Hans", "en"], "sections": [{"key": "s1", "items": items}],
    }  # fmt: skip


def survey_and_manager(mode: Mode = Mode.CONFIDENTIAL) -> tuple[Survey, Account]:
    county = create_unit(name="Bench", kind=UnitKind.COUNTY, parent=None, actor=None, at=START)
    manager = create_account(unit=county, login="bench", name="Bench", role="manager", actor=None, at=START)
    survey = create_survey(
        unit=county,
        questionnaire=questionnaire(),
        mode=mode,
        audience=Audience.RETAILER,
        actor=None,
        at=START,
    )
    survey.strata = STRATA
    publish(survey, actor=None, at=START)
    survey.closed_at = START + timedelta(days=DAYS)
    db.session.commit()
    return survey, manager


def fill(survey: Survey, count: int, seed: int = 7) -> None:
    """Committed batch by batch through the bare driver; the same seed writes the same answers."""
    luck, unit = random.Random(seed), db.session.get_one(Unit, survey.unit_id)
    survey_id, unit_id = survey.id, unit.id
    db.session.commit()
    sqlite = db.engine.dialect.name == "sqlite"
    for first in range(0, count, BATCH):
        rows = [_row(luck, survey_id, unit_id, sqlite) for _n in range(min(BATCH, count - first))]
        raw = db.engine.raw_connection()
        try:
            _write(raw, rows, sqlite)
        finally:
            raw.close()


def _write(raw: Any, rows: list[tuple[Any, ...]], sqlite: bool) -> None:
    cursor, names = raw.cursor(), ", ".join(COLUMNS)
    if sqlite:
        cursor.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * len(COLUMNS))
        cursor.executemany(f"INSERT INTO response ({names}) VALUES ({marks})", rows)
    else:
        with cursor.copy(f"COPY response ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    raw.commit()


def _row(luck: random.Random, survey_id: uuid.UUID, unit_id: uuid.UUID, sqlite: bool) -> tuple[Any, ...]:
    at = START + timedelta(seconds=luck.randrange(DAYS * 86_400))
    ids = (survey_id, uuid.UUID(int=luck.getrandbits(128), version=4), unit_id)
    survey, own, unit = (each.hex for each in ids) if sqlite else ids
    chosen = luck.choices(range(OPTIONS), k=ITEMS)
    answers = ",".join([texts[place] for texts, place in zip(MEMBERS, chosen, strict=True)])
    return (
        survey, own, 1, unit, luck.choice(CLASSES), luck.choice(SIZES), "zh-Hans", "self", "self",
        at.date().isoformat(), f"{at:%Y-%m-%d %H:%M:%S}.000000{'' if sqlite else '+00'}",
        luck.randrange(30, 400), 0 if sqlite else False, "", f"{luck.getrandbits(64):016x}",
        "".join(luck.choices(CODE_ALPHABET, k=8)), f"{luck.getrandbits(256):064x}", f"{{{answers}}}",
    )  # fmt: skip
