"""The survey on paper: two pages, boxes to tick, numbers for whoever types them in."""

import uuid

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from portal import i18n
from portal.access import fetch, needs
from portal.assisting import services
from portal.assisting.doors import Way
from portal.assisting.views.blueprint import bp
from portal.assisting.views.paper import lines_of
from portal.distribution import qr
from portal.distribution.addresses import address
from portal.distribution.facts import facts_of
from portal.distribution.models import Channel
from portal.distribution.printing import adults, channel_code
from portal.errors import Gone
from portal.extensions import db
from portal.responses import words as asked_words
from portal.responses.sheet import lay_out
from portal.surveys import content
from portal.surveys.models import Mode, Survey


@bp.get("/w/surveys/<uuid:survey_id>/paper")
@needs("distribute")
def print_paper(survey_id: uuid.UUID) -> str:
    survey = fetch(Survey, survey_id)
    channel = _channel(survey, request.args.get("channel", type=uuid.UUID))
    code = channel_code(channel).code
    asked = content.published(survey) if survey.current_version else content.draft(survey)
    language = services.look(asked).language
    sheet = lay_out(asked, language)
    facts = facts_of(survey)
    promise = asked_words.promise(Mode(survey.mode), survey.audience)
    return render_template(
        "assisting/paper.html", survey=survey, channel=channel, sheet=sheet, lines=lines_of(sheet, survey),
        code=code, address=address(code, survey.unit), qr=qr.svg, facts=facts, adults=adults(facts.office),
        promise=promise, language=i18n.html_language(language),
        consent=asked_words.consent(sheet, facts.office, survey.retention_days, {}, {}).text,
        for_shops=Way(survey, channel, code).knows_shops,
    )  # fmt: skip


def _channel(survey: Survey, wanted: uuid.UUID | None) -> Channel:
    query = select(Channel).where(Channel.survey_id == survey.id, Channel.archived_at.is_(None))
    if wanted is not None:
        query = query.where(Channel.id == wanted)
    found = db.session.scalars(query.order_by(Channel.position).limit(1)).first()
    if found is None:
        raise Gone(_("This channel is not there any more."))
    return found
