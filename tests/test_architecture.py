"""What holds for the code as a whole; the floors are import-linter's (see pyproject.toml)."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import esprima
import pytest

from portal import create_app

ROOT = Path(__file__).parents[1]
PORTAL = ROOT / "portal"
STYLES = sorted((PORTAL / "static" / "css").glob("*.css"))
HEX_COLOUR = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b", re.IGNORECASE)
OWN_CODE = [*sorted(PORTAL.rglob("*.py")), *sorted((ROOT / "question_bank").rglob("*.py"))]
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 300, 50, 200
LARGEST_PHONE_SCRIPT = 10 * 1024
HEAVY = {"pandas", "typst", "xlsxwriter", "alembic", "docx", "sklearn", "scipy"}
WEB = {"flask", "sqlalchemy", "wtforms", "pandas", "portal"}
LATER_THAN_ES5 = {
    "ArrowFunctionExpression",
    "AwaitExpression",
    "ClassDeclaration",
    "ClassExpression",
    "ForOfStatement",
    "ImportDeclaration",
    "MetaProperty",
    "ObjectPattern",
    "ArrayPattern",
    "AssignmentPattern",
    "RestElement",
    "SpreadElement",
    "TemplateLiteral",
    "YieldExpression",
}


def loaded_by(statement: str) -> set[str]:
    """Top-level packages in memory after the statement ran in a fresh interpreter."""
    command = f"{statement}; import sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def later_than_es5(source: str) -> list[str]:
    """Each construct an old phone's browser would stumble over, with its line."""
    found = []

    def look(node, meta):
        later = (
            node.type in LATER_THAN_ES5
            or (node.type == "VariableDeclaration" and node.kind != "var")
            or (node.type == "BinaryExpression" and node.operator == "**")
            or (node.type == "Property" and (node.shorthand or node.method or node.computed))
            or getattr(node, "generator", False)
            or getattr(node, "isAsync", False)
        )
        if later:
            found.append(f"line {meta.start.line}: {node.type}")
        return node

    try:
        esprima.parseScript(source, delegate=look)
    except esprima.Error as error:
        found.append(str(error))
    return found


def test_the_question_bank_knows_nothing_of_the_web():
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "question_bank").rglob("*.py"))
        if path.stem != "__init__"
    ]

    assert WEB.isdisjoint(loaded_by("import " + ", ".join(["question_bank", *modules])))


def test_the_web_process_starts_without_the_heavy_libraries():
    assert HEAVY.isdisjoint(loaded_by("from portal import create_app; create_app({'SECRET_KEY': 'k'})"))


@pytest.mark.parametrize(
    "source",
    [
        "let a = 1",
        "const a = 1",
        "f(() => 1)",
        "var a = `b`",
        "a?.b",
        "a ?? b",
        "class A {}",
        "for (var a of b) {}",
        "f(...a)",
        "var {a} = b",
        "var a = {b}",
        "var a = {b() {}}",
        "function f(a = 1) {}",
        "a ** b",
        "async function f() {}",
        "function* f() {}",
        "try {} catch {}",
    ],
)
def test_what_came_after_es5_is_recognised(source):
    assert later_than_es5(source)


def test_es5_passes():
    assert (
        later_than_es5(
            "(function () { var a = {b: 1, 'c': [2]}; try { a.b(); } catch (e) { a = null; } })();"
        )
        == []
    )


@pytest.mark.parametrize("name", ["r", "exam", "ordering"])
def test_scripts_of_old_phones_are_es5(name):
    source = (PORTAL / "static" / "js" / f"{name}.js").read_text(encoding="utf-8")

    assert later_than_es5(source) == []
    assert len(source.encode()) <= LARGEST_PHONE_SCRIPT


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_colour_is_a_token(path):
    tokens = {colour.lower() for colour in HEX_COLOUR.findall((PORTAL / "static/css/tokens.css").read_text())}
    # Not a colour: a reference to a part of an SVG file.
    rules = re.sub(r"url\([^)]*\)", "", path.read_text(encoding="utf-8"))

    assert {colour.lower() for colour in HEX_COLOUR.findall(rules)} - tokens == set()


def test_import_linter_watches_every_feature():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}
    features = {f"portal.{path.parent.name}" for path in PORTAL.glob("*/models.py")}

    assert features - set(contracts["feature"]["containers"]) == set()


@pytest.mark.parametrize("path", sorted(PORTAL.rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_holds_a_style_attribute(path):
    assert not re.search(r"\sstyle\s*=", path.read_text(encoding="utf-8"))


def test_every_route_says_who_may_use_it():
    app = create_app({"SECRET_KEY": "k", "SQLALCHEMY_DATABASE_URI": "sqlite://"})
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "access")]

    assert silent == ["static"]


def test_modules_and_templates_stay_short_enough_to_read():
    limits = {".py": LONGEST_MODULE, ".html": LONGEST_TEMPLATE}
    files = [*OWN_CODE, *sorted(PORTAL.rglob("*.html"))]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    assert {str(path): n for path, n in lengths.items() if n > limits[path.suffix]} == {}


def test_functions_stay_short_enough_to_read():
    long = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in OWN_CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    }

    assert long == set()
