"""The head and foot of a form: names, codes, year, goals, money, total and grade, remarks, persons.

The same lines are read alike above and below the indicators; what a line is was decided before
(``targets.layout.rowkinds``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from targets.documents.grid import Cell
from targets.layout.ledger import Ledger
from targets.layout.lines import Line
from targets.layout.moneylines import Money
from targets.layout.texts import joined
from targets.layout.values import points_of
from targets.layout.verdict import Verdict
from targets.model.identity import normalised
from targets.model.labels import (
    execution_heading,
    field_label,
    glued_field,
    is_goal_done,
    is_goal_later,
    is_goal_plan,
    is_total_score,
    labelled_parts,
    money_unit_of,
    year_of,
)
from targets.model.roles import RowKind

_BODY = re.compile(r"(局|院|部|委|厅|政府|中心|学校|办公室|大学|委员会|医院|所|站|队|馆|社|会)([(]本级[)])?$")
_SILENT = frozenset(["indicator_block", "execution_block"])


@dataclass(slots=True)
class Head:
    """The head and foot of a form as they are being read."""

    ledger: Ledger
    fields: dict[str, str] = field(default_factory=dict)
    money: Money = field(default_factory=Money)
    verdict: Verdict = field(default_factory=Verdict)
    goals: list[str] = field(default_factory=list)
    goals_done: list[str] = field(default_factory=list)
    money_unit: str | None = None
    goal_columns: list[tuple[str, Cell]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    beneath: list[Cell] = field(default_factory=list)
    """Labels of scores whose figure stands below them."""

    def read(self, line: Line, kind: RowKind) -> bool:
        """Take one line of a kind; False where nothing in it was understood."""
        for cell in line.own:
            self.money_unit = self.money_unit or money_unit_of(cell.text)
        margin = [c for c in line.cells if c.row < line.row or (c.rowspan > 1 and c is line.own[0])]
        self.ledger.know_all(line.grid, margin, "margin")
        if kind is RowKind.TASKS:
            return False
        if kind is RowKind.CAPTION:
            return self._caption(line)
        if kind is RowKind.MONEY_HEAD:
            if self._pairs_of_money(line):
                return True
            self.money.read_headings(line, self.ledger)
            return True
        if kind is RowKind.MONEY:
            self._score_beneath(line, of_execution=True)
            return self.money.read_row(line, self.ledger)
        if kind is RowKind.GOAL_HEAD:
            return self._goal_head(line)
        if kind is RowKind.GOAL:
            self._goal_row(line)
            return True
        if kind in (RowKind.REMARK, RowKind.NOTE, RowKind.MANAGEMENT):
            self._remark(line)
            return True
        return self._fields(line) > 0

    def _caption(self, line: Line) -> bool:
        """A line that names the year or the unit of money (（2023年度）, 单位：万元), and perhaps whose form it is."""
        for cell in line.own:
            self.lines.append(cell.text)
            self.ledger.use(line.grid, cell, "caption")
            glued = [found for part in labelled_parts(cell.text) if (found := glued_field(part))]
            for key, value in glued:
                self.fields.setdefault(key, value)
            if glued:
                continue
            if len(line.own) > 1 and _BODY.search(normalised(cell.text)):
                self.fields.setdefault("reporter", joined(cell.text))
        return True

    # -- label and value ---------------------------------------------------------------------------

    def _fields(self, line: Line) -> int:
        """Fields of a row: label and value in two cells, or glued in one; money, total and grade among them."""
        department = "department" in self.fields and "project" not in self.fields
        money = self.money.read_pairs(line, self.ledger, department=department)
        taken = money
        cells = line.own
        for place, cell in enumerate(cells):
            parts = labelled_parts(cell.text)
            if len(parts) > 1 and (glued_field(parts[0]) or len(cells) == 1):
                taken += self._parts(parts, line, cell)
                continue
            key, value = field_label(cell.text), ""
            key = "total_score" if key is None and place and is_total_score(cell.text) else key
            after = cells[place + 1] if place + 1 < len(cells) else None
            source = cell
            if key:
                self.ledger.know(line.grid, cell, "label")
                if after is not None and not field_label(after.text) and not glued_field(after.text):
                    value, source = after.text, after
            else:
                glued = glued_field(cell.text)
                before = cells[place - 1] if place else None
                if glued is None or (before is not None and field_label(before.text) and place % 2 and len(cells) == 2):
                    continue
                key, value = glued
            if key in _SILENT or key == "goal":
                taken += key in _SILENT and len(cells) == 1
                continue
            taken += 1
            self._take(key, value, line, cell, source)
        if not money and line.own and any(execution_heading(c.text) for c in line.own):
            taken += self._pairs_of_money(line)
        self._score_beneath(line, of_execution=money > 0)
        for cell in cells:
            if not field_label(cell.text) and not self.ledger.used(line.grid, cell):
                taken += self.verdict.take_line(cell.text)
        return taken

    def _parts(self, parts: Sequence[str], line: Line, cell: Cell) -> int:
        """Several labels with their values in one cell."""
        taken = 0
        for part in parts:
            self.lines.append(part)
            glued = glued_field(part)
            if glued is not None:
                self._take(*glued, line, cell, cell)
                taken += 1
            taken += self.verdict.take_line(part)
        if taken or year_of(cell.text) or money_unit_of(cell.text):
            self.ledger.use(line.grid, cell, "caption")
            return max(1, taken)
        return 0

    def _take(self, key: str, value: str, line: Line, label: Cell, source: Cell) -> None:
        """Put the value of one field where it belongs."""
        text = joined(value)
        if not text:
            if key == "total_score":
                self.beneath.append(label)
            return
        if key == "grade":
            if self.verdict.take_grade(value):
                self.ledger.use(line.grid, source, "grade")
            return
        if key == "total_score":
            if self.verdict.take_score(value):
                self.ledger.use(line.grid, source, "total")
            elif points_of(value) is None:
                self.verdict.take_line(f"得分：{value}")
            return
        self.ledger.use(line.grid, source, key)
        if key == "note":
            said = joined(label.text)
            self.remarks.append(said if source is label else f"{said}：{text}")
            self.verdict.take_line(f"{said}：{text}" if source is not label else said)
        elif key not in self.fields:
            self.fields[key] = text

    def _pairs_of_money(self, line: Line) -> bool:
        """年初预算数 100 全年执行数 95 in one row: each heading with its figure beside it."""
        pairs = 0
        cells = line.own
        for one, two in pairwise(cells):
            named = execution_heading(one.text) is not None and execution_heading(two.text) is None
            pairs += named and any(sign.isdigit() for sign in two.text)
        glued = any(c.isdigit() for cell in cells for c in normalised(cell.text).partition(":")[2])
        if pairs < 2 and not glued:
            return False
        return self.money.read_pairs(line, self.ledger, department="department" in self.fields) > 0

    def _score_beneath(self, line: Line, *, of_execution: bool) -> None:
        """A number alone under 自评得分 further up: the total at first, then the score of the execution."""
        for cell in line.own:
            if points_of(cell.text) is None or (line.grid.index, cell.row, cell.column) in self.ledger.taken:
                continue
            if not any(label.column < cell.end and cell.column < label.end for label in self.beneath):
                continue
            if self.verdict.score is None:
                self.verdict.score = cell.text.strip()
                self.ledger.use(line.grid, cell, "total")
            elif of_execution:
                self.money.set_execution("score", cell.text.strip(), line.at)
                self.ledger.use(line.grid, cell, "score")
            else:
                self.ledger.know(line.grid, cell, "score")

    # -- goals -------------------------------------------------------------------------------------

    @staticmethod
    def _goal_word(text: str) -> str | None:
        if is_goal_later(text):
            return "later"
        if is_goal_done(text):
            return "done"
        return "plan" if is_goal_plan(text) or field_label(text) == "goal" else None

    def _goal_head(self, line: Line) -> bool:
        """预期目标 beside 实际完成情况 (or 实施期目标 beside 年度目标): the texts stand below them."""
        heads = [(kind, cell) for cell in line.own if (kind := self._goal_word(cell.text))]
        self.ledger.know_all(line.grid, (cell for _, cell in heads), "heading")
        kinds = [kind for kind, _ in heads]
        if kinds[:1] == ["plan"] and kinds.count("plan") > 1:
            heads = heads[1:]  # 年度总体目标 in the margin
        self.goal_columns = heads
        for (kind, label), value in zip(((self._goal_word(c.text), c) for c in line.own), line.own[1:], strict=False):
            if kind in ("plan", "done") and self._goal_word(value.text) is None and value.column == label.end:
                self.ledger.use(line.grid, value, "goal")
                (self.goals_done if kind == "done" else self.goals).append(value.text.strip())
        self._score_beneath(line, of_execution=False)
        return True

    def _goal_row(self, line: Line) -> None:
        self._score_beneath(line, of_execution=False)
        walking = "plan"
        for cell in line.own:
            word = self._goal_word(cell.text)
            if word is not None:
                walking = word
                self.ledger.know(line.grid, cell, "label")
                continue
            if (line.grid.index, cell.row, cell.column) in self.ledger.taken and cell.rowspan == 1:
                continue
            kind = walking
            for name, head in self.goal_columns:
                if head.column <= cell.column and head.row < cell.row:
                    kind = name
            if kind == "later":
                self.ledger.know(line.grid, cell, "whole term")
                continue
            self.ledger.use(line.grid, cell, "goal")
            (self.goals_done if kind == "done" else self.goals).append(cell.text.strip())

    # -- remarks -----------------------------------------------------------------------------------

    def _remark(self, line: Line) -> None:
        """Words about the form: label and text as one line; a grade or a total in them is taken too."""
        texts = [joined(cell.text) for cell in line.own]
        for cell in line.own:
            self.ledger.use(line.grid, cell, "remark")
        said = f"{texts[0]}：{' '.join(texts[1:])}" if len(texts) > 1 else texts[0]
        self.remarks.append(said)
        self.verdict.take_line(said)
        if len(line.own) > 1:
            for label, value in pairwise(line.own):
                if field_label(label.text) == "grade" or "结论" in label.text:
                    self.verdict.take_grade(value.text)


def texts_about(head: Head, title: str, prose: Sequence[str]) -> list[str]:
    """The texts that may name the year of a form, the likeliest first."""
    return [title, *prose, *([head.fields["year"]] if "year" in head.fields else []), *head.lines]
