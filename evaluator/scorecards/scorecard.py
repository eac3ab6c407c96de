"""The tables of a run, without format: summary, ratings, findings of a form, one scorecard per form,
all indicators, provisions used.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from evaluator.figures import completion_text, grade_text, percent, points, range_text
from evaluator.findings import counts
from evaluator.language import pick
from evaluator.run import Run
from evaluator.scorecards.formjson import findings_by_form
from evaluator.scorecards.model import Cell, Table
from evaluator.verdict.conventions import convention_note, provisions_behind, standing_note
from evaluator.verdict.judgements import judgements_of
from rules.rulebook import Provision
from targets.model.amounts import deviation_text

ILLUSTRATIVE_ZH = "完成值为虚构的示例数据，不是该部门的真实完成情况。"
ILLUSTRATIVE_EN = "The outcomes are invented for illustration; they are not what that department achieved."


def illustrative_note(run: Run, lang: str) -> tuple[str, ...]:
    """The sentence that everything shown from invented outcomes carries, or nothing."""
    return (pick(lang, ILLUSTRATIVE_ZH, ILLUSTRATIVE_EN),) if run.illustrative else ()


def summary_table(run: Run, lang: str) -> Table:
    """One row per form: budget, execution, points, total, grade and how many findings it has."""
    headers = (
        pick(lang, "表", "form"),
        pick(lang, "预算(万元)", "budget"),
        pick(lang, "执行率", "rate"),
        pick(lang, "执行得分", "execution"),
        pick(lang, "指标得分", "indicators"),
        pick(lang, "总分", "total"),
        pick(lang, "等级", "grade"),
        pick(lang, "待定", "pending"),
        pick(lang, "错误/警告/提示", "e/w/n"),
    )
    per_form, _ = findings_by_form(run.forms, run.notices)
    rows: list[tuple[Cell, ...]] = []
    for position, total in enumerate(run.total_rows):
        department = pick(lang, "【部门】", "[department] ") if total.of_department else ""
        rows.append(
            (
                department + run.forms[position].title,
                Decimal(total.budget) if total.budget else None,
                percent(total.rate),
                range_text(total.execution_score, total.execution_score + total.execution_open, lang),
                range_text(total.indicator_score, total.indicator_score + total.indicator_open, lang),
                range_text(total.total_low, total.total_high, lang),
                grade_text(total.grade, total.grade_low, total.grade_high, lang),
                int(total.pending),
                "/".join(str(n) for n in counts(per_form[position])),
            )
        )
    year = next((form.year for form in run.forms if form.year), None)
    title = pick(lang, f"{year or ''}年绩效自评汇总".removeprefix("年"), f"Summary {year or ''}".rstrip())
    legend = pick(
        lang,
        "“错误/警告/提示”为各表的错误、警告、提示数；“待定”为尚不能评分的指标数。",
        "budget in 10⁴ yuan; pending: indicators without a score yet; e/w/n: errors, warnings, notes.",
    )
    return Table(title, headers, tuple(rows), (*illustrative_note(run, lang), legend))


def rating_table(run: Run, lang: str) -> Table:
    """One row per department: its own form, the projects' mean, the rating and the provision it rests on."""
    headers = (
        pick(lang, "部门", "department"),
        pick(lang, "部门自评表", "its own form"),
        pick(lang, "项目加权平均", "projects' mean"),
        pick(lang, "部门评价", "rating"),
        pick(lang, "等级", "grade"),
        pick(lang, "依据", "rests on"),
        pick(lang, "资金按等级", "money by grade"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            rating.name(lang),
            rating.own_text(lang),
            rating.mean_text(lang),
            rating.rating_text(lang),
            grade_text(rating.grade, rating.grade_low, rating.grade_high, lang),
            "" if rating.found.low is None else rating.basis(lang),
            rating.money_text(lang),
        )
        for rating in run.ratings
    ]
    return Table(pick(lang, "部门评价", "Department rating"), headers, tuple(rows), illustrative_note(run, lang))


def _completion(line: Any, lang: str) -> str:
    """The completion, with the deviation behind it where the book shows that."""
    shown = completion_text(line.completion)
    if line.deviation is None or not line.applicable:
        return shown
    return f"{shown}{pick(lang, '，偏离 ', ', deviation ')}{deviation_text(line.deviation)}"


def scorecard_table(run: Run, position: int, lang: str) -> Table:
    """The scorecard of one form: each indicator with target, outcome, completion, points, score and rule;
    execution first, total last.
    """
    total = run.total_rows[position]
    form = run.forms[position]
    headers = (
        pick(lang, "一级指标", "level 1"),
        pick(lang, "二级指标", "level 2"),
        pick(lang, "三级指标", "indicator"),
        pick(lang, "年度指标值", "target"),
        pick(lang, "实际完成值", "outcome"),
        pick(lang, "完成率", "completion"),
        pick(lang, "分值", "points"),
        pick(lang, "得分", "score"),
        pick(lang, "办法条款", "rule"),
        pick(lang, "偏差原因", "reason"),
    )
    provisions = run.book.provisions
    rows: list[tuple[Cell, ...]] = [
        (
            pick(lang, "预算执行率", "execution"),
            "",
            pick(lang, "全年执行数÷全年预算数", "executed ÷ full-year budget"),
            total.full_year or "",
            total.executed or "",
            percent(total.rate),
            points(total.execution_points),
            _pending(lang) if total.execution_pending else points(total.execution_score),
            _rule(provisions, total.execution_provision),
            total.execution_reason,
        )
    ]
    lines = run.lines_of_form(position)
    rows.extend(
        (
            line.level1,
            line.level2,
            line.indicator,
            line.target,
            line.outcome,
            _completion(line, lang),
            points(line.points) if line.applicable else pick(lang, "不适用", "n/a"),
            "" if not line.applicable else _pending(lang) if line.pending else points(line.score),
            _rule(provisions, line.provision) if line.applicable else "",
            line.reason,
        )
        for line in lines
    )
    full = total.execution_points + sum(line.points for line in lines)
    rows.append(
        (
            pick(lang, "总分", "total"),
            "",
            "",
            "",
            "",
            "",
            points(full),
            range_text(total.total_low, total.total_high, lang),
            grade_text(total.grade, total.grade_low, total.grade_high, lang),
            "",
        )
    )
    kind = (
        pick(lang, "部门整体支出绩效自评表", "Department")
        if form.kind.of_department
        else pick(lang, "项目支出绩效自评表", "Project")
    )
    judged = [
        pick(lang, "人的裁量：", "judgement: ") + f"{line.indicator}{pick(lang, '，', ', ')}{judgement.sentence(lang)}"
        for line in lines
        for judgement in judgements_of(line)
    ]
    conventions = (
        convention_note(lines, run.book, lang),
        pick(
            lang,
            "* 该条款为本软件的约定，不是办法条文。",
            "* a convention of ours, not a rule that was read or reported.",
        ),
    )
    notes = (*illustrative_note(run, lang), *judged, *conventions)
    return Table(f"{kind}：{form.title}", headers, tuple(rows), notes)


def indicators_table(run: Run, lang: str) -> Table:
    """Every indicator of every form, for machines: points and scores as numbers, one column per fact."""
    headers = (
        "department",
        "project",
        "id",
        "level1",
        "level2",
        "indicator",
        "target",
        "outcome",
        "matched",
        "completion",
        "points",
        "score",
        "pending",
        "method",
        "provision",
        "standing",
        "reason",
        *(("illustrative",) if run.illustrative else ()),
    )
    rows = tuple(
        (
            run.forms[line.form].department or "",
            run.forms[line.form].project or "",
            line.id,
            line.level1,
            line.level2,
            line.indicator,
            line.target,
            line.outcome,
            line.matched,
            completion_text(line.completion),
            points(line.points),
            None if line.pending else points(line.score),
            "pending" if line.pending else "",
            line.method,
            line.provision,
            line.standing,
            line.reason,
            *((pick(lang, "虚构示例", "invented"),) if run.illustrative else ()),
        )
        for line in run.line_rows
    )
    return Table(pick(lang, "全部指标", "All indicators"), headers, rows)


def provisions_table(run: Run, lang: str) -> Table:
    """The provisions that points of this run rest on: how many lines and points, standing, source, text; and how much
    rests on conventions.
    """
    headers = (
        pick(lang, "条款", "provision"),
        pick(lang, "效力", "standing"),
        pick(lang, "出处", "source"),
        pick(lang, "内容", "text"),
        pick(lang, "指标数", "lines"),
        pick(lang, "分值", "points"),
    )
    used: dict[str, list[int]] = {}
    for line in run.line_rows:
        for _, key in provisions_behind(line):
            if key in run.book.provisions:
                used.setdefault(key, []).append(int(line.points))
    for total in run.total_rows:
        used.setdefault(total.execution_provision, []).append(int(total.execution_points))
    rows = []
    for key, points_used in sorted(used.items()):
        provision = run.book.provisions[key]
        rows.append(
            (
                provision.key,
                pick(lang, provision.standing.zh, provision.standing.en),
                provision.basis(lang),
                pick(lang, provision.text_zh, provision.text_en),
                len(points_used),
                points(sum(points_used)),
            )
        )
    several = pick(
        lang,
        "一项指标可能依据几条条款（计分、分值、识别、裁量），各条都计入。",
        "an indicator may rest on several provisions (score, points, reading, judgement) and counts under each.",
    )
    standings = standing_note(run.line_rows, run.total_rows, run.book, lang)
    notes = (convention_note(run.line_rows, run.book, lang), standings, several)
    return Table(pick(lang, "所用办法条款", "Provisions used"), headers, tuple(rows), notes)


def unused_table(run: Run, lang: str) -> Table:
    """Outcomes that were typed and could not be used, with its place and why."""
    headers = (pick(lang, "位置", "place"), pick(lang, "原因", "why"), pick(lang, "内容", "text"))
    rows = tuple((u.at.text(lang), u.reason(lang), u.text) for u in run.unused)
    return Table(pick(lang, "未采用的内容", "Not used"), headers, rows)


def _pending(lang: str) -> str:
    return pick(lang, "待定", "pending")


def _rule(provisions: Mapping[str, Provision], key: str) -> str:
    """The key, marked with * where the provision is a convention."""
    return f"{key}*" if provisions[key].is_convention else key
