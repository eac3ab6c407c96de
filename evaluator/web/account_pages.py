"""Logging in and out, one's own password, and the accounts of a team for its administrators."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from evaluator.language import pick
from evaluator.web import accounts
from evaluator.web.access import WHAT as ACCESS
from evaluator.web.access import accesses, note_access
from evaluator.web.accountrecord import WHAT, account_record
from evaluator.web.attempts import attempt, known_browser, remembered, succeeded
from evaluator.web.carrying import opened, sealed
from evaluator.web.context import account_at, bench_of
from evaluator.web.names import normal
from evaluator.web.pages import (
    address_of,
    carried,
    field,
    language,
    own_path,
    paged,
    post,
    redirect,
    render,
    wants_json,
    who,
)
from evaluator.web.passwords import LONGEST, SHORTEST
from evaluator.web.security import COOKIE, KNOWN, cookie_name, token
from evaluator.web.sessions import CARRY, end_session, let_in, let_out, mark_of, sessions_of
from targets.errors import InputError

_A_YEAR = 365 * 24 * 3600


def login_page(request: Request) -> Response:
    """Name and password; the first page for who is in already, or where there are no accounts."""
    if not request.state.team or account_at(request) is not None:
        return redirect("/")
    return render(
        request, "login.html", next=own_path(request.query_params.get("next", "/")), why="", name="", carry=""
    )


def login(request: Request, form: FormData) -> Response:
    """In, under a session made anew; otherwise one sentence that does not say which of the two was wrong."""
    engine, name, to = bench_of(request).engine, field(form, "name", 200), own_path(field(form, "next", 2_000))
    address, secret = address_of(request), bench_of(request).workspace.secret()
    browser = known_browser(secret, name, request.cookies.get(cookie_name(KNOWN, _is_secure(request)), ""))
    carry = field(form, "carry", 1 << 20)
    if not attempt(engine, name, address, browser):
        return _refused(request, 429, to, name, carry)
    account = accounts.checked(engine, name, _secret(form, "password"))
    if account is None:
        return _refused(request, 401, to, name, carry)
    succeeded(engine, name, address, browser)
    note_access(engine, account.name, address, "in")
    session = let_in(engine, account, address, request.headers.get("user-agent", ""))
    answer = _after_login(request, account, session, to, opened(secret, request.state.session, carry))
    _keep(request, answer, COOKIE, session, None)
    if not browser:
        _keep(request, answer, KNOWN, remembered(secret, account.name), _A_YEAR)
    return answer


def _keep(request: Request, answer: Response, name: str, value: str, seconds: int | None) -> None:
    secure = _is_secure(request)
    name = cookie_name(name, secure)
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="strict", secure=secure, path="/")


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _after_login(
    request: Request, account: accounts.Account, session: str, to: str, carried_along: tuple[str, dict[str, str]] | None
) -> Response:
    """The page asked for; for the script of a page the new token; for words carried along a button to send them."""
    csrf = token(bench_of(request).workspace.secret(), session)
    if wants_json(request):
        return JSONResponse({"csrf": csrf})
    if carried_along is None:
        return redirect(to)
    sent_to, request.state.posted = carried_along
    request.state.csrf, request.state.account, request.state.who = csrf, account, account.name
    lang = language(request)
    said = pick(
        lang,
        "已登录。登录前填的字还没有保存，请按下面的按钮保存。",
        "You are in. What you typed before is not saved yet: save it with the button.",
    )
    return carried(request, 200, pick(lang, "接着保存", "Go on saving"), said, sent_to)


def carry(request: Request, form: FormData) -> Response:
    """The login for who typed into a page whose session had ended; what was typed comes along."""
    sent_to = getattr(request.state, "carried_to", "")
    if not sent_to:
        raise HTTPException(404)
    kept = sealed(bench_of(request).workspace.secret(), request.state.session, sent_to, form)
    return render(request, "login.html", status=403, next=own_path(sent_to), why="ended", name="", carry=kept)


def _refused(request: Request, status: int, to: str, name: str, carry: str) -> Response:
    refused = "many" if status == 429 else "wrong"
    note_access(bench_of(request).engine, normal(name), address_of(request), refused)
    if wants_json(request):
        return JSONResponse({"refused": refused}, status_code=status)
    return render(request, "login.html", status=status, next=to, why=refused, name=name, carry=carry)


def logout(request: Request, _: FormData) -> Response:
    """Out, on this browser."""
    engine, secure = bench_of(request).engine, _is_secure(request)
    let_out(engine, request.state.session)
    note_access(engine, who(request), address_of(request), "out")
    answer = redirect("/login")
    answer.delete_cookie(cookie_name(COOKIE, secure), path="/", secure=secure, httponly=True, samesite="strict")
    return answer


def own_sessions(request: Request) -> Response:
    """Where one is logged in, each to be ended."""
    account = account_at(request)
    if account is None:
        raise HTTPException(404)
    listed = sessions_of(bench_of(request).engine, account.name)
    return render(request, "sessions.html", listed=listed, own=mark_of(request.state.session))


def end_own(request: Request, form: FormData) -> Response:
    """End one of one's own sessions."""
    account, engine = account_at(request), bench_of(request).engine
    if account is None or not end_session(engine, account.name, field(form, "mark", 16)):
        raise HTTPException(404)
    note_access(engine, account.name, address_of(request), "ended")
    return redirect("/sessions")


def at_the_door(request: Request) -> Response:
    """Who came in, who was refused, who fetched what."""
    _administrator(request)
    page, pages, shown = paged(accesses(bench_of(request).engine), request.query_params.get("page", "1"))
    return render(request, "access.html", shown=shown, done=ACCESS, page=page, pages=pages)


def password_page(request: Request) -> Response:
    """One's own password."""
    if account_at(request) is None:
        raise HTTPException(404)
    return render(request, "password.html", shortest=SHORTEST)


def password(request: Request, form: FormData) -> Response:
    """Change it, with the present one; everywhere else this ends the sessions of the account."""
    account, engine = account_at(request), bench_of(request).engine
    if account is None:
        raise HTTPException(404)
    refuse_wrong_password(request, form, account)
    accounts.set_password(engine, account.name, _secret(form, "password"), by=account.name)
    return redirect("/login")


def refuse_wrong_password(request: Request, form: FormData, account: accounts.Account) -> None:
    """Raise InputError unless the form holds the present password of who is logged in; guesses are counted."""
    engine, address, browser = bench_of(request).engine, address_of(request), f"session {request.state.session}"
    if not attempt(engine, account.name, address, browser):
        raise InputError("试得太多了，请过一刻钟再试", "too many attempts: try again in a quarter of an hour")
    if accounts.checked(engine, account.name, _secret(form, "present")) is None:
        raise InputError("现在的密码不对", "the present password is not right")
    succeeded(engine, account.name, address, browser)


def everybody(request: Request) -> Response:
    """All accounts, each with its role and departments to change, and what was done to them."""
    _administrator(request)
    engine = bench_of(request).engine
    page, pages, shown = paged(account_record(engine), request.query_params.get("page", "1"))
    return render(
        request,
        "accounts.html",
        listed=accounts.all_accounts(engine),
        shortest=SHORTEST,
        done=WHAT,
        shown=shown,
        page=page,
        pages=pages,
    )


def add(request: Request, form: FormData) -> Response:
    """A new account."""
    _administrator(request)
    accounts.add(
        bench_of(request).engine,
        field(form, "name", 200),
        field(form, "role", 20),
        field(form, "departments").split("\n"),
        _secret(form, "password"),
        by=who(request),
    )
    return redirect("/accounts")


def change(request: Request, form: FormData) -> Response:
    """Role, departments, whether it may be used; a new password if one was typed."""
    _administrator(request)
    engine, name = bench_of(request).engine, field(form, "name", 200)
    accounts.change(
        engine,
        name,
        role=field(form, "role", 20),
        departments=field(form, "departments").split("\n"),
        active=form.get("active") == "yes",
        by=who(request),
    )
    if _secret(form, "password"):
        accounts.set_password(engine, name, _secret(form, "password"), by=who(request))
    return redirect("/accounts")


def _administrator(request: Request) -> None:
    """Not found for anybody else, and in a workbench without accounts."""
    account = account_at(request)
    if account is None or account.role != "administrator":
        raise HTTPException(404)


def _secret(form: FormData, name: str) -> str:
    """A password as it was typed: blanks belong to it."""
    given = form.get(name)
    return given if isinstance(given, str) and len(given) <= LONGEST else ""


ROUTES = (
    Route("/login", login_page),
    Route("/login", post(login), methods=["POST"]),
    Route(CARRY, post(carry), methods=["POST"]),
    Route("/logout", post(logout), methods=["POST"]),
    Route("/sessions", own_sessions),
    Route("/sessions", post(end_own), methods=["POST"]),
    Route("/accounts/access", at_the_door),
    Route("/password", password_page),
    Route("/password", post(password), methods=["POST"]),
    Route("/accounts", everybody),
    Route("/accounts", post(add), methods=["POST"]),
    Route("/accounts/change", post(change), methods=["POST"]),
)
