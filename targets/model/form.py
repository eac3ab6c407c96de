"""Forms and indicators: what a document's tables hold, every text verbatim and with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from targets.kinds.location import Location
from targets.language.reading import Reading


class FormKind(StrEnum):
    """Which of the official forms a table is; a summary (汇总表) has one project in each row and no indicators."""

    PROJECT_TARGETS = "project-targets"
    DEPARTMENT_TARGETS = "department-targets"
    PROJECT_SELF_EVALUATION = "project-self-evaluation"
    DEPARTMENT_SELF_EVALUATION = "department-self-evaluation"
    REVIEW = "review"
    SUMMARY = "summary"

    @property
    def of_department(self) -> bool:
        """True if the form speaks of a whole department."""
        return self.value.startswith("department")

    @property
    def has_outcomes(self) -> bool:
        """True if the form states what happened."""
        return self not in (FormKind.PROJECT_TARGETS, FormKind.DEPARTMENT_TARGETS)


class Category(StrEnum):
    """The level-1 category an indicator's points come from, whatever the wording of the form."""

    COST = "cost"
    OUTPUT = "output"
    EFFECT = "effect"
    SATISFACTION = "satisfaction"
    OTHER = "other"


def full_target(target: str, symbol: str | None, unit: str | None) -> str:
    """A target as one text from the texts of its columns; None is a column that the form does not have."""
    if not target:
        return ""
    before = "" if symbol is None or symbol in ("定性", "定量") or target.startswith(symbol) else symbol
    after = "" if unit is None or target.endswith(unit) else unit
    return f"{before}{target}{after}"


_ONE_NUMBER = re.compile(r"[^\d:/≥≤<>=]{0,8}\d[\d,，]*(\.\d+)?")
_AT_MOST_ONE = re.compile(r"[+-]?(0?\.\d+|[01](\.0*)?)")


def with_unit(actual: str, unit: str) -> str:
    """An outcome whose unit stands in a column of its own, as one text.

    0.95 beside % may be 95 %, so that it stays bare, for the reader of outcomes to doubt.
    """
    share = unit in ("%", "％", "百分比") and _AT_MOST_ONE.fullmatch(actual) is not None
    return f"{actual}{unit}" if unit and _ONE_NUMBER.fullmatch(actual) and not share else actual


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One line to be scored. Texts are as printed; a column that the form does not have is None, an empty cell is
    ``""``.

    ``id`` is stable: the same department, project, levels, name and target give the same id in any format.
    ``symbol`` and ``unit`` are the texts of columns of their own (计算符号, 度量单位); ``target`` is then the bare
    value.
    """

    id: str
    level1: str
    level2: str
    name: str
    target: str
    reading: Reading
    category: Category
    at: Location
    actual: str | None = None
    points: str | None = None
    score: str | None = None
    reason: str | None = None
    review_actual: str | None = None
    review_score: str | None = None
    symbol: str | None = None
    unit: str | None = None
    evidence: str | None = None
    review_reason: str | None = None

    @property
    def full_target(self) -> str:
        """The target as one text, where the form prints comparator, value and unit in columns of their own."""
        return full_target(self.target, self.symbol, self.unit)

    @property
    def full_actual(self) -> str:
        """The outcome as one text, where the form prints its unit in a column of its own; empty where it has none."""
        return with_unit(self.actual or "", self.unit or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One table of a document.

    ``budget`` holds the printed money lines under fixed keys: ``total``, ``fiscal``, ``other``, ``carried_over`` for a
    project; ``income``, ``fiscal``, ``other``, ``total`` (支出预算合计), ``basic``, ``projects`` for a department;
    amounts are
    in ``money_unit``. ``execution`` holds, for the total row of a self-evaluation, ``initial``, ``full_year``,
    ``executed``, ``rate``, ``points``, ``score``, ``reason``; ``fund_rows`` the same for each 其中 row by its
    printed label.
    ``category_points`` holds the points printed in or beside a category's label (产出指标(50分)), by ``level1`` or
    ``level1/level2``.
    ``scored_by_rules`` tells an evaluation sheet: it has points or scores and no column of targets, but rules in words.
    ``heading`` is the form's printed title; ``invented`` tells that 示例数据 or 纯属虚构 stands beside it.
    Money lines of other names stand in ``budget`` under their printed label.
    ``money_at`` has the row of each of these lines, by the same keys (``execution`` for the total row).
    """

    file: str
    index: int
    kind: FormKind
    at: Location
    year: int | None = None
    department: str | None = None
    department_code: str | None = None
    project: str | None = None
    implementer: str | None = None
    money_unit: str = "万元"
    budget: Mapping[str, str] = field(default_factory=dict)
    execution: Mapping[str, str] = field(default_factory=dict)
    fund_rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    goal: str | None = None
    goal_outcome: str | None = None
    rows: tuple[Indicator, ...] = ()
    total_points: str | None = None
    total_score: str | None = None
    grade: str | None = None
    remarks: tuple[str, ...] = ()
    category_points: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""
    money_at: Mapping[str, Location] = field(default_factory=dict)
    scored_by_rules: bool = False
    invented: bool = False

    def money_place(self, line: str = "execution") -> Location:
        """Where a line of the money stands: a key of ``budget`` or a label of ``fund_rows``, ``execution`` for the
        total row of a self-evaluation; the form's first row where that is not known."""
        return self.money_at.get(line, self.at)

    @property
    def title(self) -> str:
        """The name a person calls the form by: its project, or its department."""
        return self.project or self.department or f"{self.file} #{self.index + 1}"

    @property
    def has_cost_category(self) -> bool:
        """True if cost is a level-1 category here (2021 tree) and not a level-2 one under output (2020 tree)."""
        return any(row.category is Category.COST for row in self.rows)
