"""Papers of an evaluation one by one: a report in words on a project or the department, or one official form alone."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.keeping.filenames import safe_name
from evaluator.officialforms.layouts import LAYOUTS, official_form, to_hand_in
from evaluator.render import reportpage, reportword, word, workbook
from evaluator.reports.making import make_report
from evaluator.reports.outline import load_outline, outline_ids
from evaluator.reports.subjects import department_subject, project_subject
from evaluator.run import Run
from evaluator.web.downloads import XLSX, attachment
from evaluator.web.pages import render
from evaluator.web.snapshot import run_of

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = {"docx": _DOCX, "xlsx": XLSX, "html": "text/html; charset=utf-8"}


def show(request: Request) -> Response:
    """The projects, departments and forms to choose from, with outlines and layouts."""
    row, _, _, run = run_of(request, "download")
    outlines = [load_outline(name) for name in outline_ids()]
    return render(
        request,
        "papers.html",
        evaluation=row,
        step="download",
        forms=[(place, form.title) for place, form in enumerate(run.forms)],
        projects=[(place, run.forms[place].title) for place in _projects(run)],
        departments=[(place, rating.name("zh")) for place, rating in enumerate(run.ratings)],
        outlines={kind: [one for one in outlines if one.kind == kind] for kind in ("project", "department")},
        layouts=list(LAYOUTS),
    )


def report(request: Request) -> Response:
    """The report in words on the project or department asked for, as Word or as a page."""
    _, _, _, run = run_of(request)
    name, suffix = request.query_params.get("outline", ""), _suffix(request, ("docx", "html"))
    if name not in outline_ids():
        raise HTTPException(404)
    outline = load_outline(name)
    if outline.kind == "department":
        subject = department_subject(run, run.ratings[_place(request, range(len(run.ratings)))].department)
    elif outline.kind == "project":
        subject = project_subject(run, _place(request, _projects(run)))
    else:
        raise HTTPException(404)
    made = make_report(outline, *subject)
    content = reportword.render(made) if suffix == "docx" else reportpage.render(made).encode("utf-8")
    return _file(made.title, suffix, content)


def form(request: Request) -> Response:
    """One official form in the layout asked for, as it is handed in or with notes, as Word or Excel."""
    _, _, _, run = run_of(request)
    layout, suffix = request.query_params.get("layout", ""), _suffix(request, ("docx", "xlsx"))
    if layout not in LAYOUTS:
        raise HTTPException(404)
    made = official_form(run, _place(request, range(len(run.forms))), layout)
    made = made if request.query_params.get("notes") else to_hand_in(made)
    content = workbook.render(made) if suffix == "xlsx" else word.render(made)
    return _file(f"{made.name} {made.title}", suffix, content)


def _projects(run: Run) -> list[int]:
    return [place for place, total in enumerate(run.total_rows) if not total.of_department]


def _place(request: Request, known: range | list[int]) -> int:
    text = request.query_params.get("of", "")
    if not text.isdecimal() or len(text) > 9 or int(text) not in known:
        raise HTTPException(404)
    return int(text)


def _suffix(request: Request, known: tuple[str, ...]) -> str:
    suffix = request.query_params.get("as", known[0])
    if suffix not in known:
        raise HTTPException(404)
    return suffix


def _file(name: str, suffix: str, content: bytes) -> Response:
    return Response(content, media_type=_TYPES[suffix], headers=attachment(f"{safe_name(name)}.{suffix}"))


ROUTES = (
    Route("/evaluations/{evaluation}/papers", show),
    Route("/evaluations/{evaluation}/papers/report", report),
    Route("/evaluations/{evaluation}/papers/form", form),
)
