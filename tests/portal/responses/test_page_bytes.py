"""Each shipped template, in each language, arrives whole in one small answer."""

import gzip

import esprima
import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.extensions import db
from portal.i18n import LANGUAGES
from portal.responses import inlining
from portal.surveys.models import SurveyVersion
from portal.surveys.templates import builtin
from tests.factories import make_channel, make_code, make_survey

MOST_GZIP = 14_600
MOST_STYLE = 6_144
PARTS = ("r.js", "r-rules.js", "r-ranking.js", "r-photo.js", "r-shuffle.js")
NEWER_THAN_ES5 = {
    "ArrowFunctionExpression", "TemplateLiteral", "ClassDeclaration", "SpreadElement", "AwaitExpression",
    "ForOfStatement", "ObjectPattern", "ArrayPattern", "AssignmentPattern", "RestElement",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", builtin(), ids=lambda template: template.code)
def test_template_fits_into_the_first_round_trips(template, language, client: FlaskClient):
    document = msgspec.to_builtins(template.questionnaire)
    survey = make_survey(mode=template.mode, audience=template.audience, purpose=template.purpose)
    db.session.get_one(SurveyVersion, (survey.id, 1)).document = document
    code = make_code(make_channel(survey))

    response = client.get(f"/s/{code.code}?lang={language}&fs=3")

    assert response.status_code == 200
    size = len(gzip.compress(response.data, 6))
    assert size <= MOST_GZIP


def test_style_keeps_its_budget(app: Flask):
    with app.test_request_context():
        style = inlining.inline_style("r.css")

    assert len(style.encode()) <= MOST_STYLE


def test_script_is_plain_es5(app: Flask):
    with app.test_request_context():
        script = inlining.inline_script(*PARTS)

    tree = esprima.parseScript(script, tolerant=False)

    kinds = set()
    _collect(tree.toDict(), kinds)
    assert not kinds & NEWER_THAN_ES5
    assert "let " not in script
    assert "const " not in script


def _collect(node, kinds):
    if isinstance(node, dict):
        kinds.add(node.get("type"))
        for inner in node.values():
            _collect(inner, kinds)
    elif isinstance(node, list):
        for inner in node:
            _collect(inner, kinds)
