"""From the query layer's tables to what the API sends."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.results import live
from portal.results.api_shapes import (
    CrossRowShape,
    CrossShape,
    ItemShape,
    LineShape,
    PartShape,
    ResponsesShape,
    ResultsShape,
    SurveyShape,
)
from portal.results.crossing import Cross, cross
from portal.results.encoding import fact
from portal.results.exports.rows import Rows
from portal.results.figures import ItemTable
from portal.results.frame import id_order
from portal.results.query import Results
from portal.results.tallying import Line, Part
from portal.surveys.models import Survey

DIGITS = 6


def survey_shape(survey: Survey, person: Any, at: Any) -> SurveyShape:
    return SurveyShape(
        id=survey.id,
        title=survey.title,
        state=str(survey.state_at(at)),
        mode=str(survey.mode),
        audience=str(survey.audience),
        version=survey.current_version,
        received=live.received(survey, person),
        target=survey.target,
        population=survey.population,
        opens_at=survey.opens_at,
        ends_at=survey.ends_at,
    )


def results_shape(results: Results, item: str | None, by: str | None) -> ResultsShape:
    chosen = [each for each in results.items if item is None or each.key == item]
    crossed = cross(results, chosen[0], by) if by and item and chosen else None
    return ResultsShape(
        survey=results.survey.id,
        n=results.n,
        waiting=results.waiting[0],
        k=results.k,
        items=[_item(results, results.table(each)) for each in chosen],
        cross=_cross(crossed) if crossed else None,
    )


def _item(results: Results, table: ItemTable) -> ItemShape:
    shape = ItemShape(key=table.item.key, type=str(table.item.type), text=table.item.stem)
    if table.hidden:
        shape.hidden = table.hidden
        return shape
    shape.n = table.n
    shape.small_sample = results.is_small(table.n)
    shape.parts = [_part(part) for part in table.parts]
    shape.gap = _short(table.gap.value) if table.gap else None
    return shape


def _part(part: Part) -> PartShape:
    return PartShape(
        key=part.key,
        label=part.label,
        n=part.n,
        answers=[_line(line) for line in part.lines],
        mean=_short(part.mean.value) if part.mean else None,
        median=part.mean.median if part.mean else None,
        nps=_short(part.nps.value) if part.nps else None,
        top=_line(part.top) if part.top else None,
        weighted_mean=_short(part.weighted_mean, 2),
        effective_n=_short(part.effective_n, 1),
    )


def _line(line: Line) -> LineShape:
    between = line.interval
    return LineShape(
        key=line.key,
        label=line.label,
        count=line.count,
        base=line.base,
        share=_short(line.share),
        interval=(round(between.low, DIGITS), round(between.high, DIGITS)) if between else None,
        # As coarse as on the screen: exact weighted shares would give away counts by stratum.
        weighted_share=_short(line.weighted, 3),
        theme=line.theme,
        mean_rank=_short(line.mean_rank),
    )


def _plain(cell: Any) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date) else cell


def _short(value: float | None, digits: int = DIGITS) -> float | None:
    return None if value is None else round(value, digits)


def _cross(found: Cross) -> CrossShape:
    return CrossShape(
        item=found.item.key,
        by=found.by,
        columns=list(found.columns),
        rows=[
            CrossRowShape(
                key=row.key,
                label=row.label,
                n=row.n,
                counts=[cell.count for cell in row.cells],
                mean=_short(row.mean),
            )
            for row in found.rows
        ],
        totals=list(found.totals),
        n=found.n,
        hidden=found.refused or None,
    )


def responses_shape(results: Results, page: int, size: int, by_words: bool) -> ResponsesShape:
    """One page in an order that stays the same and says nothing: that of the random ids."""
    order = id_order(results.of_asked(fact("id")))
    pages = max(1, -(-len(order) // size))
    page = min(max(1, page), pages)
    rows = Rows(results, by_words=by_words, order=order[(page - 1) * size : page * size])
    cells: list[list[Any]] = []
    for piece in rows.pieces(size):
        cells += [[_plain(cell) for cell in line] for line in zip(*piece, strict=True)]
    for number, line in enumerate(cells, (page - 1) * size + 1):
        line[0] = number
    return ResponsesShape(
        survey=results.survey.id,
        page=page,
        pages=pages,
        total=len(order),
        columns=[head.code for head in rows.heads],
        rows=cells,
    )
