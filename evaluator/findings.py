"""All kinds of findings of all stages in one place: looked up by code or name, sorted and counted."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from evaluator.language import pick
from rules.rulebook import Rulebook
from targets.errors import InputError
from targets.kinds.catalogue import names
from targets.kinds.finding import Finding, Kind, Severity

_PACKAGES = ("targets", "actuals", "rules", "evaluator")


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its permanent name, package by package; no page of the catalogue is read for it."""
    return {name: Kind(package, name) for package in _PACKAGES for name in names(package)}


def by_code() -> tuple[Kind, ...]:
    """Every kind in the order of codes; reads the whole catalogue."""
    return tuple(sorted(kinds().values(), key=lambda kind: kind.code))


def check_severities(book: Rulebook) -> None:
    """InputError if the book gives a severity to a finding that does not exist: it would be weighed by nobody."""
    for name in book.severities:
        if name not in kinds():
            near = difflib.get_close_matches(name, kinds(), n=3, cutoff=0.5)
            zh, en = (f"；最接近的是 {'、'.join(near)}", f"; nearest: {', '.join(near)}") if near else ("", "")
            raise InputError(
                f"办法 {book.id} 的 [severity] 里没有名为“{name}”的疑点{zh}",
                f"rulebook {book.id}: [severity] names no finding {name!r}{en}",
            )


def kind_of(code_or_name: str) -> Kind:
    """The kind that a person means by ``T101`` or ``comparator-missing``; InputError with the nearest
    names otherwise.
    """
    asked = code_or_name.strip()
    if asked.lower() in kinds():
        return kinds()[asked.lower()]
    for kind in kinds().values():
        if asked.upper() == kind.code:
            return kind
    near = difflib.get_close_matches(asked.lower(), kinds(), n=3, cutoff=0.5)
    raise InputError(
        f"没有名为“{asked}”的疑点" + (f"；最接近的是 {'、'.join(near)}" if near else ""),
        f"there is no finding {asked!r}" + (f"; nearest: {', '.join(near)}" if near else ""),
    )


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by place, then by code: the order in which findings are shown and saved."""
    return tuple(
        sorted(
            found,
            key=lambda f: (
                f.severity.rank,
                f.at.file,
                -1 if f.at.table is None else f.at.table,
                -1 if f.at.row is None else f.at.row,
                f.code,
                sorted(f.figures.items()),
            ),
        )
    )


def severity_label(severity: Severity, lang: str) -> str:
    """错误, 警告, 提示."""
    zh = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
    return pick(lang, zh[severity], severity.value)


def worst(found: Iterable[Finding]) -> Severity | None:
    """The gravest severity among findings, None where there are none."""
    return min((f.severity for f in found), key=lambda severity: severity.rank, default=None)


def counts(found: Sequence[Finding]) -> tuple[int, int, int]:
    """The number of errors, warnings and notes."""
    by = Counter(f.severity for f in found)
    return by[Severity.ERROR], by[Severity.WARNING], by[Severity.NOTE]
