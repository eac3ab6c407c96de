"""Findings of an audit beside what was decided about them: the first look, the second (复核), how far the work is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.auditing.worklist import DECISIONS, Decided
from evaluator.web.assignments import NOBODY, assigned
from evaluator.web.audited import Audited, Item
from evaluator.web.events import Event, Record
from targets.kinds.finding import Finding, Severity

FIRST, SECOND = "finding", "review"
"""The kinds of events of the two looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A finding with the last event of each look, None where there was none; ``to`` is whose form it is of, and
    ``again`` says that an equal form stands in an earlier file.
    """

    item: Item
    first: Event | None
    second: Event | None
    to: str = ""
    again: bool = False

    @property
    def differ(self) -> bool:
        """True if the second person came to another result."""
        return self.first is not None and self.second is not None and _decision(self.first) != _decision(self.second)

    @property
    def stale(self) -> bool:
        """True if the first decision was changed after the second look."""
        return self.first is not None and self.second is not None and self.second.seq < self.first.seq

    def is_in(self, state: str) -> bool:
        """True if the finding is in a state: undecided and no note (``open``), ``decided``, looked at twice
        (``second``), not yet (``unseconded``), with different results (``differ``), or one of ``DECISIONS``; any other
        word lets all through.
        """
        if state == "differ":
            return self.differ
        if state == "open":
            return self.first is None and self.item.finding.severity is not Severity.NOTE
        if state == "decided":
            return self.first is not None
        if state == "second":
            return self.second is not None
        if state == "unseconded":
            return self.first is not None and self.second is None
        return state not in DECISIONS or (self.first is not None and _decision(self.first) == state)


def looks(audited: Audited, record: Record) -> list[Look]:
    """Every finding with its decisions, in the order of the audit."""
    first, second = record.of(FIRST), record.of(SECOND)
    to = assigned(record, audited.audit.forms) if audited.audit is not None else []
    return [
        Look(
            item=item,
            first=first.get(item.subject),
            second=second.get(item.subject),
            to="" if item.form is None else to[item.form],
            again=item.form is not None and audited.copies.repeated(item.form),
        )
        for item in audited.items
    ]


def gone(audited: Audited, record: Record) -> list[Event]:
    """Decisions about findings that there are no more, since documents or settings were changed."""
    return [event for subject, event in record.of(FIRST).items() if subject not in audited.by_subject]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A selection of findings; empty parts ask nothing."""

    severity: str = ""
    department: str = ""
    name: str = ""
    state: str = ""
    words: str = ""
    sort: str = ""
    person: str = ""
    once: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wanted:
        """The selection that an address asks for."""
        return cls(**{part: query.get(part, "").strip()[:200] for part in cls.__slots__})

    def of_all(self, listed: Sequence[Look], lang: str) -> list[Look]:
        """Those that were asked for, in the order asked for: worst first, or by form, by department, alike together."""
        order = {
            "form": lambda look: -1 if look.item.form is None else look.item.form,
            "department": lambda look: (look.item.department, -1 if look.item.form is None else look.item.form),
            "name": lambda look: look.item.finding.code,
        }.get(self.sort)
        taken = [look for look in listed if self.takes(look, lang)]
        return sorted(taken, key=order) if order else taken

    def takes(self, look: Look, lang: str) -> bool:
        """True if a finding is among what was asked for."""
        one = look.item.finding
        return (
            (self.severity not in [each.value for each in Severity] or one.severity.value == self.severity)
            and (not self.department or look.item.department == self.department)
            and (not self.name or one.name == self.name)
            and look.is_in(self.state)
            and (not self.person or (look.to or NOBODY) == self.person)
            and not (self.once and look.again)
            and (not self.words or self.words.casefold() in _text(look.item, lang).casefold())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HowFar:
    """Progress of an audit: findings, decided ones, looked at twice, with different results; open ones by severity."""

    all: int
    decided: int
    second: int
    differ: int
    open: Mapping[str, int]


def progress(listed: Sequence[Look]) -> HowFar:
    """The progress of the work on these findings."""
    still = Counter(look.item.finding.severity.value for look in listed if look.first is None)
    return HowFar(
        all=len(listed),
        decided=sum(look.first is not None for look in listed),
        second=sum(look.second is not None for look in listed),
        differ=sum(look.differ for look in listed),
        open={each.value: still[each.value] for each in Severity},
    )


def decided(listed: Sequence[Look]) -> tuple[dict[int, Decided], dict[int, Decided]]:
    """Both looks for ``evaluator.auditing.worklist.workbook``."""
    return (
        {look.item.place: _decided(look.first) for look in listed if look.first is not None},
        {look.item.place: _decided(look.second) for look in listed if look.second is not None},
    )


def person(event: Event) -> str:
    """Who looked: the name stated for the second look on a computer of one user, else the one on record."""
    return str(event.after.get("by") or event.who)


def _decided(event: Event) -> Decided:
    return Decided(decision=_decision(event), reason=event.why, who=person(event), day=event.at[:10])


def _decision(event: Event) -> str:
    return str(event.after["decision"])


def searched(one: Finding, lang: str) -> str:
    """The texts of a finding in which words are looked for."""
    return f"{one.code} {one.name} {one.indicator or ''} {one.at.text(lang)} {one.message(lang)}"


def _text(item: Item, lang: str) -> str:
    return f"{searched(item.finding, lang)} {item.department} {item.mark}"
