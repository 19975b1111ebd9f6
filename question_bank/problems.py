"""What a check found: where, how bad, and in which words."""

from dataclasses import dataclass, field
from enum import StrEnum

from question_bank.messages import MESSAGES, sentence


class Severity(StrEnum):
    """An error stops publication; a warning asks for a look; a hint only helps."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a questionnaire; `item` is its key (None: the whole), `line` that of a file,
    `sheet` the one it is on where a workbook has several."""

    severity: Severity
    code: str
    item: str | None = None
    params: dict[str, object] = field(default_factory=dict)
    line: int | None = None
    sheet: str = ""

    @property
    def template(self) -> str:
        """The sentence with gettext placeholders, ready to be translated and filled with `params`."""
        return MESSAGES[self.code]

    @property
    def message(self) -> str:
        """The English sentence."""
        return sentence(self.code, self.params)


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """One thing to mend in an answer sheet; `part` is the row, option or side concerned, if any."""

    item: str
    code: str
    params: dict[str, object] = field(default_factory=dict)
    part: str | None = None

    @property
    def template(self) -> str:
        """The sentence with gettext placeholders, ready to be translated and filled with `params`."""
        return MESSAGES[self.code]

    @property
    def message(self) -> str:
        """The English sentence."""
        return sentence(self.code, self.params)
