"""How much of a part rests on each convention of ours: lines, forms, points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluator.bulk.codes import Codes, Small
from evaluator.bulk.lines import CONVENTIONS, Bits, Lines
from evaluator.bulk.points import Shared
from evaluator.bulk.scores import Scores
from rules.points import PRINTED

_FEW_BITS = 16


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
    lines: Lines,
    places: dict[str, int],
    line: Small,
    of_line: Codes,
    starts: Codes,
    shared: Shared,
    together: Bits,
) -> dict[str, Basis]:
    """Through what a line says or through what its points rest on. ``of_line``: how many rows each line has here;
    ``together`` as in ``Lines``, of the forms.
    """
    of_points = scores.convention_bits(np.arange(len(places), dtype=np.int16))
    of_points[places["policy.not-applicable"]] = 0  # such rows have no points that could rest on anything
    of_profile = scores.profiles["conventions"]
    of_form = together >> CONVENTIONS
    printed = of_points[places[PRINTED]]
    bits = of_profile | printed
    if shared.provision is None or shared.looked is None:
        return _told(scores, [(bits, _by_profile(lines.profile, lines.points, of_line))], of_form | printed)
    looked = shared.looked
    theirs = np.bincount(line[looked], minlength=len(of_line))
    settled = _by_profile(lines.profile, lines.points, of_line - theirs)
    cell = lines.profile[line[looked]] * np.int64(len(places)) + shared.provision[looked]
    cells = len(of_profile) * len(places)
    others = (
        np.bincount(cell, minlength=cells),
        np.bincount(cell, weights=shared.points[looked], minlength=cells).astype(np.int64),  # exact: far below 2**53
    )
    of_form = of_form | np.bitwise_or.reduceat(of_points[shared.provision], starts[:-1])
    return _told(scores, [(bits, settled), ((of_profile[:, None] | of_points[None, :]).ravel(), others)], of_form)


def _by_profile(profile: Small, points: Codes, times: Codes) -> tuple[Codes, Codes]:
    """Rows and hundredths of a point of each profile, from those of the lines."""
    return (
        np.bincount(profile, weights=times).astype(np.int64),
        np.bincount(profile, weights=times * points).astype(np.int64),
    )


def _told(
    scores: Scores, parts: list[tuple[Bits, tuple[Codes, Codes]]], of_form: npt.NDArray[np.int64]
) -> dict[str, Basis]:
    forms = _forms_with(of_form, len(scores.conventions))
    found = {}
    for number, key in enumerate(scores.conventions):
        lines = points = 0
        for bits, (rows, hundredths) in parts:
            here = (bits >> number) & 1 > 0
            lines += int(rows[: len(here)][here[: len(rows)]].sum())
            points += int(hundredths[: len(here)][here[: len(rows)]].sum())
        if lines:
            found[key] = Basis(lines=lines, forms=forms[number], points=points)
    return found


def _forms_with(of_form: npt.NDArray[np.int64], conventions: int) -> list[int]:
    """How many forms have each bit."""
    if conventions > _FEW_BITS:
        return [int(((of_form >> number) & 1).sum()) for number in range(conventions)]
    counts = np.bincount(of_form, minlength=1)
    met = np.flatnonzero(counts)
    return [int(counts[met[(met >> number) & 1 > 0]].sum()) for number in range(conventions)]
