"""The state of an earlier problem that an audit did not find: gone, or not looked at this time and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from evaluator.auditing.run import Audit
from evaluator.auditing.selecting import asked_for
from evaluator.findings import kind_of
from targets.errors import InputError

_YEARS = frozenset(("target-below-last-year", "outcome-unchanged"))
_REVIEWS = frozenset(("review-differs", "review-deduction-unexplained", "defect-deducted-differently"))
_TOGETHER = frozenset(
    (
        "forms-conflict",
        "text-copied",
        "projects-budget-mismatch",
        "all-full-marks",
        "outcomes-copied",
        "defect-deducted-differently",
        "summary-differs",
        "summary-incomplete",
        "summary-total-differs",
    )
)
"""Findings about several forms at once: they vanish where the other form was not handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The scope of an audit: whose forms (by owner; files too), which kinds, last year's forms, reviews."""

    claims: frozenset[str]
    targets: frozenset[str]
    asked: Callable[[str], bool]
    last_year: bool
    reviews: bool

    @classmethod
    def of(cls, done: Audit, owner: Callable[[Any], str]) -> Checked:
        """As the audit tells; a file that could not be read was not looked at."""
        failed = {name for name, _ in done.failed}
        files = {source.name for source in done.sources if source.role == "files"} - failed
        select, ignore = (tuple(map(str, _listed(done.options.get(name)))) for name in ("select", "ignore"))
        return cls(
            claims=frozenset((*(owner(form) for form in done.forms if form.kind.has_outcomes), *files)),
            targets=frozenset((*(owner(form) for form in done.forms), *files)),
            asked=asked_for(select, ignore),
            last_year=any(source.role == "previous" for source in done.sources),
            reviews=bool(done.reviews),
        )


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


@dataclass(frozen=True, slots=True)
class StateOf:
    """Called with id, code and owner of an earlier problem that is not among the findings."""

    checked: Checked
    owners: frozenset[str]
    suppressed: frozenset[str]
    other_book: bool = False

    def __call__(self, key: str, code: str, owner: str) -> str:
        """The words of the column 本次核对."""
        if key in self.suppressed:
            return "已免报"
        try:
            name = kind_of(code).name
        except InputError:
            return "未核对：未注明疑点代码"
        looked = self.checked.targets if code.startswith(("T", "D")) else self.checked.claims
        missing = (
            (owner not in looked, "本次未提交该表"),
            (not self.checked.asked(name), "本次未选该类疑点"),
            (name in _YEARS and not self.checked.last_year, "本次未提供上年自评表"),
            (name in _REVIEWS and not self.checked.reviews, "本次无复核得分"),
            (name in _TOGETHER and not self.owners <= self.checked.claims, "本次未提交全部相关表"),
            (self.other_book, "本次依据的办法不同"),
        )
        why = next((words for holds, words in missing if holds), "")
        return f"未核对：{why}" if why else "未再发现"
