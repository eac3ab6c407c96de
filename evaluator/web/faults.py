"""What went wrong in the workbench, for the log and for the person: faults of ours with a number of their own, and what
the system or the database refuses, with when to try again.
"""

from __future__ import annotations

import errno
import logging
import traceback

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_log = logging.getLogger("evaluator.web")
Refusal = tuple[int, tuple[str, str], int]
"""Status, sentence in Chinese and English, and the seconds after which to try again."""
_FULL = (
    507,
    (
        "服务器的磁盘已满，这一步没有保存，已有的资料没有损失；请管理员腾出空间，一分钟后重试。",
        "the server's disk is full: this step was not saved, nothing there was lost; make room, try again in a minute.",
    ),
    60,
)
_AWAY = (
    503,
    (
        "数据库暂时连不上，这一步没有保存，已有的资料没有损失；请半分钟后重试，一直不行请告诉管理员。",
        "the database cannot be reached: this step was not saved, nothing there was lost; try again in half a minute, "
        "and tell the administrator if it stays so.",
    ),
    30,
)
_LOCKED = (
    503,
    (
        "数据库正被占用，这一步没有保存；请十秒后重试。",
        "the database is held by another program: this step was not saved; try again in ten seconds.",
    ),
    10,
)
_DAMAGED = (
    503,
    (
        "数据库已损坏，没有保存这一步；请管理员从备份恢复（evaluator workspace restore），十分钟后重试。",
        "the database is damaged, this step was not saved; a backup must be restored (evaluator workspace restore): "
        "try again in ten minutes.",
    ),
    600,
)
_MEMORY = (
    503,
    (
        "服务器内存不足，这一步没有保存；请一分钟后重试。",
        "the server is out of memory: this step was not saved; try again in a minute.",
    ),
    60,
)


class NoContents(logging.Filter):
    """Takes the exception out of a line of the log: it may hold what somebody typed, and is there under its number."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without its exception."""
        record.exc_info, record.exc_text = None, None
        return True


def refusal_of(error: BaseException) -> Refusal | None:
    """What the system or the database refuses, and when to try again; None for a fault of ours."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return _FULL
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, PoolTimeout):
        return _LOCKED
    if not isinstance(error, DBAPIError):
        return None
    said = str(error.orig).lower()
    if "disk is full" in said or "no space left" in said:
        return _FULL
    if "locked" in said or "busy" in said:
        return _LOCKED
    if "malformed" in said or "not a database" in said or "disk i/o error" in said:
        return _DAMAGED
    return _AWAY if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated else None


def log_fault(number: str, error: BaseException, request: str, who: str) -> None:
    """Put a fault in the log under its number: when, who, which request, and where in the program; never what the
    error says, which may hold what somebody typed or uploaded.
    """
    places = "".join(traceback.format_tb(error.__traceback__)) if error.__traceback__ is not None else ""
    _log.error("fault %s by %r at %s: %s\n%s", number, who, request, type(error).__qualname__, places)
