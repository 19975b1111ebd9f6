"""The skill matrix as a workbook: people by knowledge points, the totals with a chart, the widest gaps."""

from flask_babel import gettext as _

from portal.quizzes.results.office_book import Cell, Head, OfficeBook
from portal.quizzes.results.result_points import point_name
from portal.quizzes.results.skill_gaps import Gap
from portal.quizzes.results.skill_page import SkillPage


def workbook(page: SkillPage) -> bytes:
    book = OfficeBook()
    _people(book, page)
    _points(book, page)
    _gaps(book, page)
    return book.content()


def _title(page: SkillPage) -> str:
    since = page.since.isoformat() if page.asked.months else ""
    return f"{_('Skill matrix')} {since} – {page.today.isoformat()}"


def _people(book: OfficeBook, page: SkillPage) -> None:
    """Two columns a knowledge point, so that Excel can reckon: the share, and its number of answers."""
    heads = [Head(_("Staff number"), 14), Head(_("Full name"), 12), Head(_("Unit"), 16)]
    heads += [Head(_("Share right"), 10, percent=True), Head(_("Times asked"), 9)]
    for point in page.matrix.points:
        heads += [Head(point_name(point), 12, percent=True), Head("n", 6)]
    rows = []
    for account in page.matrix.people:
        own = page.matrix.over(page.matrix.rows.get(account.id, {}))
        cells: list[Cell] = [account.login, account.name, account.unit.name, own.share, own.asked]
        for point in page.matrix.points:
            cell = page.matrix.cell(account, point)
            cells += [cell.share, cell.asked]
        rows.append(cells)
    note = _("Empty: never asked. n says on how many answers a share rests.")
    book.table(_("People"), _title(page), heads, rows, note)


def _points(book: OfficeBook, page: SkillPage) -> None:
    heads = [
        Head(_("Knowledge point"), 30), Head(_("Right"), 8), Head(_("Times asked"), 9),
        Head(_("Share right"), 10, percent=True), Head(_("Low"), 9, percent=True),
        Head(_("High"), 9, percent=True), Head(_("Last answer"), 12), Head(_("People never asked"), 12),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for point in page.matrix.points:
        cell = page.matrix.of_all(point)
        share = cell.proportion
        low, high = (share.interval.low, share.interval.high) if share.interval else (None, None)
        never = page.gaps.untried.get(point, 0) if cell.asked else len(page.matrix.people)
        rows.append([point_name(point), cell.right, cell.asked, share.share, low, high, cell.last, never])
    sheet = book.table(_("By knowledge point"), _title(page), heads, rows)
    book.bar_chart(sheet, _("Share right"), rows=len(rows), labels=1, values=4)


def _gaps(book: OfficeBook, page: SkillPage) -> None:
    heads = [
        Head(_("Of whom"), 18), Head(_("Knowledge point"), 30), Head(_("Right"), 8),
        Head(_("Times asked"), 9), Head(_("Share right"), 10, percent=True),
        Head(_("Missing to the target"), 12, percent=True),
    ]  # fmt: skip
    found: list[Gap] = [*page.gaps.everybody, *page.gaps.teams, *page.gaps.people]
    rows: list[list[Cell]] = [
        [page.who(gap), point_name(gap.point), gap.cell.right, gap.cell.asked, gap.cell.share, gap.distance]
        for gap in found
    ]
    book.table(_("Widest gaps"), _title(page), heads, rows)
