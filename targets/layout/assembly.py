"""One piece of a document becomes one form, or one for each project of its table: head, indicators, total, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from targets.kinds.finding import Finding
from targets.kinds.indicators import (
    BudgetAsFullYear,
    ColumnAmbiguous,
    ColumnRepeated,
    ExecutionFromPart,
    ReadingBySums,
    TargetMerged,
    TargetMissing,
    TickAmbiguous,
)
from targets.kinds.location import Location
from targets.language.expression import read_target
from targets.language.interpretation import comparator_of_column
from targets.layout.columns import Columns, Doubt
from targets.layout.formhead import form_head
from targets.layout.ledger import Ledger
from targets.layout.reading import Pass, Project
from targets.layout.rows import RowTexts, points_in_name
from targets.layout.segments import Segment
from targets.layout.summary import summary_of
from targets.layout.values import points_of
from targets.layout.witnesses import LIKELIEST, OTHERS, How, agrees
from targets.model.form import Form, Indicator, full_target, with_unit
from targets.model.identity import indicator_id
from targets.model.labels import (
    split_code,
)
from targets.model.readresult import Skipped
from targets.model.roles import ROLE_WORDS, Role
from targets.model.vocabulary import category, is_management


def comparator_of(symbol: str) -> str:
    """The text of a symbol column where it says how the outcome is held against the value; 定量 does not."""
    return symbol if "定性" in symbol or comparator_of_column(symbol) is not None else ""


@dataclass(slots=True)
class Piece:
    """The yield of one segment: its forms, and the findings about each."""

    forms: list[Form] = field(default_factory=list)
    findings: list[list[Finding]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    summary: Form | None = None


WHY = {
    "nameless": ("这一行没有指标名称", "the row has no indicator name"),
    "blank": ("表样中的空行（如“指标1：”）", "a blank row of the official form (such as 指标1：)"),
    "subtotal": ("小计行", "a partial sum"),
    "task": ("年度任务，不是指标", "a task of the department and no indicator"),
    "unread": ("没有认出的行", "a row that was not recognised"),
    "no-form": ("不是绩效表的表格", "a table that is no performance form"),
    "column": ("没有使用的列", "a column that is not used"),
    "term": ("实施期（中长期）的指标，不计入当年", "of the whole term of the project and not of the year"),
    "cells": ("没有认出的内容", "cells that were not understood"),
}


def skip(at: Location, text: str, why: str) -> Skipped:
    """Something that was not taken, with one of the reasons of ``WHY``."""
    zh, en = WHY[why]
    return Skipped(at=at, text=text, zh=zh, en=en)


def _doubtful(at: Location, doubt: Doubt) -> Finding:
    """A heading whose role is decided by little: both readings, for a person to settle."""
    words = {
        name + ending: text
        for name, role in (("taken", doubt.taken), ("other", doubt.other))
        for ending, text in (("", ROLE_WORDS[role]), ("_en", role.value.replace("_", " ")))
    }
    return ColumnAmbiguous.found(at, heading=doubt.text, **words)


def tabs_of(found: Sequence[Segment]) -> frozenset[str]:
    """The tabs that may name a project: those of sheets that hold one form each, and are no word for a form."""
    tabs = [segment.lines[0].grid.sheet for segment in found if segment.headed]
    return frozenset(tab for tab in tabs if tab and tabs.count(tab) == 1 and not _NO_NAME.fullmatch(tab.strip()))


def assemble(segment: Segment, file: str, ledger: Ledger, tabs: frozenset[str] = frozenset()) -> Piece:
    """The forms that a segment holds, or only what was skipped where it holds none; ``tabs`` are those of
    ``tabs_of``."""
    piece = Piece()
    if not any(line.heading for line in segment.lines):
        for line in (*segment.titles, *segment.lines):
            ledger.know_all(line.grid, line.own, "other table")
        if summary := summary_of(segment, file):
            piece.summary = summary
            return piece
        for line in segment.lines[:1]:
            piece.skipped.append(skip(line.at, segment.title or line.text, "no-form"))
        return piece
    reading, forms = _read(segment, file, ledger, tabs)
    piece.skipped += [skip(*one) for one in reading.skipped]
    piece.skipped += [skip(row.line.at, row.line.text, "term") for row in reading.later[:1]]
    doubts = [_doubtful(at, doubt) for at, doubt in reading.doubts]
    doubts += [ColumnRepeated.found(at, heading=text) for at, text in reading.repeated]
    doubts += [TickAmbiguous.found(segment.lines[0].at, text=text) for text in reading.head.verdict.unclear]
    for form, findings in forms:
        piece.forms.append(form)
        piece.findings.append([*doubts, *findings])
        doubts = []
    return piece


def _read(
    segment: Segment, file: str, ledger: Ledger, tabs: frozenset[str]
) -> tuple[Pass, list[tuple[Form, list[Finding]]]]:
    """The likeliest reading of a segment, or another one with which its forms agree with their own sums."""

    def read(how: How) -> tuple[Pass, list[tuple[Form, list[Finding]]]]:
        reading = Pass(segment, Ledger(), how)
        reading.run()
        return reading, _forms(segment, reading, file, tabs)

    taken = read(LIKELIEST)
    if not all(agrees(form) for form, _ in taken[1]):
        for how, (zh, en) in OTHERS:
            other = read(how)
            if len(other[1]) == len(taken[1]) and _as_much(other[1], taken[1]) and all(agrees(f) for f, _ in other[1]):
                taken = other
                for form, findings in taken[1]:
                    findings.append(ReadingBySums.found(form.at, how=zh, how_en=en))
                break
    ledger.taken.update(taken[0].ledger.taken)
    return taken


def _as_much(other: Sequence[tuple[Form, list[Finding]]], than: Sequence[tuple[Form, list[Finding]]]) -> bool:
    """True if another reading finds no fewer indicators, points, scores and totals: leaving out agrees with all."""

    def held(forms: Sequence[tuple[Form, list[Finding]]]) -> list[int]:
        rows = [row for form, _ in forms for row in form.rows]
        of_rows = [sum(bool(text) for text in (row.target, row.points, row.score, row.actual)) for row in rows]
        return [len(rows), sum(of_rows), sum(form.total_score is not None for form, _ in forms)]

    return all(a >= b for a, b in zip(held(other), held(than), strict=True))


_NO_NAME = re.compile(
    r"(sheet|工作表|表|附件|附表)\s*\d*|.*(自评表?|目标表?|绩效|申报表|汇总|样表|模板|封面|目录).*", re.IGNORECASE
)


def numbered(form: Form, findings: Sequence[Finding], index: int) -> tuple[Form, list[Finding]]:
    """A form with its number in the file, which every place in it and every finding about it then carries."""
    return (
        replace(
            form,
            index=index,
            at=replace(form.at, form=index),
            rows=tuple(replace(row, at=replace(row.at, form=index)) for row in form.rows),
            money_at={line: replace(at, form=index) for line, at in form.money_at.items()},
        ),
        [replace(found, at=replace(found.at, form=index)) for found in findings],
    )


def _forms(segment: Segment, reading: Pass, file: str, tabs: frozenset[str]) -> list[tuple[Form, list[Finding]]]:
    """One form, or one for each project of a table of many."""
    base = form_head(segment, reading, file, tabs)
    columns = reading.columns or Columns(())
    if not columns.has(Role.PROJECT) or not any(project.name for project in reading.projects):
        project = reading.projects[0] if reading.projects else Project()
        for more in reading.projects[1:]:
            project.rows += more.rows
        form, findings = _with_rows(base, project, columns, reading.how)
        if (label := reading.head.money.only_line) is not None and form.kind.has_outcomes:
            findings.append(ExecutionFromPart.found(form.money_place(label), label=label))
        if (
            form.kind.has_outcomes
            and form.execution.get("full_year")
            and not reading.head.money.whole().get("full_year")
        ):
            budget = form.execution["full_year"]
            findings.append(BudgetAsFullYear.found(form.money_place("total"), budget=budget))
        return [(form, findings)]
    found: list[tuple[Form, list[Finding]]] = []
    for project in reading.projects:
        form = _of_project(base, project)
        at = project.rows[0].line.at if project.rows else base.at
        found.append(_with_rows(replace(form, at=at if found else base.at), project, columns, reading.how))
    return found


def _of_project(base: Form, project: Project) -> Form:
    """The head of a form with what its table says of one project in columns."""
    said = project.said
    owner = said.get(Role.DEPARTMENT) or said.get(Role.IMPLEMENTER)
    department, code = split_code(owner) if owner else (base.department, base.department_code)
    execution = {
        role.value: text
        for role in (Role.INITIAL, Role.FULL_YEAR, Role.EXECUTED, Role.RATE)
        if (text := said.get(role)) is not None
    }
    for role, key in ((Role.EXECUTION_POINTS, "points"), (Role.EXECUTION_SCORE, "score")):
        if text := said.get(role):
            execution[key] = text
    budget = dict(base.budget)
    if not base.kind.has_outcomes and execution:
        budget["total"] = execution.get("full_year") or execution.get("initial") or ""
        execution = {}
    of_project = {
        "department-targets": "project-targets",
        "department-self-evaluation": "project-self-evaluation",
    }
    kind = base.kind.__class__(of_project.get(base.kind.value, base.kind.value))
    return replace(
        base,
        kind=kind,
        project=project.name or base.project,
        department=department,
        department_code=code,
        implementer=said.get(Role.IMPLEMENTER, base.implementer),
        execution={**base.execution, **execution} if execution else base.execution,
        budget=budget,
        goal=said.get(Role.GOAL, base.goal),
        total_score=said.get(Role.TOTAL_SCORE, base.total_score),
        grade=said.get(Role.GRADE, base.grade),
    )


def _with_rows(form: Form, project: Project, columns: Columns, how: How) -> tuple[Form, list[Finding]]:
    rows = _points_elsewhere(_indicators(project, columns, form), form, columns, labels=how.labels)
    findings = [
        kind.about(row, **figures)
        for row, texts in zip(rows, project.rows, strict=True)
        for kind, figures in texts.doubts
    ]
    merged = [row for row, texts in zip(rows, project.rows, strict=True) if Role.TARGET in texts.shared]
    findings += [TargetMerged.about(row, target=row.full_target) for row in merged]
    by_rules = not columns.has(Role.TARGET) and (columns.has(Role.POINTS) or columns.has(Role.SCORE))
    if not by_rules:
        scored = columns.has(Role.SCORE)
        missing = [row for row in rows if not row.target and not (scored and is_management(row.level1))]
        findings += [TargetMissing.about(row, name=row.name) for row in missing]
    return replace(form, rows=rows, scored_by_rules=by_rules), findings


def _points_elsewhere(
    rows: tuple[Indicator, ...], form: Form, columns: Columns, *, labels: bool
) -> tuple[Indicator, ...]:
    """Points printed behind names or behind a level that has one indicator, where no column holds them; with
    ``labels`` those are taken although one does."""
    named = [points_in_name(row.name) for row in rows]
    if columns.has(Role.POINTS) and not labels:
        return tuple(
            replace(row, name=name)
            if points is not None and row.points and points_of(row.points) == Decimal(points)
            else row
            for row, (name, points) in zip(rows, named, strict=True)
        )
    if any(points for _, points in named):
        return tuple(replace(row, name=name, points=points) for row, (name, points) in zip(rows, named, strict=True))
    if not form.category_points:
        return rows
    found: list[Indicator] = []
    for row in rows:
        label = f"{row.level1}/{row.level2}"
        second = sum(f"{other.level1}/{other.level2}" == label for other in rows)
        first = sum(other.level1 == row.level1 for other in rows)
        points = form.category_points.get(label) if second == 1 else None
        if points is None and first == 1:
            points = form.category_points.get(row.level1)
        found.append(row if points is None else replace(row, points=points))
    return tuple(found)


def _indicators(project: Project, columns: Columns, form: Form) -> tuple[Indicator, ...]:
    found: list[Indicator] = []
    ids: dict[str, int] = {}
    for row in project.rows:
        one = _indicator(row, columns, form.department or "", form.project or "")
        ids[one.id] = ids.get(one.id, 0) + 1
        found.append(one if ids[one.id] == 1 else replace(one, id=f"{one.id}-{ids[one.id]}"))
    return tuple(found)


def _indicator(row: RowTexts, columns: Columns, department: str, project: str) -> Indicator:
    def column(role: Role) -> str | None:
        return row.text(role) if columns.has(role) else None

    name, target = row.text(Role.NAME), row.text(Role.TARGET)
    symbol, unit = column(Role.SYMBOL), column(Role.UNIT)
    if symbol == "" and row.text(Role.NATURE):
        symbol = row.text(Role.NATURE)
    actual = column(Role.ACTUAL)
    whole = full_target(target, symbol, unit)
    return Indicator(
        id=indicator_id(department, project, row.level1, row.level2, name, whole),
        level1=row.level1,
        level2=row.level2,
        name=name,
        target=target,
        reading=read_target(target, indicator=name, unit=unit or "", symbol=comparator_of(symbol or "")),
        category=category(row.level1, row.level2),
        at=row.line.at,
        actual=None if actual is None else with_unit(actual, row.text(Role.ACTUAL_UNIT)),
        points=column(Role.POINTS),
        score=column(Role.SCORE),
        reason=column(Role.REASON) if columns.has(Role.REASON) else column(Role.REMARK),
        review_actual=column(Role.REVIEW_ACTUAL),
        review_score=column(Role.REVIEW_SCORE),
        symbol=symbol,
        unit=unit,
        evidence=column(Role.EVIDENCE),
        review_reason=column(Role.REVIEW_REASON),
    )
