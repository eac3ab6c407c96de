"""Logging in and out, one's own password, and the accounts of a team for its administrators."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.web import accounts
from evaluator.web.accountrecord import WHAT, account_record
from evaluator.web.context import account_at, bench_of
from evaluator.web.pages import field, own_path, paged, post, redirect, render, who
from evaluator.web.security import COOKIE
from evaluator.web.sessions import attempt, let_in, let_out, succeeded
from targets.errors import InputError


def login_page(request: Request) -> Response:
    """Name and password; the first page for who is in already, or where there are no accounts."""
    if not request.state.team or account_at(request) is not None:
        return redirect("/")
    return render(request, "login.html", next=own_path(request.query_params.get("next", "/")), refused="", name="")


def login(request: Request, form: FormData) -> Response:
    """In, under a session made anew; otherwise one sentence that does not say which of the two was wrong."""
    engine, name, to = bench_of(request).engine, field(form, "name", 200), own_path(field(form, "next", 2_000))
    address = request.client.host if request.client else ""
    if not attempt(engine, name, address):
        return _refused(request, 429, to, name)
    account = accounts.checked(engine, name, _secret(form, "password"))
    if account is None:
        return _refused(request, 401, to, name)
    succeeded(engine, name, address)
    answer = redirect(to)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, let_in(engine, account), httponly=True, samesite="strict", secure=secure, path="/")
    return answer


def _refused(request: Request, status: int, to: str, name: str) -> Response:
    refused = "many" if status == 429 else "wrong"
    return render(request, "login.html", status=status, next=to, refused=refused, name=name)


def logout(request: Request, _: FormData) -> Response:
    """Out, on this browser."""
    let_out(bench_of(request).engine, request.state.session)
    answer = redirect("/login")
    answer.delete_cookie(COOKIE, path="/")
    return answer


def password_page(request: Request) -> Response:
    """One's own password."""
    if account_at(request) is None:
        raise HTTPException(404)
    return render(request, "password.html", shortest=accounts.SHORTEST)


def password(request: Request, form: FormData) -> Response:
    """Change it, with the present one; everywhere else this ends the sessions of the account."""
    account, engine = account_at(request), bench_of(request).engine
    if account is None:
        raise HTTPException(404)
    address = request.client.host if request.client else ""
    if not attempt(engine, account.name, address):
        raise InputError("试得太多了，请过一刻钟再试", "too many attempts: try again in a quarter of an hour")
    if accounts.checked(engine, account.name, _secret(form, "present")) is None:
        raise InputError("现在的密码不对", "the present password is not right")
    succeeded(engine, account.name, address)
    accounts.set_password(engine, account.name, _secret(form, "password"), by=account.name)
    return redirect("/login")


def everybody(request: Request) -> Response:
    """All accounts, each with its role and departments to change, and what was done to them."""
    _administrator(request)
    engine = bench_of(request).engine
    page, pages, shown = paged(account_record(engine), request.query_params.get("page", "1"))
    return render(
        request,
        "accounts.html",
        listed=accounts.all_accounts(engine),
        shortest=accounts.SHORTEST,
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
    return given if isinstance(given, str) and len(given) <= accounts.LONGEST else ""


ROUTES = (
    Route("/login", login_page),
    Route("/login", post(login), methods=["POST"]),
    Route("/logout", post(logout), methods=["POST"]),
    Route("/password", password_page),
    Route("/password", post(password), methods=["POST"]),
    Route("/accounts", everybody),
    Route("/accounts", post(add), methods=["POST"]),
    Route("/accounts/change", post(change), methods=["POST"]),
)
