"""A card for each of 1,300 shops as one PDF, by the code of the print job."""

import time
from collections.abc import Iterator

from bench.measuring import Line, at_most, installation
from portal import clock
from portal.distribution.pdf import compile_sheet
from portal.distribution.print_job import _sheet
from portal.distribution.printing import LAYOUTS, Order
from portal.distribution.shops import Part
from portal.extensions import db
from portal.people.models import Unit, UnitKind
from portal.people.services import create_account, create_unit
from tests.factories import make_retailer

SHOPS = 1_300


def run(short: bool) -> Iterator[Line]:
    with installation("SQLite FULL") as installed:
        app = installed.app()
        with app.app_context(), app.test_request_context():
            county = db.session.query(Unit).filter_by(kind=UnitKind.COUNTY).one()
            district = create_unit(
                name="城关", kind=UnitKind.DISTRICT, parent=county, actor=None, at=clock.now()
            )
            clerk = create_account(
                unit=county, login="clerk", name="Clerk", role="clerk", actor=None, at=clock.now()
            )
            for _number in range(SHOPS):
                make_retailer(district)
            db.session.commit()
            for layout in (name for name, each in LAYOUTS.items() if each.for_shops):
                started = time.perf_counter()
                sheet = _sheet(clerk, county, Order(layout=layout, part=Part()))
                content = compile_sheet(sheet)
                took = time.perf_counter() - started
                size = len(content) / 1024 / 1024
                yield at_most(f"{len(sheet.cards):,} x {layout} as one PDF of {size:.1f} MiB", took, 15, " s")
            db.session.rollback()
            db.engine.dispose()
