"""For each argument an address can have, an object that belongs to the unit in question."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.columns import ordered_id, random_id
from portal.extensions import db
from portal.imports import services as imports
from portal.improvement import services as problems
from portal.improvement.models import Problem
from portal.jobs.models import Job, JobState
from portal.people.models import Account, Unit
from portal.quizzes.analysis import regrading
from portal.quizzes.attempts import examining
from portal.quizzes.attempts.examining import Examined
from portal.quizzes.banks import bank_pictures
from portal.quizzes.models import Attempt, Bank, ItemImport, PaperPlan, Quiz, QuizItem, Regrade
from portal.quizzes.papers import drawing
from portal.quizzes.practice import practice_answers
from portal.quizzes.practice.practice_sets import Kind
from portal.responses import photos
from portal.results import tokens
from portal.results.models import ApiToken
from portal.sheets.kinds import kind_named
from portal.storage import files
from portal.surveys import services as surveys
from portal.surveys.models import Audience, LibraryItem, Mode, PublicChange, Survey, SurveyTemplate
from tests.factories import (
    ITEMS,
    NOW,
    make_account,
    make_channel,
    make_code,
    make_questionnaire,
    make_retailer,
)
from tests.portal.quizzes.quiz_factories import (
    items_of,
    make_bank,
    make_item_import,
    make_plan,
    make_quiz,
    sit,
)

SHEETS = {
    "retailers": "许可证号,客户姓名\n3506251000000017,王小明\n",
    "accounts": "工号,姓名,手机,单位\n1001,林小明,13800138000,Own\n",
}

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8"
    "cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@dataclass
class Place:
    """A unit, and the objects of one request in it; `person` asks, `manager` looks after the shop."""

    unit: Unit
    person: Account
    manager: Account | None = None
    imported: str = "retailers"
    signs_in: bool = True

    @cached_property
    def survey(self) -> Survey:
        return surveys.create_survey(
            unit=self.unit, questionnaire=make_questionnaire(), mode=Mode.CONFIDENTIAL,
            audience=Audience.RETAILER, actor=self.person, at=NOW,
        )  # fmt: skip

    @cached_property
    def channel(self) -> Any:
        return make_channel(self.survey)

    @cached_property
    def channel_code(self) -> Any:
        return make_code(self.channel)

    @cached_property
    def retailer(self) -> Any:
        retailer = make_retailer(self.unit, manager_id=self.manager.id if self.manager else None)
        make_code(retailer=retailer)
        return retailer

    @cached_property
    def account(self) -> Account:
        return make_account("staff", self.unit)

    @cached_property
    def job(self) -> Job:
        file = self._file(b"the export", "job", "result")
        values = {"kind": "export responses", "owner_id": self.person.id, "state": JobState.DONE}
        return _added(Job(unit_id=self.unit.id, result_file_id=file.id, created_at=NOW, **values))

    @cached_property
    def run(self) -> Any:
        kind, content = kind_named(self.imported), SHEETS[self.imported].encode()
        return imports.upload(kind, content, "sheet.csv", unit=self.unit, actor=self.person, at=NOW)

    @cached_property
    def photo(self) -> Any:
        return self._file(b"a picture", self.survey.id, photos.PURPOSE)

    def _file(self, content: bytes, owner: Any, purpose: str) -> Any:
        values = {"owner_type": "test", "name": "file", "media_type": "image/jpeg"}
        return files.save(content, unit_id=self.unit.id, owner_id=owner, purpose=purpose, **values)

    @cached_property
    def token(self) -> tuple[ApiToken, str]:
        row, text = tokens.make(self.person, "program", at=NOW)
        row.unit_id = self.unit.id
        return _flushed(row), text

    @cached_property
    def change(self) -> PublicChange:
        texts = {"said": {"en": "Too few"}, "text": {"en": "More now"}}
        values = {"unit_id": self.unit.id, "survey_id": self.survey.id, "published_at": NOW}
        return _added(PublicChange(**values, **texts))

    @cached_property
    def library_item(self) -> LibraryItem:
        return _added(LibraryItem(unit_id=self.unit.id, document=ITEMS[0], created_at=NOW))

    @cached_property
    def template(self) -> SurveyTemplate:
        document = make_questionnaire()
        values = {"title": document["title"], "audience": "retailer", "mode": "confidential"}
        return _added(SurveyTemplate(unit_id=self.unit.id, document=document, created_at=NOW, **values))

    @cached_property
    def bank(self) -> Bank:
        return make_bank(self.unit)

    @cached_property
    def quiz_item(self) -> QuizItem:
        return items_of(self.bank)[0]

    @cached_property
    def item_import(self) -> ItemImport:
        return make_item_import(self.bank)

    @cached_property
    def bank_picture(self) -> str:
        return bank_pictures.keep(self.bank, PIXEL)

    @cached_property
    def regrade(self) -> Regrade:
        item = next(iter(drawing.frozen(self.quiz.id)))
        change = {item: {"treatment": "dropped"}}
        return regrading.propose(self.quiz, change, reason="Unfair", actor=None, at=NOW)

    @cached_property
    def plan(self) -> PaperPlan:
        plan = make_plan(self.unit)
        drawing.settle(plan, NOW.date())
        return plan

    @cached_property
    def quiz(self) -> Quiz:
        return make_quiz(self.unit, [self.account])

    @cached_property
    def attempt(self) -> Attempt:
        return sit(self.quiz, self.account)

    @cached_property
    def examination(self) -> Quiz:
        return make_quiz(self.unit, kind="hands_on", ends_at=None)

    @cached_property
    def examined(self) -> Attempt:
        """By whoever asks."""
        return examining.begin(self.examination, Examined(retailer=self.retailer), self.person, NOW)

    @cached_property
    def practice_answer(self) -> Any:
        item = self.quiz_item
        given = practice_answers.Given(random_id(), item.id, item.current_n, Kind.RANDOM, "b")
        return practice_answers.take(self.account, given, at=NOW)

    @cached_property
    def problem(self) -> Problem:
        details = problems.Details(statement={"zh-Hans": "不会操作", "en": "Cannot operate it"})
        return problems.create_problem(unit=self.unit, details=details, actor=None, at=NOW)


def _added(row: Any) -> Any:
    row.id = ordered_id()
    return _flushed(row)


def _flushed(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


# What carries a unit decides who may; the rest only completes the address.
IN_A_UNIT: dict[str, Callable[[Place], Any]] = {
    "survey_id": lambda place: place.survey.id,
    "channel_id": lambda place: place.channel_code.channel_id,
    "channel_code": lambda place: place.channel_code.code,
    "retailer_id": lambda place: place.retailer.id,
    "account_id": lambda place: place.account.id,
    "unit_id": lambda place: place.unit.id,
    "job_id": lambda place: place.job.id,
    "run_id": lambda place: place.run.id,
    "file_id": lambda place: place.photo.id,
    "library_item_id": lambda place: place.library_item.id,
    "item_id": lambda place: place.quiz_item.id,
    "bank_id": lambda place: place.bank.id,
    "import_id": lambda place: place.item_import.id,
    "sha256": lambda place: place.bank_picture,
    "template_id": lambda place: place.template.id,
    "token_id": lambda place: place.token[0].id,
    "change_id": lambda place: place.change.id,
    "problem_id": lambda place: place.problem.id,
    "answer_id": lambda place: place.practice_answer.id,
    "plan_id": lambda place: place.plan.id,
    "quiz_id": lambda place: place.quiz.id,
    "regrade_id": lambda place: place.regrade.id,
    "attempt_id": lambda place: place.attempt.id,
    "examination_id": lambda place: place.examination.id,
    "examined_id": lambda place: place.examined.id,
}
COMPLETING: dict[str, Any] = {
    "undo_id": ordered_id(),
    "key": "q1",
    "n": 1,
    "kind": "svg",
    "practice_set": "random",
    "token": "x" * 43,
    "code": "K7M2QX",
    "channel": "K7M2QX",
    "shop": "AB23CD",
    "receipt": "K7M29QXA",
    "item": "q1",
    "filename": "css/w.css",
    "deed": "excuse",
    "row_n": 1,
    "ending": "txt",
}
# One address that serves several things: each is a line of the table.
VARIANTS: dict[str, list[str]] = {"kind_name": ["retailers", "accounts"]}
