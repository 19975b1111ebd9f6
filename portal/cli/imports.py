"""Files in: the same checks as on screen, without the web."""

from pathlib import Path

import click

from portal.cli.context import as_json, show, stop, with_app

KINDS = ("retailers", "accounts", "survey")


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "unit_name", default=None, help="Name of the county; needed where there are several.")
@as_json
@with_app
def import_(kind: str, file: Path, unit_name: str | None, wants_json: bool) -> None:
    """Import FILE: retailers or accounts from a workbook, or a survey. All or nothing."""
    from portal.cli.units import the_county

    unit = the_county(unit_name)
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


def register(group: click.Group) -> None:
    group.add_command(import_)
