"""Lines, forms and points of a part of the tables that rest on each convention of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluator.bulk.encoding import Codes, Small, counted, taken
from evaluator.bulk.lines import CONVENTIONS, Bits, Lines
from evaluator.bulk.points import Shared
from evaluator.bulk.profiles import Profiles
from evaluator.bulk.score_lines import Scores
from rules.points import PRINTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The lines, forms and hundredths of a point that rest on one convention."""

    lines: int
    forms: int
    points: int

    def __add__(self, other: Basis) -> Basis:
        return Basis(lines=self.lines + other.lines, forms=self.forms + other.forms, points=self.points + other.points)


def rests_on(
    scores: Scores,
    lines: Lines,
    profiles: Profiles,
    of_line: Small,
    places: Mapping[str, int],
    line: Small,
    times: Codes,
    starts: Codes,
    shared: Shared,
    together: Bits,
) -> dict[str, Basis]:
    """The basis of each convention, by key: rows whose line needs it or whose points do.

    ``of_line`` is the profile of each line, ``line`` that of each row, ``times`` how many rows have each line;
    ``together`` as in ``Lines``, of the forms.
    """
    met = np.array([places[PRINTED]], dtype=np.int16)
    if shared.provision is not None:
        met = np.flatnonzero(np.bincount(shared.provision)).astype(np.int16)
    of_points = np.zeros(len(places), dtype=np.int64)
    of_points[met] = scores.convention_bits(met)
    of_points[places["policy.not-applicable"]] = 0  # such rows have no points that could rest on anything
    printed, of_form, kinds = of_points[places[PRINTED]], together >> CONVENTIONS, len(profiles)
    bits = profiles.conventions | printed
    rows, points = counted(of_line, kinds, times), counted(of_line, kinds, times * lines.points)
    if shared.looked is None or shared.provision is None:
        of_form = of_form | printed
    else:  # rows whose points may rest on something else than print are counted apart
        profile, provision, worth = (column[shared.looked] for column in (line, shared.provision, shared.points))
        profile = taken(of_line, profile)
        cell = profile * np.int64(len(places)) + provision
        other = (profiles.conventions[:, None] | of_points[None, :]).ravel()
        bits = np.concatenate([bits, other])
        rows = np.concatenate([rows - counted(profile, kinds), counted(cell, len(other))])
        points = np.concatenate([points - counted(profile, kinds, worth), counted(cell, len(other), worth)])
        of_form = of_form | np.bitwise_or.reduceat(of_points[shared.provision], starts[:-1])
    conventions = scores.conventions
    forms = _forms_with(of_form, len(conventions))
    return {
        key: Basis(lines=int(rows[here].sum()), forms=forms[number], points=int(points[here].sum()))
        for number, key in enumerate(conventions)
        if rows[here := (bits >> number) & 1 > 0].any()
    }


def _forms_with(of_form: Bits, conventions: int) -> list[int]:
    """The number of forms with each bit; there are few different sets."""
    codes, sets = pd.factorize(of_form)
    times = counted(codes, len(sets))
    return [int(times[(sets >> number) & 1 > 0].sum()) for number in range(conventions)]
