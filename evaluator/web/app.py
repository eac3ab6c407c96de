"""The workbench as an ASGI application: which address is which page."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib.resources import files

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from evaluator.web import (
    account_pages,
    audits,
    documents,
    downloads,
    evaluations,
    evidencepages,
    findingpages,
    fitting,
    formtreepages,
    history,
    home,
    lastyearpages,
    matches,
    originals,
    outcomes,
    papers,
    programs,
    readings,
    scores,
    token_pages,
    years,
)
from evaluator.web.context import open_bench
from evaluator.web.events import Overtaken
from evaluator.web.pages import on_fault, on_http_error
from evaluator.web.refusals import on_input_error, on_overtaken
from evaluator.web.security import Guard
from evaluator.web.sessions import Entry
from evaluator.web.settings import Settings
from evaluator.web.snapshot import NotYet, on_not_yet
from targets.errors import InputError

ROOMS = (
    home,
    evaluations,
    documents,
    readings,
    lastyearpages,
    outcomes,
    matches,
    evidencepages,
    originals,
    scores,
    findingpages,
    fitting,
    history,
    downloads,
    papers,
    years,
    audits,
    formtreepages,
    account_pages,
    token_pages,
    programs,
)
"""The pages by subject; each lists its ROUTES."""


def create_app(settings: Settings) -> Starlette:
    """The application over one workspace. Raises InputError where workspace or database cannot be used."""
    bench = open_bench(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        bench.jobs.resume()
        yield
        bench.jobs.close()
        bench.engine.dispose()

    app = Starlette(
        routes=[
            *(route for room in ROOMS for route in room.ROUTES),
            Mount("/static", StaticFiles(directory=str(files("evaluator.web") / "static")), name="static"),
            Route("/healthy", _healthy),
        ],
        middleware=[
            Middleware(
                Guard,
                secret=bench.workspace.secret(),
                hosts=(settings.host, *settings.hosts),
                most_bytes=settings.upload_bytes,
            ),
            Middleware(Entry, engine=bench.engine),
        ],
        exception_handlers={
            HTTPException: on_http_error,
            InputError: on_input_error,
            Overtaken: on_overtaken,
            NotYet: on_not_yet,
            SQLAlchemyError: on_fault,
            OSError: on_fault,
            MemoryError: on_fault,
            Exception: on_fault,
        },
        lifespan=lifespan,
    )
    app.state.bench = bench
    return app


def _healthy(_: Request) -> Response:
    return Response("ok\n", media_type="text/plain")
