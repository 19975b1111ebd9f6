"""The migrations build exactly the tables which the models describe, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from portal import schema
from portal.extensions import db
from tests.databases import disconnect


@pytest.fixture
def migrated(databases, database):
    app = databases.new_app(databases.new_url(database))
    schema.upgrade(app)
    with app.app_context():
        yield app
    disconnect([app])


@pytest.mark.slow
def test_migrations_and_models_agree(migrated):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        differences = [str(difference)[:100] for difference in compare_metadata(context, db.metadata)]

    assert differences == [], "make migration ID=... NAME=... writes what is missing"


@pytest.mark.slow
def test_migrating_twice_changes_nothing(migrated):
    before = sorted(db.inspect(db.engine).get_table_names())

    schema.upgrade(migrated)

    assert sorted(db.inspect(db.engine).get_table_names()) == before
