"""XML Spreadsheet 2003: the workbook as one XML file that many older systems export, often named .xls."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from targets.documents.grid import Read
from targets.documents.limits import MAX_COLUMN, MAX_MERGED, MAX_ROW, far_away, refused
from targets.documents.marks import Left, Mark, add_run, plainly
from targets.documents.numberformat import shown, shown_date
from targets.documents.sheets import OWN_AUTHOR, Sheets, SheetTexts

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_HTML = "{http://www.w3.org/TR/REC-html40}"
_FORMATS = {
    "General Number": "General",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Currency": "#,##0.00",
    "Euro Currency": "#,##0.00",
    "General Date": "yyyy/m/d",
    "Short Date": "yyyy/m/d",
    "Medium Date": "yyyy-m-d",
    "Long Date": "yyyy年m月d日",
}
Element = Any


def read_xml_workbook(path: Path) -> Read:
    """The visible sheets of the workbook."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    data = path.read_bytes()
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data.replace(b"\0", b"")):
        raise refused(path.name, "含有文档类型或实体声明", "it declares a document type or entities")
    root = etree.fromstring(data, parser)
    styles = {style.get(f"{_SS}ID", ""): style for style in root.iter(f"{_SS}Style")}
    sheets = Sheets(path.name)
    for worksheet in root.iterchildren(f"{_SS}Worksheet"):
        name = worksheet.get(f"{_SS}Name", "")
        if any(
            (mark.text or "").startswith("SheetHidden") or (mark.text or "").startswith("SheetVeryHidden")
            for mark in worksheet.iter("{*}Visible")
        ):
            sheets.hidden(name)
            continue
        sheets.add(_sheet(worksheet, name, styles, path.name))
    return tuple(sheets.grids), tuple(sheets.findings)


def _number(element: Element, name: str, default: int = 0) -> int:
    text = element.get(f"{_SS}{name}", "")
    return int(text) if text.isdigit() and len(text) < 9 else default


def _sheet(worksheet: Element, name: str, styles: dict[str, Element], file: str) -> SheetTexts:
    into = SheetTexts(name)
    area = 0
    for table in worksheet.iterchildren(f"{_SS}Table"):
        for column, one in _placed(table, "Column", MAX_COLUMN):
            if one.get(f"{_SS}Hidden") == "1" or one.get(f"{_SS}Width") == "0":
                last = min(column + _number(one, "Span"), MAX_COLUMN)
                into.hidden_columns.update(range(column, last + 1))
        for row, line in _placed(table, "Row", MAX_ROW):
            if line.get(f"{_SS}Hidden") == "1" or line.get(f"{_SS}Height") == "0":
                into.hidden_rows.add(row)
            for column, cell in _placed(line, "Cell", MAX_COLUMN):
                if row >= MAX_ROW or column >= MAX_COLUMN:
                    raise far_away(file, f"R{row + 1}C{column + 1}")
                down, across = _number(cell, "MergeDown"), _number(cell, "MergeAcross")
                if down or across:
                    area += (down + 1) * (across + 1)
                    if area > MAX_MERGED or row + down >= MAX_ROW or column + across >= MAX_COLUMN:
                        raise refused(file, "合并区域过大", "the merged area is too large")
                    into.merged[row, column] = (down + 1, across + 1)
                style = cell.get(f"{_SS}StyleID") or line.get(f"{_SS}StyleID") or ""
                _take(into, (row, column), cell, styles.get(style))
    return into


def _placed(parent: Element, name: str, most: int) -> Iterator[tuple[int, Element]]:
    """Rows, columns or cells with their number from 0: each follows the one before unless it says where it stands."""
    place = 0
    for one in parent.iterchildren(_SS + name):
        place = max(_number(one, "Index", place + 1) - 1, 0)
        yield min(place, most), one
        place += 1 + (_number(one, "MergeAcross") if name == "Cell" else _number(one, "Span"))


def _take(into: SheetTexts, place: tuple[int, int], cell: Element, style: Element | None) -> None:
    for comment in cell.iterchildren(f"{_SS}Comment"):
        if comment.get(f"{_SS}Author") != OWN_AUTHOR:
            into.comments[place] = "".join(comment.itertext())
    data = next(cell.iterchildren(f"{_SS}Data"), None)
    if data is None:
        return
    kind = data.get(f"{_SS}Type", "String")
    text, left = _text(data)
    if kind == "Number":
        text = _shown(text, _format(style))
    elif kind == "DateTime":
        text = _shown_date(text, _format(style))
        into.dated.add(place)
    elif kind == "Boolean":
        text = "TRUE" if text.strip() == "1" else "FALSE"
    elif kind == "Error":
        into.errors.append(place)
    if (
        text.strip()
        and style is not None
        and any(font.get(f"{_SS}StrikeThrough") == "1" for font in style.iterchildren(f"{_SS}Font"))
    ):
        text, left = "", [*left, Left(Mark.STRUCK, text)]
    into.put(place, text, left)


def _format(style: Element | None) -> str:
    for one in style.iterchildren(f"{_SS}NumberFormat") if style is not None else ():
        name: str = one.get(f"{_SS}Format", "General")
        return _FORMATS.get(name, name)
    return "General"


def _shown(text: str, number_format: str) -> str:
    try:
        return shown(float(text), number_format)
    except ValueError:
        return text


def _shown_date(text: str, number_format: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    return shown_date(moment, "yyyy/m/d" if number_format == "General" else number_format)


def _text(data: Element) -> tuple[str, list[Left]]:
    """The text of a cell, run by run: struck-out runs are left out, raised ones are read as powers or as marks."""
    parts: list[str] = []
    left: list[Left] = []

    def take(element: Element, marks: frozenset[Mark]) -> None:
        if element.tag in (f"{_HTML}S", f"{_HTML}Del"):
            marks |= {Mark.STRUCK}
        elif element.tag == f"{_HTML}Sup":
            marks |= {Mark.RAISED}
        add_run(element.text or "", marks, parts, left)
        for child in element:
            take(child, marks)
            add_run(child.tail or "", marks, parts, left)

    take(data, frozenset())
    return plainly("".join(parts).replace("\r\n", "\n").replace("\r", "\n")), left
