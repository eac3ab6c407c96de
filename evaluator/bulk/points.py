"""The points of the indicators of whole forms: printed ones stand as they are, the rest goes through ``rules.points``.

Only forms that lack printed points or have an indicator that does not apply need their rows looked at together; of all
others it is enough to know which categories they have, and few such combinations exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.bulk.codes import Codes, distinct
from evaluator.bulk.plan import Forms
from rules.points import PRINTED, Allocation, allocate
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES

Mask = npt.NDArray[np.bool_]
_COST = CATEGORIES.index("cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Per row: ``points`` in hundredths, ``provision`` as place in the list of provisions, ``applies`` (None: all do),
    ``unplaced`` (None: none is). Per form: ``execution`` points, ``partial``, ``missing`` (forms × CATEGORIES).
    """

    points: Codes
    provision: npt.NDArray[np.int16]
    applies: Mask | None
    unplaced: Mask | None
    execution: Codes
    partial: Mask
    missing: Mask


def share_out(
    forms: Forms,
    starts: Codes,
    category: npt.NDArray[np.int8],
    printed: Codes,
    applies: Mask,
    book: Rulebook,
    places: Mapping[str, int],
) -> Shared:
    """Points of the rows of whole forms, form by form: the same as ``allocate`` over all of them at once."""
    begins = starts[:-1]
    all_apply = bool(applies.all())
    if all_apply and len(printed) and printed.min() >= 0:
        plain = np.ones(len(forms), dtype=np.bool_)
    else:
        plain = np.minimum.reduceat(printed if all_apply else np.where(applies, printed, -1), begins) >= 0
    has = np.bitwise_or.reduceat(np.left_shift(1, category, dtype=np.int8), begins).astype(np.int64)
    of_form, alike = distinct(has << 1 | forms.of_department, 2 << len(CATEGORIES))
    typical = _typical(alike, book)
    own = typical.execution_points[of_form]
    execution = np.where(forms.execution_printed >= 0, forms.execution_printed, own)
    missing = typical.category_missing[of_form]
    partial = np.zeros(len(forms), dtype=np.bool_)
    points = printed
    provision = np.full(len(printed), places[PRINTED], dtype=np.int16)
    unplaced: Mask | None = None
    if not plain.all():
        number = np.cumsum(~plain) - 1
        lengths = np.diff(starts)
        rows = np.flatnonzero(np.repeat(~plain, lengths))
        looked = np.flatnonzero(~plain)
        found = allocate(
            np.repeat(number[looked], lengths[looked]),
            category[rows],
            printed[rows],
            applies[rows],
            book,
            has_cost=(has[looked] >> _COST & 1) > 0,
            department=forms.of_department[looked],
            execution_printed=forms.execution_printed[looked],
        )
        points = np.where(printed < 0, 0, printed)
        points[rows] = found.points
        place = np.array([places[key] for key in found.provision_keys], dtype=np.int16)
        provision[rows] = place[found.provision]
        execution[looked], partial[looked] = found.execution_points, found.partial
        missing[looked] = found.category_missing
        if found.unplaced.any():
            unplaced = np.zeros(len(printed), dtype=np.bool_)
            unplaced[rows] = found.unplaced
    return Shared(
        points=points,
        provision=provision,
        applies=None if all_apply else applies,
        unplaced=unplaced,
        execution=execution,
        partial=partial,
        missing=missing,
    )


def _typical(alike: npt.NDArray[Any], book: Rulebook) -> Allocation:
    """What ``allocate`` says of one form for each combination of categories (bits from 1) and department (bit 0)."""
    of_department, categories = (alike & 1) > 0, alike >> 1
    present = (categories[:, None] >> np.arange(len(CATEGORIES))) & 1
    form, category = np.nonzero(present)
    return allocate(
        form,
        category.astype(np.int8),
        np.zeros(len(form), dtype=np.int64),
        np.ones(len(form), dtype=np.bool_),
        book,
        has_cost=(categories >> _COST & 1) > 0,
        department=of_department,
    )
