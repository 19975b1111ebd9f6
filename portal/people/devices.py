"""A browser's own description of itself, as a person would say it."""

from flask_babel import gettext as _

# The order matters: WeChat and Edge also call themselves Chrome, and all of them Safari.
BROWSERS = {
    "MicroMessenger": "WeChat",
    "Edg/": "Edge",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def device(agent: str) -> str:
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    return " · ".join(part for part in (browser, system) if part) or str(_("Unknown device"))
