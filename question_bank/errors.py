"""What can be wrong with content: one sentence for a person, a code and parameters for a translation."""

from question_bank.messages import MESSAGES, sentence

__all__ = ["BankError", "ExpressionError", "QuestionnaireError"]


class BankError(ValueError):
    """A refusal: `str(error)` is an English sentence; `template` and `params` let a screen translate it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(sentence(code, params))
        self.code = code
        self.params = params
        self.template = MESSAGES[code]


class QuestionnaireError(BankError):
    """A document that cannot be a questionnaire."""


class ExpressionError(BankError):
    """A rule that cannot be read; `position` is the 1-based character where reading stopped."""

    @property
    def position(self) -> int:
        """Where in the text, counted from 1; 0 when the whole text is meant."""
        found = self.params.get("position", 0)
        return found if isinstance(found, int) else 0
