"""The head of a form: names, codes, year, goals, and the money lines in their two shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from targets.documents.grid import Cell
from targets.kinds.location import Location
from targets.layout.rows import joined
from targets.layout.segments import Line
from targets.model.identity import normalised
from targets.model.labels import (
    execution_heading,
    field_label,
    glued_field,
    is_goal_done,
    is_goal_later,
    is_goal_plan,
    is_of_which,
    money_label,
    money_unit_of,
    year_of,
)

_DEPARTMENT_KEYS = frozenset({"income", "basic", "projects"})


@dataclass(slots=True)
class Head:
    """What stands above the indicators, as it is being read."""

    fields: dict[str, str] = field(default_factory=dict)
    budget: dict[str, str] = field(default_factory=dict)
    execution: dict[str, str] = field(default_factory=dict)
    fund_rows: dict[str, dict[str, str]] = field(default_factory=dict)
    goals: list[str] = field(default_factory=list)
    goals_done: list[str] = field(default_factory=list)
    money_unit: str | None = None
    columns: list[tuple[str, Cell]] = field(default_factory=list)
    goal_columns: list[tuple[str, Cell]] = field(default_factory=list)
    mode: str = ""
    unread: list[Line] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    money_at: dict[str, Location] = field(default_factory=dict)

    def read(self, line: Line) -> None:
        """Take one row above the indicators."""
        for cell in line.own:
            self.money_unit = self.money_unit or money_unit_of(cell.text)
        if self._execution_head(line) or self._goal_head(line):
            return
        first = line.own[0]
        if len(line.own) == 1 and self._caption(first.text):
            return
        key = field_label(first.text)
        if (
            self.mode == "execution"
            and key in (None, "execution_block", "department", "year")
            and self._execution_row(line)
        ):
            return
        if self.mode in ("goal", "goals") and key is None and not self._money(line, first_only=True):
            self._goal_row(line, line.own)
            return
        if key == "tasks" or (self.mode == "tasks" and key is None and first.column > 0):
            self.mode = "tasks"
            self.unread.append(line)
            return
        if key == "goal":
            self.mode = "goal"
            self._goal_row(line, line.own[1:])
            return
        taken = self._pairs(line) + self._money(line)
        if key == "indicator_block" or key == "execution_block":
            self.mode = "money" if key == "execution_block" else ""
            return
        if not taken and not key:
            self.unread.append(line)

    def _caption(self, text: str) -> bool:
        """A line of its own that names the year or the unit of money: （2023年度）, 单位：万元."""
        if self.mode in ("goal", "goals") or len(normalised(text)) > 24 or field_label(text):
            return False
        if not (year_of(text) or money_unit_of(text)):
            return False
        self.lines.append(text)
        return True

    # -- label and value ---------------------------------------------------------------------------

    def _pairs(self, line: Line) -> int:
        """Fields of a row: label and value in two cells, or glued in one."""
        taken = 0
        cells = line.own
        for place, cell in enumerate(cells):
            key, value = field_label(cell.text), ""
            if key:
                after = cells[place + 1] if place + 1 < len(cells) else None
                if after is not None and not field_label(after.text) and not glued_field(after.text):
                    value = after.text
            else:
                glued = glued_field(cell.text)
                before = cells[place - 1] if place else None
                if glued is None or (before is not None and field_label(before.text) and place % 2 and len(cells) == 2):
                    continue
                key, value = glued
            if key in ("indicator_block", "execution_block", "goal"):
                continue
            taken += 1
            value = joined(value)
            if key == "note":
                if value:
                    self.remarks.append(
                        f"{joined(cell.text)}：{value}" if value not in cell.text else joined(cell.text)
                    )
            elif value and key not in self.fields:
                self.fields[key] = value
        return taken

    def _money(self, line: Line, *, first_only: bool = False) -> int:
        """Money lines as label and value: 年度资金总额 14, 其中：财政拨款 14, 其他资金 0."""
        labels = [(i, key) for i, cell in enumerate(line.own) if (key := money_label(cell.text))]
        if first_only:
            return len(labels)
        taken = 0
        department = "department" in self.fields and "project" not in self.fields
        for i, key in labels:
            if i + 1 >= len(line.own) or money_label(line.own[i + 1].text):
                continue
            label, value = line.own[i], line.own[i + 1].text.strip()
            taken += 1
            if key in _DEPARTMENT_KEYS and not department:
                key = normalised(label.text)
            # two blocks side by side: that of the whole term to the left, the annual one to the right
            paired = key in ("fiscal", "other", "carried_over") and "midterm" in self.budget and len(labels) > 1
            if paired and i == labels[0][0]:
                continue
            name = key if key not in self.budget else normalised(label.text)
            if name not in self.budget:
                self.budget[name] = value
                self.money_at[name] = line.at
        return taken

    # -- the money block of a self-evaluation ------------------------------------------------------

    def _execution_head(self, line: Line) -> bool:
        """A row of headings such as 年初预算数, 全年预算数, 全年执行数, 分值, 执行率, 得分."""
        roles = [(role, cell) for cell in line.own if (role := execution_heading(cell.text))]
        known = {role for role, _ in roles}
        if len(known & {"initial", "full_year", "executed", "rate"}) < 2:
            return False
        if self._execution_pairs(line):
            return True
        ranked = [role for role, _ in roles]
        if ranked.count("full_year") > 1 and ranked[0] == "full_year":
            if "initial" in known or roles[0][1] is line.own[0]:
                roles = roles[1:]  # 年度预算数 | 年初预算 | 调整后预算数: the first one heads the labels of the rows
            else:
                roles[0] = ("initial", roles[0][1])  # 预算数 | 调整预算数: the budget before and after the change
        taken: set[str] = set()
        self.columns = []
        for role, cell in roles:
            if role not in taken:
                taken.add(role)
                self.columns.append((role, cell))
        self.mode = "execution"
        return True

    def _execution_pairs(self, line: Line) -> bool:
        """年初预算数 100 全年执行数 95 in one row: each heading with its figure beside it."""
        values: dict[str, str] = {}
        cells = line.own
        for place, cell in enumerate(cells[:-1]):
            role = execution_heading(cell.text)
            after = cells[place + 1].text
            if role and not execution_heading(after) and any(sign.isdigit() for sign in after):
                values.setdefault(role, after.strip())
        if len(values) < 2:
            return False
        for role, value in values.items():
            self.execution.setdefault(role, value)
        self.money_at.setdefault("execution", line.at)
        return True

    def _execution_row(self, line: Line) -> bool:
        """One row of figures: the total, or one of its parts."""
        start = min(cell.column for _, cell in self.columns)
        labels = [c for c in line.cells if c.column < start and not c.empty]
        values: dict[str, str] = {}
        for role, head in self.columns:
            under = [c for c in line.own if c.column < head.end and head.column < c.end and c.column >= start]
            best = max(under, key=lambda c: min(c.end, head.end) - max(c.column, head.column), default=None)
            if best is not None:
                values[role] = best.text.strip()
        own = [c for c in labels if c.row == line.row]
        label = joined(own[-1].text) if own else ""
        if label and field_label(label) == "goal":
            return False
        if not values:  # a line of the form that was left blank
            if len(own) != 1 or len(line.own) != 1 or money_label(label) is None or not self.execution:
                return False
            self.fund_rows.setdefault(label, {role: "" for role, _ in self.columns})
            return True
        if not any(any(s.isdigit() for s in value) for role, value in values.items() if role != "reason") and not label:
            return False
        full = {role: values.get(role, "") for role, _ in self.columns}
        key = money_label(label) if label else "total"
        total = key in ("total", "midterm") or (not self.execution and key is None and not is_of_which(label))
        if total and not self.execution:
            self.execution = full
            self.money_at["execution"] = line.at
        elif label:
            self.fund_rows.setdefault(label, full)
            self.money_at.setdefault(label, line.at)
        return True

    # -- goals -------------------------------------------------------------------------------------

    def _goal_head(self, line: Line) -> bool:
        """预期目标 beside 实际完成情况 (or 实施期目标 beside 年度目标): the texts stand below them."""
        heads: list[tuple[str, Cell]] = []
        for cell in line.own:
            if is_goal_later(cell.text):
                heads.append(("later", cell))
            elif is_goal_done(cell.text):
                heads.append(("done", cell))
            elif is_goal_plan(cell.text):
                heads.append(("plan", cell))
        kinds = [kind for kind, _ in heads]
        if "plan" not in kinds or len(set(kinds)) < 2:
            return False
        if kinds[0] == "plan" and kinds.count("plan") > 1:
            heads = heads[1:]  # 年度总体目标 in the margin
        self.goal_columns = heads
        self.mode = "goals"
        return True

    def _goal_row(self, line: Line, cells: Sequence[Cell]) -> None:
        for cell in cells:
            if field_label(cell.text) == "goal" or is_goal_plan(cell.text):
                continue
            kind = "plan"
            for name, head in self.goal_columns:
                if head.column <= cell.column:
                    kind = name
            if kind != "later":
                (self.goals_done if kind == "done" else self.goals).append(cell.text.strip())
