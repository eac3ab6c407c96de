"""The first page: evaluations and audits at hand, a new one, the demo; and the switch of languages."""

from __future__ import annotations

from importlib.resources import files

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.language import LANGUAGES
from evaluator.web.context import bench_of, department_given, departments_of, visible
from evaluator.web.events import Change, append, count_of, create, latest, listed
from evaluator.web.pages import LANG_COOKIE, field, own_path, paged, post, redirect, render, who

DEMO = (("targets", "ganzhou-2023.txt"), ("actuals", "outcomes.csv"))


def show(request: Request) -> Response:
    """Everything at hand, newest first, a page at a time."""
    engine, departments = bench_of(request).engine, departments_of(request)
    places = range(count_of(engine, departments=departments))
    page, pages, some = paged(places, request.query_params.get("page", "1"))
    rows = listed(engine, departments=departments, some=range(some[0], some[-1] + 1) if some else places)
    return render(
        request,
        "home.html",
        rows=rows,
        touched=latest(engine, [row["id"] for row in rows]),
        away=count_of(engine, away=True, departments=departments),
        page=page,
        pages=pages,
        query="",
    )


def put_away(request: Request) -> Response:
    """Evaluations that were put away, to be brought back."""
    rows = visible(request, away=True)
    touched = latest(bench_of(request).engine, [row["id"] for row in rows])
    return render(request, "away.html", rows=rows, touched=touched)


def demo(request: Request, _: FormData) -> Response:
    """The eleven Ganzhou forms with invented outcomes as an evaluation of one's own to try things on."""
    bench = bench_of(request)
    evaluation = create(
        bench.engine,
        kind="evaluation",
        title="示例：赣州某局 2023 年度（完成值为虚构）",
        who=who(request),
        settings={"year": "2023", "department": department_given(request, "")},
    )
    changes = []
    for role, name in DEMO:
        with (files("evaluator") / "demo" / name).open("rb") as stream:
            kept = bench.workspace.keep(stream)
        after = {"sha256": kept.sha256, "size": kept.size}
        changes.append(Change(kind="document", subject=f"{role}/{name}", after=after))
    append(bench.engine, evaluation, who=who(request), changes=changes)
    return redirect(f"/evaluations/{evaluation}/scores")


def speak(request: Request, form: FormData) -> Response:
    """Switch the language and go back to where the person was."""
    answer = redirect(own_path(field(form, "back", 2_000)))
    lang = field(form, "lang", 5)
    if lang in LANGUAGES:
        answer.set_cookie(LANG_COOKIE, lang, max_age=31_536_000, httponly=True, samesite="strict")
    return answer


ROUTES = (
    Route("/", show),
    Route("/away", put_away),
    Route("/demo", post(demo), methods=["POST"]),
    Route("/language", post(speak), methods=["POST"]),
)
