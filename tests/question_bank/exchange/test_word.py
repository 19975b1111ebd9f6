"""Word files: text as in any file, Word's own numbers, pictures, and what only calls itself Word."""

import io
import struct
import zlib

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from question_bank.exchange import word
from question_bank.exchange.item_formats import read_items, write_items


def png():
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def saved(document):
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_lines(*lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def test_paragraphs_are_lines():
    found = read_items(with_lines("一、单选题", "1.甲？", "A.一\tB.二", "答案：B"), "题库.docx")

    assert found.format == "word"
    assert found.problems == []
    assert [(item.type.value, item.right) for item in found.items] == [("single", ("B",))]


def test_cells_of_a_table_are_lines_too():
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "1.甲？"
    cell.add_paragraph("A.一")
    cell.add_paragraph("B.二")
    cell.add_paragraph("答案：A")

    assert len(read_items(saved(document), "x.docx").items) == 1


def test_numbers_that_word_shows_are_read():
    document = docx.Document()
    for text in ("甲？（A）", "乙？（B）"):
        document.add_paragraph(text, style="List Number")
        document.add_paragraph("A.一 B.二")

    found = read_items(saved(document), "x.docx")

    assert [item.right for item in found.items] == [("A",), ("B",)]
    assert found.problems == []


def test_deleted_words_are_left_out():
    document = docx.Document()
    paragraph = document.add_paragraph("1.甲？")
    deleted, run, text = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "乙"
    run.append(text)
    deleted.append(run)
    paragraph._p.append(deleted)
    document.add_paragraph("答案：丙")

    assert read_items(saved(document), "x.docx").items[0].stem == {"zh-Hans": "甲？"}
    assert deleted.tag == qn("w:del")


def test_pictures_stand_where_they_stood():
    document = docx.Document()
    document.add_paragraph("1.这是什么").add_run().add_picture(io.BytesIO(png()))
    document.add_paragraph("答案：一个点")

    found = read_items(saved(document), "x.docx")

    (picture,) = found.items[0].pictures
    assert found.items[0].stem["zh-Hans"] == f"这是什么[[{picture.name}]]"
    assert found.files[picture.sha256] == png()


def test_what_is_written_is_read_again():
    bank = word.read(with_lines("1.甲？", "A.一", "B.二", "答案：B", "2.是吗？", "答案：对")).bank

    assert word.read(write_items("word", bank).content).bank == bank


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old_word"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "password"),
        (with_lines("1.甲？")[:-200], "zip_damaged"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(content, code):
    found = read_items(content, "题库.doc")

    assert found.bank is None
    assert [each.code for each in found.problems] == [code]
