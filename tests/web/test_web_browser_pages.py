"""Every page of the workbench in a real browser, wide, zoomed and narrow, by day and by night: nothing wider than the
window, no barrier that axe knows (axe-core in this folder, MPL-2.0). ``EVALUATOR_SCREENSHOTS=DIR`` keeps a picture of
each in both languages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("uvicorn", reason="the extra web is not installed")
if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).parent
AXE = (HERE / "axe-4.14.1.min.js").read_text(encoding="utf-8")
AUDITED = HERE.parent / "documents" / "self_eval_synthetic.docx"
BARRIERS = """async () => (await axe.run({ resultTypes: ['violations'] })).violations
  .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target + ' ' + n.html.slice(0, 120)).join(' | '))"""
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
WIDTHS = ((1280, "light"), (640, "light"), (360, "dark"))
"""Widths of the window with the colours asked for: a screen, the same at 200 %, a telephone at night."""


def looked_at(hands: Any, name: str) -> list[str]:
    """The barriers of the page that is open, at both widths; a picture of each if wanted."""
    page, found = hands.page, []
    folder = os.environ.get("EVALUATOR_SCREENSHOTS")
    if folder:
        pictures(page, Path(folder), name)
    page.evaluate(UNFOLD)
    page.evaluate(AXE)
    for hands.width, colours in WIDTHS:
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        page.set_viewport_size({"width": hands.width, "height": 800})
        hands.fits()
        if hands.width == 640:
            continue  # what axe sees does not depend on the zoom
        found += [f"{name} at {hands.width}: {each}" for each in page.evaluate(BARRIERS)]
    return found


def pictures(page: Page, folder: Path, name: str) -> None:
    """The page as it opens, in both languages and all widths, and as it prints."""
    root = page.evaluate("location.origin") + "/"
    for lang in ("en", "zh"):
        page.context.add_cookies([{"name": "evaluator_lang", "value": lang, "url": root}])
        page.goto(page.url)
        for width, colours in WIDTHS:
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=folder / f"{name}-{lang}-{width}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.pdf(path=folder / f"{name}.pdf", format="A4")


def test_every_page_fits_and_has_no_barriers(opened: Callable[..., Any]) -> None:
    hands = opened()
    page = hands.page
    found = looked_at(hands, "home-empty")
    page.goto("/evaluations/new")
    page.get_by_role("button", name="建立").click()
    empty = page.url
    page.goto("/")
    page.get_by_role("button", name="打开示例").click()
    page.wait_for_url("**/scores")
    hands.settled()
    evaluation = page.url.rpartition("/")[0]
    page.goto("/audits/new")
    page.get_by_role("button", name="建立").click()
    nothing = page.url
    page.goto("/audits/new")
    page.get_by_role("button", name="建立").click()
    hands.upload("forms", "自评.docx", AUDITED.read_bytes())
    audit = page.url
    page.goto(f"{audit}/worklist")
    page.get_by_role("button", name="属实", exact=True).first.click()
    page.get_by_text("决定：").first.wait_for()
    pages = {
        "home": "/",
        "new-evaluation": "/evaluations/new",
        "new-audit": "/audits/new",
        "years": "/years/2023",
        "years-empty": "/years/2001",
        "nowhere": "/nowhere",
        "evaluation-empty": empty,
        "targets-empty": f"{empty}/targets",
        "audit-empty": nothing,
        "worklist-empty": f"{nothing}/worklist",
    }
    steps = (
        "targets",
        "outcomes",
        "evidence",
        "forms",
        "last-year",
        "matches",
        "scores",
        "scores/3",
        "findings",
        "download",
        "history",
    )
    pages |= {"evaluation": evaluation} | {
        f"evaluation-{one.replace('/', '-')}": f"{evaluation}/{one}" for one in steps
    }
    steps = ("worklist", "forms", "forms/1", "download", "history")
    pages |= {"audit": audit} | {f"audit-{one.replace('/', '-')}": f"{audit}/{one}" for one in steps}
    pages["years-narrowed"] = "/years/2023?grade=open&sort=budget"
    pages |= {name: f"{evaluation}/{name}" for name in ("papers", "rulebooks")}
    pages |= {"away": "/away", "finding": "/findings/score-differs"}
    pages["place"] = f"{evaluation}/place?file=ganzhou-2023.txt&table=0&row=9&column=1"
    for name, address in pages.items():
        page.goto(address)
        hands.settled()
        found += looked_at(hands, name)
    page.goto("/years/2023")
    page.locator("a[href^='/departments/']").first.click()
    page.wait_for_url("**/departments/**")
    found += looked_at(hands, "department")
    assert found == []


def test_what_somebody_else_changed_is_shown_without_barriers(opened: Callable[..., Any]) -> None:
    """The page that nobody wants to see: the later of two saves."""
    first = opened()
    first.page.get_by_role("button", name="打开示例").click()
    first.page.wait_for_url("**/scores")
    first.settled()
    first.step("完成情况")
    second = opened()
    second.page.goto(first.page.url)
    second.settled()
    for hands, text in ((first, "7"), (second, "8")):
        hands.page.locator("input[name$='.actual']").first.evaluate("(e, text) => { e.value = text; }", text)
        hands.page.evaluate("document.querySelector('form[data-grid]').submit()")  # as without the script of the page
        hands.page.wait_for_url("**/outcomes/0")
        hands.settled()
    assert "您的这个值没有保存" in second.page.locator("main").inner_text()
    assert looked_at(second, "changed") == []


def test_a_team_logs_in_without_barriers(opened: Callable[..., Any], workspace: Path) -> None:
    """Last in this file: the first account makes the workbench a team's."""
    hands = opened(width=360)
    command = [sys.executable, "-m", "evaluator", "accounts", "add", "主任", "--workspace", str(workspace)]
    secret = "correct horse 1949"  # noqa: S105
    subprocess.run(command, input=f"{secret}\n".encode(), check=True, capture_output=True, timeout=60)
    page = hands.page
    page.goto("/accounts")
    found = looked_at(hands, "login")
    page.get_by_label("账号").fill("主任")
    page.get_by_label("密码").fill(secret)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="新账号").wait_for()
    for name in ("accounts", "accounts/access", "password", "sessions", "tokens"):
        page.goto(f"/{name}")
        found += looked_at(hands, name.replace("/", "-"))
    page.get_by_label("给哪个程序用").fill("预算一体化系统")
    page.get_by_label("您的密码").fill(secret)
    page.keyboard.press("Enter")
    page.locator("#secret", has_text="evaluator_").wait_for()
    found += looked_at(hands, "token-new")
    assert found == []
