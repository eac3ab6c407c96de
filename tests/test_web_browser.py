"""The workbench in a real browser: the evaluate and audit flows with and without script, wide and narrow, by keyboard
alone, without barriers that axe knows (tests/web, MPL-2.0), and without a request to any other machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("uvicorn", reason="the extra web is not installed")
try:
    from playwright.sync_api import Browser, Page, sync_playwright
except ImportError:
    pytest.skip("Playwright is not installed", allow_module_level=True)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (chromium, google-chrome)"),
    pytest.mark.xdist_group("browser"),
]
HERE = Path(__file__).parent
AXE = (HERE / "web" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
AUDITED = HERE / "documents" / "self_eval_synthetic.docx"
TARGETS = """预算年度,2023,,
项目名称,教师培训费,,
预算部门,某局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
产出指标,质量指标,培训合格率,≥90
效益指标,社会效益指标,教学水平,有效提升
满意度指标,服务对象满意度指标,参训学员满意度,≥90%
满意度指标,服务对象满意度指标,参训学校满意度,≥90%
"""
ACTUALS = """项目名称,三级指标,实际完成值
教师培训费,培训人数,150人
教师培训费,培训合格率,95%
教师培训费,满意度,92%
"""
WAYS = [pytest.param(True, 1280, id="script-wide"), pytest.param(False, 360, id="no-script-narrow")]
OVERFLOWING = """() => {
  const limit = document.documentElement.clientWidth;
  const scrolls = e => e && (getComputedStyle(e).overflowX === 'auto' || scrolls(e.parentElement));
  return [...document.body.querySelectorAll('*')]
    .filter(e => e.getBoundingClientRect().right > limit + 1 && !scrolls(e))
    .map(e => e.tagName + '.' + e.className).slice(0, 5);
}"""
BARRIERS = """async () => (await axe.run({ resultTypes: ['violations'] })).violations
  .filter(v => v.impact === 'serious' || v.impact === 'critical')
  .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target + ' ' + n.html.slice(0, 120)).join(' | '))"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def server(workspace: Path) -> Iterator[str]:
    """The address of ``evaluator serve`` as a person starts it."""
    command = [
        sys.executable,
        "-m",
        "evaluator",
        "serve",
        "--lang",
        "zh",
        "--port",
        "0",
        "--no-browser",
        "--workspace",
        str(workspace),
    ]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, encoding="utf-8") as running:
        assert running.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", running.stderr.readline())
        assert found
        yield found[0]
        running.terminate()
        assert "Traceback" not in running.stderr.read()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, server: str) -> Iterator[Any]:
    """Opens a browser window; in the end nobody complained and nothing left this machine."""
    trouble: list[str] = []
    contexts = []

    def open_window(*, script: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, locale="zh-CN", base_url=server
        )
        contexts.append(context)
        context.set_default_timeout(45_000)
        page = context.new_page()
        page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(server) else trouble.append(asked.url))
        page.goto("/")
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert trouble == []


def settled(page: Page) -> None:
    """Wait until the page is no longer one that says how far the work is."""
    page.wait_for_load_state()
    page.locator(".working").wait_for(state="detached", timeout=60_000)
    page.wait_for_load_state()


def step(page: Page, name: str) -> None:
    page.locator(".steps").get_by_role("link", name=name, exact=True).click()
    settled(page)


def upload(page: Page, role: str, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator(f"#files-{role}").set_input_files(files=[file])
    page.locator("form.upload", has=page.locator(f"#files-{role}")).locator("button").click()
    page.get_by_role("link", name=name, exact=True).wait_for()
    settled(page)


def fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate(OVERFLOWING) == [], page.url


@pytest.mark.parametrize(("script", "width"), WAYS)
def test_an_evaluation_from_upload_to_archive(opened: Any, tmp_path: Path, script: bool, width: int) -> None:
    page = opened(script=script, width=width)
    page.get_by_role("link", name="新建评价").click()
    page.get_by_label("评价年度").fill("2023")
    page.get_by_label("部门（单位）").fill("某局")
    page.get_by_role("button", name="建立").click()
    upload(page, "targets", "目标.csv", TARGETS.encode())
    upload(page, "actuals", "完成.csv", ACTUALS.encode())

    step(page, "目标")
    row = page.get_by_role("row").filter(has_text="培训合格率")
    row.locator("summary").last.click()
    row.locator("input[name=read_as]").fill("≥90%")
    row.locator("input[name=why]").fill("原文漏印百分号")
    row.get_by_role("button").first.click()
    page.get_by_text("原文漏印百分号").first.wait_for()

    step(page, "匹配")
    page.locator("label", has_text="参训学员满意度").locator("input[type=radio]").check()
    page.locator("main form button").first.click()
    page.get_by_text("没有需要决定的匹配").wait_for()

    step(page, "完成情况")
    row = page.get_by_role("row").filter(has_text="教学水平")
    row.locator("select").select_option(index=1)
    page.locator("input[name='money.full_year']").fill("100")
    page.locator("input[name='money.executed']").fill("91")
    row = page.get_by_role("row").filter(has_text="参训学校满意度")
    row.locator("input[name$='.actual']").fill("91%")
    page.locator(".bar button").first.click()
    settled(page)

    step(page, "得分")
    page.get_by_role("link", name="教师培训费").click()
    assert page.get_by_role("row").filter(has_text="培训人数").count() >= 1
    assert "91.00%" in page.locator("main").inner_text()
    fits(page, width)
    step(page, "下载")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载压缩包").click()
    download.value.save_as(tmp_path / "run.zip")
    assert "run.json" in zipfile.ZipFile(tmp_path / "run.zip").namelist()
    step(page, "记录")
    before = page.get_by_role("row").count()
    page.get_by_role("button", name="撤销").first.click()
    page.wait_for_load_state()
    assert page.get_by_role("row").count() == before + 1


@pytest.mark.parametrize(("script", "width"), WAYS)
def test_an_audit_from_upload_to_the_second_look(opened: Any, tmp_path: Path, script: bool, width: int) -> None:
    page = opened(script=script, width=width)
    page.get_by_role("link", name="新建审核").click()
    page.get_by_label("评价年度").fill("2023")
    page.get_by_role("button", name="建立").click()
    upload(page, "forms", "自评.docx", AUDITED.read_bytes())
    page.get_by_role("link", name="下一步").click()
    page.get_by_label("疑点", exact=True).select_option("score-above-points")
    page.get_by_role("button", name="筛选").click()
    found = page.locator("article.finding")
    assert found.count() == 1 and "5.5" in found.inner_text()
    fits(page, width)
    found.get_by_role("button", name="属实", exact=True).click()
    found.get_by_text("决定：").wait_for()
    found.locator("summary", has_text="复核").click()
    second = found.locator("form.decide").last
    second.get_by_label("复核人").fill("李四")
    second.get_by_label("理由").fill("有批文")
    second.get_by_role("button", name="不属实").click()
    page.get_by_text("两次结果不同").first.wait_for()
    assert "属实" in found.locator(".said-first").inner_text() and "李四" in found.locator(".said-second").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出疑点清单").click()
    download.value.save_as(tmp_path / "worklist.xlsx")
    assert (tmp_path / "worklist.xlsx").read_bytes()[:2] == b"PK"
    found.get_by_role("link").first.click()
    assert "填报总分" in page.locator("main").inner_text()
    fits(page, width)


def test_the_main_path_by_keyboard_alone(opened: Any) -> None:
    page = opened()

    def reach(wanted: str) -> None:
        """Tab until what has the focus says this, and see that the focus shows."""
        for _ in range(120):
            page.keyboard.press("Tab")
            said = page.evaluate("(document.activeElement.innerText || document.activeElement.value || '').trim()")
            if said.startswith(wanted):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", wanted
                return
        raise AssertionError(f"{wanted} is not reached by Tab")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reach("打开示例")
    page.keyboard.press("Enter")
    page.wait_for_url("**/scores")
    settled(page)
    reach("完成情况")
    page.keyboard.press("Enter")
    page.wait_for_url("**/outcomes")
    settled(page)
    page.locator("main input[name$='.actual']").first.wait_for()
    while not (page.evaluate("document.activeElement.name || ''")).endswith(".actual"):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("1")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # in a field: saves
    settled(page)
    reach("下载")
    page.keyboard.press("Enter")
    page.wait_for_url("**/download")


def pages_of(page: Page) -> list[str]:
    """Every page of the demo's evaluation and of an audit, which are made here."""
    page.goto("/")
    page.get_by_role("button", name="打开示例").click()
    page.wait_for_url("**/scores")
    settled(page)
    evaluation = page.url.rpartition("/")[0]
    page.goto("/audits/new")
    page.get_by_role("button", name="建立").click()
    upload(page, "forms", "自评.docx", AUDITED.read_bytes())
    audit = page.url
    page.goto(f"{audit}/worklist")
    settled(page)
    page.get_by_role("button", name="属实", exact=True).first.click()
    page.wait_for_load_state()
    steps = ("", "/targets", "/outcomes", "/matches", "/scores", "/scores/3", "/findings", "/download", "/history")
    return [
        *("/", "/evaluations/new", "/audits/new", "/years", "/nowhere"),
        *(f"{evaluation}{one}" for one in steps),
        *(f"{audit}{one}" for one in ("", "/worklist", "/forms", "/forms/1", "/history")),
    ]


def test_every_page_is_without_barriers_and_fits(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=server)
    page = context.new_page()
    folder = os.environ.get("EVALUATOR_SCREENSHOTS")
    listed = pages_of(page)
    found = []
    for number, address in enumerate(listed):
        page.goto(address)
        settled(page)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.evaluate(AXE)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            fits(page, width)
            found += [f"{address} at {width}: {each}" for each in page.evaluate(BARRIERS)]
            if folder:
                page.screenshot(path=Path(folder) / f"{number:02}-{width}.png", full_page=True)
    context.close()
    assert found == []


def test_a_team_logs_in_without_barriers(browser: Browser, server: str, workspace: Path) -> None:
    """Last in this file: the first account makes the workbench a team's."""
    command = [sys.executable, "-m", "evaluator", "accounts", "add", "主任", "--workspace", str(workspace)]
    secret = "correct horse 1949"  # noqa: S105
    subprocess.run(command, input=f"{secret}\n".encode(), check=True, capture_output=True, timeout=60)
    context = browser.new_context(viewport={"width": 360, "height": 800}, base_url=server)
    page = context.new_page()
    page.goto("/accounts")
    page.get_by_label("账号").fill("主任")
    page.get_by_label("密码").fill(secret)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="新账号").wait_for()
    folder = os.environ.get("EVALUATOR_SCREENSHOTS")
    for number, address in enumerate(("/accounts", "/password", "/login")):
        if address == "/login":
            page.get_by_role("button", name="退出").click()
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        fits(page, 360)
        page.evaluate(AXE)
        assert page.evaluate(BARRIERS) == [], address
        if folder:
            page.screenshot(path=Path(folder) / f"team-{number}.png", full_page=True)
    context.close()
