"""A bank as a file of any format: what the format cannot say is told before, and never dropped in silence."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import g
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal import clock
from portal.access import can, visible_to
from portal.errors import Refused
from portal.extensions import db
from portal.i18n import current_language, say
from portal.jobs.models import Job
from portal.jobs.queue import Progress, enqueue, job_kind
from portal.people import audit
from portal.people.models import Account
from portal.quizzes.banks import bank_documents
from portal.quizzes.banks.item_words import problem_words
from portal.quizzes.models import Bank, QuizItem
from portal.storage import files
from question_bank.exchange.item_content import WrittenItems
from question_bank.exchange.item_formats import ITEM_FORMATS, write_items
from question_bank.problems import Problem

EXPORT = "export bank"
AT_ONCE = 500
KEEP_DAYS = 7
MOST_SHOWN = 200

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class Target:
    """A format on offer: its name here, what it is for, and what browsers call it."""

    name: str
    label: Any
    note: Any
    media_type: str

    @property
    def ending(self) -> str:
        return next(kind.ENDING for kind in ITEM_FORMATS if self.name == kind.NAME)


TARGETS = {
    target.name: target
    for target in (
        Target("word", _l("Word"), _l("to print, or to mend by hand and import again"), DOCX),
        Target("excel", _l("Excel"), _l("one line a question, as in our import template"), XLSX),
        Target(
            "chinese_text",
            _l("Plain text"),
            _l("numbered questions with answers, for any editor"),
            "text/plain",
        ),
        Target(
            "json",
            _l("JSON"),
            _l("everything, with pictures: to move a bank without loss"),
            "application/json",
        ),
        Target("gift", _l("GIFT"), _l("Moodle, as text"), "text/plain"),
        Target("moodle_xml", _l("Moodle XML"), _l("Moodle, with pictures and feedback"), "application/xml"),
        Target("aiken", _l("Aiken"), _l("single choice and true/false only"), "text/plain"),
        Target("qti2", _l("QTI 2.1"), _l("learning platforms, package with pictures"), ZIP),
        Target("qti3", _l("QTI 3.0"), _l("newer learning platforms, package with pictures"), ZIP),
        Target("canvas", _l("Canvas"), _l("imported there as one quiz"), ZIP),
    )
}


FIELDS: dict[str, Any] = {
    "answers in any order": _l("answers in any order"),
    "difficulty": _l("difficulty"),
    "points": _l("points"),
    "tags": _l("tags"),
    "explanation": _l("explanation"),
    "feedback": _l("feedback"),
    "hints": _l("hints"),
    "indicator": _l("indicator"),
    "pictures": _l("pictures"),
    "source": _l("source"),
    "unit": _l("unit of measure"),
    "last day": _l("last day"),
    "id in another program": _l("id in another program"),
    "what a marker looks for": _l("what a marker looks for"),
    "knowledge point": _l("knowledge point"),
    "lower bound of marks": _l("lower bound of marks"),
    "upper bound of marks": _l("upper bound of marks"),
    "markup": _l("markup"),
    "model answer": _l("model answer"),
    "rule of marking": _l("rule of marking"),
    "all right or nothing": _l("all right or nothing"),
    "fixed order of answers": _l("fixed order of answers"),
    "pinned answers": _l("pinned answers"),
    "standard": _l("standard"),
    "several accepted numbers or a range": _l("several accepted numbers or a range"),
    "numbers and stars in a blank": _l("numbers and stars in a blank"),
}
"""What `question_bank.exchange` calls the fields a format cannot say."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What the format could not say, and of which questions; without numbers it is about the whole."""

    words: str
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What will be missing; of a large bank only its first questions were looked at."""

    remarks: list[Remark]
    more: int
    looked_at: int


def size(bank: Bank) -> int:
    query = select(func.count()).where(QuizItem.bank_id == bank.id, QuizItem.retired_at.is_(None))
    return db.session.scalar(query) or 0


def report(bank: Bank, target: Target) -> Report:
    """What the format cannot say of this bank, before anything is downloaded."""
    first = select(QuizItem.id).where(QuizItem.bank_id == bank.id, QuizItem.retired_at.is_(None))
    ids = list(db.session.scalars(first.order_by(QuizItem.number).limit(AT_ONCE)))
    found = _remarks(_written(bank, target, ids).remarks)
    return Report(found[:MOST_SHOWN], max(len(found) - MOST_SHOWN, 0), len(ids))


def write(bank: Bank, target: Target, *, actor: Account) -> WrittenItems:
    """The file with all that is in use; who took it out is noted. Does not commit."""
    written = _written(bank, target, None)
    audit.record(actor, "export bank", bank, changes={"format": [None, target.name]}, at=clock.now())
    return written


def later(bank: Bank, target: Target, *, actor: Account) -> Job:
    """The same as long work, in the caller's transaction."""
    asked = {"bank": str(bank.id), "format": target.name, "language": current_language()}
    return enqueue(EXPORT, asked, owner=actor, unit_id=bank.unit_id)


def file_name(bank: Bank, target: Target) -> str:
    stem = "".join(letter for letter in say(bank.title) if letter not in '\\/:*?"<>|') or "bank"
    return stem + target.ending


@job_kind(EXPORT, needs="edit bank")
def run(job: Job, progress: Progress) -> None:
    """The rights of its owner are looked at again when it runs."""
    owner, bank = _still_allowed(job)
    target = TARGETS[job.parameters["format"]]
    language = job.parameters.get("language", "zh-Hans")
    with force_locale(language.replace("-", "_")):
        g.language = language
        total = size(bank)
        progress.step(0, total)
        written = write(bank, target, actor=owner)
        _keep(job, bank, target, written)
        n = len(written.remarks)
        words = ngettext(
            "%(num)s thing could not be said in this format.",
            "%(num)s things could not be said in this format.",
            n,
        )
        progress.step(total, total, words if n else None)


def _still_allowed(job: Job) -> tuple[Account, Bank]:
    owner = db.session.get(Account, job.owner_id)
    bank = None
    if owner is not None and owner.is_active and can(owner, "edit bank"):
        own = visible_to(owner, Bank).where(Bank.unit_id.in_(owner.units_below()))
        bank = db.session.scalars(own.where(Bank.id == uuid.UUID(job.parameters["bank"]))).first()
    if owner is None or bank is None:
        raise Refused(_("You may not export this bank any more."))
    return owner, bank


def _keep(job: Job, bank: Bank, target: Target, written: WrittenItems) -> None:
    stored = files.save(
        written.content, unit_id=job.unit_id, owner_type="job", owner_id=job.id, purpose="export",
        name=file_name(bank, target), media_type=target.media_type, keep_days=KEEP_DAYS,
    )  # fmt: skip
    job.result_file_id = stored.id
    job.result = {"href": f"/w/banks/{bank.id}/export?format={target.name}"}


def _written(bank: Bank, target: Target, item_ids: list[uuid.UUID] | None) -> WrittenItems:
    document = bank_documents.as_bank(bank, item_ids)
    return write_items(target.name, document, bank_documents.pictures(bank.id, document))


def _remarks(found: Iterable[Problem]) -> list[Remark]:
    """The same sentence once, with the numbers of its questions."""
    about: dict[str, list[int]] = {}
    for problem in found:
        numbers = about.setdefault(problem_words(_named(problem)), [])
        if problem.item:
            numbers.append(bank_documents.number_of(problem.item))
    return [Remark(words, _ranges(sorted(set(numbers)))) for words, numbers in about.items()]


def _named(problem: Problem) -> Problem:
    """The fields a format does not know, in the reader's words."""
    fields = problem.params.get("fields")
    if not isinstance(fields, str):
        return problem
    said = ", ".join(str(FIELDS.get(field, field)) for field in fields.split(", "))
    return replace(problem, params={**problem.params, "fields": said})


def _ranges(numbers: list[int]) -> str:
    """1-4, 7, 9-10"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
