"""A form that was refused, shown again where it stands: the sentence at its place, and every word that was typed."""

from __future__ import annotations

import inspect
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

from evaluator.language import pick
from evaluator.web.events import Overtaken
from evaluator.web.pages import language, own_path, render, wants_json
from evaluator.web.snapshot import NotYet
from evaluator.web.templating import Refused
from targets.errors import InputError

PLACE = "place"
"""The field of a form that names its place on the page: the id of the element around it."""


async def on_input_error(request: Request, error: Exception) -> Response:
    """Something given cannot be used: its sentence where it was given, or on a page of its own."""
    lang = language(request)
    message = error.message(lang) if isinstance(error, InputError) else ""
    if wants_json(request):
        return JSONResponse({"refused": message}, status_code=422)
    again = await _shown_again(request, message, 422)
    if again is not None:
        return again
    title = pick(lang, "没有受理", "not accepted")
    return render(request, "error.html", status=422, title=title, message=message, evaluation=None)


async def on_overtaken(request: Request, error: Exception) -> Response:
    """Somebody else was quicker: what they changed and what was not saved, side by side, and the form as it was."""
    if not isinstance(error, Overtaken):
        raise error
    wanted = {change.key: change.after for change in error.wanted}
    message = pick(
        language(request),
        "您打开页面之后，别人改了同一处。您的这次改动没有保存，别人的也没有被覆盖；填的字还在，再保存一次就以您的为准。",
        "Somebody changed the same since you opened the page. Your change was not saved, and nobody's was overwritten; "
        "what you typed is still there: save it again and yours holds.",
    )
    if wants_json(request):
        return JSONResponse({"refused": message}, status_code=409)
    again = await _shown_again(request, message, 409, since=error.since, wanted=wanted)
    return again or render(
        request, "changed.html", status=409, since=error.since, wanted=wanted, back=own_path(request.url.path)
    )


async def _shown_again(request: Request, message: str, status: int, **more: Any) -> Response | None:
    """The page that a refused form stands on, with the sentence and the words; None where there is no such page."""
    words = getattr(request.state, "posted", None)
    if words is None or request.method != "POST":
        return None
    request.state.refused = Refused(message=message, place=words.get(PLACE, ""), words=words, **more)
    for path in dict.fromkeys((own_path(words["back"]) if words.get("back") else request.url.path, request.url.path)):
        answer = await _got(request, path)
        if answer is not None and answer.status_code == 200:
            answer.status_code = status
            return answer
    request.state.refused = None
    return None


async def _got(request: Request, path: str) -> Response | None:
    parts = urlsplit(path)
    scope = {**request.scope, "method": "GET", "path": parts.path, "query_string": parts.query.encode()}
    scope |= {"path_params": {}, "raw_path": parts.path.encode()}
    scope["headers"] = [(name, value) for name, value in request.scope["headers"] if not name.startswith(b"content-")]
    for route in request.app.routes:
        match, found = route.matches(scope)
        if match is Match.FULL and isinstance(route, Route):
            again = Request({**scope, **found})
            try:
                if inspect.iscoroutinefunction(route.endpoint):
                    answer = await route.endpoint(again)
                else:
                    answer = await run_in_threadpool(route.endpoint, again)
            except (HTTPException, NotYet, InputError):
                return None
            return answer if isinstance(answer, Response) else None
    return None
