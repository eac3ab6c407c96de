"""Accounts of a team: who there is, with which role and for which departments; passwords are kept as argon2 hashes.

A workbench is a team's as soon as it has one account; without any it is its one user's, and nothing of this shows.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Engine, RowMapping, delete, func, insert, select, update

from evaluator.web.accountrecord import note
from evaluator.web.events import now
from evaluator.web.names import accepted, normal
from evaluator.web.passwords import refuse_weak
from evaluator.web.store import accounts, sessions
from evaluator.web.tokens import end_all
from targets.errors import InputError

ROLES = {
    "viewer": ("查看", "viewer"),
    "officer": ("填报评价", "officer"),
    "auditor": ("审核", "auditor"),
    "administrator": ("管理", "administrator"),
}
"""Who may what: a viewer looks, an officer works on evaluations, an auditor on audits, an administrator on both and on
accounts."""
ALL = "*"
"""Stands among the departments of an account for all of them."""
_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person. ``departments`` are those that may be seen: none if it is empty, all if ``ALL`` is among them."""

    name: str
    role: str
    departments: tuple[str, ...] = ()
    active: bool = True

    def sees(self, department: str) -> bool:
        """True if what belongs to a department may be seen."""
        return self.sees_all or (department in self.departments and department != ALL)

    @property
    def sees_all(self) -> bool:
        """True if what belongs to any department, or to none, may be seen."""
        return ALL in self.departments

    def may_write(self, path: str) -> bool:
        """True if a form sent to an address is this person's to send."""
        if path in ("/language", "/logout", "/password", "/sessions", "/tokens", "/tokens/end"):
            return True
        room = path.split("/")[1]
        allowed = {"audits": ("auditor",), "accounts": ()}.get(room, ("officer",))
        return self.role == "administrator" or self.role in allowed


def named(engine: Engine, name: str) -> Account | None:
    """The account of that name if it may be used; None for anything else."""
    with engine.connect() as connection:
        row = connection.execute(select(accounts).where(accounts.c.name == name, accounts.c.active)).mappings().first()
    return None if row is None else account_of(row)


def any_accounts(engine: Engine) -> bool:
    """True if this workbench is a team's."""
    with engine.connect() as connection:
        return connection.execute(select(accounts.c.name).limit(1)).first() is not None


def all_accounts(engine: Engine) -> list[Account]:
    """Every account by name, those that were stopped too."""
    with engine.connect() as connection:
        return [account_of(row) for row in connection.execute(select(accounts).order_by(accounts.c.name)).mappings()]


def add(engine: Engine, name: str, role: str, departments: Iterable[str], password: str, *, by: str) -> Account:
    """A new account, made by ``by``.

    Raises InputError for a name that is taken or unusable, a role that is none, a weak password.
    """
    wanted = accepted(name, [one.name for one in all_accounts(engine)])
    account = Account(name=wanted, role=_role(role), departments=_departments(departments))
    hashed = _hashed(password, wanted)
    with engine.begin() as connection:
        if connection.execute(select(accounts.c.name).where(accounts.c.name == wanted)).first():
            raise InputError(f"账号“{wanted}”已经有了；请换一个名称", f"there is an account {wanted!r} already")
        connection.execute(
            insert(accounts).values(
                name=wanted,
                role=account.role,
                departments=json.dumps(account.departments, ensure_ascii=False),
                password=hashed,
                active=True,
                created_at=now(),
            )
        )
        note(connection, by, wanted, "made", None, {"role": account.role, "departments": account.departments})
    return account


def change(engine: Engine, name: str, *, role: str, departments: Iterable[str], active: bool, by: str) -> None:
    """Another role, other departments, or an end; who is stopped is logged out at once.

    Raises InputError where no administrator would be left.
    """
    wanted = Account(name=name, role=_role(role), departments=_departments(departments), active=active)
    values = {
        "role": wanted.role,
        "departments": json.dumps(wanted.departments, ensure_ascii=False),
        "active": active,
    }
    with engine.begin() as connection:
        # The update takes the row's lock: what stood before is read after it, and belongs to this change.
        here = accounts.c.name == name
        if not connection.execute(update(accounts).where(here).values(name=name)).rowcount:
            raise InputError(f"没有账号“{name}”", f"there is no account {name!r}")
        before = account_of(connection.execute(select(accounts).where(here)).mappings().one())
        connection.execute(update(accounts).where(here).values(**values))
        left = select(func.count()).where(accounts.c.role == "administrator", accounts.c.active)
        if not connection.execute(left).scalar_one():
            raise InputError("至少要留一个可用的管理员账号", "one active administrator must be left")
        if before.role != wanted.role:
            note(connection, by, name, "role", before.role, wanted.role)
        if before.departments != wanted.departments:
            note(connection, by, name, "departments", before.departments, wanted.departments)
        if before.active != active:
            note(connection, by, name, "opened" if active else "stopped", None, None)
        if not active:
            connection.execute(delete(sessions).where(sessions.c.account == name))
            end_all(connection, name, by=by)


def set_password(engine: Engine, name: str, password: str, *, by: str) -> None:
    """Another password; everybody who is logged in under this name is logged out."""
    hashed = _hashed(password, name)
    with engine.begin() as connection:
        if not connection.execute(update(accounts).where(accounts.c.name == name).values(password=hashed)).rowcount:
            raise InputError(f"没有账号“{name}”", f"there is no account {name!r}")
        note(connection, by, name, "password", None, None)
        connection.execute(delete(sessions).where(sessions.c.account == name))
        end_all(connection, name, by=by)


def checked(engine: Engine, name: str, password: str) -> Account | None:
    """The account of this name and password, None otherwise; both refusals take the time of one check."""
    with engine.connect() as connection:
        row = connection.execute(select(accounts).where(accounts.c.name == normal(name))).mappings().first()
    usable = row is not None and row["active"]
    try:
        with _AT_ONCE:
            _HASHER.verify(row["password"] if row is not None and usable else _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return None
    return account_of(row) if row is not None and usable else None


def account_of(row: RowMapping) -> Account:
    """An account from its row."""
    return Account(
        name=row["name"], role=row["role"], departments=tuple(json.loads(row["departments"])), active=row["active"]
    )


@cache
def _nobody() -> str:
    """A hash that no password fits: names that do not exist take as long as others."""
    return _HASHER.hash(now())


def _hashed(password: str, name: str) -> str:
    refuse_weak(password, name)
    with _AT_ONCE:
        return _HASHER.hash(password)


def _role(role: str) -> str:
    if role not in ROLES:
        known = "、".join(ROLES)
        raise InputError(f"没有角色“{role}”；可用的有 {known}", f"there is no role {role!r}; these are: {known}")
    return role


def _departments(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for each in names if (name := normal(each))}))
