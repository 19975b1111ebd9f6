"""Codes: drawn once, revoked for good, replaced; each picture holds the address under it."""

import io

import pypdfium2
import pytest
from sqlalchemy import func, select

from portal.distribution import qr
from portal.distribution.models import Code
from portal.distribution.services import (
    add_channel,
    issue_code,
    live_code,
    live_codes,
    replace_code,
    replace_shop_codes,
    revoke,
    shop_code,
    shop_codes,
)
from portal.errors import Refused
from portal.extensions import db
from portal.people.audit import AuditEvent
from tests.factories import NOW, make_account, make_channel, make_retailer, make_survey, make_unit
from tests.tools import printed


@pytest.fixture
def county(app):
    return make_unit("长泰县公司")


@pytest.fixture
def clerk(county):
    return make_account("clerk", county)


def test_three_hundred_shops_get_three_hundred_different_codes(county):
    retailers = [make_retailer(county) for _n in range(300)]

    made = shop_codes(retailers, at=NOW)

    assert len({code.code for code in made.values()}) == 300
    assert set(made) == {retailer.id for retailer in retailers}


def test_a_shop_keeps_its_code(county):
    retailer = make_retailer(county)

    assert shop_code(retailer, at=NOW) is shop_code(retailer, at=NOW)
    assert db.session.scalar(select(func.count()).select_from(Code)) == 1


def test_a_replaced_code_never_opens_again_and_the_reason_is_kept(county, clerk):
    channel = make_channel(make_survey(county))
    old = issue_code(channel=channel, at=NOW)

    fresh = replace_code(old, actor=clerk, at=NOW, reason="贴到别处去了")

    assert live_code(channel=channel) is fresh
    assert old.revoked_at == NOW
    with pytest.raises(Refused):
        revoke(old, actor=clerk, at=NOW)
    event = db.session.scalars(select(AuditEvent).filter_by(verb="revoke")).one()
    assert (event.reason, event.object_id, event.actor_id) == ("贴到别处去了", old.code, clerk.id)


def test_a_whole_district_gets_new_codes(county, clerk):
    retailers = [make_retailer(county) for _n in range(3)]
    shop_codes(retailers[:2], at=NOW)
    before = {code.code for code in live_codes(retailers).values()}

    count = replace_shop_codes(retailers, actor=clerk, at=NOW, reason="换网址")

    after = {code.code for code in live_codes(retailers).values()}
    assert count == len(after) == 2
    assert before.isdisjoint(after)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_picture_holds_the_address(sign_in, county, clerk, kind):
    channel = add_channel(make_survey(county), name="海报", kind="print", actor=clerk, at=NOW)
    address = f"http://localhost/s/{live_code(channel=channel).code}"

    response = sign_in(clerk).get(f"/w/channels/{channel.id}/code.{kind}?download=1")

    assert response.status_code == 200
    assert "attachment; filename*=UTF-8''%E6%B5%B7%E6%8A%A5-" in response.headers["Content-Disposition"]
    picture = response.data if kind == "png" else rasterised(response.get_data(as_text=True))
    assert printed.decode(picture) == [address]


def rasterised(svg):
    """As a print shop would draw it: each path command of the picture as a rectangle."""
    document = pypdfium2.PdfDocument.new()
    size = int(svg.split('viewBox="0 0 ')[1].split(" ")[0])
    page = document.new_page(size * 6, size * 6)
    for step in svg.split('<path d="')[1].split('"')[0].split("M")[1:]:
        place, run = step.split("h")[0], int(step.split("h")[1].split("v")[0])
        x, y = map(int, place.split(" "))
        box = pypdfium2.raw.FPDFPageObj_CreateNewRect(x * 6, (size - y - 1) * 6, run * 6, 6)
        pypdfium2.raw.FPDFPath_SetDrawMode(box, pypdfium2.raw.FPDF_FILLMODE_ALTERNATE, False)
        pypdfium2.raw.FPDFPage_InsertObject(page, box)
    pypdfium2.raw.FPDFPage_GenerateContent(page)
    content = io.BytesIO()
    page.render().to_pil().save(content, format="PNG")
    document.close()
    return content.getvalue()


def test_there_is_no_picture_of_a_revoked_code(sign_in, county, clerk):
    channel = add_channel(make_survey(county), name="a", kind="print", actor=clerk, at=NOW)
    revoke(live_code(channel=channel), actor=clerk, at=NOW)

    assert sign_in(clerk).get(f"/w/channels/{channel.id}/code.png").status_code == 410


def test_a_code_has_four_modules_of_white_around_it():
    matrix = qr._code("https://wj.example.cn/s/K7M2QX").get_matrix()

    edges = [row for row in matrix[:4] + matrix[-4:]] + [row[:4] + row[-4:] for row in matrix]
    assert not any(any(edge) for edge in edges)
    assert len(matrix) == 29 + 8  # version 3 at level Q


def test_the_clerk_replaces_a_code_with_a_reason(sign_in, page, county, clerk):
    channel = add_channel(make_survey(county), name="a", kind="print", actor=clerk, at=NOW)
    old = live_code(channel=channel).code

    answer = sign_in(clerk).post(
        f"/w/channels/{channel.id}/code", data={"reason": "wet", "action": "replace"}
    )

    assert answer.status_code == 303
    assert live_code(channel=channel).code != old


def test_without_a_reason_the_page_comes_back_and_the_code_stays(sign_in, page, county, clerk):
    channel = add_channel(make_survey(county), name="a", kind="print", actor=clerk, at=NOW)
    old = live_code(channel=channel).code

    shown = page(sign_in(clerk).post(f"/w/channels/{channel.id}/code", data={"action": "replace"}))

    assert shown.errors
    assert live_code(channel=channel).code == old


def test_a_code_taken_back_can_be_made_anew(sign_in, county, clerk):
    channel = add_channel(make_survey(county), name="a", kind="print", actor=clerk, at=NOW)
    browser = sign_in(clerk)
    browser.post(f"/w/channels/{channel.id}/code", data={"reason": "wet", "action": "revoke"})
    assert live_code(channel=channel) is None

    browser.post(f"/w/channels/{channel.id}/code")

    assert live_code(channel=channel) is not None


@pytest.mark.parametrize(("role", "status"), [("auditor", 403), ("leader", 403), ("staff", 403)])
def test_only_who_distributes_changes_codes(sign_in, county, role, status):
    channel = add_channel(make_survey(county), name="a", kind="print", actor=None, at=NOW)

    answer = sign_in(make_account(role, county)).post(
        f"/w/channels/{channel.id}/code", data={"reason": "x", "action": "revoke"}
    )

    assert answer.status_code == status
    assert live_code(channel=channel) is not None


def test_another_countys_channel_is_nothing(sign_in, county):
    channel = add_channel(make_survey(county), name="a", kind="print", actor=None, at=NOW)
    browser = sign_in(make_account("manager"))

    assert browser.post(f"/w/channels/{channel.id}/code", data={"reason": "x"}).status_code == 404
    assert browser.get(f"/w/channels/{channel.id}/code.png").status_code == 404


def test_signed_out_is_sent_to_sign_in(client, county):
    channel = add_channel(make_survey(county), name="a", kind="print", actor=None, at=NOW)

    assert "/m/login" in client.post(f"/w/channels/{channel.id}/code").location
