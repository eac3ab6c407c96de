"""A reviewer's scores beside the self-scores and the recomputed ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from actuals.matching.matching import Place
from actuals.statements import Statement
from evaluator.auditing import across_kinds as codes
from evaluator.auditing.claim_kinds import ScoreAbovePoints
from evaluator.auditing.recompute import Claim, Recomputed
from evaluator.figures import points as as_points
from targets.kinds.finding import Finding
from targets.language.nothing import says_nothing
from targets.model.amounts import in_points, shown
from targets.model.identity import normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A reviewer's word on a row: a score (None where only an outcome, evidence or a remark is given), the reason
    (None where there is no place for one), the outcome found, the number of the evidence.

    ``who`` is empty where the form prints the review itself.
    """

    claim: Claim
    text: str
    score: Decimal | None
    reason: str | None
    who: str = ""
    date: str = ""
    actual: str = ""
    evidence: str = ""


def reviews_of(done: Recomputed, stated: Mapping[Place, Statement]) -> dict[int, Reviewed]:
    """Every review, by line: those that a decisions file states, else those that the forms print."""
    found: dict[int, Reviewed] = {}
    for position, claims in enumerate(done.by_form):
        for number, claim in enumerate(claims):
            entry = stated.get((position, number))
            text = entry.stated["score"] if entry else claim.row.review_score or ""
            score = in_points(text)
            if score is None and entry is None:
                continue
            if entry:
                reason: str | None = entry.stated["reason"]
            else:
                # The remarks column of a review (备注) is the reviewer's, whatever it is called.
                reason = claim.row.review_reason
                reason = claim.row.reason if reason is None and claim.of_review else reason
            who, date = (entry.who, entry.date) if entry else ("", "")
            found[claim.line] = Reviewed(
                claim=claim,
                text=text,
                score=score,
                reason=reason,
                who=who,
                date=date,
                actual=(entry.stated.get("actual", "") if entry else claim.row.review_actual) or "",
                evidence=entry.stated.get("evidence", "") if entry else "",
            )
    return found


def review_findings(done: Recomputed, reviews: Mapping[int, Reviewed]) -> Iterator[Finding]:
    """Scores past the points, differences past the book's tolerance, deductions without a reason, one reason deducted
    differently.
    """
    provision = done.book.provisions.get("policy.review")
    if provision is not None and not provision.enabled:
        provision = None
    most, share = (Decimal(provision.params[end] if provision else 0) for end in ("points", "share"))
    measures: dict[tuple[str, Decimal], tuple[Decimal, Claim]] = {}
    for review in reviews.values():
        claim = review.claim
        worth = claim.points or Decimal(0)
        if review.score is None:
            continue
        if claim.points is not None and review.score > claim.points:
            yield ScoreAbovePoints.found(
                claim.row.at,
                indicator=f"{claim.row.name}（复核）",
                printed=review.text,
                points=claim.row.points or "",
            )
        if claim.score is None:
            continue
        difference = abs(review.score - claim.score)
        if provision and difference > most and difference > share * worth:
            yield codes.ReviewDiffers.about(
                claim.row,
                printed=claim.row.score or "",
                review=review.text,
                ours="—" if claim.ours is None else str(as_points(claim.ours)),
                difference=shown(difference),
                tolerance=shown(max(most, share * worth)),
                points=claim.row.points or "—",
            )
        if review.score < claim.score:
            yield from _deduction(done, review, claim.score - review.score, measures)


def _deduction(
    done: Recomputed, review: Reviewed, taken: Decimal, measures: dict[tuple[str, Decimal], tuple[Decimal, Claim]]
) -> Iterator[Finding]:
    claim, row = review.claim, review.claim.row
    if review.reason is None:
        return
    if says_nothing(review.reason):
        yield codes.ReviewDeductionUnexplained.about(row, printed=row.score or "", review=review.text)
        return
    if claim.points is None or claim.ours != (claim.points * 100) // 1:
        return  # what was missed by different amounts is deducted by different amounts
    first, other = measures.setdefault((normalised(review.reason), claim.points), (taken, claim))
    if first != taken and other.form != claim.form:
        yield codes.DefectDeductedDifferently.about(
            row,
            reason=review.reason,
            here=shown(taken),
            there=shown(first),
            other=done.forms[other.form].title,
            points=row.points or "",
        )
