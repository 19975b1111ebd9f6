"""Every format of quiz items, and two doors: `read_items` for any file, `write_items` for any format."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from question_bank.errors import BankError, ItemError
from question_bank.exchange import (
    aiken,
    canvas,
    chinese_text,
    cloze_text,
    excel,
    gift,
    items_json,
    missing_word,
    moodle_xml,
    qti2,
    qti3,
    word,
)
from question_bank.exchange.item_content import ItemContent, ItemFile, ItemFormat, WrittenItems, refused
from question_bank.items import Bank
from question_bank.problems import Problem

ITEM_FORMATS: tuple[ItemFormat, ...] = (
    excel,
    word,
    moodle_xml,
    qti2,
    qti3,
    canvas,
    items_json,
    aiken,
    cloze_text,
    missing_word,
    gift,
    chinese_text,
)
"""In the order in which they are asked whether a file is theirs."""


_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_items(content: bytes, name: str) -> ItemFile:
    """The questions in a file, whatever its format; never raises on bad content."""
    try:
        return _read(content, name)
    except BankError as error:
        return _file("unknown", refused(error))


def write_items(format: str, bank: Bank, files: Mapping[str, bytes] | None = None) -> WrittenItems:
    """The bank in the format of this name, and what the format could not say."""
    for kind in ITEM_FORMATS:
        if format == kind.NAME:
            return kind.write(bank, files or {})
    raise ItemError("no_target_format", name=format, formats=", ".join(kind.NAME for kind in ITEM_FORMATS))


def format_of(target: str) -> str:
    """The format which the ending of a file name stands for."""
    name = target.lower()
    for kind in sorted(ITEM_FORMATS, key=lambda kind: -len(kind.ENDING)):
        if name.endswith(kind.ENDING):
            return kind.NAME
    raise ItemError("no_target_format", name=target, formats=", ".join(kind.ENDING for kind in ITEM_FORMATS))


def report(file: ItemFile) -> dict[str, Any]:
    """What `portal items check --json` prints."""
    by_type = Counter(item.type.value for item in file.items)
    return {
        "format": file.format,
        "items": len(file.items),
        "by_type": dict(sorted(by_type.items())),
        "problems": problems_of(file.problems),
    }


def problems_of(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as the command line prints them."""
    return [
        {"severity": each.severity.value, "line": each.line, "item": each.item, "message": each.message}
        for each in problems
    ]


def _read(content: bytes, name: str) -> ItemFile:
    _refuse_start(content)
    for kind in ITEM_FORMATS:
        if kind.recognises(content, name):
            try:
                return _file(kind.NAME, kind.read(content))
            except BankError as error:
                return _file(kind.NAME, refused(error))
    formats = ", ".join(kind.NAME for kind in ITEM_FORMATS)
    raise ItemError("unknown_format", name=name, formats=formats)


def _refuse_start(content: bytes) -> None:
    """ItemError for what no format here can be, by its first bytes."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if not start:
        raise ItemError("file_empty")
    if start.startswith(b"%PDF"):
        raise ItemError("pdf_not_read")
    if b"<examview" in start:
        raise ItemError("examview_not_read")
    if start.startswith(b"<") and _DECLARED.search(start):
        raise ItemError("xml_forbidden")


def _file(format: str, content: ItemContent) -> ItemFile:
    return ItemFile(format, content.bank, content.problems, content.files, content.places)
