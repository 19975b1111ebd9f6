"""Moodle XML: all kinds of question that have a counterpart here, with pictures."""

import re
from collections.abc import Mapping

from question_bank.errors import ItemError
from question_bank.exchange.gift_items import path
from question_bank.exchange.item_content import Draft, ItemContent, WrittenItems, language_of
from question_bank.exchange.item_remarks import languages_left, speaker, with_material
from question_bank.exchange.moodle_questions import QuestionReader
from question_bank.exchange.moodle_texts import given
from question_bank.exchange.moodle_writing import FORMAT, Writer
from question_bank.exchange.plain_text import refuse_size
from question_bank.exchange.xml_reading import child, children, root_name
from question_bank.items import Bank

NAME = "moodle_xml"
ENDING = ".xml"
MOST_BYTES = 48 * 1024 * 1024

_START = re.compile(rb"<question[\s>]")


def recognises(source: bytes, name: str) -> bool:
    """XML whose outermost element is `<quiz>`."""
    return root_name(source) == "quiz"


def read(source: bytes) -> ItemContent:
    """The questions, each with the line where it begins; kinds not known here are told and left out."""
    refuse_size(source, MOST_BYTES)
    draft = Draft()
    language = language_of(source[:200_000].decode("utf-8", "ignore"))
    lines = _lines(source)
    where = ""
    for number, element in children(source, "question"):
        line = lines[number - 1] if number <= len(lines) else None
        if element.get("type") == "category":
            category = child(element, "category")
            where = path(given(element, "category")) if category is not None else ""
            if given(element, "info"):
                draft.hint("part_not_read", line, part="info")
            continue
        if draft.full:
            draft.error("stopped", line, number=line or number)
            break
        try:
            draft.add(QuestionReader(element, draft, line, language).item(where), line)
        except ItemError as error:
            draft.error(error.code, line, None, **error.params)
    return draft.content(language)


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """UTF-8 with pictures in base64."""
    bank, joined = with_material(bank)
    writer = Writer(speaker(bank), files)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n', *map(writer.write, bank.items), "</quiz>\n"]
    return WrittenItems("".join(parts).encode(), [*languages_left(bank, FORMAT), *joined, *writer.remarks])


def _lines(source: bytes) -> list[int]:
    """The line of each question."""
    lines, line, position = [], 1, 0
    for found in _START.finditer(source):
        line += source.count(b"\n", position, found.start())
        position = found.start()
        lines.append(line)
    return lines
