"""report.html: the run as one self-contained page. Chooses what is shown; the template lays it out
and escapes every text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evaluator.figures import grade_text, percent, points, range_text
from evaluator.findings import severity_label
from evaluator.language import pick
from evaluator.render import html
from evaluator.render.scatter import numbered
from evaluator.run import Run
from evaluator.scorecards.charts import Scatter, completion, completion_of_form, money_by_grade, scatter
from evaluator.scorecards.findingtables import findings_table
from evaluator.scorecards.model import is_number, shown
from evaluator.scorecards.scorecard import (
    illustrative_note,
    provisions_table,
    rating_table,
    scorecard_table,
    summary_table,
)
from evaluator.verdict.departments import Rating
from evaluator.verdict.derivations import execution_steps, line_steps, rating_steps, total_steps
from targets.kinds.finding import Finding, Severity

_FEW_FORMS = 40
_FEW_RATINGS = 3
_FEW_FINDINGS = 60
_NUMBERS = (5, 6, 7)  # completion, points, score of a scorecard


def report_html(run: Run, lang: str, *, paper: bool = False) -> str:
    """The page as text; byte-equal for equal runs.

    ``paper`` leaves out what only unfolds on a screen: the derivations, and of more than forty forms the scorecards and
    the single notes, in place of which it says where they are.
    """
    when = next((form.year for form in run.forms if form.year), None) or ""
    names = list(dict.fromkeys(form.department for form in run.forms if form.department))
    who = "".join(names[:1])
    if len(names) > 1:
        who = pick(lang, f"{who}等 {len(names)} 个部门", f"{who} and {len(names) - 1} more departments")
    summary, provisions, overview = summary_table(run, lang), provisions_table(run, lang), rating_table(run, lang)
    finding_heads = findings_table((), lang).headers[2:]
    brief = paper and len(run.forms) > _FEW_FORMS
    cards = [] if brief else [_card(run, position, lang, paper=paper) for position in range(len(run.forms))]
    chart, bars = scatter(run, lang), _bars(run, lang)
    return html.page(
        "report.html.j2",
        lang=lang,
        t=lambda zh, en: pick(lang, zh, en),
        percent=percent,
        title=pick(lang, f"{who} {when} 年度绩效自评报告", f"{who}: performance evaluation {when}".rstrip()),
        book=run.book,
        files={role: ", ".join(s.name for s in run.sources if s.role == role) for role in ("targets", "actuals")},
        illustrative="".join(illustrative_note(run, lang)),
        paper=paper,
        brief=brief,
        few_forms=_FEW_FORMS,
        few_ratings=_FEW_RATINGS,
        rating_overview=overview,
        ratings=[_rating(run, position, lang) for position in range(len(run.ratings))],
        bars=bars,
        lowest=_lowest(bars),
        cuts=[
            {"at": float(band["from"]), "label": f"{band['grade']} {band['from']}"}
            for band in _grades(run)
            if band["from"]
        ],
        summary=summary,
        chart=chart,
        key=numbered(chart),
        unspent=_unspent(chart, lang),
        parts=_parts(run, lang),
        findings_title=findings_table(run.notices, lang).title,
        finding_heads=finding_heads,
        finding_groups=_finding_groups(run, lang, brief=brief),
        cards=cards,
        provisions=provisions,
        labels={
            "k-ratings": overview.headers,
            "k-summary": summary.headers,
            "k-findings": finding_heads,
            "k-card": [head["text"] for head in cards[0]["headers"]] if cards else (),
            "k-provisions": provisions.headers,
        },
    )


def _grades(run: Run) -> Sequence[Mapping[str, Any]]:
    bands: Sequence[Mapping[str, Any]] = run.book.provision("grades.scale").params["grades"]
    return bands


def _rating(run: Run, position: int, lang: str) -> dict[str, Any]:
    rating: Rating = run.ratings[position]
    return {
        "department": rating.name(lang),
        "views": rating.views(lang),
        "sentence": rating.sentence(lang),
        "steps": rating_steps(run, position, lang),
        "money": [
            {
                "grade": one.grade,
                "projects": one.projects,
                "money": one.money,
                "percent": percent(one.share),
                "share": points(one.share),
            }
            for one in money_by_grade(rating, lang)
        ],
    }


def _bars(run: Run, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "form": position,
            "label": run.forms[position].title,
            "low": total.total_low / 100,
            "high": total.total_high / 100,
            "total": range_text(total.total_low, total.total_high, lang),
            "grade": grade_text(total.grade, total.grade_low, total.grade_high, lang),
        }
        for position, total in enumerate(run.total_rows)
    ]


def _lowest(bars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The bars to draw: all in their order if they are few, else the lowest totals."""
    return bars if len(bars) <= _FEW_FORMS else sorted(bars, key=lambda bar: bar["low"])[:20]


def _unspent(chart: Scatter, lang: str) -> str:
    """The corner of the scatter in words: which forms have money unspent and good results, and by which lines."""
    if chart.rate_line is None:
        return ""
    rate, result, found = percent(chart.rate_line), percent(chart.result_line), chart.unspent
    named = [
        f"{dot.label}（{percent(dot.rate)}）" if lang == "zh" else f"{dot.label} ({percent(dot.rate)})" for dot in found
    ]
    list_zh = ("：" + "、".join(named[:10]) + ("……" if len(named) > 10 else "")) if named else ""
    list_en = (": " + ", ".join(named[:10]) + (" …" if len(named) > 10 else "")) if named else ""
    return pick(
        lang,
        f"钱未用完而效果好的有 {len(found)} 张表{list_zh}。执行率线 {rate} 取自办法（条款 execution.explain）；"
        f"得分率线 {result} 取最高等级的分数线，是本软件的分析，不是办法条文。",
        f"Money unspent with good results: {len(found)}{list_en}. "
        f"The line of {rate} is execution.explain of the rulebook; that of {result} is the highest grade's, "
        "applied to indicators alone: our analysis, not a provision.",
    )


def _parts(run: Run, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "label": part.label,
            "inner": part.inner,
            "lines": part.lines,
            "full": part.full,
            "earned": f"{range_text(part.low, part.high, lang)} / {points(part.points)}",
            "share": _range(part.share(part.low), part.share(part.high), lang),
            "low": points(part.share(part.low)),
            "high": points(part.share(part.high)),
        }
        for part in completion(run, lang)
    ]


def _range(low: int, high: int, lang: str) -> str:
    return percent(low) if low == high else f"{percent(low)} {pick(lang, '至', 'to')} {percent(high)}"


def _finding_groups(run: Run, lang: str, *, brief: bool) -> list[dict[str, Any]]:
    anchors = {
        (form.at.file, form.at.table, indicator.at.row): _anchor(position, row)
        for position, form in enumerate(run.forms)
        for row, indicator in enumerate(form.rows)
    }
    groups = []
    for severity in Severity:
        found = [f for f in run.notices if f.severity is severity]
        if not found:
            continue
        kinds = [("", found)] if len(found) <= _FEW_FINDINGS else _by_kind(found)
        label = f"{severity_label(severity, lang)} {len(found)}"
        groups.append(
            {
                "label": label,
                "css": severity.value,
                "open": severity is not Severity.NOTE and len(found) <= _FEW_FINDINGS,
                "kinds": [
                    {
                        "label": name,
                        "rows": []
                        if brief and severity is Severity.NOTE
                        else [_finding(f, anchors, lang) for f in some],
                    }
                    for name, some in kinds
                ],
            }
        )
    return groups


def _by_kind(found: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Many findings of one severity under one heading per kind, the most frequent kind first."""
    kinds: dict[str, list[Finding]] = {}
    for one in found:
        kinds.setdefault(f"{one.code} {one.name}", []).append(one)
    often = Counter({name: len(some) for name, some in kinds.items()})
    return [(f"{name}（{count}）", kinds[name]) for name, count in sorted(often.items(), key=lambda x: (-x[1], x[0]))]


def _finding(f: Finding, anchors: Mapping[tuple[str, int | None, int | None], str], lang: str) -> dict[str, str]:
    return {
        "code": f.code,
        "name": f.name,
        "place": f.at.text(lang),
        "anchor": anchors.get((f.at.file, f.at.table, f.at.row), ""),
        "indicator": f.indicator or "",
        "message": f.message(lang),
        "remedy": f.remedy(lang),
    }


def _anchor(position: int, row: int) -> str:
    return f"form-{position}-{row}"


def _card(run: Run, position: int, lang: str, *, paper: bool) -> dict[str, Any]:
    table = scorecard_table(run, position, lang)
    total = run.total_rows[position]
    parts = [
        f"{part.label} {range_text(part.low, part.high, lang)} / {points(part.points)}"
        for part in completion_of_form(run, position, lang)
    ]
    first = int(total.first_line)
    rows = []
    for number, cells in enumerate(table.rows):
        is_line = 0 < number < len(table.rows) - 1
        steps: list[dict[str, str]] = []
        if paper:
            pass
        elif number == 0:
            steps = execution_steps(run, position, lang)
        elif not is_line:
            steps = total_steps(run, position, lang)
        else:
            steps = line_steps(run, first + number - 1, lang)
        rows.append(
            {
                "anchor": _anchor(position, number - 1)
                if is_line
                else f"form-{position}-{'execution' if number == 0 else 'total'}",
                "pending": bool(is_line and run.line_rows[first + number - 1].pending),
                "cells": [
                    {
                        "text": shown(cell),
                        "n": is_number(cell) or column in _NUMBERS,
                        "name": column == 2,
                        "steps": steps if column == 8 else [],
                    }
                    for column, cell in enumerate(cells)
                ],
            }
        )
    return {
        "position": position,
        "title": table.title,
        "total": range_text(total.total_low, total.total_high, lang),
        "grade": grade_text(total.grade, total.grade_low, total.grade_high, lang),
        "parts": pick(lang, "；", "; ").join(parts),
        "headers": [{"text": head, "n": column in _NUMBERS} for column, head in enumerate(table.headers)],
        "rows": rows,
        "illustrative": "".join(illustrative_note(run, lang)),
        "notes": table.notes[run.illustrative :],
    }
