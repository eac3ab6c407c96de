"""Progress of a command over its documents, on stderr: how far the reading is, which
files could not be used, which ones of a folder were passed over.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluator.inputs import about
from evaluator.language import pick
from targets.documents.files import expand
from targets.errors import InputError
from targets.forms import Progress
from targets.readingcache import ReadingCache
from targets.visible import visible

_MOST = 5


def kept_readings(args: argparse.Namespace) -> ReadingCache | None:
    """Where readings are kept from run to run; None under ``--no-cache``."""
    return None if args.no_cache else ReadingCache()


def progress_on_terminal(lang: str) -> Progress | None:
    """A line on stderr that counts files, where a person watches and there is more than one."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int, name: str) -> None:
        if of > 1:
            end = "\n" if done == of else ""
            said = f"{pick(lang, '读取', 'reading')} {done}/{of} {visible(name[:40])}"
            print(f"\r\033[K{said}", end=end, file=sys.stderr, flush=True)

    return show


def tell_failed(failed: Iterable[tuple[str, InputError]], lang: str) -> None:
    """One line for each file that could not be used."""
    for name, error in failed:
        print(pick(lang, "错误：", "error: ") + about(name, error).message(lang), file=sys.stderr)


def tell_passed_over(given: Sequence[str | Path | None], lang: str) -> None:
    """The files of folders that are of no kind that is read: who expects them among the results must hear of it."""
    named = [one for one in given if one is not None and "://" not in str(one)]
    passed = expand(named)[1]
    if passed:
        more = pick(lang, f"等 {len(passed)} 个文件", f" … {len(passed)} files") if len(passed) > _MOST else ""
        listed = pick(lang, "、", ", ").join(visible(str(path)) for path in passed[:_MOST]) + more
        print(
            pick(lang, f"注意：没有读 {listed}：不是可读的文档格式", f"note: not read, no kind of document: {listed}"),
            file=sys.stderr,
        )
