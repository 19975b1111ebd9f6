"""The eight checks before publishing: what each found, in a sentence, and where to mend it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.surveys.item_forms import PURPOSE_NAMES
from portal.surveys.models import STANDING, Survey
from portal.surveys.publishing import faults
from question_bank import readability, structure
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Questionnaire


@dataclass(frozen=True, slots=True)
class Place:
    """Where to mend: an item of the editor, or a field of the settings."""

    item: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class PublishCheck:
    """`state` is ok, warn (may be acknowledged) or bad (has to be mended)."""

    code: str
    title: str
    state: str
    sentences: tuple[str, ...]
    place: Place

    @property
    def fingerprint(self) -> str:
        """What is acknowledged: this finding, not any later one of the same check."""
        return f"{self.code}:{'|'.join(self.sentences)}"


def all_checks(survey: Survey, asked: Questionnaire, at: datetime) -> list[PublishCheck]:
    """The eight of the publish page, in the order they are read."""
    of_content = {check.code: check for check in readability.checks(asked)}
    found = [_content_check(of_content[code], asked) for code in ("consent", "stems", "count")]
    found += [_content_check(of_content[code], asked) for code in ("negation", "skips")]
    return [*found, _end_date(survey, at), _quota(survey), _contact(survey, asked)]


def other_faults(asked: Questionnaire) -> list[Problem]:
    """Faults that none of the eight speaks of: a question without words, a choice without answers."""
    told = {(problem.code, problem.item) for check in readability.checks(asked) for problem in check.problems}
    return [problem for problem in faults(asked) if (problem.code, problem.item) not in told]


def words_of(problem: Problem, asked: Questionnaire) -> str:
    """The finding, with the number of its question in front."""
    words = _(problem.template, **_translated(problem))
    number = asked.numbered().get(problem.item or "")
    return _("Question %(number)s: %(words)s", number=number, words=words) if number else words


def _translated(problem: Problem) -> dict[str, object]:
    """The finding's own words; kinds of personal data are named as the editor names them."""
    if problem.code != "consent_needed":
        return problem.params
    purposes = str(problem.params["purposes"]).split(", ")
    names = [str(PURPOSE_NAMES[purpose]) for purpose in purposes if purpose in PURPOSE_NAMES]
    return {"purposes": ", ".join(names)}


def _content_check(check: readability.Check, asked: Questionnaire) -> PublishCheck:
    severities = {problem.severity for problem in check.problems}
    state = "ok"
    if Severity.ERROR in severities:
        state = "bad"
    elif Severity.WARNING in severities:
        state = "warn"
    sentences = tuple(words_of(problem, asked) for problem in check.problems)
    item = next((problem.item for problem in check.problems if problem.item), None)
    return PublishCheck(
        check.code,
        _titles()[check.code],
        state,
        sentences or (_good_news()[check.code](asked),),
        Place(item=item),
    )


def _titles() -> dict[str, str]:
    return {
        "consent": _("Consent"),
        "stems": _("Length of the questions"),
        "count": _("Number of questions"),
        "negation": _("Double negatives"),
        "skips": _("Show-when rules"),
    }


def _good_news() -> dict[str, Callable[[Questionnaire], str]]:
    return {
        "consent": lambda asked: _("Nothing personal is asked, so no consent block is shown."),
        "stems": _longest,
        "count": lambda asked: _("%(count)s questions; 12 is the most.", count=len(asked.numbered())),
        "negation": lambda asked: _("No question says no twice."),
        "skips": lambda asked: _("Every question can be reached."),
    }


def _longest(asked: Questionnaire) -> str:
    return _(
        "The longest has %(count)s characters; %(limit)s is easy to read.",
        count=readability.longest_stem(asked)[1],
        limit=readability.LONGEST_STEM,
    )


def _end_date(survey: Survey, at: datetime) -> PublishCheck:
    place = Place(field="ends_at")
    title = _("End date")
    if survey.ends_at is None and survey.purpose in STANDING:
        return PublishCheck("end", title, "ok", (_("It stands open until somebody closes it."),), place)
    if survey.ends_at is None:
        words = _("There is no end date; the survey stays open until somebody closes it.")
        return PublishCheck("end", title, "warn", (words,), place)
    if survey.ends_at <= at:
        return PublishCheck("end", title, "bad", (_("The end date has passed."),), place)
    if survey.opens_at is not None and survey.opens_at >= survey.ends_at:
        return PublishCheck("end", title, "bad", (_("It would end before it opens."),), place)
    return PublishCheck("end", title, "ok", (_("The survey has an end date."),), place)


def _quota(survey: Survey) -> PublishCheck:
    place = Place(field="target")
    title = _("Target")
    if survey.target is None and survey.purpose in STANDING:
        return PublishCheck("quota", title, "ok", (_("No target is needed here."),), place)
    if survey.target is None:
        words = _("No target is set, so nobody sees how many answers are still missing.")
        return PublishCheck("quota", title, "warn", (words,), place)
    if survey.capacity is not None and survey.capacity < survey.target:
        words = _("It is full at %(capacity)s, before the target of %(target)s.",
                  capacity=survey.capacity, target=survey.target)  # fmt: skip
        return PublishCheck("quota", title, "bad", (words,), place)
    words = _("%(target)s answers are wanted.", target=survey.target)
    return PublishCheck("quota", title, "ok", (words,), place)


def _contact(survey: Survey, asked: Questionnaire) -> PublishCheck:
    place = Place(field="contact")
    title = _("Contact in the notice")
    if survey.contact:
        return PublishCheck("contact", title, "ok", (survey.contact,), place)
    if asked.personal:
        words = _("Personal data is asked, so the notice has to say whom to ask about it.")
        return PublishCheck("contact", title, "bad", (words,), place)
    words = _("Nobody is named whom respondents may ask.")
    return PublishCheck("contact", title, "warn", (words,), place)


def untranslated(asked: Questionnaire) -> dict[str, list[str]]:
    """Language -> the questions whose words are missing in it; the base language is shown there."""
    found: dict[str, list[str]] = {}
    for problem in structure.problems(asked):
        if problem.code == "not_translated" and problem.item:
            name = str(asked.numbered().get(problem.item) or problem.item)
            found.setdefault(str(problem.params["language"]), []).append(name)
    return found
