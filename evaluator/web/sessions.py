"""Who is at the browser: sessions of people with accounts, and what stands before the first page of a team's workbench.

A session is kept as the digest of its cookie. Attempts to log in are counted per account and per address before the
password is looked at; after too many within a quarter of an hour none is looked at.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from sqlalchemy import Engine, delete, func, insert, select
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from evaluator.web.accounts import Account, account_of, any_accounts
from evaluator.web.events import now
from evaluator.web.store import accounts, attempts, sessions

STAYS = timedelta(hours=12)
"""How long a login lasts."""
WINDOW = timedelta(minutes=15)
MOST = {"account": 8, "address": 40}
"""Attempts within the window for one account and from one address."""
_OPEN = ("/login", "/language")
_FREE = ("/static/", "/healthy")


class Entry:
    """Puts ``account`` into ``request.state``: None in a workbench without accounts. Nobody else gets past it."""

    def __init__(self, app: ASGIApp, *, engine: Engine) -> None:
        self.app, self.engine = app, engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, sent to the login or passed on."""
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self.app(scope, receive, send)
            return
        state = scope["state"]
        team, account = await run_in_threadpool(at_browser, self.engine, state["session"])
        state["account"], state["team"] = account, team
        if account is not None:
            state["who"] = account.name
        elif team:
            state["who"] = ""
            if scope["path"] not in _OPEN:
                await _refusal(scope)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _refusal(scope: Scope) -> PlainTextResponse | RedirectResponse:
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("请先登录 / log in first\n", status_code=403)
    query = scope["query_string"].decode("ascii", "replace")
    back = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"/login?next={quote(back, safe='')}", status_code=303)


def at_browser(engine: Engine, session: str) -> tuple[bool, Account | None]:
    """Whether the workbench is a team's, and who this session belongs to."""
    if not any_accounts(engine):
        return False, None
    query = (
        select(accounts)
        .join(sessions, sessions.c.account == accounts.c.name)
        .where(sessions.c.digest == _digest(session), sessions.c.at > _before(STAYS), accounts.c.active)
    )
    with engine.connect() as connection:
        row = connection.execute(query).mappings().first()
    return True, None if row is None else account_of(row)


def let_in(engine: Engine, account: Account) -> str:
    """A new session, never one that a browser brought along; its cookie."""
    session = secrets.token_urlsafe(32)
    with engine.begin() as connection:
        connection.execute(delete(sessions).where(sessions.c.at <= _before(STAYS)))
        connection.execute(insert(sessions).values(digest=_digest(session), account=account.name, at=now()))
    return session


def let_out(engine: Engine, session: str) -> None:
    """End a session."""
    with engine.begin() as connection:
        connection.execute(delete(sessions).where(sessions.c.digest == _digest(session)))


def attempt(engine: Engine, name: str, address: str) -> bool:
    """Count an attempt to log in; whether it may go on to the password."""
    keys = _keys(name, address)
    with engine.begin() as connection:
        connection.execute(delete(attempts).where(attempts.c.at <= _before(WINDOW)))
        connection.execute(insert(attempts), [{"key": key, "at": now()} for key in keys.values()])
        query = select(attempts.c.key, func.count()).where(attempts.c.key.in_(keys.values()))
        often = {row[0]: row[1] for row in connection.execute(query.group_by(attempts.c.key))}
    return all(often.get(key, 0) <= MOST[kind] for kind, key in keys.items())


def succeeded(engine: Engine, name: str, address: str) -> None:
    """Forget the attempts for an account whose password was right, and this one from the address."""
    keys = _keys(name, address)
    newest = select(func.max(attempts.c.id)).where(attempts.c.key == keys["address"]).scalar_subquery()
    with engine.begin() as connection:
        connection.execute(delete(attempts).where(attempts.c.key == keys["account"]))
        connection.execute(delete(attempts).where(attempts.c.id == newest))


def _keys(name: str, address: str) -> dict[str, str]:
    return {"account": f"account {_digest(name)}", "address": f"address {address}"[:128]}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _before(span: timedelta) -> str:
    return (datetime.now(UTC) - span).isoformat(timespec="seconds")
