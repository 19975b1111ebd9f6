"""Surveys from files and into files, for the command line and the import page."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from portal.errors import BadDocument
from portal.people.models import Account, Unit
from portal.surveys.models import Audience, Mode, Survey
from portal.surveys.services import create_survey
from question_bank.exchange import SurveyFile, read_survey, report, survey_json
from question_bank.problems import Severity
from question_bank.questionnaires import Questionnaire


def check_file(path: Path) -> dict[str, Any]:
    """What `portal survey check FILE --json` prints."""
    return report(read_survey(path.read_bytes(), path.name))


def has_errors(checked: dict[str, Any]) -> bool:
    """Whether the command ends with 1: there is something to mend in the file."""
    return any(problem["severity"] == Severity.ERROR for problem in checked["problems"])


def convert(source: bytes, name: str) -> bytes:
    """The survey of any format we read as our own JSON; BadDocument where it cannot be read."""
    return survey_json.write(readable(read_survey(source, name)))


def import_survey(
    source: bytes, name: str, unit: Unit, actor: Account | None, *, at: datetime
) -> tuple[Survey, SurveyFile]:
    """A new draft from a file, and what the checks say about it: gaps may be mended in the editor."""
    file = read_survey(source, name)
    survey = create_survey(
        unit=unit,
        questionnaire=readable(file),
        mode=Mode.CONFIDENTIAL,
        audience=Audience.RETAILER,
        actor=actor,
        at=at,
    )
    return survey, file


def readable(file: SurveyFile) -> Questionnaire:
    if file.questionnaire is None:
        first = file.problems[0]
        raise BadDocument(_(first.template, **first.params))
    return file.questionnaire
