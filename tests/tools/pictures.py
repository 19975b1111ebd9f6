"""Take the pictures of README.md and docs from a fresh demo county: make pictures."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.tools import chromium

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PHONE = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2, "has_touch": True}
DESKTOP = {"viewport": {"width": 1366, "height": 768}}
COLOURS = 256
START_SECONDS = 30
ADDRESS = "https://wj.example.cn"
FAULTY = """\
1. 价签应当放在哪里？
A. 柜台里
B. 商品旁边
C. 仓库
答案：B
解析：价签和商品一一对应。
2. 扫码枪没反应，先做什么？
A. 马上报修
B. 看电源和连接线
C. 重装系统
答案：E
3. 教老年客户用手机订货，最要紧的是
A. 讲得快
B. 让他自己点一遍
C. 让他自己点一遍
答案：B
4. 进店后先做什么？
A. 请客户签字
B. 说明姓名和来意，问近况
C. 直接拍陈列
D. 推荐新品
答案：C
5. 订货密码可以告诉送货员。
6. 提交后断网，先到“我的订单”里看有没有成功。
答案：对
"""


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        portal_on(Path(folder)) as (url, demo),
        sync_playwright() as p,
    ):
        found = chromium.find()
        browser = p.chromium.launch(
            executable_path=str(found.path), env=found.environment or None, args=["--no-sandbox"]
        )

        def page_of(role: str, screen: dict[str, Any]) -> Page:
            page = browser.new_context(locale="zh-CN", **screen).new_page()
            if role:
                page.goto(demo["signin"][role])
                page.get_by_role("button", name="登录").click()
                page.wait_for_load_state()
            return page

        respondent(page_of("", PHONE), url, demo["codes"])
        office = page_of("manager", DESKTOP)
        manager(office, url)
        banks(office, url)
        staff = page_of("staff", PHONE)
        together(staff, url)
        learning(staff, url)
        analysis(page_of("trainer", DESKTOP), url)
        browser.close()


@contextlib.contextmanager
def portal_on(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The demo county behind a web server of its own: (address, what `portal demo load --json` says)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PORTAL_DATA_DIR": str(folder), "PORTAL_BASE_URL": url}
    environment.pop("DATABASE_URL", None)
    portal = [sys.executable, "-m", "portal"]
    load = subprocess.run(
        [*portal, "demo", "load", "--json"], env=environment, capture_output=True, check=True
    )
    server = subprocess.Popen([*portal, "serve", "--bind", f"127.0.0.1:{port}"], env=environment)
    try:
        wait_for(f"{url}/readyz")
        yield url, json.loads(load.stdout)
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(address).close()
            return
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def respondent(page: Page, url: str, codes: dict[str, str]) -> None:
    page.goto(f"{url}/s/{codes['survey']}")
    page.get_by_text("偏少", exact=True).click()
    page.evaluate("window.scrollTo(0, 0)")
    keep("survey", page.screenshot())
    page.goto(f"{url}/v/{codes['visit']}")
    for group in page.locator("fieldset:has(input[type=radio]:visible)").all():
        group.locator("label").first.click()
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/r/**")
    keep("receipt", page.screenshot())
    page.goto(f"{url}/k/{codes['awareness']}")
    first = page.locator("fieldset").first
    first.get_by_text("星期三11:30").click()
    first.locator(".why").wait_for()
    first.scroll_into_view_if_needed()
    keep("awareness", page.screenshot())


def manager(page: Page, url: str) -> None:
    page.goto(f"{url}/a/settings")
    page.get_by_label("二维码里的网址").fill(ADDRESS)  # as a county would print it
    page.get_by_role("button", name="保存").click()
    page.goto(f"{url}/w")
    keep("overview", page.screenshot())
    page.goto(f"{url}/w/surveys/new")
    keep("templates", page.screenshot())
    page.goto(f"{url}/w/surveys")
    running = survey_address(page, "零售客户服务听一听")
    closed = survey_address(page, "零售客户服务听一听（2012年2月）")
    page.goto(f"{url}{running}/edit")
    page.wait_for_timeout(1000)  # the preview beside the editor is a page of its own
    keep("editor", page.screenshot())
    page.goto(f"{url}{running}/share")
    keep("share", page.screenshot())
    page.get_by_role("button", name="看样并打印").click()
    page.wait_for_load_state()
    keep(
        "poster", page.screenshot(full_page=True, clip={"x": 286, "y": 50, "width": 794, "height": 1123}), 0.5
    )
    page.goto(f"{url}{running}/live")
    keep("live", page.screenshot())
    page.goto(f"{url}{closed}/report")
    keep("report", page.locator(".rep").screenshot())
    page.goto(f"{url}/w/retailers/import")
    keep("import", page.screenshot())


def together(page: Page, url: str) -> None:
    page.goto(f"{url}/m/assist")
    keep("together", page.screenshot())


def banks(page: Page, url: str) -> None:
    page.goto(f"{url}/w/banks")
    page.get_by_role("link", name="题库 A 客户经理操作").click()
    page.wait_for_load_state()
    bank = page.url
    keep("bank", page.screenshot())
    page.goto(f"{bank}/import")
    page.locator("textarea").fill(FAULTY)
    page.get_by_role("button", name="读出来看看").click()
    page.get_by_text("逐题看").wait_for()
    keep("import-items", page.screenshot())
    page.goto(f"{url}/w/skills")
    keep("skills", page.screenshot())


def learning(page: Page, url: str) -> None:
    page.goto(f"{url}/m/practice/today")
    while not page.locator("label:visible:has(input[type=radio])").count():
        page.get_by_role("button", name="不会，看答案").first.click()  # what one taps is a single choice
        page.get_by_text("下一题").locator("visible=true").first.click()
    page.locator("label:visible:has(input[type=radio])").nth(1).click()
    page.get_by_role("button", name="提交").locator("visible=true").click()
    page.get_by_text("下一题").locator("visible=true").first.wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    keep("practice", page.screenshot())
    page.goto(f"{url}/m/exams")
    page.get_by_role("link", name="去考试").click()
    page.get_by_role("button", name="开始考试").click()
    page.locator("label:visible:has(input)").nth(2).click()
    page.wait_for_timeout(1500)  # the head of the page says when the answer was kept
    page.evaluate("window.scrollTo(0, 0)")
    keep("exam", page.screenshot())


def analysis(page: Page, url: str) -> None:
    page.goto(f"{url}/w/exams")
    page.get_by_role("link", name="一季度操作考试").first.click()
    page.get_by_role("link", name="题目分析", exact=True).click()
    page.wait_for_load_state()
    keep("item-analysis", page.screenshot())


def survey_address(page: Page, title: str) -> str:
    href = page.get_by_role("link", name=title, exact=True).first.get_attribute("href") or ""
    return re.sub(r"/(live|edit|report)$", "", href)


def keep(name: str, screenshot: bytes, scale: float = 1.0) -> None:
    picture = Image.open(BytesIO(screenshot)).convert("RGB")
    if scale != 1:
        picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    path = PICTURES / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    main()
