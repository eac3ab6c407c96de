"""Tokens of an account, by which another program works in its name: shown once, kept as digests, ended by a day.

A token is as good as the account: its role and departments hold, and where it is stopped or its password is set anew,
its tokens end. Making and ending one is on record among what was done to accounts.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from evaluator.web.accountrecord import note
from evaluator.web.events import now
from evaluator.web.store import tokens
from targets.errors import InputError

PREFIX = "evaluator_"
"""The beginning of every token, by which programs that look for lost secrets know one."""
DAYS = (7, 30, 90, 365)
"""The days that a token may last."""
MOST = 10
"""The tokens that one account may have at a time."""
_NOTED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token without its secret: ``mark`` names it, ``used_at`` is empty before it was used."""

    mark: str
    account: str
    title: str
    at: str
    expires_at: str
    used_at: str


def make(engine: Engine, account: str, title: str, days: int) -> str:
    """A new token of an account; nobody can see it again. Raises InputError for no title, other days, too many."""
    if not title:
        raise InputError("请写明令牌给哪个程序用", "say which program the token is for")
    if days not in DAYS:
        raise InputError("请选择令牌的有效期", "choose how long the token is to last")
    secret, mark = PREFIX + secrets.token_urlsafe(32), secrets.token_hex(4)
    until = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")
    values = {"mark": mark, "digest": _digest(secret), "account": account, "title": title}
    with engine.begin() as connection:
        connection.execute(delete(tokens).where(tokens.c.expires_at <= now()))
        have = select(func.count()).select_from(tokens).where(tokens.c.account == account)
        if connection.execute(have).scalar_one() >= MOST:
            raise InputError(
                f"一个账号最多 {MOST} 个令牌；请先收回不用的", f"an account has at most {MOST} tokens: end one first"
            )
        connection.execute(insert(tokens).values(**values, at=now(), expires_at=until))
        note(connection, account, account, "token", None, {"mark": mark, "title": title, "until": until})
    return secret


def tokens_of(engine: Engine, account: str) -> list[Token]:
    """The tokens of an account that are still good, the newest first."""
    query = select(tokens).where(tokens.c.account == account, tokens.c.expires_at > now())
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(tokens.c.at.desc(), tokens.c.mark)).mappings().all()
    return [Token(**{name: row[name] for name in Token.__slots__}) for row in rows]


def end(engine: Engine, account: str, mark: str, *, by: str) -> bool:
    """End one token of an account; whether there was one."""
    with engine.begin() as connection:
        return _end(connection, account, mark, by)


def end_all(connection: Connection, account: str, *, by: str) -> None:
    """End every token of an account, within the transaction of the change that asks for it."""
    for mark in connection.execute(select(tokens.c.mark).where(tokens.c.account == account)).scalars().all():
        _end(connection, account, mark, by)


def holder(engine: Engine, secret: str) -> str:
    """The name of the account that a token is of; empty for one that is unknown, ended or too old."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return ""
    here = tokens.c.digest == _digest(secret)
    with engine.connect() as connection:
        row = connection.execute(select(tokens).where(here, tokens.c.expires_at > now())).mappings().first()
    if row is None:
        return ""
    if row["used_at"] <= (datetime.now(UTC) - _NOTED).isoformat(timespec="seconds"):
        with engine.begin() as connection:
            connection.execute(update(tokens).where(here).values(used_at=now()))
    return str(row["account"])


def _end(connection: Connection, account: str, mark: str, by: str) -> bool:
    here = (tokens.c.account == account) & (tokens.c.mark == mark)
    title = connection.execute(select(tokens.c.title).where(here)).scalar()
    if title is None or not connection.execute(delete(tokens).where(here)).rowcount:
        return False
    note(connection, by, account, "token ended", {"mark": mark, "title": title}, None)
    return True


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
