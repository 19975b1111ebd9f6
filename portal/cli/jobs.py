"""One job in a process of its own; the worker calls this."""

import uuid

import click

from portal.cli.context import with_app


@click.command("job", hidden=True)
@click.argument("job_id", type=click.UUID)
@with_app
def job(job_id: uuid.UUID) -> None:
    from portal.jobs.queue import run_job

    run_job(job_id)


def register(group: click.Group) -> None:
    group.add_command(job)
