"""The templates that come with the product: one file each in `catalogue/`."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.surveys.models import Audience, Mode
from question_bank.questionnaires import ItemType, Questionnaire, Text
from question_bank.templates import read_template

CATALOGUE = Path(__file__).parent / "catalogue"
AUDIENCES = {
    "retailers": Audience.RETAILER,
    "consumers": Audience.CONSUMER,
    "staff": Audience.STAFF,
    "partners": Audience.PARTNER,
}
PURPOSES = {"s": "survey", "v": "visit", "k": "awareness", "t": "speak_up"}
FIGURES = {ItemType.KANO: "kano", ItemType.GAP: "gap", ItemType.RATING: "rating"}


@dataclass(frozen=True, slots=True)
class Template:
    """What the gallery shows, and the questionnaire a new survey starts with."""

    code: str
    minutes: float
    audience: Audience
    mode: Mode
    purpose: str
    questionnaire: Questionnaire
    note: Text

    @property
    def title(self) -> Text:
        return self.questionnaire.title

    @property
    def items(self) -> int:
        return len(self.questionnaire.numbered())

    @property
    def figure(self) -> str:
        """Which sample figure the gallery shows: that of the type most of its questions have."""
        kinds = Counter(item.type for item in self.questionnaire.items if not item.role)
        return FIGURES.get(kinds.most_common(1)[0][0], "bars")


def builtin() -> list[Template]:
    """All of them, in the order of their codes: T2 before T10."""
    return list(_catalogue().values())


def builtin_template(code: str) -> Template:
    """The one with this code; KeyError where there is none."""
    return _catalogue()[code]


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Template]:
    found = [_read(path.read_bytes()) for path in CATALOGUE.glob("*.json")]
    return {template.code: template for template in sorted(found, key=_place)}


def _read(source: bytes) -> Template:
    file = read_template(source)
    return Template(
        code=file.code,
        minutes=file.minutes,
        audience=AUDIENCES[file.audience],
        mode=Mode(file.mode),
        purpose=PURPOSES[file.entry],
        questionnaire=file.questionnaire,
        note=file.note,
    )


def _place(template: Template) -> tuple[int, str]:
    digits = "".join(letter for letter in template.code if letter.isdigit())
    return int(digits or 0), template.code
