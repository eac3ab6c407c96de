"""One page as a picture → its ruled tables as grids whose cells know how they were read, or why the page is refused."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from targets.documents.grid import Cell, Grid, Recognised
from targets.documents.marks import plainly
from targets.documents.printed import lines_joined
from targets.documents.scan.celllines import CellLines, Line, cut_out, lines_of
from targets.documents.scan.doubts import SURE, WIDE, Seen, doubts_of, matters
from targets.documents.scan.reasons import Doubt
from targets.documents.scan.recogniser import Said, once, recogniser
from targets.documents.scan.result import PageRead, Refusal
from targets.documents.scan.ruled import Box, Ruled, ruled_tables
from targets.documents.scan.straight import Page, straightened
from targets.documents.scan.words import known, snapped
from targets.model.vocabulary import level1_category

Picture = npt.NDArray[np.uint8]

LEAST_DPI = 140
_SAMPLES, _UPRIGHT = 6, 0.93
"""Lines that are looked at to tell whether a page stands upright, and the mean confidence of one that does."""
_LEAST_STEP = 40
"""Grey levels from dot to dot at the edges of strokes; made pages have 75 and more, those out of focus 20 to 30."""
_LINES_BESIDE = 6
"""Lines of text taken from above a table, and from below the last one."""


@dataclass(slots=True)
class _Reading:
    """A box that is being read: its lines, each with what was recognised in it first and again."""

    box: Box
    place: tuple[int, int, int, int]
    lines: CellLines
    said: list[Said] = field(default_factory=list)
    again: list[list[Said]] = field(default_factory=list)


def read_page(picture: Picture, dpi: int, file: str, number: int, turned: int = 0) -> PageRead:
    """The tables of a page from a picture in colours (blue, green, red) of a known resolution.

    The lines of text above a table, and those below the last one, stand in rows of their own over its whole width, as
    in a worksheet, so that they carry their doubts as cells do.
    """
    if dpi < LEAST_DPI:
        return PageRead(refused=Refusal.COARSE, detail=str(dpi))
    page = straightened(picture, dpi)
    if _blurred(page.even):
        return PageRead(refused=Refusal.BLURRED)
    tables = ruled_tables(page.ruled, page.colour, dpi)
    if tables and turned < 2 and (turns := _turns(page, tables)):
        return read_page(np.ascontiguousarray(np.rot90(picture, turns)), dpi, file, number, turned + 1)
    if not tables:
        return PageRead(refused=Refusal.NO_TABLE)
    broken = sum(table.broken for table in tables)
    if broken:
        return PageRead(refused=Refusal.BROKEN, detail=str(broken))
    grids = [_grid(page, tables, place, file, number) for place in range(len(tables))]
    return PageRead(grids=tuple(grids))


def _blurred(even: Picture) -> bool:
    """True if the strokes of a page have soft edges: there figures are misread without any other sign of doubt."""
    steps, ink = np.abs(np.diff(even.astype(np.int16), axis=1)), even[:, 1:] < 170
    return bool(ink.any() and np.percentile(steps[ink], 90) < _LEAST_STEP)


def _turns(page: Page, tables: Sequence[Ruled]) -> int:
    """The quarter turns to the left after which a page that lies on its side, or upside down, stands upright.

    On a page that lies on its side nearly every line is a single character; upside down, none is recognised well.
    """
    cells = [(box, lines_of(page.even, box, page.dpi).lines) for table in tables for box in table.boxes]
    lines = [(line, box) for box, some in cells for line in some if not line.dash]
    if not lines:
        return 0
    if sum(line.narrow for line, _ in lines) > 0.6 * len(lines):
        tall = sorted(cells, key=lambda one: -len(one[1]))[:_SAMPLES]
        whole = [page.even[box[1] + 3 : box[3] - 3, box[0] + 3 : box[2] - 3] for box, _ in tall]
        turned = {turns: _mean([np.ascontiguousarray(np.rot90(one, turns)) for one in whole]) for turns in (1, 3)}
        return 1 if turned[1] >= turned[3] else 3
    wide = sorted(lines, key=lambda one: one[0].box[0] - one[0].box[2])[:_SAMPLES]
    upright = _mean([cut_out(page.even, line, box) for line, box in wide])
    if upright > _UPRIGHT:
        return 0
    over = _mean([np.ascontiguousarray(np.rot90(cut_out(page.even, line, box), 2)) for line, box in wide])
    return 2 if over > upright + 0.03 else 0


def _mean(pictures: Sequence[Picture]) -> float:
    """The confidence with which these lines are recognised, as a mean."""
    return float(np.mean([np.mean(said.sure) if said.sure else 0.0 for said in recogniser()(pictures)]))


def _grid(page: Page, tables: Sequence[Ruled], place: int, file: str, number: int) -> Grid:
    table = tables[place]
    above = _beside(page, table, tables[place - 1] if place else None, below=False)
    under = _beside(page, table, None, below=True) if place == len(tables) - 1 else []
    width, height = len(table.columns) - 1, len(table.rows) - 1
    readings = [_Reading(line.box, (row, 0, 1, width), CellLines((line,), False)) for row, line in enumerate(above)]
    readings += [
        _Reading(box, (row + len(above), column, deep, wide), lines_of(page.even, box, page.dpi))
        for box, (row, column, deep, wide) in zip(table.boxes, table.places, strict=True)
    ]
    start = len(above) + height
    readings += [
        _Reading(line.box, (start + n, 0, 1, width), CellLines((line,), False)) for n, line in enumerate(under)
    ]
    _recognise(page, readings)
    beside = [one for one in readings if one.place[0] < len(above) or one.place[0] >= start]
    gone = {id(one) for one in beside if not any(said.text.strip() for said in one.said)}  # a stamp, a stroke of a pen
    readings = [one for one in readings if id(one) not in gone]
    cells = sorted((_cell(page, one) for one in readings), key=lambda cell: (cell.row, cell.column))
    return Grid(file=file, index=place, cells=tuple(cells), pages=(number,) * (start + len(under)))


def _beside(page: Page, table: Ruled, before: Ruled | None, *, below: bool) -> list[Line]:
    """The lines of text above a table (below the one before it), or below it."""
    left, top, right, bottom = table.frame
    around, near = int(page.dpi * 0.3), int(page.dpi * 0.04)
    left, right = max(0, left - around), min(page.even.shape[1], right + around)
    if below:
        box = (left, bottom + near, right, page.even.shape[0] - around)
    else:
        box = (left, before.frame[3] + near if before is not None else around, right, top - near)
    if box[3] - box[1] < page.dpi * 0.1:
        return []
    tall, wide = page.dpi * 0.07, page.dpi * 0.2
    lines = [
        line
        for line in lines_of(page.even, box, page.dpi).lines
        if not line.dash and line.box[3] - line.box[1] > tall and line.box[2] - line.box[0] > wide
    ]
    return lines[:_LINES_BESIDE] if below else lines[-_LINES_BESIDE:]


def _recognise(page: Page, readings: Sequence[_Reading]) -> None:
    """Read every line once, and again in other ways where much depends on it."""
    read = recogniser()
    lines = [(one, line) for one in readings for line in one.lines.lines]
    first = iter(read([cut_out(page.even, line, one.box) for one, line in lines if not line.dash]))
    again: list[tuple[list[Said], Picture]] = []
    for one, line in lines:
        said = Said("—", (1.0,), ("一",)) if line.dash else next(first)
        others: list[Said] = []
        one.said.append(said)
        one.again.append(others)
        if not line.dash and matters(said.text) and not known(said.text):
            again += [(others, other) for other in _other_ways(page, line, one.box, _single(line, said))]
    for (others, _), said in zip(again, read([picture for _, picture in again]), strict=True):
        others.append(said)
    for one in readings:
        for place, others in enumerate(one.again):
            if others and _single(one.lines.lines[place], one.said[place]):
                single = once(others.pop())
                if single is not None and single.least > one.said[place].least:
                    one.said[place] = single


def _single(line: Line, said: Said) -> bool:
    """True for a line of one sign that was not recognised for certain."""
    return line.narrow and said.least < SURE


def _other_ways(page: Page, line: Line, box: Box, single: bool) -> list[Picture]:
    """Pictures of a line made otherwise: with colour left in (of the whole cell, where there is colour: what was taken
    out with it lies beside the line), and drawn out; a single sign three times beside itself, since alone it is hardly
    recognised."""
    even, coloured = cut_out(page.even, line, box), _colour(page, line.over(box).box) > 0
    plain = cut_out(page.plain, line.over(box) if coloured else line, box)
    if single:
        thrice = np.hstack([even, even, even])
        return [plain, thrice] if coloured else [thrice]
    return [plain, cv2.resize(even, None, fx=1.18, fy=1, interpolation=cv2.INTER_CUBIC)]


def _cell(page: Page, one: _Reading) -> Cell:
    seen = [
        Seen(
            said=said,
            again=tuple(again),
            pieces=line.pieces,
            gap=line.gap,
            colour=_colour(page, line.over(one.box).box),
            dash=line.dash,
        )
        for line, said, again in zip(one.lines.lines, one.said, one.again, strict=True)
    ]
    text = plainly(lines_joined([line.said.text for line in seen]))
    word = snapped(text)
    doubts = doubts_of(seen, word, known=known(word), dropped=one.lines.dropped, two=_perhaps_two(page, one, word))
    if not text and (one.lines.dropped or one.lines.lines):
        doubts = [Doubt.EMPTY]
    others = dict.fromkeys(
        other
        for line in seen
        for other in (*(said.text for said in line.again), _runner_up(line.said))
        if other != text
    )
    row, column, deep, wide = one.place
    left, top, right, bottom = one.box
    shown = page.shown[top:bottom, left:right]
    height, width = page.even.shape
    recognised = Recognised(
        box=(left * 1000 // width, top * 1000 // height, right * 1000 // width, bottom * 1000 // height),
        digest=hashlib.sha256(repr(shown.shape).encode() + shown.tobytes()).hexdigest()[:32],
        doubts=tuple(str(doubt) for doubt in doubts),
        others=tuple(others)[:3] if doubts and len(seen) == 1 else (),
        picture=_png(shown) if doubts else "",
        read=text if word != text else "",
    )
    return Cell(row, column, word, deep, wide, recognised=recognised)


def _perhaps_two(page: Page, one: _Reading, text: str) -> bool:
    """True if a cell over several rows or columns may be two of them whose rule was lost: white stands where the rule
    would, and nothing else explains it."""
    _, _, deep, wide = one.place
    lines = one.lines.lines
    if wide > 1 and any(line.gap > WIDE and not line.spaced for line in lines):
        return True
    if deep + wide > 2 and matters(text) and not known(text) and _colour(page, one.box) > 0.01:
        return True  # a stamp lies where the rule would be
    if deep == 1 or len(lines) < 2 or known(text) or level1_category(text) is not None:
        return False
    if all(len(said.text) == 1 and not said.text.isascii() for said in one.said):
        return False  # written downwards
    if sum(bool(re.search(r"\d", said.text)) for said in one.said) > 1:
        return True
    room = one.box[2] - one.box[0]
    return any(line.box[2] - line.box[0] < 0.6 * room for line in lines[:-1])


def _runner_up(said: Said) -> str:
    """The text with the least certain character exchanged for the next best."""
    if not said.sure or said.least > 0.98:
        return said.text
    place = said.sure.index(said.least)
    return said.text[:place] + said.second[place] + said.text[place + 1 :]


def _colour(page: Page, box: Box) -> float:
    left, top, right, bottom = box
    around = page.colour[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3]
    return float(around.mean()) / 255


def _png(picture: Picture) -> str:
    return base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode("ascii")
