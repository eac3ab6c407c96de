"""Every decision of a person, only ever added: who, when, what before and after, why.

What holds now is the last event of each subject. Two people on one evaluation: a change says which events its author
had seen; if someone else changed the same subject since, nothing is written and ``Overtaken`` tells what was changed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, func, insert, select, update

from evaluator.keeping.chain import broken_at, link, start_of
from evaluator.web.store import evaluations, events

Key = tuple[str, str]
"""Kind and subject of an event."""

KINDS = (
    "settings",
    "document",
    "target",
    "match",
    "outcome",
    "evidence",
    "assignment",
    "money",
    "adjustment",
    "finding",
    "review",
    "doubt",
    "shelf",
)
"""Kinds of decisions of a person. Subjects: the name of a setting, ``role/name`` of a document, the id of an indicator,
JSON lists for matches (department, project, name), money (department, project) evidence (indicator, file) and
assignments (department, project), the key of a finding or doubt;
nothing for the shelf, on which an evaluation is put away."""
SHELF = "shelf"
WITH_FILES = ("document", "evidence")
"""The kinds of events that bring a file, kept by the digest that they name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One decision as recorded; ``before`` and ``after`` are JSON values, None where there was or is nothing."""

    evaluation: str
    seq: int
    at: str
    who: str
    kind: str
    subject: str
    before: Any
    after: Any
    why: str = ""
    undoes: int | None = None
    digest: str = ""

    @property
    def key(self) -> Key:
        """The subject of the decision."""
        return self.kind, self.subject

    @property
    def said(self) -> dict[str, Any]:
        """All that it says, as the chain of digests takes it."""
        return {name: value for name, value in asdict(self).items() if name not in ("evaluation", "digest")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A decision to be recorded."""

    kind: str
    subject: str
    after: Any
    why: str = ""
    undoes: int | None = None

    @property
    def key(self) -> Key:
        """The subject of the decision."""
        return self.kind, self.subject


class Overtaken(Exception):
    """Somebody else changed the same things since the author looked: their events, and the changes not written."""

    def __init__(self, since: Sequence[Event], wanted: Sequence[Change]) -> None:
        super().__init__(f"{len(since)} changes came before")
        self.since, self.wanted = tuple(since), tuple(wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All events of one evaluation, in order, and what holds after the last of them."""

    evaluation: str
    events: tuple[Event, ...]

    @property
    def head(self) -> int:
        """The number of the last event; 0 before any."""
        return self.events[-1].seq if self.events else 0

    @property
    def current(self) -> dict[Key, Event]:
        """The last event of each subject that says something, in the order of subjects."""
        last = {event.key: event for event in self.events}
        return {key: event for key, event in sorted(last.items()) if event.after is not None}

    def of(self, kind: str) -> dict[str, Event]:
        """The current events of one kind by subject."""
        return {subject: event for (one, subject), event in self.current.items() if one == kind}

    def setting(self, name: str, default: str = "") -> str:
        """A setting as it stands."""
        found = self.of("settings").get(name)
        return default if found is None else str(found.after)


def now() -> str:
    """This moment as the record writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def create(engine: Engine, *, kind: str, title: str, who: str, settings: Mapping[str, str]) -> str:
    """A new evaluation (or audit) with its first settings; its id."""
    evaluation = secrets.token_hex(6)
    year = settings.get("year", "")
    with engine.begin() as connection:
        connection.execute(
            insert(evaluations).values(
                id=evaluation,
                kind=kind,
                title=title,
                year=int(year) if year else None,
                department=settings.get("department", ""),
                created_at=now(),
                created_by=who,
                head=0,
                archived=False,
            )
        )
        wanted = [
            Change(kind="settings", subject=name, after=value)
            for name, value in {"title": title, **settings}.items()
            if value
        ]
        _write(connection, evaluation, who, wanted, seen=0)
    return evaluation


def append(engine: Engine, evaluation: str, *, who: str, changes: Sequence[Change], seen: int | None = None) -> int:
    """Record changes, all or none, and return the number of the last event.

    What changes neither value nor reason is not recorded. ``seen`` is the number of the last event its author had seen
    (None: not asked). Raises ``Overtaken`` if an event about the same subject came after it and says otherwise.
    """
    with engine.begin() as connection:
        return _write(connection, evaluation, who, changes, seen)


def _write(connection: Connection, evaluation: str, who: str, changes: Sequence[Change], seen: int | None) -> int:
    # The update takes the row's lock: whoever else writes to this evaluation waits until this transaction has ended.
    locked = connection.execute(
        update(evaluations)
        .where(evaluations.c.id == evaluation)
        .values(head=evaluations.c.head)
        .returning(evaluations.c.head)
    ).scalar_one()
    wanted_keys = {change.key for change in changes}
    all_events = _read(connection, evaluation)
    known = [event for event in all_events if event.key in wanted_keys]
    last = {event.key: event for event in known}
    wanted = [change for change in changes if _says_more(last.get(change.key), change)]
    keys = {change.key for change in wanted}
    since = [event for event in last.values() if seen is not None and event.seq > seen and event.key in keys]
    if since:
        raise Overtaken(since, wanted)
    seq, digest = int(locked), all_events[-1].digest if all_events else start_of(evaluation)
    for change in wanted:
        seq += 1
        event = Event(
            evaluation=evaluation,
            seq=seq,
            at=now(),
            who=who,
            kind=change.kind,
            subject=change.subject,
            before=_value(last, change.key),
            after=json.loads(json.dumps(change.after)),
            why=change.why,
            undoes=change.undoes,
        )
        digest = link(digest, event.said)
        values = {**asdict(event), "before": _dumped(event.before), "after": _dumped(event.after), "digest": digest}
        connection.execute(insert(events).values(**values))
    shown = {change.subject: change.after for change in wanted if change.kind == "settings"}
    values = {"head": seq}
    values |= {name: shown[name] or "" for name in ("title", "department") if name in shown}
    if "year" in shown:
        values["year"] = int(shown["year"]) if shown["year"] else None
    for change in wanted:
        if change.kind == SHELF:
            values["archived"] = bool(change.after and change.after["away"])
    connection.execute(update(evaluations).where(evaluations.c.id == evaluation).values(**values))
    return seq


def supposed(found: Record, who: str, changes: Sequence[Change]) -> Record:
    """The record as it would be with these changes; nothing is written."""
    current, at = found.current, now()
    added = (
        Event(
            evaluation=found.evaluation,
            seq=found.head + number,
            at=at,
            who=who,
            kind=change.kind,
            subject=change.subject,
            before=_value(current, change.key),
            after=change.after,
            why=change.why,
        )
        for number, change in enumerate(changes, 1)
    )
    return Record(evaluation=found.evaluation, events=(*found.events, *added))


def record(engine: Engine, evaluation: str, *, until: int | None = None) -> Record:
    """The events of an evaluation, up to ``until`` if given."""
    with engine.connect() as connection:
        found = _read(connection, evaluation)
    return Record(evaluation=evaluation, events=tuple(event for event in found if until is None or event.seq <= until))


def broken(found: Record) -> int | None:
    """The place of the first event that does not follow on the one before it; None where all do."""
    return broken_at(start_of(found.evaluation), ((event.said, event.digest) for event in found.events))


def record_on(connection: Connection, evaluation: str) -> Record:
    """The events of an evaluation as that connection sees them."""
    return Record(evaluation=evaluation, events=tuple(_read(connection, evaluation)))


def record_json(found: Record) -> bytes:
    """The events as JSON, for a person who takes the results home; equal records give equal bytes."""
    before = (start_of(found.evaluation), *(event.digest for event in found.events))
    plain = [
        {**event.said, "previous": previous, "digest": event.digest}
        for event, previous in zip(found.events, before, strict=False)
    ]
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def undoing(event: Event, why: str = "") -> Change:
    """The change that takes an event back."""
    return Change(kind=event.kind, subject=event.subject, after=event.before, why=why, undoes=event.seq)


def _says_more(last: Event | None, change: Change) -> bool:
    """True if a change has another value than the last event of its subject, or another reason for the same."""
    if last is None:
        return change.after is not None
    if last.after == change.after:
        return change.after is not None and change.why not in ("", last.why)
    return True


def _value(last: Mapping[Key, Event], key: Key) -> Any:
    return last[key].after if key in last else None


def _read(connection: Connection, evaluation: str) -> list[Event]:
    rows = connection.execute(select(events).where(events.c.evaluation == evaluation).order_by(events.c.seq))
    return [_event(row) for row in rows.mappings()]


def _event(row: RowMapping) -> Event:
    return _same_event(*(row[name] for name in _COLUMNS))


_COLUMNS = ("evaluation", "seq", "at", "who", "kind", "subject", "before", "after", "why", "undoes", "digest")


@lru_cache(maxsize=20_000)
def _same_event(*columns: Any) -> Event:
    """The event of a row; one for equal rows, since every study keeps the record that it was made from."""
    values = dict(zip(_COLUMNS, columns, strict=True))
    return Event(**{**values, "before": _loaded(values["before"]), "after": _loaded(values["after"])})


def _dumped(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def listed(
    engine: Engine, *, away: bool = False, departments: Iterable[str] | None = None, some: range | None = None
) -> list[RowMapping]:
    """The evaluations and audits at hand, newest first; those that were put away instead if asked for. ``departments``
    are the only ones whose evaluations are wanted, ``some`` the places in that order; None for all.
    """
    query = _of(select(evaluations), away, departments).order_by(evaluations.c.created_at.desc(), evaluations.c.id)
    if some is not None:
        query = query.offset(some.start).limit(len(some))
    with engine.connect() as connection:
        return list(connection.execute(query).mappings())


def count_of(engine: Engine, *, away: bool = False, departments: Iterable[str] | None = None) -> int:
    """The number of what ``listed`` gives."""
    with engine.connect() as connection:
        query = _of(select(func.count()).select_from(evaluations), away, departments)
        return int(connection.execute(query).scalar_one())


def _of(query: Select[Any], away: bool, departments: Iterable[str] | None) -> Select[Any]:
    query = query.where(evaluations.c.archived.is_(away))
    return query if departments is None else query.where(evaluations.c.department.in_(list(departments)))


def one(engine: Engine, evaluation: str) -> RowMapping | None:
    """One evaluation's own row, None where there is none of that id."""
    with engine.connect() as connection:
        return connection.execute(select(evaluations).where(evaluations.c.id == evaluation)).mappings().first()


def latest(engine: Engine, ids: Iterable[str]) -> dict[str, str]:
    """When something was last decided in each of these evaluations."""
    query = (
        select(events.c.evaluation, func.max(events.c.at))
        .where(events.c.evaluation.in_(list(ids)))
        .group_by(events.c.evaluation)
    )
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}
