"""Who came in, who was refused, who fetched what: on record, without anything that was typed or read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, select

from evaluator.web.events import now
from evaluator.web.store import access_events

WHAT = {
    "in": ("登录", "logged in"),
    "out": ("退出", "logged out"),
    "wrong": ("账号或密码不对", "wrong name or password"),
    "many": ("试得太多，未核对密码", "too many attempts, password not looked at"),
    "denied": ("没有权限", "refused"),
    "download": ("下载", "downloaded"),
    "fault": ("程序出错", "a fault"),
    "ended": ("结束一处登录", "ended a session"),
}
"""The kinds of what is noted; ``about`` is the address that was asked for, or the number of a fault."""
_STAYS = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One thing that happened at the door."""

    at: str
    who: str
    address: str
    what: str
    about: str


def note_access(engine: Engine, who: str, address: str, what: str, about: str = "") -> None:
    """Put it on record. Raises ValueError for an unknown kind."""
    if what not in WHAT:
        raise ValueError(f"{what!r} is nothing that is noted at the door")
    with engine.begin() as connection:
        values = {"at": now(), "who": who[:64], "address": address[:64], "what": what, "about": about[:500]}
        connection.execute(insert(access_events).values(**values))
        if what == "in":
            old = (datetime.now(UTC) - _STAYS).isoformat(timespec="seconds")
            connection.execute(delete(access_events).where(access_events.c.at <= old))


def accesses(engine: Engine, most: int = 2_000) -> list[Access]:
    """The last of what happened, newest first."""
    query = select(access_events).order_by(access_events.c.seq.desc()).limit(most)
    with engine.connect() as connection:
        return [
            Access(at=row["at"], who=row["who"], address=row["address"], what=row["what"], about=row["about"])
            for row in connection.execute(query).mappings()
        ]
