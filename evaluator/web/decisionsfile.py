"""A record as the decisions file that the command line takes: one way to settle things."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from actuals.statements import AMOUNTS, ATTACHED, FIELDS, Decisions, Statement
from evaluator.web.events import Event, Record
from evaluator.web.evidence import Attached, attached, named
from targets.kinds.location import Location
from targets.model.form import Form

FILE = "decisions.toml"
TYPED = "在工作台填报"
"""The reason on record where a person only typed what happened."""
ATTACHING = "在工作台附佐证材料"
"""The reason on record where a person only attached files."""


def decisions_text(record: Record) -> str:
    """The decisions in force as TOML, empty where there are none; equal records give equal text."""
    return "\n".join(
        "\n".join((f"[[{table}]]", *(f"{name} = {_quoted(text)}" for name, text in entry.items()), ""))
        for table in _ENTRIES
        for _, entry in _entries(table, record)
    )


def decisions_of(record: Record, form: Form) -> Decisions:
    """The decisions in force about outcomes, money and scores of one form, as reading the file gives them."""
    ids, owner = {row.id for row in form.rows}, owner_of(form)

    def statements(table: str, wanted: Callable[[str], bool], where: tuple[str, ...]) -> tuple[Statement, ...]:
        return tuple(
            Statement(
                table=table,
                at=Location(file=FILE, row=number),
                where={name: entry[name] for name in where if entry.get(name)},
                stated={name: text for name, text in entry.items() if name not in (*where, "who", "why", "date")},
                **{name: entry[name] for name in ("who", "why", "date")},
            )
            for number, (subject, entry) in enumerate(_entries(table, record))
            if wanted(subject)
        )

    return Decisions(
        outcomes=statements("outcome", ids.__contains__, ("id",)),
        money=statements("money", lambda subject: json.loads(subject)[:2] == list(owner), ("department", "project")),
        adjustments=statements("adjustment", ids.__contains__, ("id",)),
    )


def owner_of(form: Form) -> tuple[str, str]:
    """Department and project under which the money of a form is on record; no project for a department's own."""
    return form.department or "", "" if form.kind.of_department else form.project or ""


def match_subject(department: str, project: str, name: str) -> str:
    """The subject of a decision about an outcome as it stands in the outcome table."""
    return json.dumps([department, project, name], ensure_ascii=False)


def money_subject(department: str, project: str, fund: str = "") -> str:
    """The subject of a statement about the money of a form; ``project`` is empty for a department's own, ``fund`` for
    the total.
    """
    return json.dumps([department, project, *([fund] if fund else [])], ensure_ascii=False)


def _match(event: Event) -> dict[str, str]:
    department, project, name = json.loads(event.subject)
    to = event.after["id"]
    return {"department": department, "project": project, "name": name, **({"id": to} if to else {"indicator": ""})}


def _money(event: Event) -> dict[str, str]:
    department, project, *fund = json.loads(event.subject)
    return {"department": department, "project": project, "fund": "".join(fund), **_chosen(event, AMOUNTS)}


def _chosen(event: Event, names: tuple[str, ...]) -> dict[str, str]:
    return {name: event.after[name] for name in names if name in event.after}


def _entries(table: str, record: Record) -> Iterator[tuple[str, dict[str, str]]]:
    """The entries of one table, each with the subject of its event."""
    events = record.of(table)
    if table == "outcome":
        yield from _outcomes(events, attached(record))
        return
    for subject, event in events.items():
        values = _ENTRIES[table](event)
        kept = {name: text for name, text in values.items() if text or name in (*FIELDS, *AMOUNTS, "indicator")}
        yield subject, kept | {"who": event.who, "why": event.why or TYPED, "date": event.at[:10]}


def _outcomes(events: dict[str, Event], files: dict[str, list[Attached]]) -> Iterator[tuple[str, dict[str, str]]]:
    """The outcomes typed, with the files attached to them; who typed goes before who attached."""
    for subject in sorted({*events, *files}):
        typed, own = events.get(subject), files.get(subject, [])
        last = max((*filter(None, (typed,)), *(one.event for one in own)), key=lambda event: event.seq)
        values = {"id": subject, **(_ENTRIES["outcome"](typed) if typed else {})}
        if own:
            values[ATTACHED] = named(own)
        said = typed if typed is not None else last
        why = (typed.why or TYPED) if typed is not None else ATTACHING
        yield subject, values | {"who": said.who, "why": why, "date": said.at[:10]}


_ENTRIES: dict[str, Callable[[Event], dict[str, str]]] = {
    "target": lambda event: {"id": event.subject, "read_as": event.after["read_as"]},
    "match": _match,
    "outcome": lambda event: {"id": event.subject, **_chosen(event, FIELDS)},
    "money": _money,
    "adjustment": lambda event: {"id": event.subject, "points": event.after["points"]},
}


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
