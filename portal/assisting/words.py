"""What is said to those who type for somebody else."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.assisting.models import CallOutcome
from portal.people.brand import Brand

OUTCOMES = {
    CallOutcome.CALLING: _l("Being called"),
    CallOutcome.REACHED: _l("Reached"),
    CallOutcome.NOT_REACHED: _l("Not reached"),
    CallOutcome.REFUSED: _l("Does not want to"),
    CallOutcome.LATER: _l("Later"),
}
# What a caller may say; that somebody was reached, the answers say.
TYPED_OUTCOMES = (CallOutcome.NOT_REACHED, CallOutcome.LATER, CallOutcome.REFUSED)

CLOSED: dict[str, Any] = {
    "gone": _l("This survey has not been published yet."),
    "closed": _l("This survey has ended; nothing can be entered any more."),
    "paused": _l("This survey is resting for a moment."),
    "not_started": _l("This survey has not begun yet."),
    "hours": _l("This survey is outside its opening hours."),
    "full": _l("This survey has enough answers. Thank you!"),
    "answered": _l("This shop has answered already; nothing was stored twice."),
    "conflict": _l("This sheet was stored before with other answers; those are kept."),
}


def why(reason: str) -> str:
    return str(CLOSED.get(reason, CLOSED["gone"]))


def script(office: Brand, minutes: float) -> str:
    """What the interviewer says first."""
    return str(
        _(
            "“Hello, I am from %(office)s. I read the questions as they stand and tick what you say, about "
            "%(minutes)s minutes. You may skip a question or stop at any time.”",
            office=f"{office.name}{office.line}",
            minutes=max(1, round(minutes)),
        )
    )


def banner() -> str:
    return str(_("Typed for the retailer: this one does not count in your score."))
