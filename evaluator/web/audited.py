"""An audit as its record says: the self-evaluations as audited, and every finding with its form.

Decisions do not change it: it depends on settings and documents only, and is kept until one of them changes.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from evaluator.auditing.run import Audit, audit
from evaluator.scorecards.formjson import findings_by_form
from evaluator.web.events import Record
from evaluator.web.formtree import Copies, copies_of
from evaluator.web.studies import Document, documents_of, rules_of
from evaluator.web.workspace import Workspace
from targets.forms import Progress
from targets.kinds.finding import Finding

_INPUTS = ("settings", "document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One finding of an audit: ``subject`` is what decisions about it are recorded under, ``form`` the position of its
    form (None for a document as a whole), ``place`` its position in ``Audit.notices``."""

    subject: str
    place: int
    finding: Finding
    form: int | None
    department: str

    @property
    def mark(self) -> str:
        """A short name of it for addresses."""
        return str(json.loads(self.subject)[-1])


@dataclass(frozen=True, kw_only=True)
class Audited:
    """An audit at one moment of its record. ``audit`` is None while there is nothing to audit."""

    documents: tuple[Document, ...]
    audit: Audit | None = None

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The findings, worst first."""
        if self.audit is None:
            return ()
        per_form, _ = findings_by_form(self.audit.forms, self.audit.notices)
        forms = {id(one): position for position, own in enumerate(per_form) for one in own}
        found, often = [], dict[str, int]()
        for place, one in enumerate(self.audit.notices):
            form = forms.get(id(one))
            subject = subject_of(one)
            often[subject] = often.get(subject, 0) + 1
            found.append(
                Item(
                    subject=subject if often[subject] == 1 else subject_of(one, often[subject]),
                    place=place,
                    finding=one,
                    form=form,
                    department="" if form is None else self.audit.forms[form].department or "",
                )
            )
        return tuple(found)

    @cached_property
    def copies(self) -> Copies:
        """The forms that stand in more than one file."""
        return copies_of(() if self.audit is None else self.audit.forms)

    @cached_property
    def by_subject(self) -> dict[str, Item]:
        """The findings by the subject of their decisions."""
        return {one.subject: one for one in self.items}


def subject_of(one: Finding, again: int = 1) -> str:
    """The key under which decisions about a finding are recorded: its code, file, place, indicator, and a digest of all
    that it says. A finding with other figures is another finding, and must be decided anew.
    """
    says = json.dumps([one.code, one.at.as_json(), one.at.file, one.indicator, sorted(one.figures.items()), again])
    digest = hashlib.sha256(says.encode()).hexdigest()[:12]
    place = one.at.text("zh").removeprefix(one.at.file).strip()
    return json.dumps([one.code, one.at.file, place, one.indicator or "", digest], ensure_ascii=False)


def inputs_head(record: Record) -> int:
    """The number of the last event that an audit depends on."""
    return max((event.seq for event in record.events if event.kind in _INPUTS), default=0)


@dataclass
class Audits:
    """Makes audits and remembers the last few."""

    workspace: Workspace
    most: int = 12
    _made: OrderedDict[tuple[str, int], Audited] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _making: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def known(self, evaluation: str, seq: int) -> Audited | None:
        """An audit made before, None if there is none; ``seq`` as by ``inputs_head``."""
        with self._lock:
            return self._made.get((evaluation, seq))

    def make(self, record: Record, progress: Progress) -> Audited:
        """The audit of a record. Raises InputError where the rulebook cannot be used."""
        key = (record.evaluation, inputs_head(record))
        known = self.known(*key)
        if known is not None:
            return known
        with self._lock:
            making = self._making[record.evaluation]
        with making:  # as for studies: many may ask for one audit at once
            made = self.known(*key)
            if made is None:
                made = self._make(record, key, progress)
                with self._lock:
                    self._made[key] = made
                    while len(self._made) > self.most:
                        self._made.popitem(last=False)
        return made

    def _make(self, record: Record, key: tuple[str, int], progress: Progress) -> Audited:
        listed = documents_of(record)
        folder = self.workspace.laid_out(
            f"{record.evaluation}-audit-{key[1]}", [(one.role, one.name, one.sha256) for one in listed]
        )
        try:
            roles = {
                role: [str(folder / role / one.name) for one in listed if one.role == role]
                for role in ("forms", "previous")
            }
            done = (
                audit(
                    *roles["forms"],
                    rules=rules_of(record, listed, folder),
                    previous=roles["previous"] or None,
                    jobs=2,
                    progress=progress,
                    cache=self.workspace.readings,
                )
                if roles["forms"]
                else None
            )
        finally:
            self.workspace.forget(folder.name)
        return Audited(documents=listed, audit=None if done is None else self._kept(done))

    def _kept(self, done: Audit) -> Audit:
        """The audit with its inputs where they stay: the folder that they were laid out in is gone."""
        sources = (
            replace(one, content=self.workspace.path_of(one.sha256)) if isinstance(one.content, Path) else one
            for one in done.sources
        )
        return replace(done, sources=tuple(sources))
