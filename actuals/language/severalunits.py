"""One indicator over several units (甲镇12次；乙镇8次): counts are added up, shares weighted by the money of each."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from actuals.language.composed import quotient
from actuals.language.converting import valued
from actuals.language.wholes import whole_of
from actuals.outcome import OutcomeKind, OutcomeReading, unreadable
from targets.language.expression import read_target
from targets.language.reading import Note, Reading
from targets.model.amounts import in_wan

SEVERAL_UNITS = "several-units"
"""The note of an outcome made of those of several units."""
_UNIT = (
    r"[\u4e00-\u9fff]{1,20}?(?:街道|社区|中心|学校|小学|中学|医院|卫生院|公司|单位|大队|苏木|分局"
    r"|[镇乡村局委办县区市所站校科队处厅组旗州园馆])"
)
_PART = re.compile(
    rf"(?P<unit>{_UNIT})[:=]?(?P<number>\d+(?:\.\d+)?)(?P<of>[^\d,;()]{{0,6}})"
    r"(?:\((?:资金|预算|投入|安排|支出)?(?P<money>\d+(?:\.\d+)?(?:亿元|万元|元))\))?"
)


def of_several_units(text: str, target: Reading, indicator: str) -> OutcomeReading | None:
    """The outcome of all units together; None where the text is no list of units with one figure for each.

    A share needs the money of each unit to be weighted by; rates for each person or time cannot be added.
    """
    parts = [part for part in re.split(r"[;,、]", "".join(text.rstrip("。. ").split())) if part]
    found = [match for part in parts if (match := _PART.fullmatch(part))]
    if len(parts) < 2 or len({part["unit"] for part in found}) != len(parts):
        return None
    if whole_of(tuple(part["unit"] for part in found)):
        return None  # 城区64户，乡镇151户 are both parts of the county
    if len({part["of"] for part in found}) > 1:
        return unreadable(text, "outcome-unreadable", " ≠ ".join(part["of"] or "—" for part in found))
    if target.unit == "%":
        return _weighted(text, found)
    return None if target.per else _added(text, found, target, indicator)


def _added(text: str, found: list[re.Match[str]], target: Reading, indicator: str) -> OutcomeReading:
    total = sum((Decimal(part["number"]) for part in found), Decimal(0))
    whole = f"{total:f}{found[0]['of']}"
    read = valued(text, total, read_target(whole), target, indicator)
    if read.kind is not OutcomeKind.QUANTITY:
        return read
    shown = Note("outcome-computed", " + ".join(part["number"] for part in found) + f" = {whole}")
    return replace(read, notes=(*read.notes, shown, Note(SEVERAL_UNITS)))


def _weighted(text: str, found: list[re.Match[str]]) -> OutcomeReading:
    money = [amount for part in found if part["money"] and (amount := in_wan(part["money"])) is not None]
    whole = sum(money, Decimal(0))
    if len(money) < len(found) or not whole or found[0]["of"] != "%":
        return unreadable(text, "outcome-unreadable", "资金?")
    values = [Decimal(part["number"]) for part in found]
    total = sum((value * weight for value, weight in zip(values, money, strict=True)), Decimal(0))
    added = " + ".join(f"{value:f}% × {weight:f}" for value, weight in zip(values, money, strict=True))
    shown = f"({added}) ÷ {whole:f} = {quotient(total / 100, whole)}"
    return OutcomeReading(
        text=text,
        kind=OutcomeKind.QUANTITY,
        value=total,
        factor=1 / Fraction(whole),
        notes=(Note("outcome-computed", shown), Note(SEVERAL_UNITS)),
    )
