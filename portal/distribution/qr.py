"""QR codes: error level Q, four modules of quiet zone, no picture in the middle."""

from io import BytesIO
from typing import Any

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.pil import PilImage

QUIET_ZONE = 4


ANY_MASK = 2


def _code(text: str, mask: int | None = None) -> Any:
    """The best of the eight masks, which takes seven times as long as drawing one; each can be read."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE, mask_pattern=mask)
    code.add_data(text.encode())
    code.make(fit=True)
    return code


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where the dark modules of a row begin and how long each run is."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and runs and runs[-1][0] + runs[-1][1] == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs


def svg(text: str, label: str = "", *, of_many: bool = False) -> Markup:
    """One path of horizontal runs, a third of the size that a square per module would take.

    `of_many`: one of a sheet of hundreds, drawn with whatever mask.
    """
    matrix = _code(text, ANY_MASK if of_many else None).get_matrix()
    path = "".join(f"M{x} {y}h{n}v1h-{n}z" for y, row in enumerate(matrix) for x, n in _runs(row))
    size = len(matrix)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {size} {size}" role="img" '
        'shape-rendering="crispEdges"><title>{label}</title><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        '<path d="{path}"/></svg>'
    ).format(size=size, label=label or text, path=path)


def png(text: str, scale: int = 10) -> bytes:
    """Black on white, `scale` pixels a module."""
    code = _code(text)
    code.box_size = scale
    image = code.make_image(image_factory=PilImage)
    content = BytesIO()
    image.save(content, format="PNG")
    return content.getvalue()
