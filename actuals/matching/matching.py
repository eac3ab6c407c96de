"""Outcomes to indicators: by id, by exact name, by normalised name, by similarity; what is doubtful is listed, never
guessed.

Each step looks only at what the step before left over. An indicator that two different outcomes claim stays pending,
and so does an outcome that two indicators could own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from actuals.decisions import Decision
from actuals.kinds import (
    DecisionApplied,
    DecisionUnused,
    MatchUncertain,
    OutcomeAmbiguous,
    OutcomeDuplicated,
    OutcomeUnmatched,
    TargetChanged,
)
from actuals.matching.execution import match_execution
from actuals.matching.names import name_key
from actuals.matching.pairing import pair
from actuals.matching.scopes import Scopes
from actuals.outcome import ExecutionFigures, Outcome
from actuals.sources.table import OutcomeTable, Unused
from targets.kinds.finding import Finding, Severity
from targets.model.form import Form, Indicator
from targets.model.identity import normalised

MAX_FORMS = 50
"""An outcome that names no project is not compared by similarity with more forms than this."""
_LISTED = 20
"""How many candidates of one outcome are listed; a project's name may stand in every department of a province."""

Place = tuple[int, int]
"""Position of the form among the forms, position of the row among its rows."""

How = Literal["id", "name", "normalised", "similarity", "decision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """An outcome and how it came to its indicator; ``similarity`` is 1 but for matches by similarity."""

    outcome: Outcome
    how: How
    similarity: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An outcome whose indicator a person should settle or confirm: the places it may belong to with their likeness,
    best first, none where nothing comes near. ``taken`` says that it was given to the first of them all the same.
    """

    outcome: Outcome
    candidates: tuple[tuple[Place, Fraction], ...]
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Which outcome belongs to which indicator.

    ``by_indicator`` and ``execution`` are keyed by positions in the forms given; ``funds`` holds the figures of the
    其中 rows by their label. ``pending`` are indicators for which something was stated that could not be settled:
    they have an ``outcome-ambiguous`` or ``outcome-duplicated`` finding and need no ``outcome-missing`` besides.
    ``doubts`` are the outcomes for a person to settle, as values.
    """

    by_indicator: Mapping[Place, Matched]
    execution: Mapping[int, ExecutionFigures]
    funds: Mapping[int, Mapping[str, ExecutionFigures]]
    pending: frozenset[Place]
    findings: tuple[Finding, ...]
    unused: tuple[Unused, ...]
    doubts: tuple[Doubt, ...] = ()


def match(forms: Sequence[Form], table: OutcomeTable, decisions: Sequence[Decision] | None = None) -> Matching:
    """Give each indicator of ``forms`` its outcome; ``decisions`` (``actuals.decisions.read_decisions``) go before
    all else.

    Nothing is raised: every doubt is a finding, every rest is ``unused``.
    """
    return _Matcher(forms, table, decisions or ()).run()


def is_blank(outcome: Outcome) -> bool:
    """True if nothing was filled in on this line."""
    said = (outcome.actual, outcome.level, outcome.share, outcome.reason, outcome.evidence_named, outcome.deduction)
    return not any(said)


class _Matcher:
    """The state of one matching: what is claimed, what is left."""

    def __init__(self, forms: Sequence[Form], table: OutcomeTable, decisions: Sequence[Decision]) -> None:
        self.forms, self.table, self.decisions = forms, table, decisions
        self.scopes = Scopes(forms, any(o.project for o in table.outcomes) or any(e.project for e in table.execution))
        self.rows: dict[Place, Indicator] = {
            (n, m): row for n, form in enumerate(forms) for m, row in enumerate(form.rows)
        }
        self.by_id: dict[str, list[Place]] = defaultdict(list)
        self.by_name: dict[tuple[int, str], list[Place]] = defaultdict(list)
        self.by_key: dict[tuple[int, str], list[Place]] = defaultdict(list)
        for place, row in self.rows.items():
            self.by_id[row.id].append(place)
            self.by_name[place[0], normalised(row.name)].append(place)
            self.by_key[place[0], name_key(row.name)].append(place)
        self.claims: dict[Place, list[Matched]] = defaultdict(list)
        self.pending: set[Place] = set()
        self.findings: list[Finding] = []
        self.unused: list[Unused] = []
        self.doubts: list[Doubt] = []

    def run(self) -> Matching:
        filled = [outcome for outcome in self.table.outcomes if not is_blank(outcome)]
        rest = self._decided(filled)
        rest = [outcome for outcome in rest if not self._by_id(outcome)]
        rest = [outcome for outcome in rest if not self._by_names(outcome)]
        self._leftover(rest)
        matched = self._settled()
        self._blank(matched)
        money = match_execution(self.scopes, self.table.execution)
        return Matching(
            by_indicator=dict(sorted(matched.items())),
            execution=money.totals,
            funds=money.funds,
            pending=frozenset(self.pending - matched.keys()),
            findings=(*self.findings, *money.findings),
            unused=(*self.unused, *money.unused),
            doubts=tuple(self.doubts),
        )

    def _decided(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Apply what a person settled; the outcomes that no decision speaks of are returned."""
        settled: set[int] = set()
        for decision in self.decisions:
            meant = [
                n
                for n, outcome in enumerate(outcomes)
                if name_key(outcome.name) == name_key(decision.name)
                and (not decision.project or name_key(outcome.project) == name_key(decision.project))
                and (not decision.department or name_key(outcome.department) == name_key(decision.department))
            ]
            if not meant:
                self._decision_unused(decision, "填报表中没有这个名称", "the outcomes hold no such name")
                continue
            for n in meant:
                if n not in settled and self._apply(decision, outcomes[n]):
                    settled.add(n)
        return [outcome for n, outcome in enumerate(outcomes) if n not in settled]

    def _apply(self, decision: Decision, outcome: Outcome) -> bool:
        figures = {"name": outcome.name, "who": decision.who, "why": decision.why}
        if not decision.id and not decision.indicator:
            self.findings.append(DecisionApplied.found(outcome.at, matched="（不属于任何指标）", **figures))
            self._set_aside(
                outcome, f"{decision.who}决定不采用：{decision.why}", f"set aside by {decision.who}: {decision.why}"
            )
            return True
        if decision.id:
            places = self.by_id.get(decision.id, [])
        else:
            scope = self.scopes.of(outcome.department, outcome.project)
            places = [place for n in scope for place in self.by_key.get((n, name_key(decision.indicator)), [])]
        if len(places) != 1:
            zh, en = ("目标表中没有这个指标", "the form has no such indicator")
            if places:
                zh, en = ("有不止一个这样的指标，请改用 id", "more than one indicator fits; give its id")
            self._decision_unused(decision, zh, en)
            return False
        self.claims[places[0]].append(Matched(outcome=outcome, how="decision"))
        self.findings.append(
            DecisionApplied.found(
                outcome.at, indicator=self.rows[places[0]].name, matched=self.rows[places[0]].name, **figures
            )
        )
        return True

    def _decision_unused(self, decision: Decision, zh: str, en: str) -> None:
        meant = decision.indicator or decision.id
        self.findings.append(
            DecisionUnused.found(decision.at, name=decision.name, indicator_name=meant, detail=zh, detail_en=en)
        )

    def _by_id(self, outcome: Outcome) -> bool:
        places = self.by_id.get(outcome.id, []) if outcome.id else []
        if not places:
            return False
        others = [
            p for n in {p[0] for p in places} for p in self.by_key.get((n, name_key(outcome.name)), []) if outcome.name
        ]
        if others and not set(others) & set(places):
            self._ambiguous(outcome, [*places, *others], [Fraction(1)] * (len(places) + len(others)))
        elif len(places) > 1:
            self._ambiguous(outcome, places, [Fraction(1)] * len(places))
        else:
            self.claims[places[0]].append(Matched(outcome=outcome, how="id"))
        return True

    def _by_names(self, outcome: Outcome) -> bool:
        if not outcome.name:
            return False
        scope = self.scopes.of(outcome.department, outcome.project)
        steps: tuple[tuple[How, dict[tuple[int, str], list[Place]], str], ...] = (
            ("name", self.by_name, normalised(outcome.name)),
            ("normalised", self.by_key, name_key(outcome.name)),
        )
        for how, index, key in steps:
            places = [place for n in scope for place in index.get((n, key), [])]
            if not places:
                continue
            narrowed = self._narrowed(outcome, places)
            if len(narrowed) == 1:
                self.claims[narrowed[0]].append(Matched(outcome=outcome, how=how))
            else:
                self._ambiguous(outcome, narrowed, [Fraction(1)] * len(narrowed))
            return True
        return False

    def _narrowed(self, outcome: Outcome, places: list[Place]) -> list[Place]:
        """Those of several places with the same name whose levels and target are the outcome's."""
        for stated, printed in ((outcome.level1, "level1"), (outcome.level2, "level2"), (outcome.target, "target")):
            if len(places) > 1 and stated:
                same = [p for p in places if name_key(getattr(self.rows[p], printed)) == name_key(stated)]
                places = same or places
        return places

    def _leftover(self, rest: Sequence[Outcome]) -> None:
        """Outcomes that neither id nor name settled, matched by similarity within the forms it may speak of."""
        by_scope: dict[tuple[int, ...], list[Outcome]] = defaultdict(list)
        for outcome in rest:
            scope = self.scopes.of(outcome.department, outcome.project) if outcome.name else ()
            by_scope[scope if len(scope) <= MAX_FORMS else ()].append(outcome)
        for scope, outcomes in sorted(by_scope.items()):
            if scope:
                self._similar(scope, outcomes)
            else:
                for outcome in outcomes:
                    self._unmatched(outcome, *self._why_unmatched(outcome))

    def _similar(self, scope: tuple[int, ...], outcomes: Sequence[Outcome]) -> None:
        places = [(n, m) for n in scope for m in range(len(self.forms[n].rows))]
        free = [place not in self.claims and place not in self.pending for place in places]
        pairs = pair(outcomes, [self.rows[place] for place in places], free)
        for outcome, found in zip(outcomes, pairs, strict=True):
            if found.row is not None:
                self.claims[places[found.row]].append(
                    Matched(outcome=outcome, how="similarity", similarity=found.likeness)
                )
            elif found.near:
                self._ambiguous(outcome, [places[j] for j, _ in found.near], [score for _, score in found.near])
            else:
                self._unmatched(outcome, *self._why_unmatched(outcome))

    def _why_unmatched(self, outcome: Outcome) -> tuple[str, str]:
        if not self.scopes.of(outcome.department, outcome.project):
            whose = outcome.project or outcome.department
            return f"目标表中没有“{whose}”", f"no form is of “{whose}”"
        if not outcome.name:
            return f"没有编号为“{outcome.id}”的指标", f"no indicator has the id “{outcome.id}”"
        return "该表中没有相近的指标", "no indicator of the form comes near"

    def _unmatched(self, outcome: Outcome, zh: str, en: str) -> None:
        self.findings.append(
            OutcomeUnmatched.found(
                outcome.at,
                indicator=outcome.name or None,
                project=outcome.project or outcome.department,
                name=outcome.name or outcome.id,
                text=outcome.actual or outcome.level,
                detail=zh,
                detail_en=en,
            )
        )
        self._set_aside(outcome, zh, en)
        self.doubts.append(Doubt(outcome=outcome, candidates=()))

    def _ambiguous(self, outcome: Outcome, places: Sequence[Place], scores: Sequence[Fraction]) -> None:
        listed = "；".join(
            f"{self.forms[p[0]].title} / {self.rows[p].name}（{float(score) * 100:.0f}）"
            for p, score in zip(places[:_LISTED], scores, strict=False)
        ) + (f"；…（{len(places)}）" if len(places) > _LISTED else "")
        self.findings.append(
            OutcomeAmbiguous.found(
                outcome.at,
                indicator=outcome.name or None,
                name=outcome.name,
                text=outcome.actual or outcome.level,
                candidates=listed,
            )
        )
        self.pending.update(places)
        listable = tuple(zip(places[:_LISTED], scores, strict=False))
        self.doubts.append(Doubt(outcome=outcome, candidates=listable))
        self._set_aside(
            outcome, f"对应哪个指标不明确：{listed}", f"it is not clear which indicator it belongs to: {listed}"
        )

    def _set_aside(self, outcome: Outcome, zh: str, en: str) -> None:
        self.unused.append(Unused(at=outcome.at, text=outcome_text(outcome), zh=zh, en=en))

    def _settled(self) -> dict[Place, Matched]:
        matched = {}
        for place, claims in sorted(self.claims.items()):
            row = self.rows[place]
            contents = {(c.outcome.actual, c.outcome.level, c.outcome.share, c.outcome.deduction) for c in claims}
            if len(claims) > 1:
                found = OutcomeDuplicated.found(
                    claims[1].outcome.at,
                    indicator=row.name,
                    name=row.name,
                    values="；".join(c.outcome.actual or c.outcome.level for c in claims),
                    places="；".join(c.outcome.at.text("zh") for c in claims),
                )
                self.findings.append(found.with_severity(Severity.NOTE if len(contents) == 1 else Severity.ERROR))
            if len(contents) > 1:
                self.pending.add(place)
                for claim in claims:
                    self._set_aside(
                        claim.outcome,
                        "同一指标填报了不同的结果",
                        "the same indicator was stated with different outcomes",
                    )
                continue
            best = max(
                claims, key=lambda c: sum(map(bool, (c.outcome.reason, c.outcome.evidence, c.outcome.decided_by)))
            )
            for claim in claims:
                if claim is not best:
                    self._set_aside(
                        claim.outcome, "同一结果填报了不止一次", "the same outcome was stated more than once"
                    )
            matched[place] = best
            if best.how == "similarity":
                self.doubts.append(Doubt(outcome=best.outcome, candidates=((place, best.similarity),), taken=True))
                found = MatchUncertain.found(
                    best.outcome.at,
                    indicator=row.name,
                    name=best.outcome.name,
                    matched=row.name,
                    similarity=percent(best.similarity),
                )
                self.findings.append(found)
            stated = best.outcome.target
            if stated and name_key(stated) and normalised(stated) != normalised(row.target):
                self.findings.append(
                    TargetChanged.found(best.outcome.at, indicator=row.name, stated=stated, target=row.full_target)
                )
        return matched

    def _blank(self, matched: dict[Place, Matched]) -> None:
        """Lines that nobody filled in give an empty outcome its place in the sheet, and conflict with nothing."""
        for outcome in self.table.outcomes:
            if not is_blank(outcome):
                continue
            places = self.by_id.get(outcome.id, []) if outcome.id else []
            if not places and outcome.name:
                scope = self.scopes.of(outcome.department, outcome.project)
                places = self._narrowed(
                    outcome, [p for n in scope for p in self.by_name.get((n, normalised(outcome.name)), [])]
                )
            if len(places) == 1 and places[0] not in matched and places[0] not in self.pending:
                matched[places[0]] = Matched(outcome=outcome, how="id" if outcome.id else "name")


def percent(score: Fraction) -> str:
    """A likeness as a whole number out of 100."""
    return str(round(score * 100))


def outcome_text(outcome: Outcome) -> str:
    """The texts typed on an outcome's line, joined by `` | ``."""
    texts = (
        outcome.department,
        outcome.project,
        outcome.level1,
        outcome.level2,
        outcome.name,
        outcome.target,
        outcome.actual,
        outcome.level,
        outcome.share,
        outcome.evidence,
        outcome.reason,
        outcome.deduction,
        outcome.decided_by,
        outcome.decided_on,
    )
    return " | ".join(text for text in texts if text)
