"""What an item analysis says in words: letters of options, verdicts with their lamp, reasons for silence."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.i18n import say
from portal.quizzes.banks.item_texts import letter, plain
from question_bank.analysis.figures import Figure, Silence
from question_bank.analysis.items import ItemStatistics
from question_bank.analysis.remarks import BEYOND_CHANCE, WARNINGS, Remark
from question_bank.items import FALSE, TRUE, Item, ItemType

OK, WARN, BAD, NONE = "ok", "warn", "bad", "none"
CHOOSING = frozenset({ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE})
TYPED = frozenset({ItemType.FILL_IN, ItemType.NUMERIC})

WRONG_PER_DISTRACTOR = 5
# The gravest first: the first one found gives the lamp its word.
VERDICTS = {
    "check_key": (BAD, _l("check the key")),
    "negative_discrimination": (BAD, _l("check the key")),
    "too_few": (NONE, _l("too few answers")),
    "too_hard": (WARN, _l("too hard")),
    "too_easy": (WARN, _l("too easy")),
    "attracts_high": (WARN, _l("look at an option")),
    "low_discrimination": (WARN, _l("weak")),
    "good": (OK, _l("good item")),
}
USABLE = (OK, _l("usable"))

SILENCES = {
    Silence.TOO_FEW: _l("too few people"),
    Silence.TOO_FEW_ITEMS: _l("too few items"),
    Silence.NO_SPREAD: _l("all did alike"),
    Silence.DRAWN: _l("papers differ"),
    Silence.NOT_RIGHT_OR_WRONG: _l("items are not all right or wrong with equal points"),
    Silence.NEGATIVE_COVARIANCE: _l("works against the total"),
    Silence.NO_LIMIT: _l("no pass mark"),
}

ADVICE = {
    "too_few": _l("%(n)s answers so far; a judgement needs %(least)s."),
    "check_key": _l("High scorers chose %(option)s instead."),
    "negative_discrimination": _l("Those who did well elsewhere did worse here: key or wording."),
    "low_discrimination": _l("It hardly tells those who know from those who do not."),
    "too_easy": _l("Nearly everybody is right; it can serve as a warm-up."),
    "too_hard": _l("Hardly anybody is right: teach it first, or ask it differently."),
    "nobody_chose": _l("Nobody chose %(options)s: write another wrong answer."),
    "hardly_chosen": _l("Hardly anybody chose %(options)s: write a better wrong answer."),
    "attracts_high": _l("Those who chose %(option)s did better elsewhere than those who were right."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The lamp and its word; `code` is the remark it rests on, "" where nothing was found."""

    state: str
    word: str
    code: str = ""

    @property
    def to_look_at(self) -> bool:
        return self.state in (BAD, WARN)


def remarks_of(figures: ItemStatistics) -> list[Remark]:
    """The library's remarks, without those that rest on a handful of answers.

    A correlation a little below 0 is chance in a small group, and so is an option few chose where few were
    wrong at all.
    """
    found = []
    known = {each.code for each in figures.remarks}
    for remark in figures.remarks:
        if remark.code in WARNINGS and "too_easy" in known:
            continue  # what nearly everybody chose is no wrong key, whoever the few others are
        if remark.code == "check_key":
            found.append(_about_key(remark, figures))
        elif remark.code == "negative_discrimination" and not _against_key(figures):
            if known.isdisjoint({"too_hard", "check_key"}):
                found.append(Remark("low_discrimination"))
        elif remark.code not in ("nobody_chose", "hardly_chosen") or _enough_wrong(figures):
            found.append(remark)
    return found


def verdict(remarks: Iterable[Remark]) -> Verdict:
    found = {remark.code for remark in remarks}
    code = next((code for code in VERDICTS if code in found), "")
    state, word = VERDICTS.get(code, USABLE)
    return Verdict(state, str(word), code)


def _about_key(remark: Remark, figures: ItemStatistics) -> Remark:
    """An option a few of the best chose is worth a look; one most of them chose puts the key in doubt."""
    favourite = _favourite(figures)
    return (
        Remark("attracts_high", remark.params)
        if favourite is None
        else Remark("check_key", {"option": favourite})
    )


def _favourite(figures: ItemStatistics) -> str | None:
    """The wrong answer most of the best chose, if more of them did than were right."""
    lines = figures.options.lines if figures.options else ()
    best = max(lines, key=lambda line: line.upper or 0.0, default=None)
    return best.option if best is not None and not best.is_key else None


def _against_key(figures: ItemStatistics) -> bool:
    """Whether it is beyond chance that those who know are wrong, or most agree on another answer."""
    along, options = figures.discrimination, figures.options
    if along.value is not None and along.value * max(along.n - 1, 0) ** 0.5 < -BEYOND_CHANCE:
        return True
    if options is None:
        return False
    most = max((line.count for line in options.distractors), default=0)
    return most > max((line.count for line in options.key), default=0)


def _enough_wrong(figures: ItemStatistics) -> bool:
    if figures.options is None or figures.facility.value is None:
        return False
    wrong = (1 - figures.facility.value) * figures.n
    return wrong >= WRONG_PER_DISTRACTOR * len(figures.options.distractors)


def letters(item: Item) -> dict[str, str]:
    """What pages call each option: A, B, C ..., or true and false."""
    if item.type is ItemType.TRUE_FALSE:
        return {TRUE: _("True"), FALSE: _("False")}
    return {option.key: letter(place) for place, option in enumerate(item.options)}


def right_keys(item: Item) -> tuple[str, ...]:
    """The options that count in full: the key, and what a regrade let count beside it."""
    full = tuple(
        option.key for option in item.options if option.fraction is not None and option.fraction >= 1
    )
    return tuple(dict.fromkeys((*item.right, *full)))


def option_text(item: Item, key: str) -> str:
    option = item.option(key)
    return plain(say(option.text)) if option else ""


def stem(item: Item) -> str:
    return plain(say(item.stem))


def silence(figure: Figure) -> str:
    """Why a figure is not said; "" where it is."""
    return "" if figure.silence is None else str(SILENCES[figure.silence])


def advice(remark: Remark) -> str:
    """One remark as a sentence that says what to do; "" where the lamp says it all."""
    return str(ADVICE[remark.code]) % remark.params if remark.code in ADVICE else ""


def people(count: float) -> str:
    """A number of people; those tied at the border of a group belong to it in part."""
    short = f"{count:.1f}"
    return short.removesuffix(".0")


def signed(value: float | None, digits: int = 2) -> str:
    """With the true minus sign; a dash for nothing."""
    return "—" if value is None else f"{value:.{digits}f}".replace("-", "−")
