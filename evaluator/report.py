"""report.html: the run as one self-contained page. Chooses what is shown; the template lays it out
and escapes every text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from evaluator.derivations import execution_steps, line_steps
from evaluator.findings import findings_table, severity_label
from evaluator.language import pick
from evaluator.run import Run
from evaluator.scorecard import (
    grade_text,
    illustrative_note,
    percent,
    provisions_table,
    scorecard_table,
    summary_table,
)
from evaluator.tables import Table, is_number, range_text, shown
from targets.finding import Severity

if TYPE_CHECKING:
    from jinja2 import Template


def report_html(run: Run, lang: str) -> str:
    """The page as text; byte-equal for equal runs."""
    year = next((form.year for form in run.forms if form.year), None)
    who = next((form.department for form in run.forms if form.department), "")
    title = pick(lang, f"{who} {year or ''} 年度绩效自评报告", f"{who}: performance evaluation {year or ''}".rstrip())
    return _template().render(
        lang=lang,
        t=lambda zh, en: pick(lang, zh, en),
        title=title,
        book=run.book,
        files={role: ", ".join(s.name for s in run.sources if s.role == role) for role in ("targets", "actuals")},
        illustrative="".join(illustrative_note(run, lang)),
        ratings=[_rating(rating, lang) for rating in run.ratings],
        bars=_bars(run, lang),
        cuts=[
            {"at": float(band["from"]), "label": f"{band['grade']} {band['from']}"}
            for band in _grades(run)
            if band["from"]
        ],
        summary=summary_table(run, lang),
        findings_title=findings_table(run.notices, lang).title,
        finding_heads=findings_table((), lang).headers[2:],
        finding_groups=_finding_groups(run, lang),
        cards=[_card(run, position, lang) for position in range(len(run.forms))],
        provisions=provisions_table(run, lang),
    )


def _grades(run: Run) -> Sequence[Mapping[str, Any]]:
    bands: Sequence[Mapping[str, Any]] = run.book.provision("grades.scale").params["grades"]
    return bands


@cache
def _template() -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def source(name: str) -> str:
        return files("evaluator.render").joinpath(name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    small = environment.get_template("table.html.j2")
    # The rendered table is marked safe because it was escaped by the same environment.
    environment.globals["table"] = lambda table: Markup(small.render(table=_cells(table)))  # noqa: S704
    return environment.get_template("report.html.j2")


def _cells(table: Table) -> dict[str, Any]:
    return {
        "headers": table.headers,
        "rows": [[{"text": shown(cell), "n": is_number(cell)} for cell in row] for row in table.rows],
        "notes": table.notes,
    }


def _rating(rating: Any, lang: str) -> dict[str, Any]:
    return {
        "department": rating.department,
        "views": rating.views(lang),
        "sentence": rating.sentence(lang),
        "money": [{"grade": grade, "share": percent(share).removesuffix("%")} for grade, share in rating.money(lang)],
    }


def _bars(run: Run, lang: str) -> list[dict[str, Any]]:
    bars = []
    for position, total in enumerate(run.total_rows):
        title = run.forms[position].title
        bars.append(
            {
                "label": title,
                "low": total.total_low / 100,
                "high": total.total_high / 100,
                "total": range_text(total.total_low, total.total_high, lang),
                "grade": grade_text(total.grade, total.grade_low, total.grade_high, lang),
            }
        )
    return bars


def _finding_groups(run: Run, lang: str) -> list[dict[str, Any]]:
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
        rows = [
            {
                "label": severity_label(severity, lang),
                "code": f.code,
                "name": f.name,
                "place": f.at.text(lang),
                "anchor": anchors.get((f.at.file, f.at.table, f.at.row), ""),
                "indicator": f.indicator or "",
                "message": f.message(lang),
                "remedy": f.remedy(lang),
            }
            for f in found
        ]
        label = f"{severity_label(severity, lang)} {len(found)}"
        groups.append({"label": label, "css": severity.value, "open": severity is not Severity.NOTE, "rows": rows})
    return groups


def _anchor(position: int, row: int) -> str:
    return f"form-{position}-{row}"


def _card(run: Run, position: int, lang: str) -> dict[str, Any]:
    table = scorecard_table(run, position, lang)
    total = run.total_rows[position]
    first = int(total.first_line)
    rows = []
    for number, cells in enumerate(table.rows):
        is_line = 0 < number < len(table.rows) - 1
        steps: list[dict[str, str]] = []
        if number == 0:
            steps = execution_steps(run, position, lang)
        elif is_line:
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
                        "n": is_number(cell),
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
        "headers": [{"text": head, "n": column in (6, 7)} for column, head in enumerate(table.headers)],
        "rows": rows,
        "illustrative": "".join(illustrative_note(run, lang)),
        "notes": table.notes[run.illustrative :],
    }
