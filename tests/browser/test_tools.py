"""The tools of the browser tests see what they are meant to see."""

import qrcode

from tests.tools import accessibility, printed

ADDRESS = "https://voice.example/s/K7M2QX"


def pdf_of(page, body):
    page.set_content(f"<body>{body}</body>")
    return page.pdf(format="A4", print_background=True)


def svg_of(text):
    matrix = qrcode.QRCode()
    matrix.add_data(text)
    rows = enumerate(matrix.get_matrix())
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in rows for x, cell in enumerate(row) if cell)
    return f'<svg width="200" height="200" viewBox="0 0 41 41"><path d="{dark}"/></svg>'


def test_a_printed_code_is_read_from_the_page(desktop):
    document = pdf_of(desktop, f"<p>扫一扫</p>{svg_of(ADDRESS)}{svg_of('second')}")

    assert sorted(printed.decode_pdf(document)[0]) == sorted([ADDRESS, "second"])
    assert "扫一扫" in printed.words(document)[0]


def test_a_picture_of_a_code_is_read(desktop):
    desktop.set_content(svg_of(ADDRESS))

    assert printed.decode(desktop.screenshot()) == [ADDRESS]


def test_axe_finds_what_is_wrong(desktop):
    desktop.set_content('<html lang="en"><title>x</title><main><h1>x</h1><img src=""></main></html>')

    assert [line.split(":")[0] for line in accessibility.violations(desktop)] == ["image-alt"]
