"""What a kind of finding means, from the catalogue: the page behind every code that the workbench shows."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.findingdocs import sections
from evaluator.findings import kind_of
from evaluator.web.pages import language, render
from targets.errors import InputError
from targets.kinds.catalogue import Part


def show(request: Request) -> Response:
    """The page of one kind by its name or code; 404 for a name that no finding has."""
    try:
        kind = kind_of(request.path_params["name"])
    except InputError:
        raise HTTPException(404) from None
    lang = language(request)
    return render(
        request, "findingpage.html", kind=kind, what=kind.text(Part.WHAT, lang), sections=sections(kind, lang)
    )


ROUTES = (Route("/findings/{name}", show),)
