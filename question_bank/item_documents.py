"""Items, materials and banks as canonical JSON: the same content, the same bytes, the same fingerprint."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

import msgspec

from question_bank import documents
from question_bank.errors import ItemError, QuestionnaireError
from question_bank.item_structure import problems
from question_bank.items import Bank, Item, Material
from question_bank.problems import Severity

MAXIMUM_ITEM_BYTES = 500_000
MAXIMUM_BANK_BYTES = 40_000_000

Content = TypeVar("Content", bound=msgspec.Struct)

# Done once here: where two threads make msgspec learn a type at the same moment, the process dies.
msgspec.json.Decoder(Bank)


def read_item(source: bytes | str) -> Item:
    """An item from its JSON; ItemError says what is wrong. Drafts may have gaps."""
    return read(source, Item, limit=MAXIMUM_ITEM_BYTES, code="bad_item")


def read_bank(source: bytes | str) -> Bank:
    """A whole bank from its JSON; ItemError says what is wrong."""
    return read(source, Bank, limit=MAXIMUM_BANK_BYTES, code="bad_bank")


def write(content: msgspec.Struct) -> str:
    """The canonical JSON: sorted keys, NFC, whatever equals its default left out."""
    try:
        return documents.write(_tree(content))
    except QuestionnaireError as error:
        raise ItemError(error.code, **error.params) from error


def write_final(item: Item) -> str:
    """The document of an item that may be asked; ItemError names the first thing that forbids it."""
    for problem in problems(item):
        if problem.severity is Severity.ERROR:
            raise ItemError("not_final", reason=problem.message)
    return write(item)


def fingerprint(content: Item | Material | Bank) -> str:
    """SHA-256 of the canonical document, in hex: the name of this version."""
    return hashlib.sha256(write(content).encode()).hexdigest()


def read(source: bytes | str, kind: type[Content], limit: int, code: str) -> Content:
    """Content of any of our kinds from its JSON; `code` is the sentence for what is not of that kind."""
    try:
        return msgspec.convert(documents.read(source, limit=limit), kind)
    except QuestionnaireError as error:
        raise ItemError(error.code, **error.params) from error
    except msgspec.ValidationError as error:
        raise ItemError(code, detail=str(error)) from error


def _tree(value: object) -> object:
    """Plain Python without defaults: msgspec leaves out what *is* the default, not all that equals it."""
    if isinstance(value, msgspec.Struct):
        return {name: _tree(part) for name, part in _given(value).items()}
    if isinstance(value, Mapping):
        return {key: _tree(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tree(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _given(struct: msgspec.Struct) -> dict[str, object]:
    given: dict[str, object] = {}
    for field in msgspec.structs.fields(struct):
        value = getattr(struct, field.name)
        default = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        if default is msgspec.NODEFAULT or value != default:
            given[field.name] = value
    return given
