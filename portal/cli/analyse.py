"""The methods without the web: a CSV file in, figures out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from portal.cli.context import as_json, show, stop


@click.command("analyse")
@click.argument("method", required=False)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--list", "wants_list", is_flag=True, help="List the methods and the columns they read.")
@as_json
def analyse(method: str | None, file: Path | None, wants_list: bool, wants_json: bool) -> None:
    """Run METHOD on FILE, a CSV file whose first line names the columns. --list shows what there is."""
    # Heavy: the methods are not for `portal --help`.
    from portal.cli.analyses import METHODS
    from portal.cli.csv_tables import TableProblem, read_csv

    if wants_list:
        methods = [
            {"method": each.name, "says": each.says, "columns": list(each.columns), "example": each.example}
            for each in METHODS.values()
        ]
        show(methods, wants_json, "\n\n".join(_described(each) for each in methods))
        return
    if method not in METHODS:
        raise click.UsageError(f"METHOD is one of: {', '.join(METHODS)}.")
    if file is None:
        raise click.UsageError("Name the FILE to analyse.")
    chosen = METHODS[method]
    try:
        answer = chosen.analyse(read_csv(file))
    except TableProblem as problem:
        if wants_json:
            show({"problems": [{"line": problem.line, "message": problem.message}]}, True, "")
        stop(f"{problem}\nAn example:\n\n{chosen.example}")
    show(answer, wants_json, "\n".join(_lines(answer)))


def _described(method: dict[str, Any]) -> str:
    example = method["example"].replace("\n", "\n    ")
    return f"{method['method']}: {method['says']}\n\n    {example}"


def _lines(answer: dict[str, Any], indent: str = "") -> Iterator[str]:
    """The same answer for a person: a line a figure, lists of records below each other."""
    for name, value in answer.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for each in value:
                yield f"{indent}{name}:"
                yield from _lines(each, indent + "  ")
        elif isinstance(value, dict) and value:
            yield f"{indent}{name}: {', '.join(f'{key} {_short(each)}' for key, each in value.items())}"
        elif value not in ({}, []):
            yield f"{indent}{name}: {_short(value)}"


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return ", ".join(_short(each) for each in value)
    return "-" if value is None else str(value)


def register(group: click.Group) -> None:
    group.add_command(analyse)
