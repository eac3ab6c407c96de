"""Doubts of an evaluation: findings that a person looked at and found right, one by one or all alike together.

What only says that something is still to be filled in is no doubt. A doubt that was settled stays among the findings of
the run: what is on record is who looked. With other figures it is another finding, and open again (``subject_of``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evaluator.run import Run
from evaluator.web.audited import subject_of
from evaluator.web.events import Change, Event, Record
from targets.kinds.finding import Finding, Severity

DOUBT = "doubt"
"""The kind of the events."""
RIGHT = "right"
"""The only decision: checked, right."""
TO_FILL = ("outcome-missing", "execution-missing", "score-pending")
"""The findings that say only what is still to be filled in."""
FILL = "fill"
"""The severity under which pages list them."""
SEVERITIES = (FILL, *(each.value for each in Severity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A finding with the event that settled it, None while it is open; ``subject`` is what it is on record under."""

    finding: Finding
    subject: str
    settled: Event | None

    @property
    def mark(self) -> str:
        """A short name of it for addresses."""
        return str(json.loads(self.subject)[-1])

    @property
    def severity(self) -> str:
        """Its severity, or ``FILL``."""
        return FILL if self.finding.name in TO_FILL else self.finding.severity.value

    @property
    def open(self) -> bool:
        """True if it waits for a person: notes do not."""
        return self.settled is None and self.finding.severity is not Severity.NOTE


@dataclass(frozen=True)
class Doubts:
    """The findings of a run beside a record."""

    run: Run
    record: Record

    @cached_property
    def all(self) -> tuple[Doubt, ...]:
        """Every finding, in the order of the run."""
        settled, often = self.record.of(DOUBT), dict[str, int]()
        found = []
        for one in self.run.notices:
            subject = subject_of(one)
            often[subject] = often.get(subject, 0) + 1
            if often[subject] > 1:
                subject = subject_of(one, often[subject])
            found.append(Doubt(finding=one, subject=subject, settled=settled.get(subject)))
        return tuple(found)

    @cached_property
    def by_finding(self) -> Mapping[int, Doubt]:
        """The doubts by the identity of their findings."""
        return {id(one.finding): one for one in self.all}

    def counts(self) -> dict[str, int]:
        """The numbers of what is to fill, and of errors, warnings and notes that are not settled."""
        found = dict.fromkeys(SEVERITIES, 0)
        for one in self.all:
            found[one.severity] += one.settled is None
        return found

    def of(self, found: Iterable[Finding]) -> list[Doubt]:
        """These findings as doubts."""
        return [self.by_finding[id(one)] for one in found]

    def settling(self, subjects: Sequence[str], why: str, *, right: bool) -> list[Change]:
        """The changes that settle doubts, or open them again; those that are so already are left alone."""
        wanted = set(subjects)
        return [
            Change(kind=DOUBT, subject=one.subject, after={"decision": RIGHT} if right else None, why=why)
            for one in self.all
            if one.subject in wanted and one.severity != FILL and (one.settled is None) == right
        ]
