"""Loading happens once, brings codes that open, and leaves nothing for a screen to know."""

import ast
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import demo
from portal.demo.removal import remove
from portal.extensions import db
from portal.people.models import Unit
from portal.responses.models import Response
from portal.surveys.models import Survey
from tests.factories import make_unit

PORTAL = Path(demo.__file__).parents[1]
ADDRESSES = {"survey": "/s/", "visit": "/v/", "awareness": "/k/"}


def test_an_installation_without_units_is_empty_and_has_no_codes(app: Flask) -> None:
    assert demo.is_empty()
    assert not demo.is_loaded()
    assert demo.codes_to_try() == {}


def test_an_own_unit_makes_it_neither_empty_nor_loaded(app: Flask) -> None:
    make_unit()

    assert not demo.is_empty()
    assert not demo.is_loaded()


def test_loading_twice_does_nothing(changtai: Flask, at: datetime) -> None:
    before = _sizes()

    demo.load(at)

    assert demo.is_loaded()
    assert not demo.is_empty()
    assert _sizes() == before


def test_a_demo_survey_that_a_visitor_closed_is_still_the_demo(changtai: Flask, at: datetime) -> None:
    for survey in db.session.scalars(select(Survey).where(Survey.closed_at.is_(None))):
        survey.closed_at = at
    db.session.flush()

    loaded, codes = demo.is_loaded(), demo.codes_to_try()
    db.session.rollback()  # the other tests try the same demo

    assert loaded
    assert codes == {}


def _sizes() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Unit, Response)]


@pytest.mark.parametrize("name", ADDRESSES)
def test_each_code_to_try_opens_its_address(changtai: Flask, name: str) -> None:
    code = demo.codes_to_try()[name]

    page = changtai.test_client().get(ADDRESSES[name] + code)

    assert page.status_code == 200
    assert "长泰县公司" in page.text


def test_what_an_interrupted_loading_left_is_not_taken_for_the_demo(app: Flask) -> None:
    half = make_unit("长泰县公司")
    half.source = "demo"

    assert not demo.is_loaded()
    assert remove() > 0
    assert demo.is_empty()


def test_only_the_command_and_its_own_page_know_that_there_is_a_demo() -> None:
    users = {
        str(path.relative_to(PORTAL).parts[0])
        for path in PORTAL.rglob("*.py")
        if path.parent.name != "demo" and _imports_demo(path)
    }

    assert users == {"cli", "features.py"}


def _imports_demo(path: Path) -> bool:
    nodes = ast.walk(ast.parse(path.read_text()))
    found = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    direct = "from portal import demo" in path.read_text()
    return direct or any(module == "portal.demo" or module.startswith("portal.demo.") for module in found)
