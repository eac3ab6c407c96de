"""The evaluate and the audit flow in a real browser: with and without script, wide and narrow, by mouse and by keyboard
alone, without a request to any other machine. Each walk sees every page; the first takes the files home as well."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("uvicorn", reason="the extra web is not installed")

AUDITED = Path(__file__).parents[1] / "documents" / "self_eval_synthetic.docx"
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
LAST_YEAR = """预算年度,2022,,
项目名称,教师培训费,,
预算部门,某局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
产出指标,质量指标,培训合格率,≥90%
"""
ACTUALS = """项目名称,三级指标,实际完成值
教师培训费,培训人数,150人
教师培训费,培训合格率,95%
教师培训费,满意度,92%
"""
WAYS = [
    pytest.param({"script": script, "width": width, "keys": keys}, width == 1280 and script and not keys, id=name)
    for name, script, width, keys in (
        ("script-wide", True, 1280, False),
        ("script-narrow", True, 360, False),
        ("no-script-wide", False, 1280, False),
        ("no-script-narrow", False, 360, False),
        ("script-wide-keyboard", True, 1280, True),
        ("no-script-narrow-keyboard", False, 360, True),
    )
]
Opened = Callable[..., Any]


def archive(page: Any, folder: Path) -> list[str]:
    """The names in the archive: it comes at once, or after a while stands on the page."""
    came: list[Any] = []
    page.on("download", lambda one: came.append(one))
    page.get_by_role("button", name="下载压缩包").click()
    ready = page.locator("a.archive")
    for _ in range(300):
        if came:
            break
        if ready.is_visible():
            ready.click()
        page.wait_for_timeout(200)
    came[0].save_as(folder / "run.zip")
    return zipfile.ZipFile(folder / "run.zip").namelist()


@pytest.mark.parametrize(("way", "whole"), WAYS)
def test_an_evaluation_from_upload_to_archive(opened: Opened, tmp_path: Path, way: dict[str, Any], whole: bool) -> None:
    hands = opened(**way)
    page = hands.page
    hands.press(page.get_by_role("link", name="新建评价"))
    hands.write(page.get_by_label("评价年度"), "2023")
    hands.write(page.get_by_label("部门（单位）"), "某局")
    hands.choose(page.get_by_label("办法"), "mof-2021-101")
    hands.fits()
    hands.press(page.get_by_role("button", name="建立"))
    hands.upload("targets", "目标.csv", TARGETS.encode())
    if whole:
        with page.expect_download() as download:
            page.get_by_role("link", name="下载待填的填报表").click()
        assert download.value.suggested_filename.endswith(".xlsx")
    hands.upload("actuals", "完成.csv", ACTUALS.encode())
    hands.fits()

    hands.step("目标")
    row = page.get_by_role("row").filter(has_text="培训合格率")
    assert "≥90" in row.locator(".original").inner_text()
    hands.press(row.locator("summary").last)
    hands.write(row.locator("input[name=read_as]"), "≥90%")
    hands.write(row.locator("input[name=why]"), "原文漏印百分号")
    hands.press(row.get_by_role("button", name="更正").first)
    page.locator(".good", has_text="原文漏印百分号").wait_for()

    hands.step("匹配")
    hands.tick(page.locator("label", has_text="参训学员满意度").locator("input[type=radio]"))
    hands.press(page.get_by_role("button", name="确定"))
    page.get_by_text("没有需要决定的匹配").wait_for()

    hands.step("得分")
    assert " 至 " in page.locator("main").inner_text()  # a range while something is open
    hands.step("完成情况")
    hands.write(page.locator("input[name='money.full_year']"), "100")
    hands.write(page.locator("input[name='money.executed']"), "91")
    row = page.get_by_role("row").filter(has_text="教学水平")
    hands.choose(row.locator("select"), "基本达成")
    row = page.get_by_role("row").filter(has_text="参训学校满意度")
    assert row.locator(".unit").inner_text() == "%"
    hands.write(row.locator("input[name$='.actual']"), "91%")
    hands.press(page.get_by_role("button", name="保存并重新打分"))
    page.get_by_role("row").filter(has_text="参训学校满意度").locator("input[value='91%']").wait_for()
    hands.settled()

    hands.step("得分")
    hands.press(page.get_by_role("link", name="教师培训费"))
    row = page.get_by_role("row").filter(has_text="培训人数")
    hands.press(row.locator("summary").first)
    # by hand: 50 points of output for two indicators, 25 × 150 ÷ 200 = 18.75
    assert "150" in row.locator("ol.derivation").inner_text() and "18.75" in row.inner_text()
    assert "91.00%" in page.locator("main").inner_text()
    hands.fits()
    hands.step("疑点")
    assert "reading-corrected" in page.locator("main").inner_text()
    hands.step("下载")
    if whole:
        assert "run.json" in archive(page, tmp_path)
    hands.step("记录")
    before = page.get_by_role("row").count()
    hands.press(page.get_by_role("button", name="撤销").first)
    page.locator(f"tbody tr:nth-child({before})").wait_for()
    assert page.get_by_role("row").count() == before + 1


@pytest.mark.parametrize(("way", "whole"), WAYS)
def test_an_audit_from_upload_to_the_second_look(
    opened: Opened, tmp_path: Path, way: dict[str, Any], whole: bool
) -> None:
    hands = opened(**way)
    page = hands.page
    hands.press(page.get_by_role("link", name="新建审核"))
    hands.write(page.get_by_label("评价年度"), "2023")
    hands.fits()
    hands.press(page.get_by_role("button", name="建立"))
    hands.upload("forms", "自评.docx", AUDITED.read_bytes())
    hands.fits()
    hands.press(page.get_by_role("link", name="下一步"))
    hands.choose(page.get_by_label("疑点", exact=True), "score-above-points")
    hands.press(page.get_by_role("button", name="筛选"))
    page.get_by_text("共 1 条").wait_for()
    found = page.locator("article.finding")
    assert found.count() == 1 and "5.5" in found.inner_text()
    hands.fits()
    hands.press(found.get_by_role("button", name="属实", exact=True))
    found.get_by_text("决定：").wait_for()
    hands.press(found.locator("summary", has_text="复核"))
    second = found.locator("form.decide").last
    hands.write(second.get_by_label("复核人"), "李四")
    hands.write(second.get_by_label("理由"), "有批文")
    hands.press(second.get_by_role("button", name="不属实"))
    page.get_by_text("两次结果不同").first.wait_for()
    assert "属实" in found.locator(".said-first").inner_text() and "李四" in found.locator(".said-second").inner_text()
    if whole:
        with page.expect_download() as download:
            page.get_by_role("link", name="导出疑点清单").click()
        download.value.save_as(tmp_path / "worklist.xlsx")
        assert (tmp_path / "worklist.xlsx").read_bytes()[:2] == b"PK"
    hands.press(found.get_by_role("link").first)
    page.get_by_text("填报总分").first.wait_for()
    hands.fits()
    hands.step("各表重算")
    hands.step("下载")
    if whole:
        assert "record.json" in archive(page, tmp_path)
    hands.step("记录")
    assert page.get_by_role("row").filter(has_text="李四").count() == 1


def test_the_first_tab_leads_past_the_head_of_the_page(opened: Opened) -> None:
    page = opened(keys=True).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.fixture(scope="module")
def last_year(server: str, browser: Any) -> str:
    """An evaluation of two indicators; its address."""
    page = browser.new_page(base_url=server, locale="zh-CN")
    page.goto("/evaluations/new")
    page.get_by_label("部门（单位）").fill("某局")
    page.get_by_role("button", name="建立").click()
    address = str(page.url)
    page.set_input_files("#files-targets", files=[{"name": "目标.csv", "mimeType": "", "buffer": LAST_YEAR.encode()}])
    page.locator("form.upload", has=page.locator("#files-targets")).locator("button").click()
    page.get_by_text("2 项指标").wait_for(timeout=60_000)
    page.close()
    return address


def test_evidence_is_attached_and_taken_out(opened: Opened, last_year: str) -> None:
    hands = opened(script=False, width=360, keys=True)
    page = hands.page
    page.goto(f"{last_year}/outcomes")
    hands.settled()
    hands.press(page.get_by_role("link", name="附上文件 培训合格率"))
    row = page.get_by_role("row").filter(has_text="培训合格率")
    hands.file(row.locator("input[type=file]"), "成绩.pdf", b"%PDF-1.4")
    hands.press(row.get_by_role("button", name="附上"))
    row.get_by_role("link", name="成绩.pdf").wait_for()
    hands.fits()
    hands.file(row.locator("input[type=file]"), "程序.exe", b"MZ")
    hands.press(row.get_by_role("button", name="附上"))
    row.get_by_text("不能作佐证材料").wait_for()
    hands.press(row.get_by_role("button", name="移出"))
    row.get_by_role("link", name="成绩.pdf").wait_for(state="detached")


def test_a_new_evaluation_starts_from_the_old_one(opened: Opened, last_year: str) -> None:
    hands = opened(script=False, width=360, keys=True)
    page = hands.page
    hands.press(page.get_by_role("link", name="新建评价"))
    hands.choose(page.get_by_label("沿用上年的评价"), last_year.rpartition("/")[2])
    hands.press(page.get_by_role("button", name="选用"))
    page.get_by_text("将沿用它的目标表").wait_for()
    assert page.get_by_label("部门（单位）").input_value() == "某局"
    hands.press(page.get_by_role("button", name="建立"))
    hands.settled()
    page.get_by_text("仍是上年的文件").wait_for()
    hands.fits()
