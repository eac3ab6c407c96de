"""Completeness of a book: every case settled, and none settled twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from rules import kinds as codes
from rules import schema
from rules.rulebook import Provision
from targets.kinds.finding import Finding
from targets.kinds.location import Location

PRINTED_STEPS = "policy.printed-steps"


def coverage(provisions: Mapping[str, Provision], regime: str, at: Location) -> list[Finding]:
    """Findings on cases that a whole book (after its overrides) settles not at all or twice; empty for a usable one."""
    applied = {key: p for key, p in provisions.items() if p.enabled}
    found = [codes.ProvisionMissing.found(at, path=key) for key in schema.REQUIRED[regime] if key not in applied]
    if regime == "points":
        found += _missing_cases(applied, at)
        found += _doubled_cases(applied, at)
        found += _of_percentages_only(applied, at)
        found += _shares_of_zero(applied, at)
        found += _point_sets(applied, at)
        found += _bare(applied, at)
    return found


def _of(applied: Mapping[str, Provision], group: str) -> list[Provision]:
    return [p for p in applied.values() if p.group == group]


def _missing_cases(applied: Mapping[str, Provision], at: Location) -> Iterator[Finding]:
    general = {
        p.selectors["case"] for p in _of(applied, "score") if not p.selectors["category"] and not p.selectors["names"]
    }
    for case in schema.SCORED_CASES:
        if case not in general:
            yield codes.ProvisionMissing.found(at, path=f"score.{case}")
    if any(p.selectors["case"] == "printed-rule" for p in _of(applied, "score")) and PRINTED_STEPS not in applied:
        yield codes.ProvisionMissing.found(at, path=PRINTED_STEPS)


def _of_percentages_only(applied: Mapping[str, Provision], at: Location) -> Iterator[Finding]:
    """A provision ``on = "percent"`` leaves other units to the general one of its case, so it cannot be that one."""
    for provision in _of(applied, "score"):
        special = provision.selectors["category"] or provision.selectors["names"]
        if provision.params.get("on") == "percent" and not special:
            yield codes.ValueBad.found(
                at,
                path=f"{provision.key}.params.on",
                problem_zh="percent 只管百分比，不能作为该情形的一般规定；"
                "请以 category 或 names 限定，或改用 outcome、completion",
                problem_en="percent speaks of percentages only and cannot settle the case for all units; narrow the "
                "provision by category or names, or use outcome or completion",
            )


def _shares_of_zero(applied: Mapping[str, Provision], at: Location) -> Iterator[Finding]:
    """Where the target is 0 there is no share of it that bands could be held against."""
    for provision in _of(applied, "score"):
        if provision.selectors["case"].endswith("-zero") and provision.params.get("on") == "completion":
            yield codes.ValueBad.found(
                at,
                path=f"{provision.key}.params.on",
                problem_zh="目标为 0 时没有完成率，请用 percent 或 outcome",
                problem_en="there is no completion of a target of 0: use percent or outcome",
            )


def _doubled_cases(applied: Mapping[str, Provision], at: Location) -> Iterator[Finding]:
    for one, other in combinations(_of(applied, "score"), 2):
        same_case = one.selectors["case"] == other.selectors["case"]
        same_category = one.selectors["category"] == other.selectors["category"]
        names, others = one.selectors["names"], other.selectors["names"]
        meet = any(a in b or b in a for a in names for b in others) if names or others else True
        if same_case and same_category and meet:
            yield codes.OverrideDouble.found(at, path=other.key, other=one.key)


def point_sets_for(provisions: Any, *, department: bool, cost: bool, satisfaction: bool) -> list[Provision]:
    """The sets of category points that fit a form, those with the most conditions only (a usable book gives exactly
    one).
    """
    form = {"department": department, "cost": cost, "satisfaction": satisfaction}
    fitting: list[tuple[int, Provision]] = []
    for provision in provisions:
        wanted = {key: value for key, value in (provision.selectors.get("when") or {}).items() if value is not None}
        if provision.use == "category-weights" and all(form[key] == value for key, value in wanted.items()):
            fitting.append((len(wanted), provision))
    most = max((count for count, _ in fitting), default=0)
    return [provision for count, provision in fitting if count == most]


def _point_sets(applied: Mapping[str, Provision], at: Location) -> Iterator[Finding]:
    sets = [p for p in _of(applied, "points") if p.use == "category-weights"]
    doubled: set[tuple[str, str]] = set()
    for department, cost, satisfaction in product((False, True), repeat=3):
        fitting = point_sets_for(sets, department=department, cost=cost, satisfaction=satisfaction)
        if not fitting:
            path = f"points.* (department={department}, cost={cost}, satisfaction={satisfaction})".lower()
            yield codes.ProvisionMissing.found(at, path=path)
        elif len(fitting) > 1 and (pair := (fitting[1].key, fitting[0].key)) not in doubled:
            doubled.add(pair)
            yield codes.OverrideDouble.found(at, path=pair[0], other=pair[1])
    for provision in sets:
        total = provision.params["execution"] + sum(pool["points"] for pool in provision.params["pools"])
        if total != 100:
            yield codes.ValueBad.found(
                at,
                path=f"{provision.key}.params",
                problem_zh=f"各项分值合计 {total}，应为 100",
                problem_en=f"the points add up to {total}, not 100",
            )


def _bare(applied: Mapping[str, Provision], at: Location) -> Iterator[Finding]:
    rules = _of(applied, "bare")
    orders: dict[int, str] = {}
    for rule in rules:
        if (order := rule.selectors["order"]) in orders:
            yield codes.OverrideDouble.found(at, path=rule.key, other=orders[order])
        orders[order] = rule.key
    if not any(
        r.use not in ("as-named", "exactly-zero", "as-measured")
        and not (r.selectors["names"] or r.selectors["levels"] or r.selectors["categories"] or r.selectors["not_names"])
        for r in rules
    ):
        yield codes.ProvisionMissing.found(at, path="bare.otherwise")
