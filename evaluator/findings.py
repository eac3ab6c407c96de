"""All kinds of findings of all stages in one place: looked up by code or name, sorted and counted."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from string import Formatter

from actuals import kinds as outcome_codes
from evaluator.auditing import registry as audit_codes
from evaluator.language import pick
from evaluator.verdict import kinds as evaluation_codes
from rules import kinds as rule_codes
from rules.rulebook import Rulebook
from targets.errors import InputError
from targets.kinds import registry as target_codes
from targets.kinds.finding import Finding, Kind, Severity


@cache
def kinds() -> dict[str, type[Kind]]:
    """Every kind by its permanent name, in the order of codes; two kinds of one name or code are a fault of ours."""
    found: dict[str, type[Kind]] = {}
    for stage in (target_codes, outcome_codes, rule_codes, evaluation_codes, audit_codes):
        for kind in stage.KINDS:
            if kind.name in found or any(kind.code == other.code for other in found.values()):
                raise RuntimeError(f"finding {kind.code} {kind.name} is defined twice")
            found[kind.name] = kind
    return dict(sorted(found.items(), key=lambda item: item[1].code))


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


def kind_of(code_or_name: str) -> type[Kind]:
    """The kind that a person means by ``T101`` or ``comparator-missing``; InputError with the nearest
    names otherwise.
    """
    asked = code_or_name.strip()
    for kind in kinds().values():
        if asked.lower() in (kind.name, kind.code.lower()):
            return kind
    near = difflib.get_close_matches(asked.lower(), kinds(), n=3, cutoff=0.5)
    raise InputError(
        f"没有名为“{asked}”的疑点" + (f"；最接近的是 {'、'.join(near)}" if near else ""),
        f"there is no finding {asked!r}" + (f"; nearest: {', '.join(near)}" if near else ""),
    )


def figures_of(kind: type[Kind]) -> tuple[str, ...]:
    """The names of figures that the sentences of a kind are filled with, sorted."""
    texts = (kind.zh, kind.en, kind.remedy_zh, kind.remedy_en)
    return tuple(sorted({name for text in texts for _, name, _, _ in Formatter().parse(text) if name}))


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
    """How many errors, warnings and notes."""
    by = Counter(f.severity for f in found)
    return by[Severity.ERROR], by[Severity.WARNING], by[Severity.NOTE]
