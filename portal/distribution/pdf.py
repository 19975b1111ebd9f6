"""One PDF of a sheet. The layouts are files; the data comes in as JSON and is never part of their text."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from portal.distribution import fonts, qr
from portal.distribution.printing import Sheet, words

LAYOUTS = Path(__file__).parent / "typst"
STEP = 100
FEW = 24


def compile_sheet(sheet: Sheet, report: Callable[[int], None] = lambda done: None) -> bytes:
    """`report` hears how many codes have been drawn; setting the pages after that takes a second."""
    # Imported here: the compiler is large and only a job needs it.
    import typst

    families = fonts.families()
    data = {"fonts": families, "words": words(sheet), "cards": _cards(sheet, report)}
    return bytes(
        typst.compile(
            str(LAYOUTS / f"{sheet.layout}.typ"),
            root=str(LAYOUTS),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            font_paths=[str(fonts.folder())],
            ignore_system_fonts=True,
        )
    )


def _cards(sheet: Sheet, report: Callable[[int], None]) -> list[dict[str, str]]:
    drawn: dict[str, str] = {}
    cards = []
    many = len({card.address for card in sheet.cards}) > FEW
    for place, card in enumerate(sheet.cards):
        if place % STEP == 0:
            report(place)
        if card.address not in drawn:
            drawn[card.address] = str(qr.svg(card.address, of_many=many))
        cards.append(asdict(card) | {"svg": drawn[card.address]})
    report(len(cards))
    return cards
