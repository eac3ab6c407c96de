"""A year's departments ranked over all evaluations, and one department's years side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actuals.names import name_key
from evaluator.overyears import series
from evaluator.run import Run
from evaluator.scorecards.model import points, range_text
from evaluator.scorecards.ranking import Entry, places, rank_departments
from evaluator.scorecards.rankingtables import place_note, place_text
from evaluator.scorecards.scorecard import grade_text, percent
from evaluator.web.bench import Bench, bench_of, visible
from evaluator.web.jobs import Job
from evaluator.web.pages import language, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One department's rating in one evaluation."""

    evaluation: RowMapping
    run: Run
    entry: Entry


def show(request: Request) -> Response:
    """The departments of one year, the newest if none is named, best first."""
    bench, lang = bench_of(request), language(request)
    rows = [row for row in visible(request) if row["kind"] == "evaluation" and row["year"]]
    years = sorted({row["year"] for row in rows}, reverse=True)
    year = request.path_params.get("year", years[0] if years else None)
    ranked, waiting = _ranked(bench, [row for row in rows if row["year"] == year])
    return render(
        request,
        "years.html",
        years=years,
        year=year,
        rows=[_shown(one, lang) for one in ranked],
        waiting=waiting,
        note=place_note(lang),
        cuts=_cuts(ranked),
    )


def department(request: Request) -> Response:
    """One department: its rating and its indicators in each year there is."""
    bench, lang, name = bench_of(request), language(request), request.path_params["name"]
    rows = sorted(
        (row for row in visible(request) if row["kind"] == "evaluation" and row["year"]),
        key=lambda row: (row["year"], row["created_at"]),
    )
    ranked, waiting = _ranked(bench, rows)
    own = sorted(
        (one for one in ranked if name_key(one.entry.department) == name_key(name)),
        key=lambda one: (one.evaluation["year"], one.evaluation["created_at"]),
    )
    if not own and not waiting:
        raise HTTPException(404)
    found = series([one.run for one in own], name)
    return render(
        request,
        "department.html",
        name=name,
        columns=[_shown(one, lang) for one in own],
        rows=found,
        lowered=sum(mark.lowered for one in found for mark in one.marks if mark),
        waiting=waiting,
        points=points,
        cuts=_cuts(own),
    )


def _ranked(bench: Bench, rows: Sequence[RowMapping]) -> tuple[list[Ranked], list[RowMapping]]:
    """Every department of these evaluations, best first with its place among all; and what is still being worked on."""
    found: list[Ranked] = []
    waiting: list[RowMapping] = []
    for row in rows:
        study = bench.study(row["id"])
        if isinstance(study, Job):
            waiting.append(row)
        elif study.run is not None:
            found += [Ranked(evaluation=row, run=study.run, entry=entry) for entry in rank_departments(study.run)]
    ranks = places([one.entry.total for one in found])
    found = [replace(one, entry=replace(one.entry, place=place)) for one, place in zip(found, ranks, strict=True)]
    return sorted(found, key=lambda one: one.entry.total or (-1, -1), reverse=True), waiting


def _shown(one: Ranked, lang: str) -> Mapping[str, Any]:
    rating = one.run.ratings[one.entry.position]
    total = one.entry.total
    return {
        "evaluation": one.evaluation,
        "name": one.entry.name,
        "place": place_text(one.entry.place),
        "total": range_text(*total, lang) if total else "",
        "low": total[0] / 100 if total else 0,
        "high": total[1] / 100 if total else 0,
        "grade": grade_text(rating.grade, rating.grade_low, rating.grade_high, lang) if total else "",
        "budget": "" if one.entry.budget is None else format(one.entry.budget, "f"),
        "rate": percent(one.entry.rate),
        "grades": [(grade, count) for grade, count in sorted(one.entry.grades.items()) if count],
        "money": [(grade, percent(share)) for grade, share in rating.money(lang) if share],
        "pending": one.entry.pending,
        "counts": one.entry.counts,
        "invented": one.run.illustrative,
    }


def _cuts(ranked: Sequence[Ranked]) -> list[tuple[float, str]]:
    """Where grades begin, from the rulebook of the first evaluation, for the lines of the chart."""
    if not ranked:
        return []
    bands = ranked[0].run.book.provision("grades.scale").params["grades"]
    return [(float(band["from"]), str(band["grade"])) for band in bands if band["from"]]


ROUTES = (
    Route("/years", show),
    Route("/years/{year:int}", show),
    Route("/departments/{name}", department),
)
