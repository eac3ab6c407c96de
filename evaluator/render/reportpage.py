"""Reports as one HTML page, which prints and of which PDF is made: the same blocks as in Word, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from evaluator.reports.document import Cell, Chart, Gap, Heading, Paragraph, Report, TableBlock

_STYLE = """@page { size: A4; margin: 30mm 26mm 28mm; @bottom-center { content: "— " counter(page) " —"; } }
body { font: 16pt/30pt "Times New Roman", FangSong, 仿宋, serif; max-width: 48em; margin: auto; }
h1 { font: bold 22pt/40pt SimSun, 宋体, serif; text-align: center; }
h2, h3, h4 { font-size: 16pt; margin: 0 0 0 2em; }
h2 { font-family: SimHei, 黑体, sans-serif; font-weight: normal; } h3 { font-family: KaiTi, 楷体, serif; }
p { margin: 0; text-indent: 2em; } nav p { font-size: 12pt; line-height: 22pt; }
table { border-collapse: collapse; width: 100%; font: 10.5pt/1.4 SimSun, 宋体, serif; margin-bottom: 12pt; }
th, td { border: 1px solid #000; padding: 2pt 4pt; } thead { display: table-header-group; } tr { break-inside: avoid; }
caption, figcaption { font: 12pt/24pt SimHei, 黑体, sans-serif; text-align: center; break-after: avoid; }
table.sheet { break-before: page; }
mark { background: #ffe97f; } .first { color: #c00; text-indent: 0; text-align: center; font-size: 12pt; }
figure { margin: 0; } svg { width: 100%; }"""
_BAR, _LEFT, _WIDE = 26, 150, 520


def render(report: Report) -> str:
    """The report as a page."""
    body = "".join(_body(report))
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(report.title)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def _body(report: Report) -> Iterator[str]:
    for line in (report.first_line, report.mark):
        if line:
            yield f'<p class="first">{escape(line)}</p>'
    yield f"<h1>{escape(report.title)}</h1>"
    rows = "".join(f"<tr><th>{escape(label)}</th><td>{_cell(cell)}</td></tr>" for label, cell in report.cover)
    yield f"<table>{rows}</table>"
    headings = [block for block in report.blocks if isinstance(block, Heading)]
    if report.contents:
        yield "<nav>" + "".join(f"<p>{escape(h.number + h.text)}</p>" for h in headings if h.level < 3) + "</nav>"
    tables = charts = 0
    for block in report.blocks:
        if isinstance(block, Heading):
            yield f"<h{block.level + 1}>{escape(block.number + block.text)}</h{block.level + 1}>"
        elif isinstance(block, Paragraph):
            yield f"<p>{escape(block.text)}</p>"
        elif isinstance(block, Gap):
            yield "".join(f"<p>{part}</p>" for part in _cell(block).split("\n"))
        elif isinstance(block, TableBlock):
            tables += not block.apart
            yield _table(block, tables)
        else:
            charts += 1
            yield _chart(block, charts)


def _cell(cell: Cell) -> str:
    if isinstance(cell, Gap):
        return escape(cell.text) or f"<mark>{escape(cell.placeholder)}</mark>"
    return escape(cell)


def _table(table: TableBlock, number: int) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in table.headers)
    rows = "".join("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    title = table.caption if table.apart else f"表{number}  {table.caption}"
    caption = f"<caption>{escape(title)}</caption>"
    sheet = ' class="sheet"' if table.apart else ""
    return f"<table{sheet}>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _chart(chart: Chart, number: int) -> str:
    bars = []
    for place, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
        top, wide = place * _BAR + 4, value / 100 * (_WIDE - _LEFT - 70)
        bars.append(
            f'<text x="{_LEFT - 6}" y="{top + 13}" text-anchor="end" font-size="12">{escape(label)}</text>'
            f'<rect x="{_LEFT}" y="{top}" width="{wide:.1f}" height="16" fill="#4472a8"/>'
            f'<text x="{_LEFT + wide + 4:.1f}" y="{top + 13}" font-size="12">{value:.2f}{chart.unit}</text>'
        )
    high = _BAR * len(bars) + 8
    return (
        f'<figure><svg viewBox="0 0 {_WIDE} {high}" role="img">{"".join(bars)}</svg>'
        f"<figcaption>图{number}  {escape(chart.caption)}</figcaption></figure>"
    )
