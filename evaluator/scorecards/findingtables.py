"""Findings as tables: every one of them for a file, and a digest for a screen."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.findings import counts, severity_label
from evaluator.language import pick
from evaluator.scorecards.formjson import departments_of
from evaluator.scorecards.model import Cell, Table
from targets.kinds.finding import Finding, Kind, Severity
from targets.model.form import Form


def findings_table(found: Sequence[Finding], lang: str, forms: Sequence[Form] | None = None) -> Table:
    """Findings as a table: severity, code and name, place, indicator, message, remedy; with the department of the form
    that each is of, where the forms are given.
    """
    headers: tuple[str, ...] = (
        pick(lang, "级别", "severity"),
        pick(lang, "代码", "code"),
        pick(lang, "名称", "name"),
        pick(lang, "位置", "place"),
        pick(lang, "指标", "indicator"),
        pick(lang, "问题", "message"),
        pick(lang, "处理建议", "remedy"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            severity_label(f.severity, lang),
            f.code,
            f.name,
            f.at.text(lang),
            f.indicator or "",
            f.message(lang),
            f.remedy(lang),
        )
        for f in found
    )
    if forms is not None:
        headers = (*headers[:3], pick(lang, "部门", "department"), *headers[3:])
        named = zip(rows, departments_of(forms, found), strict=True)
        rows = tuple((*row[:3], department, *row[3:]) for row, department in named)
    return Table(_title(found, lang), headers, rows)


def findings_digest(found: Sequence[Finding], lang: str, *, notes: bool = False, grouped: bool = False) -> Table:
    """Findings for a screen: errors and warnings one by one (one line per kind where ``grouped``), notes one line per
    kind; ``notes`` asks for each of them.
    """
    headers = (
        pick(lang, "级别", "severity"),
        pick(lang, "疑点", "finding"),
        pick(lang, "位置", "place"),
        pick(lang, "问题与处理建议", "what is the matter → what to do"),
    )
    rows = [
        (
            severity_label(f.severity, lang),
            f"{f.code} {f.name}",
            f.at.text(lang),
            (f"{f.indicator}: " if f.indicator else "") + f"{f.message(lang)} → {f.remedy(lang)}",
        )
        for f in found
        if notes or (f.severity is not Severity.NOTE and not grouped)
    ]
    if not notes:
        by_kind: dict[tuple[Severity, Kind], list[Finding]] = {}
        for f in found:
            if grouped or f.severity is Severity.NOTE:
                by_kind.setdefault((f.severity, f.kind), []).append(f)
        for (severity, kind), group in sorted(
            by_kind.items(), key=lambda item: (item[0][0].rank, -len(item[1]) if grouped else 0, item[0][1].code)
        ):
            first = group[0]
            more = pick(lang, f"共 {len(group)} 处，例如 ", f"{len(group)} times, such as ") if len(group) > 1 else ""
            about = f"{first.indicator}: " if first.indicator else ""
            rows.append(
                (
                    severity_label(severity, lang),
                    f"{kind.code} {kind.name}",
                    first.at.text(lang),
                    more + about + first.message(lang),
                )
            )
    hint = pick(lang, "提示按种类合并；--full 逐条列出。", "Notes are shown once per kind; --full lists each.")
    if grouped:
        hint = pick(
            lang,
            "错误、警告、提示均按种类合并；--full 或 findings.csv 逐条列出。",
            "All are shown once per kind; --full or findings.csv lists each.",
        )
    merged = not notes and any(grouped or f.severity is Severity.NOTE for f in found)
    return Table(_title(found, lang), headers, tuple(rows), (hint,) if merged else ())


def _title(found: Sequence[Finding], lang: str) -> str:
    errors, warnings, notes = counts(found)
    return pick(
        lang,
        f"疑点：错误 {errors}，警告 {warnings}，提示 {notes}",
        f"Findings: {errors} errors, {warnings} warnings, {notes} notes",
    )
