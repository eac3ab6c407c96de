"""The files that a command names, looked for before anything heavy is imported: a mistyped name is said at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from targets.documents.files import expand, no_file, no_ordinary_file
from targets.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_SINGLE = ("targets", "actuals", "decisions", "suppressions", "previous", "budgets")


def refuse_missing(args: argparse.Namespace) -> None:
    """InputError for a file, folder or pattern among the arguments that leads nowhere.

    ``read``, ``check`` and ``audit`` go on without a document that is missing: they are refused where none is left, and
    not at all where their results are a document of their own (JSON, CSV, a saved folder) that says so.
    """
    for name in _SINGLE:
        value = getattr(args, name, None)
        for one in value if isinstance(value, list) else [value]:
            if one is not None and (trouble := _missing(one)) is not None:
                raise trouble
    for book in (getattr(args, "rules", None) or "").split(","):
        if book.strip().endswith(".toml") and not Path(book.strip()).exists():
            raise no_file(book.strip())
    if args.command in ("read", "check", "audit") and args.format == "table" and not getattr(args, "out", None):
        troubles = [_missing(one) for one in args.files]
        found = [trouble for trouble in troubles if trouble is not None]
        if len(found) == len(troubles):
            raise InputError(*("\n".join(one.message(lang) for one in found) for lang in ("zh", "en")))


def _missing(one: str) -> InputError | None:
    """Why a name leads nowhere; None if it leads somewhere or is left to be judged later (empty, a database)."""
    if not one or "://" in one:
        return None
    return next(_nowhere(one), None)


def _nowhere(one: str) -> Iterator[InputError]:
    paths, _, missing = expand([one])
    yield from (trouble for _, trouble in missing)
    for path in paths:
        if not path.exists() and not path.is_symlink():
            yield no_file(path)
        elif path.exists() and not path.is_file():
            yield no_ordinary_file(path)
