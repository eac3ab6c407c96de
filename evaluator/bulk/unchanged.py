"""Tables that stay as they are while they are scored: too large to be copied, they are watched instead."""

from __future__ import annotations

from collections.abc import Iterable

from evaluator.bulk.report import digests_of
from evaluator.bulk.tables import Stored
from targets.errors import InputError

Stamps = tuple[tuple[int, ...], ...]
"""For each file its number, size and times of change: writing into it, or putting another in its place, changes one."""


def stamps_of(tables: Iterable[Stored]) -> Stamps:
    """The stamps of all files of some tables. Raises InputError for a file that is gone."""
    found = []
    for table in tables:
        for path in table.files:
            try:
                status = path.stat()
            except OSError as trouble:
                raise _changed(path.name) from trouble
            found.append((status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    return tuple(found)


def digests_of_unchanged(tables: tuple[Stored, ...], before: Stamps) -> tuple[tuple[str, ...], ...]:
    """The digests of the files of tables, which have been what they are now since ``before``.

    Raises InputError where one was changed, exchanged or moved meanwhile: else what is scored is not what is recorded.
    """
    digests = digests_of(tables)
    names = [path.name for table in tables for path in table.files]
    for name, then, now in zip(names, before, stamps_of(tables), strict=True):
        if then != now:
            raise _changed(name)
    return digests


def _changed(name: str) -> InputError:
    return InputError(
        f"表 {name} 在评价过程中被改动、替换或移走，没有得出结果；请待数据不再变动后重新运行",
        f"the table {name} was changed, exchanged or moved away while it was scored; there are no results: run it "
        "again when the data stands still",
    )
