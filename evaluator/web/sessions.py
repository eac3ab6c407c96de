"""Who is at the browser: sessions of people with accounts, and what stands before the first page of a team's workbench.

A session is kept as the digest of its cookie. It ends half a day after the login, or when it was not used for an hour.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from sqlalchemy import ColumnElement, Engine, delete, func, insert, select, update
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from evaluator.web.access import note_access
from evaluator.web.accounts import Account, account_of, any_accounts, named
from evaluator.web.events import now
from evaluator.web.jobs import ASKED_BY
from evaluator.web.limiting import limited
from evaluator.web.store import accounts, sessions
from evaluator.web.tokens import holder

STAYS = timedelta(hours=12)
"""How long a login lasts."""
IDLE = timedelta(hours=1)
"""How long a login lasts that is not used."""
_NOTED = timedelta(minutes=1)
"""How exactly it is noted when a session was used."""
FIRST_BYTES, FIRST_SECONDS = 64 << 10, 10.0
"""Size and time of a request from somebody who is not logged in."""
CARRIED_BYTES = 512 << 10
"""Size of a form that was typed before its session ended."""
CARRY = "/login/carry"
"""The page that takes such a form along to the login; nobody gets there by its address."""
_FREE = ("/static/", "/healthy")
API = "/api/v1"
"""The beginning of every address for programs; what follows is the address of the page with the same rights."""
DESCRIPTION = f"{API}/openapi.json"
_OPEN = ("/login", "/language", DESCRIPTION)


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
        if scope["path"].startswith(API):
            if scope["path"] != DESCRIPTION and not await self._by_token(scope, receive, send):
                return
            team, account = True, state.get("account")
        else:
            team, account = await run_in_threadpool(at_browser, self.engine, state["session"])
        state["account"], state["team"] = account, team
        if account is not None:
            state["who"] = account.name
        elif team:
            state["who"] = ""
            most = FIRST_BYTES
            if scope["path"] not in _OPEN:
                if not _carries(scope):
                    await _refusal(scope, state["csrf"])(scope, receive, send)
                    return
                state["carried_to"], most = scope["path"], CARRIED_BYTES
                scope = {**scope, "path": CARRY, "raw_path": CARRY.encode()}
            receive = limited(receive, most, FIRST_SECONDS)
        asked = ASKED_BY.set(state["who"])
        noted: list[str] = []
        try:
            await self.app(scope, receive, _watched(send, noted))
        finally:
            ASKED_BY.reset(asked)
        if account is not None and noted:
            peer = scope.get("client")
            await run_in_threadpool(
                note_access, self.engine, account.name, peer[0] if peer else "", noted[0], scope["path"]
            )

    async def _by_token(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Put whose token a program brings into the state; refuse any that is not good. Cookies do not count here."""
        kind, _, secret = Headers(scope=scope).get("authorization", "").partition(" ")
        found = await run_in_threadpool(holder, self.engine, secret.strip()) if kind.lower() == "bearer" else ""
        account = await run_in_threadpool(named, self.engine, found) if found else None
        if account is None:
            said = "令牌无效、已收回或已过期 / the token is unknown, ended or too old"
            refusal = JSONResponse({"refused": said}, status_code=401, headers={"www-authenticate": "Bearer"})
            await refusal(scope, receive, send)
        scope["state"]["account"] = account
        return account is not None


def _watched(send: Send, noted: list[str]) -> Send:
    """Note what is worth a line in the record of the door: refusals and downloads."""

    async def watched(message: Message) -> None:
        if message["type"] == "http.response.start":
            attached = any(
                name.lower() == b"content-disposition" and value.startswith(b"attachment")
                for name, value in message.get("headers", ())
            )
            if message["status"] in (403, 404):
                noted.append("denied")
            elif attached:
                noted.append("download")
        await send(message)

    return watched


def _carries(scope: Scope) -> bool:
    """True if a request brings a form of a page that was open when its session ended."""
    headers = Headers(scope=scope)
    typed = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return scope["method"] == "POST" and typed and headers.get("accept", "") != "application/json"


def _refusal(scope: Scope, csrf: str) -> Response:
    if Headers(scope=scope).get("accept", "") == "application/json":
        return JSONResponse({"login": csrf}, status_code=401)
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("请先登录 / log in first\n", status_code=403)
    query = scope["query_string"].decode("ascii", "replace")
    back = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"/login?next={quote(back, safe='')}", status_code=303)


def at_browser(engine: Engine, session: str) -> tuple[bool, Account | None]:
    """True if the workbench is a team's, and who this session belongs to."""
    if not any_accounts(engine):
        return False, None
    query = (
        select(accounts)
        .join(sessions, sessions.c.account == accounts.c.name)
        .where(sessions.c.digest == _digest(session), *_good(), accounts.c.active)
    )
    with engine.connect() as connection:
        row = connection.execute(query).mappings().first()
        seen = connection.execute(select(sessions.c.seen_at).where(sessions.c.digest == _digest(session))).scalar()
    if row is not None and seen is not None and seen <= _before(_NOTED):
        with engine.begin() as connection:
            connection.execute(update(sessions).where(sessions.c.digest == _digest(session)).values(seen_at=now()))
    return True, None if row is None else account_of(row)


def let_in(engine: Engine, account: Account, address: str = "", agent: str = "") -> str:
    """A new session, never one that a browser brought along; its cookie."""
    session = secrets.token_urlsafe(32)
    with engine.begin() as connection:
        old = (sessions.c.at <= _before(STAYS)) | (sessions.c.seen_at <= _before(IDLE))
        connection.execute(delete(sessions).where(old))
        values = {"digest": _digest(session), "account": account.name, "at": now(), "seen_at": now()}
        connection.execute(insert(sessions).values(**values, address=address[:64], agent=agent[:200]))
    return session


def let_out(engine: Engine, session: str) -> None:
    """End a session."""
    with engine.begin() as connection:
        connection.execute(delete(sessions).where(sessions.c.digest == _digest(session)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One login of a person: since when, last used when, from where, with what browser; ``mark`` names it."""

    mark: str
    at: str
    seen_at: str
    address: str
    agent: str


def sessions_of(engine: Engine, account: str) -> list[Session]:
    """The sessions of an account that are still good, the last used first."""
    query = select(sessions).where(sessions.c.account == account, *_good()).order_by(sessions.c.seen_at.desc())
    with engine.connect() as connection:
        rows = connection.execute(query).mappings().all()
    names = ("at", "seen_at", "address", "agent")
    return [Session(mark=row["digest"][:16], **{name: row[name] for name in names}) for row in rows]


def end_session(engine: Engine, account: str, mark: str) -> bool:
    """End one of an account's sessions by its mark; whether there was one."""
    with engine.begin() as connection:
        here = (sessions.c.account == account) & (func.substr(sessions.c.digest, 1, 16) == mark)
        return bool(connection.execute(delete(sessions).where(here)).rowcount)


def mark_of(session: str) -> str:
    """The mark of the session of a cookie."""
    return _digest(session)[:16]


def _good() -> tuple[ColumnElement[bool], ...]:
    return sessions.c.at > _before(STAYS), sessions.c.seen_at > _before(IDLE)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _before(span: timedelta) -> str:
    return (datetime.now(UTC) - span).isoformat(timespec="seconds")
