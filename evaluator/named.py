"""The files and rulebooks that a command names, looked at before anything heavy is imported: a mistyped name is said at
once, and an empty one (a variable of the shell that was not set) is no name for the current folder or a default.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from targets.documents.files import expand, no_file, no_ordinary_file
from targets.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_SINGLE = (
    "targets",
    "actuals",
    "decisions",
    "suppressions",
    "previous",
    "budgets",
    "texts",
    "ledger",
    "selection",
    "expected",
)
"""Arguments that name one file, folder or pattern each, which must exist."""
_NAMED = ("files", "runs", "out", "doubts", "saved", "inputs", "workspace")
"""Arguments whose text must not be empty."""


def refuse_unusable(args: argparse.Namespace) -> None:
    """InputError for what can be told from the arguments alone to be of no use."""
    _refuse_files(args)
    _refuse_books(getattr(args, "rules", None))
    top: int | None = getattr(args, "top", None)
    if top is not None and top < 1:
        raise InputError("--top 应为正整数，例如 --top 10", "--top must be a positive number, such as --top 10")
    if getattr(args, "pdf", False) and not args.out and not getattr(args, "as_of", None):
        raise InputError(
            "--pdf 存在结果文件夹里；请同时给出 --out 文件夹", "--pdf is saved with the results: name a folder by --out"
        )


def options_given(args: argparse.Namespace, *names: str) -> list[str]:
    """Those of these options that were given, as they are typed."""
    return [f"--{name.replace('_', '-')}" for name in names if getattr(args, name) not in (None, False, [])]


def refuse_options(options: list[str], why: tuple[str, str]) -> None:
    """InputError for options that mean nothing here, rather than silence; ``why`` in Chinese and English."""
    if options:
        named = " ".join(options)
        raise InputError(f"{named} {why[0]}；请去掉", f"{named} {why[1]}; leave it out")


def no_name() -> InputError:
    """The sentence for an empty name."""
    return InputError("文件名是空的；请给出文件、文件夹或通配符。", "an empty file name; name a file or folder.")


def _refuse_files(args: argparse.Namespace) -> None:
    """InputError for a file, folder or pattern among the arguments that leads nowhere, and for an empty name.

    ``read``, ``check`` and ``audit`` go on without a document that is missing: they are refused where none is left, and
    not at all where their results are a document of their own (JSON, CSV, a saved folder) that says so.
    """
    for name in (*_SINGLE, *_NAMED):
        value = getattr(args, name, None)
        for one in value if isinstance(value, list) else [value]:
            if one is not None and not one.strip():
                raise no_name()
            if one is not None and name in _SINGLE and (trouble := _missing(one)) is not None:
                raise trouble
    if args.command in ("read", "check", "audit") and args.format == "table" and not getattr(args, "out", None):
        troubles = [_missing(one) for one in args.files]
        found = [trouble for trouble in troubles if trouble is not None]
        if len(found) == len(troubles):
            raise InputError(*("\n".join(one.message(lang) for one in found) for lang in ("zh", "en")))


def _refuse_books(named: str | None) -> None:
    """InputError for a rulebook's file that is not there, and for an empty name among several."""
    for book in () if named is None else map(str.strip, named.split(",")):
        if not book:
            raise InputError(
                "--rules 里有空的办法名称；请写编号或 .toml 文件，默认办法不必写 --rules。",
                "an empty name in --rules; give the id or .toml file of a rulebook, for the default leave --rules out.",
            )
        if book.endswith(".toml") and not Path(book).exists():
            raise no_file(book)


def _missing(one: str) -> InputError | None:
    """Why a name leads nowhere; None if it leads somewhere or is left to be judged later (a database)."""
    if "://" in one:
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
