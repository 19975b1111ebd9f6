"""Responses as rows, for what only counts them."""

import uuid

from portal.extensions import db
from portal.responses.models import Response
from tests.factories import NOW


def answers(survey, channel, count):
    for _n in range(count):
        key = uuid.uuid4()
        db.session.add(
            Response(
                survey_id=survey.id,
                id=key,
                version_n=1,
                channel_id=channel.id,
                language="zh-Hans",
                received_on=NOW.date(),
                receipt=key.hex[:8].upper(),
                content_hash="0" * 64,
                answers={},
            )
        )
    db.session.flush()
