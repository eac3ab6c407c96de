"""A bar chart in a document, drawn by the word processor from numbers that stand in the file."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from evaluator.officialforms.model import printable
from evaluator.reports.document import Chart

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WIDE, _BAR, _EDGE = 5_400_000, 380_000, 700_000  # EMU


def add_chart(document: Any, chart: Chart, number: int) -> Any:
    """A paragraph with the chart; its numbers become a part of the document."""
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _TYPE, _xml(chart).encode("utf-8"), document.part.package)
    relation = document.part.relate_to(part, _RELATION)
    high = _EDGE + _BAR * len(chart.labels)
    caption = escape(printable(chart.caption), {'"': "&quot;"})
    return parse_xml(
        f'<w:p {nsdecls("w", "wp", "a", "r")}><w:pPr><w:keepNext/><w:jc w:val="center"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{_WIDE}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="图{number}" descr="{caption}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _xml(chart: Chart) -> str:
    labels = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(printable(text))}</c:v></c:pt>' for n, text in enumerate(chart.labels)
    )
    values = "".join(f'<c:pt idx="{n}"><c:v>{value:.2f}</c:v></c:pt>' for n, value in enumerate(chart.values))
    count = len(chart.labels)
    text = '<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_MAIN}"><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        "<c:layout/>"
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        '<c:ser><c:idx val="0"/><c:order val="0"/><c:spPr><a:solidFill><a:srgbClr val="4472A8"/></a:solidFill></c:spPr>'
        f'<c:invertIfNegative val="0"/><c:dLbls><c:numFmt formatCode="0.00&quot;{chart.unit}&quot;" sourceLinked="0"/>'
        f'<c:spPr/>{text}<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f'<c:cat><c:strLit><c:ptCount val="{count}"/>{labels}</c:strLit></c:cat>'
        f'<c:val><c:numLit><c:formatCode>0.00</c:formatCode><c:ptCount val="{count}"/>{values}</c:numLit></c:val>'
        "</c:ser>"
        '<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{text}'
        '<c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="100"/><c:min val="0"/>'
        "</c:scaling>"
        '<c:delete val="0"/><c:axPos val="b"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{text}<c:crossAx val="1"/><c:crosses val="max"/></c:valAx>'
        '</c:plotArea><c:plotVisOnly val="1"/></c:chart></c:chartSpace>'
    )
