"""Reads printed codes the way a phone does: from the picture."""

import io

import pypdfium2
import zxingcpp
from PIL import Image


def decode(picture: bytes | Image.Image) -> list[str]:
    """The texts of all QR codes in a picture, in reading order."""
    image = picture if isinstance(picture, Image.Image) else Image.open(io.BytesIO(picture))
    # Transparent parts are paper.
    paper = Image.new("RGB", image.size, "white")
    rgba = image.convert("RGBA")
    paper.paste(rgba, mask=rgba.getchannel("A"))
    found = zxingcpp.read_barcodes(paper, formats=zxingcpp.BarcodeFormat.QRCode)
    return [
        code.text
        for code in sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    ]


def decode_pdf(document: bytes, dots_per_inch: int = 200) -> list[list[str]]:
    """The texts of the QR codes of each page."""
    return [decode(picture) for picture in pages(document, dots_per_inch)]


def pages(document: bytes, dots_per_inch: int = 100) -> list[Image.Image]:
    """Each page of a PDF as a picture."""
    pdf = pypdfium2.PdfDocument(document)
    try:
        return [page.render(scale=dots_per_inch / 72).to_pil() for page in pdf]
    finally:
        pdf.close()


def words(document: bytes) -> list[str]:
    """The text of each page of a PDF, as far as it can be selected."""
    pdf = pypdfium2.PdfDocument(document)
    try:
        return [page.get_textpage().get_text_range() for page in pdf]
    finally:
        pdf.close()
