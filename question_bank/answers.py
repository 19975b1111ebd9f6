"""From what a respondent sent to canonical answers: what counts, what is missing, what was never asked.

Canonical answers by item type: single `"enough"`; multiple `["manager", "wechat"]` in the options' order;
rating and nps `4`; number `12` or `1.5`; kano `{"f": 1, "d": 5, "i": 4}`; gap `{"e": 5, "p": 3}`; matrix
`{"row": "option"}`; ranking `["first", "second"]`; texts `"..."`; date `"2012-02-21"`. Unanswered: absent.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from question_bank import answer_fields, answer_values, documents, expressions
from question_bank.answer_fields import Fields
from question_bank.answer_values import Refused, shown
from question_bank.errors import ExpressionError
from question_bank.problems import AnswerProblem
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem

Answers = dict[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood: the answers that count, what to mend, and the items that were not asked.

    `hidden` are all items whose rule did not hold, `dropped` those of them that came with an answer anyway.
    """

    answers: Answers
    problems: tuple[AnswerProblem, ...] = ()
    hidden: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing needs mending."""
        return not self.problems


def read(questionnaire: Questionnaire, fields: Fields, own: Collection[str] = ()) -> Reading:
    """The answers in a submitted form, `form.to_dict(flat=False)`; `own` are names the page itself uses."""
    if isinstance(next(iter(fields.values()), None), str):
        raise TypeError("every field needs the list of its values: form.to_dict(flat=False)")
    known = {name for item in questionnaire.items for name in answer_fields.names(item)}
    strange = (name for name in fields if name not in known and name not in own)
    return _read(questionnaire, lambda item: answer_fields.value(item, fields), strange)


def read_json(questionnaire: Questionnaire, document: object) -> Reading:
    """The answers in a document shaped like canonical answers; a wrong shape is a problem, never an error."""
    if not isinstance(document, Mapping):
        return Reading({}, (AnswerProblem("", "wrong_type"),))
    known = {item.key for item in questionnaire.items if item.type is not ItemType.INFORMATION}
    strange = (str(name) for name in document if name not in known)
    return _read(questionnaire, lambda item: document.get(item.key), strange)


def write(answers: Mapping[str, object]) -> str:
    """Canonical JSON of canonical answers: sorted keys, NFC."""
    return documents.write(dict(answers))


def fingerprint(answers: Mapping[str, object]) -> str:
    """SHA-256 of the canonical JSON, in hex; equal for equal answers however they were sent."""
    return hashlib.sha256(write(answers).encode()).hexdigest()


def visible(questionnaire: Questionnaire, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Keys of the items to show for these canonical answers, in order."""
    hidden = _read(questionnaire, lambda item: answers.get(item.key), ()).hidden
    return tuple(item.key for item in questionnaire.items if item.key not in hidden)


def rights(questionnaire: Questionnaire, answers: Mapping[str, object]) -> dict[str, bool]:
    """For each item of an awareness check that has a right answer: was it given?"""
    return {
        item.key: _chosen(answers.get(item.key)) == set(item.right)
        for item in questionnaire.items
        if item.right
    }


def _chosen(answer: object) -> set[str]:
    if isinstance(answer, str):
        return {answer}
    return {key for key in answer if isinstance(key, str)} if isinstance(answer, list) else set()


def _read(
    questionnaire: Questionnaire, given: Callable[[SurveyItem], object], strange: Iterable[str]
) -> Reading:
    answers: Answers = {}
    problems: list[AnswerProblem] = []
    hidden: list[str] = []
    dropped: list[str] = []
    for item in questionnaire.items:
        raw = _raw(item, given)
        if not is_shown(item, answers):
            hidden.append(item.key)
            dropped += [item.key] if raw is not None else []
            continue
        answer = _answer(item, raw)
        if isinstance(answer, AnswerProblem):
            problems.append(answer)
        elif answer is not None:
            answers[item.key] = answer
    problems += _unknown(strange)
    return Reading(answers, tuple(problems), tuple(hidden), tuple(dropped))


def _raw(item: SurveyItem, given: Callable[[SurveyItem], object]) -> object:
    """What was sent for the item; a refusal is kept, for it matters only if the item is shown."""
    try:
        return given(item)
    except Refused as refusal:
        return refusal


def _answer(item: SurveyItem, raw: object) -> object:
    """The canonical answer, a problem, or None where nothing was said and nothing had to be."""
    try:
        if isinstance(raw, Refused):
            raise raw
        answer = None if raw is None else answer_values.canonical(item, raw)
    except Refused as refusal:
        return AnswerProblem(item.key, refusal.code, refusal.params, refusal.part)
    if answer is None and item.required and item.answers:
        return AnswerProblem(item.key, "required")
    return answer


def _unknown(strange: Iterable[str]) -> list[AnswerProblem]:
    """One problem for all names nobody asked for, naming the first three."""
    first: list[str] = []
    count = 0
    for name in strange:
        count += 1
        if count <= 3:
            first.append(shown(name))
    return [AnswerProblem("", "unknown", {"names": ", ".join(first), "count": count})] if count else []


def is_shown(item: SurveyItem, answers: Mapping[str, object]) -> bool:
    """Whether the item is asked after these earlier answers; a rule that cannot be read hides nothing."""
    rule = rule_of(item.show_when)
    return rule is None or expressions.evaluate(rule, answers)


@lru_cache(maxsize=4096)
def rule_of(text: str) -> expressions.Expression | None:
    """The rule read once; None for no rule and for one that cannot be read."""
    try:
        return expressions.parse(text) if text else None
    except ExpressionError:
        return None
