"""Whether this machine has a font with Chinese, which a PDF needs (a print page does not)."""

import sys
from functools import lru_cache
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from PIL import ImageFont

from portal.errors import Refused

# Families with simplified Chinese as they are called inside the files, best for print first.
FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
    "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "Sarasa Gothic SC", "Alibaba PuHuiTi", "Noto Serif CJK SC", "Source Han Serif SC", "SimHei", "SimSun",
    "Droid Sans Fallback",
)  # fmt: skip
# What their files are called, so that a web process need not open a single font.
FILES = (
    "notosanscjk", "notosanssc", "notoserifcjk", "sourcehan", "pingfang", "harmonyos", "misans", "msyh",
    "wqy-", "sarasa", "puhuiti", "simhei", "simsun", "droidsansfallback",
)  # fmt: skip
SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}


def folder() -> Path | None:
    """The folder that holds a font with Chinese: the configured one, else one of the system's."""
    named = current_app.config.get("FONT_DIR")
    if named:
        return Path(named) if any(has_chinese(path) for path in _files(Path(named))) else None
    return _system_folder()


@lru_cache(maxsize=1)
def _system_folder() -> Path | None:
    for place in _places():
        for path in _files(place):
            if path.name.lower().startswith(FILES) and has_chinese(path):
                return path.parent
    return None


def _places() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        return (Path("C:/Windows/Fonts"), home / "AppData/Local/Microsoft/Windows/Fonts")
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    shared = (Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))
    return (home / ".local/share/fonts", home / ".fonts", *shared)


def _files(place: Path) -> list[Path]:
    found = place.rglob("*") if place.is_dir() else ()
    return sorted(path for path in found if path.suffix.lower() in SUFFIXES)


def has_chinese(path: Path) -> bool:
    """Whether the font draws a Chinese character as something else than its sign for a missing one."""
    try:
        font = ImageFont.truetype(str(path), 16)
    except OSError:
        return False
    return bytes(font.getmask("客")) != bytes(font.getmask("\U0010fffd"))


def advice() -> str:
    return _(
        "A PDF needs a font with Chinese, and none was found on this machine. Install one (on Debian: "
        "apt install fonts-wqy-microhei) or put a .ttf file into a folder and name it in PORTAL_FONT_DIR. "
        "The print page works without: the browser has the fonts."
    )


def families() -> list[str]:
    """As the compiler sees them; a family it does not know would print as empty boxes."""
    # Imported here: the compiler is large and only a job needs it.
    import typst

    place = folder()
    if place is None:
        raise Refused(advice())
    there = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(place)])
    known = set(there.families())
    return [family for family in FAMILIES if family in known] or _unusual(place, known)


def _unusual(place: Path, known: set[str]) -> list[str]:
    """A font of a family not in the list, by the name it gives itself."""
    names = {ImageFont.truetype(str(path), 16).getname()[0] for path in _files(place) if has_chinese(path)}
    found = sorted(known & {name for name in names if name})
    if not found:
        raise Refused(advice())
    return found
