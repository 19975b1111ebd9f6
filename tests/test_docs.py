"""What README.md and docs say exists: files, commands, routes, make targets, settings, links and pictures."""

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask
from PIL import Image

from portal import chain, cli, config, create_app
from portal.access import ABILITIES
from portal.people.settings import RULES

ROOT = Path(__file__).parents[1]
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.png"))
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "deploy").glob("*.md")),
    *sorted((ROOT / "bench").glob("*.md")),
]
MOST_PICTURE_BYTES = 150_000

FENCE = re.compile(r"^(?: {4}|```)")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<(?:img|a)\s[^>]*(?:src|href)=\"([^\"]+)\"")
TOP = "|".join(sorted(re.escape(path.name) for path in ROOT.iterdir() if path.is_dir()))
FILE = re.compile(rf"(?:{TOP})/[\w./-]*|[\w./-]+\.(?:py|html|js|css|json|md|toml|txt|typ|po)")
COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?portal (.+)")
VARIABLE = re.compile(r"\b(?:PORTAL_[A-Z_]+|DATABASE_URL|REDIS_URL)\b")
ROUTE = re.compile(r"/[srtvkpmwax](?:/[\w<>:.{}-]+)*|/api/v1(?:/[\w<>:.{}-]+)*|/healthz|/readyz")
INSIDE = re.compile(r"((?:`[\w.]+`(?:, | and )?)+) (?:in|of) `([\w/]+\.py)`")
TEST = re.compile(r"test_[a-z0-9_]+")
REGISTRY = re.compile(r"[\w.-]*(?:pypi|npmjs|registry)[\w-]*\.[a-z]{2,}", re.IGNORECASE)
OWN_PATHS = re.compile(r"(?<![\w.:/])/(?:home|root|work|tmp|usr/local|Users)/")
MADE_WHEN_RUN = ("instance", ".venv", ".cache", ".tools")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def words(page: Path) -> list[str]:
    """What stands between backticks, and the lines of code blocks."""
    lines = page.read_text().splitlines()
    return [
        found for line in lines for found in ([line.strip()] if FENCE.match(line) else CODE.findall(line))
    ]


def said(pattern: re.Pattern[str]) -> list[Any]:
    """Each (page, word) that is wholly such a thing; a test apiece, so that a failure names its place."""
    return [
        pytest.param(page, word, id=f"{named(page)}: {word}")
        for page in PAGES
        for word in dict.fromkeys(words(page))
        if pattern.fullmatch(word)
    ]


@pytest.fixture(scope="module")
def application(tmp_path_factory) -> Flask:
    return create_app({"TESTING": True, "DATA_DIR": tmp_path_factory.mktemp("docs"), "SECRET_KEY": "x" * 40})


@pytest.fixture(scope="module")
def routes(application) -> set[str]:
    return {shape(rule.rule) for rule in application.url_map.iter_rules()}


def shape(address: str) -> str:
    """An address with every variable part alike."""
    return re.sub(r"<[^>]*>|\{[^}]*\}", "<>", address)


def exists(word: str, page: Path) -> bool:
    """From the top, from beside the page, or by its name alone where only one folder has it."""
    if (ROOT / word).exists() or (page.parent / word).exists():
        return True
    return "/" not in word and any(
        found for top in ("portal", "question_bank", "tests") for found in (ROOT / top).rglob(word)
    )


@pytest.mark.parametrize(("page", "word"), said(FILE))
def test_a_named_file_exists(page, word):
    if word.partition("/")[0] in MADE_WHEN_RUN or word.startswith("/"):
        return

    assert exists(word, page) or (ROOT / "portal" / "templates" / word).exists()


@pytest.mark.parametrize(("page", "word"), said(TEST))
def test_a_named_test_exists(page, word):
    definition = re.compile(rf"^def {word}\(", re.MULTILINE)

    assert any(definition.search(file.read_text()) for file in (ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_is_said_to_be_in_a_module_is_there(page):
    for names, file in INSIDE.findall(page.read_text()):
        source = (ROOT / file).read_text()
        for name in CODE.findall(names):
            last = name.rpartition(".")[2]
            assert re.search(rf"^\s*(?:def|class) {last}\b|^{last}\b.*=", source, re.MULTILINE), (
                f"{name} in {file}"
            )


def commands(page: Path) -> list[list[str]]:
    """The calls of `portal`, without what is set before them and what is said behind them."""
    found = (COMMAND.fullmatch(word.partition(" #")[0].strip()) for word in words(page))
    return [shlex.split(match[1]) for match in found if match]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_portal_command_exists(page):
    for call in commands(page):
        step: click.Command = cli.main
        for word in call:
            if word.startswith("-"):
                options = {name for option in step.params for name in option.opts} | {"--help", "--version"}
                assert word.partition("=")[0] in options, f"portal {' '.join(call)}"
            elif isinstance(step, click.Group):
                assert word in step.commands, f"portal {' '.join(call)}"
                step = step.commands[word]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_exists(page):
    targets = set(re.findall(r"^([a-z.%][\w./%]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    for word in words(page):
        for target in re.findall(r"(?:^|\s)make ([a-z]+)", word):
            assert target in targets


@pytest.mark.parametrize(("page", "word"), said(ROUTE))
def test_every_address_exists(page, word, routes):
    asked = shape(word)

    assert asked in routes or any(rule.startswith(f"{asked}/") for rule in routes)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_environment_variable_is_read(page):
    source = (ROOT / "portal" / "config.py").read_text()

    for variable in set(VARIABLE.findall(page.read_text())):
        assert f'"{variable}"' in source, variable


def test_the_readme_lists_every_environment_variable():
    source = (ROOT / "portal" / "config.py").read_text()
    read = set(re.findall(r'environ\.get\("([A-Z_]+)"', source))

    assert read <= set(VARIABLE.findall((ROOT / "README.md").read_text()))


def test_every_setting_has_a_line_in_the_guide(application):
    guide = (ROOT / "docs" / "zh" / "settings.md").read_text()

    with application.test_request_context(headers={"Accept-Language": "zh-CN"}):
        rows = [f"| {rule.label} | {rule.default or '—'} |" for rule in RULES.values()]

    assert [row for row in rows if row not in guide] == []


def test_every_chain_slot_is_described(application):
    asked = {
        slot
        for file in (ROOT / "portal").rglob("*.py")
        for slot in re.findall(r'contributions\(\s*"([a-z ]+)"', file.read_text())
    }
    described = set(
        re.findall(r"^\| `([a-z ]+)` \|", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE)
    )

    assert asked == described
    assert set(chain._slots) <= described


def test_every_folder_of_the_portal_has_its_floor_described():
    folders = {path.name for path in (ROOT / "portal").iterdir() if (path / "__init__.py").exists()}
    text = (ROOT / "docs" / "architecture.md").read_text()

    assert {name for name in folders if f"`portal/{name}/`" not in text} == set()


def test_abilities_named_in_the_docs_exist():
    text = (ROOT / "docs" / "architecture.md").read_text()
    named_there = set(re.findall(r"`(see \w+|edit \w+|publish \w+)`", text))

    assert named_there <= set(ABILITIES)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_and_picture_leads_somewhere(page):
    for markdown, html in LINK.findall(page.read_text()):
        target = (markdown or html).partition("#")[0]
        if target and "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_holds_a_path_of_somebodys_machine(page):
    assert OWN_PATHS.search(page.read_text()) is None


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CONTRIBUTING.md"], ids=named)
def test_only_whoever_changes_the_code_is_told_of_registries(page):
    assert REGISTRY.search(page.read_text()) is None


def test_every_picture_is_shown_somewhere():
    shown = {
        (page.parent / (markdown or html)).resolve()
        for page in PAGES
        for markdown, html in LINK.findall(page.read_text())
    }

    assert [path.name for path in PICTURES if path not in shown] == []


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_small_and_whole(path):
    with Image.open(path) as picture:
        picture.load()

    assert path.stat().st_size < MOST_PICTURE_BYTES


def test_the_defaults_of_the_readme_are_those_of_the_code(monkeypatch):
    for variable in ("PORTAL_DATA_DIR", "PORTAL_TIME_ZONE", "PORTAL_TRUSTED_PROXIES"):
        monkeypatch.delenv(variable, raising=False)
    readme = (ROOT / "README.md").read_text()

    defaults = config.defaults()

    assert f"default `{defaults['DATA_DIR'].name}`" in readme
    assert f"default `{defaults['TIME_ZONE']}`" in readme
    assert f"default {defaults['TRUSTED_PROXIES']}" in readme
