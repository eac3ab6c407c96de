"""The guard before every page: whose name was called, how much may come, where a form came from, what
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

from evaluator.web.limiting import TooLarge, TooSlow, limited

COOKIE = "evaluator_session"
KNOWN = "evaluator_known"
"""The cookies of a session, and of a browser that was logged in from before; behind HTTPS with a prefix that browsers
take from this very host only (``cookie_name``)."""
SECONDS, BYTES_PER_SECOND = 60.0, 10_000
"""How long a request may take to come: this long, and as much longer as it is large."""
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
        session, fresh = _session(headers, cookie_name(COOKIE, scope.get("scheme") == "https"))
        state = scope.setdefault("state", {})
        state["session"], state["csrf"] = session, token(self.secret, session)
        state["who"] = self.alone
        # A page that another site opened gets no cookie: the strict one of this browser was only held back.
        cookie = session if fresh and _for_people(scope, headers) else None
        secure = scope.get("scheme") == "https"
        try:
            bounded = limited(receive, self.most_bytes, SECONDS, per_second=BYTES_PER_SECOND)
            await self.app(scope, bounded, _dressed(send, cookie, secure=secure))
        except TooLarge as refused:
            await _too_large(refused.most)(scope, receive, _dressed(send, None))
        except TooSlow:
            slow = _plain(408, "请求没有按时传完，请重试 / the request did not come in time, try again")
            await slow(scope, receive, _dressed(send, None))

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        if any(ord(sign) < 32 for sign in scope["path"]) or b"%00" in scope.get("query_string", b""):
            return _plain(400, "地址里有不可能的字符 / the address holds an impossible sign")
        host = headers.get("host", "").lower()
        if _without_port(host) not in self.hosts:
            return _plain(400, "未知的主机名 / this host name is not known here (evaluator serve --allow-host NAME)")
        if scope["method"] in ("GET", "HEAD"):
            return None
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _plain(403, "表单来自别处，未受理 / a form from another site was refused")
        origin = headers.get("origin")
        if origin is not None and origin.lower().rpartition("://")[2] != host:
            return _plain(403, "表单来自别处，未受理 / a form from another site was refused")
        length = headers.get("content-length")
        if length is not None and (not length.isdigit() or int(length) > self.most_bytes):
            return _too_large(self.most_bytes)
        return None


def _for_people(scope: Scope, headers: Headers) -> bool:
    """True unless another site opened the page, or a program asks, which needs no session."""
    return headers.get("sec-fetch-site") != "cross-site" and not scope["path"].startswith("/api/")


def token(secret: bytes, session: str) -> str:
    """The token that a form must carry: it can only be made by who knows the secret."""
    return hmac.new(secret, session.encode(), hashlib.sha256).hexdigest()


def system_user() -> str:
    """The name of the person at this computer, for a workbench without accounts."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "user"


def cookie_name(name: str, secure: bool) -> str:
    """The name of a cookie: behind HTTPS with the prefix that forbids other hosts and plain HTTP to set it."""
    return f"__Host-{name}" if secure else name


def _session(headers: Headers, name: str) -> tuple[str, bool]:
    """The session of a request, and whether it was made just now."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(name)
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
            if secure:
                headers.setdefault("strict-transport-security", "max-age=31536000")
            if cookie is not None:
                end = "; Secure" if secure else ""
                headers.append(
                    "set-cookie", f"{cookie_name(COOKIE, secure)}={cookie}; HttpOnly; Path=/; SameSite=Strict{end}"
                )
        await send(message)

    return dressed


def _too_large(most: int) -> PlainTextResponse:
    size = f"{most >> 20} MB" if most >= 1 << 20 else f"{most >> 10} kB"
    return _plain(413, f"一次最多上传 {size}，请分几次 / at most {size} at once: upload in several parts")


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def _plain(status: int, text: str) -> PlainTextResponse:
    return PlainTextResponse(text + "\n", status_code=status, headers={"connection": "close"})
