"""What a fresh start prints: where it answers, how each role gets in, and codes to scan."""

import socket
from typing import Any

import click
from flask import current_app

from portal import clock
from portal.extensions import db
from portal.people.models import Account


def address_of(bind: str) -> str:
    """The address another device in the same network can reach; the loopback where there is none."""
    host, _, port = bind.rpartition(":")
    if host in ("0.0.0.0", "[::]", ""):  # noqa: S104 - compared, not bound
        host = _own_address()
    return f"http://{host}:{port}"


def _own_address() -> str:
    """Asking the routing table sends nothing: a datagram socket only looks up its own address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def link_for(account: Account) -> str:
    from portal.people.services import make_signin_link

    token = make_signin_link(account, at=clock.now())
    return f"{current_app.config['BASE_URL']}/m/link/{token}"


def signin_links() -> dict[str, str]:
    """One fresh single-use link for each role that somebody holds; the demo's people first."""
    from sqlalchemy import select

    from portal.access import ROLES
    from portal.people.models import OWN

    links = {}
    for role in ROLES:
        query = select(Account).filter_by(role=role).where(Account.disabled_at.is_(None))
        account = db.session.scalars(
            query.order_by(Account.source == OWN, Account.created_at, Account.login)
        ).first()
        if account is not None:
            links[role] = link_for(account)
    return links


def demo_summary() -> dict[str, Any]:
    """The answer of `portal demo load --json`: a link per role, and codes to try."""
    from portal.demo import codes_to_try

    return {"signin": signin_links(), "codes": codes_to_try()}


def greet(bind: str, demo: bool) -> None:
    from portal import demo as county

    if demo and county.is_empty():
        click.echo("The database is empty: loading the demo county ...")
        county.load(clock.now())
    db.session.commit()
    base = current_app.config["BASE_URL"]
    port = bind.rpartition(":")[2]
    click.echo(f"\nThe portal answers at {base}  (on this computer also http://localhost:{port})")
    click.echo("\nSign in once with one of these links within 30 minutes:")
    for role, link in signin_links().items():
        click.echo(f"  {role:<8} {link}")
    db.session.commit()
    paths = {"survey": "s", "visit": "v", "awareness": "k"}
    codes = county.codes_to_try()
    if codes:
        click.echo("\nScan or open as a retailer would:")
    for name, code in codes.items():
        click.echo(f"  {name:<10} {base}/{paths[name]}/{code}")
    click.echo("\nStop with Ctrl-C.\n")
