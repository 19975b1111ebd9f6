"""Pictures of items, and what templates need to show an item's texts."""

import uuid

from flask import Response, abort, make_response

from portal.access import fetch, signed_in
from portal.quizzes.banks import bank_pictures, item_texts
from portal.quizzes.banks.item_answer_words import accepted_words
from portal.quizzes.models import Bank
from portal.quizzes.views.blueprint import bp
from portal.storage import files

bp.add_app_template_global(item_texts.shown, "item_words")
bp.add_app_template_global(item_texts.left_over, "item_pictures_below")
bp.add_app_template_global(item_texts.unplaced, "item_blanks_below")
bp.add_app_template_global(item_texts.picture_tag, "item_picture")
bp.add_app_template_global(item_texts.picture_named, "item_picture_named")
bp.add_app_template_global(item_texts.letter, "item_letter")
bp.add_app_template_filter(item_texts.plain, "item_line")
bp.add_app_template_filter(accepted_words, "accepted_words")


@bp.get("/banks/<uuid:bank_id>/pictures/<sha256>")
@signed_in
def picture(bank_id: uuid.UUID, sha256: str) -> Response:
    """Whoever may be asked by the bank may see its pictures: its unit, those below and those above."""
    bank = fetch(Bank, bank_id)
    file = bank_pictures.file_of(bank.id, sha256)
    if file is None:
        abort(404)
    response = make_response(files.read(file))
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Its name says what is in it, so it may be kept; the device's, as somebody else may sign in there.
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
