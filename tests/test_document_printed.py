"""Texts of a printed table that run over the edges of their cells: drawn by hand, type of 10 points, lines 12 apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from targets.documents.printed import Box, held_by

SIZE, PITCH = 10.0, 12.0


def line(text: str, left: float, middle: float) -> list[dict[str, Any]]:
    """The characters of a line, each as wide as high."""
    return [
        {"text": sign, "x0": left + i * SIZE, "x1": left + (i + 1) * SIZE, "top": middle - 5, "bottom": middle + 5}
        for i, sign in enumerate(text)
    ]


def wrapped(text: str, left: float, middle: float, width: int) -> list[dict[str, Any]]:
    """A text of lines of ``width`` signs, centred on ``middle``."""
    lines = [text[i : i + width] for i in range(0, len(text), width)]
    first = middle - PITCH * (len(lines) - 1) / 2
    return [char for i, one in enumerate(lines) for char in line(one, left, first + i * PITCH)]


def column(*heights: float, left: float = 0, right: float = 62) -> list[Box]:
    boxes, top = [], 0.0
    for height in heights:
        boxes.append((left, top, right, top + height))
        top += height
    return boxes


def texts(boxes: Sequence[Box], *drawn: list[dict[str, Any]]) -> tuple[list[list[str]], list[int]]:
    held, _ = held_by(boxes, [char for one in drawn for char in one])
    shown = [["".join(char["text"] for char in chars) for chars in cell.texts] for cell in held]
    return shown, [place for place, cell in enumerate(held) if cell.overflows]


LONG = "甲乙丙丁戊己" * 2 + "庚辛"  # three lines of six


def test_a_text_that_overflows_above_and_below_stays_whole() -> None:
    boxes = column(13, 13, 13)
    found, doubted = texts(boxes, line("上", 1, 6.5), line("下", 1, 32.5), wrapped(LONG, 1, 19.5, 6))
    assert found == [["上"], [LONG], ["下"]]
    assert doubted == [1]


def test_beside_empty_cells_too() -> None:
    found, doubted = texts(column(13, 13, 13), wrapped(LONG, 1, 19.5, 6))
    assert found == [[], [LONG], []]
    assert doubted == [1]


def test_two_neighbours_that_both_overflow() -> None:
    other = "子丑寅卯辰巳午未"
    found, doubted = texts(column(13, 13, 13, 13), wrapped(LONG, 1, 19.5, 6), wrapped(other, 1, 32.5, 6))
    assert found == [[], [LONG], [other], []]
    assert doubted == [1, 2]


def test_full_lines_of_cells_that_fit_stay_apart() -> None:
    boxes = column(14, 14, 14)
    found, doubted = texts(boxes, *(line("甲乙丙丁戊己", 1, 7 + 14 * i) for i in range(3)))
    assert found == [["甲乙丙丁戊己"]] * 3
    assert doubted == []


def test_texts_of_two_lines_in_cells_that_fit_stay_apart() -> None:
    boxes = column(24, 24)
    found, doubted = texts(boxes, wrapped("甲乙丙丁戊己庚辛", 1, 12, 6), wrapped("子丑寅卯辰巳午未", 1, 36, 6))
    assert found == [["甲乙丙丁戊己庚辛"], ["子丑寅卯辰巳午未"]]
    assert doubted == []


def test_a_text_set_on_the_floor_of_its_cell_overflows_upwards() -> None:
    boxes = column(13, 13)
    found, doubted = texts(boxes, line("上", 1, 6.5), line("甲乙丙丁戊己", 1, 8.5), line("庚辛", 1, 20.5))
    assert found == [["上"], ["甲乙丙丁戊己庚辛"]]
    assert doubted == [1]


def test_a_line_over_the_edge_of_the_table_belongs_to_its_cell() -> None:
    found, doubted = texts(column(13), line("甲乙丙丁戊己", 1, 0.5), line("庚辛", 1, 12.5))
    assert found == [["甲乙丙丁戊己庚辛"]]
    assert doubted == [0]


def test_a_line_that_runs_into_the_next_column_belongs_to_the_cell_it_starts_in() -> None:
    boxes = [*column(13, right=42), *column(13, left=42, right=162)]
    found, doubted = texts(boxes, line("甲乙丙丁戊己", 1, 6.5))
    assert found == [["甲乙丙丁戊己"], []]
    assert doubted == [0]


def test_neighbours_on_a_line_are_not_joined() -> None:
    boxes = [*column(13, right=62), *column(13, left=62, right=124)]
    found, doubted = texts(boxes, line("甲乙丙丁戊己", 1, 6.5), line("庚辛", 63.5, 6.5))
    assert found == [["甲乙丙丁戊己"], ["庚辛"]]
    assert doubted == []
