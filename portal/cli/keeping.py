"""Keep an installation well: what is wrong with it, copies of it, and back from a copy."""

from pathlib import Path

import click

from portal.cli.context import as_json, show, stop, with_app


@click.command("doctor")
@as_json
@with_app
def doctor(wants_json: bool) -> None:
    """Say what is wrong with this installation, in sentences."""
    from portal.keeping.doctor import examine

    findings = examine()
    lines = [f"{finding['severity']}: {finding['message']}" for finding in findings]
    show({"findings": findings}, wants_json, "\n".join(lines) or "Nothing is wrong.")
    if any(finding["severity"] == "error" for finding in findings):
        stop("Some of this must be mended.")


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_app
def backup(target: Path) -> None:
    """Write the database and the files into one archive, while the portal runs."""
    from portal.keeping.copies import write_copy

    click.echo(write_copy(target))


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_app
def restore(source: Path) -> None:
    """Bring an empty installation to the state of an archive; a damaged one is refused."""
    from portal.keeping.copies import restore_copy

    click.echo(restore_copy(source))


def register(group: click.Group) -> None:
    for command in (doctor, backup, restore):
        group.add_command(command)
