"""``evaluator read``: what was understood of documents, and what was not."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence

from evaluator.commands.progress import kept_readings, progress_on_terminal, tell_failed
from evaluator.findings import in_order
from evaluator.language import pick
from evaluator.named import refuse_options
from evaluator.render import csvfile, terminal
from evaluator.scorecards.formjson import findings_by_form, read_json
from evaluator.scorecards.model import Table
from targets.forms import ReadResult, read_many
from targets.kinds.finding import Finding
from targets.model.form import Form, FormKind

_MONEY = {
    "total": ("合计", "total"),
    "income": ("收入合计", "income"),
    "basic": ("基本支出", "basic"),
    "projects": ("项目支出", "projects"),
    "fiscal": ("财政拨款", "fiscal"),
    "carried_over": ("上年结转", "carried over"),
    "other": ("其他资金", "other"),
    "midterm": ("实施期总额", "whole term"),
    "initial": ("年初预算数", "opening budget"),
    "full_year": ("全年预算数", "full-year budget"),
    "executed": ("全年执行数", "executed"),
    "rate": ("执行率", "rate"),
    "points": ("分值", "points"),
    "score": ("得分", "score"),
}
_KINDS = {
    FormKind.PROJECT_TARGETS: ("项目绩效目标表", "project targets"),
    FormKind.DEPARTMENT_TARGETS: ("部门整体绩效目标表", "department targets"),
    FormKind.PROJECT_SELF_EVALUATION: ("项目绩效自评表", "project self-evaluation"),
    FormKind.DEPARTMENT_SELF_EVALUATION: ("部门整体绩效自评表", "department self-evaluation"),
    FormKind.REVIEW: ("绩效复核表", "review"),
    FormKind.SUMMARY: ("绩效自评汇总表", "summary"),
}
_COLUMNS = (
    ("level1", "一级指标", "level 1"),
    ("level2", "二级指标", "level 2"),
    ("name", "三级指标", "indicator"),
    ("full_target", "指标值", "target"),
    ("actual", "实际完成值", "outcome"),
    ("points", "分值", "points"),
    ("score", "得分", "score"),
    ("reason", "原因", "reason"),
    ("review_actual", "复核完成值", "outcome (review)"),
    ("review_score", "复核得分", "score (review)"),
)


def run(args: argparse.Namespace) -> int:
    """Print what was read; 2 where a file could not be used (the others are printed all the same), else 0."""
    if args.doubts and not args.scans:
        refuse_options(["--doubts"], ("只与 --scans 一起用", "goes with --scans only"))
    result = read_many(
        args.files, jobs=max(1, args.jobs), progress=progress_on_terminal(args.lang), cache=kept_readings(args)
    )
    if args.format == "json":
        json.dump(read_json(result, args.lang), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    elif args.format == "csv":
        sys.stdout.write(csvfile.render(_flat(result.forms, args.lang)).decode("utf-8"))
    else:
        _print(result, args.lang)
    tell_failed(result.failed, args.lang)
    return 2 if result.failed else 0


def form_table(form: Form, lang: str) -> Table:
    """A form's indicators as a table; columns that the form does not have are left out."""
    columns = [c for c in _COLUMNS if any(getattr(row, c[0]) is not None for row in form.rows)]
    kind = pick(lang, *_KINDS[form.kind])
    title = f"{form.file} {pick(lang, '表', 'form ')}{form.index + 1}  {kind}  {form.title}"
    if form.year:
        title += f"  {form.year}"
    if form.project and form.department:
        title += f"  {form.department}"
    return Table(
        title=title,
        headers=tuple(pick(lang, zh, en) for _, zh, en in columns),
        rows=tuple(tuple(getattr(row, name) or "" for name, _, _ in columns) for row in form.rows),
        notes=tuple(_money(form, lang)),
    )


def _money(form: Form, lang: str) -> list[str]:
    """The money and the total of a form, one line each, as printed."""
    notes = []
    if form.budget:
        notes.append(f"{pick(lang, '预算', 'budget')} ({form.money_unit}): " + _pairs(form.budget, lang))
    if form.execution:
        notes.append(f"{pick(lang, '执行', 'execution')} ({form.money_unit}): " + _pairs(form.execution, lang))
    notes += [f"  {label}: {_pairs(values, lang)}" for label, values in form.fund_rows.items()]
    if form.total_points or form.total_score or form.grade:
        notes.append(
            f"{pick(lang, '总分', 'total')}: {form.total_points or ''} / {form.total_score or ''} "
            f"{form.grade or ''}".rstrip()
        )
    return notes


def _pairs(values: Mapping[str, str], lang: str) -> str:
    """Figures with their labels; a label of the form's own that has no key here stands as printed."""
    return pick(lang, "，", ", ").join(
        f"{pick(lang, *_MONEY[key]) if key in _MONEY else key} {value}" for key, value in values.items() if value
    )


def _flat(forms: Sequence[Form], lang: str) -> Table:
    """All indicators of all forms in one table for machines."""
    extra = ("year", "department", "project", "file", "form", "row")
    rows = [
        (
            *(getattr(row, name) or "" for name, _, _ in _COLUMNS),
            str(form.year or ""),
            form.department or "",
            form.project or "",
            form.file,
            str(form.index),
            str(row.at.row if row.at.row is not None else ""),
            row.id,
        )
        for form in forms
        for row in form.rows
    ]
    return Table(title="", headers=(*(name for name, _, _ in _COLUMNS), *extra, "id"), rows=tuple(rows))


def _print(result: ReadResult, lang: str) -> None:
    per_form, loose = findings_by_form(result.forms, result.findings)
    for form, found in zip(result.forms, per_form, strict=True):
        print(terminal.render(form_table(form, lang)))
        _print_findings(found, lang)
    for form in result.summaries:
        rows = tuple((name, *(values.get(key, "") for key in _SUMMARY)) for name, values in form.fund_rows.items())
        print(
            terminal.render(
                Table(title=f"{form.file}  {form.heading or form.title}", headers=("", *_SUMMARY), rows=rows)
            )
        )
    _print_findings(loose, lang)
    if result.skipped:
        print(pick(lang, "没有读的：", "not understood:"))
        for one in result.skipped:
            print(terminal.wrapped(f"{one.at.text(lang)}: {one.reason(lang)}: {one.text[:80]}", indent="  "))
    rows_read = sum(len(form.rows) for form in result.forms)
    print(
        pick(
            lang,
            f"共 {len(result.forms)} 张表、{rows_read} 个指标；{len(result.findings)} 个疑点，"
            f"{len(result.skipped)} 处未读。",
            f"{len(result.forms)} forms, {rows_read} indicators; {len(result.findings)} findings, "
            f"{len(result.skipped)} not understood.",
        )
    )


_SUMMARY = ("initial", "full_year", "executed", "rate", "score", "grade")


def _print_findings(found: Sequence[Finding], lang: str) -> None:
    for one in in_order(found):
        said = f"{one.code} {one.name} [{one.severity}] {one.at.text(lang)}: {one.message(lang)}"
        print(terminal.wrapped(said, indent="  "))
        print(terminal.wrapped(f"→ {one.remedy(lang)}", indent="    "))
    if found:
        print()
