"""The wheel holds everything an installation needs, and works outside the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel):
    return zipfile.ZipFile(wheel).namelist()


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Runs Python in an empty folder where `portal` is the one of the wheel."""
    site = tmp_path_factory.mktemp("site")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "PORTAL_DATA_DIR": str(elsewhere / "data")}

    def run(program):
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert Path(run("import portal; print(portal.__file__)")).is_relative_to(site)
    return run


@pytest.mark.parametrize("folder", ["portal/templates", "portal/static", "question_bank"])
def test_the_wheel_holds_every_file_of(folder, names):
    wanted = [
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    ]

    assert set(wanted) - set(names) == set()


def test_the_wheel_holds_the_migrations(names):
    migrations = [
        f"portal/_migrations/{path.name}" for path in (ROOT / "migrations").iterdir() if path.is_file()
    ]
    versions = [f"portal/_migrations/versions/{path.name}" for path in ROOT.glob("migrations/versions/*.py")]

    assert set(migrations + versions) - set(names) == set()


def test_the_wheel_holds_the_compiled_catalogues(names):
    sources = [path.relative_to(ROOT) for path in ROOT.glob("portal/translations/*/LC_MESSAGES/*.po")]

    assert sources
    assert {str(path.with_suffix(".mo")) for path in sources} - set(names) == set()


def test_the_wheel_holds_nothing_else(names):
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"portal", "question_bank"}
    assert not [name for name in names if name.endswith(".pyc")]


def test_an_installation_finds_its_own_migrations(installed):
    folder = installed("from portal import config; print(config.migrations_folder())")

    assert folder.endswith("portal/_migrations")
    assert not Path(folder).is_relative_to(ROOT)


def test_an_installation_makes_its_tables(installed):
    tables = installed(
        "import sqlalchemy as sa; from portal import create_app, schema; from portal.extensions import db;"
        "app = create_app(); app.config['DATA_DIR'].mkdir(parents=True, exist_ok=True); schema.upgrade(app);"
        "app.app_context().push(); print(*sa.inspect(db.engine).get_table_names())"
    )

    assert "alembic_version" in tables.split()


ANSWER_A_SURVEY = """
import re
from portal import create_app, schema
from portal.extensions import db

app = create_app({"RATELIMIT_ENABLED": False})
schema.upgrade(app)
with app.app_context():
    from portal import clock
    from portal.distribution.services import add_channel, live_code
    from portal.people.services import create_unit
    from portal.surveys import services, templates

    at = clock.now()
    unit = create_unit(name="Changtai", kind="county", parent=None, actor=None, at=at)
    visit = templates.builtin_template("T2")
    survey = services.create_survey(
        unit=unit,
        questionnaire=visit.questionnaire,
        mode=visit.mode,
        audience=visit.audience,
        actor=None,
        at=at,
    )
    services.publish(survey, actor=None, at=at)
    channel = add_channel(survey, name="Card", kind="print", actor=None, at=at)
    code = live_code(channel=channel).code
    db.session.commit()

browser = app.test_client()
page = browser.get(f"/s/{code}").get_data(as_text=True)
hidden = dict(re.findall(r'name="(_id|_stamp)" value="([^"]+)"', page))
fields = {name: value for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]+)"', page)}
answer = browser.post(f"/s/{code}", data={**hidden, **fields})
print(answer.status_code, answer.headers.get("Location", ""))
"""


def test_an_installation_takes_an_answer(installed):
    status, receipt = installed(ANSWER_A_SURVEY).splitlines()[-1].split()

    assert status == "303"
    assert receipt.startswith("/r/")
