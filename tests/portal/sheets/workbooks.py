"""Workbooks for the tests: bare ones part by part, real ones through XlsxWriter."""

import io
import zipfile
from typing import Any

import python_calamine
import xlsxwriter

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/sharedStrings.xml": f"<sst {MAIN}><si><t>姓名</t></si><si><t>张三</t></si></sst>",
    "xl/worksheets/sheet1.xml": f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>',
}


def worksheet(rows: str) -> str:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"


def bare_xlsx(parts: dict[str, Any] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, **(parts or {})}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx(*sheets: list[list[Any]], names: tuple[str, ...] = (), merged: tuple[str, ...] = ()) -> bytes:
    """Each sheet is a list of rows; numbers stay numbers, as Excel would keep them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for place, rows in enumerate(sheets):
        page = book.add_worksheet(names[place] if names else None)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
        for area in merged:
            page.merge_range(area, "", None)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    book.close()
    return buffer.getvalue()


def table_of(content: bytes) -> list[list[Any]]:
    """What a spreadsheet program would show of the first sheet."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    return list(book.get_sheet_by_index(0).to_python())


def dated_xlsx(days: int) -> bytes:
    """One heading and, below it, a date as Excel stores it: a number with a format."""
    style = f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>'
    link = f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    links = PARTS["xl/_rels/workbook.xml.rels"].replace("</Relationships>", link)
    head = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    formats = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    return bare_xlsx(
        {
            "[Content_Types].xml": PARTS["[Content_Types].xml"].replace("</Types>", style),
            "xl/_rels/workbook.xml.rels": links,
            "xl/styles.xml": f"<styleSheet {MAIN}>{formats}</styleSheet>",
            "xl/worksheets/sheet1.xml": worksheet(
                f'{head}<row r="2"><c r="A2" s="1"><v>{days}</v></c></row>'
            ),
        }
    )


def ods(cells: str) -> bytes:
    """An OpenDocument spreadsheet of one table; `cells` is the inside of its rows."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="名单">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


def ods_row(*texts: str, repeated: int = 1) -> str:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    inside = "".join(cell.format(text) for text in texts)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'
