"""Judgements of persons in scores: shares within a band, deductions, a reviewer's adjustments; who, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evaluator.figures import points
from evaluator.language import pick
from evaluator.verdict.bounds import hundredths_of_text

_WHAT = {
    "share": ("得分系数", "a share of"),
    "deduction": ("扣分", "a deduction of"),
    "adjustment": ("复核调整", "a reviewer's adjustment of"),
}

BY_LEVEL = ("score.qualitative", "score.printed-wording", "policy.verbal-outcome")
"""The provisions under which a person's share within the band of a level counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One judgement. ``kind`` is share, deduction or adjustment, ``amount`` the share as typed or the points taken off
    or added (signed for adjustments), ``provision`` the key that allows it.
    """

    kind: str
    amount: str
    who: str
    when: str
    why: str
    provision: str

    @property
    def signed(self) -> bool:
        """True if who, when and why are all given."""
        return bool(self.who and self.when and self.why)

    def what(self, lang: str) -> str:
        """``复核调整 -1.50``, ``a share of 0.75``."""
        return f"{pick(lang, *_WHAT[self.kind])} {self.amount}"

    def sentence(self, lang: str) -> str:
        """The judgement, by whom, when and why, in one phrase."""
        who = self.who or pick(lang, "未署名", "unsigned")
        parts = [part for part in (who, self.when, self.why) if part]
        return f"{self.what(lang)}{pick(lang, '（', ' (')}{pick(lang, '，', ', ').join(parts)}{pick(lang, '）', ')')}"

    def as_json(self) -> dict[str, str]:
        """Every field, for run.json."""
        return {
            "kind": self.kind,
            "amount": self.amount,
            "who": self.who,
            "when": self.when,
            "why": self.why,
            "provision": self.provision,
        }


def judgements_of(line: Any) -> Iterator[Judgement]:
    """The judgements that went into one line: a row of ``Run.lines_of_form``."""
    if line.pending or not line.applicable:
        return
    decided = {"who": line.decided_by.strip(), "when": line.decided_on.strip(), "why": line.reason.strip()}
    if line.share.strip() and line.provision in BY_LEVEL:
        yield Judgement(kind="share", amount=line.share.strip(), provision="score.qualitative", **decided)
    if line.deducted:
        amount = points(hundredths_of_text(line.deduction) or 0)
        yield Judgement(kind="deduction", amount=str(amount), provision="policy.deduction", **decided)
    if line.adjusted:
        yield Judgement(
            kind="adjustment",
            amount=format(points(hundredths_of_text(line.adjustment) or 0), "+"),
            who=line.adjusted_by.strip(),
            when=line.adjusted_on.strip(),
            why=line.adjusted_why.strip(),
            provision="policy.adjustment",
        )
