"""The steps around an evaluation in a real browser, by keyboard and without script: evidence, and last
year's as a start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("uvicorn", reason="the extra web is not installed")

Opened = Callable[..., Any]
TARGETS = """预算年度,2022,,
项目名称,教师培训费,,
预算部门,某局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
产出指标,质量指标,培训合格率,≥90%
"""


@pytest.fixture(scope="module")
def evaluation(server: str, browser: Any) -> str:
    """An evaluation of two indicators; its address."""
    page = browser.new_page(base_url=server, locale="zh-CN")
    page.goto("/evaluations/new")
    page.get_by_label("部门（单位）").fill("某局")
    page.get_by_role("button", name="建立").click()
    address = str(page.url)
    page.set_input_files("#files-targets", files=[{"name": "目标.csv", "mimeType": "", "buffer": TARGETS.encode()}])
    page.locator("form.upload", has=page.locator("#files-targets")).locator("button").click()
    page.get_by_text("2 项指标").wait_for(timeout=60_000)
    page.close()
    return address


def test_evidence_is_attached_and_taken_out(opened: Opened, evaluation: str) -> None:
    hands = opened(script=False, width=360, keys=True)
    page = hands.page
    page.goto(f"{evaluation}/outcomes")
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


def test_a_new_evaluation_starts_from_the_old_one(opened: Opened, evaluation: str) -> None:
    hands = opened(script=False, width=360, keys=True)
    page = hands.page
    hands.press(page.get_by_role("link", name="新建评价"))
    hands.choose(page.get_by_label("沿用上年的评价"), evaluation.rpartition("/")[2])
    hands.press(page.get_by_role("button", name="选用"))
    page.get_by_text("将沿用它的目标表").wait_for()
    assert page.get_by_label("部门（单位）").input_value() == "某局"
    hands.press(page.get_by_role("button", name="建立"))
    hands.settled()
    page.get_by_text("仍是上年的文件").wait_for()
    hands.fits()
