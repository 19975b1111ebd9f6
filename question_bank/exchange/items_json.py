"""Our own form of a bank: its canonical JSON, which loses nothing; pictures come along in base64."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from question_bank import documents, item_documents, item_structure
from question_bank.errors import ItemError, QuestionnaireError
from question_bank.exchange import answer_lists
from question_bank.exchange.item_content import MEGABYTE, ItemContent, Place, WrittenItems, refused
from question_bank.items import Bank
from question_bank.problems import Problem, Severity

NAME = "json"
ENDING = ".json"
MOST_BYTES = item_documents.MAXIMUM_BANK_BYTES
MOST_PARTS = 3_000_000

_BYTE = re.compile(r"byte (\d+)")
_KEY = re.compile(r'"key"\s*:\s*"([a-z][a-z0-9_]{0,31})"')


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """A bank with the bytes of its pictures, by SHA-256."""

    bank: Bank
    files: dict[str, str] = {}


def recognises(source: bytes, name: str) -> bool:
    """A name ending in .json, or a first character that only JSON begins with."""
    start = source[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return name.lower().endswith(ENDING) or start.startswith((b'{"', b"{\n", b"{ ", b'[{"', b"[\n"))


def read(source: bytes) -> ItemContent:
    """The bank with what its checks say, each with the line where its item begins."""
    if len(source) > MOST_BYTES or source.count(b",") > MOST_PARTS:
        raise ItemError("file_too_large", limit=MOST_BYTES // MEGABYTE)
    try:
        tree = documents.read(source, limit=MOST_BYTES)
    except QuestionnaireError as error:
        found = _BYTE.search(str(error.params.get("detail", "")))
        line = source.count(b"\n", 0, int(found[1])) + 1 if found else None
        return refused(error, line)
    if answer_lists.recognises(tree):
        return answer_lists.read(tree, source)
    bank, files = _bank(tree)
    problems = item_structure.bank_problems(bank)
    problems += [problem for item in bank.items for problem in item_structure.problems(item)]
    lines = _lines(source, bank)
    problems = [replace(problem, line=lines.get(problem.item or "")) for problem in problems]
    return ItemContent(bank, problems, files, {key: Place(line) for key, line in lines.items()})


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """The canonical document, indented for people."""
    wanted = {picture.sha256 for picture in bank.pictures}
    held = {name: base64.b64encode(files[name]).decode() for name in sorted(wanted & files.keys())}
    text = item_documents.write(_File(bank, held) if held else bank)
    missing = [
        Problem(Severity.WARNING, "picture_not_at_hand", None, {"picture": picture.name})
        for picture in bank.pictures
        if picture.sha256 not in held
    ]
    return WrittenItems(msgspec.json.format(text.encode(), indent=2) + b"\n", missing)


def _bank(tree: object) -> tuple[Bank, dict[str, bytes]]:
    whole = tree if isinstance(tree, dict) and "bank" in tree else {"bank": tree}
    try:
        file = msgspec.convert(whole, _File)
        files = {name: base64.b64decode(content, validate=True) for name, content in file.files.items()}
    except (msgspec.ValidationError, binascii.Error) as error:
        raise ItemError("bad_bank", detail=str(error)) from error
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != name:
            raise ItemError("bad_bank", detail=f"the picture {name[:12]} has other bytes than its name says")
    return file.bank, files


def _lines(source: bytes, bank: Bank) -> dict[str, int]:
    """The line of each item's key."""
    text, keys = source.decode("utf-8", "replace"), {item.key for item in bank.items}
    lines: dict[str, int] = {}
    line = position = 0
    for match in _KEY.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        if match[1] in keys:
            lines.setdefault(match[1], line + 1)
    return lines
