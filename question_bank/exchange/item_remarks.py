"""What a format cannot say about a question: named field by field, so that nothing is dropped in silence."""

from collections.abc import Callable, Iterable

import msgspec

from question_bank.items import Bank, Item
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Text, say

WORDS = {
    "any_order": "answers in any order",
    "expires_on": "last day",
    "foreign_id": "id in another program",
    "guide": "what a marker looks for",
    "knowledge_point": "knowledge point",
    "lower_bound": "lower bound of marks",
    "markup": "markup",
    "model_answer": "model answer",
    "upper_bound": "upper bound of marks",
    "rule": "rule of marking",
    "shuffle": "fixed order of answers",
    "sop": "standard",
}
"""How a field is called in a remark, where its name does not say it."""
ALWAYS = frozenset({"key", "type", "stem"})
_FIELDS = msgspec.structs.fields(
    Item
)  # working them out again for each question takes longer than writing it


def unsaid(item: Item, known: frozenset[str], format: str, also: Iterable[str] = ()) -> list[Problem]:
    """One remark that names all that is given in the item but not known to the format."""
    given = [
        WORDS.get(field.name, field.name.replace("_", " "))
        for field in _FIELDS
        if field.name not in known | ALWAYS and _given(getattr(item, field.name), field)
    ]
    lost = sorted({*given, *also})
    if not lost:
        return []
    return [_remark("not_said", item.key, format=format, fields=", ".join(lost))]


def type_left(item: Item, format: str) -> Problem:
    """The whole question is left out because the format has no such kind."""
    return Problem(Severity.ERROR, "type_not_written", item.key, {"format": format, "kind": item.type.value})


def languages_left(bank: Bank, format: str) -> list[Problem]:
    """One remark naming the languages a format with one language leaves out."""
    found = {tag for item in bank.items for tag in (*item.stem, *item.explanation)} - {bank.base_language}
    if not found:
        return []
    return [_remark("languages_left", None, format=format, languages=", ".join(sorted(found)))]


def speaker(bank: Bank) -> Callable[[Text], str]:
    """Says a text in the language of the bank."""
    return lambda text: say(text, bank.base_language, bank.base_language)


def with_material(bank: Bank) -> tuple[Bank, list[Problem]]:
    """Each question with the words of its material before its own, for formats without shared material."""
    texts = {material.key: material for material in bank.materials}
    if not any(item.material in texts for item in bank.items):
        return bank, []
    items, remarks = [], []
    for item in bank.items:
        material = texts.get(item.material or "")
        if material:
            said = speaker(bank)
            joined = f"{said(material.text)}\n{said(item.stem)}".strip()
            pictures = (*item.pictures, *material.pictures)
            item = msgspec.structs.replace(
                item, stem={**item.stem, bank.base_language: joined}, material=None, pictures=pictures
            )
            remarks.append(item.key)
        items.append(item)
    return msgspec.structs.replace(bank, items=tuple(items)), [_remark("materials_joined", remarks[0])]


def _remark(code: str, item: str | None, **params: object) -> Problem:
    return Problem(Severity.WARNING, code, item, params)


def _given(value: object, field: msgspec.structs.FieldInfo) -> bool:
    default = field.default
    if field.default_factory is not msgspec.NODEFAULT:
        default = field.default_factory()
    return bool(value != default)
