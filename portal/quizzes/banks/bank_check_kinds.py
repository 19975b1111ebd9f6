"""What a bank is looked at for: each row of its health check, and the findings it counts."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from question_bank.problems import Problem, Severity

BAD, WARN, NONE = "bad", "warn", "none"


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the panel: its name, its lamp with a word, and the findings it counts."""

    key: str
    label: Any
    lamp: str
    word: Any
    codes: tuple[str, ...] = ()


# What a look at the texts finds. Errors that no row names are counted as broken.
NAMED = (
    Check("contradiction", _l("Same question, other key"), BAD, _l("Choose one"), ("contradiction",)),
    Check("same_options", _l("Answers that say the same"), BAD, _l("Mend"), ("duplicate_options",)),
    Check("repeat", _l("Asked twice"), WARN, _l("Keep one"), ("exact_repeat",)),
    Check("near", _l("Nearly the same"), NONE, _l("Never on one paper"), ("near_repeat",)),
    Check("damaged", _l("Damaged by Excel"), WARN, _l("Type it again"), ("key_damaged",)),
    Check("order", _l("Holds only in its order"), WARN, _l("Pin it"), ("not_pinned", "names_letters")),
    Check("no_explanation", _l("No explanation"), WARN, _l("Add one"), ("no_explanation",)),
)
BROKEN = Check("broken", _l("Cannot be asked as it is"), BAD, _l("Mend"))
OTHER = Check("other", _l("Other remarks"), WARN, _l("Look"))
# What the rows of the items tell by themselves.
DATED = (
    Check("expired", _l("Source has lapsed"), BAD, _l("Not drawn")),
    Check("expiring", _l("Lapses within 30 days"), WARN, _l("Soon")),
    Check("unsigned", _l("Waiting to be signed"), BAD, _l("Not reviewed")),
    Check("doubtful", _l("Answers speak against the key"), BAD, _l("Check the key")),
    Check("no_problem", _l("No problem attached"), WARN, _l("Attach one")),
)
KNOWN = {check.key: check for check in (*NAMED, BROKEN, OTHER, *DATED)}
_CODES = {code: check.key for check in NAMED for code in check.codes} | {"expired": "expired"}


def check_of(problem: Problem) -> str:
    """The row that counts a finding; "" for a hint that no row names."""
    if problem.code in _CODES:
        return _CODES[problem.code]
    if problem.severity is Severity.ERROR:
        return BROKEN.key
    return OTHER.key if problem.severity is Severity.WARNING else ""
