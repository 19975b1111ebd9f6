"""Who has not come, as words for a group and as a workbook."""

from collections.abc import Sequence

from flask_babel import gettext as _

from portal import templating
from portal.i18n import say
from portal.quizzes.models import Quiz
from portal.quizzes.results.office_book import Head, OfficeBook
from portal.quizzes.setup.monitoring import Line, Monitor, Stage

NAMES_IN_A_TEXT = 40


def missing(watched: Monitor) -> list[Line]:
    """Unit by unit."""
    found = watched.at(Stage.MISSING)
    return sorted(found, key=lambda line: (line.participant.unit.position, line.participant.unit.name))


def text(quiz: Quiz, people: Sequence[Line]) -> str:
    """Ready to be copied into a group; names of colleagues only, no telephone numbers."""
    names = [line.participant.account.name for line in people[:NAMES_IN_A_TEXT]]
    rest = len(people) - len(names)
    listed = _(", ").join(names)
    if rest:
        listed = _("%(names)s and %(rest)s more people", names=listed, rest=rest)
    if quiz.ends_at is None:
        return _(
            "“%(title)s” still waits for %(n)s people: %(names)s",
            title=say(quiz.title), n=len(people), names=listed,
        )  # fmt: skip
    return _(
        "“%(title)s” is open until %(end)s and still waits for %(n)s people: %(names)s",
        title=say(quiz.title), end=templating.moment(quiz.ends_at), n=len(people), names=listed,
    )  # fmt: skip


def workbook(quiz: Quiz, people: Sequence[Line]) -> bytes:
    book = OfficeBook()
    heads = (Head(_("Unit"), 20), Head(_("Staff number"), 14), Head(_("Full name"), 14))
    rows = [
        (line.participant.unit.name, line.participant.account.login, line.participant.account.name)
        for line in people
    ]
    title = _("%(title)s: who has not come", title=say(quiz.title))
    book.table(_("Not come"), title, heads, rows)
    return book.content()
