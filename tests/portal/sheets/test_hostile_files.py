"""Files made to hurt: each is answered with a sentence, quickly, and without memory to speak of."""

import io
import zipfile

import pytest

from portal.sheets.model import SheetError
from portal.sheets.reading import read_workbook
from tests.portal.sheets.workbooks import MAIN, bare_xlsx, ods, ods_row, worksheet


def refusal(content: bytes, name: str = "x.xlsx") -> str:
    with pytest.raises(SheetError) as refused:
        read_workbook(content, name)
    return refused.value.message


def test_a_bomb_is_refused_by_what_it_claims():
    content = bare_xlsx({"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"})

    assert len(content) < 100_000
    assert "too large" in refusal(content)


def test_a_bomb_that_claims_to_be_small_is_refused():
    content = bare_xlsx({"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 10_000_000 + b"</worksheet>"})
    small = content.replace((10_000_023).to_bytes(4, "little"), (2000).to_bytes(4, "little"))

    assert small != content
    assert "damaged" in refusal(small)


def test_a_sheet_that_claims_seventeen_billion_cells_is_refused():
    sheet = worksheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')

    assert "too large" in refusal(bare_xlsx({"xl/worksheets/sheet1.xml": sheet}))


def test_ten_thousand_members_are_refused():
    assert "too many parts" in refusal(bare_xlsx({f"xl/media/{n}": b"" for n in range(10_000)}))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_document_type_is_refused(part):
    bad = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x {MAIN}>&e;</x>'

    assert "declarations" in refusal(bare_xlsx({part: bad}))


def test_a_document_type_in_another_encoding_is_refused():
    bad = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "1">]><x {MAIN}>&e;</x>'.encode("utf-16")

    assert "Save it in Excel" in refusal(bare_xlsx({"xl/sharedStrings.xml": bad}))


def test_half_an_upload_is_refused():
    assert "incomplete or damaged" in refusal(bare_xlsx()[:-300])


def test_a_flipped_bit_is_refused():
    content = bytearray(bare_xlsx())
    content[600] ^= 255

    assert "incomplete or damaged" in refusal(bytes(content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n,,\n", "empty"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1528, "protected by a password"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ("<html><table><tr><td>工号</td></tr></table></html>".encode("gbk"), "web page"),
        (b"%PDF-1.4\n", "no workbook"),
        (b"a,b\n" + b"x" * 9_000_000, "larger than 8 MB"),
        (",".join(["x"] * 10_000).encode(), "10000 columns"),
        (b"a,b\n" + b"1,2\n" * 50_001, "more than 50000 rows"),
        (b'id,name\n1,"' + b"A" * 1_000_000 + b'"\n', "Line 2"),
        (b'id,name\n1,"abc\n2,def\n3,ghi\n', "Line 2"),
        ("工号,姓名\n001,张\0三\n".encode(), "Line 2"),
        ("工号,姓名\n001,张三\n".encode() + "002,王五\n".encode("gbk"), "Line 3"),
        ("id,name\n1,José\n".encode("latin-1"), "another encoding"),
        ("工号,姓名,姓名\n001,甲,乙\n".encode(), "姓名"),
    ],
)
def test_each_bad_file_gets_its_sentence(content, words):
    assert words in refusal(content, "x.csv")


def test_an_archive_that_is_no_workbook_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("photo.jpg", b"x")

    assert "no workbook" in refusal(buffer.getvalue())


def test_paths_inside_the_archive_write_nothing(tmp_path):
    target = tmp_path / "slipped.txt"

    sheet = read_workbook(bare_xlsx({str(target): b"x", "../../slipped.txt": b"x"}), "x.xlsx")

    assert sheet.header == ("姓名",)
    assert not target.exists()


def test_one_long_text_in_thousands_of_cells_is_refused():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5000))
    strings = f"<sst {MAIN}><si><t>{'长' * 30_000}</t></si></sst>"

    assert "too large" in refusal(
        bare_xlsx({"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": worksheet(rows)})
    )


def test_a_row_repeated_a_million_times_is_refused():
    assert "too large" in refusal(ods(ods_row(*"abcdefghij", repeated=1_048_576)), "x.ods")
