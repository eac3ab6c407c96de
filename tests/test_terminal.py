"""Tables and sentences on a terminal: never wider than the screen, nothing lost, colour only where it can be seen."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from evaluator.render import terminal
from evaluator.render.terminal import broken
from evaluator.scorecards.model import Table

WORDS = st.text(alphabet="优良中差待定绩效ab9.% ≥（）", max_size=40).map(str.strip)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\-]", "", text)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=5),
    notes=st.lists(WORDS, max_size=2),
    width=st.integers(40, 130),
)
def test_no_line_is_wider_than_the_screen_and_no_cell_is_cut(
    rows: list[tuple[str, ...]], notes: list[str], width: int
) -> None:
    table = Table(
        title="表", headers=("indicator", "指标值", "得分", "explanation"), rows=tuple(rows), notes=tuple(notes)
    )
    text = terminal.render(table, width, colour=False)
    assert all(wcswidth(line) <= width for line in text.split("\n"))
    signs = sorted(squeezed(text))
    for sign in sorted(squeezed("".join("".join(row) for row in rows) + "".join(notes))):
        assert sign in signs
        signs.remove(sign)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_running_text_wraps_by_display_width(width: int) -> None:
    said = "部门等级按部门整体支出自评表的总分，" * 12
    text = terminal.wrapped(said, width, "  ")
    assert all(line.startswith("  ") and wcswidth(line) <= width for line in text.split("\n"))
    assert squeezed(text) == said


def test_a_table_that_cannot_fit_is_shown_row_by_row() -> None:
    table = Table(
        title="t", headers=("name", "a-long-heading", "another-heading"), rows=(("x", "1", ""), ("y", "2", "3"))
    )
    text = terminal.render(table, 24, colour=False)
    assert [line.split() for line in text.split("\n") if line] == [
        ["t"], ["name", "x"], ["a-long-h", "1"], ["eading"],
        ["name", "y"], ["a-long-h", "2"], ["eading"], ["another-", "3"], ["heading"],
    ]  # fmt: skip


FOUND = Table(
    title="Findings", headers=("severity", "finding"), rows=(("error", "x"), ("warning", "y"), ("note", "error"))
)


def test_colour_adds_nothing_but_colour() -> None:
    coloured = terminal.render(FOUND, 80, colour=True)
    assert "\033[31merror\033[0m" in coloured
    assert "\033[33mwarning\033[0m" in coloured
    assert coloured.count("\033[31m") == 1
    assert re.sub(r"\033\[\d+m", "", coloured) == terminal.render(FOUND, 80, colour=False)


@pytest.mark.parametrize(
    ("tty", "environment", "colours"),
    [(True, {}, True), (False, {}, False), (True, {"NO_COLOR": "1"}, False), (True, {"TERM": "dumb"}, False)],
)
def test_colours_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, tty: bool, environment: dict[str, str], colours: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: tty, raising=False)
    assert ("\033[" in terminal.render(FOUND, 80)) is colours


def test_piped_output_does_not_depend_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    wide = Table(title="", headers=("a",), rows=(("字" * 100,),))
    assert max(wcswidth(line) for line in terminal.render(wide, colour=False).split("\n")) == 160


PARTS = ("92.58", "至", "96.87", "≥95%", "分，", "（", "61.40%", "待定", "12", " ", "执行率", "）")


@given(st.lists(st.sampled_from(PARTS), max_size=40))
def test_no_number_is_torn_apart(parts: list[str]) -> None:
    text = "中".join(parts)
    lines = broken(text, 20).split("\n")
    assert all(wcswidth(line) <= 20 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    numbers = re.findall(r"≥?\d+(?:\.\d+)?%?", text)
    assert [n for line in lines for n in re.findall(r"≥?\d+(?:\.\d+)?%?", line)] == numbers
