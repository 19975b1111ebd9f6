"""Two people, one question: what each of them has, so that the second can choose."""

from dataclasses import dataclass

from portal.surveys.comparing import Line, lines_of
from portal.surveys.content import questionnaire_of
from portal.surveys.drafts import stamp_of
from portal.surveys.editing import find
from portal.surveys.editor_page import OPENING, opening_of
from portal.surveys.models import Survey, SurveyRevision
from question_bank.changes import Change, item_changes
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem

OWN_FIELDS = ("csrf_token", "stamp", "autosave")


@dataclass(frozen=True, slots=True)
class Conflict:
    """`lines` go from theirs to mine; `stamp` lets mine be saved over theirs knowingly."""

    survey: Survey
    newest: SurveyRevision
    key: str
    number: int | None
    stamp: str
    lines: list[Line]


def of_item(survey: Survey, newest: SurveyRevision, mine: SurveyItem) -> Conflict | None:
    """None where the question is no longer there."""
    theirs = questionnaire_of(newest.document)
    item = find(theirs, mine.key)
    if item is None:
        return None
    return Conflict(
        survey,
        newest,
        mine.key,
        theirs.numbered().get(mine.key),
        stamp_of(item),
        lines_of(item_changes(item, mine, theirs.base_language), theirs, theirs),
    )


def of_opening(survey: Survey, newest: SurveyRevision, mine: Questionnaire) -> Conflict:
    theirs = questionnaire_of(newest.document)
    return Conflict(
        survey,
        newest,
        OPENING,
        None,
        stamp_of(opening_of(theirs)),
        lines_of(_of_opening(theirs, mine), theirs, mine),
    )


def _of_opening(theirs: Questionnaire, mine: Questionnaire) -> list[Change]:
    made: list[Change] = []
    for name in ("title", "intro", "thanks"):
        before, after = getattr(theirs, name), getattr(mine, name)
        empty = SurveyItem(key=OPENING, type=ItemType.INFORMATION, stem=before)
        made += item_changes(
            empty, SurveyItem(key=OPENING, type=empty.type, stem=after), theirs.base_language
        )
    return made
