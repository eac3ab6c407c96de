"""Outcomes stated as the two inputs of a named formula: 在职人员数98人，编制数100人 for 人员控制率."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources

from actuals.language.composed import quotient
from actuals.outcome import OutcomeKind, OutcomeReading, unreadable
from targets.language.reading import Note, Reading

FORMULA = "formula"
"""The note of an outcome made by a formula; its detail is the formula's name."""
_INPUT = re.compile(r"(?P<name>[^\d:=,;]+?)(?:[:=]|为|是|共计?)?(?P<number>\d+(?:\.\d+)?)(?P<unit>[^\d,;]{0,4})")


@dataclass(frozen=True, slots=True)
class Formula:
    """A named formula of two figures: a share of one in the other, or the change from one to the other, in percent."""

    name: str
    zh: str
    en: str
    change: bool
    of: tuple[str, ...]
    over: tuple[str, ...]
    under: tuple[str, ...]


@cache
def formulas() -> dict[str, Formula]:
    """Every formula by its name."""
    listed = tomllib.loads(resources.files("actuals.language").joinpath("formulas.toml").read_text(encoding="utf-8"))
    return {
        name: Formula(
            name=name,
            zh=one["zh"],
            en=one["en"],
            change=one["kind"] == "change",
            **{key: tuple(one[key]) for key in ("of", "over", "under")},
        )
        for name, one in listed.items()
    }


def by_formula(text: str, target: Reading, indicator: str) -> OutcomeReading | None:
    """The outcome of an item as its formula makes it of the inputs stated, exactly; None where the item has no formula
    or the text does not state its two inputs and nothing else.
    """
    formula = next((one for one in formulas().values() if any(word in indicator for word in one.of)), None)
    if formula is None or target.unit not in (None, "", "%"):
        return None
    parts = [part.strip() for part in re.split(r"[,;、]", text.rstrip("。. ")) if part.strip()]
    found = [_INPUT.fullmatch("".join(part.split())) for part in parts]
    if len(found) != 2 or found[0] is None or found[1] is None:
        return None
    over = next((one for one in found if one and one["name"] in formula.over), None)
    under = next((one for one in found if one and one["name"] in formula.under), None)
    if over is None or under is None:
        return None
    if over["unit"] != under["unit"]:
        return unreadable(text, "outcome-unreadable", f"{over['unit']} ≠ {under['unit']}")
    part, whole = Decimal(over["number"]), Decimal(under["number"])
    if not whole:
        return unreadable(text, "outcome-unreadable", f"{under['name']} = 0")
    value = part - whole if formula.change else part
    words = f"({part:f} − {whole:f})" if formula.change else f"{part:f}"
    shown = f"{words} ÷ {whole:f} = {quotient(value, whole)}"
    return OutcomeReading(
        text=text,
        kind=OutcomeKind.QUANTITY,
        value=value,
        factor=Fraction(100) / Fraction(whole),
        notes=(Note("outcome-computed", shown), Note(FORMULA, formula.name)),
    )
