"""Question banks in Chinese text as people keep them: numbers, letters, 答案, 解析, in all their variants."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

from question_bank.exchange.chinese_lines import LineReader
from question_bank.exchange.chinese_window import Line
from question_bank.exchange.chinese_writing import FORMAT, lines_of
from question_bank.exchange.item_content import Draft, ItemContent, WrittenItems, language_of
from question_bank.exchange.item_remarks import languages_left, with_material
from question_bank.exchange.plain_text import decode, stored
from question_bank.exchange.question_building import Builder
from question_bank.items import Bank

NAME = "chinese_text"
ENDING = ".txt"
COMMENT = "//!"
"""What lines begin with that say why a question was given back."""

_BINARY = re.compile(
    rb"^(?:PK\x03\x04|\xd0\xcf\x11\xe0|%PDF|\x89PNG|\xff\xd8\xff|GIF8|\x1f\x8b|<\?xml|<!DOCTYPE|<html)",
    re.IGNORECASE,
)


def recognises(source: bytes, name: str) -> bool:
    """Any text: what no other format claims."""
    return not _BINARY.match(source.lstrip(b"\xef\xbb\xbf \t\r\n")[:16])


def read(source: bytes) -> ItemContent:
    """The questions, and by line everything that is none."""
    draft = Draft()
    text = stored(decode(source, draft))
    return read_lines(_lines(text), draft)


def _lines(text: str) -> Iterator[Line]:
    """One line after the other: a list of all would need more memory than the text."""
    start = number = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        if not text.startswith(COMMENT, start):
            yield Line(number, text[start:end])
        start = end + 1


def read_lines(lines: Iterable[Line], draft: Draft) -> ItemContent:
    """The same for lines from elsewhere, such as the paragraphs of a Word file."""
    rest = iter(lines)
    first = list(islice(rest, 200))
    builder = Builder(draft, language_of("".join(line.text for line in first)))
    raws = LineReader(chain(first, rest), draft).read()
    draft.told = 0  # the reader had patience of its own
    for raw in raws:
        builder.add(raw)
    if not draft.items:
        draft.error("no_quiz_items")
    return draft.content(builder.language)


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """UTF-8 text that this module reads again."""
    bank, joined = with_material(bank)
    lines, remarks = lines_of(bank)
    return WrittenItems(
        ("\n".join(lines) + "\n").encode(), [*languages_left(bank, FORMAT), *joined, *remarks]
    )
