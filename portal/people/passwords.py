"""Passwords: argon2id, the same work whether or not the account exists."""

from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext as _

from portal.errors import PortalError

SHORTEST, LONGEST = 10, 128


class WeakPassword(PortalError):
    status = 422


def hashed(password: str) -> str:
    return _hasher(*_cost()).hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Against a hash that fits nothing where there is none, so that the time says nothing."""
    cost = _cost()
    try:
        _hasher(*cost).verify(stored or _fits_nothing(*cost), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    return _hasher(*_cost()).check_needs_rehash(stored)


def check_strength(password: str, known: list[str]) -> None:
    """Long, not of one or two letters, and not the login, the phone or the name."""
    if len(password) < SHORTEST:
        raise WeakPassword(_("Take at least %(n)s characters; a short sentence is easy to keep.", n=SHORTEST))
    if len(password) > LONGEST:
        raise WeakPassword(_("Take at most %(n)s characters.", n=LONGEST))
    plain = password.casefold()
    if (
        len(set(plain)) < 5
        or plain in "01234567890123456789"
        or any(len(k) > 3 and k in plain for k in known)
    ):
        raise WeakPassword(
            _("This is easy to guess. Take something without your name, number or phone in it.")
        )


def _cost() -> tuple[int, int]:
    config: Any = current_app.config
    return config["ARGON2_MEMORY_KIB"], config["ARGON2_TIME_COST"]


@lru_cache(maxsize=4)
def _hasher(memory: int, time: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time, memory_cost=memory, parallelism=1)


@lru_cache(maxsize=4)
def _fits_nothing(memory: int, time: int) -> str:
    return _hasher(memory, time).hash("no account has this password, it is never compared as a match")
