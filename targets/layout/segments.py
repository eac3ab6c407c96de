"""Where one form ends and the next begins, over the tables of a file: one form may span tables, one table hold many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from targets.documents.grid import Grid
from targets.layout.bands import band_at
from targets.layout.evidence import is_money_head, is_unit_line, label_of
from targets.layout.lines import Line, lines_of
from targets.layout.sidebyside import apart
from targets.model.identity import normalised
from targets.model.labels import field_label, is_title, money_unit_of, year_of
from targets.model.vocabulary import is_total, level1_category, level2_category

_NAMES = frozenset(["project", "department"])
_TAIL = frozenset(["grade", "note", "person", "total_score", "reporter", "attribute"])


@dataclass(slots=True)
class Segment:
    """The lines and the prose of what may be one form."""

    title: str = ""
    prose: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    headed: bool = False
    totalled: bool = False
    titles: list[Line] = field(default_factory=list)


def title_in(text: str) -> bool:
    """True if a text is a title, alone or with the total and the grade printed behind it."""
    return is_title(text) or is_title(re.split(r"[\u3000\s]{2,}", text.strip())[0])


def named_field(line: Line) -> str | None:
    """``project`` or ``department`` where the row begins with such a label, else None."""
    first = line.own[0].text
    key = label_of(first)
    if key not in _NAMES or (len(line.own) == 1 and field_label(first)):
        return None
    return key if normalised(first) not in ("项目", "部门") else None


def _continues(segment: Segment, before: Segment) -> bool:
    """True if a titled piece only goes on with the form before it: a title repeated on the next page, no name of
    its own."""
    if segment.names or not before.lines or not segment.lines or before.totalled:
        return False
    if segment.lines[0].grid.sheet != before.lines[-1].grid.sheet:
        return False
    title = normalised(segment.title)
    return before.headed and ("续" in title or title == normalised(before.title))


def with_bands(lines: list[Line]) -> list[Line]:
    """The lines of a table, each that begins a heading band holding it."""
    place = 0
    while place < len(lines):
        band = band_at(lines, place)
        if band is None:
            place += 1
            continue
        lines[place].band = band
        for line in lines[place : place + band.rows]:
            line.heading = True
        place += band.rows
    return lines


def _goes_on(current: Segment, grid: Grid, lines: Sequence[Line]) -> bool:
    """True if a table without a title goes on with the form before it."""
    if not current.headed or not lines:
        return True
    if any("续" in normalised(text) for text in grid.before):
        return True
    first = next((i for i, line in enumerate(lines) if line.heading), len(lines))
    if any(named_field(line) and not line.heading for line in lines[:first]) and first < len(lines):
        return False  # a form of its own, whatever stands above its name
    if first < len(lines):
        return not current.totalled
    tail = all(label_of(line.own[0].text) in _TAIL or is_total(line.own[0].text) for line in lines)
    if current.totalled:
        return tail
    levels = any(level1_category(c.text) or level2_category(c.text) for line in lines for c in line.own)
    paged = bool(grid.pages and current.lines[-1].grid.pages)
    same = grid.width == current.lines[-1].grid.width
    return tail or levels or paged or (same and not grid.before) or is_money_head(lines[0])


_CAPTION = re.compile(
    r"(附件|附表|表)[\d一二三四五六七八九十]+.{0,30}|.{2,24}(总表|明细表|预算表|决算表|支出表|收入表|清单)"
)


def _other_table(lines: Sequence[Line], place: int, current: Segment) -> bool:
    """True if another table begins below a form on the same sheet: under a caption of its own, or behind an empty row
    where nothing of the form goes on."""
    line = lines[place]
    alone = len(line.own) == 1
    if alone and _CAPTION.fullmatch(normalised(line.own[0].text)):
        return True
    if not place or line.row <= lines[place - 1].row + 1 or any(c.row < line.row and not c.empty for c in line.cells):
        return False
    rest = lines[place:]
    end = next((i for i in range(1, len(rest)) if rest[i].row > rest[i - 1].row + 1 or rest[i].heading), len(rest))
    own = rest[:end]
    if any(level1_category(cell.text) or level2_category(cell.text) for one in own for cell in one.own):
        return False
    tail = all(label_of(one.own[0].text) in _TAIL or _totals(one) or len(one.own) == 1 for one in own)
    return not tail and not is_money_head(line) and (alone or current.totalled)


def _preamble(line: Line) -> bool:
    """True if a line can only introduce what follows: whose form, in which year, in which unit of money."""
    if is_unit_line(line):
        return True
    text = line.own[0].text
    alone = len(line.own) == 1 and len(normalised(text)) <= 24 and not field_label(text)
    return alone and bool(year_of(text) or money_unit_of(text))


def segments(grids: Iterable[Grid]) -> list[Segment]:
    """The pieces of a file that may be forms, in reading order.

    A new piece begins with a title, on a new sheet, beside another form, with a name field (项目名称, 部门名称) when
    one was read already or when indicators have been read, with a heading row behind a 总分 row, and with a table that
    neither repeats the headings nor holds more rows of the form before.
    """
    found: list[Segment] = [Segment()]
    sheet: str | None = None
    index = -1

    def begin(title: str = "") -> Segment:
        fresh = Segment(title=title)
        found.append(fresh)
        return fresh

    current = found[0]
    for grid in apart(grids):
        lines = with_bands(lines_of(grid))
        titled = any(title_in(text) for text in grid.before)
        if grid.sheet != sheet or grid.index == index or (not titled and not _goes_on(current, grid, lines)):
            sheet = grid.sheet
            current = begin()
        index = grid.index
        waiting: list[str] = []
        for text in grid.before:
            if title_in(text):
                current = begin(text)
                waiting = []
            else:
                (current.prose if not current.lines else waiting).append(text)
        for place, line in enumerate(lines):
            alone = line.own[0].text if len(line.own) == 1 else ""
            if alone and title_in(alone) and field_label(alone) is None:
                current = begin(alone)
                current.titles.append(line)
                continue
            if current.headed and not line.heading and _other_table(lines, place, current):
                current = begin()
            key = None if line.heading else named_field(line)
            heads = line.band is not None
            if (key and (key in current.names or current.headed)) or (heads and current.totalled):
                before = current
                current = begin()
                current.prose, waiting = waiting, []
                while key and before.lines and before.headed and _preamble(before.lines[-1]):
                    current.lines.insert(0, before.lines.pop())
            if waiting:
                current.after += waiting
                waiting = []
            if key:
                current.names.add(key)
            current.headed |= heads
            current.totalled |= current.headed and not heads and _totals(line)
            current.lines.append(line)
        current.after += [*waiting, *grid.after]
    joined: list[Segment] = []
    for segment in found:
        if joined and _continues(segment, joined[-1]):
            joined[-1].lines += segment.lines
            joined[-1].after += segment.prose + segment.after
            joined[-1].totalled |= segment.totalled
            joined[-1].titles += segment.titles
        elif segment.lines:
            if joined and joined[-1].headed and not segment.headed:
                joined[-1].after += segment.after  # a table that is no form between a form and its notes
            joined.append(segment)
    return joined


def _totals(line: Line) -> bool:
    return is_total(line.own[0].text)
