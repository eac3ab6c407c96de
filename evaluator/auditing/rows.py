"""The claimed score of a row: at most one finding about it, and whether what needs a reason has one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from evaluator.auditing import claim_kinds as codes
from evaluator.auditing.others import Others, sentence
from evaluator.auditing.recompute import Claim, Recomputed, claims_something
from evaluator.auditing.roundings import How, explained
from evaluator.figures import completion_text
from evaluator.figures import points as as_points
from rules.rulebook import Rulebook
from targets.kinds.finding import Finding, Kind, Severity
from targets.model.amounts import shown
from targets.model.labels import is_execution_rate


class RowAudit:
    """The rows of all forms under one book."""

    def __init__(self, done: Recomputed, others: Others) -> None:
        self._done, self._others = done, others
        self._completion = done.scored.table["completion"]
        self._provision = done.scored.table["provision"]

    def findings(self) -> Iterator[Finding]:
        """All findings about claimed scores, in table order."""
        for claim in self._done.claims:
            about = self.claimed(claim)
            if about is not None:
                yield about
            yield from self._reasons(claim, about)

    def claimed(self, claim: Claim) -> Finding | None:
        """The first that applies, in the order of docs/auditing.md; None for a claim that is confirmed or pending."""
        row, score, points = claim.row, claim.score, claim.points
        if score is None and claims_something(row.score):
            return codes.ClaimUnreadable.about(row, printed=row.score, where="得分", where_en="the score")
        if score is None or (points is not None and points <= 0):
            return None
        if points is not None and score > points:
            return codes.ScoreAbovePoints.about(row, printed=row.score or "", points=row.points or "")
        if claim.by_rules:
            return None
        if score > 0 and (claim.no_target or claim.no_outcome):
            return self._without(claim)
        if points is None:
            return None
        if claim.outside:
            return self._outside(claim)
        if claim.pending or claim.ours is None or claim.exact is None:
            return None
        if score * 100 == claim.ours:
            return None
        if score == points:
            return self._against(codes.FullScoreTargetMissed, claim)
        if claim.met:
            return self._against(codes.DeductedTargetMet, claim) if claim.unexplained else None
        how = explained(row.score or "", score, claim.exact, points)
        if how is not None and (how.harmless or self._book(claim, score) is None):
            return self._rounded(claim, claim.exact, how)
        return self._against(codes.ScoreDiffers, claim)

    def _without(self, claim: Claim) -> Finding:
        row = claim.row
        both = claim.no_target and claim.no_outcome
        missing = ("指标值和实际完成值", "the target and the outcome") if both else ("指标值", "the target")
        if not claim.no_target:
            missing = ("实际完成值", "the outcome")
        return codes.ScoreWithoutTarget.about(
            row,
            printed=row.score or "",
            points=row.points or "—",
            missing=missing[0],
            missing_en=missing[1],
        )

    def _outside(self, claim: Claim) -> Finding:
        row, points, score = claim.row, claim.points or Decimal(1), claim.score or Decimal(0)
        band = self._done.scored.band(claim.line)
        book = self._others.explaining(lambda done: _within(done.claims[claim.line]))
        zh, en = sentence(book)
        found = codes.ScoreOutsideBand.about(
            row,
            actual=row.full_actual,
            level=band.label,
            band=band.percent,
            low=shown(points * band.low),
            high=shown(points * band.high),
            printed=row.score or "",
            share=f"{shown(round(score / points * 100, 2))}%",
            explained=zh,
            explained_en=en,
        )
        return found if book is None else found.with_severity(Severity.NOTE)

    def _book(self, claim: Claim, score: Decimal) -> Rulebook | None:
        return self._others.explaining(lambda done: _follows(done.claims[claim.line], score))

    def _rounded(self, claim: Claim, exact: Fraction, how: How) -> Finding:
        found = codes.ScoreRoundedOddly.about(
            claim.row,
            printed=claim.row.score or "",
            exact=decimal_text(exact),
            ours=str(as_points(claim.ours or 0)),
            how=how.zh,
            how_en=how.en,
            **self._formula(claim),
        )
        return found.with_severity(Severity.NOTE) if how.harmless else found

    def _against(self, kind: Kind, claim: Claim) -> Finding:
        """A claim that does not follow; a note where it follows under another shipped book."""
        row, score = claim.row, claim.score or Decimal(0)
        book = self._book(claim, score)
        zh, en = sentence(book)
        found = kind.about(
            row,
            target=row.full_target,
            actual=row.full_actual,
            printed=row.score or "",
            points=row.points or "",
            ours=str(as_points(claim.ours or 0)),
            difference=shown(abs(score - as_points(claim.ours or 0))),
            rule=str(self._provision[claim.line]),
            explained=zh,
            explained_en=en,
            tolerance="0",
            **self._formula(claim),
        )
        return found if book is None else found.with_severity(Severity.NOTE)

    def _spent(self, claim: Claim) -> bool:
        """True for an execution rate among the indicators that is high enough to need no reason."""
        asked = Decimal(self._done.book.provision("execution.explain").params["rate"])
        return is_execution_rate(claim.row.name) and float(self._completion[claim.line]) * 100 >= asked

    def _formula(self, claim: Claim) -> dict[str, str]:
        """Points times the share that the rule gives, as printed in a finding."""
        share = (claim.exact or Fraction(0)) / Fraction(claim.points or 1)
        percent = f"{decimal_text(share * 100)}%"
        worth = f"{shown(claim.points or Decimal(0))} × {percent}"
        return {
            "formula": f"{worth}：目标值“{claim.row.full_target}”，实际完成值“{claim.row.full_actual}”",
            "formula_en": f"{worth}: target “{claim.row.full_target}”, outcome “{claim.row.full_actual}”",
        }

    def _reasons(self, claim: Claim, about: Finding | None) -> Iterator[Finding]:
        row = claim.row
        if not claim.unexplained or claim.by_rules:
            return
        told = about is not None and about.kind in (codes.DeductedTargetMet, codes.ScoreWithoutTarget)
        short = claim.score is not None and claim.points is not None and claim.score < claim.points
        if short and not told and not self._spent(claim):
            yield codes.DeductionUnexplained.about(row, printed=row.score or "", points=row.points or "")
        if claim.over and not claim.pending:
            yield codes.OverAchievedUnexplained.about(
                row,
                actual=row.full_actual,
                target=row.full_target,
                completion=completion_text(float(self._completion[claim.line])),
                threshold=self._done.scored.explanation_threshold,
            )


def _follows(claim: Claim, score: Decimal) -> bool:
    return claim.ours is not None and not claim.pending and claim.ours == score * 100


def _within(claim: Claim) -> bool:
    return not claim.outside and not claim.pending


def decimal_text(value: Fraction) -> str:
    """An exact number for people: at most four decimals, ``…`` behind it where there are more."""
    scaled = value * 10_000
    text = shown(Decimal(scaled.numerator // scaled.denominator).scaleb(-4))
    return text if scaled.denominator == 1 else f"{text}…"
