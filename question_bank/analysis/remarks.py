"""What the figures of an item mean, in sentences a trainer can act on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from question_bank.analysis.figures import Figure, Least
from question_bank.analysis.options import OptionLine, OptionTable

TOO_EASY, TOO_HARD = 0.95, 0.2
GOOD, WEAK, KEY_IN_DOUBT = 0.3, 0.2, 0.1
HARDLY = 0.05
BEYOND_CHANCE = 1.645  # one-sided 5 %, for a correlation times the root of n - 1


def _l(text: str) -> str:
    """Marks a sentence for the collector of translations; says nothing else about it."""
    return text


REMARKS: dict[str, str] = {
    "too_few": _l("%(n)s people answered; a judgement needs %(least)s."),
    "check_key": _l("High scorers chose %(option)s: check the key."),
    "negative_discrimination": _l(
        "Those who did well elsewhere did worse here: check the key and the wording."
    ),
    "low_discrimination": _l("It hardly tells those who know from those who do not."),
    "too_easy": _l("Too easy: nearly everybody is right. It can serve as a warm-up."),
    "too_hard": _l("Too hard: hardly anybody is right."),
    "nobody_chose": _l("Nobody chose %(options)s: a wrong answer that tempts nobody."),
    "hardly_chosen": _l("Hardly anybody chose %(options)s."),
    "attracts_high": _l("Those who chose %(option)s did better elsewhere than those who were right."),
    "good": _l("A good question."),
}
WARNINGS = frozenset({"check_key", "negative_discrimination"})


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about an item."""

    code: str
    params: dict[str, object] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The sentence with gettext placeholders, ready to be translated and filled with `params`."""
        return REMARKS[self.code]

    @property
    def message(self) -> str:
        """The English sentence."""
        return self.template % self.params

    @property
    def warns(self) -> bool:
        """Whether the item should not be used before somebody has looked at it."""
        return self.code in WARNINGS


def remarks(
    facility: Figure, discrimination: Figure, options: OptionTable | None, least: Least
) -> tuple[Remark, ...]:
    """The gravest first; only that there are too few below the least number."""
    if facility.n < least.remarks or facility.value is None:
        return (Remark("too_few", {"n": facility.n, "least": least.remarks}),)
    found = [*_about_key(discrimination, options), *_about_level(facility.value)]
    known = {remark.code for remark in found}
    if discrimination.value is not None and not known:
        if discrimination.value < WEAK:
            found.append(Remark("low_discrimination"))
        elif discrimination.value >= GOOD:
            found.append(Remark("good"))
    return (*found, *_about_distractors(options))


def _about_level(facility: float) -> Iterator[Remark]:
    if facility >= TOO_EASY:
        yield Remark("too_easy")
    elif facility <= TOO_HARD:
        yield Remark("too_hard")


def _about_key(discrimination: Figure, options: OptionTable | None) -> Iterator[Remark]:
    better = _better_than_key(options)
    if better and (discrimination.value is None or discrimination.value < KEY_IN_DOUBT):
        yield Remark("check_key", {"option": better.option})
    elif better:
        yield Remark("attracts_high", {"option": better.option})
    if discrimination.value is not None and discrimination.value < 0:
        yield Remark("negative_discrimination")


def _better_than_key(options: OptionTable | None) -> OptionLine | None:
    """The distractor that high scorers prefer beyond chance, if its choosers beat those of every key."""
    if options is None:
        return None
    of_key = max((line.mean_rest for line in options.key if line.mean_rest is not None), default=0.0)
    rising = [
        (line.discrimination, line)
        for line in options.distractors
        if line.discrimination is not None
        and line.discrimination * (line.share.n - 1) ** 0.5 > BEYOND_CHANCE
        and (line.mean_rest or 0.0) > of_key
    ]
    return max(rising, key=lambda pair: pair[0])[1] if rising else None


def _about_distractors(options: OptionTable | None) -> Iterator[Remark]:
    if options is None:
        return
    shares = [(line.option, line.share.value) for line in options.distractors if line.share.value is not None]
    nobody = [option for option, share in shares if share == 0]
    hardly = [option for option, share in shares if 0 < share < HARDLY]
    if nobody:
        yield Remark("nobody_chose", {"options": ", ".join(nobody)})
    if hardly:
        yield Remark("hardly_chosen", {"options": ", ".join(hardly)})
