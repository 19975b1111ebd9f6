"""客户信息档案: an Excel with the 18 fields becomes a shop's file, masked and counted."""

from sqlalchemy import select

from portal.extensions import db, reading_only
from portal.jobs.models import Job
from portal.jobs.queue import run_job
from portal.people.models import UnitKind
from portal.retailers.columns import COLUMNS
from portal.sheets import writing
from tests.factories import make_account, make_unit

FILE = {
    "licence": "3506251000000017", "name": "王小明", "gender": "男", "nation": "畲族",
    "birth_date": "1966-05-01", "education": "初中", "address": "武安镇官山村12号", "phone": "13800138000",
    "spare_phone": "0596-8321234", "email": "wang@example.cn", "family": "儿子一家",
    "shop_staff": "夫妻二人", "interests": "象棋",
    "shop_area": "35平方米", "main_brands": "七匹狼", "sales_structure": "中档为主", "cooperation": "好",
    "support": "较好", "needs": "想学网上订货", "district": "南片", "manager": "1001",
}  # fmt: skip


def do_the_work() -> None:
    """What the worker does, which the test server has none of."""
    mode = reading_only.set(False)
    db.session.rollback()
    job_id = db.session.scalars(select(Job.id)).one()
    db.session.rollback()
    run_job(job_id)
    reading_only.reset(mode)


def test_an_excel_with_the_eighteen_fields_becomes_a_customer_file(live_server, desktop):
    county = make_unit("长泰")
    make_unit("南片", kind=UnitKind.DISTRICT, parent=county)
    make_account("staff", county, login="1001", name="小林", phone="13600136000", post="customer_manager")
    clerk = make_account("clerk", county, language="zh-Hans")
    db.session.commit()
    live_server.sign_in(desktop, clerk)
    workbook = writing.register("零售客户", COLUMNS, [[FILE.get(column.key, "") for column in COLUMNS]])

    desktop.goto("/w/retailers/import")
    desktop.set_input_files(
        "input[type=file]", {"name": "客户.xlsx", "mimeType": writing.XLSX, "buffer": workbook}
    )
    desktop.click("form[enctype] button")
    assert desktop.locator("tbody th").inner_text() == "3506251000000017 王小明"
    desktop.click("form.inline button")
    do_the_work()
    desktop.goto("/w/retailers?q=wxm")
    desktop.click("tbody th a")

    text = desktop.locator("main").inner_text()
    assert "18/18" in text
    assert "138****8000" in text
    assert "小林" in text
    assert "13600136000" in text
    assert desktop.locator("table tbody tr:has(th)").count() == 18
    for hidden in ("畲", "13800138000", "1966-05-01", "官山村12号", "0596-8321234", "儿子一家"):
        assert hidden not in text
