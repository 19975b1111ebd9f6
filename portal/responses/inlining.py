"""Style and script inside the page, named to the browser by hash: one answer, no further request."""

import base64
import hashlib
import re
from functools import lru_cache

from flask import Response, g

from portal.templating import STATIC
from question_bank import expressions

_BEFORE = {"r-rules.js": expressions.JAVASCRIPT + "\n"}
_NOISE = re.compile(r"^\s+|^//.*\n|\s*\n(?=\n)", re.MULTILINE)


@lru_cache(maxsize=32)
def _style(names: tuple[str, ...]) -> str:
    return "".join((STATIC / "css" / name).read_text() for name in names).replace("\n", "")


@lru_cache(maxsize=32)
def _script(names: tuple[str, ...]) -> str:
    """The parts share one scope; the first offers what the others use, `start()` begins."""
    parts = "".join(
        _BEFORE.get(name, "") + _NOISE.sub("", (STATIC / "js" / name).read_text()) for name in names
    )
    return f"(function(){{{parts.strip()}\nstart()}})()"


def _note(kind: str, text: str) -> None:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    g.setdefault("inlined", {})[kind] = f"'sha256-{digest}'"


def inline_style(*names: str) -> str:
    text = _style(names)
    _note("style", text)
    return text


def inline_script(*names: str) -> str:
    text = _script(names)
    _note("script", text)
    return text


def policy(ancestors: str = "'none'") -> str:
    """For the page just rendered: nothing but what it carries, and its own forms."""
    inlined = g.get("inlined", {})
    style, script = inlined.get("style", "'none'"), inlined.get("script", "'none'")
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; img-src data: blob:; "
        f"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    )


def name_to_browser(response: Response) -> Response:
    """After a page with inlined parts, whoever rendered it, error pages included."""
    if "inlined" in g:
        response.headers.setdefault("Content-Security-Policy", policy())
    return response
