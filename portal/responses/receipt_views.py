"""/r: the receipt, what happened since, the photo that follows it, and taking personal data back."""

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.access import public
from portal.columns import clean_code
from portal.errors import BadDocument, wants_json
from portal.extensions import db
from portal.responses import erasure, page, photos, receipts
from portal.responses.models import Response as Answered
from portal.surveys.models import Survey

bp = Blueprint("receipts", __name__)


@bp.before_request
def limit_size() -> None:
    request.max_content_length = photos.MOST_BYTES + 64 * 1024


@bp.get("/r")
@public
def look_up() -> str | BaseResponse:
    typed = request.args.get("code", "")
    if typed:
        return redirect(url_for("receipts.show", receipt=clean_code(typed[:40]) or "0"), 303)
    return render_template("responses/look_up.html", wrong=False)


@bp.get("/r/<receipt>")
@public
def show(receipt: str) -> str | Response:
    try:
        response = _found(receipt)
    except receipts.NoSuchReceipt:
        return make_response(render_template("responses/look_up.html", wrong=True), 404)
    told = receipts.tell(response)
    proof = request.args.get("id", "")
    return render_template(
        "responses/receipt.html", told=told, proof=proof if proof == str(response.id) else ""
    )


@bp.post("/r/<receipt>/photo/<item>")
@public
def photo(receipt: str, item: str) -> Response | BaseResponse:
    response = _found_or_404(receipt)
    proof = request.form.get("_id", "")
    file = request.files.get("photo")
    if file is None:
        raise BadDocument(str(_("Choose a photo first.")))
    kept = photos.keep(response, item, proof, file.read())
    db.session.commit()
    if wants_json():
        return make_response(jsonify(receipt=response.receipt), 201 if kept else 200)
    return redirect(url_for("receipts.show", receipt=response.receipt), 303)


@bp.post("/r/<receipt>/forget")
@public
def forget(receipt: str) -> BaseResponse:
    response = _found_or_404(receipt)
    zone = current_app.config["TIME_ZONE"]
    erasure.erase_personal(response, actor=None, at=clock.now(), zone=zone, reason="asked with the receipt")
    db.session.commit()
    return redirect(url_for("receipts.show", receipt=response.receipt, forgotten=1), 303)


def _found(text: str) -> Answered:
    response = receipts.find(text)
    page.brand_for(db.session.get_one(Survey, response.survey_id).unit_id)
    return response


def _found_or_404(text: str) -> Answered:
    try:
        return _found(text)
    except receipts.NoSuchReceipt:
        raise BadDocument(str(_("There is no such receipt."))) from None
