"""Small documents with one thing in them that a person must be told of, made on the spot for the cases of findings."""

from __future__ import annotations

import base64
import ctypes
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""The smallest picture: one pixel."""
HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
LINES = (("产出指标", "数量指标", "培训人数", "≥100人"), ("产出指标", "质量指标", "合格率", "≥90%"))


def workbook(change: Callable[[Any], object]) -> Callable[[Path], None]:
    """A maker of a workbook with a form of two indicators, after ``change`` was made to its sheet."""

    def make(path: Path) -> None:
        book = Workbook()
        sheet: Any = book.worksheets[0]
        for line in (HEAD, *LINES):
            sheet.append(line)
        change(sheet)
        book.save(path)

    return make


def _hidden_row(sheet: Any) -> None:
    sheet.append(("产出指标", "时效指标", "旧指标", "≥1次"))
    sheet.row_dimensions[4].hidden = True


def _blank_hidden_row(sheet: Any) -> None:
    sheet.row_dimensions[4].hidden = True


def _hidden_twin(sheet: Any) -> None:
    sheet.insert_cols(4)
    for row, text in enumerate(("指标值", "≥80人", "≥70%"), 1):
        sheet.cell(row, 4, text)
    sheet.column_dimensions["D"].hidden = True


def _hidden_points(sheet: Any) -> None:
    for row, text in enumerate(("分值", "50", "50"), 1):
        sheet.cell(row, 5, text)
    sheet.column_dimensions["E"].hidden = True


def _blank_hidden_column(sheet: Any) -> None:
    sheet.column_dimensions["F"].hidden = True


def _rich(sheet: Any, *runs: tuple[str, InlineFont | None]) -> None:
    sheet["D3"] = CellRichText([text if font is None else TextBlock(font, text) for text, font in runs])


def _commented(author: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["D3"].comment = Comment("应为95%", author)

    return change


def _formatted(number_format: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["D3"] = 0.9
        sheet["D3"].number_format = number_format

    return change


def word(change: Callable[[Any], object]) -> Callable[[Path], None]:
    """A maker of a Word form of two indicators; ``change`` gets its last paragraph, that of the second target."""

    def make(path: Path) -> None:
        document = Document()
        table = document.add_table(rows=0, cols=4)
        for line in (HEAD, *LINES):
            for cell, text in zip(table.add_row().cells, line, strict=True):
                cell.text = text
        change(table.cell(2, 3).paragraphs[0])
        document.save(str(path))

    return make


def run(text: str, settings: str = "", inside: str = "") -> Any:
    """A run of a Word paragraph with some settings, such as ``<w:strike/>``."""
    written = f'<w:t xml:space="preserve">{text}</w:t>' if text else ""
    return parse_xml(f"<w:r {nsdecls('w')}><w:rPr>{settings}</w:rPr>{inside}{written}</w:r>")


def _only_run(settings: str, text: str = "≥80%") -> Callable[[Any], None]:
    return lambda paragraph: paragraph._p.insert(0, run(text, settings))


def _picture(paragraph: Any, *, text: bool) -> None:
    if not text:
        paragraph.clear()
    paragraph.add_run().add_picture(io.BytesIO(PIXEL), width=Cm(2))


def with_drawing(path: Path, drawing: str, *, written: bool) -> None:
    """A workbook with something drawn over its only sheet, which may be blank."""
    book = Workbook()
    if written:
        for line in (HEAD, *LINES):
            book.worksheets[0].append(line)
    more = book.create_sheet("表2")
    for line in (HEAD, *LINES):
        more.append(line)
    book.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
            "<Relationship Id='rId1' "
            "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing' "
            "Target='../drawings/drawing1.xml'/></Relationships>",
        )
        archive.writestr(
            "xl/drawings/drawing1.xml",
            "<x:wsDr xmlns:x='http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing' "
            "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><x:oneCellAnchor><x:from><x:col>3</x:col>"
            "<x:colOff>0</x:colOff><x:row>2</x:row><x:rowOff>0</x:rowOff></x:from><x:ext cx='9' cy='9'/>"
            f"{drawing}<x:clientData/></x:oneCellAnchor></x:wsDr>",
        )


_BOX = (
    "<x:sp macro='' textlink=''><x:nvSpPr><x:cNvPr id='2' name='a'/><x:cNvSpPr/></x:nvSpPr><x:spPr/><x:txBody>"
    "<a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></x:txBody></x:sp>"
)
_PICTURE = (
    "<x:pic><x:nvPicPr><x:cNvPr id='2' name='a'/><x:cNvPicPr/></x:nvPicPr><x:blipFill><a:stretch/></x:blipFill>"
    "<x:spPr/></x:pic>"
)


def _outcomes(merged: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        book = Workbook()
        sheet: Any = book.worksheets[0]
        for line in (("项目名称", "三级指标", "实际完成值"), ("图书", "合格率", "97%"), ("图书", "完好率", "")):
            sheet.append(line)
        if merged:
            sheet.merge_cells(merged)
        book.save(path)

    return make


def _dated(name: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["C3"] = name
        sheet["D3"] = dt.datetime(2023, 8, 10)
        sheet["D3"].number_format = 'm"月"d"日"'

    return change


def printed(path: Path, *, invisible: str = "", visible: str = "", picture: bool = False) -> None:
    """The printed Ganzhou forms with a text more on their first page, and perhaps a picture of the whole page."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 comes with the extra pdf")
    raw = pdfium.raw
    document = pdfium.PdfDocument(Path(__file__).parent / "documents" / "targets.pdf")
    page = document[0]
    if picture:
        bitmap = pdfium.PdfBitmap.new_native(8, 8, 4)
        image = pdfium.PdfImage.new(document)
        image.set_bitmap(bitmap)
        image.set_matrix(pdfium.PdfMatrix().scale(*page.get_size()))
        page.insert_obj(image)
    for text, mode in ((invisible, raw.FPDF_TEXTRENDERMODE_INVISIBLE), (visible, raw.FPDF_TEXTRENDERMODE_FILL)):
        if text:
            drawn = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 9)
            data = (text + "\0").encode("utf-16-le")
            raw.FPDFText_SetText(drawn, ctypes.cast(data, ctypes.POINTER(raw.FPDF_WCHAR)))
            raw.FPDFTextObj_SetTextRenderMode(drawn, mode)
            page.insert_obj(pdfium.PdfObject(drawn))
    page.gen_content()
    document.save(path)
    document.close()


def _merged_target(sheet: Any) -> None:
    sheet["D3"] = None
    sheet.merge_cells("D2:D3")


def _points_over_rows(each: bool) -> Callable[[Any], None]:
    """Points of two indicators in one cell, which make 100 counted for each of them or counted once."""

    def change(sheet: Any) -> None:
        sheet["E1"], sheet["E2"] = "分值", 50 if each else 100
        sheet.merge_cells("E2:E3")

    return change


MADE: Mapping[str, Callable[[Path], object]] = {
    "print with an invisible text": lambda path: printed(path, invisible="95%"),
    "print with one text more": lambda path: printed(path, visible="95%"),
    "print with a picture of the page": lambda path: printed(path, picture=True),
    "table with a merged outcome": _outcomes("C2:C3"),
    "table with a merged project": _outcomes("A2:A3"),
    "workbook with a date for a count": workbook(_dated("培训期数")),
    "workbook with a date for a day": workbook(_dated("培训完成时间")),
    "workbook with a target over two rows": workbook(_merged_target),
    "workbook with points over two rows, for each": workbook(_points_over_rows(True)),
    "workbook with points over two rows, once": workbook(_points_over_rows(False)),
    "workbook with a text struck out": workbook(
        lambda sheet: _rich(sheet, ("≥80%", InlineFont(strike=True)), ("≥90%", None))
    ),
    "workbook with a raised note mark": workbook(
        lambda sheet: _rich(sheet, ("≥90", None), ("1", InlineFont(vertAlign="superscript")), ("%", None))
    ),
    "workbook with a raised power": workbook(
        lambda sheet: _rich(sheet, ("≥90m", None), ("2", InlineFont(vertAlign="superscript")))
    ),
    "workbook with a number that its format hides": workbook(_formatted(";;;")),
    "workbook with a number under a format": workbook(_formatted("0.0%")),
    "workbook with a comment": workbook(_commented("审核人")),
    "workbook with a comment of the template": workbook(_commented("evaluator")),
    "workbook with a text box over a sheet": lambda path: with_drawing(path, _BOX.format(text="≥95%"), written=True),
    "workbook with a blank box over a sheet": lambda path: with_drawing(path, _BOX.format(text=""), written=True),
    "workbook with only a picture on a sheet": lambda path: with_drawing(path, _PICTURE, written=False),
    "workbook with a picture beside a form": lambda path: with_drawing(path, _PICTURE, written=True),
    "word with a text struck out": word(_only_run("<w:strike/>")),
    "word with a text struck out and restored": word(_only_run('<w:strike w:val="0"/>', "")),
    "word with a hidden text": word(_only_run("<w:vanish/>")),
    "word with a raised note mark": word(_only_run('<w:vertAlign w:val="superscript"/>', "①")),
    "word with a lowered sign": word(_only_run('<w:vertAlign w:val="subscript"/>', "")),
    "word with a picture for a target": word(lambda paragraph: _picture(paragraph, text=False)),
    "word with a picture beside a target": word(lambda paragraph: _picture(paragraph, text=True)),
    "workbook with a hidden row": workbook(_hidden_row),
    "workbook with a blank hidden row": workbook(_blank_hidden_row),
    "workbook with a hidden column beside a visible one": workbook(_hidden_twin),
    "workbook with a hidden column of its own": workbook(_hidden_points),
    "workbook with a blank hidden column": workbook(_blank_hidden_column),
}
