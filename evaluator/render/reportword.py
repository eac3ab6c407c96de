"""Reports as .docx through python-docx: real headings, numbered tables, a field for the contents, gaps as content
controls that keep what a person writes into them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor, Twips

from evaluator.officialforms.model import printable
from evaluator.render.archive import without_clock
from evaluator.render.wordchart import add_chart
from evaluator.reports.document import Block, Cell, Chart, Gap, Heading, Paragraph, Report, TableBlock

TAG = "evaluator:"
_WIDTH, _MARGIN, _HEIGHT = 11906, 1500, 16838
_ROOM = _WIDTH - 2 * _MARGIN
_BODY, _CELL = "正文段落", "表格文字"
_LATIN = "Times New Roman"
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="FFF2CC"/>'
_HIGHLIGHT = '<w:highlight w:val="yellow"/>'
_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


def render(report: Report) -> bytes:
    """The report as a document. Equal reports give equal bytes."""
    document = Document()
    _styles(document)
    _page(document, report.mark)
    body = document.element.body
    end = body.sectPr

    def put(*elements: Any) -> None:
        for element in elements:
            end.addprevious(element)

    if report.first_line:
        put(_paragraph(report.first_line, "未完成提示"))
    put(_paragraph(report.title, "Title"))
    if report.mark:
        put(_paragraph(report.mark, "未完成提示"))
    if report.cover:
        put(_cover(report))
    if report.contents:
        put(_paragraph("目录", "目录标题"), *_contents(report), _paragraph("", _BODY))
    tables = charts = 0
    for block in report.blocks:
        if isinstance(block, TableBlock):
            tables += not block.apart
            put(*(_sheet(block) if block.apart else _table(block, tables)))
        elif isinstance(block, Chart):
            charts += 1
            put(add_chart(document, block, charts), _caption("图", charts, block.caption))
        else:
            put(*_block(block))
    _settings(document)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "evaluator"
    properties.title, properties.comments = printable(report.title)[:255], ""
    content = io.BytesIO()
    document.save(content)
    return without_clock(content.getvalue())


def _block(block: Block) -> Iterator[Any]:
    if isinstance(block, Heading):
        yield _paragraph(f"{block.number}{block.text}", f"Heading {block.level}")
    elif isinstance(block, Paragraph):
        yield _paragraph(block.text, _BODY)
    elif isinstance(block, Gap):
        yield _control(block, _BODY)


def _style_id(style: str) -> str:
    return style.replace(" ", "")


def _paragraph(text: str, style: str) -> Any:
    return parse_xml(_paragraph_xml(text, style, nsdecls("w")))


def _paragraph_xml(text: str, style: str, namespaces: str = "", *, marked: bool = False) -> str:
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(line) for line in printable(text).split("\n"))
    look = f"<w:rPr>{_HIGHLIGHT}</w:rPr>" if marked else ""
    run = f'<w:r>{look}<w:t xml:space="preserve">{lines}</w:t></w:r>' if text else ""
    shade = _SHADE if marked else ""
    return f'<w:p {namespaces}><w:pPr><w:pStyle w:val="{_style_id(style)}"/>{shade}</w:pPr>{run}</w:p>'


def _control_xml(gap: Gap, style: str, namespaces: str = "") -> str:
    """A content control with the words of a person, or shaded with what is wanted there."""
    blank = not gap.text
    text = gap.placeholder if blank else gap.text
    tag = quoteattr(TAG + printable(gap.key))
    paragraphs = "".join(_paragraph_xml(part, style, marked=blank) for part in ([text] if blank else text.split("\n")))
    return (
        f"<w:sdt {namespaces}><w:sdtPr><w:alias w:val={quoteattr(printable(gap.label))}/><w:tag w:val={tag}/></w:sdtPr>"
        f"<w:sdtContent>{paragraphs}</w:sdtContent></w:sdt>"
    )


def _control(gap: Gap, style: str) -> Any:
    return parse_xml(_control_xml(gap, style, nsdecls("w")))


def _cover(report: Report) -> Any:
    rows = tuple((label, cell) for label, cell in report.cover)
    return _grid((), rows, (30, 70))


def _contents(report: Report) -> Iterator[Any]:
    """The contents as a field that a word processor makes anew, holding the headings until it does."""
    headings = [block for block in report.blocks if isinstance(block, Heading) and block.level < 3]
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    for number, heading in enumerate(headings):
        last = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if number == len(headings) - 1 else ""
        yield parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="目录{heading.level}"/></w:pPr>{begin if not number else ""}'
            f"<w:r><w:t>{escape(printable(heading.number + heading.text))}</w:t></w:r>{last}</w:p>"
        )


def _caption(kind: str, number: int, text: str) -> Any:
    keep = "<w:keepNext/>" if kind == "表" else ""  # a table stands under its caption
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="Caption"/>{keep}</w:pPr><w:r><w:t>{kind}</w:t></w:r>'
        f'<w:fldSimple w:instr=" SEQ {kind} \\* ARABIC "><w:r><w:t>{number}</w:t></w:r></w:fldSimple>'
        f'<w:r><w:t xml:space="preserve">  {escape(printable(text))}</w:t></w:r></w:p>'
    )


def _table(table: TableBlock, number: int) -> Iterator[Any]:
    yield _caption("表", number, table.caption)
    yield _grid(table.headers, table.rows, table.shares)
    yield _paragraph(table.note, "表格文字")


def _sheet(table: TableBlock) -> Iterator[Any]:
    """A sheet of its own: its title begins a page."""
    yield parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="Caption"/><w:keepNext/><w:pageBreakBefore/></w:pPr>'
        f"<w:r><w:t>{escape(printable(table.caption))}</w:t></w:r></w:p>"
    )
    yield _grid((), table.rows, table.shares, table.heights)


def _grid(
    headers: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], shares: tuple[int, ...], heights: tuple[int, ...] = ()
) -> Any:
    whole = sum(shares)
    widths = [_ROOM * share // whole for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    made = [_row(headers, widths, head=True)] if headers else []
    made += [_row(row, widths, lines=heights[n] if heights else 0) for n, row in enumerate(rows)]
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"
    )


def _row(cells: tuple[Cell, ...], widths: list[int], *, head: bool = False, lines: int = 0) -> str:
    made = ""
    for cell, width in zip(cells, widths, strict=True):
        blank = isinstance(cell, Gap) and not cell.text
        inner = _control_xml(cell, _CELL) if isinstance(cell, Gap) else _paragraph_xml(cell, "表头" if head else _CELL)
        shade = _SHADE if blank else ""
        made += (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'
        )
    high = f'<w:trHeight w:val="{lines * 340 + 120}" w:hRule="atLeast"/>' if lines else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{high}{'<w:tblHeader/>' if head else ''}</w:trPr>{made}</w:tr>"


_STYLES = (
    # name, East Asian font, points, bold, alignment, line spacing in points, first line indented
    ("Title", "宋体", 22, True, _CENTRE, 40, False),
    ("Heading 1", "黑体", 16, False, _LEFT, 30, True),
    ("Heading 2", "楷体", 16, True, _LEFT, 30, True),
    ("Heading 3", "仿宋", 16, True, _LEFT, 30, True),
    (_BODY, "仿宋", 16, False, _LEFT, 30, True),
    ("Caption", "黑体", 12, False, _CENTRE, 24, False),
    (_CELL, "宋体", 10.5, False, _LEFT, 0, False),
    ("表头", "黑体", 10.5, False, _CENTRE, 0, False),
    ("未完成提示", "黑体", 12, False, _CENTRE, 24, False),
    ("目录标题", "黑体", 16, False, _CENTRE, 30, False),
    ("目录1", "宋体", 12, False, _LEFT, 22, False),
    ("目录2", "宋体", 12, False, _LEFT, 22, True),
    ("页脚文字", "宋体", 10.5, False, _CENTRE, 0, False),
)


def _styles(document: Any) -> None:
    """The fonts and sizes of public documents, each style with its East Asian font; digits in Times New Roman."""
    known = {style.name for style in document.styles}
    for name, font, size, bold, alignment, spacing, indented in _STYLES:
        style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.name, style.font.size, style.font.bold = _LATIN, Pt(size), bold
        style.font.color.rgb = RGBColor(0xC0, 0, 0) if name == "未完成提示" else RGBColor(0, 0, 0)
        style.font.italic = False
        fonts = style.element.rPr.rFonts
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
        fonts.set(qn("w:eastAsia"), font)
        fonts.set(qn("w:hAnsi"), _LATIN)
        shape = style.paragraph_format
        shape.alignment = alignment
        shape.space_before = shape.space_after = Pt(0)
        if spacing:
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spacing)
        if indented:
            shape.first_line_indent = Pt(2 * size)
        border = style.element.pPr.find(qn("w:pBdr"))
        if border is not None:  # the library's title has a line under it
            style.element.pPr.remove(border)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    if defaults is not None:
        defaults.set(qn("w:eastAsia"), "zh-CN")


def _page(document: Any, mark: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Twips(_WIDTH), Twips(_HEIGHT)
    section.left_margin = section.right_margin = Twips(_MARGIN)
    section.top_margin, section.bottom_margin = Twips(2098), Twips(1985)
    if mark:
        section.header.paragraphs[0].style = document.styles["页脚文字"]
        section.header.paragraphs[0].text = printable(mark)
    below = section.footer.paragraphs[0]
    below.style = document.styles["页脚文字"]
    below.add_run("— ")
    below._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    below.add_run(" —")


def _settings(document: Any) -> None:
    """Fields are made anew when the document is opened, so that the contents have their pages."""
    document.settings.element.append(parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>'))
