"""All answers as a file, by the code of the export job, against a bare writer of the same cells."""

import csv
import multiprocessing
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.filled import fill, survey_and_manager
from bench.measuring import Line, at_most, installation, scratch
from portal.extensions import db
from portal.people.models import Account
from portal.results.asking import Asked
from portal.results.exports.job import write_export
from portal.results.query import Results
from portal.surveys.models import Survey
from tests.torture.installation import Installation

ROWS = 100_000
# A child of its own for each, as a job is: its memory is then its own too.
FRESH = multiprocessing.get_context("spawn")
# Seconds, the most memory, and what of it the imports took.
Report = tuple[float, float, float]


def export(installed: Installation, format: str, path: Path) -> Report:
    app = installed.app()
    imported = peak()
    with app.app_context(), app.test_request_context():
        survey = db.session.query(Survey).filter(Survey.closed_at.is_not(None)).one()
        person = db.session.query(Account).one()
        started = time.perf_counter()
        results = Results(survey, person, Asked(), survey.closed_at)
        write_export(results, format, path, by_words=True, step=lambda done: None)
        return time.perf_counter() - started, peak(), imported


def bare(source: Path, path: Path) -> Report:
    """XlsxWriter alone, with the cells of the CSV file of the same answers."""
    import xlsxwriter

    rows = list(csv.reader(source.open(encoding="utf-8-sig", newline="")))
    imported, started = peak(), time.perf_counter()
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet()
    for place, row in enumerate(rows):
        page.write_row(place, 0, row)
    book.close()
    return time.perf_counter() - started, peak(), imported


def peak() -> float:
    """Of this program alone; getrusage would count what the parent held when it forked."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:", 1)[1].split()[0]) / 1024


def apart(work: Callable[..., Report], *arguments: Any) -> Report:
    with FRESH.Pool(1) as pool:
        return pool.apply(work, arguments)


def run(short: bool) -> Iterator[Line]:
    with installation("SQLite FULL") as installed, scratch() as folder:
        app = installed.app()
        with app.app_context():
            survey, _manager = survey_and_manager()
            fill(survey, ROWS)
            db.engine.dispose()
        apart(export, installed, "csv", folder / "first.csv")  # the frame is made by whoever looks first
        took, memory, floor = apart(export, installed, "csv", folder / "all.csv")
        yield at_most(f"CSV of {ROWS:,}", took, 2.3, " s")
        words = f"CSV of {ROWS:,}, peak of the process, {floor:.0f} MiB of it imports"
        yield at_most(words, memory, 100, " MiB")
        took, memory, floor = apart(export, installed, "xlsx", folder / "all.xlsx")
        least, _memory, _floor = apart(bare, folder / "all.csv", folder / "bare.xlsx")
        words = f"xlsx of {ROWS:,}: {took:.1f} s against {least:.1f} s of XlsxWriter alone"
        yield at_most(words, took / least, 1.5, " x")
        words = f"xlsx of {ROWS:,}, peak of the process, {floor:.0f} MiB of it imports"
        yield at_most(words, memory, 250, " MiB")
