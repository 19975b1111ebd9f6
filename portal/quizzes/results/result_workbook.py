"""The results of a quiz as a workbook: person by item, unit by unit, knowledge point by knowledge point."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.i18n import say
from portal.quizzes.models import Ending, FrozenItem, ItemResult
from portal.quizzes.papers import drawing
from portal.quizzes.results.answer_words import stem_words
from portal.quizzes.results.office_book import Cell, Head, OfficeBook
from portal.quizzes.results.result_page import Results
from portal.quizzes.results.result_people import Line, shop_or_name
from portal.quizzes.results.result_points import point_name
from portal.quizzes.setup.quiz_words import ENDINGS

Points = dict[uuid.UUID, dict[uuid.UUID, float | None]]
STEM = 40  # characters of a stem in a column's head


def workbook(results: Results) -> bytes:
    book, title = OfficeBook(), say(results.quiz.title)
    _people(book, title, results)
    _units(book, title, results)
    _points(book, title, results)
    return book.content()


def _people(book: OfficeBook, title: str, results: Results) -> None:
    points = _points_of_items(results)
    items = _items(results, points)
    heads = [
        Head(_("Staff number"), 14), Head(_("Full name"), 12), Head(_("Unit"), 16), Head(_("Handed in"), 17),
        Head(_("How"), 14), Head(_("Seconds"), 9), Head(_("Points"), 8), Head(_("Full marks"), 8),
        Head(_("Score"), 9, percent=True), Head(_("Passed"), 8), Head(_("Attempts"), 9), Head(_("Paper"), 7),
        Head(_("Adjusted score"), 10, percent=True), Head(_("Left the page"), 9), Head(_("Markings"), 9),
        *(Head(label, 9) for _key, label in items),
    ]  # fmt: skip
    keys = [key for key, _label in items]
    rows = (_person(results, line, keys, points) for line in results.lines)
    note = _(
        "Of several attempts the one that counts is shown. How often the page was left is information, not "
        "proof. The adjusted score makes papers of unequal difficulty comparable and decides nothing."
    )
    book.table(_("Results by person"), title, heads, rows, note)


def _person(
    results: Results,
    line: Line,
    keys: Sequence[uuid.UUID],
    points: Points,
) -> list[Cell]:
    shown, standing = line.shown, line.standing
    earned = points.get(shown.id, {}) if shown and line.counted else {}
    ending = str(ENDINGS[Ending(shown.ending)]) if shown and shown.ending else _("Has not come")
    name = shop_or_name(line, results.names_shops)
    number = line.number if line.account is not None or results.names_shops else ""
    adjusted = results.papers.adjusted(line) if results.papers else None
    return [
        number, name, line.unit.name, shown.handed_in_at if shown else None,
        line.excused or (_("In progress") if line.is_open and not standing else ending),
        line.seconds, standing.total if standing else None, standing.possible if standing else None,
        standing.share if standing else None, line.passed, standing.number if standing else None,
        shown.paper_n if shown else None, adjusted, line.left_count if standing else None,
        line.versions or None, *(earned.get(key) for key in keys),
    ]  # fmt: skip


def _units(book: OfficeBook, title: str, results: Results) -> None:
    heads = [
        Head(_("Unit"), 22), Head(_("Handed in"), 10), Head(_("People"), 10), Head(_("Passed"), 10),
        Head(_("Settled"), 8), Head(_("Share passed"), 12, percent=True), Head(_("Low"), 9, percent=True),
        Head(_("High"), 9, percent=True), Head(_("Mean score"), 12, percent=True),
    ]  # fmt: skip
    rows = list(_unit_rows(results))
    page = book.table(_("By unit"), title, heads, rows, _("Low and high: ends of the interval (95%)."))
    book.bar_chart(page, _("Share passed"), rows=len(rows), labels=1, values=6)


def _unit_rows(results: Results) -> Iterator[list[Cell]]:
    for line in results.units:
        passed, interval = line.numbers.passed, line.numbers.passed.interval
        yield [
            line.unit.name, line.numbers.handed_in, line.numbers.wanted, passed.count, passed.base,
            passed.share, interval.low if interval else None, interval.high if interval else None,
            line.numbers.mean,
        ]  # fmt: skip


def _points(book: OfficeBook, title: str, results: Results) -> None:
    found = results.points
    heads = [
        Head(_("Knowledge point"), 30), Head(_("Right"), 8), Head(_("Times asked"), 9),
        Head(_("Share right"), 10, percent=True), Head(_("Low"), 9, percent=True),
        Head(_("High"), 9, percent=True), *(Head(unit.name, 11, percent=True) for unit in found.units),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for line in found.lines:
        share = line.all.share
        by_unit = [line.by_unit[unit.id].share.share if unit.id in line.by_unit else None
                   for unit in found.units]  # fmt: skip
        low, high = (share.interval.low, share.interval.high) if share.interval else (None, None)
        rows.append([point_name(line.point), share.count, share.base, share.share, low, high, *by_unit])
    page = book.table(_("By knowledge point"), title, heads, rows)
    book.bar_chart(page, _("Share right"), rows=len(rows), labels=1, values=4)


def _items(results: Results, points: Points) -> list[tuple[uuid.UUID, str]]:
    """The columns of items: id, and number with the beginning of the stem, in the order of the quiz."""
    query = select(FrozenItem.item_id).where(FrozenItem.quiz_id == results.quiz.id)
    wordings = drawing.asked_items(results.quiz.id)
    asked = {item_id for each in points.values() for item_id in each}
    ordered = [key for key in db.session.scalars(query.order_by(FrozenItem.position)) if key in asked]
    return [
        (key, f"{number}. {stem_words(wordings[str(key)])[:STEM]}") for number, key in enumerate(ordered, 1)
    ]


def _points_of_items(results: Results) -> Points:
    """Points by attempt and item, of everybody whose results are seen."""
    wanted = {attempt.id for line in results.lines for attempt in line.counted}
    query = select(ItemResult.attempt_id, ItemResult.item_id, ItemResult.points)
    found: defaultdict[uuid.UUID, dict[uuid.UUID, float | None]] = defaultdict(dict)
    for row in db.session.execute(query.where(ItemResult.quiz_id == results.quiz.id)):
        if row.attempt_id in wanted:
            found[row.attempt_id][row.item_id] = row.points
    return found
