"""The rows under the headings of a table → outcomes and execution figures; what nobody asked for is listed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from actuals.kinds import OutcomeMerged
from actuals.outcome import ExecutionFigures, Narrative, Outcome
from actuals.sources.cells import CellRow, CellTable
from actuals.sources.columns import columns_of, headings_over
from actuals.sources.headings import MONEY_FIELDS, heading_key, is_header, recognise
from actuals.sources.table import OutcomeTable, Unused
from actuals.sources.tabs import projects_of_sheets
from targets.errors import InputError
from targets.kinds.documents import DateCell
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.model.days import asks_for_a_day
from targets.model.form import with_unit
from targets.model.labels import money_unit_of, year_of

_OF_MONEY = ("department", "project", "fund", "reason", "level1", "level2", "target")
"""Fields that a row of amounts may hold beside them; anything else in it is reported, since no indicator is named."""
_SPANNING = frozenset({"level1", "level2", "project", "department", "actual", "level", "target", "reason", "evidence"})
"""Fields whose merged text holds for each row it covers; figures such as amounts and deductions count once."""
_OF_NARRATIVES = {"heading", "text"}
"""Fields that make a table one of narratives, where it has both; a column of one of them alone is nobody's."""
EXAMPLE_MARK = "示例"

_INVENTED = re.compile(r"虚构|示例数据|演示数据|invented|illustrative|fictitious", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d[\d,，]*(\.\d+)?")
_OWN_UNIT = re.compile(r"[（(][^（()）]*元[)）]$")
_LABELS = {"项目名称": "project", "部门名称": "department", "主管部门": "department", "部门单位名称": "department"}


@dataclass
class _Collected:
    """Outcomes, money and findings gathered from the rows so far."""

    outcomes: list[Outcome] = field(default_factory=list)
    execution: list[ExecutionFigures] = field(default_factory=list)
    narratives: list[Narrative] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    illustrative: bool = False
    headers: int = 0


@dataclass
class _Context:
    """Owner and unit of money from the lines above the headings: whose table this is and in what money."""

    department: str = ""
    project: str = ""
    money_unit: str = "万元"
    year: int | None = None

    def learn(self, cells: Sequence[str]) -> None:
        filled = [cell for cell in cells if cell]
        for label, value in zip(filled, [*filled[1:], ""], strict=True):
            head, _, tail = unicodedata.normalize("NFKC", label).partition(":")
            name = _LABELS.get(heading_key(head))
            if name and (tail.strip() or value):
                setattr(self, name, tail.strip() or value)
            if unit := money_unit_of(label):
                self.money_unit = unit
            self.year = year_of(label) or self.year


def outcome_table(name: str, tables: Iterable[CellTable], mapping: Mapping[str, str]) -> OutcomeTable:
    """The tables of one source put together. Raises InputError where no row is a heading, or two columns cannot be told
    apart."""
    got = _Collected()
    tables = tuple(tables)
    projects = projects_of_sheets(tables, mapping)
    for cells, project in zip(tables, projects, strict=True):
        _collect(cells, name, mapping, got, project)
    if not got.headers:
        raise InputError(
            f"{name}：没有找到表头；须有一行写着“三级指标”（或“指标名称”）和“实际完成值”；"
            "别的列名请用 --map actual=列名 指明。",
            f"{name}: no headings found; one row must name the indicator (三级指标) and the outcome (实际完成值); "
            "name other headings with --map actual=HEADING.",
        )
    return OutcomeTable(
        source=name,
        outcomes=tuple(got.outcomes),
        execution=tuple(got.execution),
        findings=tuple(got.findings),
        unused=tuple(got.unused),
        illustrative=got.illustrative,
        narratives=tuple(got.narratives),
    )


def _collect(table: CellTable, name: str, mapping: Mapping[str, str], got: _Collected, project: str) -> None:
    context, columns, headings, units = _Context(project=project), dict[int, str](), tuple[str, ...](), dict[str, str]()
    carried: dict[str, str] = {}
    rows = [row for row in table.rows if any(row.cells)]
    after = 0
    for place, row in enumerate(rows):
        if place < after:
            continue
        found = _heading(rows, place, mapping)
        if found is not None:
            headings, after = found
            columns = columns_of(headings, _until_heading(rows, after, mapping), mapping, context.year, name)
            if not set(columns.values()) >= _OF_NARRATIVES:
                columns = {n: field for n, field in columns.items() if field not in _OF_NARRATIVES}
            carried = {}
            got.headers += 1
            units = {
                columns[n]: money_unit_of(headings[n]) or context.money_unit
                for n in columns
                if columns[n] in MONEY_FIELDS
            }
            continue
        if not columns:
            context.learn(row.cells)
            got.illustrative = got.illustrative or any(_INVENTED.search(cell) for cell in row.cells)
            continue
        _collect_row(row, columns, headings, context, units, carried, got)


def _heading(rows: Sequence[CellRow], place: int, mapping: Mapping[str, str]) -> tuple[tuple[str, ...], int] | None:
    """The headings that begin in a row, and the place of the first row under them; None where none do."""
    row = rows[place]
    if over := headings_over(row, rows[place + 1] if place + 1 < len(rows) else None, mapping):
        return over, place + 2
    if is_header(tuple(recognise(row.cells, mapping).values())):
        return row.cells, place + 1
    return None


def _until_heading(rows: Sequence[CellRow], start: int, mapping: Mapping[str, str]) -> Sequence[CellRow]:
    """The rows under a heading, up to the next one."""
    for place in range(start, len(rows)):
        if is_header(tuple(recognise(rows[place].cells, mapping).values())):
            return rows[start:place]
    return rows[start:]


def _collect_row(
    row: CellRow,
    columns: Mapping[int, str],
    headings: Sequence[str],
    context: _Context,
    units: Mapping[str, str],
    carried: dict[str, str],
    got: _Collected,
) -> None:
    values = {
        name: "" if n in row.covered and name not in _SPANNING else row.cells[n]
        for n, name in columns.items()
        if n < len(row.cells) and not name.startswith("_")
    }
    if values.get("id", "").startswith(EXAMPLE_MARK) or values.get("level1") == EXAMPLE_MARK:
        return
    if "heading" in columns.values():
        if values.get("text"):
            texts = {name: values.get(name, "") for name in ("department", "project", "heading", "text")}
            got.narratives.append(Narrative(at=row.at, **texts))
        return
    for n, cell in enumerate(row.cells):
        name = columns.get(n)
        if name == "_remark" and _INVENTED.search(cell):
            got.illustrative = True
        elif cell and n not in row.covered and (name is None or name in ("_remark", "_score")):
            got.unused.append(_unused_cell(row, n, cell, headings))
    if not values.get("name") and not values.get("id") and any(values.get(name) for name in MONEY_FIELDS):
        got.execution.append(_execution(row.at, values, context, units))
        got.unused += [
            _unused_cell(row, n, row.cells[n], headings)
            for n, name in columns.items()
            if name not in (*MONEY_FIELDS, *_OF_MONEY) and name[0] != "_" and n not in row.covered and values.get(name)
        ]
        return
    if any(values.get(name) for name in MONEY_FIELDS):
        got.unused += [
            _unused_cell(row, n, row.cells[n], headings)
            for n, name in columns.items()
            if name in MONEY_FIELDS and n < len(row.cells) and row.cells[n]
        ]
    if not values.get("name") and not values.get("id"):
        filled = " | ".join(
            cell
            for n, cell in enumerate(row.cells)
            if cell and n not in row.covered and columns.get(n, "_remark")[0] != "_"
        )
        if values.get("fund") and not values.get("actual") and not values.get("level"):
            return  # a fund row of the template that nobody filled in
        if filled:
            got.unused.append(
                Unused(
                    at=row.at, text=filled, zh="该行没有指标名称或编号", en="the row names no indicator and has no id"
                )
            )
        return
    for name in ("level1", "level2"):  # merged cells leave their text in the first row only
        if values.get(name):
            carried[name] = values[name]
            if name == "level1":
                carried.pop("level2", None)
        elif name in carried:
            values[name] = carried[name]
    got.findings += _doubts(row, columns, values)
    got.outcomes.append(_outcome(row.at, values, context))


def _doubts(row: CellRow, columns: Mapping[int, str], values: Mapping[str, str]) -> list[Finding]:
    """Doubts about the cell of an outcome: merged over several rows, or a date that nobody asks for."""
    name, found = values.get("name", ""), list[Finding]()
    for n, of in columns.items():
        if of not in ("actual", "target") or n >= len(row.cells) or not row.cells[n]:
            continue
        at = replace(row.at, column=n)
        if of == "actual" and row.merged.get(n, 1) > 1 and n not in row.covered:
            count = str(row.merged[n])
            found.append(OutcomeMerged.found(at, indicator=name or None, text=row.cells[n], count=count))
        if n in row.dated and not asks_for_a_day(name, values.get("level2", "")):
            found.append(DateCell.found(at, indicator=name or None, text=row.cells[n]))
    return found


def _outcome(at: Location, values: Mapping[str, str], context: _Context) -> Outcome:
    texts = {name: text for name, text in values.items() if name not in (*MONEY_FIELDS, "fund", "unit")}
    if "project" not in texts:
        texts["project"] = context.project
    if "department" not in texts:
        texts["department"] = context.department
    if texts.get("actual"):
        texts["actual"] = with_unit(texts["actual"], values.get("unit", ""))
    return Outcome(at=at, **texts)


def _execution(
    at: Location, values: Mapping[str, str], context: _Context, units: Mapping[str, str]
) -> ExecutionFigures:
    own = _OWN_UNIT.search(values.get("fund", ""))
    stated = money_unit_of(own[0]) if own else None
    unit = stated or next(iter(units.values()), context.money_unit)

    def amount(name: str) -> str:
        text, of_column = values.get(name, ""), units.get(name, unit)
        return text if stated or of_column == unit or not _NUMBER.fullmatch(text) else f"{text}{of_column}"

    return ExecutionFigures(
        at=at,
        department=values.get("department", context.department),
        project=values.get("project", context.project),
        fund=_OWN_UNIT.sub("", values.get("fund", "")) if stated else values.get("fund", ""),
        initial=amount("initial"),
        full_year=amount("full_year"),
        executed=amount("executed"),
        reason=values.get("reason", ""),
        money_unit=unit,
    )


def _unused_cell(row: CellRow, column: int, text: str, headings: Sequence[str]) -> Unused:
    heading = headings[column] if column < len(headings) else ""
    return Unused(
        at=replace(row.at, column=column),
        text=text,
        column=heading,
        zh=f"列“{heading}”的内容不参与评分" if heading else "该格没有列名",
        en=f"the column “{heading}” takes no part in scoring" if heading else "the cell has no heading",
    )
