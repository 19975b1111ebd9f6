"""Surveys from files and into files: the import page, and what the `portal` command prints."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from portal import clock
from portal.errors import BadDocument
from portal.extensions import db
from portal.people.models import Account, Unit
from portal.surveys.models import Audience, Mode, Survey
from portal.surveys.services import create_survey
from portal.surveys.simulation import simulate
from question_bank.exchange import read_survey, report, survey_json
from question_bank.problems import Severity
from question_bank.questionnaires import Questionnaire

WRITABLE = ".json"


def check_file(path: Path) -> dict[str, Any]:
    """What `portal survey check FILE --json` prints."""
    return report(read_survey(path.read_bytes(), path.name))


def convert_file(path: Path, target: Path) -> tuple[bool, list[str]]:
    """Whether the target was written, and what is wrong with the file."""
    if target.suffix.lower() != WRITABLE:
        return False, [f"Surveys are written as {WRITABLE} only."]
    file = read_survey(path.read_bytes(), path.name)
    problems = [problem.message for problem in file.problems]
    if file.questionnaire is None:
        return False, problems
    target.write_bytes(survey_json.write(file.questionnaire))
    return True, problems


def simulate_file(path: Path, respondents: int, seed: int) -> dict[str, Any]:
    """What `portal survey simulate` prints; a file that cannot be read has no respondents."""
    file = read_survey(path.read_bytes(), path.name)
    if file.questionnaire is None:
        unread = [problem.message for problem in file.problems]
        return {"respondents": 0, "asked": {}, "answered": {}, "unreached": unread, "problems": {}}
    return simulate(file.questionnaire, respondents, seed).report()


def import_survey(source: bytes, name: str, unit: Unit, actor: Account | None) -> dict[str, Any]:
    """`portal import survey FILE`: a draft; where something in the file is wrong nothing is written."""
    file = read_survey(source, name)
    found: dict[str, Any] = report(file)
    errors = [each for each in found["problems"] if each["severity"] == Severity.ERROR]
    remarks = [each for each in found["problems"] if each not in errors]
    survey = None
    if file.questionnaire is not None and not errors:
        survey = _draft(file.questionnaire, unit, actor, clock.now())
        db.session.commit()
    return {**found, "survey": str(survey.id) if survey else None, "problems": errors, "remarks": remarks}


def draft_from_file(source: bytes, name: str, unit: Unit, actor: Account, *, at: datetime) -> Survey:
    """A draft from an uploaded file: what is missing in it is mended in the editor."""
    file = read_survey(source, name)
    if file.questionnaire is None:
        first = file.problems[0]
        raise BadDocument(_(first.template, **first.params))
    return _draft(file.questionnaire, unit, actor, at)


def _draft(questionnaire: Questionnaire, unit: Unit, actor: Account | None, at: datetime) -> Survey:
    return create_survey(
        unit=unit,
        questionnaire=questionnaire,
        mode=Mode.CONFIDENTIAL,
        audience=Audience.RETAILER,
        actor=actor,
        at=at,
    )
