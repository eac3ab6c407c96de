"""The attainment of an indicator: met, passed by far, missed, met with points taken off, open, set aside."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any


class Attainment(StrEnum):
    """The ways in which an indicator can stand to its target."""

    MET = "met"
    OVER = "over"
    MISSED = "missed"
    DEDUCTED = "deducted"
    PENDING = "pending"
    LEFT_OUT = "left-out"


def attainment_of(row: Any) -> Attainment:
    """The attainment of a row of ``Run.line_rows``; OVER is what the rulebook wants explained (met as well).

    A row missed by so little that it rounds to its full points (999 of 1000, 1 point), or raised to them by a reviewer,
    is missed all the same.
    """
    if not row.applicable:
        return Attainment.LEFT_OUT
    if row.pending:
        return Attainment.PENDING
    if row.completion < 1:
        return Attainment.MISSED
    if row.score < row.points:
        return Attainment.DEDUCTED if row.completion >= 1 else Attainment.MISSED
    return Attainment.OVER if row.over_achieved else Attainment.MET


def attained(rows: Iterable[Any]) -> dict[Attainment, list[Any]]:
    """The rows by their attainment, every one of the ways in the order of ``Attainment``."""
    found: dict[Attainment, list[Any]] = {one: [] for one in Attainment}
    for row in rows:
        found[attainment_of(row)].append(row)
    return found
