"""The state that a page shows: the run of an evaluation or audit as it stands now, or why there is none yet."""

from __future__ import annotations

from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from evaluator.auditing.run import Audit
from evaluator.language import pick
from evaluator.pipeline import Intake
from evaluator.run import Run
from evaluator.web.audited import Audited
from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.events import Record
from evaluator.web.jobs import Job
from evaluator.web.pages import carried, language, render, wants_json
from evaluator.web.studies import Study


class NotYet(Exception):
    """The run is not there yet: the evaluation, the page's step, and the work on it (None: nothing was
    uploaded).
    """

    def __init__(self, evaluation: RowMapping, step: str, job: Job | None) -> None:
        super().__init__(f"nothing to show under {step} yet")
        self.evaluation, self.step, self.job = evaluation, step, job


def run_of(request: Request, step: str = "") -> tuple[RowMapping, Study, Intake, Run]:
    """The evaluation that a path names, its study, and what the study came to.

    Raises ``NotYet`` while the study is made and, under a ``step``, where there are no target forms; without a step
    that is not found (404).
    """
    row, _ = evaluation_of(request)
    found = bench_of(request).study(row["id"])
    if isinstance(found, Job):
        raise NotYet(row, step, found)
    if found.intake is None or found.run is None:
        raise NotYet(row, step, None) if step else HTTPException(404)
    return row, found, found.intake, found.run


def audit_of(request: Request, step: str = "") -> tuple[RowMapping, Record, Audited, Audit]:
    """The audit that a path names, with its record, and what came of it; raises as ``run_of`` does."""
    row, record = evaluation_of(request)
    found = bench_of(request).audited(row["id"])
    if isinstance(found, Job):
        raise NotYet(row, step, found)
    if found.audit is None:
        raise NotYet(row, step, None) if step else HTTPException(404)
    return row, record, found, found.audit


async def on_not_yet(request: Request, error: Exception) -> Response:
    """The page while there is no result yet: how far the work is, why it failed, or what has to be uploaded first."""
    if not isinstance(error, NotYet):
        raise error
    if request.method == "POST":
        return _held_up(request)
    if wants_json(request):
        return _told(request, error)
    if error.job is not None:
        return _under_way(request, error.evaluation, error.job)
    template = "nothingtoaudit.html" if error.evaluation["kind"] == "audit" else "nothing.html"
    return render(request, template, evaluation=error.evaluation, step=error.step)


def _held_up(request: Request) -> Response:
    """The page for what was typed while documents are still read: nothing is lost, a button sends it again."""
    lang = language(request)
    said = pick(
        lang,
        "正在读取资料，这一步还没有保存；填的字还在，请过几秒再保存一次。",
        "Documents are being read and this step is not saved yet; what you typed is kept: save again in a moment.",
    )
    if wants_json(request):
        return JSONResponse({"refused": said}, status_code=503)
    return carried(request, 503, pick(lang, "还没有保存", "Not saved yet"), said)


def _told(request: Request, error: NotYet) -> Response:
    """The same for another program: how far the work is (202, ask again), or why there will be no result (422)."""
    job, lang = error.job, language(request)
    if job is None:
        said = ("还没有上传要用的表", "no form was uploaded yet")
        return JSONResponse({"refused": pick(lang, *said)}, status_code=422)
    if job.error is not None:
        return JSONResponse({"refused": job.error.message(lang)}, status_code=422)
    told = {"state": job.state, "done": job.done, "total": job.total, "note": job.note, "before": job.before}
    return JSONResponse({"work": told}, status_code=202, headers={"retry-after": "1"})


def _under_way(request: Request, evaluation: RowMapping, job: Job) -> Response:
    """The page while a study is made, or why it could not be."""
    if job.error is not None:
        return render(
            request,
            "error.html",
            status=422,
            title=pick(language(request), "不能评价", "cannot be evaluated"),
            message=job.error.message(language(request)),
            evaluation=evaluation,
        )
    return render(request, "progress.html", status=202, job=job, evaluation=evaluation)
