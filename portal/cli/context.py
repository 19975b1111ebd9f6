"""What the commands share: an application, an answer for people or for scripts, and a way to stop."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from portal.errors import PortalError

as_json = click.option("--json", "wants_json", is_flag=True, help="Answer in JSON, for scripts.")


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run inside the application; a refusal becomes its sentence and exit status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from portal import create_app  # heavy: not for `portal --help`

        app = create_app()
        with app.app_context():
            try:
                return command(*args, **kwargs)
            except PortalError as refused:
                stop(refused.message)

    return run


def show(answer: Any, wants_json: bool, text: str) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if wants_json else text)


def stop(message: str, status: int = 1) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)
