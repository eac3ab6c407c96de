"""Cells of a scan that nobody confirmed: what forms hold of them is taken back, so that nothing is scored by it.

Whatever a doubtful cell may be, it must not pass: a cell beside an indicator leaves that line without a reading, a
figure of the money or a total is taken back by itself, and a cell above the lines that is none of these (a heading, a
level, the year) leaves the whole form pending.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from targets.documents.grid import Cell, Grid
from targets.documents.scan.reasons import OTHERS, REASONS
from targets.kinds.documents import ScanDoubtful
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.language.reading import Reading, ReadingKind
from targets.model.form import Form, Indicator
from targets.model.readresult import ReadResult

PENDING = "〔待核〕"
"""The sign that stands in a form in the place of a text that nobody confirmed: no digit of it is left to be read."""
_FIGURES = ("target", "actual", "points", "score", "review_actual", "review_score", "symbol", "unit")
_HARMLESS = ("goal", "goal_outcome", "implementer", "department_code", "project", "department")
"""Fields of a form's head on which no score rests."""

Doubtful = tuple[Grid, Cell]


def withheld(read: ReadResult, grids: Iterable[Grid]) -> ReadResult:
    """The forms read without that which rests on doubtful cells, and a finding for each of these."""
    doubtful = [(grid, cell) for grid in grids for cell in grid.cells if cell.doubtful]
    if not doubtful:
        return read
    owned: dict[int, list[Doubtful]] = {}
    findings: list[Finding] = []
    for grid, cell in doubtful:
        form = _owner(read.forms, grid, cell)
        findings.append(_finding(grid, cell, form))
        if form is not None:
            owned.setdefault(form.index, []).append((grid, cell))
    return replace(
        read,
        forms=tuple(_without(form, owned.get(form.index, ())) for form in read.forms),
        findings=(*read.findings, *findings),
    )


def _owner(forms: Sequence[Form], grid: Grid, cell: Cell) -> Form | None:
    """The form that a cell stands in: the last one that begins before it, else the first of its table."""
    place = (grid.index, cell.row)
    starts = [(form.at.table or 0, form.at.row or 0) for form in forms]
    before = [form for form, start in zip(forms, starts, strict=True) if start <= place]
    after = [form for form, start in zip(forms, starts, strict=True) if start[0] == grid.index]
    return before[-1] if before else after[0] if after else None


def _finding(grid: Grid, cell: Cell, form: Form | None) -> Finding:
    at = replace(grid.at(cell.row, cell.column), form=None if form is None else form.index)
    seen = cell.recognised
    doubts, others = (seen.doubts, seen.others) if seen is not None else ((), ())
    why = [REASONS[doubt] for doubt in doubts]
    shown = [f"“{one}”" for one in others]
    rows = [] if form is None else [row for row in form.rows if _covers(cell, row.at, grid)]
    return replace(
        ScanDoubtful.found(
            at,
            indicator=rows[0].name if len(rows) == 1 else None,
            page=str(at.page or ""),
            text=cell.text,
            why="、".join(zh for zh, _ in why),
            why_en=", ".join(en for _, en in why),
            others=OTHERS[0].format("、".join(shown)) if shown else "",
            others_en=OTHERS[1].format(", ".join(shown)) if shown else "",
            digest=seen.digest if seen is not None else "",
        ),
        line=rows[0].id if len(rows) == 1 else None,
    )


def _covers(cell: Cell, at: Location, grid: Grid) -> bool:
    return at.table == grid.index and at.row is not None and cell.row <= at.row < cell.row + cell.rowspan


def _without(form: Form, doubtful: Sequence[Doubtful]) -> Form:
    """A form without what rests on these cells."""
    if not doubtful:
        return form
    rows: dict[int, list[Cell]] = {}
    whole = False
    for grid, cell in doubtful:
        beside = [place for place, row in enumerate(form.rows) if _covers(cell, row.at, grid)]
        for place in beside:
            rows.setdefault(place, []).append(cell)
        if not beside:
            form, found = _without_head(form, cell.text)
            whole = whole or not found
    if whole:
        form = _pending_money(form)
        rows = {place: rows.get(place, []) for place in range(len(form.rows))}
    return replace(
        form,
        rows=tuple(_pending(row, rows[n]) if n in rows else row for n, row in enumerate(form.rows)),
    )


def _pending(row: Indicator, cells: Iterable[Cell]) -> Indicator:
    """A line that waits: without a reading, and without the figures that these cells hold."""
    texts = {_bare(cell.text) for cell in cells}
    taken = {name: PENDING for name in _FIGURES if _bare(getattr(row, name) or "") in texts and getattr(row, name)}
    reading = Reading(text=taken.get("target", row.target), kind=ReadingKind.UNREADABLE)
    changed: dict[str, Any] = {**taken, "reading": reading}
    return replace(row, **changed)


def _without_head(form: Form, text: str) -> tuple[Form, bool]:
    """A form without a text of its head, its money or its totals; False where it is none of these."""
    wanted, found = _bare(text), False

    def taken(values: Mapping[str, str]) -> dict[str, str]:
        return {key: PENDING if _bare(value) == wanted else value for key, value in values.items()}

    money = [form.budget, form.execution, *form.fund_rows.values()]
    if wanted and any(_bare(value) == wanted for values in money for value in values.values()):
        found = True
        form = replace(
            form,
            budget=taken(form.budget),
            execution=taken(form.execution),
            fund_rows={label: taken(values) for label, values in form.fund_rows.items()},
        )
    if wanted and wanted in {_bare(one or "") for one in (form.total_points, form.total_score, form.grade)}:
        found = True
        form = replace(
            form,
            total_points=_taken(form.total_points, wanted),
            total_score=_taken(form.total_score, wanted),
            grade=_taken(form.grade, wanted),
        )
    return form, found or _harmless(form, wanted)


def _taken(text: str | None, wanted: str) -> str | None:
    return PENDING if text is not None and _bare(text) == wanted else text


def _harmless(form: Form, wanted: str) -> bool:
    texts = (getattr(form, name) or "" for name in _HARMLESS)
    return bool(wanted) and any(wanted in _bare(text) for text in (*texts, *form.remarks))


def _pending_money(form: Form) -> Form:
    def all_of(values: Mapping[str, str]) -> dict[str, str]:
        return {key: PENDING if value else value for key, value in values.items()}

    return replace(
        form,
        budget=all_of(form.budget),
        execution=all_of(form.execution),
        fund_rows={label: all_of(values) for label, values in form.fund_rows.items()},
    )


def _bare(text: str) -> str:
    return "".join(text.split())
