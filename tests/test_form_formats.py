"""Three hundred forms made by rule, each written in every format and read back: the same form."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from formgrammar import made
from openpyxl import Workbook
from test_form_grammar import differences

from targets.documents.grid import Cell, Grid
from targets.documents.opening import opened
from targets.layout.understanding import forms_of

COUNT = 300


def _page(grids: Sequence[Grid]) -> bytes:
    parts = ["<html><meta charset='utf-8'><body>"]
    for grid in grids:
        parts += [f"<p>{html.escape(text)}</p>" for text in grid.before]
        rows: dict[int, list[str]] = {row: [] for row in range(grid.height)}
        for cell in grid.cells:
            text = html.escape(cell.text).replace("\n", "<br>")
            rows[cell.row].append(f"<td rowspan='{cell.rowspan}' colspan='{cell.colspan}'>{text}</td>")
        parts += ["<table>", *(f"<tr>{''.join(cells)}</tr>" for cells in rows.values()), "</table>"]
    return "".join([*parts, "</body></html>"]).encode()


def _workbook(grids: Sequence[Grid]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    line = 1
    for grid in grids:
        for text in grid.before:
            sheet.cell(line, 1).value = text
            line += 1
        for cell in grid.cells:
            place = sheet.cell(line + cell.row, 1 + cell.column)
            if cell.text:
                place.value, place.data_type = cell.text, "s"
            if cell.rowspan > 1 or cell.colspan > 1:
                sheet.merge_cells(
                    start_row=line + cell.row,
                    start_column=1 + cell.column,
                    end_row=line + cell.row + cell.rowspan - 1,
                    end_column=cell.column + cell.colspan,
                )
        line += grid.height + 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _paragraph(text: str) -> str:
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def _word_cell(cell: Cell, row: int) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
    merge = merge if cell.rowspan > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraph(cell.text if row == cell.row else '')}</w:tc>"


def _word(grids: Sequence[Grid]) -> bytes:
    body = ""
    for grid in grids:
        body += "".join(_paragraph(text) for text in grid.before)
        rows = "".join(f"<w:tr>{''.join(_word_cell(cell, row) for cell in cells)}</w:tr>" for row, cells in grid.rows())
        body += f"<w:tbl>{rows}</w:tbl>{_paragraph('')}"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>')
    return stream.getvalue()


def _delimited(grids: Sequence[Grid]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    for grid in grids:
        for text in grid.before:
            writer.writerow([text])
        for row, cells in grid.rows():
            texts = [""] * grid.width
            for cell in cells:
                texts[cell.column] = cell.text if cell.row == row else ""
            writer.writerow(texts)
    return stream.getvalue().encode()


@pytest.mark.parametrize(
    ("suffix", "write"), [("html", _page), ("xlsx", _workbook), ("docx", _word), ("csv", _delimited)]
)
def test_forms_read_the_same_from_every_format(
    suffix: str, write: Callable[[Sequence[Grid]], bytes], tmp_path: Path
) -> None:
    wrong = {}
    for seed in range(COUNT):
        grids, truth = made(seed, flat=True if suffix == "csv" else None)
        if suffix == "csv":
            grids = grids[:1] if len(grids) == 1 or grids[1].before else grids  # an annex would lie in the same table
        path = tmp_path / f"form.{suffix}"
        path.write_bytes(write(grids))
        read = forms_of(opened(path, path.name).grids, path.name)
        found = differences(read.forms[0], truth) if len(read.forms) == 1 else [f"{len(read.forms)} forms"]
        if found:
            wrong[seed] = found
    assert not wrong, f"{len(wrong)} of {COUNT} in {suffix}, such as {next(iter(wrong.items()))}"
