"""All that can be seen of one line of a table: words, how its cells lie under the columns, the margin beside it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from targets.documents.grid import Cell
from targets.layout.columns import Columns
from targets.layout.lines import Line
from targets.layout.values import ValueKind, points_of, value_kind
from targets.model.identity import normalised
from targets.model.labels import (
    execution_heading,
    field_label,
    glued_field,
    is_execution,
    is_execution_rate,
    is_goal_done,
    is_goal_later,
    is_goal_plan,
    is_total_score,
    money_label,
    money_unit_of,
    year_of,
)
from targets.model.roles import OF_PROJECT, Role
from targets.model.vocabulary import (
    is_note,
    is_placeholder,
    is_subtotal,
    is_total,
    level1_category,
    level2_category,
)

LABELS = (Role.LEVEL1, Role.LEVEL2, Role.NAME)
MEASURED = frozenset([Role.TARGET, Role.ACTUAL, Role.POINTS, Role.SCORE])
_MONEY_COLUMNS = frozenset(["initial", "full_year", "executed", "rate"])
_LONG = 60
_MANAGEMENT = re.compile(r"资金管理情况|资金管理|管理情况")
_MONEY_MARGIN = re.compile(r"(预算执行情况|项目资金|资金投入情况|年度资金|资金情况|预算资金情况)([(].*)?$")
_GOALS = re.compile(r".{0,6}(总体|绩效|整体)?目标(完成情况)?\d*")


class Seen(StrEnum):
    """One thing seen of a line; its weight for each kind of line is data (``targets.layout.rowkinds``)."""

    FIELD = "a label of the head"
    BLOCK_LABEL = "a label of a whole block alone"
    PERSON = "a label of a person or date"
    VERDICT = "a label of the total or the grade"
    VERDICT_UNLEVELLED = "a label of the total or the grade outside all levels"
    GLUED = "a label with its value in one cell"
    REMARK_LABEL = "a label of remarks"
    TOTAL = "the word for the total"
    TOTAL_PLACED = "the word for the total with figures under points and score only"
    SUBTOTAL = "the word for a partial sum"
    NOTE = "the beginning of a note"
    MONEY_HEAD = "two or more headings of money"
    MONEY_PAIRS = "a heading of money with its figure beside it"
    MONEY_LABEL = "a label of a money line"
    MONEY_VALUES = "figures beside a money label"
    FIGURES = "figures"
    GOAL_HEAD = "planned and reached goals side by side"
    GOAL_LABEL = "a label of goals"
    TASKS = "a label of tasks"
    CAPTION = "a year or a unit of money alone"
    NAME = "a text of its own in the column of names"
    MEASURED_ONE = "one value in a column of its own"
    MEASURED_MORE = "several values in columns of their own"
    TARGETED = "a target in a column of its own"
    LEVEL = "the name of a level in a column of levels"
    BELOW_LEVEL = "a level that reaches down to it"
    LEVEL_ALONE = "the name of a level and nothing else"
    WIDE = "a text across columns that are to hold one value each"
    ALONE = "one text only"
    LONG = "a long text alone"
    PLACEHOLDER = "a blank of the official form"
    RATE = "the execution rate and nothing else as label"
    BLANK_LABEL = "no text in the columns of names and levels"
    IN_INDICATORS = "beside the margin of the indicators"
    IN_MONEY = "beside the margin of the money"
    IN_TASKS = "beside the margin of the tasks"
    IN_GOALS = "beside the margin of the goals"
    IN_MANAGEMENT = "beside the margin of the management of funds"
    EXECUTION_NAMED = "an execution rate among the labels"


_LEVELLED = frozenset([Seen.LEVEL, Seen.BELOW_LEVEL])


@lru_cache(maxsize=65536)
def label_of(text: str) -> str | None:
    """The field that a cell is the label of, alone or with its value behind it."""
    return field_label(text) or (glued_field(text) or (None, ""))[0]


_UNIT_LINE = re.compile(r"(金额)?单位[:：]?.{0,8}元([(].{0,6}[)])?")


def is_unit_line(line: Line) -> bool:
    """True if a line names the unit of money beside little else: 900101某某法院 | 单位：万元."""
    units = any(_UNIT_LINE.fullmatch(normalised(cell.text)) for cell in line.own)
    return units and len(line.own) <= 3 and not any(level1_category(cell.text) for cell in line.own)


def is_money_head(line: Line) -> bool:
    """True if a line has two or more headings of money columns (年初预算数, 全年执行数 …)."""
    roles = {
        execution_heading(cell.text)
        for cell, after in zip(line.own, [*line.own[1:], None], strict=True)
        if after is None or execution_heading(after.text) or not any(sign.isdigit() for sign in after.text)
    }
    return len(roles & _MONEY_COLUMNS) >= 2


def _money_pairs(line: Line) -> int:
    """Number of headings of money with their figure beside them (全年预算数 100) or behind them (全年预算数：100)."""
    pairs = 0
    for cell, after in zip(line.own, [*line.own[1:], None], strict=True):
        label, _, rest = normalised(cell.text).partition(":")
        if not is_execution(label):
            continue
        beside = after is not None and value_kind(after.text) in (ValueKind.NUMBER, ValueKind.QUANTITY)
        pairs += beside or any(sign.isdigit() for sign in rest)
    return pairs


def seen_of(line: Line, columns: Columns | None) -> frozenset[Seen]:
    """Everything that can be seen of a line; ``columns`` are those of the block it may belong to."""
    found: set[Seen] = set()
    own = line.own
    first = own[0]
    _see_words(line, found)
    _see_margin(line, columns, found)
    if len(own) == 1:
        found.add(Seen.ALONE)
        label = normalised(first.text)
        if len(label) > _LONG:
            found.add(Seen.LONG)
        caption = len(label) <= 24 and field_label(first.text) is None
        if caption and (year_of(first.text) or money_unit_of(first.text)):
            found.add(Seen.CAPTION)
        level = level1_category(first.text) or level2_category(first.text)
        if level and not _reached(line, columns):
            found.add(Seen.LEVEL_ALONE)
    elif is_unit_line(line):
        found.add(Seen.CAPTION)
    if any(points_of(cell.text) is not None for cell in own):
        found.add(Seen.FIGURES)
    if columns is not None:
        _see_columns(line, columns, found)
        if {Seen.NAME, Seen.MONEY_PAIRS, Seen.MEASURED_MORE} <= found and found & _LEVELLED:
            found.discard(Seen.MONEY_PAIRS)  # an indicator called 预算执行率, its points beside it
    if Seen.VERDICT in found and not found & _LEVELLED:
        found.add(Seen.VERDICT_UNLEVELLED)  # below a level it may be the name of an indicator: 考核等次
    return frozenset(found)


def _see_words(line: Line, found: set[Seen]) -> None:
    own = line.own
    first = own[0]
    key, glued = field_label(first.text), glued_field(first.text)
    name = key or (glued[0] if glued else None)
    if glued and not key:
        found.add(Seen.GLUED)
    if name == "person":
        found.add(Seen.PERSON)
    elif name == "note":
        found.add(Seen.REMARK_LABEL)
    elif name == "goal":
        found.add(Seen.GOAL_LABEL)
    elif name == "tasks":
        found.add(Seen.TASKS)
    elif name in ("grade", "total_score"):
        found.add(Seen.VERDICT)
    elif name in ("execution_block", "indicator_block"):
        if len(own) == 1:
            found.add(Seen.BLOCK_LABEL)
    elif name is not None:
        found.add(Seen.FIELD)
    if any(is_total_score(cell.text) or field_label(cell.text) == "grade" for cell in own[1:]):
        found.add(Seen.VERDICT)
    if is_total(first.text) and not level1_category(first.text):
        found.add(Seen.TOTAL)
    if is_subtotal(first.text) or any(is_subtotal(cell.text) for cell in own[1:3]):
        found.add(Seen.SUBTOTAL)
    if is_note(first.text):
        found.add(Seen.NOTE)
    if is_money_head(line):
        found.add(Seen.MONEY_HEAD)
    elif _money_pairs(line):
        found.add(Seen.MONEY_PAIRS)
    labels = [cell for cell in own if money_label(cell.text)]
    if labels:
        found.add(Seen.MONEY_LABEL)
        if any(value_kind(cell.text) in (ValueKind.NUMBER, ValueKind.QUANTITY) for cell in own):
            found.add(Seen.MONEY_VALUES)
    done = any(is_goal_done(cell.text) for cell in own)
    later = any(is_goal_later(cell.text) for cell in own)
    if any(is_goal_plan(cell.text) for cell in own) and (done or later) and len(own) <= 4:
        found.add(Seen.GOAL_HEAD)


def _see_margin(line: Line, columns: Columns | None, found: set[Seen]) -> None:
    left = columns.columns[0].start if columns is not None and columns.columns else None
    for cell in line.cells:
        if left is not None and cell.column >= left:
            if _MONEY_MARGIN.match(normalised(cell.text)):
                found.add(Seen.IN_MONEY)
            elif cell.rowspan > 1 and field_label(cell.text) == "tasks":
                found.add(Seen.IN_TASKS)  # the tasks of a department stand with money of their own
            continue
        if cell.row >= line.row and cell.rowspan == 1:
            continue
        if cell.empty or (cell.row == line.row and len(line.own) == 1):
            continue
        label = normalised(cell.text)
        if len(label) > 24:
            continue
        key = field_label(cell.text)
        if _MANAGEMENT.fullmatch(label):
            found.add(Seen.IN_MANAGEMENT)
        elif key == "tasks":
            found.add(Seen.IN_TASKS)
        elif key == "goal" or _GOALS.fullmatch(label):
            found.add(Seen.IN_GOALS)
        elif key == "execution_block" or label.startswith(("预算执行", "项目资金", "资金投入", "资金情况", "年度资金")):
            found.add(Seen.IN_MONEY)
        elif cell.column == 0 and "指标" in label and not level1_category(label) and not level2_category(label):
            found.add(Seen.IN_INDICATORS)


def _reached(line: Line, columns: Columns | None) -> bool:
    """True if a target or a name from further up reaches down to the line."""
    return columns is not None and any(
        cell.row < line.row and not cell.empty and columns.role_of(cell) in (Role.TARGET, Role.NAME)
        for cell in line.cells
    )


_SUM_OF_ALL = re.compile(r".{0,12}(?:合计|总计|总分|总得分)(?:得分)?(?:[(].*[)])?:?")


def _see_columns(line: Line, columns: Columns, found: set[Seen]) -> None:
    measured: set[Role] = set()
    labels: list[Cell] = []
    for cell in line.cells:
        if cell.empty:
            continue
        role = columns.role_of(cell)
        own = cell.row == line.row
        covered = columns.covered(cell)
        wide = sum(one in MEASURED for one in covered) > 1
        if own and wide:
            found.add(Seen.WIDE)
        if own and not wide and role in MEASURED and not (set(covered) & set(LABELS)):
            measured.add(role)
        if role in LABELS or Role.NAME in covered or (role in (Role.GROUP, None) and own):
            if own and not wide:
                labels.append(cell)
            level = level1_category(cell.text) or level2_category(cell.text)
            if level:
                found.add(Seen.LEVEL if own else Seen.BELOW_LEVEL)
            elif not own and role in (Role.LEVEL1, Role.LEVEL2) and cell.rowspan > 1:
                found.add(Seen.BELOW_LEVEL)
        if own and Role.NAME in covered and not wide:
            if len(set(covered) & set(LABELS)) == len(set(LABELS) & set(columns.roles)) > 1 and line.own[0] is cell:
                continue  # across all labels: 其他需要说明事项, 总分
            found.add(Seen.NAME)
    named_above = any(c.row < line.row and not c.empty and columns.role_of(c) is Role.NAME for c in line.cells)
    if named_above and measured & {Role.POINTS, Role.SCORE, Role.TARGET}:
        found.add(Seen.NAME)
    elif not labels and not any(columns.role_of(c) in LABELS for c in line.own):
        found.add(Seen.BLANK_LABEL)
    if measured:
        found.add(Seen.MEASURED_ONE if len(measured) == 1 else Seen.MEASURED_MORE)
    figures = [columns.role_of(c) for c in line.own[1:] if points_of(c.text) is not None]
    first = line.own[0]
    across = len(set(columns.covered(first)) & set(LABELS)) == len(set(LABELS) & set(columns.roles)) > 1
    if across and _SUM_OF_ALL.fullmatch(normalised(first.text)) and not {Role.TARGET, Role.ACTUAL} & measured:
        found.add(Seen.TOTAL)  # 指标及预算执行合计
    if Seen.TOTAL in found and 0 < len(figures) <= 2 and set(figures) <= {Role.POINTS, Role.SCORE}:
        found.add(Seen.TOTAL_PLACED)
    if Role.TARGET in measured:
        found.add(Seen.TARGETED)
    named = [cell for cell in labels if columns.role_of(cell) not in OF_PROJECT]
    if any(is_placeholder(c.text) for c in labels[-1:]) and not measured:
        found.add(Seen.PLACEHOLDER)
    rates = [c for c in named if is_execution_rate(c.text)]
    above = [c for c in line.cells if c.row < line.row and not c.empty and columns.role_of(c) in LABELS]
    promised = columns.has(Role.TARGET) or columns.has(Role.ACTUAL)  # an evaluation sheet scores the rate as a row
    if rates and promised and len(rates) == len(named) and all(is_execution_rate(c.text) for c in above):
        found.add(Seen.RATE)
    if rates:
        found.add(Seen.EXECUTION_NAMED)
