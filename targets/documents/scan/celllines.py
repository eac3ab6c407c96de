"""The lines of text in a cell of a page: cut out one by one, with what of the ink was left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]

_INK, _THIN, _DARK = 192, 218, 150


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it lies on the page, its pieces of ink, and True for a lone stroke, which no network reads."""

    box: Box
    pieces: int
    gap: float
    """The widest white within the line, in heights of a line."""
    spaced: bool
    """True for single characters set apart (总　分)."""
    dash: bool
    cut: tuple[int, int, int, int]
    """Left, top, right, bottom of the picture to be cut out, and what of it is the line's own."""

    @property
    def narrow(self) -> bool:
        """True for a line of one character, no wider than it is high."""
        left, top, right, bottom = self.box
        return right - left < 1.3 * (bottom - top)

    def over(self, cell: Box) -> Line:
        """The same line over the whole width of its cell."""
        box = (cell[0] + 2, self.box[1], cell[2] - 2, self.box[3])
        return replace(self, box=box, cut=(box[0], self.cut[1], box[2], self.cut[3]))


@dataclass(frozen=True, slots=True)
class CellLines:
    """The lines of one cell, and whether ink that may be part of a text was left out."""

    lines: tuple[Line, ...]
    dropped: bool


def lines_of(even: Picture, box: Box, dpi: int) -> CellLines:
    """The lines of text in a box of the page, from top to bottom."""
    inset = max(1, round(dpi * 0.008))
    left, top, right, bottom = box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset
    if right - left < 5 or bottom - top < 5:
        return CellLines((), False)
    ink, dropped = _ink(even[top:bottom, left:right], dpi)
    runs = _runs(ink.sum(1) > 0)
    if not runs:
        return CellLines((), dropped)
    size = _size([end - start for start, end in runs], dpi)
    lines: list[Line] = []
    for start, end in _split(_merged(runs, size), ink, size):
        columns = np.flatnonzero(ink[start:end].any(0))
        if len(columns) == 0:
            continue
        first, last = int(columns[0]), int(columns[-1]) + 1
        if end - start < max(2, dpi * 0.006) and last - first < dpi * 0.05:
            dropped = True
            continue
        tall = end - start
        dash = tall <= max(2, 0.02 * dpi) and last - first > 3 * tall and last - first > dpi * 0.04
        pieces = _pieces(ink[start:end, first:last], even[top + start : top + end, left + first : left + last])
        pad = max(2, round(max(0.12 * size, (size - tall) / 2 + 0.1 * size)))
        lines.append(
            Line(
                (left + first, top + start, left + last, top + end),
                pieces,
                _gap(columns) / size,
                _spaced(columns, size),
                dash,
                (
                    left + max(0, first - int(0.25 * size)),
                    top + start - pad,
                    left + last + int(0.25 * size),
                    top + end + pad,
                ),
            )
        )
    if len(lines) > 1:
        tallest = max(line.box[3] - line.box[1] for line in lines)
        kept = [x for x in lines if not x.dash and x.box[3] - x.box[1] > 0.35 * min(tallest, size)]
        dropped = dropped or 0 < len(kept) < len(lines)
        lines = kept or lines
    return CellLines(tuple(lines), dropped)


def cut_out(page: Picture, line: Line, within: Box) -> Picture:
    """The picture of a line for the recogniser: white where other lines and rules are."""
    left, top, right, bottom = line.cut
    inner = (
        max(left, within[0]),
        max(line.box[1] - 1, within[1]),
        min(right, within[2]),
        min(line.box[3] + 1, within[3]),
    )
    margin = max(2, int(0.15 * (line.box[3] - line.box[1])))
    picture = np.full((bottom - top, right - left + 2 * margin), 255, np.uint8)
    x, y = inner[0] - left + margin, inner[1] - top
    picture[y : y + inner[3] - inner[1], x : x + inner[2] - inner[0]] = page[inner[1] : inner[3], inner[0] : inner[2]]
    return picture


def _ink(cell: Picture, dpi: int) -> tuple[Picture, bool]:
    """The ink of a cell without specks and rests of rules; True where a text may be cut: a piece touches the edge."""
    ink = (cell < _INK).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height, width = ink.shape
    keep = np.ones(count, np.uint8)
    keep[0] = 0
    thin = max(2, dpi * 0.015)
    cut = False
    for one in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[one])
        speck = area < max(2, (dpi / 200) ** 2 * 3)
        upright = (x == 0 or x + w == width) and w <= thin and h > dpi * 0.05
        level = (y == 0 or y + h == height) and h <= thin and w > dpi * 0.05
        if speck or upright or level:
            keep[one] = 0
            cut = cut or (upright and not speck and h < 0.5 * height and h > 0.05 * dpi)
        else:
            cut = cut or x == 0 or y == 0 or x + w == width  # below, commas and strokes may reach the rule
    return keep[labels], cut


def _gap(columns: npt.NDArray[np.intp]) -> int:
    """The widest stretch of columns without ink."""
    return int(np.diff(columns).max()) - 1 if len(columns) > 1 else 0


def _spaced(columns: npt.NDArray[np.intp], size: float) -> bool:
    """True if wide gaps part a line into characters, none of them wider than one."""
    ends = np.flatnonzero(np.diff(columns) > 1.2 * size)
    starts, stops = np.concatenate(([0], ends + 1)), np.concatenate((ends, [len(columns) - 1]))
    return bool((columns[stops] - columns[starts]).max() < 1.4 * size)


def _pieces(ink: Picture, levels: Picture) -> int:
    """The pieces of ink of a line, thin strokes between its parts included; noise of a scanner is not dark inside."""
    parts = ((levels < _THIN) & (cv2.dilate(ink, np.ones((3, 3), np.uint8)) > 0)).astype(np.uint8)
    count, labels = cv2.connectedComponents(parts, connectivity=8)
    darkest = np.full(count, 255, np.uint8)
    np.minimum.at(darkest, labels.ravel(), np.ascontiguousarray(levels).ravel())
    return int((darkest[1:] < _DARK).sum())


def _runs(filled: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of rows with ink."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _size(heights: list[int], dpi: int) -> float:
    """The height of a line of this cell."""
    usual = dpi * 0.14
    tall = [height for height in heights if height > 0.5 * usual]
    return min(float(np.median(tall)) if tall else 0.8 * usual, dpi * 0.25)


def _merged(runs: list[tuple[int, int]], size: float) -> list[tuple[int, int]]:
    """Runs put together that are parts of one line: 二, ≥ and = have white within."""
    merged: list[tuple[int, int]] = []
    for start, end in runs:
        if merged and end - merged[-1][0] <= 1.15 * size and start - merged[-1][1] < 0.35 * size:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _split(runs: list[tuple[int, int]], ink: Picture, size: float) -> list[tuple[int, int]]:
    """Runs of lines that touch, cut where there is least ink."""
    parts: list[tuple[int, int]] = []
    for start, end in runs:
        height = end - start
        if height <= 1.9 * size:
            parts.append((start, end))
            continue
        count = round(height / (size * 1.25))
        filled = ink[start:end].sum(1)
        cuts = [start]
        for number in range(1, count):
            middle, reach = int(number * height / count), int(size * 0.3)
            low = max(1, middle - reach)
            cuts.append(start + low + int(np.argmin(filled[low : middle + reach + 1])))
        cuts.append(end)
        parts += [(a, b) for a, b in pairwise(cuts) if b > a]
    return parts
