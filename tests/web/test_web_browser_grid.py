"""The page of outcomes as a spreadsheet, in a real browser: moved in by keyboard, pasted into, filled down, undone,
saved cell by cell; what two people type into it, and what a session that ends leaves of it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("uvicorn", reason="the extra web is not installed")
if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Opened = Callable[..., Any]
LINES = 60
TARGETS = "\n".join(
    (
        "预算年度,2023,,",
        "项目名称,网格,,",
        "预算部门,某局,,",
        "资金总额,100,,",
        "一级指标,二级指标,三级指标,指标值",
        *(f"产出指标,数量指标,第{number}项培训人数,≥{100 + number}人" for number in range(1, LINES - 1)),
        "产出指标,质量指标,培训合格率,≥90%",
        "效益指标,社会效益指标,教学水平,有效提升",
    )
).encode()
PASTE = """(e, text) => {
  const given = new DataTransfer();
  given.setData('text/plain', text);
  e.dispatchEvent(new ClipboardEvent('paste', { clipboardData: given, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def evaluation(server: str, browser: Any) -> str:
    """An evaluation of sixty indicators; its address."""
    page = browser.new_page(base_url=server, locale="zh-CN")
    page.goto("/evaluations/new")
    page.get_by_role("button", name="建立").click()
    address = str(page.url)
    page.set_input_files("#files-targets", files=[{"name": "目标.csv", "mimeType": "text/csv", "buffer": TARGETS}])
    page.locator("form.upload", has=page.locator("#files-targets")).locator("button").click()
    page.get_by_text("60 项指标").wait_for(timeout=60_000)
    page.close()
    return address


def grid(opened: Opened, evaluation: str, **options: Any) -> Any:
    hands = opened(**options)
    hands.page.goto(f"{evaluation}/outcomes/0")
    hands.settled()
    return hands


def outcome(page: Page, row: int) -> Locator:
    return page.locator("input[name$='.actual']").nth(row)


def is_saved(page: Page, row: int, text: str) -> None:
    """The server has the text, and the page says so."""
    page.locator("#saved", has_text="已保存").wait_for()
    page.wait_for_function(
        "([row, text]) => document.querySelectorAll(\"input[name$='.actual']\")[row].getAttribute('value') === text",
        arg=[row, text],
    )


def focused(page: Page) -> int:
    return int(
        page.evaluate("[...document.querySelectorAll(\"input[name$='.actual']\")].indexOf(document.activeElement)")
    )


def test_cells_are_typed_moved_in_and_saved_one_by_one(opened: Opened, evaluation: str) -> None:
    page = grid(opened, evaluation).page
    outcome(page, 0).focus()
    for number in range(4):  # down with Enter: four values, four keys besides them
        page.keyboard.type(f"{110 + number}人")
        page.keyboard.press("Enter")
    assert focused(page) == 4
    is_saved(page, 3, "113人")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == 2
    page.keyboard.press("ArrowRight")
    assert str(page.evaluate("document.activeElement.name")).endswith(".reason")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("50人")
    beside = page.locator("td.beside").nth(2)
    beside.get_by_text("数值：50 人").wait_for(timeout=2_000)  # while it is typed
    page.keyboard.press("Tab")
    is_saved(page, 2, "50人")
    assert "/" in beside.inner_text()
    page.reload()
    assert [outcome(page, row).input_value() for row in range(5)] == ["110人", "111人", "50人", "113人", ""]
    page.keyboard.press("Escape")


def test_doubts_stand_beside_a_cell_while_one_types(opened: Opened, evaluation: str) -> None:
    page = grid(opened, evaluation).page
    row = page.get_by_role("row").filter(has_text="培训合格率")
    row.locator("input[name$='.actual']").press_sequentially("105%")
    row.get_by_text("A203").wait_for(timeout=2_000)
    money = page.locator("input[name='money.executed']")
    page.locator("input[name='money.full_year']").fill("100")
    money.press_sequentially("1200000")
    page.locator("#beside-money .doubt").first.wait_for(timeout=2_000)
    money.fill("91")
    page.locator("#beside-money").get_by_text("91.00%").wait_for(timeout=2_000)


def test_a_block_is_pasted_shown_and_saved_or_taken_back(opened: Opened, evaluation: str) -> None:
    page = grid(opened, evaluation).page
    block = '130人\t人数调整\r\n131人\t"两行\n一格"\r\n132人\t\r\n'
    outcome(page, 10).focus()
    outcome(page, 10).evaluate(PASTE, block)
    told = page.get_by_role("alertdialog")
    assert "粘贴了 6 格" in told.inner_text() and "还没有保存" in told.inner_text()
    assert outcome(page, 12).input_value() == "132人"
    page.get_by_role("button", name="退回").click()
    assert outcome(page, 10).input_value() == "" and outcome(page, 12).input_value() == ""
    outcome(page, 10).focus()
    outcome(page, 10).evaluate(PASTE, block)
    told.get_by_role("button", name="保存").press("Enter")
    is_saved(page, 12, "132人")
    page.reload()
    assert [outcome(page, row).input_value() for row in (10, 11, 12)] == ["130人", "131人", "132人"]
    assert page.locator("input[name$='.reason']").nth(11).input_value() == "人数调整"  # the first is the money's


def test_filled_down_and_undone(opened: Opened, evaluation: str) -> None:
    page = grid(opened, evaluation).page
    outcome(page, 20).focus()
    page.keyboard.type("140人")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+d")  # the cell above
    assert outcome(page, 21).input_value() == "140人"
    is_saved(page, 21, "140人")
    page.keyboard.press("Control+z")
    assert outcome(page, 21).input_value() == ""
    is_saved(page, 21, "")
    page.keyboard.press("Control+z")
    is_saved(page, 20, "")


def test_two_people_in_one_form_lose_nothing(opened: Opened, evaluation: str) -> None:
    first, second = grid(opened, evaluation).page, grid(opened, evaluation).page
    outcome(first, 30).fill("150人")
    outcome(first, 30).press("Enter")
    is_saved(first, 30, "150人")
    outcome(second, 30).fill("160人")
    outcome(second, 31).fill("161人")  # leaves the first, which collides
    outcome(second, 31).press("Enter")
    is_saved(second, 31, "161人")
    told = outcome(second, 30).locator("xpath=ancestor::td").locator(".bad")
    told.wait_for()
    assert "150人" in told.inner_text() and "160人" in told.inner_text()
    assert outcome(second, 30).input_value() == "160人", "what was typed is still there"
    first.reload()
    assert outcome(first, 30).input_value() == "150人" and outcome(first, 31).input_value() == "161人"
    second.get_by_role("button", name="保存并重新打分").click()  # having seen both
    is_saved(second, 30, "160人")
    first.reload()
    assert outcome(first, 30).input_value() == "160人"


@pytest.mark.parametrize("script", [True, False])
def test_back_brings_no_old_word_over_a_newer_one(opened: Opened, evaluation: str, script: bool) -> None:
    row = 40 + script
    page, other = grid(opened, evaluation, script=script).page, grid(opened, evaluation).page
    outcome(page, row).fill("170人")
    page.get_by_role("button", name="保存并重新打分").click()
    if script:
        is_saved(page, row, "170人")
        page.get_by_role("link", name="看得分").click()
    page.wait_for_load_state()
    other.reload()
    outcome(other, row).fill("175人")
    outcome(other, row).press("Enter")
    is_saved(other, row, "175人")
    page.go_back()
    page.wait_for_load_state()
    outcome(page, row + 5).fill("180人")
    page.get_by_role("button", name="保存并重新打分").click()
    page.locator("input[value='180人']").first.wait_for()
    other.reload()
    assert outcome(other, row).input_value() == "175人", "the colleague's later value stands"
    assert outcome(other, row + 5).input_value() == "180人"


def test_sixty_rows_answer_quickly(opened: Opened, evaluation: str) -> None:
    page = grid(opened, evaluation).page
    outcome(page, 50).focus()
    took = page.evaluate(
        """async () => {
          const form = document.querySelector('form[data-grid]');
          const one = document.querySelectorAll("input[name$='.actual']")[50];
          const sent = new URLSearchParams({ csrf: form.elements.csrf.value, dry: '1', [one.name]: '99人' });
          sent.set('was', JSON.stringify({ [one.name]: one.value }));
          const asked = { method: 'POST', body: sent, headers: { accept: 'application/json' } };
          const times = [];
          for (let turn = 0; turn < 5; turn++) {
            const begun = performance.now();
            await (await fetch(form.action, asked)).json();
            times.push(performance.now() - begun);
          }
          return Math.min(...times);
        }"""
    )
    assert took < 300, f"{took} ms"  # the best of five: what else the machine does is not ours


def test_a_session_that_ends_is_taken_up_where_one_is(opened: Opened, evaluation: str, workspace: Path) -> None:
    """Last in this file: the first account makes the workbench a team's."""
    page = grid(opened, evaluation).page
    secret = "correct horse 1949"  # noqa: S105
    command = [sys.executable, "-m", "evaluator", "accounts", "add", "主任", "--workspace", str(workspace)]
    subprocess.run(command, input=f"{secret}\n".encode(), check=True, capture_output=True, timeout=60)
    outcome(page, 55).fill("190人")
    outcome(page, 55).press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    page.keyboard.type("主任")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    dialog.get_by_text("账号或密码不对").wait_for()
    page.keyboard.press("Control+A")
    page.keyboard.type(secret)
    page.keyboard.press("Enter")
    is_saved(page, 55, "190人")

    plain = grid(opened, evaluation, script=False).page
    assert "/login" in plain.url
    plain.get_by_label("账号").fill("主任")
    plain.get_by_label("密码").fill(secret)
    plain.get_by_role("button", name="登录").click()
    outcome(plain, 56).fill("191人")
    with sqlite3.connect(workspace / "workbench.sqlite") as database:
        database.execute("UPDATE sessions SET seen_at = '2020-01-01T00:00:00+00:00'")
    database.close()
    plain.get_by_role("button", name="保存并重新打分").click()
    plain.get_by_text("填过的字都还在").wait_for()
    plain.get_by_label("账号").fill("主任")
    plain.get_by_label("密码").fill(secret)
    plain.get_by_role("button", name="登录").click()
    plain.get_by_role("button", name="再保存一次").click()
    plain.locator("input[value='191人']").wait_for()
    assert outcome(plain, 56).input_value() == "191人"
