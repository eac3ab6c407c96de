"""The words of ``targets/words.toml``, and wording cut into them: what is known, and what it does to a number."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple


class Heading(StrEnum):
    """The effect of a word on the number it stands beside. The first four leave it as it is."""

    FILLERS = "fillers"
    DOING = "doing"
    HEADS = "heads"
    HARMLESS = "harmless"
    DENIAL = "denial"
    STAGE = "stage"
    COMPARISON = "comparison"
    CONDITION = "condition"
    OWN = "own"
    """Stands in the name of the indicator."""
    UNKNOWN = "unknown"

    @property
    def neutral(self) -> bool:
        """True if the word changes nothing."""
        return self in _NEUTRAL


_NEUTRAL = frozenset({Heading.FILLERS, Heading.DOING, Heading.HEADS, Heading.HARMLESS, Heading.OWN})
_GRAVE_FIRST = (Heading.DENIAL, Heading.STAGE, Heading.COMPARISON, Heading.CONDITION)


class Piece(NamedTuple):
    """One word of a piece of wording: where it stands, and its heading."""

    start: int
    end: int
    heading: Heading


@cache
def words() -> dict[str, Heading]:
    """Every listed word with its heading. A word under a neutral heading and under another one is what the other
    says, except where it is listed as harmless."""
    with resources.files("targets").joinpath("words.toml").open("rb") as file:
        lists = {Heading(name): entry["words"].split() for name, entry in tomllib.load(file).items()}
    found: dict[str, Heading] = {}
    for heading in (Heading.HEADS, Heading.DOING, Heading.FILLERS, *_GRAVE_FIRST[::-1], Heading.HARMLESS):
        found |= dict.fromkeys(lists[heading], heading)
    return found


@cache
def _longest() -> dict[str, int]:
    """The length of the longest word for each first character."""
    longest: dict[str, int] = {}
    for word in words():
        longest[word[0]] = max(longest.get(word[0], 0), len(word))
    return longest


@lru_cache(maxsize=16384)
def pieces(wording: str, own: str = "") -> tuple[Piece, ...]:
    """A plain piece of wording cut into listed words, words of ``own`` (two characters or more), and what nobody
    knows; of several that begin at one place the longest counts."""
    found: list[Piece] = []
    known, longest, at = words(), _longest(), 0
    while at < len(wording):
        size, heading = 1, Heading.UNKNOWN
        for length in range(min(longest.get(wording[at], 0), len(wording) - at), 0, -1):
            listed = known.get(wording[at : at + length])
            if listed is not None:
                size, heading = length, listed
                break
        length = 2
        while own and at + length <= len(wording) and wording[at : at + length] in own:
            if length >= size:
                size, heading = length, Heading.OWN
            length += 1
        last = found[-1] if found else None
        if heading is Heading.UNKNOWN and last is not None and last.heading is Heading.UNKNOWN:
            found[-1] = last._replace(end=at + size)
        else:
            found.append(Piece(at, at + size, heading))
        at += size
    return tuple(found)
