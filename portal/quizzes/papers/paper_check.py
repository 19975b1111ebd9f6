"""What the rules of a plan give today: matches under each rule, refusals in words, totals, trial papers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from flask_babel import gettext as _

from portal.charts.columns import histogram
from portal.charts.figure import Figure
from portal.quizzes.models import PaperKind, PaperPlan
from portal.quizzes.papers import drawing, paper_words, pool
from portal.quizzes.papers.paper_coverage import Coverage, coverage
from portal.quizzes.results import answer_words
from question_bank.papers import Candidate, Paper, PaperRule, PaperSpec, fits, points_of

TRIALS = 50
LISTED = 6


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """How many items the rule may draw, what a paper earns by it, and why it cannot be met."""

    matches: int
    points: float
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Of one paper; `points` is exact unless items of different worth may come (`about`)."""

    questions: int
    points: float
    about: bool
    minutes: int
    expected: float | None


@dataclass(frozen=True, slots=True)
class Use:
    """How often an item was drawn in the trial papers."""

    candidate: Candidate
    stem: str
    drawn: int


@dataclass(frozen=True, slots=True)
class Check:
    """`papers` are the trial papers, or the one paper of a fixed plan; empty where the rules refuse."""

    rules: tuple[RuleCheck, ...]
    refusals: tuple[str, ...]
    totals: Totals
    coverage: Coverage
    papers: tuple[Paper, ...]
    found: tuple[Candidate, ...]
    pool: str

    @property
    def is_fine(self) -> bool:
        return bool(self.papers)

    @property
    def known(self) -> dict[str, Candidate]:
        return {candidate.id: candidate for candidate in self.found}


def check(
    plan: PaperPlan,
    spec: PaperSpec,
    kind: PaperKind,
    seed: int,
    on: date,
    before: Paper | None = None,
    stands: bool = False,
) -> Check:
    """Nothing is kept: the rules may be ones that somebody is still typing.

    `before` is the paper of a fixed plan; where it `stands` it is the paper, whatever could be drawn today.
    """
    found = pool.candidates(plan.unit, pool.banks_of(spec), on)
    papers, by_rule = _tried(plan, spec, kind, seed, on, found, before)
    if stands and before is not None and kind == PaperKind.FIXED:
        papers = (before,)
    fitting = [[each for each in found if fits(rule, each)] for rule in spec.rules]
    rules = tuple(
        RuleCheck(len(fit), rule.count * _worth(rule, fit), tuple(by_rule.get(number, ())))
        for number, (rule, fit) in enumerate(zip(spec.rules, fitting, strict=True), start=1)
    )
    print_ = papers[0].pool if papers else pool.fingerprint(found)
    return Check(
        rules=rules, refusals=tuple(by_rule.get(0, ())), totals=_totals(spec, fitting, rules, papers),
        coverage=coverage(found, spec), papers=papers, found=tuple(found), pool=print_,
    )  # fmt: skip


def _tried(
    plan: PaperPlan,
    spec: PaperSpec,
    kind: PaperKind,
    seed: int,
    on: date,
    found: Sequence[Candidate],
    before: Paper | None,
) -> tuple[tuple[Paper, ...], dict[int, list[str]]]:
    try:
        if kind == PaperKind.FIXED:
            return (drawing.settled(plan, spec, before, on, seed),), {}
        return drawing.drawn_from(found, spec, TRIALS, seed).papers, {}
    except drawing.CannotDraw as refusal:
        return (), refusal.by_rule


def _worth(rule: PaperRule, fitting: Sequence[Candidate]) -> float:
    """What a question of this rule earns, on average where that differs."""
    if rule.points is not None:
        return rule.points
    return fmean(points_of(rule, each) for each in fitting) if fitting else 0.0


def _totals(
    spec: PaperSpec,
    fitting: Sequence[Sequence[Candidate]],
    rules: Sequence[RuleCheck],
    papers: Sequence[Paper],
) -> Totals:
    minutes = sum(
        rule.count * fmean([paper_words.minutes_of(each.item) for each in fit] or [1.0])
        for rule, fit in zip(spec.rules, fitting, strict=True)
    )
    worths = {paper.points for paper in papers}
    points = papers[0].points if len(worths) == 1 else sum(rule.points for rule in rules)
    expected = fmean(paper.expected for paper in papers) if papers else None
    questions = sum(rule.count for rule in spec.rules)
    return Totals(questions, points, len(worths) > 1, max(1, round(minutes)), expected)


def spread_figure(papers: Sequence[Paper]) -> Figure:
    """How unequal trial papers are in expected facility."""
    shares = [round(paper.expected * 100, 2) for paper in papers]
    low, high = min(shares), max(shares)
    title = _(
        "From the hardest to the easiest paper: %(points)s points of a hundred",
        points=paper_words.figure(high - low),
    )
    note = _(
        "%(n)s trial papers, expected share right %(low)s%% to %(high)s%%",
        n=len(papers), low=paper_words.figure(low), high=paper_words.figure(high),
    )  # fmt: skip
    return histogram(
        shares, chart_id="pp-spread", title=title, note=note, head=(_("Expected share right"), _("Papers")),
        bins=8, view_width=420, view_height=170,
    )  # fmt: skip


def uses(check: Check, spec: PaperSpec) -> list[Use]:
    """Every item the rules may draw with how many of the trial papers hold it, the most drawn first."""
    drawn = Counter(question.item for paper in check.papers for question in paper.questions)
    served = pool.served(spec, check.found)
    ranked = sorted(served, key=lambda each: (-drawn[each.id], each.id))
    return [Use(each, answer_words.stem_words(each.item), drawn[each.id]) for each in ranked]


def most_and_least(found: Sequence[Use]) -> list[Use]:
    """The ends of the list, where it is long."""
    return list(found) if len(found) <= 2 * LISTED else [*found[:LISTED], *found[-LISTED:]]
