"""The page of all forms by department, searched and given to people, of an evaluation or an audit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.auditing.overview import forms_table
from evaluator.figures import grade_text, range_text
from evaluator.language import pick
from evaluator.scorecards.formjson import findings_by_form
from evaluator.web.assignments import assigned, changes, people
from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.documents import own_page
from evaluator.web.events import append
from evaluator.web.formtree import copies_of, tree
from evaluator.web.pages import field, language, number, own_path, post, redirect, render, who
from evaluator.web.snapshot import audit_of, run_of
from targets.errors import InputError
from targets.model.form import Form

OPENED = 12
"""The most forms that are shown unfolded when nothing is searched for."""


def show(request: Request) -> Response:
    """Departments with their forms, narrowed to words and to one person's."""
    row, forms, cells = _forms(request)
    _, record = evaluation_of(request)
    words, person = (request.query_params.get(name, "").strip()[:200] for name in ("words", "person"))
    to = assigned(record, forms)
    places = [n for n in range(len(forms)) if row["kind"] != "audit" or forms[n].kind.has_outcomes]
    kept = set(places)
    copies = copies_of(forms)
    found = tree(forms, to, copies, words=words, person=person)
    branches = [(one.department, [leaf for leaf in one.leaves if leaf.position in kept]) for one in found]
    headers, rows = cells
    return render(
        request,
        "formtree.html",
        evaluation=row,
        step="forms" if row["kind"] == "audit" else "scores",
        record=record,
        forms=forms,
        branches=[(name, leaves) for name, leaves in branches if leaves],
        headers=headers,
        rows=rows,
        count=len(places),
        repeated=sum(copies.repeated(n) for n in places),
        persons=sorted({name for name in to if name}),
        known=people(bench_of(request).engine, request.url.path, row["department"]),
        asked={"words": words, "person": person},
        unfold=bool(words or person) or len(places) <= OPENED,
    )


def give(request: Request, form: FormData) -> Response:
    """Give the forms that were ticked to somebody."""
    row, forms, _ = _forms(request)
    ticked = {int(text) for text in form.getlist("form") if isinstance(text, str) and text.isascii() and text.isdigit()}
    chosen = [one for position, one in enumerate(forms) if position in ticked]
    if not chosen:
        raise InputError("没有选中表；请先勾选", "no form is selected: tick some first")
    known = people(bench_of(request).engine, request.url.path, row["department"])
    wanted = changes(chosen, field(form, "to", 64), known)
    append(bench_of(request).engine, row["id"], who=who(request), changes=wanted, seen=number(form, "seen"))
    return redirect(own_path(field(form, "back", 2_000) or f"{own_page(row['kind'], row['id'])}/forms"))


def _forms(request: Request) -> tuple[RowMapping, tuple[Form, ...], tuple[list[str], dict[int, list[Any]]]]:
    """The evaluation or audit, its forms, and for each the cells of the table beside its title, under their heads."""
    row, _ = evaluation_of(request)
    lang = language(request)
    if row["kind"] == "audit":
        row, _, _, audit = audit_of(request, "forms")
        table = forms_table(audit, lang)
        claimed = [n for n, form in enumerate(audit.forms) if form.kind.has_outcomes]
        rows = {n: list(cells[2:]) for n, cells in zip(claimed, table.rows, strict=True)}
        return row, tuple(audit.forms), (list(table.headers[2:]), rows)
    row, _, intake, run = run_of(request, "scores")
    found, _ = findings_by_form(run.forms, run.notices)
    headers = [
        pick(lang, *one) for one in (("总分", "total"), ("等级", "grade"), ("待定", "pending"), ("疑点", "findings"))
    ]
    rows = {
        n: [
            range_text(total.total_low, total.total_high, lang),
            grade_text(total.grade, total.grade_low, total.grade_high, lang),
            int(total.pending),
            sum(one.severity.value != "note" for one in found[n]),
        ]
        for n, total in enumerate(run.total_rows)
    }
    return row, tuple(intake.forms), (headers, rows)


ROUTES = (
    Route("/evaluations/{evaluation}/forms", show),
    Route("/evaluations/{evaluation}/forms", post(give), methods=["POST"]),
    Route("/audits/{evaluation}/forms", show),
    Route("/audits/{evaluation}/forms", post(give), methods=["POST"]),
)
