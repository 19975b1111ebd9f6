"""Papers, keys and score sheets as Word files in the layout offices know: A4, 密封线, parts with numerals."""

import html
import io
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import nh3

from portal.i18n import say
from portal.quizzes.banks import bank_pictures
from portal.quizzes.banks.item_texts import left_over, unplaced
from portal.quizzes.papers import paper_word_frame
from portal.quizzes.papers.paper_language import is_chinese, words
from portal.quizzes.papers.paper_sheets import Asked, Section, Sheet
from portal.quizzes.papers.paper_words import figure
from question_bank.exchange.chinese_writing import HEADS, answer_of
from question_bank.items import MARKER, Item, ItemType, Markup, Material, Picture
from question_bank.questionnaires import Text

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

GAP = "________"
LINE = "_" * 72
_BREAKS = re.compile(r"<br\s*/?>|</p>|</div>|</li>|</tr>", re.IGNORECASE)

Pictures = Mapping[tuple[uuid.UUID, str], bytes]


def papers(found: Sequence[Sheet]) -> bytes:
    """Each paper begins on a page of its own."""
    document, pictures = paper_word_frame.begun(sealed=True), _pictures(found)
    for place, sheet in enumerate(found):
        paper_word_frame.head(document, sheet, page_break=place > 0)
        for section in sheet.sections:
            paper_word_frame.section_head(document, section.heading)
            for asked in section.asked:
                _question(document, section, asked, pictures)
    return _bytes(document)


def keys(found: Sequence[Sheet]) -> bytes:
    """Questions with answers, explanations and sources, in the order of the paper; our importer reads it."""
    document, pictures = paper_word_frame.begun(sealed=False), _pictures(found)
    for place, sheet in enumerate(found):
        title = words("key title", title=sheet.title)
        paper_word_frame.title(document, title, sheet.facts, page_break=place > 0)
        for section in sheet.sections:
            paper_word_frame.section_head(document, section.heading)
            for asked in section.asked:
                _answered(document, section, asked, pictures)
    return _bytes(document)


def _question(document: "Document", section: Section, asked: Asked, pictures: Pictures) -> None:
    if asked.material is not None:
        _material(document, asked, pictures)
    stem = _begun(document, asked)
    _write(stem, asked.item.stem, asked.item, asked.bank_id, pictures)
    if asked.bracket:
        stem.add_run(words("bracket"))
    if not section.even:
        stem.add_run(words("worth", points=figure(asked.question.points)))
    _below(document, asked, pictures)
    if asked.item.type is ItemType.MATCHING:
        _pairs(document, asked, pictures)
    _options(document, asked, asked.columns, pictures)
    if asked.item.type is ItemType.ORDERING:
        document.add_paragraph(words("order") + GAP * 2)
    for _line in range(asked.lines):
        document.add_paragraph(LINE)


def _answered(document: "Document", section: Section, asked: Asked, pictures: Pictures) -> None:
    item = asked.item
    stem = _begun(document, asked)
    if asked.about is not None:
        _write(stem, asked.about.text, asked.about, asked.bank_id, pictures)
        stem.add_run().add_break()
    _write(stem, item.stem, item, asked.bank_id, pictures)
    if item.type in HEADS and is_chinese():
        stem.add_run(f" [{HEADS[item.type]}]")
    if not section.even:
        stem.add_run(words("worth", points=figure(asked.question.points)))
    _below(document, asked, pictures)
    if item.type is ItemType.MATCHING:
        _pairs(document, asked, pictures)
    _options(document, asked, 1, pictures)
    letters = {option.key: letter for letter, option in asked.letters}
    answer = answer_of(item, letters, say) if item.type in HEADS and is_chinese() else asked.key
    document.add_paragraph(words("answer") + _plain(answer, Markup.PLAIN))
    for name, text in _about(asked):
        document.add_paragraph(words(name) + text)


def _about(asked: Asked) -> Iterator[tuple[str, str]]:
    item = asked.item
    told = {
        "explanation": _words(item.explanation, item),
        "difficulty": str(item.difficulty or ""),
        "knowledge point": item.knowledge_point,
        "source": asked.source,
    }
    yield from ((name, text) for name, text in told.items() if text)


def _begun(document: "Document", asked: Asked) -> "Paragraph":
    paragraph = document.add_paragraph(words("number", number=asked.number))
    paragraph.paragraph_format.space_before = paper_word_frame.BEFORE_QUESTION
    paragraph.paragraph_format.keep_with_next = bool(asked.letters)
    return paragraph


def _material(document: "Document", asked: Asked, pictures: Pictures) -> None:
    about = asked.material
    if about is None:
        return
    name = "material one" if asked.material_to == asked.number else "material"
    document.add_paragraph(words(name, first=asked.number, last=asked.material_to)).runs[0].bold = True
    _write(document.add_paragraph(), about.text, about, asked.bank_id, pictures)


def _below(document: "Document", asked: Asked, pictures: Pictures) -> None:
    """Pictures and blanks the stem has no place for."""
    for picture in left_over(asked.item):
        _picture(document.add_paragraph(), picture, asked.bank_id, pictures)
    for number, _key in enumerate(unplaced(asked.item), 1):
        document.add_paragraph(f"（{number}）{GAP}")


def _pairs(document: "Document", asked: Asked, pictures: Pictures) -> None:
    for number, pair in enumerate(asked.item.pairs, 1):
        line = document.add_paragraph(f"（{number}）")
        _write(line, pair.text, asked.item, asked.bank_id, pictures, pair.markup)
        line.add_run(words("bracket"))


def _options(document: "Document", asked: Asked, columns: int, pictures: Pictures) -> None:
    item = asked.item
    named = {picture.name: picture for picture in item.pictures}
    for start in range(0, len(asked.letters), columns):
        line = paper_word_frame.option_line(document, columns)
        for place, (letter, option) in enumerate(asked.letters[start : start + columns]):
            line.add_run(("\t" if place else "") + f"{letter}. ")
            _write(line, option.text, item, asked.bank_id, pictures, option.markup)
            if option.picture in named:
                _picture(line, named[option.picture], asked.bank_id, pictures)


def _write(
    paragraph: "Paragraph",
    text: Text,
    item: Item | Material,
    bank_id: uuid.UUID,
    pictures: Pictures,
    markup: Markup | None = None,
) -> None:
    """The words with pictures and gaps in their places."""
    named = {picture.name: picture for picture in item.pictures}
    blanks = {blank.key for blank in getattr(item, "blanks", ())}
    for place, part in enumerate(MARKER.split(say(text))):
        if not place % 2:
            _lines(paragraph, _plain(part, markup or item.markup))
        elif part in named:
            _picture(paragraph, named[part], bank_id, pictures)
        else:
            paragraph.add_run(GAP if part in blanks else f"[[{part}]]")


def _lines(paragraph: "Paragraph", text: str) -> None:
    for place, line in enumerate(text.split("\n")):
        if place:
            paragraph.add_run().add_break()
        if line:
            paragraph.add_run(line)


def _picture(paragraph: "Paragraph", picture: Picture, bank_id: uuid.UUID, pictures: Pictures) -> None:
    content = pictures.get((bank_id, picture.sha256))
    if content is None or not paper_word_frame.add_picture(paragraph, content):
        paragraph.add_run(f"[{say(picture.alt) or picture.name}]")


def _words(text: Text, item: Item) -> str:
    """On one line, without pictures."""
    return " ".join(_plain(MARKER.sub("", say(text)), item.markup).split("\n"))


def _plain(text: str, markup: Markup) -> str:
    """Word is given words only: tags go, their line breaks stay."""
    if markup in (Markup.HTML, Markup.MOODLE):
        text = html.unescape(nh3.clean(_BREAKS.sub("\n", text), tags=set()))
    return _CONTROLS.sub("", text).strip("\n")


# What XML 1.0 cannot hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _pictures(found: Sequence[Sheet]) -> Pictures:
    wanted: dict[uuid.UUID, set[str]] = {}
    for sheet in found:
        for section in sheet.sections:
            for asked in section.asked:
                shown: list[Any] = [*asked.item.pictures, *(asked.about.pictures if asked.about else ())]
                wanted.setdefault(asked.bank_id, set()).update(picture.sha256 for picture in shown)
    return {
        (bank_id, sha256): content
        for bank_id, names in wanted.items()
        for sha256, content in bank_pictures.bytes_of(bank_id, names).items()
    }


def _bytes(document: "Document") -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
