"""The tables of the database, brought up to date by the numbered migrations."""

from flask import Flask

from portal import config
from portal.extensions import db


def prepare(app: Flask) -> None:
    """Make `flask_migrate` work on this application; `flask --app migrations.develop db` uses it too."""
    # Imported here: alembic costs the web process 0.7 s and 14 MB, and only commands need it.
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(config.migrations_folder()), render_as_batch=True)


def upgrade(app: Flask) -> None:
    """Raises alembic's CommandError, where flask_migrate would end the process."""
    from alembic import command  # see prepare()

    prepare(app)
    with app.app_context():
        command.upgrade(app.extensions["migrate"].migrate.get_config(), "head")
