"""Formats of others and our own, one module each; `SURVEY_FORMATS` is where a new one is added."""

from collections import Counter
from typing import NamedTuple, Protocol

from question_bank.exchange import survey_json
from question_bank.exchange.content import SurveyContent
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Questionnaire, say


class SurveyFormat(Protocol):
    """What a module of this package offers for surveys."""

    NAME: str

    def recognises(self, source: bytes, name: str) -> bool:
        """Whether the file looks like this format; looks only at its name and first bytes."""

    def read(self, source: bytes) -> SurveyContent:
        """The content and what is wrong with it."""


SURVEY_FORMATS: tuple[SurveyFormat, ...] = (survey_json,)


class SurveyFile(NamedTuple):
    """What a file held: no questionnaire when it could not be read at all."""

    questionnaire: Questionnaire | None
    problems: list[Problem]
    format: str


def read_survey(source: bytes, name: str) -> SurveyFile:
    """The survey in a file, whatever its format; never raises on bad content."""
    for kind in SURVEY_FORMATS:
        if kind.recognises(source, name):
            content = kind.read(source)
            return SurveyFile(content.questionnaire, content.problems, kind.NAME)
    formats = ", ".join(kind.NAME for kind in SURVEY_FORMATS)
    refusal = Problem(Severity.ERROR, "unknown_format", None, {"name": name, "formats": formats})
    return SurveyFile(None, [refusal], "unknown")


def report(file: SurveyFile) -> dict[str, object]:
    """What `portal survey check --json` prints."""
    asked = file.questionnaire
    by_type = Counter(item.type.value for item in asked.items) if asked else Counter[str]()
    return {
        "format": file.format,
        "title": say(asked.title, asked.base_language, asked.base_language) if asked else "",
        "languages": list(asked.languages) if asked else [],
        "items": sum(by_type.values()),
        "by_type": dict(sorted(by_type.items())),
        "problems": [
            {
                "severity": found.severity.value,
                "line": found.line,
                "item": found.item,
                "message": found.message,
            }
            for found in file.problems
        ],
    }
