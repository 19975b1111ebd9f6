"""A survey of twenty items with as many responses as a measurement wants, written in bulk."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from portal.columns import CODE_ALPHABET
from portal.extensions import db
from portal.people.models import Account, Unit, UnitKind
from portal.people.services import create_account, create_unit
from portal.responses.models import Response
from portal.surveys.models import Audience, Mode, Survey
from portal.surveys.services import create_survey, publish

ITEMS, OPTIONS, DAYS, BATCH = 20, 5, 90, 20_000
SIZES, CLASSES = ("small", "medium", "large"), ("1", "2", "3")
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
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
    """Committed batch by batch; the same seed writes the same answers."""
    luck, unit = random.Random(seed), db.session.get_one(Unit, survey.unit_id)
    survey_id, unit_id = survey.id, unit.id
    db.session.commit()
    for first in range(0, count, BATCH):
        rows = [_row(luck, survey_id, unit_id) for _n in range(min(BATCH, count - first))]
        with db.engine.begin() as connection:
            connection.execute(insert(Response), rows)


def _row(luck: random.Random, survey_id: uuid.UUID, unit_id: uuid.UUID) -> dict[str, Any]:
    at = START + timedelta(seconds=luck.randrange(DAYS * 86_400))
    return {
        "survey_id": survey_id, "id": uuid.UUID(int=luck.getrandbits(128), version=4), "version_n": 1,
        "channel_id": None, "retailer_id": None, "manager_id": None, "typist_id": None, "unit_id": unit_id,
        "customer_class": luck.choice(CLASSES), "size": luck.choice(SIZES), "language": "zh-Hans",
        "filled_by": "self", "mode": "self", "received_on": at.date(), "received_at": at,
        "seconds": luck.randrange(30, 400), "late": False, "flags": "",
        "device": f"{luck.getrandbits(64):016x}",
        "receipt": "".join(luck.choices(CODE_ALPHABET, k=8)),
        "content_hash": f"{luck.getrandbits(256):064x}",
        "answers": {f"q{n}": f"o{luck.randint(1, OPTIONS)}" for n in range(1, ITEMS + 1)},
    }  # fmt: skip
