"""`portal export responses`: the command line sees what a manager of the survey's unit does."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select

from portal import clock
from portal.access import MANAGER
from portal.columns import clean_code
from portal.distribution.models import Channel, Code
from portal.errors import PortalError
from portal.extensions import db
from portal.people import audit
from portal.people.models import Tree
from portal.results.asking import Asked
from portal.results.exports.job import ending, write_export
from portal.results.query import Results
from portal.surveys.models import Survey


@dataclass
class Operator:
    """Stands where a person stands in the query layer."""

    unit_id: uuid.UUID
    role: str = MANAGER
    is_authenticated: bool = True
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def units_below(self) -> frozenset[uuid.UUID]:
        return Tree.load().below(self.unit_id)

    def units_above(self) -> frozenset[uuid.UUID]:
        return Tree.load().above(self.unit_id)


def export_responses(
    survey: Survey,
    format: str,
    path: Path,
    *,
    by_words: bool = True,
    asked: Asked | None = None,
    step: Callable[[int], None] = lambda done: None,
) -> int:
    """Write the survey's answers to `path`; returns how many. The caller commits the audit event."""
    results = Results(survey, Operator(survey.unit_id), asked or Asked(), clock.now())
    done = write_export(results, format, path, by_words=by_words, step=step)
    audit.record(None, "export", survey, changes={"format": format, "rows": done})
    return done


def export_to_file(survey: str, format: str = "csv", output: Path | None = None) -> Path:
    """The survey by its id or by the code of a channel; into this folder unless a file is named."""
    found = find_survey(survey)
    target = output or Path(f"{found.id}.{ending(format)}")
    export_responses(found, format, target)
    db.session.commit()
    return target


def find_survey(text: str) -> Survey:
    try:
        wanted = uuid.UUID(str(text))
    except ValueError:
        wanted = None
    by_code = (
        select(Channel.survey_id)
        .join(Code, Code.channel_id == Channel.id)
        .where(Code.code == clean_code(text))
    )
    query = select(Survey).where(Survey.id == wanted if wanted else Survey.id.in_(by_code))
    found = db.session.scalars(query).first()
    if found is None:
        raise PortalError(_("There is no survey with this id or code: %(id)s.", id=text))
    return found
