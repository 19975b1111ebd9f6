"""What respondents get to know: up to three plain totals, and what was changed because of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from portal.columns import ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.i18n import say
from portal.people import audit
from portal.people.models import Account
from portal.results.figures import ItemTable
from portal.results.query import Results
from portal.results.tallying import Line
from portal.surveys.models import PublicChange, State, Survey

MOST_TOTALS = 3


def offered(results: Results) -> list[tuple[str, str]]:
    """Figures a total can be taken from: whatever the report shows of all respondents."""
    return [(key, f"{name} {line.count}/{line.base}") for key, name, line in _lines(results)]


def _lines(results: Results) -> list[tuple[str, str, Line]]:
    found = []
    for table in results.tables():
        name = say(table.item.stem)
        for line in table.lines if not table.hidden else ():
            found.append((f"{table.item.key}:{line.key}", f"{name} · {say(line.label) or line.key}", line))
        found += [(f"{table.item.key}:top", f"{name} · {_('the two best')}", top) for top in _tops(table)]
    return found


def _tops(table: ItemTable) -> list[Line]:
    part = table.parts[0] if table.parts and not table.hidden else None
    return [part.top] if part is not None and part.top is not None else []


def publish_totals(
    results: Results, chosen: Sequence[tuple[str, str, str]], *, actor: Account, at: datetime
) -> None:
    """Write 318 人里 268 人满意 for each (figure, words, English words); none takes them all back."""
    survey = results.survey
    if results.state is not State.CLOSED:
        raise Refused(_("Totals are published after the survey has closed."))
    lines = {key: line for key, _name, line in _lines(results)}
    totals = [
        {"text": _sentence(lines[key], words, english), "figure": key}
        for key, words, english in chosen[:MOST_TOTALS]
        if key in lines
    ]
    survey.public_totals = totals
    audit.record(actor, "publish totals", survey, at=at)


def _sentence(line: Line, words: str, english: str) -> dict[str, str]:
    said = {"zh-Hans": f"{line.base} 人里 {line.count} 人{words}"}
    return {**said, "en": f"{line.count} of {line.base} people: {english}"} if english else said


def add_change(
    survey: Survey, *, said: dict[str, str], text: dict[str, str], actor: Account, at: datetime
) -> PublicChange:
    change = PublicChange(
        id=ordered_id(),
        survey_id=survey.id,
        unit_id=survey.unit_id,
        said=said,
        text=text,
        author_id=actor.id,
        published_at=at,
    )
    db.session.add(change)
    audit.record(actor, "publish change", change, at=at)
    return change


def withdraw_change(change: PublicChange, *, actor: Account, at: datetime) -> None:
    if change.withdrawn_at is None:
        change.withdrawn_at = at
        audit.record(actor, "withdraw change", change, at=at)
