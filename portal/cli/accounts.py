"""Accounts without the web: the first administrator, and a way in for anybody."""

import click

from portal.cli.context import as_json, show, stop, with_app


@click.command("signin-link")
@click.argument("user")
@as_json
@with_app
def signin_link(user: str, wants_json: bool) -> None:
    """Print a link that signs USER (a login) in once within 30 minutes."""
    from portal.cli.welcome import link_for
    from portal.extensions import db
    from portal.people.services import find_account

    account = find_account(user)
    if account is None:
        stop(f"There is no account with the login {user}.")
    link = link_for(account)
    db.session.commit()
    show({"login": account.login, "link": link}, wants_json, link)


@click.group("account")
def account() -> None:
    """Accounts of people who sign in."""


@account.command("create")
@click.option("--login", required=True, help="Staff number.")
@click.option("--name", required=True)
@click.option(
    "--role",
    required=True,
    type=click.Choice(["staff", "leader", "clerk", "manager", "trainer", "auditor", "admin"]),
)
@click.option(
    "--unit", "unit_name", required=True, help="Name of the unit; made as a county when there is none."
)
@click.option("--post", default=None)
@as_json
@with_app
def create(login: str, name: str, role: str, unit_name: str, post: str | None, wants_json: bool) -> None:
    """Create an account and print its first sign-in link; there is no default password."""
    from sqlalchemy import select

    from portal import clock
    from portal.cli.welcome import link_for
    from portal.extensions import db
    from portal.people.models import Unit, UnitKind
    from portal.people.services import create_account, create_unit

    at = clock.now()
    units = list(db.session.scalars(select(Unit).filter_by(name=unit_name)))
    if len(units) > 1:
        stop(f"There are {len(units)} units called {unit_name}. Create the account on screen instead.")
    unit = (
        units[0]
        if units
        else create_unit(name=unit_name, kind=UnitKind.COUNTY, parent=None, actor=None, at=at)
    )
    made = create_account(unit=unit, login=login, name=name, role=role, post=post, actor=None, at=at)
    link = link_for(made)
    db.session.commit()
    show(
        {"login": made.login, "link": link},
        wants_json,
        f"{made.login} was created. Sign in once within 30 minutes: {link}",
    )


def register(group: click.Group) -> None:
    group.add_command(signin_link)
    group.add_command(account)
