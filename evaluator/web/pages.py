"""From a request to a page and back: language, forms that are believed, redirects, refusals in words."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from evaluator.language import LANGUAGES, pick
from evaluator.web.access import note_access
from evaluator.web.accounts import ROLES
from evaluator.web.context import account_at, bench_of, page_path
from evaluator.web.faults import log_fault, refusal_of
from evaluator.web.helps import HELPS
from evaluator.web.security import HEADERS
from evaluator.web.sessions import API
from evaluator.web.templating import kept_by, translator
from targets.errors import InputError

LANG_COOKIE = "evaluator_lang"
PER_PAGE = 50
Page = Callable[[Request], Awaitable[Response]]
_SECRET = ("/login", "/logout", "/password", "/accounts", "/tokens")
"""Forms below these addresses are never shown again: they may hold a password."""


def language(request: Request) -> str:
    """``zh`` or ``en``: what the person switched to, else what the browser prefers of the two, else what the server was
    started with.
    """
    chosen = request.cookies.get(LANG_COOKIE, "")
    if chosen not in LANGUAGES:
        chosen = preferred(request.headers.get("accept-language", ""))
    return chosen or bench_of(request).settings.lang


def preferred(accepted: str) -> str:
    """The language of ours that a browser asks for most, Chinese where it asks for both alike; empty for neither."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(",")[:50]:
        name, _, parameter = part.strip().partition(";")
        found = re.fullmatch(r"\s*q=(1(?:\.0{0,3})?|0(?:\.[0-9]{0,3})?)\s*", parameter) if parameter else None
        weight = float(found[1]) if found else 0.0 if parameter else 1.0
        for ours in LANGUAGES:
            if name.strip().partition("-")[0] == ours:
                weights[ours] = max(weight, weights.get(ours, 0.0))
    asked = [(weight, ours == "zh", ours) for ours, weight in weights.items() if weight > 0]
    return max(asked)[2] if asked else ""


def who(request: Request) -> str:
    """The name that a decision is recorded under."""
    return str(request.state.who)


def alone(request: Request) -> bool:
    """True if the workbench has no accounts: everything is done in the name of who is at this computer."""
    return account_at(request) is None


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from a template; every template knows language, person, token and path, whether this person may change
    what it shows (``may``), and whether they may send forms to an address (``can``).
    """
    lang, account, path = language(request), account_at(request), str(request.url.path)
    refused = getattr(request.state, "refused", None)

    def can(address: str) -> bool:
        return account is None or account.may_write(address)

    text = (
        bench_of(request)
        .templates.get_template(template)
        .render(
            lang=lang,
            t=translator(lang),
            csrf=request.state.csrf,
            who=who(request),
            account=account,
            roles=ROLES,
            may=can(path),
            can=can,
            help=HELPS.get(template.removesuffix(".html")),
            looks_only=path.startswith(("/evaluations/", "/audits/")) and not can(path),
            refused=refused,
            kept=kept_by(refused),
            here=path + (f"?{request.url.query}" if request.url.query else ""),
            path=path,
            **context,
        )
    )
    return HTMLResponse(text, status_code=status)


def only_who_may(request: Request) -> None:
    """Refuse a page that holds nothing but a form which this person may not send."""
    account = account_at(request)
    if account is not None and not account.may_write(request.url.path):
        raise HTTPException(403)


def wants_json(request: Request) -> bool:
    """True if the script of a page asks, which puts the answer into the page itself, or another program."""
    return request.headers.get("accept", "") == "application/json" or request.url.path.startswith(API)


def redirect(to: str) -> RedirectResponse:
    """After a form: see the result under its own address."""
    return RedirectResponse(quote(to, safe="/?&=#%-_.~"), status_code=303)


def post(handler: Callable[[Request, FormData], Response]) -> Page:
    """A handler of forms: it is called in a thread, with a form that carries our token, sent by somebody whose role
    allows it; anything else is refused.
    """

    async def endpoint(request: Request) -> Response:
        settings = bench_of(request).settings
        async with request.form(max_files=settings.upload_files, max_fields=20_000, max_part_size=1 << 20) as form:
            given = form.get("csrf")
            if not isinstance(given, str) or not hmac.compare_digest(given.encode(), request.state.csrf.encode()):
                raise HTTPException(403)
            refuse_unless_allowed(request, form)
            if not request.url.path.startswith(_SECRET):
                request.state.posted = {name: text for name, text in form.multi_items() if isinstance(text, str)}
            return await run_in_threadpool(handler, request, form)

    return endpoint


def refuse_unless_allowed(request: Request, form: FormData) -> None:
    """The one gate before every change: refuse texts that nobody can type, and who may not change this."""
    if any(isinstance(text, str) and _impossible(text) for pair in form.multi_items() for text in pair):
        raise HTTPException(400)
    account = account_at(request)
    if account is not None and not account.may_write(page_path(request)):
        raise HTTPException(403)


def _impossible(text: str) -> bool:
    """True if a text holds signs that nobody types and no database takes: control signs, halves of signs."""
    return any((ord(sign) < 32 and sign not in "\t\n\r") or "\ud800" <= sign <= "\udfff" for sign in text)


def address_of(request: Request) -> str:
    """Where a request came from: the peer's address, which a proxy may say only if it was named (``--proxy``)."""
    return request.client.host if request.client else ""


def field(form: FormData, name: str, most: int = 20_000) -> str:
    """The text of one field, stripped, with line ends as one sign; empty where there is none. Raises InputError for a
    text that is too long.
    """
    given = form.get(name)
    text = given.strip().replace("\r\n", "\n") if isinstance(given, str) else ""
    if len(text) > most:
        raise InputError(
            f"填写的内容有 {len(text)} 个字，超过 {most}；请缩短",
            f"the text has {len(text)} characters, more than {most}; shorten it",
        )
    return text


def number(form: FormData, name: str) -> int | None:
    """A whole number from a field, None for anything else."""
    text = field(form, name, 20)
    return int(text) if text.isascii() and text.isdigit() else None


def own_path(text: str) -> str:
    """A path of this workbench, or its first page for anything that leads elsewhere."""
    parts = urlsplit(text)
    safe = text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return text if safe and "\n" not in text and "\r" not in text else "/"


def paged(listed: Sequence[Any], asked: str, per_page: int = PER_PAGE) -> tuple[int, int, Sequence[Any]]:
    """The page asked for (the nearest there is), how many pages there are, and what stands on it."""
    pages = max(1, -(-len(listed) // per_page))
    page = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return page, pages, listed[(page - 1) * per_page : page * per_page]


async def on_http_error(request: Request, error: Exception) -> Response:
    """Not found, not allowed, refused: one sentence, no details."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    lang = language(request)
    said = {
        400: ("请求不完整，请返回重试", "the request was not complete; go back and try again"),
        403: (
            "没有受理：页面可能已经过期，或没有权限。请返回、刷新后重试",
            "refused: the page may be out of date, or it is not yours to do. Go back, reload and try again",
        ),
        404: ("没有这个页面", "there is no such page"),
        405: ("这个地址不能这样使用", "this address cannot be used like that"),
    }.get(status, ("出错了", "something went wrong"))
    if wants_json(request):
        return JSONResponse({"refused": pick(lang, *said)}, status_code=status)
    return render(request, "error.html", status=status, title=str(status), message=pick(lang, *said), evaluation=None)


def carried(request: Request, status: int, title: str, message: str, to: str = "") -> HTMLResponse:
    """A page with one sentence, and a button that sends again what was typed, if anything was, where it was sent."""
    posted = getattr(request.state, "posted", {})
    words = {name: text for name, text in posted.items() if name != "csrf"}
    to = (to or request.url.path) if words else ""
    return render(
        request, "error.html", status=status, title=title, message=message, evaluation=None, words=words, to=to
    )


async def on_fault(request: Request, error: Exception) -> Response:
    """A fault of ours: a sentence with a number to find it by in the log, never a trace; and what the system or the
    database refused, with when to try again.
    """
    lang = language(request)
    refused = refusal_of(error)
    number = secrets.token_hex(5)
    log_fault(number, error, f"{request.method} {request.url.path}", str(getattr(request.state, "who", "")))
    if refused is not None:
        status, said, wait = refused
        page = _bare(request, status, pick(lang, *said), lang)
        page.headers["retry-after"] = str(wait)
        return page
    with suppress(Exception):  # the record of the door may be what is at fault
        about = f"{number} {request.method} {request.url.path}"
        note_access(bench_of(request).engine, str(request.state.who), address_of(request), "fault", about)
    message = pick(
        lang,
        f"程序内部出错（编号 {number}），没有保存这一步。请把编号告诉管理员，日志里有详情。",
        f"an internal fault (number {number}); this step was not saved. The log has the details.",
    )
    return _bare(request, 500, message, lang)


def _bare(request: Request, status: int, message: str, lang: str) -> Response:
    """A page that needs nothing but its sentence; it is made outside the guard that dresses the others."""
    request.state.account = getattr(request.state, "account", None)
    for name in ("csrf", "who"):
        setattr(request.state, name, getattr(request.state, name, ""))
    if request.url.path.startswith(API):
        return JSONResponse({"refused": message}, status_code=status, headers=HEADERS)
    page = carried(request, status, str(status), message)
    page.headers.update(HEADERS)
    return page
