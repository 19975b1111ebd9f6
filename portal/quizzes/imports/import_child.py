"""Reads a file of items apart from the server: run as a script, within limits it sets itself.

The first line of standard input says what is wanted, the rest is the file. A file made to exhaust memory
or time ends this process and no other. Imports nothing of the portal: it has to start at once.

`want` is "items" (chunks of rows, one JSON line each, and a last line about all of them), "headings" or
"tables" (one JSON line). What each line holds is written in `portal.quizzes.imports.import_reading`.
"""

import base64
import json
import resource
import sys
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from question_bank import checks, item_documents
from question_bank.checks_repeats import prints, stem_print
from question_bank.errors import BankError
from question_bank.exchange import excel, source_lines
from question_bank.exchange.item_content import Draft, ItemFile
from question_bank.exchange.item_formats import read_items
from question_bank.items import Item
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import say

CHUNK = 50
# Told otherwise, with the row or the number it is about: what repeats what is looked for in the bank as well.
LEFT_OUT = {"exact_repeat", "contradiction", "no_quiz_items"}


def limit(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(content: bytes, name: str, mapping: dict[str, str]) -> ItemFile:
    if not mapping:
        return read_items(content, name)
    found = excel.read(content, mapping)
    return ItemFile(excel.NAME, found.bank, found.problems, found.files, found.places)


def told(problem: Problem, places: dict[str, int]) -> list[Any]:
    """Severity, code, what it speaks of, line and sheet; another item is named by its row."""
    params = dict(problem.params)
    if params.get("other") in places:
        params["other"] = places[str(params["other"])] + 1
    return [problem.severity.value, problem.code, params, problem.line, problem.sheet]


def findings(file: ItemFile, on: date) -> tuple[dict[str, list[Problem]], list[Problem]]:
    """By item, and about the file as a whole; what reader and checks both say is said once."""
    by_item: dict[str, list[Problem]] = {}
    general = []
    keys = {item.key for item in file.items}
    lines = {key: place.line for key, place in file.places.items()}
    linted = checks.lint(file.bank, on, lines) if file.bank is not None else []
    seen = {(each.code, each.item, repr(each.params)) for each in file.problems}
    fresh = [each for each in linted if (each.code, each.item, repr(each.params)) not in seen]
    for problem in [*file.problems, *fresh]:
        if problem.code in LEFT_OUT:
            continue
        if problem.item in keys:
            by_item.setdefault(problem.item or "", []).append(problem)
        else:
            general.append(problem)
    return by_item, general


def mark(found: Iterable[Problem]) -> str:
    """e: cannot be kept; k: only on somebody's word; w: to look at; a full stop: fine."""
    errors = [each for each in found if each.severity is Severity.ERROR]
    if any(each.code != "duplicate_options" for each in errors):
        return "e"
    if errors:
        return "k"
    return "w" if any(each.severity is Severity.WARNING for each in found) else "."


def stem_of(item: Item, base: str) -> str:
    """As the column of the bank holds it."""
    return stem_print(item.stem.get(base) or next(iter(item.stem.values()), ""))


def write_items(head: dict[str, Any], content: bytes) -> None:
    file = read(content, head["name"], head["mapping"])
    base, rows = head["base"], {item.key: row for row, item in enumerate(file.items)}
    by_item, general = findings(file, date.fromisoformat(head["on"]))
    sources = source_lines.shown(file, source_lines.lines_of(content, file))
    about: dict[str, Any] = {
        "format": file.format, "readable": file.bank is not None, "rows": len(file.items),
        "language": file.bank.base_language if file.bank else base, "chunks": [0], "marks": "", "asked": [],
        "right": [], "stems": [], "general": [told(each, rows) for each in general],
        "problems": {}, "indicators": {}, "materials": {}, "files": {},
    }  # fmt: skip
    for start in range(0, len(file.items), CHUNK):
        chunk = []
        for item in file.items[start : start + CHUNK]:
            found = by_item.get(item.key, [])
            chunk.append(row_of(item, file, sources, [told(each, rows) for each in found]))
            count(about, item, base, mark(found))
        line = msgspec.json.encode(chunk) + b"\n"
        sys.stdout.buffer.write(line)
        about["chunks"].append(about["chunks"][-1] + len(line))
    if file.bank is not None:
        about["title"] = say(file.bank.title, base)
        about["materials"] = {each.key: plain(each) for each in file.bank.materials}
        wanted = {picture.sha256 for picture in file.bank.pictures}
        held = {key: base64.b64encode(file.files[key]).decode() for key in sorted(wanted & file.files.keys())}
        about["files"] = held
    sys.stdout.buffer.write(msgspec.json.encode(about))


def row_of(item: Item, file: ItemFile, sources: dict[str, Any], problems: list[Any]) -> list[Any]:
    place = file.places.get(item.key)
    line, sheet = (place.line, place.sheet) if place else (None, "")
    return [plain(item), line, sheet, sources.get(item.key, []), problems]


def count(about: dict[str, Any], item: Item, base: str, marked: str) -> None:
    asked, right = prints(item, base)
    about["marks"] += marked
    about["asked"].append(asked)
    about["right"].append(right)
    about["stems"].append(stem_of(item, base))
    for name, said in (("problems", item.problem), ("indicators", item.indicator)):
        if said:
            about[name][said] = about[name].get(said, 0) + 1


def plain(content: Any) -> Any:
    return msgspec.Raw(item_documents.write(content).encode())


def answer(head: dict[str, Any], content: bytes) -> None:
    if head["want"] == "items":
        write_items(head, content)
    elif head["want"] == "headings":
        sys.stdout.buffer.write(msgspec.json.encode(excel.headings(content)))
    else:
        sys.stdout.buffer.write(msgspec.json.encode(list(excel.tables(content, Draft()))))


if __name__ == "__main__":
    wanted = json.loads(sys.stdin.buffer.readline())
    limit(wanted["memory"], wanted["seconds"])
    try:
        answer(wanted, sys.stdin.buffer.read())
    except BankError as refused:
        sys.stdout.buffer.write(msgspec.json.encode([] if wanted["want"] != "items" else str(refused)))
    except MemoryError:
        sys.exit(3)
