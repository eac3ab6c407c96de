"""Any table as a form of plain rows, so that the renderers of official forms write it as .xlsx and .docx."""

from __future__ import annotations

from decimal import Decimal

from evaluator.officialforms.funds import number
from evaluator.officialforms.grid import Sheet
from evaluator.officialforms.model import OfficialForm, Role, Value
from evaluator.render.wrapping import display_width
from evaluator.scorecards.model import Cell, Table, is_number, shown

_NARROWEST, _WIDEST = 7, 36
_UPRIGHT = 95
"""Half-width characters that stand side by side on an upright sheet without becoming small."""


def form_of(table: Table, sheet: str = "") -> OfficialForm:
    """The table with its headings repeated on each page; numbers stay numbers. ``sheet`` names its sheet."""
    columns = range(len(table.headers))
    widths = tuple(_width([table.headers[c], *(shown(row[c]) for row in table.rows)]) for c in columns)
    grid = Sheet(len(widths))
    grid.add(*((Role.HEADING, text, 1) for text in table.headers))
    for row in table.rows:
        grid.add(*((Role.NUMBER if is_number(cell) else Role.TEXT, _value(cell), 1) for cell in row))
    return OfficialForm(
        title=table.title,
        name=table.title,
        widths=widths,
        boxes=tuple(grid.boxes),
        heading=0,
        notes=table.notes,
        landscape=sum(widths) > _UPRIGHT,
        sheet=sheet or "表",
    )


def _value(cell: Cell) -> Value:
    if isinstance(cell, (int, Decimal)):
        return number(Decimal(cell))
    return cell or ""


def _width(texts: list[str]) -> int:
    widest = max((display_width(line) for text in texts for line in text.split("\n")), default=0)
    return min(max(widest + 2, _NARROWEST), _WIDEST)
