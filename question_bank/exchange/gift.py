"""GIFT, Moodle's text format: read by its own rules, written with what it cannot say told."""

import re
from collections.abc import Mapping

from question_bank.errors import ItemError
from question_bank.exchange.gift_items import Builder, path, sample
from question_bank.exchange.gift_parsing import Question, blocks, category, question
from question_bank.exchange.gift_writing import FORMAT, Writer
from question_bank.exchange.item_content import (
    MOST_QUESTIONS,
    PATIENCE,
    Draft,
    ItemContent,
    WrittenItems,
    language_of,
)
from question_bank.exchange.item_remarks import languages_left, speaker, with_material
from question_bank.exchange.plain_text import decode_utf8, stored
from question_bank.items import Bank

NAME = "gift"
ENDING = ".gift"

_LOOK = re.compile(rb"(?m)^::.+?::|^\$CATEGORY:|\{\s*(?:[=~]|#|TRUE\b|FALSE\b|T\s*}|F\s*})")


def recognises(source: bytes, name: str) -> bool:
    """A name ending in .gift, or braces with answers in them."""
    return name.lower().endswith(ENDING) or bool(_LOOK.search(source[:200_000]))


def read(source: bytes) -> ItemContent:
    """The questions; what is no question is told with its line, and the others are read all the same."""
    draft = Draft()
    found: list[tuple[Question, str]] = []
    where = ""
    for block in blocks(stored(decode_utf8(source))):
        named, block = category(block)
        where = where if named is None else path(named)
        if len(found) >= MOST_QUESTIONS or draft.told > PATIENCE + len(found):
            draft.error("stopped", block.line, number=block.line)
            break
        if block.text.strip():
            try:
                found.append((question(block), where))
            except ItemError as error:
                draft.error(error.code, block.line, None, **error.params)
    language = language_of(sample([each for each, _ in found]))
    for each, where in found:
        draft.add(Builder(each, draft, language).item(where), each.line)
    return draft.content(language)


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """UTF-8 text; questions GIFT has no kind for are left out and named."""
    bank, joined = with_material(bank)
    writer = Writer(speaker(bank))
    text = "".join(writer.write(item) for item in bank.items)
    return WrittenItems(text.encode(), [*languages_left(bank, FORMAT), *joined, *writer.remarks])
