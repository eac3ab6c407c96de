"""Differences between two books, provision by provision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.rulebook import Provision, Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A provision that differs.

    None where a book does not have it or does not apply it. ``fields`` names what differs.
    """

    key: str
    first: Provision | None
    second: Provision | None
    fields: tuple[str, ...]

    @property
    def scores_differ(self) -> bool:
        """True where scores can differ by it.

        Another method, parameter, selector or application, not only another source.
        """
        decisive = {"use", "selectors", "enabled"} & set(self.fields)
        if decisive or self.first is None or self.second is None:
            return True
        return bool(_without_labels(self.first.params) != _without_labels(self.second.params))


def differences(first: Rulebook, second: Rulebook) -> tuple[Difference, ...]:
    """Every provision in which the effective books differ, in the order of the first, then of the second."""
    found = []
    for key in dict.fromkeys((*first.provisions, *second.provisions)):
        one, other = first.provisions.get(key), second.provisions.get(key)
        applied = tuple(None if p is None or not p.enabled else p for p in (one, other))
        if applied == (None, None):
            continue
        names = _fields(*applied)
        if names:
            found.append(Difference(key=key, first=applied[0], second=applied[1], fields=names))
    return tuple(found)


def _without_labels(value: Any) -> Any:
    """Parameters without the wording of levels and grades in another language, which decide no score."""
    if isinstance(value, Mapping):
        return {key: _without_labels(item) for key, item in value.items() if key not in ("label", "en")}
    if isinstance(value, tuple):
        return tuple(map(_without_labels, value))
    return value


def _fields(one: Provision | None, other: Provision | None) -> tuple[str, ...]:
    if one is None or other is None:
        return ("enabled",)
    mine, theirs = one.as_json(), other.as_json()
    return tuple(name for name in mine if name != "origin" and mine[name] != theirs[name])
