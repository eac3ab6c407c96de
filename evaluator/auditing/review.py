"""A reviewer's scores beside the self-scores and the recomputed ones."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evaluator import across_codes as codes
from evaluator.auditing.recompute import Claim, Recomputed, says_nothing
from evaluator.tables import points as as_points
from targets.amounts import in_points, shown
from targets.finding import Finding
from targets.identity import normalised


def review_findings(done: Recomputed) -> Iterator[Finding]:
    """Differences past the book's tolerance, deductions without a reason, one reason deducted differently."""
    provision = done.book.provisions.get("policy.review")
    if provision is not None and not provision.enabled:
        provision = None
    most, share = (Decimal(provision.params[end] if provision else 0) for end in ("points", "share"))
    measures: dict[tuple[str, Decimal], tuple[Decimal, Claim]] = {}
    for claim in done.claims:
        review = in_points(claim.row.review_score)
        if review is None or claim.score is None:
            continue
        difference = abs(review - claim.score)
        worth = claim.points or Decimal(0)
        if provision and difference > most and difference > share * worth:
            yield codes.ReviewDiffers.found(
                claim.row.at,
                indicator=claim.row.name,
                printed=claim.row.score or "",
                review=claim.row.review_score or "",
                ours="—" if claim.ours is None else str(as_points(claim.ours)),
                difference=shown(difference),
                tolerance=shown(max(most, share * worth)),
                points=claim.row.points or "—",
            )
        if review < claim.score:
            yield from _deduction(done, claim, claim.score - review, measures)


def _deduction(
    done: Recomputed, claim: Claim, taken: Decimal, measures: dict[tuple[str, Decimal], tuple[Decimal, Claim]]
) -> Iterator[Finding]:
    row = claim.row
    # The remarks column of a review (备注) is the reviewer's, whatever it is called.
    said = row.review_reason if row.review_reason is not None else row.reason if claim.of_review else None
    if said is None:
        return
    if says_nothing(said):
        yield codes.ReviewDeductionUnexplained.found(
            row.at, indicator=row.name, printed=row.score or "", review=row.review_score or ""
        )
        return
    if claim.points is None or claim.ours != (claim.points * 100) // 1:
        return  # what was missed by different amounts is deducted by different amounts
    first, other = measures.setdefault((normalised(said), claim.points), (taken, claim))
    if first != taken and other.form != claim.form:
        yield codes.DefectDeductedDifferently.found(
            row.at,
            indicator=row.name,
            reason=said,
            here=shown(taken),
            there=shown(first),
            other=done.forms[other.form].title,
            points=row.points or "",
        )
