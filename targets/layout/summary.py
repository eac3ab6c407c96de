"""A table of many projects, one in each row (绩效自评汇总表): money, score and grade of each."""

from __future__ import annotations

import re

from targets.documents.grid import Cell
from targets.layout.lines import Line
from targets.layout.segments import Segment
from targets.layout.texts import joined
from targets.model.form import Form, FormKind
from targets.model.identity import normalised
from targets.model.labels import execution_heading, field_label, glued_field, money_unit_of, year_of
from targets.model.vocabulary import is_note, is_total

_NAME = re.compile(r"(项目|专项|项目单位|政策|单位|部门)(\(?(支出|政策)\)?)?(名称)?")
_MORE = {
    "等级": "grade",
    "等次": "grade",
    "评价等级": "grade",
    "自评等级": "grade",
    "预警": "warning",
    "备注": "remark",
}


def _role(cell: Cell) -> str | None:
    label = normalised(cell.text)
    if label in _MORE:
        return _MORE[label]
    if _NAME.fullmatch(label) or field_label(cell.text) == "project":
        return "name"
    if field_label(cell.text) == "grade":
        return "grade"
    return execution_heading(cell.text)


def _heading(line: Line) -> list[tuple[str, Cell]]:
    roles = [(role, cell) for cell in line.own if (role := _role(cell))]
    known = {role for role, _ in roles}
    money = known & {"initial", "full_year", "executed", "rate"}
    return (
        roles
        if "name" in known and (len(money) >= 2 or (money and known & {"score", "grade"})) and len(line.own) >= 4
        else []
    )


def _spans(cell: Cell, columns: list[tuple[str, Cell]]) -> bool:
    """True if a cell stands under the name and under figures at once: a remark across the table, no project."""
    return sum(cell.column < head.end and head.column < cell.end for _, head in columns) > 2


def summary_of(segment: Segment, file: str) -> Form | None:
    """The summary that a piece of a document holds, None where it holds none.

    ``fund_rows`` has the figures of each project by its name (``initial``, ``full_year``, ``executed``, ``rate``,
    ``points``, ``score``,
    ``grade``), ``execution`` those of the total row.
    """
    columns: list[tuple[str, Cell]] = []
    rows: dict[str, dict[str, str]] = {}
    total: dict[str, str] = {}
    notes: list[str] = []
    units = [unit for text in (*segment.prose, segment.title) if (unit := money_unit_of(text))]
    for line in segment.lines:
        if not columns:
            columns = _heading(line)
            units += [unit for cell in line.own if (unit := money_unit_of(cell.text))]
            continue
        if len(line.own) == 1 and (is_note(line.own[0].text) or _spans(line.own[0], columns)):
            notes.append(joined(line.own[0].text))
            continue
        if field_label(line.own[0].text) in ("person", "note") or glued_field(line.own[0].text):
            notes.append(line.text)
            continue
        values: dict[str, str] = {}
        for role, head in columns:
            under = [c for c in line.cells if c.column < head.end and head.column < c.end and not c.empty]
            if under and role not in values:
                values[role] = under[-1].text.strip()
        name = joined(values.pop("name", ""))
        if any(is_total(cell.text) for cell in line.own[:2]):
            total = total or values
        elif name and any(any(s.isdigit() for s in v) for v in values.values()):
            label, number = name, 2
            while label in rows:
                label, number = f"{name} #{number}", number + 1
            rows[label] = values
    if not columns or not rows:
        return None
    years = (
        year
        for text in (segment.title, *segment.prose, *(line.text for line in segment.lines[:2]))
        if (year := year_of(text))
    )
    return Form(
        file=file,
        index=0,
        kind=FormKind.SUMMARY,
        at=segment.lines[0].at,
        year=next(years, None),
        money_unit=next(iter(units), "万元"),
        execution=total,
        fund_rows=rows,
        heading=normalised(segment.title),
        remarks=(*notes, *(text for text in segment.after if text.strip())),
    )
