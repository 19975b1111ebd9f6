"""What is wrong with an installation, in sentences; each check looks at one thing."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.distribution import fonts
from portal.extensions import db
from portal.people.models import Account, Unit

GIGABYTE = 1024**3
Finding = dict[str, str]


def examine() -> list[Finding]:
    """Every finding of every check; none means that nothing is wrong."""
    return [finding for check in CHECKS for finding in check()]


def _finding(severity: str, message: str) -> Finding:
    return {"severity": severity, "message": message}


def secret_key() -> Iterator[Finding]:
    key = current_app.config["SECRET_KEY"] or ""
    if len(key) < 32:
        yield _finding("error", "The secret key is shorter than 32 characters. Set PORTAL_SECRET_KEY.")


def public_address() -> Iterator[Finding]:
    parts = urlsplit(current_app.config["BASE_URL"])
    if parts.scheme != "https":
        yield _finding(
            "warning",
            f"The public address {parts.geturl()} is not https; WeChat warns of such pages. "
            "Set PORTAL_BASE_URL.",
        )
    if parts.hostname in ("localhost", "127.0.0.1"):
        yield _finding("warning", "The public address is this computer itself: no phone can open the codes.")


def proxy() -> Iterator[Finding]:
    if not current_app.config["TRUSTED_PROXIES"]:
        yield _finding(
            "warning",
            "No proxy is trusted (PORTAL_TRUSTED_PROXIES is 0). Without a buffering proxy a dozen slow "
            "phones can stop the service; see deploy/nginx.conf.",
        )


def database() -> Iterator[Finding]:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        yield _finding("error", f"The database does not answer: {error}")
        return
    if db.engine.dialect.name == "sqlite":
        full = db.session.scalar(text("PRAGMA synchronous"))
        if full != 2:
            yield _finding(
                "error", "SQLite is not in synchronous=FULL: an acknowledged answer could be lost."
            )


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(current_app.config["DATA_DIR"]).free
    if free < GIGABYTE:
        yield _finding("error", f"Only {free // 1024**2} MB are free where the data lies.")


def clock_is_right() -> Iterator[Finding]:
    """A clock in the past would open and close surveys at the wrong time."""
    if clock.now() < datetime.fromisoformat("2026-01-01T00:00:00+00:00"):
        yield _finding("error", f"The clock says {clock.now():%Y-%m-%d}, which cannot be right.")


def chinese_font() -> Iterator[Finding]:
    if fonts.folder() is None:
        yield _finding("warning", fonts.advice())


def backup_age() -> Iterator[Finding]:
    folder = Path(current_app.config["DATA_DIR"]) / "backups"
    copies = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
    if not copies:
        yield _finding(
            "warning", f"No backup lies in {folder}. Run `portal backup {folder}/portal.tar.gz` daily."
        )
        return
    days = (clock.now().timestamp() - copies[-1].stat().st_mtime) / 86400
    if days > 1:
        yield _finding("warning", f"The last backup is {days:.0f} days old.")


def somebody_can_sign_in() -> Iterator[Finding]:
    if db.session.scalars(select(Unit.id)).first() is None:
        yield _finding("warning", "There is no unit yet. Run `portal account create`.")
    elif db.session.scalars(select(Account.id).filter_by(role="admin", disabled_at=None)).first() is None:
        yield _finding("warning", "No administrator can sign in. Run `portal account create --role admin`.")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    secret_key,
    public_address,
    proxy,
    disk,
    database,
    clock_is_right,
    chinese_font,
    backup_age,
    somebody_can_sign_in,
)
