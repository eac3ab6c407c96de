"""Sizes of units in the base units of their dimensions, as pint gives them, kept in ``targets/unitsizes.txt``.

pint knows what a unit is, but costs more to load than everything else that reading and comparing need together: it is
asked once for every unit when ``units.txt`` changes (``python -m targets.language.unitsizes`` writes the sizes anew),
and otherwise only where the sizes that were kept are not those of the units at hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pint import UnitRegistry

_NAME = "unitsizes.txt"


@cache
def registry() -> UnitRegistry[Any]:
    """Our own pint registry: created empty, filled from ``units.txt``, with Decimal numbers. Made when first needed.

    It gets names and definitions only. Spellings are not pint's to know, and some of them (人·次, 台/套, 县(区)) are no
    names to it.
    """
    from pint import UnitRegistry as Registry

    made: UnitRegistry[Any] = Registry(None, non_int_type=Decimal)
    made.load_definitions([" = ".join(line.split(" = ")[:2]) for line in definitions()])
    return made


def definitions() -> Sequence[str]:
    """The lines of ``units.txt`` that define something, without remarks."""
    text = resources.files("targets").joinpath("units.txt").read_text(encoding="utf-8")
    return [line for raw in text.splitlines() if " = " in (line := raw.split("#", 1)[0].strip())]


def size_of(name: str, magnitude: int) -> Fraction:
    """The exact size of a bare unit, ``magnitude`` times."""
    kept = _kept().get(name)
    return magnitude * (_asked(name) if kept is None else kept)


@cache
def _asked(name: str) -> Fraction:
    return Fraction(Decimal(str(registry().get_root_units(name)[0])))


@cache
def _kept() -> Mapping[str, Fraction]:
    """The sizes that were kept; none where they were made of other definitions."""
    try:
        text = resources.files("targets").joinpath(_NAME).read_text(encoding="utf-8")
    except OSError:
        return {}
    digest, *lines = text.splitlines()
    if digest != _digest():
        return {}
    return {name: Fraction(size) for name, size in (line.split(" ") for line in lines)}


def _digest() -> str:
    """SHA-256 of the names and definitions; spellings do not matter."""
    plain = "\n".join(" = ".join(line.split(" = ")[:2]) for line in definitions())
    return hashlib.sha256(plain.encode()).hexdigest()


def written() -> str:
    """The file of sizes, with pint asked for each."""
    names = [line.split(" = ")[0] for line in definitions()]
    sizes = [f"{name} {_asked(name)}" for name in names if not name.endswith("_-")]
    return "\n".join([_digest(), *sizes, ""])


if __name__ == "__main__":
    Path(__file__).parents[1].joinpath(_NAME).write_text(written(), encoding="utf-8")
