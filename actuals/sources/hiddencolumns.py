"""Hidden columns of an outcome table: read only for a field that no visible column gives, and said once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actuals.sources.headings import is_header, recognise
from targets.documents.concealed import letters
from targets.documents.grid import Grid
from targets.kinds.documents import HiddenColumn, HiddenColumnRead
from targets.kinds.finding import Finding


def without_hidden_columns(grid: Grid, mapping: Mapping[str, str] | None = None) -> tuple[Grid, list[Finding]]:
    """The table without the hidden columns that are not needed, and a finding for each hidden one.

    The column of ids that the template hides is used without a word.
    """
    hidden = {cell.column: cell for cell in reversed(grid.cells) if cell.hidden and not cell.empty}
    if not hidden:
        return grid, []
    needed: dict[int, str] = {}
    for _, cells in grid.rows():
        texts = [""] * grid.width
        shown = [""] * grid.width
        for cell in cells:
            texts[cell.column] = cell.text
            shown[cell.column] = "" if cell.hidden else cell.text
        fields, visible = recognise(texts, mapping), recognise(shown, mapping)
        alone = {column: name for column, name in fields.items() if column in hidden and name not in visible.values()}
        if is_header((*visible.values(), *alone.values())):
            needed |= alone
            hidden |= {cell.column: cell for cell in cells if cell.column in hidden}
    findings = [
        (HiddenColumnRead if column in needed else HiddenColumn).found(
            grid.at(cell.row, column), column=letters(column), heading=" ".join(cell.text.split())[:40]
        )
        for column, cell in sorted(hidden.items())
        if needed.get(column) != "id"
    ]
    cells_kept = tuple(cell for cell in grid.cells if not cell.hidden or cell.column in needed)
    return replace(grid, cells=cells_kept), findings
