"""Tables of an audit, without format: per form, per department, per finding, and each claim beside what follows."""

from __future__ import annotations

from collections import Counter

from evaluator.auditing.run import Audit
from evaluator.figures import grade_text, points, range_text
from evaluator.findings import counts, severity_label
from evaluator.language import pick
from evaluator.scorecards.formjson import findings_by_form
from evaluator.scorecards.model import Cell, Table
from targets.kinds.finding import Finding, Severity


def forms_table(done: Audit, lang: str, *, departments: bool = False) -> Table:
    """One row per self-evaluation: printed and recomputed total, printed and recomputed grade, findings; its department
    first where wanted.
    """
    headers = (
        *((pick(lang, "部门", "department"),) if departments else ()),
        pick(lang, "文件", "file"),
        pick(lang, "表", "form"),
        pick(lang, "填报总分", "printed total"),
        pick(lang, "重算总分", "recomputed"),
        pick(lang, "填报等级", "printed grade"),
        pick(lang, "重算等级", "recomputed grade"),
        pick(lang, "错误/警告/提示", "err/warn/note"),
    )
    per_form, _ = findings_by_form(done.forms, done.notices)
    rows: list[tuple[Cell, ...]] = []
    assumed = done.done.assumed_points
    taken = pick(lang, "（分值按办法）", " (points by the rulebook)")
    for number, (form, total, own) in enumerate(zip(done.forms, done.done.total_rows, per_form, strict=True)):
        if not form.kind.has_outcomes:
            continue
        rows.append(
            (
                *((form.department or "",) if departments else ()),
                form.file,
                form.title,
                form.total_score or "",
                range_text(total.total_low, total.total_high, lang) + (taken if number in assumed else ""),
                form.grade or "",
                "" if number in assumed else grade_text(total.grade, total.grade_low, total.grade_high, lang),
                "/".join(map(str, counts(own))),
            )
        )
    title = pick(lang, f"自评表审核（办法 {done.book.id}）", f"Self-evaluations audited (rulebook {done.book.id})")
    return Table(title, headers, tuple(rows))


def departments_table(done: Audit, lang: str) -> Table:
    """One row per department: forms, and errors, warnings and notes among them."""
    per_form, _ = findings_by_form(done.forms, done.notices)
    found: dict[str, list[Finding]] = {}
    forms: Counter[str] = Counter()
    for form, own in zip(done.forms, per_form, strict=True):
        name = form.department or pick(lang, "（未写部门）", "(no department)")
        forms[name] += 1
        found.setdefault(name, []).extend(own)
    headers = tuple(pick(lang, "部门,表,错误,警告,提示", "department,forms,errors,warnings,notes").split(","))
    rows = tuple((name, forms[name], *counts(own)) for name, own in sorted(found.items()))
    return Table(pick(lang, "按部门", "By department"), headers, rows)


def kinds_table(done: Audit, lang: str) -> Table:
    """One row per kind of finding and severity: how often, and in how many forms."""
    per_form, loose = findings_by_form(done.forms, done.notices)
    often: Counter[tuple[int, str, str]] = Counter()
    forms: Counter[tuple[int, str, str]] = Counter()
    for own in (*per_form, loose):
        keys = [(f.severity.rank, f.code, f.name) for f in own]
        often.update(keys)
        forms.update(set(keys))
    headers = tuple(pick(lang, "级别,疑点,处数,表数", "severity,finding,times,forms").split(","))
    rows = tuple(
        (severity_label(list(Severity)[key[0]], lang), f"{key[1]} {key[2]}", often[key], forms[key])
        for key in sorted(often)
    )
    return Table(pick(lang, "按疑点", "By finding"), headers, rows)


_OF_LINES = ("pending", "score", "provision", "points", "unplaced")


def claims_table(done: Audit, position: int, lang: str) -> Table:
    """The rows of one form: what is claimed beside what follows, and beside a reviewer's scores where there are any."""
    reviewed = any(claim.line in done.reviews for claim in done.done.by_form[position])
    headers = (
        pick(lang, "三级指标", "indicator"),
        pick(lang, "指标值", "target"),
        pick(lang, "实际完成值", "outcome"),
        pick(lang, "分值", "points"),
        pick(lang, "填报得分", "claimed"),
        pick(lang, "重算得分", "recomputed"),
        *((pick(lang, "复核得分", "reviewed"),) if reviewed else ()),
        pick(lang, "办法条款", "rule"),
    )
    table = {name: done.done.scored.table[name] for name in _OF_LINES}
    taken = pick(lang, "（按办法）", " (by the rulebook)")
    rows: list[tuple[Cell, ...]] = []
    for claim in done.done.by_form[position]:
        unplaced = bool(table["unplaced"][claim.line])
        pending = bool(table["pending"][claim.line]) or unplaced
        worth = row.points if (row := claim.row).points else f"{points(table['points'][claim.line])}{taken}"
        ours: Cell = pick(lang, "待定", "pending") if pending else points(table["score"][claim.line])
        rows.append(
            (
                row.name,
                row.full_target,
                row.actual or "",
                "" if unplaced else worth,
                row.score or "",
                ours,
                *((done.reviews[claim.line].text if claim.line in done.reviews else "",) if reviewed else ()),
                str(table["provision"][claim.line]),
            )
        )
    return Table(done.forms[position].title, headers, tuple(rows))
