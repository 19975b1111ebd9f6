"""The one paper of a fixed plan: drawn around what somebody put there by hand, and fit to be asked."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from random import Random
from typing import Any

import msgspec
from flask_babel import gettext as _

from portal.errors import Refused
from portal.quizzes.papers import pool
from question_bank.papers import Candidate, Paper, PaperRule, PaperSpec, Question, fits, points_of
from question_bank.papers_draw import draw, option_order

ADD, REPLACE, MOVE, REMOVE, RENEW = "add", "replace", "move", "remove", "renew"
Steps = Sequence[Mapping[str, Any]]


def pinned(steps: Steps) -> set[str]:
    """The items somebody put on the paper and nobody took off again."""
    found: set[str] = set()
    for step in steps:
        if step["do"] == ADD:
            found.add(step["item"])
        elif step["do"] == REPLACE:
            found.discard(step["item"])
            found.add(step["with"])
        elif step["do"] == REMOVE:
            found.discard(step["item"])
    return found


def kept(
    before: Paper | None, steps: Steps, found: Iterable[Candidate], spec: PaperSpec
) -> list[tuple[Question, Candidate]]:
    """The questions put in by hand that may still be asked where they stand, as many as their rule takes."""
    by_hand, known = pinned(steps), {candidate.id: candidate for candidate in found}
    taken: Counter[int] = Counter()
    result = []
    for question in before.questions if before else ():
        candidate, section = known.get(question.item), question.section
        if candidate is None or question.item not in by_hand or section >= len(spec.rules):
            continue
        if fits(spec.rules[section], candidate) and taken[section] < spec.rules[section].count:
            taken[section] += 1
            result.append((question, candidate))
    return result


def fill(
    spec: PaperSpec,
    found: Sequence[Candidate],
    seed: int,
    apart: Iterable[Collection[str]],
    kept: Sequence[tuple[Question, Candidate]] = (),
) -> Paper:
    """One paper with the kept questions on it; PaperError where the rest cannot be drawn."""
    apart = list(apart)
    if not kept:
        return draw(spec, found, seed, apart)
    have = Counter(question.section for question, _candidate in kept)
    open_rules = [(n, rule.count - have[n]) for n, rule in enumerate(spec.rules) if rule.count > have[n]]
    questions = [placed(question, candidate, spec, seed) for question, candidate in kept]
    if open_rules:
        rest = _rest(found, {candidate.id for _question, candidate in kept}, apart)
        rules = tuple(msgspec.structs.replace(spec.rules[n], count=count) for n, count in open_rules)
        drawn = draw(msgspec.structs.replace(spec, rules=rules), rest, seed, apart)
        questions += [
            msgspec.structs.replace(each, section=open_rules[each.section][0]) for each in drawn.questions
        ]
    return whole(questions, spec, seed, found)


def whole(
    questions: Iterable[Question], spec: PaperSpec, seed: int, found: Iterable[Candidate], print_: str = ""
) -> Paper:
    """The paper of these questions, section by section; `print_` names the pool it was drawn from."""
    found = list(found)
    known = {candidate.id: candidate.expected for candidate in found}
    questions = tuple(sorted(questions, key=lambda question: question.section))
    shares = [(each.points, known[each.item]) for each in questions if each.item in known]
    weight = sum(points for points, _expected in shares)
    expected = sum(points * expected for points, expected in shares) / weight if weight else 0.0
    return Paper(
        questions=questions, title=spec.title, pass_mark=spec.pass_mark, seed=seed,
        pool=print_ or pool.fingerprint(found), expected=round(expected, 9),
    )  # fmt: skip


def question_of(candidate: Candidate, section: int, spec: PaperSpec, seed: int) -> Question:
    """The candidate as a question of this section, its options in an order of the paper's own."""
    return placed(Question(item=candidate.id, section=section), candidate, spec, seed)


def placed(question: Question, candidate: Candidate, spec: PaperSpec, seed: int) -> Question:
    rule = spec.rules[question.section]
    order = question.options
    if question.version != candidate.version or not order:
        random = Random(f"by hand {seed} {candidate.id}")  # noqa: S311 - replayable, no secret
        order = option_order(candidate.item, random, spec.shuffle_options)
    return msgspec.structs.replace(
        question, version=candidate.version, points=points_of(rule, candidate), options=order,
        rule=rule.marking,
    )  # fmt: skip


def _rest(found: Iterable[Candidate], taken: set[str], apart: Iterable[Collection[str]]) -> list[Candidate]:
    """What may be drawn beside the taken ones: neither they nor a twin of theirs."""
    away = taken | {each for group in apart if taken & set(group) for each in group}
    return [candidate for candidate in found if candidate.id not in away]


def instead(
    paper: Paper, place: int, rules: Sequence[PaperRule], found: Sequence[Candidate]
) -> list[Candidate]:
    """What may stand in this place: fits its rule, is worth as much, and is no twin of another question.

    Nearest in expected facility first, then the least used.
    """
    question = paper.questions[place]
    rule = rules[question.section]
    on_paper = {each.item for each in paper.questions}
    others = on_paper - {question.item}
    near = {each for group in pool.kept_apart(found) if others & group for each in group}
    now = next((each.expected for each in found if each.id == question.item), paper.expected)
    fitting = [
        each
        for each in found
        if each.id not in on_paper | near and fits(rule, each) and points_of(rule, each) == question.points
    ]
    return sorted(fitting, key=lambda each: (round(abs(each.expected - now), 6), each.exposure, each.id))


def require_whole(paper: Paper, spec: PaperSpec, found: Iterable[Candidate]) -> None:
    """Refused where the paper does not hold what its rules ask for, or what may not be asked any more."""
    have = Counter(question.section for question in paper.questions)
    for number, rule in enumerate(spec.rules):
        if have[number] != rule.count:
            raise Refused(
                _(
                    "Part %(part)s of the paper has %(have)s questions; its rule asks for %(count)s. Draw "
                    "the paper anew.",
                    part=number + 1, have=have[number], count=rule.count,
                )
            )  # fmt: skip
    if lost := unusable(paper, found):
        numbers = ", ".join(str(place + 1) for place in lost)
        raise Refused(
            _(
                "These questions of the paper may not be asked any more: %(numbers)s. Replace them first.",
                numbers=numbers,
            )
        )


def unusable(paper: Paper, found: Iterable[Candidate]) -> list[int]:
    """Places whose item has been retired, has lapsed or waits for a signature."""
    known = {candidate.id for candidate in found}
    return [place for place, question in enumerate(paper.questions) if question.item not in known]


def outdated(paper: Paper, found: Iterable[Candidate]) -> list[int]:
    """Places that ask an older wording than the bank has now."""
    known = {candidate.id: candidate.version for candidate in found}
    return [
        place
        for place, question in enumerate(paper.questions)
        if known.get(question.item, question.version) != question.version
    ]
