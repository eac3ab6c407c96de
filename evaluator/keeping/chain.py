"""A record that can be trusted: each event holds the digest of the one before it, so that one that is changed, missing
or inserted breaks the chain from there on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

RECORD = "record.json"
"""The name of the record among the files of an archive."""
_NOT_DIGESTED = frozenset(("digest", "previous"))


def link(previous: str, event: Mapping[str, Any]) -> str:
    """The digest of an event that follows on the one of digest ``previous``."""
    said = {name: value for name, value in event.items() if name not in _NOT_DIGESTED}
    plain = json.dumps([previous, said], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def start_of(name: str) -> str:
    """What stands before the first event of a record of that name: events of one record are none of another's."""
    return hashlib.sha256(name.encode()).hexdigest()


def broken_at(start: str, events: Iterable[tuple[Mapping[str, Any], str]]) -> int | None:
    """The place, from 1, of the first event that does not follow on the one before; None where all do. Events come with
    the digest that is on record for them.
    """
    previous = start
    for place, (event, digest) in enumerate(events, 1):
        if link(previous, event) != digest:
            return place
        previous = digest
    return None


def broken_record(content: bytes) -> int | None:
    """The place of the first event of a record in an archive that does not follow on the one before, 0 where it is no
    record at all; None where all is well. Records of earlier versions hold no digests: those are no record.
    """
    try:
        events = json.loads(content)
        if not isinstance(events, list):
            return 0
        start = str(events[0]["previous"]) if events else ""
        places = [one["seq"] for one in events] == list(range(1, len(events) + 1))
        return broken_at(start, ((one, str(one["digest"])) for one in events)) if places else 0
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
