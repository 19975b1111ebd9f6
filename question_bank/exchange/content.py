"""What every reader of a survey format gives back."""

from dataclasses import dataclass, field

from question_bank.problems import Problem
from question_bank.questionnaires import Questionnaire


@dataclass(frozen=True, slots=True)
class SurveyContent:
    """A questionnaire, or None when the file could not be read, and what is wrong by line."""

    questionnaire: Questionnaire | None
    problems: list[Problem] = field(default_factory=list)
