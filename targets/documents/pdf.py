""".pdf with text, through pdfplumber: ruled tables as grids whose columns mean the same on every page.

A printed table loses the grid lines that a page does not use, so that column numbers differ from page to page. All
vertical lines of the document together make one set of columns; each cell covers those between its edges.
"""

from __future__ import annotations

import bisect
import logging
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from targets.documents.grid import Cell, Grid, Read
from targets.documents.limits import encrypted, refused
from targets.documents.marks import plainly
from targets.documents.printed import Box, Held, held_by, lines_joined
from targets.documents.unprinted import not_printed
from targets.errors import InputError
from targets.kinds.documents import PageWithoutText, TextOverflow
from targets.kinds.finding import Finding
from targets.kinds.location import Location

MAX_PAGES = 1_000
_SAME = 2.5  # points: two lines nearer than this are one
_PAGE_NUMBER = re.compile(r"[\s—–\-·.第页共/\d]*")


def _edges(values: Iterable[float]) -> list[float]:
    """Positions of lines, those that are nearly the same joined."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SAME:
            found.append(value)
    return found


def _nearest(edges: Sequence[float], value: float) -> int:
    place = bisect.bisect_left(edges, value)
    around = [i for i in (place - 1, place) if 0 <= i < len(edges)]
    return min(around, key=lambda i: abs(edges[i] - value))


class _Table:
    """One ruled table of one page."""

    def __init__(self, page: int, boxes: list[Box], texts: list[str], before: list[str]) -> None:
        self.page, self.boxes, self.texts, self.before = page, boxes, texts, before
        self.overflowing: list[int] = []  # places in boxes


def _lines(chars: Sequence[Any], utils: Any) -> list[str]:
    # blanks are printed as signs; a gap alone is the space that typesetting puts between Chinese and digits
    text = utils.extract_text(list(chars), x_tolerance_ratio=0.45, y_tolerance=3)
    return str(text).split("\n")


def _page_tables(page: Any, utils: Any) -> tuple[list[_Table], list[str]]:
    """The tables of a page, each with the prose above it, and the prose below the last one."""
    chars = page.chars
    found = sorted(page.find_tables(), key=lambda t: (t.bbox[1], t.bbox[0]))
    boxes: list[list[Box]] = [[tuple(map(float, cell)) for cell in table.cells] for table in found]  # type: ignore[misc]
    held, taken = held_by([box for some in boxes for box in some], chars)
    loose = [char for place, char in enumerate(chars) if place not in taken and not _within(char, found)]
    prose = [
        (line["top"], line["text"].strip())
        for line in (utils.extract_text_lines(loose) if hasattr(utils, "extract_text_lines") else _prose(loose, utils))
        if line["text"].strip() and not _PAGE_NUMBER.fullmatch(line["text"])
    ]
    tables: list[_Table] = []
    for table in found:
        before = [text for top, text in prose if top < table.bbox[1]]
        prose = [(top, text) for top, text in prose if top >= table.bbox[1]]
        own, held = held[: len(boxes[0])], held[len(boxes[0]) :]
        one = _Table(page.page_number, boxes.pop(0), [_text(cell, utils) for cell in own], before)
        one.overflowing = [place for place, cell in enumerate(own) if cell.overflows]
        tables.append(one)
    return tables, [text for _, text in prose]


def _prose(chars: Sequence[Any], utils: Any) -> list[dict[str, Any]]:
    """Lines of characters with their height on the page."""
    lines: list[list[Any]] = []
    for char in sorted(chars, key=lambda c: (c["top"], c["x0"])):
        if lines and char["top"] < (lines[-1][-1]["top"] + lines[-1][-1]["bottom"]) / 2:
            lines[-1].append(char)
        else:
            lines.append([char])
    return [{"top": line[0]["top"], "text": " ".join(_lines(line, utils))} for line in lines]


def _within(char: Any, tables: Sequence[Any]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(t.bbox[0] <= x <= t.bbox[2] and t.bbox[1] <= y <= t.bbox[3] for t in tables)


def _text(cell: Held, utils: Any) -> str:
    """The text of a cell; texts drawn over each other are taken one by one, so that their lines do not mix."""
    texts = cell.texts if cell.overflows else [[char for chars in cell.texts for char in chars]]
    return plainly(lines_joined([line for chars in texts if chars for line in _lines(chars, utils)]))


def read_pdf(path: Path) -> Read:
    """The ruled tables of a PDF; a finding for each page without readable text. Raises InputError without the
    extra ``pdf``."""
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfplumber import utils
    except ImportError:
        raise InputError(
            f"读取 {path.name} 需要 PDF 组件；请运行 pip install 'evaluator[pdf]'，或提供 Word、Excel 文件。",
            f"reading {path.name} needs the extra for PDF: pip install 'evaluator[pdf]'; or provide a Word "
            f"or Excel file.",
        ) from None
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    findings: list[Finding] = []
    tables: list[_Table] = []
    waiting: list[str] = []
    try:
        with pdfplumber.open(path) as document:
            if len(document.pages) > MAX_PAGES:
                raise refused(path.name, f"有 {len(document.pages)} 页", f"it has {len(document.pages)} pages")
            for page in document.pages:
                if _unreadable(page.chars):
                    if page.chars or page.images or page.curves:
                        at = Location(file=path.name, page=page.page_number)
                        findings.append(PageWithoutText.found(at, page=str(page.page_number)))
                    page.close()
                    continue
                if doubt := not_printed(path, page):
                    findings.append(doubt)
                found, rest = _page_tables(page, utils)
                for table in found:
                    table.before = [*waiting, *table.before]
                    waiting = []
                    tables.append(table)
                waiting += rest
                page.close()
    except InputError:
        raise
    except Exception as error:
        if (
            isinstance(error, PDFPasswordIncorrect)
            or isinstance(error.__cause__, PDFPasswordIncorrect)
            or any(isinstance(argument, PDFPasswordIncorrect) for argument in error.args)
        ):
            raise encrypted(path.name) from None
        raise
    grids = _grids(path.name, tables, waiting)
    for grid, table in zip(grids, tables, strict=True):
        findings += _overflowing(grid, table)
    return grids, tuple(findings)


def page_rows(page: Any) -> list[list[tuple[Box, str]]]:
    """The rows of the ruled tables of a page of pdfplumber, each its boxes and texts as ``read_pdf`` has them."""
    from pdfplumber import utils

    found: list[list[tuple[Box, str]]] = []
    for table in _page_tables(page, utils)[0]:
        edges = _edges(y for box in table.boxes for y in (box[1], box[3]))
        rows: dict[int, list[tuple[Box, str]]] = {}
        for box, text in zip(table.boxes, table.texts, strict=True):
            rows.setdefault(_nearest(edges, box[1]), []).append((box, text))
        found += [rows[number] for number in sorted(rows)]
    return found


def _overflowing(grid: Grid, table: _Table) -> list[Finding]:
    """One finding for each cell whose text is larger than the cell."""
    rows = _edges(y for box in table.boxes for y in (box[1], box[3]))
    found = []
    for place in table.overflowing:
        row, text = _nearest(rows, table.boxes[place][1]), table.texts[place]
        found.append(TextOverflow.found(grid.at(row), page=str(table.page), text=text[:60]))
    return found


def _unreadable(chars: Sequence[Any]) -> bool:
    """True if a page has no text, or text without a character map, which is no better than a picture."""
    lost = sum(1 for char in chars if char["text"].startswith("(cid:") or char["text"] == "\ufffd")
    return not chars or lost * 3 > len(chars)


def _grids(file: str, tables: Sequence[_Table], after: Sequence[str]) -> tuple[Grid, ...]:
    columns = _edges(x for table in tables for box in table.boxes for x in (box[0], box[2]))
    grids: list[Grid] = []
    for index, table in enumerate(tables):
        rows = _edges(y for box in table.boxes for y in (box[1], box[3]))
        cells = []
        for box, text in zip(table.boxes, table.texts, strict=True):
            left, right = _nearest(columns, box[0]), _nearest(columns, box[2])
            top, bottom = _nearest(rows, box[1]), _nearest(rows, box[3])
            cells.append(Cell(top, left, text, max(bottom - top, 1), max(right - left, 1)))
        cells.sort(key=lambda c: (c.row, c.column))
        grids.append(
            Grid(
                file=file,
                index=index,
                cells=tuple(cells),
                before=tuple(table.before),
                after=tuple(after) if index == len(tables) - 1 else (),
                pages=(table.page,) * len(rows),
            )
        )
    return tuple(grids)
