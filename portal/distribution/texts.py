"""Ready words for every kind of channel: no presents, no plea to forward, no names."""

from flask_babel import format_date
from flask_babel import gettext as _

from portal.distribution.counts import Tally
from portal.distribution.facts import Facts
from portal.distribution.models import Channel, Kind
from portal.surveys.models import Survey

LINK = "{link}"


def copy_text(channel: Channel, facts: Facts, address: str) -> str:
    """The channel's own words with its address in them, else the usual ones of its kind."""
    own = channel.copy_text.strip()
    if own:
        return own.replace(LINK, address) if LINK in own else f"{own} {address}"
    return _usual(channel, facts, address)


def _usual(channel: Channel, facts: Facts, address: str) -> str:
    words = {"office": facts.office.name, "minutes": facts.minutes, "title": facts.title, "address": address}
    if channel.medium == "sms":
        return _("[%(office)s] %(title)s, %(minutes)s min: %(address)s No sign-in, no charge.", **words)
    if channel.kind == Kind.NETWORK:
        return _(
            "[%(office)s] %(minutes)s min: tell us about “%(title)s” and we act on it. "
            "%(address)s (no sign-in, no charge)",
            **words,
        )
    if channel.kind == Kind.TELEPHONE:
        return _(
            "Hello, this is %(office)s. May I take %(minutes)s min for “%(title)s”? I read the questions "
            "and type your answers. It costs nothing and we never ask for a password. (%(address)s)",
            **words,
        )
    if channel.kind == Kind.MEETING:
        return _(
            "Please open WeChat and scan the code on the screen, or open %(address)s: “%(title)s”, "
            "%(minutes)s min, no sign-in, no charge.",
            **words,
        )
    return _(
        "Hello, I come from %(office)s. Please scan the code or open %(address)s and tell us about "
        "“%(title)s”: %(minutes)s min, no sign-in, no charge.",
        **words,
    )


def reminder(survey: Survey, facts: Facts, tally: Tally, address: str) -> str:
    """For groups: counts and the link, nobody's name."""
    words = {
        "office": facts.office.name, "title": facts.title, "minutes": facts.minutes, "address": address,
        "received": tally.received, "missing": tally.missing,
    }  # fmt: skip
    if tally.missing and survey.ends_at is not None:
        return _(
            "[%(office)s] “%(title)s”: %(received)s answers so far, %(missing)s still missing, until "
            "%(day)s. If you have not answered yet: %(minutes)s min, %(address)s (no sign-in, no charge)",
            day=format_date(survey.ends_at, "long"),
            **words,
        )
    if tally.missing:
        return _(
            "[%(office)s] “%(title)s”: %(received)s answers so far, %(missing)s still missing. If you have "
            "not answered yet: %(minutes)s min, %(address)s (no sign-in, no charge)",
            **words,
        )
    return _(
        "[%(office)s] “%(title)s”: %(received)s answers so far, thank you. Who has not answered yet still "
        "can: %(minutes)s min, %(address)s (no sign-in, no charge)",
        **words,
    )
