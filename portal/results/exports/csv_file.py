"""CSV that opens in Excel without doing anything there."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from portal.results.exports.rows import Cell, Rows

BOM = "\ufeff"
# What a spreadsheet takes for the beginning of a formula, full-width forms and blanks before it included.
DANGEROUS = re.compile(r"[\s\u200b\ufeff]*[=+\-@\t\r＝＋－＠]")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
Step = Callable[[int], None]


def neutral(cell: Cell) -> Cell:
    """A text that could be a formula gets an apostrophe; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell.isoformat() if isinstance(cell, date) else cell
    if cell[:1] in ("\t", "\r", "\n") or (DANGEROUS.match(cell) and not NUMBER.fullmatch(cell)):
        return f"'{cell}"
    return cell


def write_rows(rows: Rows, path: Path, step: Step) -> int:
    """One line a response, one line of heads; returns how many responses."""
    done = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file)
        writer.writerow([neutral(head.label if rows.by_words else head.code) for head in rows.heads])
        for piece in rows.pieces():
            writer.writerows(zip(*_neutral_columns(piece), strict=True))
            done += len(piece[0])
            step(done)
    return done


def _neutral_columns(piece: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Columns of codes repeat few values, so each different one is looked at once."""
    clean: list[Sequence[Cell]] = []
    for column in piece:
        if isinstance(column, range):
            clean.append(column)
            continue
        known = {cell: neutral(cell) for cell in set(column)}
        clean.append([known[cell] for cell in column])
    return clean


def write_long(rows: Rows, path: Path, step: Step) -> int:
    """One line for each answered cell: who (a number), which column, what."""
    first = len(rows.heads) - len(rows.columns)
    done = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file)
        facts = [head.label if rows.by_words else head.code for head in rows.heads[:first]]
        writer.writerow([neutral(cell) for cell in (*facts, "item", "question", "answer")])
        for piece in rows.pieces(1_000):
            clean = _neutral_columns(piece)
            writer.writerows(_long(rows, first, list(zip(*clean, strict=True))))
            done += len(piece[0])
            step(done)
    return done


def _long(rows: Rows, first: int, lines: list[tuple[Cell, ...]]) -> Iterable[tuple[Cell, ...]]:
    heads = [(head.code, neutral(head.label)) for head in rows.heads[first:]]
    return chain.from_iterable(
        (
            (*line[:first], code, label, cell)
            for (code, label), cell in zip(heads, line[first:], strict=True)
            if cell is not None
        )
        for line in lines
    )


def write_comments(comments: Iterable[tuple[str, str]], path: Path, heads: Sequence[str]) -> int:
    """Each open answer with its question, nothing else."""
    done = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file)
        writer.writerow(heads)
        for question, words in comments:
            writer.writerow([neutral(question), neutral(words)])
            done += 1
    return done
