"""Rows and columns that an OpenDocument sheet says once and repeats: read as often, or refused in one sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from targets.documents.reader import read_grids
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


def test_marks_comments_and_dates_in_an_opendocument_sheet(tmp_path: Path) -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    styles = (
        '<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/>'
        '</style:style><style:style style:name="U" style:family="text"><style:text-properties '
        'style:text-position="super 58%"/></style:style><style:style style:name="C" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    cells = [
        '<table:table-cell><text:p><text:span text:style-name="S">≥80%</text:span>≥90%</text:p></table:table-cell>',
        '<table:table-cell><text:p>90m<text:span text:style-name="U">2</text:span></text:p></table:table-cell>',
        '<table:table-cell><text:p>1462<text:span text:style-name="U">1</text:span>人</text:p></table:table-cell>',
        '<table:table-cell table:style-name="C"><text:p>作废</text:p></table:table-cell>',
        '<table:table-cell office:value-type="date"><office:annotation><text:p>应为9-10</text:p></office:annotation>'
        "<text:p>9月10日</text:p></table:table-cell>",
    ]
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="表"><table:table-row>{"".join(cells)}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    (grid,), findings = read_grids(tmp_path / "t.ods")
    assert [cell.text for cell in grid.cells] == ["≥90%", "90m²", "1462人", "9月10日"]
    assert [cell.dated for cell in grid.cells] == [False, False, False, True]
    assert [(finding.name, finding.figures.get("removed")) for finding in findings] == [
        ("cell-comment", None),
        ("struck-text", "≥80% | 作废"),
        ("footnote-mark", "1"),
    ]
