"""The tables of the workbench and the way to its database: SQLite in the workspace or PostgreSQL for a team.

Times are ISO 8601 texts in UTC, values of events JSON texts: the same in every database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from targets.errors import InputError

metadata = MetaData()

evaluations = Table(
    "evaluations",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(16), nullable=False),  # evaluation or audit
    Column("title", Text, nullable=False),
    Column("year", Integer),
    Column("department", Text, nullable=False, server_default=""),
    Column("created_at", String(32), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("head", Integer, nullable=False, server_default="0"),  # number of the last event
    Column("archived", Boolean, nullable=False, server_default="0"),
)

events = Table(
    "events",
    metadata,
    Column("evaluation", String(16), ForeignKey("evaluations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("why", Text, nullable=False, server_default=""),
    Column("undoes", Integer),
    Column("digest", String(64), nullable=False, server_default=""),  # of itself and the one before
)

jobs = Table(
    "jobs",
    metadata,
    Column("evaluation", String(16), ForeignKey("evaluations.id"), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("state", String(16), nullable=False),  # waiting, running, done, failed
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("note", Text, nullable=False, server_default=""),
    Column("at", String(32), nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("departments", Text, nullable=False, server_default="[]"),  # a JSON list; "*": all
    Column("password", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default="1"),
    Column("created_at", String(32), nullable=False),
)

account_events = Table(
    "account_events",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("account", String(64), nullable=False),
    Column("what", String(16), nullable=False),  # made, role, departments, password, stopped, opened
    Column("before", Text),
    Column("after", Text),
    Column("digest", String(64), nullable=False, server_default=""),
)

heads = Table(
    "heads",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("digest", String(64), nullable=False),  # of the last event of the record of that name
)

access_events = Table(
    "access_events",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("address", String(64), nullable=False),
    Column("what", String(16), nullable=False),
    Column("about", Text, nullable=False, server_default=""),
)

summaries = Table(
    "summaries",
    metadata,
    Column("evaluation", String(16), ForeignKey("evaluations.id"), primary_key=True),
    Column("head", Integer, nullable=False),  # number of the last event that it takes into account
    Column("content", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account", String(64), ForeignKey("accounts.name"), nullable=False),
    Column("at", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
    Column("address", String(64), nullable=False, server_default=""),
    Column("agent", String(200), nullable=False, server_default=""),
)

tokens = Table(
    "tokens",
    metadata,
    Column("mark", String(16), primary_key=True),
    Column("digest", String(64), nullable=False, index=True),
    Column("account", String(64), ForeignKey("accounts.name"), nullable=False),
    Column("title", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("used_at", String(32), nullable=False, server_default=""),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(128), nullable=False, index=True),
    Column("at", String(32), nullable=False),
)


def connect(address: str) -> Engine:
    """The database, brought to the present shape of its tables.

    Raises InputError for an address that cannot be used; its password is never repeated.
    """
    try:
        # values of statements stay out of messages and so out of the log
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True)
        _own_only(engine)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as trouble:
        raise InputError(
            f"数据库地址不能使用（{type(trouble).__name__}）；写成 postgresql+psycopg://用户@主机/库，并安装其驱动",
            f"the database address cannot be used ({type(trouble).__name__}); write "
            "postgresql+psycopg://user@host/name and install its driver",
        ) from trouble
    except OSError as trouble:
        raise InputError(
            f"数据库文件不能使用（{trouble.strerror}）：{trouble.filename}；请检查权限和磁盘空间",
            f"the database file cannot be used ({trouble.strerror}): {trouble.filename}; check permissions and "
            "disk space",
        ) from trouble
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite)
    try:
        upgrade(engine)
    except CommandError as trouble:
        where = engine.url.render_as_string(hide_password=True)
        raise InputError(
            f"数据库 {where} 是由更新的版本写的，本版本不能使用；请升级程序，或从备份恢复",
            f"the database {where} was written by a newer version and cannot be used by this one; update the program, "
            "or restore a backup",
        ) from trouble
    except DatabaseError as trouble:
        if not isinstance(trouble, OperationalError) and engine.dialect.name == "sqlite":
            where = engine.url.render_as_string(hide_password=True)
            raise InputError(
                f"数据库 {where} 已损坏；请从备份恢复（evaluator workspace restore）",
                f"the database {where} is damaged; restore a backup (evaluator workspace restore)",
            ) from trouble
        raise _unusable(engine, trouble) from trouble
    except SQLAlchemyError as trouble:
        raise _unusable(engine, trouble) from trouble
    return engine


def _unusable(engine: Engine, trouble: SQLAlchemyError) -> InputError:
    where = engine.url.render_as_string(hide_password=True)
    if isinstance(trouble, OperationalError) and "locked" in str(trouble.orig):
        return InputError(
            f"连不上数据库 {where}：它正被别的程序占用，请稍后再试",
            f"the database {where} is held by another program: try again later",
        )
    if isinstance(trouble, OperationalError):
        return InputError(
            f"连不上数据库 {where}；请检查地址、账号和服务是否启动",
            f"the database {where} cannot be reached; check address, account and whether it runs",
        )
    return InputError(
        f"数据库 {where} 的表不能更新（{type(trouble).__name__}）；请确认账号有建表权限，库里没有别的程序的同名表",
        f"the tables of {where} cannot be brought up to date ({type(trouble).__name__}); the account must be "
        "allowed to create tables, and no other program may own tables of these names",
    )


def _own_only(engine: Engine) -> None:
    """Make the file of an SQLite database, and what lies beside it, its owner's alone, before anything is in it."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return
    with suppress(FileExistsError):
        os.close(os.open(name, os.O_CREAT | os.O_EXCL, 0o600))
    for end in ("", "-wal", "-shm"):
        if Path(f"{name}{end}").exists():
            Path(f"{name}{end}").chmod(0o600)


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection on which everything that is read is of one moment, whoever writes meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # its driver would begin no transaction before something is written
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection
        connection.rollback()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision, the newest by default, within one transaction where the database can."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
