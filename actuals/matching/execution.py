"""Execution figures to forms: the total that is scored, and the 其中 rows that explain it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actuals.kinds import ExecutionUnmatched
from actuals.matching.names import name_key
from actuals.matching.scopes import Scopes
from actuals.outcome import ExecutionFigures
from actuals.sources.table import Unused
from targets.kinds.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionMatching:
    """By position of the form: the figures of its total, and those of its other funds by their printed label."""

    totals: Mapping[int, ExecutionFigures]
    funds: Mapping[int, Mapping[str, ExecutionFigures]]
    findings: tuple[Finding, ...]
    unused: tuple[Unused, ...]


def match_execution(scopes: Scopes, rows: Sequence[ExecutionFigures]) -> ExecutionMatching:
    """Give each form its money; rows of an unknown project and a second, different set are findings and unused."""
    totals: dict[int, ExecutionFigures] = {}
    funds: dict[int, dict[str, ExecutionFigures]] = defaultdict(dict)
    findings: list[Finding] = []
    unused: list[Unused] = []

    def refuse(figures: ExecutionFigures, zh: str, en: str) -> None:
        whose = figures.project or figures.department
        fund = figures.fund or "合计"
        findings.append(ExecutionUnmatched.found(figures.at, project=whose, fund=fund, detail=zh, detail_en=en))
        text = " | ".join((whose, figures.fund, figures.initial, figures.full_year, figures.executed))
        unused.append(Unused(at=figures.at, text=text, zh=zh, en=en))

    for figures in rows:
        scope = scopes.of(figures.department, figures.project)
        if not scope:
            refuse(figures, "目标表中没有这个项目或部门", "no form is of this project or department")
            continue
        if len(scope) > 1:
            refuse(figures, "没有写明是哪个项目", "the row does not say which project it is of")
            continue
        n, whole = scope[0], is_total(figures.fund)
        known = totals.get(n) if whole else funds[n].get(figures.fund)
        if known is not None and _amounts(known) != _amounts(figures):
            refuse(figures, "同一资金另有一套不同的数", "the same fund has another, different set of figures")
        elif known is None and whole:
            totals[n] = figures
        elif known is None:
            funds[n][figures.fund] = figures
    return ExecutionMatching(
        totals=totals,
        funds={n: of_form for n, of_form in funds.items() if of_form},
        findings=tuple(findings),
        unused=tuple(unused),
    )


def is_total(fund: str) -> bool:
    """True if the label of a money row names the whole and not a part: ``年度资金总额``, ``合计`` or nothing."""
    key = name_key(fund)
    if key.startswith("其中"):
        return False
    return not key or key.endswith(("总额", "合计", "总计", "total")) or key in ("资金", "预算资金", "项目资金")


def _amounts(figures: ExecutionFigures) -> tuple[str, ...]:
    return figures.initial, figures.full_year, figures.executed, figures.money_unit
