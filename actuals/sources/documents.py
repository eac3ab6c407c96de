"""Outcomes in documents of any supported format: as tables of cells, or as filled-in self-evaluation forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from actuals.outcome import ExecutionFigures, Outcome
from actuals.sources.cells import CellRow, CellTable
from actuals.sources.hiddencolumns import without_hidden_columns
from actuals.sources.table import OutcomeTable, Unused
from targets.documents.grid import Grid, Read
from targets.documents.reader import read_grids
from targets.kinds.finding import Finding
from targets.layout.understanding import forms_of
from targets.model.form import Form, Indicator
from targets.readingcache import ReadingCache


def read_document(path: Path, *, cache: ReadingCache | None = None) -> Read:
    """The tables of a document (preflight and limits are those of ``targets.documents``), and what reading it found."""
    return read_grids(path, cache=cache)


def cell_tables(
    grids: Sequence[Grid], mapping: Mapping[str, str] | None = None
) -> tuple[tuple[CellTable, ...], tuple[Finding, ...]]:
    """Grids as rows of cells, and what was found of hidden columns; the text of a merged cell stands in each row it
    covers, marked there as covered."""
    tables: list[CellTable] = []
    findings: list[Finding] = []
    for grid in grids:
        shown, found = without_hidden_columns(grid, mapping)
        tables.append(_cell_table(shown))
        findings += found
    return tuple(tables), tuple(findings)


def _cell_table(grid: Grid) -> CellTable:
    rows = [CellRow(grid.at(0), (line,)) for line in grid.before]
    for number, cells in grid.rows():
        if not any(cell.begins_in(number) for cell in cells):
            continue  # nothing of its own: a hidden row, or a blank one
        texts, covered = [""] * grid.width, set()
        for cell in cells:
            texts[cell.column] = " ".join(cell.text.split())
            if not cell.begins_in(number):
                covered.add(cell.column)
        merged = {cell.column: cell.rowspan for cell in cells if cell.begins_in(number) and cell.rowspan > 1}
        dated = frozenset(cell.column for cell in cells if cell.dated and cell.begins_in(number))
        rows.append(CellRow(grid.at(number), tuple(texts), frozenset(covered), merged, dated))
    return CellTable(tuple(rows), grid.sheet or "")


def form_outcomes(grids: Sequence[Grid], file: str) -> OutcomeTable | None:
    """Outcomes stated by the self-evaluation forms among ``grids``; None where no form states any."""
    read = forms_of(grids, file)
    forms = [form for form in read.forms if form.kind.has_outcomes and any(row.actual for row in form.rows)]
    if not any(form.project or form.department for form in forms):  # a bare table does not say whose it is, a form does
        return None
    return OutcomeTable(
        source=file,
        outcomes=tuple(_outcome(form, row) for form in forms for row in form.rows),
        execution=tuple(figures for form in forms for figures in _execution(form)),
        findings=read.findings,
        unused=(
            *(unused for form in forms for row in form.rows for unused in _scores(row)),
            *(Unused(at=one.at, text=one.text, zh=one.zh, en=one.en) for one in read.skipped),
        ),
    )


def _outcome(form: Form, row: Indicator) -> Outcome:
    return Outcome(
        at=row.at,
        id=row.id,
        department=form.department or "",
        project="" if form.kind.of_department else form.project or "",
        level1=row.level1,
        level2=row.level2,
        name=row.name,
        target=row.target,
        actual=row.actual or "",
        reason=row.reason or "",
    )


def _execution(form: Form) -> list[ExecutionFigures]:
    rows: list[tuple[str, Mapping[str, str]]] = [("", form.execution), *form.fund_rows.items()]
    return [
        ExecutionFigures(
            at=form.at,
            department=form.department or "",
            project="" if form.kind.of_department else form.project or "",
            fund=fund,
            initial=figures.get("initial", ""),
            full_year=figures.get("full_year", ""),
            executed=figures.get("executed", ""),
            reason=figures.get("reason", ""),
            money_unit=form.money_unit,
        )
        for fund, figures in rows
        if any(figures.get(name) for name in ("initial", "full_year", "executed"))
    ]


def _scores(row: Indicator) -> list[Unused]:
    if not row.score:
        return []
    zh, en = (
        "自评得分不参与评分（用 evaluator audit 核对）",
        "the claimed score takes no part in scoring (see evaluator audit)",
    )
    return [Unused(at=row.at, text=row.score, column="得分", zh=zh, en=en)]
