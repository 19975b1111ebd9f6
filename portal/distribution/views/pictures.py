"""The code of a channel or of a shop as PNG (long-pressed in WeChat) and as SVG (for a printer)."""

import uuid
from urllib.parse import quote

from flask import Response, abort, request

from portal.access import fetch, needs
from portal.distribution import qr
from portal.distribution.addresses import address
from portal.distribution.models import Channel
from portal.distribution.printing import channel_code
from portal.distribution.services import live_code
from portal.distribution.views.blueprint import bp
from portal.retailers.models import Retailer

TYPES = {"png": "image/png", "svg": "image/svg+xml"}


@bp.get("/channels/<uuid:channel_id>/code.<kind>")
@needs("see surveys")
def channel_picture(channel_id: uuid.UUID, kind: str) -> Response:
    channel = fetch(Channel, channel_id)
    code = channel_code(channel)
    return picture(address(code.code, channel.unit), kind, f"{channel.name}-{code.code}")


@bp.get("/retailers/<uuid:retailer_id>/code.<kind>")
@needs("see retailers")
def shop_picture(retailer_id: uuid.UUID, kind: str) -> Response:
    retailer = fetch(Retailer, retailer_id)
    code = live_code(retailer=retailer)
    if code is None:
        abort(404)
    return picture(address(code.code, retailer.unit), kind, code.code)


def picture(text: str, kind: str, name: str) -> Response:
    if kind not in TYPES:
        abort(404)
    content = qr.png(text) if kind == "png" else str(qr.svg(text))
    response = Response(content, mimetype=TYPES[kind])
    if "download" in request.args:
        named = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
        response.headers["Content-Disposition"] = named
    return response
