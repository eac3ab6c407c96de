"""The money of a form: a block of headings with a row for the total and its parts, or labels with their figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from targets.documents.grid import Cell, Grid
from targets.kinds.location import Location
from targets.language.nothing import holds_nothing
from targets.layout.ledger import Ledger
from targets.layout.lines import Line
from targets.layout.texts import joined
from targets.model.identity import normalised
from targets.model.labels import execution_heading, field_label, is_execution, is_of_which, money_label

_DEPARTMENT_KEYS = frozenset({"income", "basic", "projects"})
_MAIN = frozenset(["initial", "full_year", "executed", "rate"])
_POINTS = re.compile(r"[(（](\d{1,2}(?:\.\d+)?)分?(?:[×*xX]执行率|[)）]|\*)")
_INLINE = re.compile(r"^(.{2,16}?)[:：]\s*(-?[\d,.]+\s*(?:万元|元|%|％|分)?)$")
_BY_KIND = re.compile(r"按.{2,6}分[:：]?$")
_CLAUSE = re.compile(r"[,;。，；\s]+")
_LEADING = re.compile(r"^(其中|按.{2,6}分)[:：]")


@dataclass(slots=True)
class Money:
    """The money of a form as it is being read."""

    budget: dict[str, str] = field(default_factory=dict)
    execution: dict[str, str] = field(default_factory=dict)
    funds: dict[str, dict[str, str]] = field(default_factory=dict)
    at: dict[str, Location] = field(default_factory=dict)
    columns: list[tuple[str, Cell]] = field(default_factory=list)
    glued: set[str] = field(default_factory=set)
    """Figures of the execution that stood behind their label in one text."""
    has_total: bool = False
    """A line of the total stands there, be it blank."""

    def set_execution(self, role: str, value: str, at: Location) -> None:
        """Take one figure of the execution where none of its kind was read."""
        if self.execution.get(role):
            return
        self.execution[role] = value
        self.at.setdefault("execution", at)

    @property
    def only_line(self) -> str | None:
        """The label of the one kind of funds, where neither a total line nor another kind stands there."""
        begun = any(self.execution.get(role) for role in ("initial", "full_year", "executed", "rate"))
        return next(iter(self.funds)) if len(self.funds) == 1 and not begun and not self.has_total else None

    def whole(self) -> dict[str, str]:
        """The execution of the form: the only line of funds where there is no total line."""
        label = self.only_line
        only = {role: text for role, text in self.funds[label].items() if text} if label is not None else {}
        return {**self.execution, **only}

    # -- a block of headings -----------------------------------------------------------------------

    def read_headings(self, line: Line, ledger: Ledger) -> None:
        """A row of headings such as 年初预算数, 全年预算数, 全年执行数, 分值, 执行率, 得分."""
        roles = [(role, cell) for cell in line.own if (role := execution_heading(cell.text))]
        ledger.know_all(line.grid, line.own, "heading")
        ledger.know_all(line.grid, line.cells, "margin")
        known = {role for role, _ in roles}
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
        self.points_in([*line.own, *line.cells], line.grid.at(line.row))

    def points_in(self, cells: Sequence[Cell], at: Location) -> None:
        """Points printed in a heading of the money: 得分（20分×执行率）, 预算执行情况（10分）."""
        for cell in cells:
            label = normalised(cell.text)
            found = _POINTS.search(label)
            money = execution_heading(cell.text) in ("score", "points", "rate") or "执行" in label
            if found and money and "指标" not in label:
                self.at.setdefault("execution", at)
                self.execution.setdefault("points", found.group(1))
                return

    def read_row(self, line: Line, ledger: Ledger) -> bool:
        """One row of figures: the total, or one of its parts. False for a row that holds none."""
        if not self.columns:
            return False
        if self._inline_budget(line, ledger) or all(_BY_KIND.match(normalised(c.text)) for c in line.own):
            ledger.know_all(line.grid, line.own, "label")
            return True
        start = min(cell.column for _, cell in self.columns)
        labels = [c for c in line.cells if c.column < start and not c.empty]
        values: dict[str, str] = {}
        found: list[tuple[str, Cell]] = []
        for role, head in self.columns:
            under = [c for c in line.own if c.column < head.end and head.column < c.end and c.column >= start]
            best = max(under, key=lambda c: min(c.end, head.end) - max(c.column, head.column), default=None)
            if best is not None:
                values[role] = best.text.strip()
                found.append((role, best))
        own = [c for c in labels if c.row == line.row]
        label = joined(own[-1].text) if own else ""
        if label and field_label(label) == "goal":
            return False
        self.has_total = self.has_total or money_label(label) == "total"
        ledger.know_all(line.grid, labels, "label")
        if not values:  # a line of the form that was left blank
            if len(own) != 1 or len(line.own) != 1 or not (self.execution or money_label(label)):
                return False
            self.funds.setdefault(label, {role: "" for role, _ in self.columns})
            return True
        figures = [value for role, value in values.items() if role != "reason" and not holds_nothing(value)]
        if (figures or not label) and not any(sign.isdigit() for value in figures for sign in value):
            return False  # words under the headings of money: another block has begun
        for role, cell in found:
            ledger.use(line.grid, cell, role)
        full = {role: values.get(role, "") for role, _ in self.columns}
        key = money_label(label) if label else "total"
        begun = {role for role in self.execution if role not in ("points", "score")}
        total = key in ("total", "midterm") or (not begun and key is None and not is_of_which(label))
        if total and not begun:
            self.execution = {**{k: v for k, v in self.execution.items() if not full.get(k)}, **full}
            if not full.get("points") and self.execution.get("points") == "":
                del self.execution["points"]
            self.at["execution"] = line.at
        elif label:
            self.funds.setdefault(label, full)
            self.at.setdefault(label, line.at)
        return True

    def read_prose(self, text: str, at: Location) -> str:
        """Take the execution that a paragraph states (全年预算数：50万元，执行率：96%); what is left of it."""
        clauses = [clause for clause in _CLAUSE.split(text) if clause]
        said = [_INLINE.match(normalised(clause)) for clause in clauses]
        roles = [execution_heading(one.group(1)) if one else None for one in said]
        if not _MAIN.intersection(roles):
            return text
        first = next(place for place, role in enumerate(roles) if role in _MAIN)
        for place, (role, one) in enumerate(zip(roles, said, strict=True)):
            if role and one and place >= first:
                self.set_execution(role, one.group(2).strip(), at)
                self.glued.add(role)
        return " ".join(clause for place, clause in enumerate(clauses) if place < first or not roles[place])

    # -- pairs -------------------------------------------------------------------------------------

    def read_pairs(self, line: Line, ledger: Ledger, *, department: bool) -> int:
        """Labels with their figures beside them or in one cell; how many were taken."""
        main = sum(is_execution(re.split("[:：]", cell.text.strip())[0]) for cell in line.own)
        taken = self._execution_pairs(line, ledger, main) + self._budget_pairs(line, ledger, department=department)
        if main:
            self.points_in(line.cells, line.at)
        return taken

    def _execution_pairs(self, line: Line, ledger: Ledger, main: int) -> int:
        taken = 0
        cells = line.own
        for place, cell in enumerate(cells):
            inline = _INLINE.match(normalised(cell.text))
            if inline and (role := execution_heading(inline.group(1))):
                if role in _MAIN or main:
                    self.set_execution(role, inline.group(2).strip(), line.at)
                    self.glued.add(role)
                    ledger.use(line.grid, cell, role)
                    taken += 1
                continue
            role = execution_heading(cell.text)
            after = cells[place + 1] if place + 1 < len(cells) else None
            if (
                role is None
                or after is None
                or execution_heading(after.text)
                or field_label(cell.text) == "total_score"
            ):
                continue
            if not any(sign.isdigit() for sign in after.text) or not (main or is_execution(cell.text)):
                continue
            self.set_execution(role, after.text.strip(), line.at)
            ledger.know(line.grid, cell, "label")
            ledger.use(line.grid, after, role)
            taken += 1
        return taken

    def _budget_pairs(self, line: Line, ledger: Ledger, *, department: bool) -> int:
        """Money lines as label and value: 年度资金总额 14, 其中：财政拨款 14, 其他资金 0."""
        labels = [(i, key) for i, cell in enumerate(line.own) if (key := money_label(cell.text))]
        taken = 0
        for i, key in labels:
            label = line.own[i]
            before = line.own[i - 1] if i else None
            if before is not None and field_label(before.text) in ("project", "implementer", "unit", "tasks"):
                continue  # a project may be called 公用经费
            ledger.know(line.grid, label, "label")
            if i + 1 >= len(line.own) or money_label(line.own[i + 1].text):
                continue
            after = line.own[i + 1]
            value = after.text.strip()
            taken += 1
            if key == "part" or (key in _DEPARTMENT_KEYS and not department):
                key = normalised(label.text)
            # two blocks side by side: that of the whole term to the left, the annual one to the right
            paired = key in ("fiscal", "other", "carried_over") and "midterm" in self.budget and len(labels) > 1
            if paired and i == labels[0][0]:
                ledger.know(line.grid, after, "whole term")
                continue
            self._set_budget(key, normalised(label.text), value, line.grid, after, ledger, line.at)
        return taken + self._inline_budget(line, ledger)

    def _inline_budget(self, line: Line, ledger: Ledger) -> int:
        taken = 0
        for cell in line.own:
            parts = [_INLINE.match(_LEADING.sub("", normalised(part))) for part in cell.text.split()]
            whole = _INLINE.match(_LEADING.sub("", normalised(cell.text)))
            for inline in [whole] if whole else parts if all(parts) else []:
                if inline is None or (key := money_label(inline.group(1))) is None:
                    continue
                key = inline.group(1) if key == "part" else key
                self._set_budget(key, inline.group(1), inline.group(2), line.grid, cell, ledger, line.at)
                taken += 1
        return taken

    def _set_budget(
        self, key: str, label: str, value: str, grid: Grid, cell: Cell, ledger: Ledger, at: Location
    ) -> None:
        ledger.use(grid, cell, "budget")
        name = key if key not in self.budget else label
        if name not in self.budget:
            self.budget[name] = value
            self.at[name] = at
