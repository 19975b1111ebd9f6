"""QTI 2.1 and 2.2: one item, or a package of items and tests; written as a package."""

from collections.abc import Mapping

from question_bank.exchange import qti_dialects, qti_writing
from question_bank.exchange.item_content import WrittenItems
from question_bank.exchange.qti_packages import version
from question_bank.exchange.qti_reading import is_lone_item, read
from question_bank.items import Bank

NAME = "qti2"
ENDING = ".qti2.zip"
__all__ = ["ENDING", "NAME", "read", "recognises", "write"]


def recognises(source: bytes, name: str) -> bool:
    """An item of this version, or a package whose manifest names it."""
    return version(source) == NAME or is_lone_item(source, "")


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """A package with one file for each question."""
    return qti_writing.write(qti_dialects.TWO, bank, files)
