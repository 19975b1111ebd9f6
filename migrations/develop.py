"""The application for `flask --app migrations.develop db ...`; `make migration` is the short way."""

from portal import create_app, schema

app = create_app()
schema.prepare(app)
