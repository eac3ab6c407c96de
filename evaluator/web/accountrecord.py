"""The record of accounts: who did it, when, what was before and after. Only ever added to; no secret is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from evaluator.keeping.chain import broken_at, link, start_of
from evaluator.web.events import now
from evaluator.web.store import account_events, heads, one_moment

CHAIN = "accounts"
_SAYS, _JSON = ("at", "who", "account", "what", "before", "after"), ("before", "after")
WHAT = {
    "made": ("建立账号", "account made"),
    "role": ("改角色", "role changed"),
    "departments": ("改可看的部门", "departments changed"),
    "password": ("改密码", "password set"),
    "stopped": ("停用", "stopped"),
    "opened": ("恢复使用", "opened again"),
    "token": ("建立令牌", "token made"),
    "token ended": ("收回令牌", "token ended"),
}
"""The kinds of events. A password leaves only the fact that it was set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEvent:
    """One change of an account; ``before`` and ``after`` are a role, a list of departments, or for a new account both
    by name, for a token its mark and title; None where there is nothing to say.
    """

    seq: int
    at: str
    who: str
    account: str
    what: str
    before: Any
    after: Any


def note(connection: Connection, who: str, account: str, what: str, before: Any, after: Any) -> None:
    """Put an event on record, within the transaction of the change itself. Raises ValueError for an unknown kind."""
    if what not in WHAT:
        raise ValueError(f"{what!r} is nothing that is done to accounts")
    texts = {
        name: None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
        for name, value in (("before", before), ("after", after))
    }
    said = {"at": now(), "who": who, "account": account, "what": what, **texts}
    here = heads.c.name == CHAIN
    # The update takes the row's lock: whoever else writes to this record waits until this transaction has ended.
    if not connection.execute(update(heads).where(here).values(name=CHAIN)).rowcount:
        connection.execute(insert(heads).values(name=CHAIN, digest=start_of(CHAIN)))
    previous = connection.execute(select(heads.c.digest).where(here)).scalar_one()
    digest = link(previous, _said(said))
    connection.execute(insert(account_events).values(**said, digest=digest))
    connection.execute(update(heads).where(here).values(digest=digest))


def broken_accounts(engine: Engine) -> int | None:
    """The place of the first event about accounts that does not follow on the one before, one past the last where the
    last ones are missing; None where all is well.
    """
    with one_moment(engine) as connection:
        rows = connection.execute(select(account_events).order_by(account_events.c.seq)).mappings().all()
        head = connection.execute(select(heads.c.digest).where(heads.c.name == CHAIN)).scalar()
    found = broken_at(start_of(CHAIN), ((_said(row), row["digest"]) for row in rows))
    if found is None and head is not None and head != (rows[-1]["digest"] if rows else start_of(CHAIN)):
        return len(rows) + 1
    return found


def _said(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: json.loads(row[name]) if name in _JSON and row[name] is not None else row[name] for name in _SAYS}


def account_record(engine: Engine) -> list[AccountEvent]:
    """Everything that was done to accounts, newest first."""
    with engine.connect() as connection:
        rows = connection.execute(select(account_events).order_by(account_events.c.seq.desc())).mappings().all()
    return [
        AccountEvent(
            seq=row["seq"],
            at=row["at"],
            who=row["who"],
            account=row["account"],
            what=row["what"],
            before=None if row["before"] is None else json.loads(row["before"]),
            after=None if row["after"] is None else json.loads(row["after"]),
        )
        for row in rows
    ]
