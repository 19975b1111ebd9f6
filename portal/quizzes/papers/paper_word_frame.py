"""What stands around the questions in a Word file: page, fonts, 密封线, head, tables, page numbers."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portal.quizzes.papers.paper_language import words
from portal.quizzes.papers.paper_words import numeral

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from portal.quizzes.papers.paper_sheets import Sheet

# The names under which Word on a Chinese machine knows them.
SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
POINT, CENTIMETRE = 12_700, 360_000  # in the units of the format (EMU)
BEFORE_QUESTION = 4 * POINT
WIDEST_PICTURE = 9 * CENTIMETRE
TEXT_WIDTH = 16 * CENTIMETRE
DOTS = "…………"


def begun(*, sealed: bool) -> "Document":
    """An empty A4 document; `sealed` with the line in its header behind which names are written."""
    import docx  # heavy: only a download needs it
    from docx.shared import Emu

    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Emu(21 * CENTIMETRE), Emu(int(29.7 * CENTIMETRE))
    page.left_margin = page.right_margin = Emu(int(2.5 * CENTIMETRE))
    page.top_margin = page.bottom_margin = Emu(2 * CENTIMETRE)
    _font(document.styles["Normal"], SONG, 10.5)
    document.styles["Normal"].paragraph_format.space_after = 0
    _speak_chinese(document)
    if sealed:
        line = page.header.paragraphs[0]
        _centred(line, DOTS.join(f" {letter} " for letter in ("", *words("seal"), "")))
        _centred(page.header.add_paragraph(), words("seal note"))
    _page_numbers(page.footer.paragraphs[0])
    return document


def head(document: "Document", sheet: "Sheet", *, page_break: bool) -> None:
    """Title, the box for name, unit and number, and the table of points."""
    title(document, sheet.title, sheet.facts, page_break=page_break)
    named = [words("unit"), "", words("name"), "", words("staff number"), ""]
    table(document, [named])
    document.add_paragraph()
    parts = [numeral(section.numeral) for section in sheet.sections]
    marks = [[words("part"), *parts, words("total")], [words("earned"), *[""] * (len(parts) + 1)]]
    table(document, marks)


def title(document: "Document", text: str, facts: str, *, page_break: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = page_break
    run = _centred(paragraph, text)
    _font(run, HEI, 18)
    _centred(document.add_paragraph(), facts)


def section_head(document: "Document", text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = 10 * POINT
    paragraph.paragraph_format.keep_with_next = True
    _font(paragraph.add_run(text), HEI, 12)


def option_line(document: "Document", columns: int) -> "Paragraph":
    """A line for so many options beside each other."""
    from docx.shared import Emu

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Emu(int(0.75 * CENTIMETRE))
    for place in range(1, columns):
        paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(TEXT_WIDTH * place // columns))
    return paragraph


def table(document: "Document", rows: Sequence[Sequence[str]], widths: Sequence[float] = ()) -> None:
    """With lines around every cell; the first row is repeated on each page of a long one."""
    from docx.shared import Emu

    grid = document.add_table(rows=0, cols=len(rows[0]))
    grid.style = "Table Grid"
    for row in rows:
        cells = grid.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            _centred(cell.paragraphs[0], text)
        for cell, width in zip(cells, widths, strict=False):
            cell.width = Emu(int(width * CENTIMETRE))
    if len(rows) > 2:
        _repeated(grid.rows[0])


def score_sheet(name: str, facts: str, rows: Sequence[Sequence[str]]) -> bytes:
    document = begun(sealed=False)
    title(document, name, facts, page_break=False)
    table(document, rows, [1.2, 2.4, 3.4, 2.2])
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def add_picture(paragraph: "Paragraph", content: bytes) -> bool:
    """False for what Word cannot show."""
    from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError
    from docx.image.exceptions import UnrecognizedImageError as Unknown
    from docx.shared import Emu

    try:
        shape = paragraph.add_run().add_picture(io.BytesIO(content))
    except (Unknown, InvalidImageStreamError, UnexpectedEndOfFileError):
        return False
    if shape.width > WIDEST_PICTURE:
        shape.height = Emu(int(shape.height * WIDEST_PICTURE / shape.width))
        shape.width = Emu(WIDEST_PICTURE)
    return True


def _centred(paragraph: "Paragraph", text: str) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph.add_run(text)


def _font(target: Any, chinese: str, size: float) -> None:
    """Chinese letters have a font attribute of their own, which python-docx does not set."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    target.font.name, target.font.size = LATIN, Pt(size)
    target.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), chinese)


def _speak_chinese(document: "Document") -> None:
    """The template of python-docx calls its East Asian text Japanese, and Word would draw it so."""
    from docx.oxml.ns import qn

    for element in (document.styles.element, document.settings.element):
        for language in (*element.iter(qn("w:lang")), *element.iter(qn("w:themeFontLang"))):
            language.set(qn("w:eastAsia"), "zh-CN")


def _page_numbers(paragraph: "Paragraph") -> None:
    before, between, after = words("pages", page="\n", pages="\n").split("\n")
    _centred(paragraph, before)
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _field(paragraph: "Paragraph", code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)  # python-docx has no way of its own to fields


def _repeated(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
