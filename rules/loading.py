"""TOML to Rulebook, strictly.

Unknown keys, methods, gaps, overlaps and doubled rules are findings with their key path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from rules import kinds as codes
from rules.bookreader import BookReader
from rules.rulebook import Rulebook
from targets.errors import InputError
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.toml import parsed_toml, toml_bytes

DEFAULT = "mof-2021-101"
BOOKS = Path(__file__).parent / "books"
_MOST_BYTES = 2**20
_KIND = ("办法文件", "rulebook")


def book_ids() -> tuple[str, ...]:
    """The ids of the books that come with the software, sorted."""
    return tuple(sorted(path.stem for path in BOOKS.glob("*.toml")))


def load(id_or_path: str, *, any_regime: bool = False, bases: Sequence[Path] = ()) -> Rulebook:
    """The effective book of that id, or in that file (anything that ends in ``.toml`` or holds a slash).

    Raises InputError if there is no such book, if the file cannot be read, for the first thing wrong with it, and for a
    book that gives no points of 100 (such as pefa-2016) unless ``any_regime``. ``bases`` are as in ``check``.
    """
    book, findings = check(id_or_path, bases)
    if book is None:
        first = findings[0]
        more_zh = f"（另有 {len(findings) - 1} 处问题，见 evaluator rules check）" if len(findings) > 1 else ""
        more_en = f" ({len(findings) - 1} more: evaluator rules check)" if len(findings) > 1 else ""
        raise InputError(
            f"办法 {id_or_path} 不能使用：{first.message('zh')}{more_zh}；{first.remedy('zh')}。",
            f"rulebook {id_or_path} cannot be used: {first.message('en')}{more_en}; {first.remedy('en')}.",
        )
    if book.regime != "points" and not any_regime:
        raise InputError(
            f"办法 {book.id} 不是百分制的绩效评价办法，不能用来给绩效表计分；请用 evaluator rules list 另选。",
            f"rulebook {book.id} gives no points of 100 and cannot score these forms; see evaluator rules list.",
        )
    return book


def check(id_or_path: str, bases: Sequence[Path] = ()) -> tuple[Rulebook | None, tuple[Finding, ...]]:
    """The book with everything that is wrong with it; None in place of the book if it cannot be used.

    ``bases`` are the local books that the one in a file extends, in the order of ``Rulebook.files``, where they do not
    stand where ``extends`` says (a saved run keeps copies). Raises InputError only where there is nothing to check: no
    such book or file, or no TOML.
    """
    if _is_path(id_or_path):
        return _read(Path(id_or_path), bases=tuple(bases))
    if id_or_path not in book_ids():
        known = ", ".join(book_ids())
        raise InputError(
            f"没有名为“{id_or_path}”的办法；可用的有 {known}，也可给出 .toml 文件的路径。",
            f"there is no rulebook {id_or_path!r}; known are {known}, or give the path of a .toml file.",
        )
    return _shipped(id_or_path)


@cache
def _shipped(book_id: str) -> tuple[Rulebook | None, tuple[Finding, ...]]:
    return _read(BOOKS / f"{book_id}.toml")


def _read(
    path: Path, above: tuple[Path, ...] = (), bases: tuple[Path, ...] = ()
) -> tuple[Rulebook | None, tuple[Finding, ...]]:
    """The book in a file; ``above`` are the files that extend it, to notice a circle."""
    chain = (*above, path.resolve())

    def base_of(name: str) -> tuple[Rulebook | None, tuple[Finding, ...]]:
        if not _is_path(name):
            return check(name)
        base = bases[0] if bases else path.parent / name
        if base.resolve() in chain:
            zh, en = f"办法相互承接成环：{name}", f"books extend each other in a circle: {name}"
            found = codes.ValueBad.found(Location(file=path.name), path="extends", problem_zh=zh, problem_en=en)
            return None, (found,)
        return _read(base, chain, bases[1:])

    data = toml_bytes(path, *_KIND, _MOST_BYTES)
    parsed = parsed_toml(data, path.name, *_KIND, "docs/rulebooks.md", Decimal)
    book, findings = BookReader(parsed, path.name, base_of).result()
    if book is None or path.parent == BOOKS:
        return book, findings
    extended = book.base.files if book.base is not None else ()
    return replace(book, files=((path, data), *extended)), findings


def _is_path(text: str) -> bool:
    return text.endswith(".toml") or "/" in text or "\\" in text
