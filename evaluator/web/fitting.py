"""The page of rulebooks beside what the documents of an evaluation or audit print: which fits, where each differs."""

from __future__ import annotations

from sqlalchemy import RowMapping
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.auditing.fitting import suggested
from evaluator.scorecards.fittingtables import fits_table
from evaluator.web.pages import language, render
from evaluator.web.snapshot import audit_of, run_of
from targets.forms import ReadResult
from targets.model.form import Form


def of_evaluation(request: Request) -> Response:
    """The rulebooks beside the target forms, as they are printed."""
    row, study, _, _ = run_of(request, "documents")
    read = [one.read for one in study.documents if isinstance(one.read, ReadResult)]
    return _shown(request, row, [form for one in read for form in one.forms])


def of_audit(request: Request) -> Response:
    """The rulebooks beside the self-evaluations."""
    row, _, _, audit = audit_of(request, "documents")
    return _shown(request, row, list(audit.forms))


def _shown(request: Request, row: RowMapping, forms: list[Form]) -> Response:
    table = fits_table(suggested(forms), language(request))
    return render(request, "fitting.html", evaluation=row, step="documents", table=table)


ROUTES = (
    Route("/evaluations/{evaluation}/rulebooks", of_evaluation),
    Route("/audits/{evaluation}/rulebooks", of_audit),
)
