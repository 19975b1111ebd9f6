"""Question banks in Word: the conventions of Chinese text, with pictures and Word's own numbers."""

import io
from collections.abc import Mapping

from question_bank.errors import ItemError
from question_bank.exchange.chinese_text import read_lines
from question_bank.exchange.chinese_writing import lines_of
from question_bank.exchange.item_content import Draft, ItemContent, WrittenItems
from question_bank.exchange.item_remarks import languages_left, with_material
from question_bank.exchange.word_reading import WordReader
from question_bank.exchange.zip_reading import OLE, ZIP, Package
from question_bank.items import Bank

NAME = "word"
ENDING = ".docx"
FORMAT = "Word"


def recognises(source: bytes, name: str) -> bool:
    """A package with a document in it; also the old .doc, which is answered with a sentence."""
    lower = name.lower()
    packed = source.startswith(ZIP) and (b"word/document.xml" in source or lower.endswith((".docx", ".docm")))
    return packed or (source.startswith(OLE) and not lower.endswith((".xls", ".xlsx")))


def read(source: bytes) -> ItemContent:
    """The questions; `line` counts the paragraphs."""
    if source.startswith(OLE):
        raise ItemError("password" if "EncryptedPackage".encode("utf-16-le") in source else "old_word")
    draft = Draft()
    with Package(source) as package:
        return read_lines(WordReader(package, draft).lines(), draft)


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """A document that this module reads again."""
    import docx  # heavy: not for reading
    from docx.oxml.parser import OxmlElement
    from docx.text.paragraph import Paragraph

    bank, joined = with_material(bank)
    lines, remarks = lines_of(bank, FORMAT)
    document = docx.Document()
    # `add_paragraph` looks for the end of the document each time, which takes minutes in a large bank.
    end = document.element.body.sectPr
    for line in lines:
        element = OxmlElement("w:p")
        end.addprevious(element)
        Paragraph(element, document._body).add_run(line)
    target = io.BytesIO()
    document.save(target)
    return WrittenItems(target.getvalue(), [*languages_left(bank, FORMAT), *joined, *remarks])
