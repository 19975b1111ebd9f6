"""The item analysis as a workbook: every item with its figures, its options, and the fitted models."""

from typing import Any

from flask_babel import gettext as _

from portal.quizzes.analysis import analysis_words as words
from portal.quizzes.analysis.analysis import Analysis, Line
from portal.quizzes.analysis.analysis_models import Models
from portal.sheets.writing import Workbook
from question_bank.analysis.figures import Figure

Cell = str | float | int | None


def workbook(analysis: Analysis, models: Models | None = None) -> bytes:
    book = Workbook()
    _sheet(book, _("Items"), _item_head(), [_item(line) for line in analysis.lines])
    _sheet(
        book,
        _("Options"),
        _option_head(),
        [row for line in analysis.lines for row in _options(analysis, line)],
    )
    if models is not None:
        _sheet(book, _("Models"), _model_head(), _model_rows(models))
    return book.content()


def _sheet(book: Workbook, name: str, head: list[str], rows: list[list[Cell]]) -> None:
    page = book.add(name[:31])
    page.freeze_panes(1, 1)
    page.set_column(0, 0, 8)
    page.set_column(1, 1, 40)
    page.set_column(2, len(head), 13)
    book.write(page, 0, head, book.head)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            _cell(book, page, line, place, cell)


def _cell(book: Workbook, page: Any, line: int, place: int, cell: Cell) -> None:
    if isinstance(cell, str):
        page.write_string(line, place, cell, book.text)
    elif cell is not None:
        page.write_number(line, place, round(cell, 4))


def _item_head() -> list[str]:
    return [
        _("Item"), _("Question"), _("Knowledge point"), _("People asked"), _("All right"), _("Share right"),
        _("Interval from"), _("Interval to"), _("Discrimination"), _("Interval from"), _("Interval to"),
        _("Efficiency"), _("Best minus weakest group"), _("Intended weight"), _("Effective weight"),
        _("Key"), _("Verdict"), _("Advice"),
    ]  # fmt: skip


def _item(line: Line) -> list[Cell]:
    figures = line.figures
    return [
        line.number, words.stem(line.asked.item), line.asked.item.knowledge_point, figures.n, line.right,
        *_with_interval(figures.facility), *_with_interval(figures.discrimination),
        _value(figures.efficiency), _value(figures.groups), figures.intended_weight,
        _value(figures.effective_weight), _(", ").join(line.key_labels), line.verdict.word,
        " ".join(line.advice),
    ]  # fmt: skip


def _with_interval(figure: Figure) -> list[Cell]:
    if figure.value is None or figure.interval is None:
        return [_value(figure), None, None]
    return [figure.value, figure.interval.low, figure.interval.high]


def _value(figure: Figure) -> Cell:
    return words.silence(figure) if figure.value is None else figure.value


def _option_head() -> list[str]:
    return [
        _("Item"), _("Option"), _("Key"), _("Chosen by"), _("People asked"), _("Share"),
        _("Mean of the rest"),
        _("Correlation with the rest"), _("Best third"), _("Middle third"), _("Weakest third"),
    ]  # fmt: skip


def _options(analysis: Analysis, line: Line) -> list[list[Cell]]:
    if line.figures.options is None:
        return []
    named = words.letters(line.asked.key)
    texts = {label: words.option_text(line.asked.key, key) for key, label in named.items()}
    return [
        [
            line.number, f"{each.option} {texts.get(each.option, '')}".strip(), "＊" if each.is_key else "",
            each.count, line.figures.options.n, each.share.value, each.mean_rest, each.discrimination,
            each.upper, each.middle, each.lower,
        ]
        for each in line.figures.options.lines
    ]  # fmt: skip


def _model_head() -> list[str]:
    return [
        _("Item"), _("Question"), _("Model"), _("People asked"), _("Difficulty"), _("Standard error"),
        _("Slope"),
        _("Standard error"),
    ]  # fmt: skip


def _model_rows(models: Models) -> list[list[Cell]]:
    names = {"rasch": _("Rasch"), "free": _("two parameters")}
    return [
        [
            each.asked.number, words.stem(each.asked.item), names[model.name], each.curve.n,
            each.curve.difficulty, each.curve.difficulty_error, each.curve.slope, each.curve.slope_error,
        ]
        for model in models.all
        for each in model.curves
    ]  # fmt: skip
