"""Files in: the same checks as on screen, without the web."""

from pathlib import Path
from typing import Any

import click

from portal.cli.context import as_json, show, stop, with_app

KINDS = ("retailers", "accounts", "survey", "items")


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "unit_name", default=None, help="Name of the county; needed where there are several.")
@click.option("--bank", "bank_name", default=None, help="For items: the bank, by its title or id.")
@click.option("--skip-faulty", is_flag=True, help="For items: import the others, leave the faulty ones out.")
@as_json
@with_app
def import_(
    kind: str, file: Path, unit_name: str | None, bank_name: str | None, skip_faulty: bool, wants_json: bool
) -> None:
    """Import FILE: retailers or accounts from a workbook, a survey, or quiz items. All or nothing."""
    from portal.cli.units import the_county

    unit = the_county(unit_name)
    if kind == "items":
        _items(file, unit, bank_name, skip_faulty, wants_json)
        return
    if kind == "survey":
        from portal.surveys.files import import_survey

        report = import_survey(file.read_bytes(), file.name, unit=unit, actor=None)
    else:
        from portal.imports.command import import_file

        report = import_file(kind, file, unit=unit, actor=None)
    problems = report.get("problems", [])
    lines = [f"line {problem.get('line', '')}: {problem['message']}" for problem in problems]
    counts = ", ".join(f"{name} {value}" for name, value in report.items() if isinstance(value, int | str))
    show(report, wants_json, "\n".join([*lines, counts]))
    if problems:
        stop(f"{len(problems)} problems were found.")


def _items(file: Path, unit: Any, bank_name: str | None, skip_faulty: bool, wants_json: bool) -> None:
    """Ends with 0 for a sound file, 1 where there are problems, 2 without a bank to write into."""
    from portal.quizzes.imports.import_command import NoSuchBank, bank_named, import_file, in_words

    if bank_name is None:
        stop("Say which bank with --bank.", status=2)
    try:
        bank = bank_named(bank_name, unit)
    except NoSuchBank as known:
        stop(f"{unit.name} has no one bank called {bank_name}. There are: {known}.", status=2)
    report = import_file(file, bank, skip_faulty=skip_faulty, actor=None)
    show(report, wants_json, in_words(report))
    errors = sum(problem["severity"] == "error" for problem in report["problems"])
    if errors:
        stop(f"{errors} problems were found; {report['imported']} questions were imported.")


def register(group: click.Group) -> None:
    group.add_command(import_)
