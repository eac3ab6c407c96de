"""Official forms as .docx through python-docx: merged cells, East Asian fonts, headings repeated, rows never torn.

python-docx makes the styles and the paper, once; the XML of the text is ours, since the library looks up every style by
walking all of them and every cell by walking the table. A table can repeat only its first rows, so the indicators begin
a table of their own, close under the one before.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor, Twips

from evaluator.officialforms.model import Box, OfficialForm, Role, printable
from evaluator.render.archive import FIRST_DAY, without_clock
from evaluator.render.pagination import LEAST_ROWS, named_again, page_starts
from evaluator.render.workbook import numbered_notes
from evaluator.render.wrapping import lines_needed

_MAIN, _PROPERTIES = "word/document.xml", "docProps/core.xml"
_TITLE_MARK = "FORM-TITLE"
_A4 = (11906, 16838)  # twips
_MARGIN = 850
_FOOT = 700
_EDGE = 1000
"""Twips above and below the text of a page."""
_LINE, _CELL, _ROW = 265, 75, 405
"""Twips that a line of nine points takes, what a cell adds to its lines, and the least height of a row."""
_EDGES = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u4e00-\u9fff])")
"""Where word processors set a narrow blank between Chinese signs and others."""
_TITLE, _LINE_ABOVE = 560, 420
_FILLED = 0.94
"""The share of a page that is planned for, so that a line more does not push a row to a page of its own."""
_HALF_WIDTH = 90
"""Twips that a half-width character of nine points takes."""
_LONG = 1200
"""Characters above which a row may break over pages: it might not fit on one."""

_CENTRE, _LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
_STYLES = {
    "FormTitle": ("黑体", 18, _CENTRE),
    "FormCaption": ("仿宋", 11, _CENTRE),
    "FormUnit": ("仿宋", 10, _RIGHT),
    "FormMark": ("黑体", 11, _CENTRE),
    "FormNote": ("仿宋", 9, _LEFT),
    "FormGap": ("宋体", 1, _LEFT),
    "FormLabel": ("宋体", 9, _CENTRE),
    "FormHeading": ("黑体", 9, _CENTRE),
    "FormText": ("宋体", 9, _LEFT),
    "FormDraft": ("宋体", 9, _LEFT),
    "FormShort": ("宋体", 9, _CENTRE),
}
_STYLE_OF = {
    Role.LABEL: "FormLabel",
    Role.HEADING: "FormHeading",
    Role.TEXT: "FormText",
    Role.DRAFT: "FormDraft",
    Role.SHORT: "FormShort",
    Role.NUMBER: "FormShort",
    Role.BLANK: "FormShort",
}


def render(form: OfficialForm) -> bytes:
    """The form as a document. Equal forms give equal bytes.

    The rows of a page stay together, and on each page the names of its categories are written again.
    """
    shell = _shell(form.landscape, "".join(form.marks))
    body = "".join(_body(form))
    title = escape(printable(f"{form.title} {form.name}")[:255])
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in shell:
            if name == _MAIN:
                before, mark, after = part.rpartition(b"<w:sectPr")
                part = before + body.encode("utf-8") + mark + after
            elif name == _PROPERTIES:
                part = part.replace(_TITLE_MARK.encode(), title.encode("utf-8"))
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


@cache
def _shell(landscape: bool, mark: str) -> tuple[tuple[str, bytes], ...]:
    """The parts of a document with our styles, paper, header and footer but no text, made once for each kind."""
    document = Document()
    _styles(document)
    _page(document, landscape=landscape, mark=mark)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "evaluator"
    properties.title, properties.comments = _TITLE_MARK, ""
    content = io.BytesIO()
    document.save(content)
    with zipfile.ZipFile(io.BytesIO(without_clock(content.getvalue()))) as archive:
        return tuple((entry.filename, archive.read(entry)) for entry in archive.infolist())


def _body(form: OfficialForm) -> Iterator[str]:
    """Everything between the header and the footer, as XML."""
    for text, style in _above(form):
        yield _paragraph(text, style)
    starts = _starts(form)
    form = named_again(form, starts)
    if form.heading:
        yield _table(form, 0, form.heading, joint=form.heading not in starts)
        yield _paragraph("", "FormGap")
    yield _table(form, form.heading, form.height, starts=starts)
    for note in numbered_notes(form.notes):
        yield _paragraph(note, "FormNote")
    if not form.notes:  # a document must not end with a table
        yield _paragraph("", "FormGap")


def _above(form: OfficialForm) -> Iterator[tuple[str, str]]:
    """The lines above the table, each with its style."""
    yield form.title, "FormTitle"
    for caption in form.captions:
        yield caption, "FormUnit" if caption.startswith("单位") else "FormCaption"
    yield from ((mark, "FormMark") for mark in form.marks)
    yield from ((lead, "FormNote") for lead in form.leads)


def _starts(form: OfficialForm) -> list[int]:
    """The rows with which pages begin, by the lines that the texts take; ``form.heading`` instead of the first where
    the indicators begin a page of their own.
    """
    heights = [max(_ROW, count * _LINE + _CELL) for count in _lines(form)]
    head = sum(_TITLE if style == "FormTitle" else _LINE_ABOVE for _, style in _above(form))
    whole = (min(_A4) if form.landscape else max(_A4)) - 2 * _EDGE
    page = (whole - heights[form.heading]) * _FILLED
    used = head + sum(heights[: form.heading])
    first = page - used % whole
    starts = page_starts(heights, form.heading, first=first, page=page)
    begun = sum(heights[starts[0] : starts[1] if len(starts) > 1 else form.height])
    few = len(starts) > 1 and starts[1] - starts[0] < LEAST_ROWS
    if form.heading and (begun > first or few):  # the head has the page to itself
        return [form.heading, *page_starts(heights, form.heading, first=page, page=page)[1:]]
    return starts


def _lines(form: OfficialForm) -> list[int]:
    """The number of lines that the text of each row takes, of the cells that do not go over several."""
    widths = _shares(form.widths, _room(form))
    lines = [1] * form.height
    for box in form.boxes:
        if box.rows == 1 and box.text:
            room = (sum(widths[box.column : box.column + box.columns]) - 120) / _HALF_WIDTH
            lines[box.row] = max(lines[box.row], lines_needed(_EDGES.sub("\u2009", box.text), room))
    return lines


def _room(form: OfficialForm) -> int:
    """The width of the paper between its margins, in twips."""
    return (max(_A4) if form.landscape else min(_A4)) - 2 * _MARGIN


def _paragraph(text: str, style: str, *, keep: bool = False) -> str:
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(line) for line in printable(text).split("\n"))
    run = f'<w:r><w:t xml:space="preserve">{lines}</w:t></w:r>' if text else ""
    kept = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}</w:pPr>{run}</w:p>'


def _styles(document: Any) -> None:
    """One style for each role, each with its East Asian font; without that Word takes a font of its own choice."""
    for name, (font, size, alignment) in _STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.name = font
        style.font.size = Pt(size)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), font)
        shape = style.paragraph_format
        shape.alignment = alignment
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing = Pt(1) if name == "FormGap" else 1.0
    for name, before, after in (("FormTitle", 0, 4), ("FormCaption", 0, 4), ("FormMark", 0, 4), ("FormNote", 3, 0)):
        document.styles[name].paragraph_format.space_before = Pt(before)
        document.styles[name].paragraph_format.space_after = Pt(after)
    document.styles["FormMark"].font.color.rgb = RGBColor(0xC0, 0, 0)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    if defaults is not None:
        defaults.set(qn("w:eastAsia"), "zh-CN")


def _page(document: Any, *, landscape: bool, mark: str) -> None:
    """A4 with page numbers and the warning of invented figures on every page."""
    section = document.sections[0]
    wide, high = reversed(_A4) if landscape else _A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Twips(wide), Twips(high)
    section.left_margin = section.right_margin = Twips(_MARGIN)
    section.top_margin = section.bottom_margin = Twips(_EDGE)
    section.header_distance = section.footer_distance = Twips(_FOOT - 200)
    if mark:
        section.header.is_linked_to_previous = False
        above = section.header.paragraphs[0]
        above.style, above.text = document.styles["FormUnit"], printable(mark)
    section.footer.is_linked_to_previous = False
    below = section.footer.paragraphs[0]
    below.style = document.styles["FormShort"]
    for text, code in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        below.add_run(text)
        if code:
            field = f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            below._p.append(parse_xml(field))


def _table(
    form: OfficialForm, start: int, end: int, *, starts: Sequence[int] | None = None, joint: bool = False
) -> str:
    """Rows ``start`` to ``end`` as one table of the whole width; with ``starts``, the rows that begin pages, its first
    row heads every page. ``joint``: the next table draws the line between the two.
    """
    room = _room(form)
    widths = _shares(form.widths, room)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    inner = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 30), ("left", 60), ("bottom", 30), ("right", 60))
    )
    rows = "".join(
        _row(
            form,
            row,
            widths,
            heading=starts is not None and row == start,
            keep=starts is not None and row + 1 < end and row + 1 not in starts[1:],
            joint=joint and row == end - 1,
        )
        for row in range(start, end)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{room}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{inner}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _shares(widths: tuple[int, ...], room: int) -> list[int]:
    """Column widths in twips that add up to ``room``."""
    whole, edges = sum(widths), [0]
    for width in widths:
        edges.append(edges[-1] + width)
    return [room * after // whole - room * before // whole for before, after in pairwise(edges)]


def _row(form: OfficialForm, row: int, widths: list[int], *, heading: bool, keep: bool, joint: bool) -> str:
    boxes = _covering(form, row)
    longest = max((len(box.text) for box in boxes), default=0)
    whole = "" if longest > _LONG else "<w:cantSplit/>"
    repeat = "<w:tblHeader/>" if heading else ""
    cells = "".join(
        _cell(box, row, sum(widths[box.column : box.column + box.columns]), joint=joint, keep=keep) for box in boxes
    )
    return f'<w:tr><w:trPr>{whole}<w:trHeight w:val="400" w:hRule="atLeast"/>{repeat}</w:trPr>{cells}</w:tr>'


def _covering(form: OfficialForm, row: int) -> list[Box]:
    """The cells over a row from left to right; Word wants a place holder for one that began further up."""
    return sorted((box for box in form.boxes if box.row <= row < box.row + box.rows), key=lambda box: box.column)


def _cell(box: Box, row: int, width: int, *, joint: bool, keep: bool) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="FFF2CC"/>' if box.role is Role.DRAFT else ""
    span = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
    merge = "" if box.rows == 1 else '<w:vMerge w:val="restart"/>' if row == box.row else "<w:vMerge/>"
    opened = [side for side, is_open in (("top", box.open_top), ("bottom", box.open_bottom or joint)) if is_open]
    borders = "".join(f'<w:{side} w:val="nil"/>' for side in opened)
    borders = f"<w:tcBorders>{borders}</w:tcBorders>" if borders else ""
    text = box.text if row == box.row else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{borders}{shade}'
        '<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(text, _STYLE_OF[box.role], keep=keep)}</w:tc>"
    )
