"""An evaluation as its record says: documents read, forms, a finished run. Nothing here is kept for good:
it can always be made again from files and events.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from actuals.sources.sheet import read_outcomes
from actuals.sources.table import OutcomeTable
from actuals.statements import Decisions, read_all_decisions
from evaluator.checking import check_forms
from evaluator.inputs import Input
from evaluator.pipeline import Intake, bring_together, judge, read_targets
from evaluator.run import Run, Source
from evaluator.web.decisionsfile import FILE, decisions_text
from evaluator.web.events import Record
from evaluator.web.workspace import Workspace
from rules.loading import DEFAULT, load
from rules.rulebook import Rulebook
from targets.documents.guard import StoppedError
from targets.errors import InputError
from targets.forms import Progress, ReadResult
from targets.kinds.finding import Finding
from targets.readingcache import ReadingCache

ROLES = ("targets", "actuals", "rules")
Read = ReadResult | OutcomeTable | InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of an evaluation and what came of reading it."""

    role: str
    name: str
    sha256: str
    size: int
    read: Read | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """An evaluation at one moment of its record. ``intake`` and ``run`` are None while there are no target forms."""

    record: Record
    book: Rulebook
    documents: tuple[Document, ...]
    intake: Intake | None = None
    run: Run | None = None
    target_findings: tuple[Finding, ...] = ()
    _shown: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def shown(self, key: object, make: Callable[[], Any]) -> Any:
        """Values that pages ask for again and again, made once for this study; two threads may both make it, equal."""
        if key not in self._shown:
            self._shown[key] = make()
        return self._shown[key]

    @property
    def head(self) -> int:
        """The number of the last event it takes into account."""
        return self.record.head


def documents_of(record: Record) -> tuple[Document, ...]:
    """The documents in force, by role and then in the order they came."""
    found = sorted(record.of("document").values(), key=lambda event: (event.subject.partition("/")[0], event.seq))
    return tuple(
        Document(
            role=event.subject.partition("/")[0],
            name=event.subject.partition("/")[2],
            sha256=event.after["sha256"],
            size=event.after["size"],
        )
        for event in found
    )


@dataclass
class Studies:
    """Makes studies and remembers the last few, and what was read of single documents."""

    workspace: Workspace
    most: int = 24
    most_documents: int = 2_000
    _made: OrderedDict[tuple[str, int], Study] = field(default_factory=OrderedDict)
    _by_state: OrderedDict[str, Study] = field(default_factory=OrderedDict)
    _read: OrderedDict[tuple[str, str, str], Read] = field(default_factory=OrderedDict)
    _findings: OrderedDict[str, tuple[Finding, ...]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _making: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def known(self, evaluation: str, head: int) -> Study | None:
        """A study made before, None if there is none."""
        with self._lock:
            return self._made.get((evaluation, head))

    def fresh(self, evaluation: str, head: int) -> Study | None:
        """The newest study that takes at least this event into account, None if there is none yet."""
        with self._lock:
            heads = [one for made, one in self._made if made == evaluation and one >= head]
            return self._made[evaluation, max(heads)] if heads else None

    def settled(self, record: Record) -> Study | None:
        """A study made of another record that settles the same: after an undo, a new title, or a shelf."""
        with self._lock:
            known = self._by_state.get(state_of(record))
        if known is None:
            return None
        study = replace(known, record=record)
        self._keep(study)
        return study

    def based(self, record: Record) -> Study | None:
        """The newest study of the same documents, rulebook, readings and matches, whatever was typed since."""
        wanted = base_of(record)
        with self._lock:
            made = [study for (evaluation, _), study in self._made.items() if evaluation == record.evaluation]
        same = [one for one in made if one.shown("base", lambda one=one: base_of(one.record)) == wanted]  # type: ignore[misc]
        return max(same, key=lambda one: one.head, default=None)

    def make(self, record: Record, progress: Progress | None = None) -> Study:
        """The study of a record. Documents that cannot be used are in it with the reason and take no part.

        Raises InputError where the rulebook cannot be used.
        """
        known = self.known(record.evaluation, record.head)
        if known is not None:
            return known
        with self._lock:
            making = self._making[record.evaluation]
        with making:  # two pieces of work may ask for one study, and would lay out and remove the same folder
            study = self.known(record.evaluation, record.head) or self.settled(record)
            if study is None:
                study = self._make(record, progress or (lambda done, of, name: None))
                self._keep(study)
        return study

    def _keep(self, study: Study) -> None:
        with self._lock:
            self._made[study.record.evaluation, study.record.head] = study
            self._by_state[state_of(study.record)] = study
            for kept in (self._made, self._by_state):
                while len(kept) > self.most:
                    kept.popitem(last=False)

    def _make(self, record: Record, progress: Progress) -> Study:
        listed = documents_of(record)
        decisions = decisions_text(record)
        folder = self.workspace.laid_out(
            f"{record.evaluation}-{record.head}",
            [(one.role, one.name, one.sha256) for one in listed],
            [(FILE, decisions)] if decisions else (),
        )
        try:
            return self._study(record, listed, folder, bool(decisions), progress)
        finally:
            self.workspace.forget(folder.name)

    def _study(
        self, record: Record, listed: tuple[Document, ...], folder: Path, decided: bool, progress: Progress
    ) -> Study:
        named = rules_of(record, listed, folder)
        book = load(named)
        documents = []
        for done, one in enumerate(listed):
            progress(done, len(listed), one.name)
            documents.append(self._document(one, folder))
        progress(len(listed), len(listed), "")
        read = [one.read for one in documents if one.role == "targets" and isinstance(one.read, ReadResult)]
        stated = [one.read for one in documents if isinstance(one.read, OutcomeTable)]
        if not read:
            return Study(record=record, book=book, documents=tuple(documents))
        intake = bring_together(
            read,
            stated,
            read_all_decisions(folder / FILE) if decided else Decisions(),
            sources=tuple(self._sources(documents, folder / FILE if decided else None)),
        )
        return Study(
            record=record,
            book=book,
            documents=tuple(documents),
            intake=intake,
            run=judge(intake, book),
            target_findings=self._checked(record, documents, intake, book, read),
        )

    def _sources(self, documents: Sequence[Document], decisions: Path | None) -> Iterator[Source]:
        """The sources of a run of these documents; the files are as their digests say (``Workspace.laid_out``)."""
        for role in ("targets", "actuals"):
            for one in documents:
                if one.role == role and _usable(one):
                    content = self.workspace.path_of(one.sha256).read_bytes()
                    yield Source(name=one.name, role=role, sha256=one.sha256, content=content)
        if decisions is not None:
            content = decisions.read_bytes()
            yield Source(name=FILE, role="decisions", sha256=hashlib.sha256(content).hexdigest(), content=content)

    def _checked(
        self, record: Record, documents: Sequence[Document], intake: Intake, book: Rulebook, read: Sequence[ReadResult]
    ) -> tuple[Finding, ...]:
        """Findings about the targets; made once for the same documents, corrections and book."""
        corrections = {subject: event.seq for subject, event in record.of("target").items()}
        read_from = [(one.name, one.sha256) for one in documents if one.role == "targets"]
        key = repr((record.evaluation, read_from, corrections, book.digest))
        with self._lock:
            known = self._findings.get(key)
        if known is None:
            known = check_forms(intake.forms, book, [finding for one in read for finding in one.findings])
            with self._lock:
                self._findings[key] = known
                while len(self._findings) > self.most:
                    self._findings.popitem(last=False)
        return known

    def _document(self, one: Document, folder: Path) -> Document:
        key = (one.sha256, one.name, one.role)
        with self._lock:
            read = self._read.get(key)
        if read is None:
            read = _read_document(one.role, folder / one.role / one.name, self.workspace.readings)
            with self._lock:
                self._read[key] = read
                while len(self._read) > self.most_documents:
                    self._read.popitem(last=False)
        return Document(role=one.role, name=one.name, sha256=one.sha256, size=one.size, read=read)


def state_of(record: Record) -> str:
    """The inputs of a study: documents, the rulebook chosen, and everything that was settled."""
    documents = [(one.role, one.name, one.sha256) for one in documents_of(record)]
    return repr((record.evaluation, documents, record.setting("rulebook", DEFAULT), decisions_text(record)))


def base_of(record: Record) -> str:
    """The start of a study, before outcomes are typed: documents, the rulebook, readings and matches settled."""
    documents = [(one.role, one.name, one.sha256) for one in documents_of(record)]
    settled = [
        (event.subject, event.after, event.who, event.why)
        for event in record.current.values()
        if event.kind in ("target", "match")
    ]
    return repr((documents, record.setting("rulebook", DEFAULT), settled))


def rules_of(record: Record, listed: tuple[Document, ...], folder: Path) -> str:
    """The rulebook of a study: a rulebook that was uploaded, else the one chosen, else the default."""
    uploaded = next((one for one in listed if one.role == "rules"), None)
    if uploaded is not None:
        return str(folder / "rules" / uploaded.name)
    return record.setting("rulebook", DEFAULT)


def _usable(one: Document) -> bool:
    return one.read is not None and not isinstance(one.read, InputError)


def _read_document(role: str, path: Path, cache: ReadingCache) -> Read:
    """The content of a document; files of strangers are opened in child processes by the readers themselves."""
    try:
        if role == "targets":
            return read_targets(Input(path=path, name=path.name), cache=cache)
        if role == "actuals":
            return read_outcomes(path, cache=cache)
    except StoppedError:
        raise
    except InputError as trouble:
        return trouble
    return ReadResult()
