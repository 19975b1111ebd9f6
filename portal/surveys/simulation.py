"""Random respondents walk a questionnaire, so that a question nobody is asked is found before anybody is."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from question_bank import answers, expressions
from question_bank.answer_fields import parts
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem

SKIPPING = 0.2
"""How often an optional question is left open."""


@dataclass(frozen=True, slots=True)
class Walk:
    """How often each item was asked and answered, which never was, and what the answers failed on."""

    respondents: int
    asked: dict[str, int]
    answered: dict[str, int]
    unreachable: tuple[str, ...]
    problems: dict[str, int]

    def report(self) -> dict[str, object]:
        """What `portal survey simulate --json` prints."""
        return {
            "respondents": self.respondents,
            "asked": self.asked,
            "answered": self.answered,
            "unreached": list(self.unreachable),
            "problems": self.problems,
        }


def simulate(questionnaire: Questionnaire, n: int, seed: int) -> Walk:
    """`n` respondents with random answers; the same seed, the same walk."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    shown: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    named = _named_values(questionnaire)
    for _respondent in range(n):
        given = _answer_all(questionnaire, chance, named)
        reading = answers.read_json(questionnaire, given)
        shown.update(item.key for item in questionnaire.items if item.key not in reading.hidden)
        answered.update(reading.answers.keys())
        problems.update(f"{problem.item}: {problem.code}" for problem in reading.problems)
    keys = [item.key for item in questionnaire.items]
    return Walk(
        respondents=n,
        asked={key: shown[key] for key in keys},
        answered={item.key: answered[item.key] for item in questionnaire.items if item.answers},
        unreachable=tuple(key for key in keys if not shown[key]),
        problems=dict(problems),
    )


Named = dict[str, list[expressions.Value]]
Answer = Callable[[SurveyItem, random.Random, Named], object]


def _answer_all(asked: Questionnaire, chance: random.Random, named: Named) -> dict[str, object]:
    given: dict[str, object] = {}
    for item in asked.items:
        if not item.answers or not answers.is_shown(item, given):
            continue
        if not item.required and chance.random() < SKIPPING:
            continue
        answer = _ANSWERS[item.type](item, chance, named)
        if answer is not None:
            given[item.key] = answer
    return given


def _named_values(asked: Questionnaire) -> Named:
    """The values the rules compare with: free numbers and texts are drawn near them."""
    found: Named = {}
    for item in asked.items:
        rule = answers.rule_of(item.show_when)
        for leaf in expressions.leaves(rule) if rule else ():
            if isinstance(leaf, expressions.Compare):
                found.setdefault(leaf.item, []).append(leaf.value)
    return found


def _one(item: SurveyItem, chance: random.Random, named: Named) -> object:
    return chance.choice(item.options).key if item.options else None


def _several(item: SurveyItem, chance: random.Random, named: Named) -> object:
    alone = [option.key for option in item.options if option.exclusive]
    if alone and chance.random() < SKIPPING:
        return [chance.choice(alone)]
    keys = [option.key for option in item.options if not option.exclusive]
    least = min(item.choose_at_least or 1, len(keys))
    most = min(item.choose_at_most or len(keys), len(keys))
    return chance.sample(keys, chance.randint(least, max(least, most))) or None


def _ranked(item: SurveyItem, chance: random.Random, named: Named) -> object:
    keys = [option.key for option in item.options]
    chance.shuffle(keys)
    return keys[: item.choose_at_most] or None


def _step(item: SurveyItem, chance: random.Random, named: Named) -> object:
    return chance.choice(item.scale())


def _pair(item: SurveyItem, chance: random.Random, named: Named) -> object:
    return {part: chance.choice(item.scale()) for part in parts(item)}


def _table(item: SurveyItem, chance: random.Random, named: Named) -> object:
    return {row.key: chance.choice(item.options).key for row in item.rows} if item.options else None


def _number(item: SurveyItem, chance: random.Random, named: Named) -> object:
    low = 0 if item.minimum is None else item.minimum
    high = low + 100 if item.maximum is None else item.maximum
    near = [
        value + off
        for value in named.get(item.key, ())
        if isinstance(value, int | float)
        for off in (-1, 0, 1)
    ]
    inside = [value for value in near if low <= value <= high]
    return chance.choice([*inside, chance.randint(int(low), max(int(low), int(high)))])


def _text(item: SurveyItem, chance: random.Random, named: Named) -> object:
    if item.purpose == "phone":
        return "13800000000"
    return chance.choice([*(str(value) for value in named.get(item.key, ())), "…"])


def _date(item: SurveyItem, chance: random.Random, named: Named) -> object:
    return f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


_ANSWERS: dict[ItemType, Answer] = {
    ItemType.SINGLE: _one,
    ItemType.MULTIPLE: _several,
    ItemType.RANKING: _ranked,
    ItemType.RATING: _step,
    ItemType.NPS: _step,
    ItemType.KANO: _pair,
    ItemType.GAP: _pair,
    ItemType.MATRIX: _table,
    ItemType.NUMBER: _number,
    ItemType.SHORT_TEXT: _text,
    ItemType.LONG_TEXT: _text,
    ItemType.DATE: _date,
}
