"""A new evaluation, its first page with its documents and steps, its settings, its end."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.web.context import bench_of, department_given, evaluation_of
from evaluator.web.documents import own_page
from evaluator.web.events import SHELF, Change, append, create, record
from evaluator.web.jobs import Job
from evaluator.web.lastyear import PREVIOUS, taken_over
from evaluator.web.lastyearpages import before_it, seen
from evaluator.web.outcomes import doubled_forms
from evaluator.web.pages import field, number, only_who_may, post, redirect, render, who
from rules.loading import DEFAULT, book_ids, check
from rules.rulebook import Rulebook
from targets.errors import InputError


def books() -> list[Rulebook]:
    """The rulebooks that can score forms."""
    found = [check(name)[0] for name in book_ids()]
    return [book for book in found if book is not None and book.regime == "points"]


def new(request: Request) -> Response:
    """The few things to say before documents are uploaded."""
    return new_page(request, audit=False)


def new_page(request: Request, *, audit: bool) -> Response:
    """The form for a new evaluation or audit; last year is the year to look at."""
    only_who_may(request)
    values = {"title": "", "year": datetime.now(UTC).astimezone().year - 1, "department": "", "rulebook": DEFAULT}
    last = None if audit else seen(request, request.query_params.get("from", ""))
    if last is not None:
        book = record(bench_of(request).engine, last["id"]).setting("rulebook", DEFAULT)
        values |= {"year": last["year"] + 1, "department": last["department"], "rulebook": book}
    return render(
        request,
        "new.html",
        books=books(),
        values=values,
        audit=audit,
        last=last,
        offered=[] if audit else before_it(request, None),
    )


def start(request: Request, form: FormData) -> Response:
    """Make the evaluation. Raises InputError for a year or rulebook that cannot be."""
    return begin(request, form, kind="evaluation", what="绩效自评")


def begin(request: Request, form: FormData, *, kind: str, what: str) -> Response:
    """Make an evaluation or audit, and show its first page."""
    made = make(request, form, kind=kind, what=what)
    last = record(bench_of(request).engine, made).setting(PREVIOUS)
    return redirect(own_page(kind, made) + ("/last-year" if last else ""))


def make(request: Request, form: FormData, *, kind: str, what: str) -> str:
    """Make an evaluation or audit; without a title it is called by department, year and ``what`` it is. Its id."""
    settings = {
        "year": str(year_of(form) or ""),
        "rulebook": rulebook_of(form),
        "department": department_given(request, field(form, "department", 200)),
    }
    last = seen(request, field(form, "from", 40)) if form.get("from") else None
    if last is not None and settings["year"] <= str(last["year"]):
        raise InputError(
            f"所沿用的是 {last['year']} 年度的评价；新评价的年度须在其后",
            f"the evaluation taken over is of {last['year']}: the new one must be of a later year",
        )
    named = (settings["department"], f"{settings['year']} 年度{what}" if settings["year"] else what)
    title = field(form, "title", 200) or " ".join(filter(None, named))
    engine, changes = bench_of(request).engine, list[Change]()
    if last is not None:
        settings |= {PREVIOUS: last["id"]}
        changes = taken_over(record(engine, last["id"]), str(last["year"]))
    made = create(engine, kind=kind, title=title, who=who(request), settings=settings)
    append(engine, made, who=who(request), changes=changes)
    return made


def show(request: Request) -> Response:
    """Documents and how far each step is."""
    row, record = evaluation_of(request)
    found = bench_of(request).study(row["id"])
    study = None if isinstance(found, Job) else found
    return render(
        request,
        "evaluation.html",
        evaluation=row,
        record=record,
        study=study,
        doubled=study.shown(("doubled", study.head), lambda: doubled_forms(study)) if study else [],
        job=found if isinstance(found, Job) else None,
        books=books(),
        chosen=record.setting("rulebook", DEFAULT),
        step="documents",
    )


def change(request: Request, form: FormData) -> Response:
    """Change title, year, department or rulebook."""
    row, _ = evaluation_of(request)
    wanted = {
        "title": field(form, "title", 200) or row["title"],
        "year": str(year_of(form) or ""),
        "department": department_given(request, field(form, "department", 200)),
        "rulebook": rulebook_of(form),
    }
    changes = [Change(kind="settings", subject=name, after=value or None) for name, value in wanted.items()]
    append(bench_of(request).engine, row["id"], who=who(request), changes=changes, seen=number(form, "seen"))
    return redirect(own_page(row["kind"], row["id"]))


def put_away(request: Request, _: FormData) -> Response:
    """Take it off the first page and out of rankings; nothing is deleted."""
    row, _record = evaluation_of(request)
    _shelve(request, row["id"], True)
    return redirect("/")


def bring_back(request: Request, _: FormData) -> Response:
    """Put it on the first page again."""
    row, _record = evaluation_of(request)
    _shelve(request, row["id"], False)
    return redirect(own_page(row["kind"], row["id"]))


def cancel(request: Request, _: FormData) -> Response:
    """Stop the work that waits or is under way for this evaluation or audit."""
    row, _record = evaluation_of(request)
    bench_of(request).jobs.cancel(row["id"])
    return redirect("/")


def _shelve(request: Request, evaluation: str, away: bool) -> None:
    change = Change(kind=SHELF, subject="", after={"away": away})
    append(bench_of(request).engine, evaluation, who=who(request), changes=[change])


def year_of(form: FormData) -> int | None:
    """The year in a form, None where it is left empty. Raises InputError for anything else."""
    text = field(form, "year", 10)
    if not text:
        return None
    year = number(form, "year")
    if year is None or not 1990 <= year <= 2100:
        raise InputError(f"年度“{text}”不对；请填四位年份，如 2023", f"{text!r} is no year; write it like 2023")
    return year


def rulebook_of(form: FormData) -> str:
    """The rulebook chosen in a form, or the default. Raises InputError for a name that is none."""
    return known_rulebook(field(form, "rulebook", 100) or DEFAULT)


def known_rulebook(name: str) -> str:
    """The name of a rulebook that can score forms. Raises InputError for a name that is none."""
    if name not in {book.id for book in books()}:
        raise InputError(f"没有名为“{name}”的办法", f"there is no rulebook {name!r}")
    return name


ROUTES = (
    Route("/evaluations/new", new),
    Route("/evaluations/new", post(start), methods=["POST"]),
    Route("/evaluations/{evaluation}", show),
    Route("/evaluations/{evaluation}", post(change), methods=["POST"]),
    Route("/evaluations/{evaluation}/cancel", post(cancel), methods=["POST"]),
    Route("/evaluations/{evaluation}/put-away", post(put_away), methods=["POST"]),
    Route("/evaluations/{evaluation}/bring-back", post(bring_back), methods=["POST"]),
)
