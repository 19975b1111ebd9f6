"""What an exam page without script sends: every question at once; the changed ones are saved."""

from typing import Any

from portal.columns import random_id
from portal.quizzes.attempts import sheets
from portal.quizzes.attempts.asked import Asked, Sheet
from portal.quizzes.attempts.journal import Save
from portal.quizzes.models import Noted
from question_bank.errors import ItemError

Known = dict[str, tuple[int, Any, int | None]]


def read(sheet: Sheet, known: Known, form: Any) -> tuple[list[Save], list[Asked]]:
    """The saves that change something, and the questions whose answers cannot be kept."""
    saves, wrong = [], []
    for asked in sheet.asked:
        try:
            save = _changed(asked, known, form)
        except ItemError:
            wrong.append(asked)
            continue
        if save is not None:
            saves.append(save)
    return saves, wrong


def _changed(asked: Asked, known: Known, form: Any) -> Save | None:
    answer = sheets.read(asked, sheets.from_form(asked, form))
    sure = form.get(f"q{asked.place}.sure", "")
    certainty = int(sure) if sure in {str(each) for each in sheets.CERTAINTIES} else None
    base = form.get(f"q{asked.place}.n", "")
    _n, before, before_certainty = known.get(asked.question.item, (0, None, None))
    plain = list(answer) if isinstance(answer, tuple) else answer
    if (plain, certainty) == (before, before_certainty):
        return None
    number = int(base) if base.isdecimal() and len(base) < 10 else None
    return Save(random_id(), Noted.ANSWER, asked.item_id, answer, certainty, number)
