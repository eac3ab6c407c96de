"""The page that sets this year's evaluation against last year's: what changed, which readings can be taken over."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import RowMapping
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.figures import points
from evaluator.web.context import bench_of, evaluation_of, visible
from evaluator.web.events import Change, append
from evaluator.web.jobs import Job
from evaluator.web.lastyear import PREVIOUS, Pair, left_as_it_was, pairs, readings_to_take_over
from evaluator.web.pages import field, number, paged, post, redirect, render, who
from evaluator.web.snapshot import NotYet, run_of
from evaluator.web.studies import Study
from targets.errors import InputError

WHAT = {
    "lowered": ("未完成后调低", "lowered after a miss"),
    "target": ("目标改了", "another target"),
    "points": ("分值改了", "other points"),
    "new": ("今年新增", "new this year"),
    "gone": ("今年没有", "gone this year"),
    "same": ("没有变", "as it was"),
}
"""What can become of an indicator, in the order in which it is shown."""


def before_it(request: Request, year: int | None) -> list[RowMapping]:
    """The evaluations of earlier years that this person may see, the latest year first."""
    listed = (*visible(request), *visible(request, away=True))
    found = [row for row in listed if row["kind"] == "evaluation" and row["year"]]
    return sorted((row for row in found if year is None or row["year"] < year), key=lambda row: -row["year"])


def seen(request: Request, evaluation: str) -> RowMapping | None:
    """The evaluation of that id if this person may see it; None for anything else."""
    return next((row for row in before_it(request, None) if row["id"] == evaluation), None)


def show(request: Request) -> Response:
    """Every indicator of both years with what became of it, the changed ones first."""
    row, study, _, run = run_of(request, "targets")
    last = seen(request, study.record.setting(PREVIOUS))
    old = None if last is None else _of_last_year(request, row, last)
    found: list[Pair] = []
    if old is not None and old.run is not None:
        ran = old.run
        found = study.shown(("pairs", old.record.evaluation, old.head), lambda: pairs(ran, run))
    counted = Counter(one.what for one in found)
    only = request.query_params.get("only", "")
    listed = [one for one in found if (one.what == only if only in WHAT else one.what != "same")]
    listed.sort(key=lambda one: list(WHAT).index(one.what))
    page, pages, shown = paged(listed, request.query_params.get("page", "1"))
    return render(
        request,
        "lastyear.html",
        evaluation=row,
        step="targets",
        record=study.record,
        last=last,
        offered=before_it(request, row["year"]),
        copied=[] if old is None else left_as_it_was(old.record, study.record),
        readings=[] if old is None else [one for one in readings_to_take_over(old, study) if one.after],
        what=WHAT,
        counted=counted,
        only=only if only in WHAT else "",
        shown=shown,
        points=points,
        page=page,
        pages=pages,
    )


def change(request: Request, form: FormData) -> Response:
    """Say which evaluation is last year's, or take over the readings that were put right in it."""
    row, now = evaluation_of(request)
    changes = []
    if form.get("readings"):
        _, study, _, _ = run_of(request, "targets")
        last = seen(request, study.record.setting(PREVIOUS))
        old = None if last is None else _of_last_year(request, row, last)
        changes = [] if old is None else list(readings_to_take_over(old, study))
    else:
        wanted = seen(request, field(form, PREVIOUS, 40))
        if wanted is None or wanted["id"] == row["id"] or (row["year"] and wanted["year"] >= row["year"]):
            raise InputError("请选一项以前年度的评价", "choose an evaluation of an earlier year")
        changes = [Change(kind="settings", subject=PREVIOUS, after=wanted["id"])]
    append(bench_of(request).engine, now.evaluation, who=who(request), changes=changes, seen=number(form, "seen"))
    return redirect(f"/evaluations/{row['id']}/last-year")


def _of_last_year(request: Request, row: RowMapping, last: RowMapping) -> Study:
    found = bench_of(request).study(last["id"])
    if isinstance(found, Job):
        raise NotYet(row, "targets", found)
    return found


ROUTES = (
    Route("/evaluations/{evaluation}/last-year", show),
    Route("/evaluations/{evaluation}/last-year", post(change), methods=["POST"]),
)
