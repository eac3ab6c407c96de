"""Monitoring shown: format-free tables, the one JSON document, and the folder of files."""

from __future__ import annotations

import json
from typing import Any

from evaluator.figures import percent_of, share_text
from evaluator.language import pick
from evaluator.monitoring import FormProgress, LineProgress, Monitoring, Standing
from evaluator.scorecards.model import Cell, Table
from evaluator.scorecards.scorecard import ILLUSTRATIVE_EN, ILLUSTRATIVE_ZH, illustrative_note

_WORDS = {
    Standing.BEHIND: ("落后于时间进度", "behind"),
    Standing.IN_STEP: ("不落后", "in step"),
    Standing.CEILING_PASSED: ("已超上限", "ceiling passed"),
    Standing.SHOWN: ("仅列示", "shown"),
    Standing.NOT_STATED: ("未填报", "not stated"),
    Standing.UNSETTLED: ("匹配待定", "match unsettled"),
    Standing.NOT_COMPARABLE: ("不可比", "not comparable"),
    Standing.NOT_APPLICABLE: ("不适用", "n/a"),
}


def standing_text(standing: Standing, lang: str) -> str:
    """The standing in words."""
    return pick(lang, *_WORDS[standing])


def overview_table(made: Monitoring, lang: str) -> Table:
    """One row per form: money and its rate, and how many indicators stand how. No points, no grade."""
    headers = (
        pick(lang, "表", "form"),
        pick(lang, "预算(万元)", "budget"),
        pick(lang, "已执行(万元)", "executed"),
        pick(lang, "执行率", "rate"),
        pick(lang, "执行进度", "execution"),
        pick(lang, "指标数", "indicators"),
        *(standing_text(s, lang) for s in (Standing.BEHIND, Standing.CEILING_PASSED, Standing.NOT_STATED)),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _title(one, lang),
            one.budget,
            one.executed,
            percent_of(one.rate),
            standing_text(one.money, lang),
            len(one.lines),
            one.count(Standing.BEHIND),
            one.count(Standing.CEILING_PASSED),
            one.count(Standing.NOT_STATED),
        )
        for one in made.forms
    )
    title = pick(
        lang,
        f"绩效运行监控：截至 {made.day}，时间进度 {percent_of(made.elapsed)}（{made.days}/{made.days_of_year} 天）",
        f"Monitoring as of {made.day}: {percent_of(made.elapsed)} of the year elapsed "
        f"({made.days} of {made.days_of_year} days)",
    )
    return Table(title, headers, rows, notes(made, lang))


def behind_table(made: Monitoring, lang: str) -> Table:
    """Money and indicators behind the elapsed share of the year, money first, and the ceilings already passed."""
    worth = (Standing.BEHIND, Standing.CEILING_PASSED)
    rows: list[tuple[Cell, ...]] = []
    for one in made.forms:
        if one.money in worth:
            rows.append(_row(one, _money(one, lang), lang))
        rows.extend(_row(one, line, lang) for line in one.lines if line.standing in worth)
    title = pick(lang, "落后于时间进度或已超上限", "Behind the elapsed share, or past a ceiling")
    return Table(title, _headers(lang), tuple(rows), illustrative_note(made.run, lang))


def lines_table(made: Monitoring, lang: str) -> Table:
    """Every form's money and indicators with completion and standing."""
    rows = [_row(one, line, lang) for one in made.forms for line in (_money(one, lang), *one.lines)]
    illustrated = made.run.illustrative
    mark: tuple[Cell, ...] = (pick(lang, "虚构示例", "invented"),) if illustrated else ()
    headers = (*_headers(lang), *((pick(lang, "说明", "remark"),) if illustrated else ()))
    title = pick(lang, "逐项完成情况", "All indicators")
    return Table(title, headers, tuple((*row, *mark) for row in rows), illustrative_note(made.run, lang))


def notes(made: Monitoring, lang: str) -> tuple[str, ...]:
    """Notes under the overview: invented outcomes, that nothing is graded, and our convention."""
    count, year = made.without_year, made.day.year
    undated = pick(
        lang,
        f"{count} 张表没有写明年度，按 {year} 年计算时间进度。",
        f"{count} forms state no year and were taken to be of {year}.",
    )
    return (
        *illustrative_note(made.run, lang),
        *((undated,) if count else ()),
        pick(
            lang,
            "不打分、不评等级。“落后”是本软件的约定，不是办法条文：只用于全年累计的数量、金额、人数等（完成率低于时间进度）和"
            "预算执行率；比率、名次、定性、时限和上限指标只列示，未填报的不算落后。上限指标的完成率是已用去的份额。",
            "Nothing is graded. “Behind” is a convention of ours, not a rule: only counts and amounts that add up over "
            "the year (completion below the elapsed share) and the execution rate are held against the calendar; "
            "shares, ranks, words, dates and ceilings are shown only, and what is not stated is not behind. For a "
            "ceiling, completion is the share of it used up.",
        ),
    )


def monitoring_json(made: Monitoring, lang: str) -> str:
    """The one JSON document as text."""
    return json.dumps(monitoring_object(made, lang), ensure_ascii=False, indent=1) + "\n"


def monitoring_object(made: Monitoring, lang: str) -> dict[str, Any]:
    """All that was found; numbers are strings, shares are fractions of 1 rounded to four places."""
    return {
        "as_of": made.day.isoformat(),
        "elapsed": {"share": share_text(made.elapsed), "days": made.days, "days_of_year": made.days_of_year},
        "illustrative": {"zh": ILLUSTRATIVE_ZH, "en": ILLUSTRATIVE_EN} if made.run.illustrative else None,
        "rulebook": made.run.book.id,
        "notes": list(notes(made, lang)),
        "forms": [_form_json(one) for one in made.forms],
        "findings": [{"file": f.at.file, **f.as_json(lang)} for f in made.findings],
        "unused": [
            {"at": {"file": u.at.file, **u.at.as_json()}, "text": u.text, "reason": u.reason(lang)}
            for u in made.run.unused
        ],
    }


def _headers(lang: str) -> tuple[str, ...]:
    return (
        pick(lang, "表", "form"),
        pick(lang, "一级指标", "level 1"),
        pick(lang, "三级指标", "indicator"),
        pick(lang, "年度指标值", "target"),
        pick(lang, "截至完成值", "outcome"),
        pick(lang, "完成率", "completion"),
        pick(lang, "进度", "standing"),
    )


def _row(one: FormProgress, line: LineProgress, lang: str) -> tuple[Cell, ...]:
    return (
        _title(one, lang),
        line.level1,
        line.indicator,
        line.target,
        line.outcome,
        percent_of(line.completion),
        standing_text(line.standing, lang),
    )


def _money(one: FormProgress, lang: str) -> LineProgress:
    """The money of a form as a line among its indicators."""
    return LineProgress(
        level1=pick(lang, "预算执行率", "execution"),
        level2="",
        indicator=pick(lang, "已执行数÷预算数（万元）", "executed ÷ budget (10⁴ yuan)"),
        target=one.budget,
        outcome=one.executed,
        completion=one.rate,
        standing=one.money,
    )


def _title(one: FormProgress, lang: str) -> str:
    return (pick(lang, "【部门】", "[department] ") if one.form.kind.of_department else "") + one.form.title


def _form_json(one: FormProgress) -> dict[str, Any]:
    form = one.form
    return {
        "file": form.file,
        "form": form.index,
        "kind": form.kind.value,
        "year": form.year,
        "department": form.department,
        "project": form.project,
        "execution": {
            "budget": one.budget or None,
            "executed": one.executed or None,
            "rate": share_text(one.rate),
            "standing": one.money.value,
        },
        "rows": [
            {
                "level1": line.level1,
                "level2": line.level2,
                "indicator": line.indicator,
                "target": line.target,
                "outcome": line.outcome,
                "completion": share_text(line.completion),
                "standing": line.standing.value,
            }
            for line in one.lines
        ],
    }
