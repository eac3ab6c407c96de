"""The page of one's own tokens for other programs: made with the password, shown once, ended."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.web.account_pages import refuse_wrong_password
from evaluator.web.accounts import Account
from evaluator.web.context import account_at, bench_of
from evaluator.web.pages import field, number, post, redirect, render
from evaluator.web.sessions import DESCRIPTION
from evaluator.web.tokens import DAYS, MOST, end, make, tokens_of
from targets.errors import InputError


def show(request: Request) -> Response:
    """The tokens of the account; there are none in a workbench without accounts."""
    return _page(request, _own(request), "")


def create(request: Request, form: FormData) -> Response:
    """A new token, shown this once."""
    account = _own(request)
    refuse_wrong_password(request, form, account)
    title = field(form, "title", 60)
    return _page(request, account, make(bench_of(request).engine, account.name, title, number(form, "days") or 0))


def revoke(request: Request, form: FormData) -> Response:
    """End one of one's own tokens."""
    account = _own(request)
    if not end(bench_of(request).engine, account.name, field(form, "mark", 16), by=account.name):
        raise InputError("这个令牌已经收回或过期", "this token was ended already")
    return redirect("/tokens")


def _page(request: Request, account: Account, secret: str) -> Response:
    listed = tokens_of(bench_of(request).engine, account.name)
    return render(request, "tokens.html", listed=listed, secret=secret, days=DAYS, most=MOST, description=DESCRIPTION)


def _own(request: Request) -> Account:
    account = account_at(request)
    if account is None:
        raise HTTPException(404)
    return account


ROUTES = (
    Route("/tokens", show),
    Route("/tokens", post(create), methods=["POST"]),
    Route("/tokens/end", post(revoke), methods=["POST"]),
)
