"""Ruled tables on a straight page: the rules as lines, the cells between them, and whether they hold together."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the straight page."""

_LEVELS = (200, 226)
"""Grey levels below which a pixel may be part of a rule: dark rules first, faint ones after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """One table: a box for each cell with its place and reach in the grid (row, column, rows, columns).

    ``broken`` counts what does not hold together: places of the grid that no cell or several cells cover, cells that
    are no rectangles, and cells through which a stroke runs that may have been a rule.
    """

    boxes: tuple[Box, ...]
    places: tuple[tuple[int, int, int, int], ...]
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    broken: int

    @property
    def frame(self) -> Box:
        """The outer edges."""
        return int(self.columns[0]), int(self.rows[0]), int(self.columns[-1]), int(self.rows[-1])


def ruled_tables(even: Picture, colour: Picture, dpi: int) -> list[Ruled]:
    """The tables of a page from top to bottom; of two readings of faint rules the one that holds together better.
    ``colour`` is where coloured ink lies, which is no reason against a rule."""
    best: list[Ruled] = []
    for level in _LEVELS:
        found = _tables_at(even, colour, dpi, level)
        if found and not any(table.broken for table in found) and sum(len(t.boxes) for t in found) >= 12:
            return found
        if found and (not best or _worth(found) > _worth(best)):
            best = found
    return best


_UNDER_COLOUR = 178
"""The same where coloured ink lies: a stamp is no rule, however it fades."""


def _worth(tables: Iterable[Ruled]) -> int:
    return sum(len(table.boxes) - 3 * table.broken for table in tables)


def _tables_at(even: Picture, colour: Picture, dpi: int, level: int) -> list[Ruled]:
    strokes = _strokes(even, colour, dpi, level)
    across, down = _rules(strokes, even, colour, dpi, level)
    both = cv2.dilate(across | down, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(both)
    found: list[Ruled] = []
    for one in range(1, count):
        left, top, width, height = (int(value) for value in stats[one, :4])
        if width < dpi * 1.5 or height < dpi * 0.35:
            continue
        lines = (labels[top : top + height, left : left + width] == one).astype(np.uint8)
        table = _table(lines, strokes, left, top, dpi)
        if table is not None:
            found.append(table)
    return sorted(found, key=lambda table: (table.rows[0], table.columns[0]))


def _table(lines: Picture, strokes: _Strokes, left: int, top: int, dpi: int) -> Ruled | None:
    """The cells of one connected set of rules: the white rectangles that they enclose."""
    height, width = lines.shape
    joint = max(3, dpi // 40)
    closed = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((joint, joint), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(1 - closed, connectivity=4)
    boxes: list[Box] = []
    odd = 0
    for one in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[one])
        if w < dpi * 0.09 or h < dpi * 0.09 or x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1:
            continue
        odd += area < 0.8 * w * h
        boxes.append((left + x, top + y, left + x + w, top + y + h))
    if len(boxes) < 4:
        return None
    near = max(dpi * 0.045, 1.3 * _thickness(boxes, dpi))
    columns = _clusters([edge for box in boxes for edge in (box[0], box[2])], near)
    rows = _clusters([edge for box in boxes for edge in (box[1], box[3])], near)
    places = [_place(box, columns, rows) for box in boxes]
    cover = np.zeros((len(rows) - 1, len(columns) - 1), int)
    for row, column, deep, wide in places:
        cover[row : row + deep, column : column + wide] += 1
    return Ruled(
        boxes=tuple(boxes),
        places=tuple(places),
        columns=tuple(columns),
        rows=tuple(rows),
        broken=odd + int((cover != 1).sum()) + sum(_crossed(box, strokes, dpi) for box in boxes),
    )


def _crossed(box: Box, strokes: _Strokes, dpi: int) -> bool:
    """True if a long stroke runs through a cell, or into it: a rule whose end was lost."""
    inset = max(3, int(dpi * 0.03))
    left, top, right, bottom = box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset
    if right - left < dpi * 0.1 or bottom - top < dpi * 0.05:
        return False
    across, down = (mask[top:bottom, left:right] for mask in strokes.unbroken)
    upright = box[3] - box[1] > dpi * 0.35 and down.mean(0).max() > 0.95  # in a low row a character is as high
    longest = float(across.sum(1).max())
    return bool(upright or longest > 0.7 * (right - left) or longest > dpi * 0.6)


def _thickness(boxes: Sequence[Box], dpi: int) -> float:
    """The usual thickness of a rule: the way from one cell to the next, to the right and downwards."""
    gaps: list[int] = []
    for first, last in ((0, 2), (1, 3)):
        starts = sorted(box[first] for box in boxes)
        for box in boxes:
            place = bisect.bisect_left(starts, box[last])
            if place < len(starts) and starts[place] - box[last] < dpi * 0.12:
                gaps.append(starts[place] - box[last])
    return float(np.median(gaps)) if gaps else 0.0


def _place(box: Box, columns: Sequence[float], rows: Sequence[float]) -> tuple[int, int, int, int]:
    left, right = _nearest(columns, box[0]), _nearest(columns, box[2])
    top, bottom = _nearest(rows, box[1]), _nearest(rows, box[3])
    return top, left, max(1, bottom - top), max(1, right - left)


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda place: abs(edges[place] - value))


def _clusters(values: Iterable[float], near: float) -> list[float]:
    """Positions of rules: edges that are nearly the same are one, at their mean."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= near and value - groups[-1][0] <= 2 * near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


# --- rules: long straight strokes that end at other rules -------------------------------------------------------


class _Strokes(NamedTuple):
    """Long straight strokes of a page as two masks: rules, and strokes of characters that are as long."""

    across: Picture
    down: Picture
    short: Picture
    """The horizontal ones that are as long as a character is wide: rules of narrow columns among them."""
    unbroken: tuple[Picture, Picture]
    """The same before gaps in them were closed, where no coloured ink lies."""


def _strokes(even: Picture, colour: Picture, dpi: int, level: int) -> _Strokes:
    ink = (even < np.where(colour > 0, min(level, _UNDER_COLOUR), level)).astype(np.uint8)
    gap, thick = max(2, dpi // 80), max(2, dpi // 50)
    flat = cv2.dilate(ink, np.ones((thick, 1), np.uint8))
    steep = cv2.dilate(ink, np.ones((1, thick), np.uint8))
    flat = cv2.morphologyEx(flat, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    steep = cv2.morphologyEx(steep, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
    across = cv2.morphologyEx(flat, cv2.MORPH_OPEN, np.ones((1, int(dpi * 0.33)), np.uint8))
    down = cv2.morphologyEx(steep, cv2.MORPH_OPEN, np.ones((int(dpi * 0.16), 1), np.uint8))
    plain = (colour == 0).astype(np.uint8)
    unbroken = across & plain, down & plain
    across = cv2.morphologyEx(across, cv2.MORPH_CLOSE, np.ones((3, int(dpi * 0.2)), np.uint8))
    down = cv2.morphologyEx(down, cv2.MORPH_CLOSE, np.ones((int(dpi * 0.08), 3), np.uint8))
    near = (cv2.dilate(colour, np.ones((7, 7), np.uint8)) > 0) & (even < _LEVELS[0])
    short = cv2.morphologyEx(flat, cv2.MORPH_OPEN, np.ones((1, int(dpi * 0.15)), np.uint8))
    across |= cv2.morphologyEx(across, cv2.MORPH_CLOSE, np.ones((1, int(dpi * 0.3)), np.uint8)) & near
    down |= cv2.morphologyEx(down, cv2.MORPH_CLOSE, np.ones((int(dpi * 0.5), 1), np.uint8)) & near
    return _Strokes(across, down, short, unbroken)


def _rules(strokes: _Strokes, even: Picture, colour: Picture, dpi: int, level: int) -> tuple[Picture, Picture]:
    """The horizontal and the vertical rules among the strokes of a page as two masks."""
    across, down = strokes.across, strokes.down
    ink = (even < np.where(colour > 0, 130, level)).astype(np.uint8)  # black print under a stamp, not its rest
    reach = max(2, int(dpi * 0.02))
    wide = cv2.dilate(across, np.ones((3, 1), np.uint8))
    pieces = down * (1 - wide)
    rest = ink * (1 - cv2.dilate(across, np.ones((3, 3), np.uint8)))
    pieces = _in_white(pieces, rest, colour, dpi)
    pieces = _that_end(pieces, wide, reach, upright=True, short=int(dpi * 0.3))
    pieces = _that_go_on(pieces, colour, dpi, reach)
    down = pieces | (down & wide & cv2.dilate(pieces, np.ones((2 * reach + 5, 3), np.uint8)))
    down = cv2.dilate(down, np.ones((5, 1), np.uint8))
    across = _that_end(across, down, reach, upright=False, long=int(dpi * 0.8))
    narrow = _that_end(strokes.short, down, 1, upright=False)
    return across | narrow, down


def _kept(labels: npt.NDArray[np.int32], keep: npt.NDArray[np.uint8]) -> Picture:
    keep[0] = 0
    return keep[labels]


def _that_end(
    pieces: Picture, others: Picture, reach: int, *, upright: bool, short: int = 0, long: int | None = None
) -> Picture:
    """The strokes whose two ends reach a rule of the other direction; a short one must touch it, of a long one one end
    is enough."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    keep = np.zeros(count, np.uint8)
    far = cv2.dilate(others, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    close = cv2.dilate(others, np.ones((3, 3), np.uint8))
    for one in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[one])
        around = close if upright and h < short else far
        if upright:
            ends = around[max(0, y - 1) : y + 2, x : x + w], around[max(0, y + h - 2) : y + h + 1, x : x + w]
        else:
            ends = around[y : y + h, max(0, x - 1) : x + 2], around[y : y + h, max(0, x + w - 2) : x + w + 1]
        thick = area / (h if upright else w)
        held = int(ends[0].any()) + int(ends[1].any())
        enough = 1 if long is not None and w > long else 2
        keep[one] = held >= enough and thick <= 2 * reach + 4
    return _kept(labels, keep)


def _in_white(pieces: Picture, ink: Picture, colour: Picture, dpi: int) -> Picture:
    """The upright strokes without those that have ink close by along their height: strokes of characters."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    keep = np.ones(count, np.uint8)
    gap, wide = max(2, int(dpi * 0.014)), max(4, int(dpi * 0.05))
    for one in range(1, count):
        x, y, w, h = (int(value) for value in stats[one, :4])
        if h > dpi * 1.2:
            continue
        trim = int(min(dpi * 0.03, h * 0.2))

        def filled(start: int, end: int, top: int = y + trim, bottom: int = y + h - trim) -> float:
            start, end = max(0, start), min(ink.shape[1], end)
            return float((ink[top:bottom, start:end].sum(1) > 0).mean()) if end > start and bottom > top else 0.0

        left, right = filled(x - gap - wide, x - gap), filled(x + w + gap, x + w + gap + wide)
        if min(left, right) > 0.4 or max(left, right) > 0.9 or left + right > 1.15:
            keep[one] = 0
    middle = stats[:, 0] + stats[:, 2] / 2
    sound = np.flatnonzero(keep)
    for one in np.flatnonzero(
        keep == 0
    ).tolist():  # beside ink, but under a stamp and on a line with rules that are sound
        x, y, w, h = (int(value) for value in stats[one, :4])
        under = float(colour[y : y + h, max(0, x - 6) : x + w + 6].mean()) > 25
        keep[one] = under and (np.abs(middle[sound] - middle[one]) <= 2).sum() >= 3
    return _kept(labels, keep)


def _that_go_on(pieces: Picture, colour: Picture, dpi: int, near: int) -> Picture:
    """The upright strokes without those that stand above and below no other and are one low row high, or lie under a
    stamp."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    keep = np.ones(count, np.uint8)
    middle = stats[:, 0] + stats[:, 2] / 2
    for one in range(1, count):
        alone = not any(other != one and abs(middle[other] - middle[one]) <= near for other in range(1, count))
        x, y, w, h = (int(value) for value in stats[one, :4])
        under = float(colour[y : y + h, x : x + w].mean()) > 60
        if alone and (h < dpi * 0.17 or (under and h < dpi * 0.5)):
            keep[one] = 0
    return _kept(labels, keep)
