"""Plans in a list, and two states of one plan line by line."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from flask_babel import gettext as _

from portal.i18n import say
from portal.quizzes.models import PaperKind, PaperPlan, Quiz
from portal.quizzes.papers import drawing, paper_plans, paper_words, pool
from question_bank.papers import Candidate, PaperRule, PaperSpec, fits, points_of


@dataclass(frozen=True, slots=True)
class Line:
    """A plan in the list; `points` and `expected` are averages where people get different papers."""

    plan: PaperPlan
    questions: int
    points: float
    expected: float | None
    quizzes: list[Quiz]
    is_ready: bool


def lines(plans: Sequence[PaperPlan], uses: Mapping[uuid.UUID, list[Quiz]], on: date) -> list[Line]:
    reached = paper_plans.expected_of_quizzes([plan.id for plan in plans])
    pools: dict[uuid.UUID, list[Candidate]] = {}
    found = []
    for plan in plans:
        spec, paper = drawing.spec_of(plan), drawing.fixed_paper(plan)
        if plan.kind == PaperKind.FIXED and paper is not None:
            line = Line(plan, len(paper.questions), paper.points, paper.expected, uses.get(plan.id, []), True)
        else:
            if plan.unit_id not in pools:
                pools[plan.unit_id] = pool.candidates(plan.unit, None, on)
            line = _by_rules(plan, spec, pools[plan.unit_id], uses.get(plan.id, []), reached.get(plan.id))
        found.append(line)
    return found


def _by_rules(
    plan: PaperPlan,
    spec: PaperSpec,
    found: Sequence[Candidate],
    quizzes: list[Quiz],
    reached: float | None,
) -> Line:
    points = earned = 0.0
    ready = bool(spec.rules)
    for rule in spec.rules:
        fitting = [each for each in found if fits(rule, each)]
        ready = ready and len(fitting) >= rule.count
        if fitting:
            points += rule.count * fmean(points_of(rule, each) for each in fitting)
            earned += rule.count * fmean(points_of(rule, each) * each.expected for each in fitting)
    expected = reached if reached is not None else (earned / points if points else None)
    return Line(plan, sum(rule.count for rule in spec.rules), points, expected, quizzes, ready)


def differences(plan: PaperPlan, stored: PaperSpec, wish: paper_plans.Typed) -> list[tuple[str, str]]:
    """What is stored now and differs from what was typed."""
    told = [
        (_("Title"), say(plan.title), say(wish.title)),
        (_("Papers"), str(paper_words.KINDS[plan.kind]), str(paper_words.KINDS[wish.kind])),
        (_("Seed of the draw"), str(plan.seed), str(wish.seed)),
        (_("Difficulty may differ by"), f"{stored.band * 100:g}", f"{wish.spec.band * 100:g}"),
    ]
    for number in range(max(len(stored.rules), len(wish.spec.rules))):
        pair = [
            rule_words(spec.rules[number]) if number < len(spec.rules) else "—"
            for spec in (stored, wish.spec)
        ]
        told.append((_("Rule %(number)s", number=number + 1), pair[0], pair[1]))
    return [(name, now) for name, now, mine in told if now != mine]


def rule_words(rule: PaperRule) -> str:
    """A rule in one line."""
    parts = [
        say(rule.title),
        rule.knowledge_point,
        "".join(_("difficulty %(levels)s", levels=", ".join(map(str, rule.difficulties))))
        if rule.difficulties
        else "",
        ", ".join(str(paper_words.SHORT[kind]) for kind in rule.types),
        " ".join(rule.tags),
        _("%(count)s questions", count=rule.count),
        _("%(points)s points each", points=paper_words.figure(rule.points))
        if rule.points is not None
        else "",
    ]
    return " · ".join(part for part in parts if part)
