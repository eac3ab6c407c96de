"""The ranking as files: a page that sorts without a network, a workbook, tables for machines."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from importlib.resources import files
from typing import Any

from evaluator.language import pick
from evaluator.render import csvfile, html, workbook
from evaluator.render.listing import form_of
from evaluator.run import Run
from evaluator.scorecards.model import Cell, Table, is_number, shown
from evaluator.scorecards.ranking import rank_departments, rank_forms
from evaluator.scorecards.rankingtables import departments_table, distribution_table, projects_table, ranking_tables
from evaluator.scorecards.scorecard import illustrative_note

PAGE, WORKBOOK = "ranking.html", "排名.xlsx"
_LEADING = re.compile(r"-?\d+(?:\.\d+)?")


def ranking_files(run: Run, lang: str) -> dict[str, bytes]:
    """``ranking.html``, ``排名.xlsx``, ``projects.csv``; ``departments.csv`` where there are several."""
    projects = projects_table(run, rank_forms(run), lang)
    sheets = [form_of(projects, "项目排名"), form_of(distribution_table(run, lang), "等级分布")]
    made = {PAGE: ranking_html(run, lang).encode("utf-8"), "projects.csv": csvfile.render(projects)}
    if len(run.ratings) > 1:
        departments = departments_table(run, rank_departments(run), lang)
        sheets.insert(0, form_of(departments, "部门排名"))
        made["departments.csv"] = csvfile.render(departments)
    return {**made, WORKBOOK: workbook.render(*sheets)}


def ranking_html(run: Run, lang: str) -> str:
    """The ranking as one page: complete without script, sorted by a small script where one may run."""
    script = files("evaluator.render").joinpath("ranking.js").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    year = next((form.year for form in run.forms if form.year), None) or ""
    return html.page(
        "ranking.html.j2",
        lang=lang,
        title=pick(lang, f"{year}年度绩效自评排名".removeprefix("年度"), f"Ranking {year}".rstrip()),
        about=pick(
            lang,
            f"办法：{run.book.title}（{run.book.id}）。点击列名可排序。",
            f"Rulebook: {run.book.title} ({run.book.id}). Click a heading to sort.",
        ),
        contents=pick(lang, "目录", "Contents"),
        illustrative="".join(illustrative_note(run, lang)),
        tables=[_cells(table) for table in ranking_tables(run, lang)],
        script=_plain(script),
        script_hash=f"sha256-{digest}",
    )


def _plain(script: str) -> Any:
    """Our own script, not to be escaped: it is a file of the program and holds no text of anybody else."""
    from markupsafe import Markup

    return Markup(script)  # noqa: S704


def _cells(table: Table) -> dict[str, Any]:
    rows = [[{"text": shown(cell), "n": is_number(cell), "key": _key(cell)} for cell in row] for row in table.rows]
    return {"title": table.title, "headers": table.headers, "rows": rows, "notes": table.notes}


def _key(cell: Cell) -> str | None:
    """The sort key of a cell: its number, or the one its text begins with (the lower end of a range)."""
    if is_number(cell):
        return shown(cell)
    found = _LEADING.match(shown(cell))
    return found.group() if found else None
