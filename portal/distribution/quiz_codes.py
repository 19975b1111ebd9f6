"""The six characters that open a quiz: a leader's short one in the evening, and the awareness check."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import Markup

from portal.chain import contributes
from portal.distribution import qr
from portal.distribution.addresses import base_address, spoken
from portal.distribution.models import Code
from portal.distribution.services import issue_code, live_code
from portal.people.models import Account, Unit
from portal.quizzes.models import Quiz, QuizKind

BY_CODE = frozenset({QuizKind.TEAM, QuizKind.AWARENESS})
PATHS = {QuizKind.AWARENESS: "k"}


@dataclass(frozen=True, slots=True)
class Door:
    """What is shown of a quiz's code: to type, to scan, and as an address."""

    code: str
    address: str
    spoken: str
    picture: Markup


def quiz_address(code: str, kind: QuizKind, unit: Unit | None) -> str:
    """What the QR code of a quiz opens."""
    return f"{base_address(unit)}/{PATHS.get(QuizKind(kind), 'q')}/{code}"


def quiz_code(quiz: Quiz) -> Code | None:
    """The code that opens this quiz today."""
    return live_code(quiz=quiz)


@contributes("quiz published")
def issue(quiz: Quiz, *, actor: Account | None, at: datetime) -> None:
    if quiz.kind in BY_CODE and quiz_code(quiz) is None:
        issue_code(quiz=quiz, at=at)


@contributes("quiz door")
def door(quiz: Quiz) -> Door | None:
    code = quiz_code(quiz)
    if code is None:
        return None
    address = quiz_address(code.code, quiz.kind, quiz.unit)
    picture = qr.svg(address, _("QR code of this quiz"))
    return Door(code.code, address, spoken(address), picture)
