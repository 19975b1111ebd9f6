"""Surveys without the web: check a file, try it with made-up respondents, take answers out."""

from pathlib import Path
from typing import Any

import click

from portal.cli.context import as_json, show, stop, with_app

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("survey")
def survey() -> None:
    """Survey files."""


@survey.command("check")
@file_argument
@as_json
def check(file: Path, wants_json: bool) -> None:
    """Say what FILE holds and what is wrong with it."""
    from portal.surveys.files import check_file

    report = check_file(file)
    show(report, wants_json, _in_words(report))
    if any(problem["severity"] == "error" for problem in report["problems"]):
        stop("The survey cannot be used as it is.")


def _in_words(report: dict[str, Any]) -> str:
    head = f"{report['format']}: {report['title']}, {report['items']} items"
    return "\n".join([head, *(f"{each['severity']}: {each['message']}" for each in report["problems"])])


@survey.command("convert")
@file_argument
@click.argument("target", type=click.Path(path_type=Path))
def convert(file: Path, target: Path) -> None:
    """Write FILE in the format that the ending of TARGET names."""
    from portal.surveys.files import convert_file

    written, problems = convert_file(file, target)
    for problem in problems:
        click.echo(problem, err=True)
    if not written:
        stop("Nothing was written.")


@survey.command("simulate")
@file_argument
@click.option("--respondents", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
@as_json
def simulate(file: Path, respondents: int, seed: int, wants_json: bool) -> None:
    """Send made-up respondents through every branch of FILE and name items nobody reaches."""
    from portal.surveys.files import simulate_file

    report = simulate_file(file, respondents, seed)
    show(report, wants_json, "\n".join(f"{name}: {value}" for name, value in report.items()))
    if report["unreached"]:
        stop("Some items are never asked.")


@click.group("export")
def export() -> None:
    """Files out."""


@export.command("responses")
@click.argument("survey_id", metavar="SURVEY")
@click.option(
    "--format", "kind", type=click.Choice(["csv", "xlsx", "long"]), default="csv", show_default=True
)
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Default: SURVEY.<format>")
@with_app
def responses(survey_id: str, kind: str, output: Path | None) -> None:
    """Export the responses of SURVEY (its id, or the code of one of its channels)."""
    from portal.results.command import export_to_file

    click.echo(export_to_file(survey_id, kind, output))


def register(group: click.Group) -> None:
    group.add_command(survey)
    group.add_command(export)
