"""A record as the decisions file that the command line takes: one way to settle things."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from actuals.statements import AMOUNTS, FIELDS
from evaluator.web.events import Event, Record

FILE = "decisions.toml"
TYPED = "在工作台填报"
"""The reason on record where a person only typed what happened."""


def decisions_text(record: Record) -> str:
    """The decisions in force as TOML, empty where there are none; equal records give equal text."""
    entries = [
        *_tables("target", record, lambda event: {"id": event.subject, "read_as": event.after["read_as"]}),
        *_tables("match", record, _match),
        *_tables("outcome", record, lambda event: {"id": event.subject, **_chosen(event, FIELDS)}),
        *_tables("money", record, _money),
        *_tables("adjustment", record, lambda event: {"id": event.subject, "points": event.after["points"]}),
    ]
    return "\n".join(entries)


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


def _tables(table: str, record: Record, entry: object) -> Iterator[str]:
    for event in record.of(table).values():
        values: Mapping[str, str] = entry(event)  # type: ignore[operator]
        kept = {name: text for name, text in values.items() if text or name in (*FIELDS, *AMOUNTS, "indicator")}
        kept |= {"who": event.who, "why": event.why or TYPED, "date": event.at[:10]}
        lines = [f"{name} = {_quoted(text)}" for name, text in kept.items()]
        yield "\n".join((f"[[{table}]]", *lines, ""))


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
