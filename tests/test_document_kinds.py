"""What a file is: read whatever its name says, or named for what it is with the right remedy."""

from __future__ import annotations

import base64
import json
import quopri
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from actuals.sources.sheet import read_outcomes
from evaluator.__main__ import main
from targets.documents.preflight import is_archived_page
from targets.documents.reader import read_grids
from targets.errors import InputError
from targets.forms import read_forms, read_many

ROWS = [("一级指标", "二级指标", "三级指标", "指标值"), ("产出指标", "数量指标", "购置图书", "≥300册")]
TABLE = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS)
ACROSS = 'ss:MergeAcross="2" ss:MergeDown="1"'
PAGE = f"<html><body><p>项目支出绩效目标表</p><table>{TABLE}</table></body></html>"


def _zip(*names: str) -> bytes:
    import io

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


KINDS: dict[str, tuple[bytes, str, str]] = {
    "a.jpg": (b"\xff\xd8\xff\xe0" + bytes(60), "图片", "可编辑"),
    "a.png": (b"\x89PNG\r\n\x1a\n" + bytes(60), "图片", "可编辑"),
    "a.bmp": (b"BM" + bytes(60), "图片", "可编辑"),
    "a.tif": (b"II*\0" + bytes(60), "图片", "可编辑"),
    "a.webp": (b"RIFF\0\0\0\0WEBPVP8 " + bytes(60), "图片", "可编辑"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(60), "压缩包", "解压"),
    "a.rar": (b"Rar!\x1a\x07\x01\x00" + bytes(60), "压缩包", "解压"),
    "a.gz": (b"\x1f\x8b\x08" + bytes(60), "压缩包", "解压"),
    "a.zip": (_zip("甲/目标表.xlsx"), "压缩包", "解压"),
    "a.xlsb": (_zip("[Content_Types].xml", "xl/workbook.bin"), "xlsb", ".xlsx"),
    "a.ofd": (_zip("OFD.xml", "Doc_0/Document.xml"), "OFD", "PDF"),
    "a.numbers": (_zip("Index/Document.iwa"), "iWork", ".xlsx"),
    "a.pptx": (_zip("[Content_Types].xml", "ppt/presentation.xml"), "演示文稿", "Excel"),
    "a.caj": (b"CAJ\0" + bytes(60), "CAJ", "PDF"),
    "a.db": (b"SQLite format 3\0" + bytes(60), "数据库", ".csv"),
    "a.json": (json.dumps([{"项目名称": "甲", "实际完成值": "1"}], ensure_ascii=False).encode(), "JSON", ".csv"),
    "a.jsonl": (b'{"a": 1}\n{"a": 2}\n', "JSON", ".csv"),
    "a.xml": (
        b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
        "Word",
        ".docx",
    ),
    "a.htm": (b'<html><frameset rows="*"><frame src="a.files/sheet001.htm"></frameset></html>', "框架", "sheet001.htm"),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("read", [read_forms, read_outcomes])
def test_each_is_named_with_its_remedy(name: str, read: Callable[[Path], object], tmp_path: Path) -> None:
    data, kind, remedy = KINDS[name]
    for given in (name, "a.xlsx"):  # by its content, whatever it is called
        (tmp_path / given).write_bytes(data)
        with pytest.raises(InputError) as refusal:
            read(tmp_path / given)
        assert kind in refusal.value.zh and remedy in refusal.value.zh, refusal.value.zh
        assert given in refusal.value.en and "not read" in refusal.value.en


def test_a_refused_kind_ends_with_status_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.ofd").write_bytes(KINDS["a.ofd"][0])
    assert main(["read", str(tmp_path / "a.ofd")]) == 2
    assert "OFD" in capsys.readouterr().err


def test_a_folder_names_what_it_passes_over(tmp_path: Path) -> None:
    (tmp_path / "t.html").write_text(PAGE, encoding="utf-8")
    for name in ("a.ofd", "a.rar", "a.jpg", "a.dwg"):
        (tmp_path / name).write_bytes(b"x")
    read = read_many([tmp_path])
    said = {one.text: one.zh for one in read.skipped}
    assert "解压" in said["a.rar"] and "OFD" in said["a.ofd"] and "图片" in said["a.jpg"]
    assert said["a.dwg"] == "不是可读的文档格式"
    assert len(read.forms) == 1


def test_text_that_only_begins_like_another_kind_is_text(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("BM项目,,,\n" + "\n".join(",".join(row) for row in ROWS), encoding="utf-8")
    assert len(read_forms(tmp_path / "t.csv").forms[0].rows) == 1
    (tmp_path / "u.csv").write_text("[注]本表,,,\n" + "\n".join(",".join(row) for row in ROWS), encoding="utf-8")
    assert len(read_forms(tmp_path / "u.csv").forms[0].rows) == 1


def archived(encoding: str, charset: str, *pages: str) -> bytes:
    """A page saved as one file, its parts in some transfer encoding."""
    parts = [
        b'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="----=_X"\r\n\r\n'
    ]
    for page in pages:
        data = page.encode(charset)
        data = base64.encodebytes(data) if encoding == "base64" else quopri.encodestring(data)
        parts.append(
            b"------=_X\r\nContent-Location: file:///C:/a.htm\r\n"
            + f'Content-Transfer-Encoding: {encoding}\r\nContent-Type: text/html; charset="{charset}"\r\n\r\n'.encode()
            + data
            + b"\r\n"
        )
    return b"".join(parts) + b"------=_X--\r\n"


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
@pytest.mark.parametrize("name", ["t.mht", "t.xls", "t.doc"])
def test_archived_pages_are_read(encoding: str, charset: str, name: str, tmp_path: Path) -> None:
    frames = '<html><frameset rows="*"><frame src="sheet001.htm"></frameset></html>'
    (tmp_path / name).write_bytes(archived(encoding, charset, frames, PAGE, PAGE.replace("300", "40")))
    read = read_forms(tmp_path / name)
    assert [row.target for form in read.forms for row in form.rows] == ["≥300册", "≥40册"]
    assert [row.at.table for form in read.forms for row in form.rows] == [0, 1]


def test_a_letter_is_no_archived_page() -> None:
    assert not is_archived_page("Note: 项目\n\n一级指标,二级指标".encode())
    assert not is_archived_page(b"MIME-Version: 1.0\nContent-Type: text/plain\n\nx")


def xml_workbook(rows: str, *, styles: str = "", sheet: str = "甲", more: str = "") -> str:
    """An XML Spreadsheet 2003 of one sheet."""
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
        f'xmlns:html="http://www.w3.org/TR/REC-html40"><Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="{sheet}"><Table>{rows}</Table>{more}</Worksheet></Workbook>'
    )


def cell(text: str, kind: str = "String", settings: str = "", inside: str = "") -> str:
    return f'<Cell {settings}><Data ss:Type="{kind}">{text}</Data>{inside}</Cell>'


def test_an_xml_workbook_as_it_is_shown(tmp_path: Path) -> None:
    styles = (
        '<Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>'
        '<Style ss:ID="gone"><Font ss:StrikeThrough="1"/></Style>'
        '<Style ss:ID="day"><NumberFormat ss:Format="Long Date"/></Style>'
    )
    rows = (
        '<Column/><Column ss:Index="4" ss:Hidden="1"/>'
        f"<Row>{cell('标题', settings=ACROSS)}</Row>"
        f'<Row ss:Index="3">{cell("0.953", "Number", "ss:StyleID=" + chr(34) + "p" + chr(34))}'
        f"{cell('2023-11-20T00:00:00.000', 'DateTime', 'ss:StyleID=' + chr(34) + 'day' + chr(34))}"
        f"{cell('12', 'Number')}{cell('藏', settings='')}</Row>"
        f'<Row ss:Hidden="1">{cell("旧行")}</Row>'
        f"<Row>{cell('作废', settings='ss:StyleID=' + chr(34) + 'gone' + chr(34))}"
        f"{cell('第五列', settings='ss:Index=' + chr(34) + '5' + chr(34))}</Row>"
        f'<Row><Cell><Data ss:Type="String"><html:B>≥</html:B>90<html:Sup>①</html:Sup>%<html:S>旧</html:S></Data>'
        f"<Comment ss:Author='审核'><Data>应为95%</Data></Comment></Cell>{cell('1', 'Boolean')}</Row>"
    )
    (tmp_path / "t.xls").write_text(xml_workbook(rows, styles=styles), encoding="utf-8")
    grids, findings = read_grids(tmp_path / "t.xls")
    (grid,) = grids
    assert grid.sheet == "甲"
    assert [(c.row, c.column, c.text, c.rowspan, c.colspan) for c in grid.cells if c.text and not c.hidden] == [
        (0, 0, "标题", 2, 3),
        (2, 0, "95.3%", 1, 1),
        (2, 1, "2023年11月20日", 1, 1),
        (2, 2, "12", 1, 1),
        (4, 4, "第五列", 1, 1),
        (5, 0, "≥90%", 1, 1),
        (5, 1, "TRUE", 1, 1),
    ]
    assert [c.text for c in grid.cells if c.hidden] == ["藏"] and grid.cells[2].dated
    assert sorted(finding.name for finding in findings) == [
        "cell-comment",
        "footnote-mark",
        "hidden-rows",
        "struck-text",
        "struck-text",
    ]


def test_a_hidden_sheet_of_an_xml_workbook_is_named(tmp_path: Path) -> None:
    more = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    (tmp_path / "t.xml").write_text(xml_workbook(f"<Row>{cell('x')}</Row>", more=more), encoding="utf-8")
    grids, findings = read_grids(tmp_path / "t.xml")
    assert not grids and [finding.name for finding in findings] == ["hidden-content"]


@pytest.mark.parametrize(
    "rows",
    [
        f'<Row ss:Index="99999999">{cell("x")}</Row>',
        f"<Row>{cell('x', settings='ss:MergeAcross=' + chr(34) + '99999999' + chr(34))}</Row>",
        f"<Row>{cell('x', settings='ss:Index=' + chr(34) + '5000' + chr(34))}</Row>",
    ],
)
def test_a_hostile_xml_workbook_is_refused(rows: str, tmp_path: Path) -> None:
    (tmp_path / "t.xml").write_text(xml_workbook(rows), encoding="utf-8")
    with pytest.raises(InputError):
        read_grids(tmp_path / "t.xml")


def test_entities_in_an_xml_workbook_are_refused(tmp_path: Path) -> None:
    text = xml_workbook(f"<Row>{cell('&a;')}</Row>").replace("\n<?mso", '\n<!DOCTYPE W [<!ENTITY a "b">]><?mso', 1)
    (tmp_path / "t.xml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        read_grids(tmp_path / "t.xml")
    assert "实体" in refusal.value.zh


MARKED = {
    "struck": ("<s>≥80%</s>≥90%", "≥90%", ["struck-text"]),
    "struck by style": ('<span style="text-decoration: line-through">≥80%</span>≥90%', "≥90%", ["struck-text"]),
    "note": ("≥90<sup>1</sup>%", "≥90%", ["footnote-mark"]),
    "power": ("≥90m<sup>2</sup>", "≥90m²", []),
    "hidden": ('<span style="display:none">旧</span>≥90%', "≥90%", ["hidden-text"]),
    "symbol font": ('<font face="Symbol">³</font>90%', "≥90%", []),
    "chosen": ("<select><option>≥80%</option><option selected>≥90%</option></select>", "≥90%", []),
    "filled in": ('<input type="text" value="≥90%">', "≥90%", []),
    "ticked": ('<input type="checkbox" checked>达成<input type="checkbox">未达成', "☑达成□未达成", []),
}


@pytest.mark.parametrize("name", MARKED)
def test_marks_in_a_page(name: str, tmp_path: Path) -> None:
    content, text, findings = MARKED[name]
    (tmp_path / "t.html").write_text(PAGE.replace("≥300册", content), encoding="utf-8")
    grids, found = read_grids(tmp_path / "t.html")
    assert grids[0].cells[-1].text == text
    assert [finding.name for finding in found] == findings


def test_hidden_rows_and_cells_of_a_page(tmp_path: Path) -> None:
    hidden = '<tr style="display:none"><td>产出指标</td><td>数量指标</td><td>旧指标</td><td>≥1册</td></tr>'
    page = PAGE.replace("</table>", hidden + "</table>").replace(
        "<td>购置图书", '<td style="display:none">旧</td><td>购置图书'
    )
    (tmp_path / "t.html").write_text(page, encoding="utf-8")
    read = read_forms(tmp_path / "t.html")
    assert [(row.name, row.target) for row in read.forms[0].rows] == [("购置图书", "≥300册")]
    assert sorted(finding.name for finding in read.findings) == ["hidden-rows", "hidden-text"]


def test_templates_of_office_programs_are_read(tmp_path: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.template = True
    book.save(tmp_path / "t.xltx")
    document = Document()
    table = document.add_table(rows=0, cols=4)
    for row in ROWS:
        for one, text in zip(table.add_row().cells, row, strict=True):
            one.text = text
    document.save(str(tmp_path / "d.docx"))
    with zipfile.ZipFile(tmp_path / "d.docx") as archive, zipfile.ZipFile(tmp_path / "d.dotx", "w") as into:
        for name in archive.namelist():
            data = archive.read(name)
            into.writestr(name, data.replace(b"document.main+xml", b"template.main+xml"))
    (tmp_path / "d.docx").unlink()
    read = read_many([tmp_path])
    assert [row.target for form in read.forms for row in form.rows] == ["≥300册", "≥300册"]


def test_signs_of_symbol_fonts_in_text(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("\n".join(",".join(row) for row in ROWS).replace("≥", "\uf0b3"), encoding="utf-8")
    assert read_forms(tmp_path / "t.csv").forms[0].rows[0].target == "≥300册"
    (tmp_path / "o.csv").write_text("三级指标,完成值\n购置图书,\uf0a3 300册\n", encoding="utf-8")
    assert read_outcomes(tmp_path / "o.csv").outcomes[0].actual == "≤ 300册"


@pytest.mark.parametrize("deep", [True, False])
def test_a_hostile_archived_page_is_refused_at_once(deep: bool, tmp_path: Path) -> None:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b0"\r\n\r\n'
    inner = b'--b%d\r\nContent-Type: multipart/related; boundary="b%d"\r\n\r\n'
    page = b"--b0\r\nContent-Type: text/html\r\n\r\n<p>x\r\n"
    data = b"".join(inner % (n, n + 1) for n in range(3000)) if deep else page * 100_000
    (tmp_path / "t.mht").write_bytes(head + data)
    start = time.monotonic()
    with pytest.raises(InputError) as refusal:
        read_grids(tmp_path / "t.mht")
    assert "部分过多" in refusal.value.zh
    assert time.monotonic() - start < 20
