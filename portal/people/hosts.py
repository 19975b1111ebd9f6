"""Which names this installation answers to, so that a forged Host header gets nothing."""

import time
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import abort, current_app, request
from sqlalchemy import select

from portal.extensions import db
from portal.people.settings import Setting

PLAIN = {"localhost", "127.0.0.1", "::1"}
PROBES = {"/healthz", "/readyz"}
REREAD_SECONDS = 2.0


class KnownHosts:
    """From BASE_URL and the addresses units print in their codes; read again when a new name turns up."""

    def __init__(self, base_url: str) -> None:
        self.base = urlsplit(base_url).hostname or ""
        self.names = PLAIN | {self.base}
        self.read_at = 0.0

    @property
    def is_public(self) -> bool:
        """An installation that only says localhost is being tried out, perhaps from a phone beside it."""
        return self.base not in PLAIN

    def include(self, name: str) -> bool:
        if name in self.names or (_is_address(self.base) and _is_address(name)):
            return True
        if time.monotonic() - self.read_at < REREAD_SECONDS:
            return False
        self.read_at = time.monotonic()
        written = db.session.scalars(select(Setting.value).where(Setting.key == "qr_host"))
        self.names = PLAIN | {self.base} | {urlsplit(str(value)).hostname or "" for value in written}
        return name in self.names


def _is_address(name: str) -> bool:
    """An installation without a name of its own is reached by any address its machine has."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def refuse_unknown_host() -> None:
    known: KnownHosts = current_app.extensions.setdefault(
        "known_hosts", KnownHosts(current_app.config["BASE_URL"])
    )
    if known.is_public and request.path not in PROBES and not known.include(_without_port(request.host)):
        abort(400)


def _without_port(host: str) -> str:
    """Not by urlsplit, which stumbles over what an attacker writes."""
    host = host.lower()
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
