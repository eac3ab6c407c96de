"""How much of a part rests on each convention of ours: lines, forms, points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluator.bulk.codes import Codes, Small, counted
from evaluator.bulk.lines import CONVENTIONS, Bits
from evaluator.bulk.points import Shared
from evaluator.bulk.scores import Scores
from rules.points import PRINTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """How much rests on one convention: so many lines, forms, hundredths of a point."""

    lines: int
    forms: int
    points: int

    def __add__(self, other: Basis) -> Basis:
        return Basis(lines=self.lines + other.lines, forms=self.forms + other.forms, points=self.points + other.points)


def rests_on(
    scores: Scores,
    conventions: Bits,
    places: dict[str, int],
    profile: Small,
    of_profile: Codes,
    starts: Codes,
    shared: Shared,
    together: Bits,
) -> dict[str, Basis]:
    """Through what a line says or through what its points rest on.

    ``conventions`` of the profiles as bits; ``profile`` of the rows, and how many rows have each; ``together`` as in
    ``Lines``, of the forms.
    """
    of_points = scores.convention_bits(np.arange(len(places), dtype=np.int16))
    of_points[places["policy.not-applicable"]] = 0  # such rows have no points that could rest on anything
    of_form = together >> CONVENTIONS
    if shared.provision is None:
        printed = of_points[places[PRINTED]]
        bits, of_form = conventions | printed, of_form | printed
        lines, points = of_profile, counted(profile, len(bits), shared.points)
    else:
        bits = (conventions[:, None] | of_points[None, :]).ravel()
        cell = profile * np.int64(len(places)) + shared.provision
        lines, points = counted(cell, len(bits)), counted(cell, len(bits), shared.points)
        of_form = of_form | np.bitwise_or.reduceat(of_points[shared.provision], starts[:-1])
    forms = _forms_with(of_form, len(scores.conventions))
    return {
        key: Basis(lines=int(lines[here].sum()), forms=forms[number], points=int(points[here].sum()))
        for number, key in enumerate(scores.conventions)
        if lines[here := (bits >> number) & 1 > 0].any()
    }


def _forms_with(of_form: Bits, conventions: int) -> list[int]:
    """How many forms have each bit; there are few different sets."""
    codes, sets = pd.factorize(of_form)
    times = counted(codes, len(sets))
    return [int(times[(sets >> number) & 1 > 0].sum()) for number in range(conventions)]
