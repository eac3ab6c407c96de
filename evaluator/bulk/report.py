"""A run over tables as people see it: the ranking of departments, the findings counted, bulk.json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evaluator.bulk.results import hundredths_of
from evaluator.bulk.run import BulkRun
from evaluator.bulk.tables import Stored
from evaluator.bulk.writing import digest, write_table
from evaluator.figures import points
from evaluator.findings import severity_label
from evaluator.keeping.manifest import software
from evaluator.keeping.saving import INPUTS
from evaluator.language import pick
from evaluator.render import csvfile
from evaluator.scorecards.model import Table

MARKER = "bulk.json"
_ENDS = ("rating_low", "rating_high")
_RANKED = ("department", "rating_low", "rating_high", "grade", "basis", "mean_low", "mean_high", "projects")


def write_overview(run: BulkRun, folder: Path, digests: Mapping[str, str]) -> None:
    """``departments.parquet``, ``departments.csv`` and ``bulk.json`` beside the parts in ``folder``, whose digests are
    known.
    """
    write_table(run.ratings, folder / "departments.parquet")
    (folder / "departments.csv").write_bytes(csvfile.render(ranking_table(run, "zh")))
    if run.plan.unmatched.num_rows:
        place = folder / "unmatched"
        place.mkdir(exist_ok=True)
        write_table(run.plan.unmatched, place / "forms-unknown.parquet")
    results = results_of(folder, digests)
    for book in run.books:
        place = folder / INPUTS / book.role / book.name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(book.content if isinstance(book.content, bytes) else book.content.read_bytes())
    books = [{"name": book.name, "sha256": book.sha256} for book in run.books]
    rests_on = {"software": software(), "part_rows": run.plan.part_rows, "books": books}
    text = json.dumps({**rests_on, **_counted(run, "zh"), "results": results}, ensure_ascii=False, indent=1)
    (folder / MARKER).write_text(text + "\n", encoding="utf-8")


def results_of(folder: Path, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """The digest of every result in a folder, by its name there; ``bulk.json`` and the copies of books are none.
    ``known`` digests are not taken again.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    results = {name: path for name, path in names.items() if name != MARKER and not name.startswith(f"{INPUTS}/")}
    taken = dict(known or {})
    more = {name: path for name, path in results.items() if name not in taken}
    taken |= dict(zip(more, _digests(more.values()), strict=True))
    return {name: taken[name] for name in results}


def digests_of(tables: Iterable[Stored]) -> tuple[tuple[str, ...], ...]:
    """The digests of the files of tables, none for frames in memory."""
    return tuple(tuple(_digests(table.files)) for table in tables)


def overview(run: BulkRun, lang: str) -> dict[str, Any]:
    """The run as JSON, without its rows: counts, ratings best first, findings counted and listed."""
    names = run.ratings.column_names
    departments = [dict(zip(names, map(_plain, record), strict=True)) for record in ranked(run, names)]
    return {**_counted(run, lang), "departments": departments}


def _digests(files: Iterable[Path]) -> list[str]:
    with ThreadPoolExecutor() as pool:  # hashing lets other threads run
        return list(pool.map(digest, files))


def _counted(run: BulkRun, lang: str) -> dict[str, Any]:
    summary, plan = run.summary, run.plan
    return {
        "rulebook": {"id": run.book.id, "digest": run.book.digest},
        "inputs": [
            {"name": table.name, "rows": len(table), "sha256": list(digests)}
            for table, digests in zip(plan.inputs, run.digests or digests_of(plan.inputs), strict=True)
        ],
        "indicators": summary.indicators,
        "pending": summary.pending,
        "forms": summary.forms,
        "unmatched": summary.unmatched + plan.unmatched.num_rows,
        "budgets_without_targets": plan.idle,
        "findings": {
            "counts": [
                {
                    "code": mark.kind.code,
                    "name": mark.kind.name,
                    "severity": mark.severity.value,
                    "count": count,
                }
                for mark, count in run.counts.items()
            ],
            "listed": [{**finding.as_json(lang), "form": _form(run, finding.at.table)} for finding in run.listed],
        },
    }


def ranked(run: BulkRun, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """These columns of the departments best first: by the lower end of the rating, then the upper, then in order of
    appearance; those without a rating last.
    """
    ends = [np.where(known, ends, -1) for ends, known in map(hundredths_of, map(run.ratings.column, _ENDS))]
    order = np.lexsort((-ends[1], -ends[0]))  # Arrow sorts such decimals wrongly
    return zip(*(_values(run.ratings.column(name), order) for name in names), strict=True)


def _values(column: pa.ChunkedArray, order: npt.NDArray[np.int64]) -> list[Any]:
    """The values of a column; decimals from their hundredths, which takes a tenth of the time of ``to_pylist``."""
    if not pa.types.is_decimal(column.type):
        return list(column.combine_chunks().take(pa.array(order)).to_pylist())
    hundredths, known = (side[order].tolist() for side in hundredths_of(column))
    return [points(number) if there else None for number, there in zip(hundredths, known, strict=True)]


def ranking_table(run: BulkRun, lang: str, *, most: int | None = None) -> Table:
    """The departments best first; departments of equal rating share a rank."""
    headers = (
        pick(lang, "名次", "rank"),
        pick(lang, "部门", "department"),
        pick(lang, "评价（低）", "rating (low)"),
        pick(lang, "评价（高）", "rating (high)"),
        pick(lang, "等级", "grade"),
        pick(lang, "依据", "basis"),
        pick(lang, "项目加权平均（低）", "projects' mean (low)"),
        pick(lang, "项目加权平均（高）", "projects' mean (high)"),
        pick(lang, "项目数", "projects"),
    )
    rows = []
    rank, last = 0, None
    for place, (department, low, high, grade, *others) in enumerate(ranked(run, _RANKED), 1):
        if (low, high) != last:
            rank, last = place, (low, high)
        rows.append((None if low is None else rank, department, low, high, grade or "", *others))
    shown = rows[:most]
    left = len(rows) - len(shown)
    notes = (
        (pick(lang, f"另有 {left} 个部门，见 departments.csv", f"{left} more: see departments.csv"),) if left else ()
    )
    return Table(pick(lang, "部门排名", "Departments"), headers, tuple(shown), notes)


def counts_table(run: BulkRun, lang: str) -> Table:
    """A table of the kinds of findings: how many of each, with the first of them as an example."""
    headers = (
        pick(lang, "级别", "severity"),
        pick(lang, "疑点", "finding"),
        pick(lang, "数量", "count"),
        pick(lang, "例如", "such as"),
    )
    rows = []
    for mark, count in run.counts.items():
        first = next((f for f in run.listed if (f.kind, f.severity) == (mark.kind, mark.severity)), None)
        example = ""
        if first is not None:
            form = _form(run, first.at.table)
            where = "" if form is None else f"form {form}: "
            about = f"{first.indicator}: " if first.indicator else ""
            example = where + about + first.message(lang)
        rows.append((severity_label(mark.severity, lang), f"{mark.kind.code} {mark.kind.name}", count, example))
    return Table(pick(lang, "疑点", "Findings"), headers, tuple(rows))


def sentence(run: BulkRun, lang: str) -> str:
    """One sentence that counts what was scored and what is pending."""
    summary, plan = run.summary, run.plan
    lost = summary.unmatched + plan.unmatched.num_rows
    zh = (
        f"{summary.indicators} 项指标、{summary.forms} 张表、{len(plan.forms.departments)} 个部门；"
        f"待定 {summary.pending} 项"
    )
    en = (
        f"{summary.indicators} indicators of {summary.forms} forms and {len(plan.forms.departments)} departments; "
        f"{summary.pending} pending"
    )
    if lost:
        zh += f"；{lost} 行完成情况没有对应的指标"
        en += f"; {lost} outcomes belong to no indicator"
    if plan.idle:
        zh += f"；{plan.idle} 行预算没有对应的目标表"
        en += f"; {plan.idle} budgets belong to no form"
    return pick(lang, zh + "。", en + ".")


def _form(run: BulkRun, position: int | None) -> str | None:
    return None if position is None else str(run.plan.forms.key[position])


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
