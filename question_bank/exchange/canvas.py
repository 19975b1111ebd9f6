"""Canvas quizzes (QTI 1.2 in a zip), and Blackboard's files in the same language."""

from collections.abc import Mapping

from question_bank.errors import ItemError
from question_bank.exchange import canvas_writing
from question_bank.exchange.canvas_items import FindPicture, ItemReader
from question_bank.exchange.item_content import Draft, ItemContent, WrittenItems, language_of
from question_bank.exchange.plain_text import refuse_size
from question_bank.exchange.qti_packages import (
    LARGEST_XML,
    PackagePictures,
    no_pictures,
    resources,
    version,
)
from question_bank.exchange.xml_reading import child, children, name_of, parse, root_name
from question_bank.exchange.zip_reading import ZIP, Package
from question_bank.items import Bank

NAME = "canvas"
ENDING = ".canvas.zip"
LARGEST_QUIZ = 16 * LARGEST_XML
_RULES = ("shuffle_answers", "time_limit", "allowed_attempts", "scoring_policy", "access_code", "due_at")


def recognises(source: bytes, name: str) -> bool:
    """A package of QTI 1.2, or its XML alone."""
    return version(source) == NAME or root_name(source) == "questestinterop"


def read(source: bytes) -> ItemContent:
    """The questions of all quizzes and banks in the package."""
    refuse_size(source)
    draft = Draft()
    if source.startswith(ZIP):
        with Package(source) as package:
            return _package(package, draft)
    language = language_of(source[:200_000].decode("utf-8", "ignore"))
    _quiz(source, draft, language, no_pictures)
    return draft.content(language)


def _package(package: Package, draft: Draft) -> ItemContent:
    paths = [path for path in dict.fromkeys(path for _, path in resources(package)) if path.endswith(".xml")]
    paths += [path for path in package.names if path.endswith(".xml.qti") and path not in paths]
    language, pictures = "", None
    for path in paths:
        if not package.has(path):
            draft.error("file_missing", name=path)
            continue
        content = package.read(path, LARGEST_QUIZ)
        if path.endswith("assessment_meta.xml"):
            _tell_rules(content, draft)
        elif root_name(content) == "questestinterop":
            language = language or language_of(content[:200_000].decode("utf-8", "ignore"))
            pictures = pictures or PackagePictures(package, draft, language)
            _quiz(content, draft, language, pictures.beside(path))
    if not draft.items:
        draft.error("no_quiz_items")
    return draft.content(language or "en")


def _quiz(content: bytes, draft: Draft, language: str, find: FindPicture) -> None:
    for number, element in children(content, "item"):
        if draft.full:
            draft.error("too_many_questions", number, limit=len(draft.items))
            return
        try:
            draft.add(ItemReader(element, draft, number, language, find).item(), number)
        except ItemError as error:
            draft.error(error.code, number, None, **error.params)


def _tell_rules(content: bytes, draft: Draft) -> None:
    root = parse(content)
    title = child(root, "title")
    draft.title = draft.title or ((title.text or "") if title is not None else "")
    rules = sorted({name_of(each) for each in root if name_of(each) in _RULES and (each.text or "").strip()})
    if rules:
        draft.hint("test_not_kept", parts=", ".join(rules))


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """A package Canvas imports as one quiz."""
    return canvas_writing.write(bank, files)
