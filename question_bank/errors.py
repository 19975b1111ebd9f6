"""What can be wrong with content: one sentence for a person, a code and parameters for a translation."""

from collections.abc import Sequence

from question_bank.messages import MESSAGES, sentence

__all__ = ["BankError", "ExpressionError", "ItemError", "PaperError", "QuestionnaireError"]


class BankError(ValueError):
    """A refusal: `str(error)` is an English sentence; `template` and `params` let a screen translate it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(sentence(code, params))
        self.code = code
        self.params = params
        self.template = MESSAGES[code]


class QuestionnaireError(BankError):
    """A document that cannot be a questionnaire."""


class ItemError(BankError):
    """A quiz item, a bank or an answer that cannot be read, stored or made final."""


class PaperError(BankError):
    """Rules that no paper can satisfy; `shortages` are the sentences, by code and parameters."""

    def __init__(self, code: str, shortages: Sequence[BankError] = (), **params: object) -> None:
        super().__init__(code, **params)
        self.shortages = tuple(shortages) or (self,)


class ExpressionError(BankError):
    """A rule that cannot be read; `position` is the 1-based character where reading stopped."""

    @property
    def position(self) -> int:
        """Where in the text, counted from 1; 0 when the whole text is meant."""
        found = self.params.get("position", 0)
        return found if isinstance(found, int) else 0
