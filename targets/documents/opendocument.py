""".ods and .odt: read directly, because they store each cell's text as shown beside its value."""

from __future__ import annotations

import zipfile
from dataclasses import replace
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
from targets.documents.marks import Left, removed, said
from targets.documents.opentext import OpenText, marked_styles
from targets.kinds.documents import CellComment, HiddenContent
from targets.kinds.finding import Finding
from targets.kinds.location import Location

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DELETED = frozenset({f"{_TEXT}tracked-changes", f"{_TEXT}note"})
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_UNSEEN = ("collapse", "filter")
Element = Any


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
    def __init__(self, file: str, texts: OpenText, *, sheets: bool) -> None:
        self.file, self.texts, self.sheets = file, texts, sheets
        self.grids: list[Grid] = []
        self.prose: list[str] = []
        self.findings: list[Finding] = []
        self.hidden_styles: set[str] = set()

    def walk(self, element: Element) -> None:
        for child in element:
            if child.tag == f"{_TABLE}table":
                self.table(child)
            elif child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                if text := self.texts.paragraph(child).strip():
                    self.prose.append(text)
                self.findings += said(Location(file=self.file), ((0, one) for one in self.texts.taken()))
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
            hidden = row.get(f"{_TABLE}visibility") in _UNSEEN
            found = self._row(row, row_number, nested, told=not hidden, sheet=name)
            if found and not is_near(row_number + repeated, found[-1].column + 1):
                raise far_away(self.file, f"R{row_number + repeated}C{found[-1].column + 1}")
            cells += found
            for again in range(1, repeated if found else 1):
                cells += [replace(cell, row=cell.row + again) for cell in found]
                if len(cells) > MAX_MERGED:
                    raise refused(self.file, "重复的行过多", "it repeats too many rows")
            if found and hidden:
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

    def _row(self, row: Element, number: int, nested: list[Element], *, told: bool, sheet: str | None) -> list[Cell]:
        """The cells of a row; what was left out of them and what is remarked upon is said if ``told``."""
        found: list[Cell] = []
        left: list[tuple[int, Left]] = []
        at = Location(file=self.file, sheet=sheet, table=len(self.grids), row=number)
        column = 0
        for item in row:
            if item.tag == f"{_TABLE}covered-table-cell":
                column += _count(item, "number-columns-repeated", MAX_COLUMN)
                continue
            if item.tag != f"{_TABLE}table-cell":
                continue
            style = item.get(f"{_TABLE}style-name", "")
            paragraphs = [p for p in item if p.tag in (f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}list")]
            text = "\n".join(t for p in paragraphs if (t := self.texts.paragraph(p, style).strip()))
            taken = self.texts.taken()
            left += [(column, one) for one in taken]
            for note in item.iterchildren(f"{_OFFICE}annotation") if told else ():
                words = " ".join("".join(p.itertext()) for p in note.iterchildren(f"{_TEXT}p"))
                if words.strip():
                    self.findings.append(CellComment.found(replace(at, column=column), text=words.strip()[:80]))
            dated = item.get(f"{_OFFICE}value-type") == "date"
            nested += [t for t in item.iter(f"{_TABLE}table") if next(t.iterancestors(f"{_TABLE}table-cell")) is item]
            repeated = _count(item, "number-columns-repeated", MAX_COLUMN)
            down, across = (
                _count(item, "number-rows-spanned", MAX_ROW),
                _count(item, "number-columns-spanned", MAX_COLUMN),
            )
            if text or down > 1 or across > 1:
                cell = Cell(number, column, text, down, across, removed=removed(taken), dated=dated)
                found += [replace(cell, column=column + i) for i in range(repeated if text else 1)]
            column += repeated
        if told:
            self.findings += said(at, left)
        return found


def read_opendocument(path: Path, *, sheets: bool) -> Read:
    """The tables of an OpenDocument text, or the visible sheets of a spreadsheet."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True
    )
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("content.xml"), parser)
    reader = _Reader(path.name, OpenText(marked_styles(root)), sheets=sheets)
    for style in root.iter(f"{_STYLE}style"):
        properties = style.find(f"{_STYLE}table-properties")
        if properties is not None and properties.get(f"{_TABLE}display") == "false":
            reader.hidden_styles.add(style.get(f"{_STYLE}name", ""))
    body = next((e for e in root if isinstance(e.tag, str) and e.tag.endswith("}body")), None)
    if body is not None:
        reader.walk(body)
    if reader.grids and reader.prose:
        reader.grids[-1] = replace(reader.grids[-1], after=tuple(reader.prose))
    return tuple(reader.grids), tuple(reader.findings)
