"""The tables of banks, papers, quizzes, attempts and practice."""

from portal.quizzes.models.attempts import (
    Attempt,
    Ending,
    ItemResult,
    JournalEntry,
    ManualMark,
    Marking,
    Noted,
    Regrade,
)
from portal.quizzes.models.awareness import AwarenessResponse, AwarenessSlot
from portal.quizzes.models.banks import (
    Bank,
    BankCheck,
    BankPicture,
    ItemFigure,
    ItemImport,
    ItemVersion,
    Material,
    QuizItem,
)
from portal.quizzes.models.papers import PaperKind, PaperPlan, QuizDraw, QuizPaper
from portal.quizzes.models.practice import DailySet, PracticeAnswer, PracticeCard
from portal.quizzes.models.quizzes import (
    Counting,
    FrozenItem,
    Participant,
    Quiz,
    QuizKind,
    QuizState,
    Treatment,
)

__all__ = [
    "Attempt", "AwarenessResponse", "AwarenessSlot", "Bank", "BankCheck", "BankPicture", "Counting",
    "DailySet", "Ending", "FrozenItem", "ItemFigure", "ItemImport", "ItemResult", "ItemVersion",
    "JournalEntry", "ManualMark", "Marking", "Material", "Noted", "PaperKind", "PaperPlan", "Participant",
    "PracticeAnswer", "PracticeCard", "Quiz", "QuizDraw", "QuizItem", "QuizKind", "QuizPaper", "QuizState",
    "Regrade", "Treatment",
]  # fmt: skip
