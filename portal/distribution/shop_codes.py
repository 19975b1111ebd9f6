"""The code on a shop's card, typed where somebody looks for the shop."""

import uuid

from sqlalchemy import select

from portal.chain import contributes
from portal.columns import SHORT_CODE, clean_code
from portal.distribution.models import Code
from portal.extensions import db


@contributes("shop of code")
def shop_of_code(typed: str) -> uuid.UUID | None:
    """The shop whose card carries what was typed; None where it is no code of a shop."""
    text = clean_code(typed[:40])
    if len(text) != SHORT_CODE:
        return None
    return db.session.scalar(select(Code.retailer_id).where(Code.code == text, Code.revoked_at.is_(None)))
