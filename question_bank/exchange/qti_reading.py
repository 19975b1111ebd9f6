"""Reads QTI 2 and 3: one item, or a package of items and tests."""

from question_bank.errors import ItemError
from question_bank.exchange.item_content import Draft, ItemContent, language_of
from question_bank.exchange.plain_text import refuse_size
from question_bank.exchange.qti_items import ItemReader
from question_bank.exchange.qti_names import attribute
from question_bank.exchange.qti_packages import (
    LARGEST_XML,
    PackagePictures,
    is_item,
    item_files,
    no_pictures,
)
from question_bank.exchange.xml_reading import parse, root_name
from question_bank.exchange.zip_reading import ZIP, Package

_LOOK = 3


def is_lone_item(source: bytes, prefix: str) -> bool:
    """XML whose outermost element is an item, of version 3 with the prefix `qti-`, else of version 2."""
    return root_name(source) in (f"{prefix}assessmentItem", f"{prefix}assessment-item")


def read(source: bytes) -> ItemContent:
    """The questions; a package tells the file in which something is wrong."""
    refuse_size(source)
    draft = Draft()
    if source.startswith(ZIP):
        with Package(source) as package:
            return _package(package, draft)
    root = parse(source)
    language = language_of(attribute(root, "lang") + source.decode("utf-8", "ignore"))
    draft.add(ItemReader(root, draft, 1, language, no_pictures).item(), 1)
    return draft.content(language)


def _package(package: Package, draft: Draft) -> ItemContent:
    paths = item_files(package, draft)
    sample = [package.read(path, LARGEST_XML) for path in paths[:_LOOK] if package.has(path)]
    language = language_of("".join(each.decode("utf-8", "ignore") for each in sample))
    pictures = PackagePictures(package, draft, language)
    for number, path in enumerate(paths, 1):
        if draft.full:
            draft.error("too_many_questions", number, limit=len(draft.items))
            break
        try:
            root = parse(package.read(path, LARGEST_XML))
            if is_item(root):
                draft.add(ItemReader(root, draft, number, language, pictures.beside(path)).item(), number)
        except ItemError as error:
            _tell(draft, path, number, error)
    if not draft.items:
        draft.error("no_quiz_items")
    return draft.content(language)


def _tell(draft: Draft, path: str, number: int, error: ItemError) -> None:
    """What is wrong with one file of the package; the others are read."""
    if error.code in ("zip_bomb", "password"):
        raise error
    draft.error("file_not_read", number, name=path, reason=str(error))
