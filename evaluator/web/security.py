"""What stands between a browser and the pages: whose name was called, how much may come, where a form came from, what
a page may load.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "evaluator_session"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class TooLarge(Exception):
    """A request holds more than it may."""


class Guard:
    """Refuses foreign names of the host, forms from elsewhere and too large requests; gives each browser a session.

    Handlers find ``session``, ``csrf`` and ``who`` in ``request.state``.
    """

    def __init__(self, app: ASGIApp, *, secret: bytes, hosts: Iterable[str], most_bytes: int) -> None:
        self.app, self.secret, self.most_bytes = app, secret, most_bytes
        self.hosts = frozenset(name.lower() for name in (*hosts, "127.0.0.1", "localhost", "[::1]"))
        self.alone = system_user()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, refused or passed on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, _dressed(send, None))
            return
        session, fresh = _session(headers)
        state = scope.setdefault("state", {})
        state["session"], state["csrf"] = session, token(self.secret, session)
        state["who"] = self.alone
        # A page that another site opened gets no cookie: the strict one of this browser was only held back.
        cookie = session if fresh and headers.get("sec-fetch-site") != "cross-site" else None
        secure = scope.get("scheme") == "https"
        try:
            await self.app(scope, self._limited(receive), _dressed(send, cookie, secure=secure))
        except TooLarge:
            await self._too_large()(scope, receive, _dressed(send, None))

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "").lower()
        if _without_port(host) not in self.hosts:
            return _plain(
                400, "不认识这个主机名 / this host name is not known here (evaluator serve --allow-host NAME)"
            )
        if scope["method"] in ("GET", "HEAD"):
            return None
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _plain(403, "表单来自别处，未受理 / a form from another site was refused")
        origin = headers.get("origin")
        if origin is not None and origin.lower().rpartition("://")[2] != host:
            return _plain(403, "表单来自别处，未受理 / a form from another site was refused")
        length = headers.get("content-length")
        if length is not None and (not length.isdigit() or int(length) > self.most_bytes):
            return self._too_large()
        return None

    def _too_large(self) -> PlainTextResponse:
        most = self.most_bytes >> 20
        return _plain(413, f"一次最多上传 {most} MB，请分几次 / at most {most} MB at once: upload in several parts")

    def _limited(self, receive: Receive) -> Receive:
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.most_bytes:
                raise TooLarge
            return message

        return limited


def token(secret: bytes, session: str) -> str:
    """What a form must carry to be believed: it can only be made by who knows the secret."""
    return hmac.new(secret, session.encode(), hashlib.sha256).hexdigest()


def system_user() -> str:
    """The name of the person at this computer, for a workbench without accounts."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "user"


def _session(headers: Headers) -> tuple[str, bool]:
    """The session of a request, and whether it was made just now."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        cookie = None
    if cookie is not None and len(cookie.value) == 43 and cookie.value.replace("-", "").replace("_", "").isalnum():
        return cookie.value, False
    return secrets.token_urlsafe(32), True


def _dressed(send: Send, cookie: str | None, *, secure: bool = False) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
            if cookie is not None:
                end = "; Secure" if secure else ""
                headers.append("set-cookie", f"{COOKIE}={cookie}; HttpOnly; Path=/; SameSite=Strict{end}")
        await send(message)

    return dressed


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def _plain(status: int, text: str) -> PlainTextResponse:
    return PlainTextResponse(text + "\n", status_code=status, headers={"connection": "close"})
