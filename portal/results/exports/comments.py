"""All open answers of a selection in one mixed list, a few thousand at a time."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator

import msgspec
import numpy as np
from sqlalchemy import Text, select, type_coerce

from portal.extensions import db
from portal.i18n import say
from portal.responses.models import Response
from portal.results.comments import is_comment, too_few, why_hidden
from portal.results.encoding import fact
from portal.results.query import Results

PIECE = 900


def all_comments(results: Results) -> Iterator[tuple[str, str]]:
    """(question, words); none where comments are hidden. Each question is mixed for itself."""
    if why_hidden(results):
        return
    for item in results.items:
        if not is_comment(item) or too_few(results, item):
            continue
        ids = results.of_asked(fact("id"))[results.of_asked(results.columns(item)[0].name) > 0]
        order = np.random.default_rng(secrets.randbits(128)).permutation(len(ids))
        for start in range(0, len(order), PIECE):
            keys = [uuid.UUID(bytes=bytes(each)) for each in ids[order[start : start + PIECE]]]
            yield from ((say(item.stem), words) for words in _words(results, item.key, keys))


def _words(results: Results, item_key: str, keys: list[uuid.UUID]) -> list[str]:
    query = select(Response.id, type_coerce(Response.answers, Text)).where(
        Response.survey_id == results.survey.id, Response.id.in_(keys)
    )
    found = {key: msgspec.json.decode(answers).get(item_key) for key, answers in db.session.execute(query)}
    return [str(found[key]) for key in keys if found.get(key)]
