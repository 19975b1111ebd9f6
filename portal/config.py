"""Deployment settings only; rules an office may change are rows (portal/people/settings.py)."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024


def defaults() -> dict[str, Any]:
    data = Path(os.environ.get("PORTAL_DATA_DIR", "instance")).resolve()
    base_url = os.environ.get("PORTAL_BASE_URL", "http://localhost:8000").rstrip("/")
    return {
        "DATA_DIR": data,
        "SQLALCHEMY_DATABASE_URI": database_url(os.environ.get("DATABASE_URL"), data),
        "SECRET_KEY": os.environ.get("PORTAL_SECRET_KEY"),
        "BASE_URL": base_url,
        "REDIS_URL": os.environ.get("REDIS_URL"),
        "TRUSTED_PROXIES": int(os.environ.get("PORTAL_TRUSTED_PROXIES", "0")),
        "FONT_DIR": os.environ.get("PORTAL_FONT_DIR"),
        "TIME_ZONE": os.environ.get("PORTAL_TIME_ZONE", "Asia/Shanghai"),
        "BABEL_DEFAULT_LOCALE": "zh_Hans",
        "MAX_CONTENT_LENGTH": 16 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_SECURE": base_url.startswith("https://"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "portal",
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_STORAGE_URI": os.environ.get("REDIS_URL", "memory://"),
        "RATELIMIT_HEADERS_ENABLED": False,
        "ARGON2_MEMORY_KIB": 19 * 1024,
        "ARGON2_TIME_COST": 2,
        # An error message must not carry what somebody answered into the log.
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": bool(os.environ.get("DATABASE_URL")),  # a file cannot go away
            "hide_parameters": True,
        },
    }


def database_url(url: str | None, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'portal.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def migrations_folder() -> Path:
    """Beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parent
    inside = package / "_migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def stored_secret(data: Path) -> str:
    """The installation's own secret, made on first start and readable by its owner only."""
    path = data / "secret_key"
    data.mkdir(parents=True, exist_ok=True)
    draft = data / f"secret_key.{os.getpid()}"
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # of several first starts at once, one wins and all read the same
        draft.unlink()
    return path.read_text().strip()
