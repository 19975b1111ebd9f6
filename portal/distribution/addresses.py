"""The addresses that are printed: short, ours alone, and the same under the code as inside it."""

from flask import current_app

from portal.people import settings
from portal.people.models import Unit


def base_address(unit: Unit | None) -> str:
    """The host of the QR codes: a setting, so that posters survive a change of server."""
    host = str(settings.get(unit, "qr_host") or "").strip().rstrip("/")
    if not host:
        return str(current_app.config["BASE_URL"])
    return host if "://" in host else f"https://{host}"


def address(code: str, unit: Unit | None, shop: str | None = None) -> str:
    """What a code opens: a survey or a shop's page; with a shop's code, that survey for that shop."""
    path = f"/s/{code}" if shop is None else f"/s/{code}/{shop}"
    return base_address(unit) + path


def spoken(address: str) -> str:
    """The address as it is printed for typing: without the protocol."""
    return address.split("://", 1)[-1]
