"""A shop's own code on the shop's page."""

from typing import Any

from flask import get_template_attribute

from portal.chain import contributes
from portal.distribution import qr
from portal.distribution.addresses import address
from portal.distribution.services import live_code
from portal.retailers.models import Retailer


@contributes("retailer panel", position=20)
def code_panel(retailer: Retailer) -> Any:
    """Markup: a macro's words are escaped already."""
    code = live_code(retailer=retailer)
    where = address(code.code, retailer.unit) if code else ""
    show = get_template_attribute("distribution/_shop_code.html", "panel")
    return show(retailer, code, where)


@contributes("address as a picture")
def picture(text: str) -> Any:
    """For pages of earlier features that show an address to be scanned."""
    return qr.svg(text)
