"""Cells that hold a date where no day is asked for: a spreadsheet made it of 8-10 or 3/4, or shows a number so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from targets.documents.grid import Cell, Grid
from targets.kinds.documents import DateCell
from targets.kinds.finding import Finding
from targets.model.days import asks_for_a_day
from targets.model.form import Form, Indicator

_FAR = 10
"""Years from the year of the form beyond which a day is doubted even where one is asked for."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def date_doubts(grids: Iterable[Grid], forms: Sequence[Form]) -> list[Finding]:
    """A finding for each target or outcome of a form that the file holds as a date and that asks for none."""
    dated: dict[tuple[int, int], dict[str, Cell]] = {}
    for grid in grids:
        for cell in grid.cells:
            if cell.dated:
                dated.setdefault((grid.index, cell.row), {})[cell.text.strip()] = cell
    if not dated:
        return []
    return [finding for form in forms for row in form.rows for finding in _doubts(form, row, dated)]


def _doubts(form: Form, row: Indicator, dated: Mapping[tuple[int, int], Mapping[str, Cell]]) -> Iterable[Finding]:
    if row.at.table is None or row.at.row is None:
        return
    cells = dated.get((row.at.table, row.at.row), {})
    for text in dict.fromkeys((row.target.strip(), (row.actual or "").strip())):
        if text in cells and (not asks_for_a_day(row.name, row.level2) or _far(text, form.year)):
            yield DateCell.about(row, text=text)


def _far(text: str, year: int | None) -> bool:
    found = _YEAR.search(text)
    return bool(found and year and abs(int(found[0]) - year) > _FAR)
