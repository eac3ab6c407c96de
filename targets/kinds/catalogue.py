"""The catalogue of findings: for each kind one TOML file in the folder ``catalogue`` of the package it belongs to.

A file holds the code, the severity and, Chinese beside English, these texts: ``what`` the finding says in one
sentence, ``when`` exactly it is found (where that says more), ``why`` it matters, an ``example``, the ``basis`` it
rests on, and the ``message`` and ``remedy`` that are filled with its figures. A file is read when its kind is first
found, shown or weighed, so that a command pays only for the kinds that it meets.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter

LANGUAGES = ("zh", "en")


class Part(StrEnum):
    """One text of an entry, in the order in which a reader wants them."""

    WHAT = "what"
    WHEN = "when"
    WHY = "why"
    EXAMPLE = "example"
    BASIS = "basis"
    MESSAGE = "message"
    REMEDY = "remedy"


_OPTIONAL = (Part.WHEN,)
_FILLED = (Part.MESSAGE, Part.REMEDY)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the catalogue; ``texts`` by part, then by language. ``further`` names the figures that prove the
    finding beside those in its sentences.
    """

    code: str
    severity: str
    further: tuple[str, ...]
    texts: Mapping[Part, Mapping[str, str]]

    def figures(self, lang: str) -> frozenset[str]:
        """The names of the figures that the message and the remedy of a language are filled with."""
        filled = (self.texts[part][lang] for part in _FILLED)
        return frozenset(name for text in filled for _, name, _, _ in Formatter().parse(text) if name)


@cache
def names(package: str) -> tuple[str, ...]:
    """The permanent names of the kinds of a package, sorted; no file is read for it."""
    return tuple(sorted(path.stem for path in _folder(package).glob("*.toml")))


@cache
def entry(package: str, name: str) -> Entry:
    """The entry of one kind. Raises ValueError for a file that is not complete in both languages: it is
    part of the program, so that is a fault of ours.
    """
    path = _folder(package) / f"{name}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    wanted = {"code", "severity", *Part} - set(data)
    strange = set(data) - {"code", "severity", "further", *Part}
    texts = {part: data[part] for part in Part if part in data}
    halves = [part for part, text in texts.items() if set(text) != set(LANGUAGES)]
    if strange or halves or wanted - set(_OPTIONAL):
        raise ValueError(f"{path.name}: lacking {sorted(wanted)}, unknown {sorted(strange)}, not zh and en: {halves}")
    return Entry(data["code"], data["severity"], tuple(data.get("further", ())), texts)


def _folder(package: str) -> Path:
    return Path(import_module(package).__path__[0]) / "catalogue"
