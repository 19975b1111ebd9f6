"""What a file of items names that this installation may know: the same questions, problems, indicators."""

import re
import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from portal.extensions import db
from portal.indicators.services import known_codes
from portal.people.models import Account
from portal.quizzes.banks import wording
from portal.quizzes.imports.import_reading import About, Known, Told
from portal.quizzes.models import Bank, QuizItem
from portal.quizzes.practice import concerns
from question_bank.checks_repeats import prints, stem_print
from question_bank.items import Item

_NUMBER = re.compile(r"(?:问题|problem|#)?\s*(\d{1,6})", re.IGNORECASE)


def in_bank(bank: Bank, stems: Iterable[str], asked: Iterable[str]) -> dict[str, Known]:
    """The items in use that ask the same, by what is asked; only those whose stems agree are read."""
    wanted_stems, wanted = set(stems), set(asked)
    columns = (QuizItem.id, QuizItem.number, QuizItem.current_n, QuizItem.text)
    query = select(*columns).where(QuizItem.bank_id == bank.id, QuizItem.retired_at.is_(None))
    alike = [
        row
        for row in db.session.execute(query.order_by(QuizItem.number))
        if stem_print(row.text) in wanted_stems
    ]
    said = wording.wordings((row.id, row.current_n) for row in alike)
    found: dict[str, Known] = {}
    for row in alike:
        print_ = prints(said[row.id, row.current_n], bank.base_language)
        if print_.asked in wanted:
            found.setdefault(print_.asked, Known(str(row.id), row.number, print_.right))
    return found


def of_item(bank: Bank, item: Item) -> Known | None:
    """The same for one item, as it was mended on screen."""
    asked = prints(item, bank.base_language).asked
    words = item.stem.get(bank.base_language) or next(iter(item.stem.values()), "")
    return in_bank(bank, [stem_print(words)], [asked]).get(asked)


def link(about: About, bank: Bank, actor: Account | None) -> None:
    """Finds the rows behind names of problems and indicators; what nobody knows is told."""
    about.problem_ids, lost = _problems(about.problems, actor)
    about.general += [_unknown("problem_not_known", name, about.problems[name]) for name in lost]
    about.indicator_codes, lost = _indicators(about.indicators, bank)
    about.general += [_unknown("indicator_not_known", name, about.indicators[name]) for name in lost]


def _problems(names: Mapping[str, int], actor: Account | None) -> tuple[dict[str, str], list[str]]:
    """By statement in any language, by number, or by id."""
    known: dict[str, uuid.UUID] = {}
    for concern in concerns.in_sight(actor) if actor is not None and names else ():
        known[str(concern.number)] = known[str(concern.problem_id)] = concern.problem_id
        known |= {words.strip().casefold(): concern.problem_id for words in concern.statement.values()}
    found, lost = {}, []
    for name in names:
        number = _NUMBER.fullmatch(name.strip())
        problem_id = known.get(name.strip().casefold()) or known.get(number[1] if number else "")
        if problem_id is None:
            lost.append(name)
        else:
            found[name] = str(problem_id)
    return found, lost


def _indicators(names: Mapping[str, int], bank: Bank) -> tuple[dict[str, str], list[str]]:
    """By code, or by name in any language."""
    codes = known_codes(bank.unit) if names else {}
    by_name = {words.strip().casefold(): code for code, row in codes.items() for words in row.name.values()}
    found = {
        name: name if name in codes else by_name[name.strip().casefold()]
        for name in names
        if name in codes or name.strip().casefold() in by_name
    }
    return found, [name for name in names if name not in found]


def _unknown(code: str, name: str, count: int) -> Told:
    return Told("warning", code, {"name": name[:80], "count": count})
