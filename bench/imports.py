"""A register of 1,200 shops from a workbook, preview and writing."""

import time
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from bench.measuring import DATABASES, Line, at_most, installation
from portal import clock
from portal.extensions import db
from portal.imports.command import import_file
from portal.people.models import Unit, UnitKind
from portal.people.services import create_account, create_unit

SHOPS = 1_200
HEADER = ("许可证号", "店名", "经营者", "市场部", "类别", "规模", "电话")


def workbook(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    for number in range(1, SHOPS + 1):
        shop = (
            f"350625{number:010d}",
            f"便利店{number}",
            f"陈{number}",
            "城关",
            "二类",
            "小",
            f"1390000{number:04d}",
        )
        for column, cell in enumerate(shop):
            page.write_string(number, column, cell)
    book.close()


def run(short: bool) -> Iterator[Line]:
    for database in DATABASES:
        with installation(database) as installed:
            path = installed.folder / "shops.xlsx"
            workbook(path)
            app = installed.app()
            with app.app_context(), app.test_request_context():
                county = db.session.query(Unit).filter_by(kind=UnitKind.COUNTY).one()
                create_unit(name="城关", kind=UnitKind.DISTRICT, parent=county, actor=None, at=clock.now())
                clerk = create_account(
                    unit=county, login="clerk", name="Clerk", role="clerk", actor=None, at=clock.now()
                )
                db.session.commit()
                started = time.perf_counter()
                report = import_file("retailers", path, county, clerk)
                took = time.perf_counter() - started
                db.engine.dispose()
            if report["imported"] != SHOPS:
                raise RuntimeError(f"{report['imported']} imported, {report['problems'][:2]}")
            yield at_most(f"import of {SHOPS:,} shops, {database}", took, 5, " s")
