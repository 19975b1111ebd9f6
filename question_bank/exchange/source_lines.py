"""What a file says line by line, as far as people can read it: shown beside what was made of it."""

from collections.abc import Iterator, Mapping

from question_bank.errors import BankError
from question_bank.exchange import excel, word
from question_bank.exchange.item_content import Draft, ItemFile
from question_bank.exchange.plain_text import decode, stored
from question_bank.exchange.word_reading import WordReader
from question_bank.exchange.zip_reading import ZIP, Package

MOST_LINES = 40
"""Lines shown of one question."""
LONGEST = 1_000
"""Characters shown of one line."""
CELLS = " │ "

Lines = Mapping[tuple[str, int], str]


def lines_of(source: bytes, file: ItemFile) -> Lines:
    """The text of each line by sheet and number; nothing for packages of XML, which nobody reads."""
    try:
        return dict(_lines(source, file.format))
    except BankError:
        return {}


def _lines(source: bytes, format: str) -> Iterator[tuple[tuple[str, int], str]]:
    draft = Draft()
    if format == excel.NAME:
        tables = list(excel.tables(source, draft))
        for table in tables:
            sheet = table.name if len(tables) > 1 else ""
            for number, row in enumerate(table.rows, table.first_line):
                yield (sheet, number), CELLS.join(filter(None, row))[:LONGEST]
    elif format == word.NAME:
        with Package(source) as package:
            yield from _paragraphs(WordReader(package, draft))
    elif not source.startswith(ZIP):
        for number, text in enumerate(stored(decode(source, draft)).split("\n"), 1):
            yield ("", number), text[:LONGEST]


def _paragraphs(reader: WordReader) -> Iterator[tuple[tuple[str, int], str]]:
    """A paragraph with line breaks is one line here, as it has one number."""
    said: dict[int, str] = {}
    for line in reader.lines():
        said[line.number] = f"{said[line.number]}\n{line.text}" if line.number in said else line.text
    for number, text in said.items():
        yield ("", number), text[:LONGEST]


def shown(file: ItemFile, lines: Lines) -> dict[str, list[tuple[int, str]]]:
    """For each question the lines it was read from: up to where the next one begins, and that of its key."""
    places = sorted(file.places.items(), key=lambda each: (each[1].sheet, each[1].line))
    found: dict[str, list[tuple[int, str]]] = {}
    single = file.format == excel.NAME
    for number, (key, place) in enumerate(places):
        following = places[number + 1][1] if number + 1 < len(places) else None
        same = following is not None and following.sheet == place.sheet
        end = place.line + 1 if single else place.line + MOST_LINES
        if following is not None and same and not single:
            end = max(place.line + 1, min(end, following.line))
        numbers = [*range(place.line, end)]
        if place.key_line is not None and place.key_line not in numbers:
            numbers.append(place.key_line)
        texts = ((each, lines.get((place.sheet, each), "")) for each in numbers)
        found[key] = [(each, text) for each, text in texts if text.strip()]
    return found
