"""Rows and columns that an OpenDocument sheet says once and repeats: read as often, or refused in one sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from targets.errors import InputError
from targets.forms import read_forms

Row = tuple[int, list[tuple[int, str]]]
"""How often a row is repeated, and its cells, each with how often it is."""

HEAD: Row = (1, [(1, text) for text in ("一级指标", "二级指标", "三级指标", "指标值")])
LINE: list[tuple[int, str]] = [(1, text) for text in ("产出指标", "数量指标", "培训人数", "≥100人")]
FOR_EVER = 99_999_999_999


def sheet(path: Path, *rows: Row) -> Path:
    """A spreadsheet with one sheet of these rows."""
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    cell = '<table:table-cell table:number-columns-repeated="{}"><text:p>{}</text:p></table:table-cell>'
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    body = "".join(row.format(times, "".join(cell.format(*one) for one in cells)) for times, cells in rows)
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name='表'>{body}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def test_rows_are_read_as_often_as_they_are_repeated(tmp_path: Path) -> None:
    """As LibreOffice saves equal rows, with a million empty ones behind them."""
    read = read_forms(sheet(tmp_path / "a.ods", HEAD, (3, LINE), (1_048_576, [(16_384, "")])))
    assert [[row.target for row in form.rows] for form in read.forms] == [["≥100人"] * 3]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEAD, (60_000, LINE)], "it repeats too many rows"),
        ([HEAD, (FOR_EVER, LINE)], "something stands as far away as cell R100001C4"),
        ([HEAD, *[(FOR_EVER, [(1, "")])] * 2_000, (1, LINE)], "something stands as far away as cell R200000002C4"),
        ([HEAD, (1, [(FOR_EVER, ""), *LINE])], "something stands as far away as cell R2C1004"),
    ],
    ids=["many", "for ever", "behind what is empty for ever", "columns"],
)
def test_what_is_repeated_for_ever_is_refused_at_once(tmp_path: Path, rows: list[Row], said: str) -> None:
    """Without a limit these would not end, or take all memory."""
    with pytest.raises(InputError, match=said):
        read_forms(sheet(tmp_path / "a.ods", *rows))
