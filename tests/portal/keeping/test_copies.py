"""A copy brings everything back, or says which part of it is damaged."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal.errors import Refused
from portal.extensions import Base, db
from portal.keeping.copies import restore_copy, write_copy
from portal.people.models import Account, Unit
from portal.storage import files
from portal.surveys.models import SurveyVersion
from tests.databases import empty_tables
from tests.factories import make_account, make_code, make_retailer, make_survey, make_unit


@pytest.fixture
def filled(app: Flask) -> Flask:
    """An installation with a bit of everything, and a file."""
    county = make_unit(parent=make_unit("city"))
    clerk = make_account(unit=county)
    make_account(unit=county, superior_id=clerk.id)
    make_code(retailer=make_retailer(unit=county, manager_id=clerk.id))
    make_survey(unit=county, created_by_id=clerk.id)
    files.save(
        b"photo",
        unit_id=county.id,
        owner_type="response",
        owner_id="1",
        purpose="photo",
        name="a.jpg",
        media_type="image/jpeg",
    )
    db.session.commit()
    return app


def counts() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_copy_restored_into_an_empty_installation_is_the_same(filled: Flask, tmp_path: Path) -> None:
    before = counts()
    documents = list(db.session.scalars(select(SurveyVersion.document)))
    superiors = {account.login: account.superior_id for account in db.session.scalars(select(Account))}
    write_copy(tmp_path / "copy.tar.gz")
    db.session.remove()
    empty_tables()

    said = restore_copy(tmp_path / "copy.tar.gz")

    assert counts() == before
    assert list(db.session.scalars(select(SurveyVersion.document))) == documents
    assert {a.login: a.superior_id for a in db.session.scalars(select(Account))} == superiors
    assert "every sum is right" in said


def test_a_copy_is_not_poured_over_an_installation_in_use(filled: Flask, tmp_path: Path) -> None:
    write_copy(tmp_path / "copy.tar.gz")

    with pytest.raises(Refused, match="not empty"):
        restore_copy(tmp_path / "copy.tar.gz")


def test_a_damaged_table_is_named_and_nothing_is_written(filled: Flask, tmp_path: Path) -> None:
    write_copy(tmp_path / "copy.tar.gz")
    damage(tmp_path / "copy.tar.gz", "tables/unit.jsonl")
    db.session.remove()
    empty_tables()

    with pytest.raises(Refused, match=r"tables/unit\.jsonl"):
        restore_copy(tmp_path / "copy.tar.gz")

    assert db.session.scalar(select(func.count()).select_from(Unit)) == 0


def test_half_an_archive_is_refused(filled: Flask, tmp_path: Path) -> None:
    write_copy(tmp_path / "copy.tar.gz")
    content = (tmp_path / "copy.tar.gz").read_bytes()
    (tmp_path / "half.tar.gz").write_bytes(content[: len(content) // 2])

    with pytest.raises(Refused):
        restore_copy(tmp_path / "half.tar.gz")


def test_the_copy_of_another_release_is_refused(filled: Flask, tmp_path: Path) -> None:
    write_copy(tmp_path / "copy.tar.gz")
    db.session.remove()
    empty_tables()
    revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.remove()
    set_revision("0000")
    try:
        with pytest.raises(Refused, match="another release"):
            restore_copy(tmp_path / "copy.tar.gz")
    finally:
        set_revision(str(revision))


def test_the_commands_copy_and_restore(filled: Flask, tmp_path: Path, portal: Callable[..., object]) -> None:
    made = portal("backup", str(tmp_path / "copy.tar.gz"))
    refused = portal("restore", str(tmp_path / "copy.tar.gz"))

    assert (made.exit_code, refused.exit_code) == (0, 1)  # type: ignore[attr-defined]


def set_revision(revision: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})


def damage(archive: Path, name: str) -> None:
    """Rewrite the archive with one byte of one member changed."""
    whole = archive.with_name("whole.tar.gz")
    archive.rename(whole)
    with tarfile.open(whole) as source, tarfile.open(archive, "w:gz") as target:
        for member in source.getmembers():
            extracted = source.extractfile(member)
            assert extracted is not None
            content = extracted.read()
            if member.name == name:
                content = content.replace(b"name", b"nane", 1)
            path = archive.with_name("member")
            path.write_bytes(content)
            target.add(path, arcname=member.name)
