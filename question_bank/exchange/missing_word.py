"""Moodle's missing-word text: GIFT whose weights have one percent sign."""

import re
from collections.abc import Mapping

from question_bank.exchange import gift
from question_bank.exchange.item_content import ItemContent, WrittenItems
from question_bank.items import Bank

NAME = "missing_word"
ENDING = ".missingword.txt"

_LOOK = re.compile(rb"\{[^{}]{0,4000}[=~]\s*\d{1,3}(?:\.\d*)?%")
_WEIGHT = re.compile(rb"([=~]\s*)(\d{1,3}(?:\.\d*)?)%(?!\d)")


def recognises(source: bytes, name: str) -> bool:
    """Answers in braces whose weight has no percent sign before it."""
    return bool(_LOOK.search(source[:20_000]))


def read(source: bytes) -> ItemContent:
    """The questions, by the rules of GIFT."""
    return gift.read(_WEIGHT.sub(rb"\1%\2%", source))


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """GIFT, which programs that read missing words read as well."""
    return gift.write(bank, files)
