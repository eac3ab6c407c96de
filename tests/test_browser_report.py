"""The pages we write in a real browser: three widths, no script needed, nothing asked of any network, printed whole."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from evaluator.__main__ import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = (360, 768, 1280)
OVERFLOWING = """() => {
  const limit = document.documentElement.clientWidth;
  const scrolls = e => e && (getComputedStyle(e).overflowX === 'auto' || scrolls(e.parentElement));
  return [...document.body.querySelectorAll('*')]
    .filter(e => e.getBoundingClientRect().right > limit + 1 && !scrolls(e))
    .map(e => e.tagName + '.' + e.className).slice(0, 5);
}"""

UNFOLD = """() => document.querySelectorAll('details').forEach(d => {
  d.open = true; d.style.contentVisibility = 'visible';
})"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages by name: the demo's report in both languages, and the audit of its own forms."""
    folder = tmp_path_factory.mktemp("pages")
    demo = files("evaluator") / "demo"
    from evaluator.auditing.run import audit
    from evaluator.auditing.saving import report_html as audit_html
    from evaluator.evaluation import evaluate
    from evaluator.keeping.report import report_html

    run = evaluate(str(demo / "ganzhou-2023.txt"), str(demo / "outcomes.csv"))
    made = {lang: report_html(run, lang) for lang in ("zh", "en")}
    assert main(["demo", "--out", str(folder / "run"), "--lang", "zh"]) == 0
    forms = sorted(str(path) for path in (folder / "run" / "自评表").glob("*.xlsx"))[:3]
    made["audit"] = audit_html(audit(*forms), "zh")
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


def watched(browser: Browser, path: Path, width: int, *, script: bool) -> tuple[Any, list[str]]:
    """The page opened, and what it asked for or complained about."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda asked: trouble.append(asked.url) if asked.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, trouble


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["zh", "en", "audit"])
def test_fits_the_width_and_asks_for_nothing(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    page, trouble = watched(browser, pages[name], width, script=True)
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERFLOWING) == []
    assert trouble == []
    page.context.close()


def test_reads_the_same_without_script(browser: Browser, pages: dict[str, Path]) -> None:
    page, trouble = watched(browser, pages["zh"], 1280, script=False)
    assert page.locator("h1").inner_text().endswith("年度绩效自评报告")
    assert page.locator("figure svg").count() == 1
    folded = page.locator("#form-3 table")
    assert not folded.is_visible()
    page.locator("#form-3 > summary").click()
    assert folded.is_visible()
    derivation = page.locator("#form-3 ol.steps").first
    assert not derivation.is_visible()
    page.locator("#form-3 .why > summary").first.click()
    assert derivation.is_visible()
    assert trouble == []
    page.context.close()


def test_a_finding_leads_to_its_line_though_it_is_folded(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = watched(browser, pages["zh"], 1280, script=True)
    link = page.locator("#findings a[href^='#form-9-']").first
    target = page.locator(str(link.get_attribute("href")))
    assert not target.is_visible()
    link.click()
    target.wait_for(state="visible", timeout=5000)
    page.context.close()


def test_a_screen_reader_hears_the_chart_and_the_tables(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = watched(browser, pages["zh"], 1280, script=True)
    chart = page.get_by_role("img", name="预算执行率与指标得分率")
    assert chart.count() == 1
    assert page.get_by_role("rowheader", name="成本指标").count() >= 1
    assert page.evaluate("[...document.querySelectorAll('thead th')].every(th => th.scope === 'col')")
    # Text of the drawing on a narrow screen: at least 9 CSS pixels high.
    page.set_viewport_size({"width": 360, "height": 800})
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('figure svg text')].map(t => t.getBoundingClientRect().height))"
    )
    assert smallest >= 9
    page.context.close()


@pytest.mark.parametrize("name", ["zh", "en"])
def test_prints_every_line_on_a4(browser: Browser, pages: dict[str, Path], name: str) -> None:
    page, _ = watched(browser, pages[name], 1280, script=True)
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=False)) as document:
        assert 10 <= len(document) <= 26
        words = ""
        for sheet in document:
            assert tuple(map(round, sheet.get_size())) == (595, 842)
            words += "".join(sheet.get_textpage().get_text_bounded().split())
    # a line of the last form, which is folded on the screen
    assert "受资助家庭经济困难学生满意度" in words
    page.context.close()
