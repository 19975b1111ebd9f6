"""Between a stored document and the questionnaire it holds."""

from collections.abc import Mapping
from typing import Any

import msgspec
from flask_babel import gettext as _
from sqlalchemy import select

from portal.errors import BadDocument, Refused
from portal.extensions import db
from portal.surveys.models import Survey, SurveyRevision, SurveyVersion
from question_bank import documents
from question_bank.errors import QuestionnaireError
from question_bank.questionnaires import Questionnaire

Asked = Questionnaire | Mapping[str, Any]

MOST_NUMBER = 2**31 - 1  # no column holds a larger one, and no draft was saved so often


def questionnaire_of(document: Asked) -> Questionnaire:
    """The questionnaire in a document; texts that no database could hold are refused here."""
    if isinstance(document, Questionnaire):
        document = msgspec.to_builtins(document)
    try:
        return msgspec.convert(documents.clean(document), Questionnaire)
    except (msgspec.ValidationError, QuestionnaireError) as error:
        raise BadDocument(_("This is not a questionnaire: %(detail)s", detail=str(error))) from error


def document_of(questionnaire: Questionnaire) -> Any:
    return msgspec.to_builtins(questionnaire)


def revision(survey: Survey, n: int) -> SurveyRevision | None:
    if n > MOST_NUMBER:
        return None
    return db.session.scalars(select(SurveyRevision).filter_by(survey_id=survey.id, n=n)).first()


def latest(survey: Survey) -> SurveyRevision:
    row = revision(survey, survey.draft_n)
    if row is None:
        raise Refused(_("This survey has no draft."))
    return row


def draft(survey: Survey) -> Questionnaire:
    """What the editor shows: the newest revision, or the published version where there is none."""
    row = revision(survey, survey.draft_n)
    return questionnaire_of(row.document) if row is not None else published(survey)


def version(survey: Survey, n: int | None = None) -> SurveyVersion | None:
    return db.session.get(SurveyVersion, (survey.id, survey.current_version if n is None else n))


def published(survey: Survey, n: int | None = None) -> Questionnaire:
    """What respondents are asked, or were asked in version n."""
    row = version(survey, n)
    if row is None:
        raise Refused(_("This survey has not been published yet."))
    return questionnaire_of(row.document)


def has_changes(survey: Survey) -> bool:
    """Whether the draft differs from what respondents are asked."""
    return survey.published_at is None or draft(survey) != published(survey)
