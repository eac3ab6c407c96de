"""Attempts to log in, counted before the password is looked at.

They are counted for the browser that is known from an earlier login where there is one, and else for account and
address together, for the account, and for the address. So guessing is slow from anywhere; but whoever guesses locks
neither the person out of their own browser, nor an office behind one address out of theirs.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, func, insert, select

from evaluator.web.events import now
from evaluator.web.names import key as alike
from evaluator.web.store import attempts

WINDOW = timedelta(minutes=15)
MOST = {"browser": 8, "pair": 8, "account": 40, "address": 60}
"""Attempts within the window for one known browser, for one account from one address, for one account from browsers
that are not known, and from such browsers at one address."""


def attempt(engine: Engine, name: str, address: str, browser: str = "") -> bool:
    """Count an attempt to log in; whether it may go on to the password. ``browser`` is of ``known_browser``."""
    keys = _keys(name, address, browser)
    with engine.begin() as connection:
        connection.execute(delete(attempts).where(attempts.c.at <= _before(WINDOW)))
        connection.execute(insert(attempts), [{"key": key, "at": now()} for key in keys.values()])
        query = select(attempts.c.key, func.count()).where(attempts.c.key.in_(keys.values()))
        often = {row[0]: row[1] for row in connection.execute(query.group_by(attempts.c.key))}
    return all(often.get(key, 0) <= MOST[kind] for kind, key in keys.items())


def succeeded(engine: Engine, name: str, address: str, browser: str = "") -> None:
    """Forget the attempts of whoever gave the right password, and this one from the address."""
    keys = _keys(name, address, browser)
    with engine.begin() as connection:
        for kind, key in keys.items():
            if kind in ("browser", "pair"):
                connection.execute(delete(attempts).where(attempts.c.key == key))
            else:
                newest = select(func.max(attempts.c.id)).where(attempts.c.key == key).scalar_subquery()
                connection.execute(delete(attempts).where(attempts.c.id == newest))


def _keys(name: str, address: str, browser: str) -> dict[str, str]:
    account = _digest(alike(name))
    if browser:
        return {"browser": f"browser {_digest(browser)}"}
    return {
        "pair": f"pair {_digest(account + address)}",
        "account": f"account {account}",
        "address": f"address {address}"[:128],
    }


def remembered(secret: bytes, name: str) -> str:
    """What a browser keeps after a login to be known again by; nobody else can make it, and it lets nobody in."""
    own = secrets.token_urlsafe(18)
    return f"{own}.{_seal(secret, name, own)}"


def known_browser(secret: bytes, name: str, kept: str) -> str:
    """The browser, if what it kept was given to it after a login to this very account; else nothing."""
    own, _, seal = kept.partition(".")
    known = len(kept) < 200 and own and hmac.compare_digest(seal.encode(), _seal(secret, name, own).encode())
    return own if known else ""


def _seal(secret: bytes, name: str, own: str) -> str:
    return hmac.new(secret, f"browser\0{alike(name)}\0{own}".encode(), hashlib.sha256).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _before(span: timedelta) -> str:
    return (datetime.now(UTC) - span).isoformat(timespec="seconds")
