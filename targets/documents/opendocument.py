""".ods and .odt: read directly, because they store each cell's text as shown beside its value."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from targets.documents.concealed import hidden_rows, visible
from targets.documents.grid import Cell, Grid, Read
from targets.documents.limits import (
    MAX_COLUMN,
    MAX_MERGED,
    MAX_NESTED_TABLES,
    MAX_ROW,
    far_away,
    is_near,
    refused,
)
from targets.kinds.documents import HiddenContent
from targets.kinds.finding import Finding
from targets.kinds.location import Location

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DELETED = frozenset({f"{_TEXT}tracked-changes", f"{_TEXT}note"})
_UNSEEN = ("collapse", "filter")
Element = Any


def _text(element: Element) -> str:
    """The text of a paragraph: spaces, tabs and line breaks are elements in this format."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 200))
        elif child.tag == f"{_TEXT}tab":
            parts.append(" ")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in _DELETED and not child.tag.endswith("}annotation"):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _count(element: Element, name: str, most: int) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return max(1, min(int(text[:9]), most)) if text.isdigit() else 1


def _unseen_columns(table: Element) -> set[int]:
    """The columns, from 0, that a table hides."""
    unseen: set[int] = set()
    column = 0
    for item in table.iter(f"{_TABLE}table-column"):
        if next(item.iterancestors(f"{_TABLE}table")) is table:
            repeated = _count(item, "number-columns-repeated", MAX_COLUMN)
            if item.get(f"{_TABLE}visibility") in _UNSEEN:
                unseen.update(range(column, column + repeated))
            column += repeated
    return unseen


class _Reader:
    def __init__(self, file: str, *, sheets: bool) -> None:
        self.file, self.sheets = file, sheets
        self.grids: list[Grid] = []
        self.prose: list[str] = []
        self.findings: list[Finding] = []
        self.hidden_styles: set[str] = set()

    def walk(self, element: Element) -> None:
        for child in element:
            if child.tag == f"{_TABLE}table":
                self.table(child)
            elif child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                if text := _text(child).strip():
                    self.prose.append(text)
            elif isinstance(child.tag, str) and child.tag not in _DELETED:
                self.walk(child)

    def table(self, element: Element, depth: int = 1) -> None:
        if depth > MAX_NESTED_TABLES:
            raise refused(self.file, "表格嵌套过深", "its tables are nested too deep")
        name = element.get(f"{_TABLE}name", "") if self.sheets else None
        if self.sheets and element.get(f"{_TABLE}style-name") in self.hidden_styles:
            self.findings.append(HiddenContent.found(Location(file=self.file, sheet=name), sheet=str(name)))
            return
        cells: list[Cell] = []
        nested: list[Element] = []
        unseen: set[int] = set()
        row_number = 0
        for row in element.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is not element:
                continue
            repeated = _count(row, "number-rows-repeated", MAX_ROW)
            found = self._row(row, row_number, nested)
            if found and not is_near(row_number + repeated, found[-1].column + 1):
                raise far_away(self.file, f"R{row_number + repeated}C{found[-1].column + 1}")
            cells += found
            for again in range(1, repeated if found else 1):
                cells += [Cell(c.row + again, c.column, c.text, c.rowspan, c.colspan) for c in found]
                if len(cells) > MAX_MERGED:
                    raise refused(self.file, "重复的行过多", "it repeats too many rows")
            if found and row.get(f"{_TABLE}visibility") in _UNSEEN:
                unseen.update(range(row_number, row_number + repeated))
            row_number += repeated
        if any(not cell.empty for cell in cells):
            at = Location(file=self.file, sheet=name, table=len(self.grids))
            self.findings += hidden_rows(at, cells, unseen)
            shown = visible(cells, unseen, _unseen_columns(element))
            self.grids.append(
                Grid(file=self.file, index=len(self.grids), cells=shown, sheet=name, before=tuple(self.prose))
            )
            self.prose = []
        for inner in nested:
            self.table(inner, depth + 1)

    def _row(self, row: Element, number: int, nested: list[Element]) -> list[Cell]:
        found: list[Cell] = []
        column = 0
        for item in row:
            if item.tag == f"{_TABLE}covered-table-cell":
                column += _count(item, "number-columns-repeated", MAX_COLUMN)
                continue
            if item.tag != f"{_TABLE}table-cell":
                continue
            text = "\n".join(
                t for p in item if p.tag in (f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}list") and (t := _text(p).strip())
            )
            nested += [t for t in item.iter(f"{_TABLE}table") if next(t.iterancestors(f"{_TABLE}table-cell")) is item]
            repeated = _count(item, "number-columns-repeated", MAX_COLUMN)
            down, across = (
                _count(item, "number-rows-spanned", MAX_ROW),
                _count(item, "number-columns-spanned", MAX_COLUMN),
            )
            if text or down > 1 or across > 1:
                found += [Cell(number, column + i, text, down, across) for i in range(repeated if text else 1)]
            column += repeated
        return found


def read_opendocument(path: Path, *, sheets: bool) -> Read:
    """The tables of an OpenDocument text, or the visible sheets of a spreadsheet."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True
    )
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("content.xml"), parser)
    reader = _Reader(path.name, sheets=sheets)
    for style in root.iter(f"{_STYLE}style"):
        properties = style.find(f"{_STYLE}table-properties")
        if properties is not None and properties.get(f"{_TABLE}display") == "false":
            reader.hidden_styles.add(style.get(f"{_STYLE}name", ""))
    body = next((e for e in root if isinstance(e.tag, str) and e.tag.endswith("}body")), None)
    if body is not None:
        reader.walk(body)
    if reader.grids and reader.prose:
        last = reader.grids[-1]
        reader.grids[-1] = Grid(
            file=last.file,
            index=last.index,
            cells=last.cells,
            sheet=last.sheet,
            before=last.before,
            after=tuple(reader.prose),
        )
    return tuple(reader.grids), tuple(reader.findings)
