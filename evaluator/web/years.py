"""A year's departments ranked over all evaluations, and one department's years side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actuals.matching.names import name_key
from evaluator.figures import grade_text, percent, points, range_text
from evaluator.language import pick
from evaluator.overyears import series
from evaluator.render import workbook
from evaluator.render.listing import form_of
from evaluator.scorecards.ranking import places, provisional_places
from evaluator.scorecards.rankingtables import place_note, place_text
from evaluator.web.bureau import Asked, by_grade, histogram, table
from evaluator.web.context import STUDY, Bench, bench_of, visible
from evaluator.web.downloads import XLSX, attachment
from evaluator.web.jobs import Job
from evaluator.web.pages import language, render
from evaluator.web.summaries import Standing, standings


def show(request: Request) -> Response:
    """The departments of one year, best first or as asked; if no year is named, of the newest that has any."""
    bench, lang, asked = bench_of(request), language(request), Asked.of(request.query_params)
    rows = [row for row in visible(request) if row["kind"] == "evaluation" and row["year"]]
    years = sorted({row["year"] for row in rows}, reverse=True)
    known, waiting = _summed_up(bench, rows, request.path_params.get("year"))
    begun = {one.evaluation["year"] for one in known} | {row["year"] for row in waiting}
    year = request.path_params.get("year", max(begun, default=years[0] if years else None))
    ranked = [one for one in known if one.evaluation["year"] == year]
    ranked.sort(key=lambda one: one.total or (-1, -1), reverse=True)
    every = _in_places(ranked, lang)
    taken = asked.sorted([(one, place) for place, one in enumerate(ranked)])
    if request.url.path.endswith(".xlsx"):
        listed = [one for one, _ in taken]
        content = workbook.render(form_of(table(listed, lang, year, [every[at]["place"] for _, at in taken])))
        name = pick(lang, f"{year}年度各部门", f"departments {year}")
        return Response(content, media_type=XLSX, headers=attachment(f"{name}.xlsx"))
    return render(
        request,
        "years.html",
        years=years,
        year=year,
        rows=[every[place] for _, place in taken],
        asked=asked,
        count=len(every),
        grades=by_grade(ranked),
        steps=histogram(ranked),
        waiting=[row for row in waiting if row["year"] == year],
        note=place_note(lang),
        cuts=_cuts(ranked),
    )


def department(request: Request) -> Response:
    """One department: its rating and its indicators in each year there is."""
    bench, lang, name = bench_of(request), language(request), request.path_params["name"]
    rows = [row for row in visible(request) if row["kind"] == "evaluation" and row["year"]]
    known, waiting = _summed_up(bench, rows, None)
    own = sorted(
        (one for one in known if name_key(one.name) == name_key(name)),
        key=lambda one: (one.evaluation["year"], one.evaluation["created_at"]),
    )
    if not own and not waiting:
        raise HTTPException(404)
    columns, runs = [], []
    for one in own:  # only the evaluations of this department are needed whole
        study = bench.study(one.evaluation["id"])
        if isinstance(study, Job):
            waiting.append(one.evaluation)
        elif study.run is not None:
            columns.append(one)
            runs.append(study.run)
    found = series(runs, name)
    return render(
        request,
        "department.html",
        name=name,
        columns=_in_places(columns, lang),
        rows=found,
        lowered=sum(mark.lowered for one in found for mark in one.marks if mark),
        waiting=waiting,
        points=points,
        cuts=_cuts(columns),
    )


def _summed_up(bench: Bench, rows: Sequence[RowMapping], year: int | None) -> tuple[list[Standing], list[RowMapping]]:
    """The standings of these evaluations, and those of the year (any, if None) that are still being worked on; what
    cannot be evaluated is not waited for.
    """
    known, missing = standings(bench.engine, rows)
    wanted = [row for row in missing if year in (None, row["year"]) and not _failed(bench, row)]
    if wanted:
        bench.sum_up(wanted)
        known, missing = standings(bench.engine, rows)
        left = {row["id"] for row in missing}
        wanted = [row for row in wanted if row["id"] in left and not _failed(bench, row)]
    return known, wanted


def _failed(bench: Bench, row: RowMapping) -> bool:
    job = bench.jobs.job(row["id"], STUDY, row["head"])
    return job is not None and job.error is not None


def _in_places(ranked: Sequence[Standing], lang: str) -> list[Mapping[str, Any]]:
    """Each with its place among all, in the order given."""
    totals = [one.total for one in ranked]
    found = zip(ranked, places(totals), provisional_places(totals), strict=True)
    return [{**_shown(one, place_text(place), lang), "provisional": at or ""} for one, place, at in found]


def _shown(one: Standing, place: str, lang: str) -> Mapping[str, Any]:
    total = one.total
    return {
        "evaluation": one.evaluation,
        "name": one.name,
        "place": place,
        "total": range_text(*total, lang) if total else "",
        "low": total[0] / 100 if total else 0,
        "high": total[1] / 100 if total else 0,
        "grade": grade_text(one.grade, one.grade_low, one.grade_high, lang) if total else "",
        "budget": one.budget,
        "rate": percent(one.rate),
        "grades": one.grades,
        "money": [(grade or pick(lang, "待定", "open"), percent(share)) for grade, share in one.money],
        "pending": one.pending,
        "counts": one.counts,
        "invented": one.invented,
    }


def _cuts(ranked: Sequence[Standing]) -> Sequence[tuple[float, str]]:
    """Where grades begin, from the rulebook of the first evaluation, for the lines of the chart."""
    return ranked[0].cuts if ranked else ()


ROUTES = (
    Route("/years", show),
    Route("/years/{year:int}", show),
    Route("/years/{year:int}.xlsx", show),
    Route("/departments/{name:path}", department),
)
