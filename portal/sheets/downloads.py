"""A workbook as an answer to a browser."""

from urllib.parse import quote

from flask import Response

from portal.sheets.writing import XLSX


def attachment(content: bytes, name: str) -> Response:
    """With a file name that survives every browser (RFC 5987)."""
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
