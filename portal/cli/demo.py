"""The demo county: in with one command, out with one command."""

from typing import Any, cast

import click

from portal.cli.context import as_json, show, stop, with_app


@click.group("demo")
def demo() -> None:
    """The demo county of Changtai, and a sister county."""


@demo.command("load")
@as_json
@with_app
def load(wants_json: bool) -> None:
    """Load the demo county (once) and print a sign-in link per role and codes to scan."""
    from flask import current_app

    from portal import clock
    from portal import demo as county
    from portal.cli.running import migrate_apart
    from portal.cli.welcome import demo_summary
    from portal.extensions import db

    migrate_apart(cast(Any, current_app)._get_current_object())
    if not county.is_loaded():
        county.load(clock.now())
        db.session.commit()
    summary = demo_summary()
    db.session.commit()
    lines = [f"{role:<8} {link}" for role, link in summary["signin"].items()]
    lines += [f"{name:<10} {code}" for name, code in summary["codes"].items()]
    show(summary, wants_json, "\n".join(lines))


@demo.command("remove")
@click.confirmation_option(prompt="Remove the demo county and everything answered in it?")
@with_app
def remove() -> None:
    """Remove every row of the demo; what you made yourself stays."""
    from portal import demo as county
    from portal.extensions import db

    if not county.is_begun():
        stop("No demo data is loaded.")
    removed = county.remove()
    db.session.commit()
    click.echo(f"{removed} rows of demo data were removed.")


def register(group: click.Group) -> None:
    group.add_command(demo)
