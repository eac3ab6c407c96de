"""All kinds of findings of all stages in one place: looked up by code or name, sorted for showing."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from string import Formatter

from actuals import codes as outcome_codes
from evaluator.auditing import codes as audit_codes
from evaluator.language import pick
from evaluator.scorecards.model import Table
from evaluator.verdict import codes as evaluation_codes
from rules import codes as rule_codes
from targets import codes as target_codes
from targets.errors import InputError
from targets.finding import Finding, Kind, Severity


@cache
def kinds() -> dict[str, type[Kind]]:
    """Every kind by its permanent name, in the order of codes; two kinds of one name or code are a fault of ours."""
    found: dict[str, type[Kind]] = {}
    for stage in (target_codes, outcome_codes, rule_codes, evaluation_codes, audit_codes):
        for kind in stage.KINDS:
            if kind.name in found or any(kind.code == other.code for other in found.values()):
                raise RuntimeError(f"finding {kind.code} {kind.name} is defined twice")
            found[kind.name] = kind
    return dict(sorted(found.items(), key=lambda item: item[1].code))


def kind_of(code_or_name: str) -> type[Kind]:
    """The kind that a person means by ``T101`` or ``comparator-missing``; InputError with the nearest
    names otherwise.
    """
    asked = code_or_name.strip()
    for kind in kinds().values():
        if asked.lower() in (kind.name, kind.code.lower()):
            return kind
    near = difflib.get_close_matches(asked.lower(), kinds(), n=3, cutoff=0.5)
    raise InputError(
        f"没有名为“{asked}”的疑点" + (f"；最接近的是 {'、'.join(near)}" if near else ""),
        f"there is no finding {asked!r}" + (f"; nearest: {', '.join(near)}" if near else ""),
    )


def figures_of(kind: type[Kind]) -> tuple[str, ...]:
    """The names of figures that the sentences of a kind are filled with, sorted."""
    texts = (kind.zh, kind.en, kind.remedy_zh, kind.remedy_en)
    return tuple(sorted({name for text in texts for _, name, _, _ in Formatter().parse(text) if name}))


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by place, then by code: the order in which findings are shown and saved."""
    return tuple(
        sorted(
            found,
            key=lambda f: (
                f.severity.rank,
                f.at.file,
                -1 if f.at.table is None else f.at.table,
                -1 if f.at.row is None else f.at.row,
                f.code,
                sorted(f.figures.items()),
            ),
        )
    )


def severity_label(severity: Severity, lang: str) -> str:
    """错误, 警告, 提示."""
    zh = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
    return pick(lang, zh[severity], severity.value)


def counts(found: Sequence[Finding]) -> tuple[int, int, int]:
    """How many errors, warnings and notes."""
    by = Counter(f.severity for f in found)
    return by[Severity.ERROR], by[Severity.WARNING], by[Severity.NOTE]


def findings_table(found: Sequence[Finding], lang: str) -> Table:
    """Findings as a table: severity, code and name, place, indicator, message, remedy."""
    headers = (
        pick(lang, "级别", "severity"),
        pick(lang, "代码", "code"),
        pick(lang, "名称", "name"),
        pick(lang, "位置", "place"),
        pick(lang, "指标", "indicator"),
        pick(lang, "问题", "message"),
        pick(lang, "改法", "remedy"),
    )
    rows = tuple(
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
    return Table(_title(found, lang), headers, rows)


def findings_digest(found: Sequence[Finding], lang: str, *, notes: bool = False) -> Table:
    """Findings for a screen: errors and warnings one by one, notes one line per kind unless ``notes`` asks for all."""
    headers = (
        pick(lang, "级别", "severity"),
        pick(lang, "疑点", "finding"),
        pick(lang, "位置", "place"),
        pick(lang, "问题与改法", "what is the matter → what to do"),
    )
    rows = [
        (
            severity_label(f.severity, lang),
            f"{f.code} {f.name}",
            f.at.text(lang),
            (f"{f.indicator}: " if f.indicator else "") + f"{f.message(lang)} → {f.remedy(lang)}",
        )
        for f in found
        if notes or f.severity is not Severity.NOTE
    ]
    if not notes:
        by_kind: dict[type[Kind], list[Finding]] = {}
        for f in found:
            if f.severity is Severity.NOTE:
                by_kind.setdefault(f.kind, []).append(f)
        for kind, group in sorted(by_kind.items(), key=lambda item: item[0].code):
            first = group[0]
            more = pick(lang, f"共 {len(group)} 处，例如 ", f"{len(group)} times, such as ") if len(group) > 1 else ""
            about = f"{first.indicator}: " if first.indicator else ""
            rows.append(
                (
                    severity_label(Severity.NOTE, lang),
                    f"{kind.code} {kind.name}",
                    first.at.text(lang),
                    more + about + first.message(lang),
                )
            )
    hint = pick(lang, "提示按种类合并；--full 逐条列出。", "Notes are shown once per kind; --full lists each.")
    return Table(_title(found, lang), headers, tuple(rows), () if notes else (hint,))


def _title(found: Sequence[Finding], lang: str) -> str:
    errors, warnings, notes = counts(found)
    return pick(
        lang,
        f"疑点：错误 {errors}，警告 {warnings}，提示 {notes}",
        f"Findings: {errors} errors, {warnings} warnings, {notes} notes",
    )
