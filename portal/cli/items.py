"""Quiz items without the web: check a file, write it in another format."""

from pathlib import Path
from typing import Any

import click

from portal.cli.context import as_json, show, stop
from question_bank.errors import BankError
from question_bank.problems import Severity

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("items")
def items() -> None:
    """Files of quiz items."""


@items.command("check")
@file_argument
@as_json
def check(file: Path, wants_json: bool) -> None:
    """Say what FILE holds and what is wrong with it."""
    from question_bank.exchange.item_formats import read_items, report  # heavy: not for `portal --help`

    found = report(read_items(file.read_bytes(), file.name))
    show(found, wants_json, _in_words(found))
    if any(problem["severity"] == Severity.ERROR for problem in found["problems"]):
        stop("Some questions cannot be used as they are.")


def _in_words(report: dict[str, Any]) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in report["by_type"].items())
    head = f"{report['format']}: {report['items']} items" + (f" ({kinds})" if kinds else "")
    return "\n".join([head, *map(_line, report["problems"])])


def _line(problem: dict[str, Any]) -> str:
    place = ", ".join(
        part for part in (f"line {problem['line']}" if problem["line"] else "", problem["item"] or "") if part
    )
    return f"{problem['severity']}: {place + ': ' if place else ''}{problem['message']}"


@items.command("convert")
@file_argument
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "wanted", default=None, help="Default: what the ending of TARGET stands for.")
def convert(file: Path, target: Path, wanted: str | None) -> None:
    """Write FILE as TARGET; what its format cannot say is told."""
    from question_bank.exchange.item_formats import format_of, problems_of, read_items, write_items

    try:
        wanted = wanted or format_of(target.name)
        found = read_items(file.read_bytes(), file.name)
        remarks = [*found.problems]
        if found.bank is not None and found.items:
            written = write_items(wanted, found.bank, found.files)
            remarks += written.remarks
            target.write_bytes(written.content)
    except BankError as refused:
        stop(str(refused), status=2)
    for problem in problems_of(remarks):
        click.echo(_line(problem), err=True)
    if not found.items:
        stop("Nothing was written.")
    if any(remark.severity is Severity.ERROR for remark in remarks):
        stop(f"{target} was written, but not all of it is right.")


def register(group: click.Group) -> None:
    group.add_command(items)
