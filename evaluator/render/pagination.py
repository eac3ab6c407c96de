"""Pages of a form planned before it is written: blocks break between rows, and where a page begins the labels beside
the rows are written again, so that no page begins without its category and no label is cut in two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evaluator.officialforms.model import Box, OfficialForm, Role

LEAST_ROWS = 3
"""Rows that a page has at least where there are so many."""


def page_starts(heights: Sequence[float], heading: int, *, first: float, page: float) -> list[int]:
    """The rows under the heading with which pages begin: the first of all, and one for each further page.

    ``first`` is the room that is left under the heading on the page where the table begins, ``page`` that on each
    further one; a row that is taller than a page is a page of its own. Pages are not filled to the last: a page of
    fewer than ``LEAST_ROWS`` rows takes some from the one before.
    """
    begin, end = heading + 1, len(heights)
    starts, room = [begin], first
    for row in range(begin, end):
        if heights[row] > room and row > starts[-1]:
            starts.append(row)
            room = page
        room -= heights[row]
    if len(starts) > 1 and end - starts[-1] < LEAST_ROWS:
        before = starts[-2]
        wanted = max(end - LEAST_ROWS, before + 1)
        if sum(heights[wanted:]) <= page:
            starts[-1] = wanted
    return starts


def named_again(form: OfficialForm, starts: Sequence[int]) -> OfficialForm:
    """The form with every label that goes beyond the end of a page written again where the next page begins."""
    boxes: list[Box] = []
    for box in form.boxes:
        end = box.row + box.rows
        cuts = [start for start in starts if box.row < start < end] if is_label(form, box) else []
        for top, bottom in zip((box.row, *cuts), (*cuts, end), strict=True):
            boxes.append(
                replace(
                    box,
                    row=top,
                    rows=bottom - top,
                    open_top=box.open_top and top == box.row,
                    open_bottom=box.open_bottom and bottom == end,
                )
            )
    return replace(form, boxes=tuple(boxes))


def is_label(form: OfficialForm, box: Box) -> bool:
    """True if the cell names the rows beside it."""
    return box.role is Role.LABEL and box.rows > 1 and box.row > form.heading
