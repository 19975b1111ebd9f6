"""`portal analyse items`: from a table of marks to the figures of every item and of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.cli.csv_tables import CsvTable
from portal.cli.mark_sheets import read_marks

if TYPE_CHECKING:
    from question_bank.analysis.figures import Figure
    from question_bank.analysis.items import ItemStatistics
    from question_bank.analysis.paper_statistics import PaperStatistics

ITEM_FIGURES = ("facility", "discrimination", "efficiency", "groups", "effective_weight")
PAPER_FIGURES = ("alpha", "sem", "kr20", "kr21", "dependability")


def analyse_items(table: CsvTable) -> dict[str, Any]:
    """Fractions, but `sem` and `scores` in marks; a figure that is not said is null and named in `silent`."""
    # Heavy: numpy is not for the other commands.
    from question_bank.analysis.items import item_statistics
    from question_bank.analysis.marks import mark_table
    from question_bank.analysis.paper_statistics import paper_statistics

    sheet = read_marks(table)
    marks = mark_table(sheet.marks, sheet.maxima, sheet.names)
    paper = paper_statistics(marks)
    items = [_of_item(item, paper) for item in item_statistics(marks)]
    return {
        "items": items,
        **_of_paper(paper),
        "maxima": "given" if sheet.maxima_given else "seen",
        "left_out": list(sheet.left_out),
    }


def _of_item(item: ItemStatistics, paper: PaperStatistics) -> dict[str, Any]:
    return {
        "item": item.item,
        "n": item.n,
        **_figures({name: getattr(item, name) for name in ITEM_FIGURES}),
        "alpha_without": paper.alpha_without.get(item.item),
        "remarks": [{"code": remark.code, "message": remark.message} for remark in item.remarks],
    }


def _of_paper(paper: PaperStatistics) -> dict[str, Any]:
    scores = paper.scores
    moments = ("mean", "median", "deviation", "skewness", "kurtosis")
    return {
        **_figures({name: getattr(paper, name) for name in PAPER_FIGURES}),
        "alpha_items": list(paper.block),
        "n": paper.n,
        "maximum": paper.maximum,
        "mean_share": paper.mean_share,
        "scores": {name: getattr(scores, name) for name in moments} if scores else None,
    }


def _figures(figures: dict[str, Figure]) -> dict[str, Any]:
    """Value and interval of each, and why the others are missing."""
    answer: dict[str, Any] = {}
    for name, figure in figures.items():
        answer[name] = figure.value
        if figure.interval is not None:
            answer[f"{name}_interval"] = [figure.interval.low, figure.interval.high]
    silent = {name: figure.silence.value for name, figure in figures.items() if figure.silence}
    return answer | {"silent": silent}
