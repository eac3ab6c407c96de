"""Official forms as .docx through python-docx: merged cells, East Asian fonts, headings repeated, rows never torn.

python-docx makes the styles and the paper, once; the XML of the text is ours, since the library looks up every style by
walking all of them and every cell by walking the table. A table can repeat only its first rows, so the indicators begin
a table of their own, close under the one before.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
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
from evaluator.render.workbook import numbered_notes
from evaluator.render.wrapping import lines_needed

_MAIN, _PROPERTIES = "word/document.xml", "docProps/core.xml"
_TITLE_MARK = "FORM-TITLE"
_A4 = (11906, 16838)  # twips
_MARGIN = 850
_FOOT = 700
_KEPT = 28
_KEPT_LANDSCAPE = 18
"""Lines of one category that are kept on one page, about half of it; beside more of them its name is written again."""
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

    No page begins without its category: the rows beside a name stay together up to about half a page, a longer one is
    written again after so much.
    """
    form = _named_again(form)
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
    yield _paragraph(form.title, "FormTitle")
    for caption in form.captions:
        yield _paragraph(caption, "FormUnit" if caption.startswith("单位") else "FormCaption")
    for mark in form.marks:
        yield _paragraph(mark, "FormMark")
    for lead in form.leads:
        yield _paragraph(lead, "FormNote")
    if form.heading:
        yield _table(form, 0, form.heading, repeated=False)
        yield _paragraph("", "FormGap")
    yield _table(form, form.heading, form.height, repeated=True)
    for note in numbered_notes(form.notes) or [""]:  # a document must not end with a table
        yield _paragraph(note, "FormNote")


def _named_again(form: OfficialForm) -> OfficialForm:
    """The form with the names of long categories in several cells, cut where the next column begins a new one."""
    lines, most = _lines(form), _KEPT_LANDSCAPE if form.landscape else _KEPT
    starts: dict[int, set[int]] = {}
    for box in form.boxes:
        starts.setdefault(box.column, set()).add(box.row)
    boxes: list[Box] = []
    for box in form.boxes:
        end = box.row + box.rows
        if not _is_category(box) or box.row < form.heading or sum(lines[box.row : end]) <= most:
            boxes.append(box)
            continue
        at = box.row
        while at < end:
            until = at + 1
            while until < end and sum(lines[at : until + 1]) <= most:
                until += 1
            inner = [row for row in starts.get(box.column + box.columns, ()) if at < row <= until]
            until = until if until == end else max(inner, default=until)
            boxes.append(replace(box, row=at, rows=until - at))
            at = until
    return replace(form, boxes=tuple(boxes))


def _lines(form: OfficialForm) -> list[int]:
    """The number of lines that the text of each row takes, of the cells that do not go over several."""
    widths = _shares(form.widths, _room(form))
    lines = [1] * form.height
    for box in form.boxes:
        if box.rows == 1 and box.text:
            room = (sum(widths[box.column : box.column + box.columns]) - 120) / _HALF_WIDTH
            lines[box.row] = max(lines[box.row], lines_needed(box.text, room))
    return lines


def _room(form: OfficialForm) -> int:
    """The width of the paper between its margins, in twips."""
    return (max(_A4) if form.landscape else min(_A4)) - 2 * _MARGIN


def _is_category(box: Box) -> bool:
    """True if the cell names the rows beside it; the words down the side of the whole table do not."""
    return box.role is Role.LABEL and box.rows > 1 and not box.open_top


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
    section.top_margin = section.bottom_margin = Twips(_MARGIN + 150)
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


def _table(form: OfficialForm, start: int, end: int, *, repeated: bool) -> str:
    """Rows ``start`` to ``end`` as one table of the whole width; ``repeated``: its first row heads every page."""
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
    rows = "".join(_row(form, row, widths, heading=repeated and row == start) for row in range(start, end))
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


def _row(form: OfficialForm, row: int, widths: list[int], *, heading: bool) -> str:
    boxes = _covering(form, row)
    longest = max((len(box.text) for box in boxes), default=0)
    whole = "" if longest > _LONG else "<w:cantSplit/>"
    repeat = "<w:tblHeader/>" if heading else ""
    joint = row == form.heading - 1  # the next table draws the line between the two
    keep = heading or any(_is_category(box) and row < box.row + box.rows - 1 for box in boxes)
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
