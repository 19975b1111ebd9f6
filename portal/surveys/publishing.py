"""Publishing: the draft becomes an immutable version, and what can be linked to becomes rows."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.columns import ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.indicators.services import find_or_create
from portal.people import audit, settings
from portal.people.models import Account
from portal.surveys.content import document_of, draft, version
from portal.surveys.models import Survey, SurveyItemRow, SurveyOptionRow, SurveyVersion
from question_bank import structure
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Questionnaire, SurveyItem, fingerprint


class NotReady(Refused):
    """The questionnaire has faults that would break asking or counting."""

    status = 422

    def __init__(self, problems: list[Problem]) -> None:
        words = " ".join(_(problem.template, **problem.params) for problem in problems[:3])
        super().__init__(_("This survey cannot be published yet: %(problems)s", problems=words))
        self.problems = problems


def faults(questionnaire: Questionnaire) -> list[Problem]:
    """What stops publication whoever asks for it."""
    return [each for each in structure.problems(questionnaire) if each.severity is Severity.ERROR]


def publish(survey: Survey, *, actor: Account | None, at: datetime) -> SurveyVersion:
    """The newest draft as the next version; from then on this is what respondents are asked."""
    db.session.flush()
    db.session.refresh(survey, with_for_update=True)
    questionnaire = draft(survey)
    _require_publishable(survey, questionnaire)
    row = SurveyVersion(
        survey_id=survey.id,
        n=survey.current_version + 1,
        document=document_of(questionnaire),
        sha256=fingerprint(questionnaire),
        published_at=at,
        published_by_id=actor.id if actor else None,
    )
    db.session.add(row)
    _write_items(survey, questionnaire)
    if survey.published_at is None:
        survey.k, survey.k_comments = (settings.get(survey.unit, key) for key in ("k", "k_comments"))
        survey.published_at = at
    survey.current_version, survey.title = row.n, questionnaire.title
    audit.record(actor, "publish", survey, at=at)
    db.session.flush()
    return row


def _require_publishable(survey: Survey, questionnaire: Questionnaire) -> None:
    found = faults(questionnaire)
    if found:
        raise NotReady(found)
    if survey.closed_at is not None or survey.binned_at is not None:
        raise Refused(_("A closed survey is not published again; repeat it as the next wave."))
    current = version(survey)
    if current is not None and current.sha256 == fingerprint(questionnaire):
        raise Refused(_("Nothing has changed since version %(n)s.", n=current.n))


def _write_items(survey: Survey, questionnaire: Questionnaire) -> None:
    """Rows of earlier versions stay: answers and problems may point to them."""
    query = select(SurveyItemRow).filter_by(survey_id=survey.id)
    rows = {row.key: row for row in db.session.scalars(query)}
    for item in questionnaire.items:
        row = rows.get(item.key)
        if row is None:
            row = SurveyItemRow(id=ordered_id(), survey_id=survey.id, key=item.key)
            db.session.add(row)
        row.type, row.touchpoint = item.type.value, item.touchpoint
        row.indicator_id = None
        if item.indicator:
            row.indicator_id = find_or_create(survey.unit, item.indicator, item.stem, source=survey.source).id
        db.session.flush()
        _write_options(row, item)


def _write_options(row: SurveyItemRow, item: SurveyItem) -> None:
    query = select(SurveyOptionRow).filter_by(survey_item_id=row.id)
    rows = {option.key: option for option in db.session.scalars(query)}
    for option in item.options:
        known = rows.get(option.key)
        if option.theme is None:
            if known is not None:
                db.session.delete(known)
        elif known is None:
            db.session.add(
                SurveyOptionRow(
                    id=ordered_id(), survey_item_id=row.id, key=option.key, theme_code=option.theme
                )
            )
        else:
            known.theme_code = option.theme
