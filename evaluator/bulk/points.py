"""The points of the indicators of whole forms: printed ones stand as they are, the rest goes through ``rules.points``.

Only forms that lack printed points or have an indicator that does not apply need their rows looked at together; of all
others it is enough to know which categories they have, and few such combinations exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.bulk.encoding import Codes, Small, taken
from evaluator.bulk.forms import Forms
from rules.points import FULL, PRINTED, allocate, execution_of
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES
from targets.errors import InputError

Mask = npt.NDArray[np.bool_]
_COST = CATEGORIES.index("cost")
_ALIKE = 2 << len(CATEGORIES)
_AS_ALLOCATED = (
    "partial",
    "deviation",
    "left_out",
    "nothing_applies",
    "rescaled",
    "execution_inside",
    "converted_from",
)
MOST = 10_000_000
"""Hundredths of a point that a form never has: results hold seven digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Per row: ``points`` in hundredths, ``provision`` as place in the list of provisions (None: all as printed),
    ``unplaced`` rows. Per form: ``execution`` points, ``partial``, ``missing`` categories (bits). ``looked``: the
    rows of forms whose points were not simply the printed ones (None: there are none). ``deviation``, ``left_out``,
    ``nothing_applies``, ``rescaled``, ``execution_inside``, ``converted_from`` as in ``rules.points.Allocation``.
    """

    points: Small
    provision: npt.NDArray[np.int16] | None
    unplaced: Codes
    execution: Codes
    partial: Mask
    missing: npt.NDArray[np.uint8]
    looked: Codes | None
    deviation: Codes
    left_out: Mask
    nothing_applies: Mask
    rescaled: Mask
    execution_inside: Mask
    converted_from: Codes


def share_out(
    forms: Forms,
    starts: Codes,
    printed: Small,
    settled: Mask,
    categories: npt.NDArray[Any],
    rows_of: Callable[[Codes], tuple[npt.NDArray[np.int8], Mask]],
    book: Rulebook,
    places: Mapping[str, int],
) -> Shared:
    """Points of the rows of whole forms, form by form: the same as ``allocate`` over all of them at once.

    ``settled`` says of each form that all its rows apply and have printed points, ``categories`` which it has (bits);
    ``rows_of`` gives category and whether it applies for the rows that have to be looked at.
    """
    alike = categories << 1 | forms.of_department
    by_categories, missing_by = _typical(tuple(np.flatnonzero(np.bincount(alike)).tolist()), book)
    stated = np.add.reduceat(np.maximum(printed, 0), starts[:-1], dtype=np.int64)
    execution, rescaled, inside = execution_of(stated, forms.execution_printed, taken(by_categories, alike))
    settled = settled & ~rescaled
    shared = Shared(
        points=printed,
        provision=None,
        unplaced=np.empty(0, dtype=np.int64),
        execution=execution,
        partial=np.zeros(len(forms), dtype=np.bool_),
        missing=taken(missing_by, alike).copy(),  # what was found is kept for other parts
        looked=None,
        deviation=np.where(settled, execution + stated - FULL, 0),
        left_out=np.zeros(len(forms), dtype=np.bool_),
        nothing_applies=np.zeros(len(forms), dtype=np.bool_),
        rescaled=np.zeros(len(forms), dtype=np.bool_),
        execution_inside=inside & settled,
        converted_from=np.zeros(len(forms), dtype=np.int64),
    )
    if settled.all():
        return shared
    looked, lengths = np.flatnonzero(~settled), np.diff(starts)
    rows = np.flatnonzero(np.repeat(~settled, lengths))
    category, applies = rows_of(rows)
    found = allocate(
        np.repeat(np.arange(len(looked)), lengths[looked]),
        category,
        printed[rows].astype(np.int64),
        applies,
        book,
        has_cost=(categories[looked] >> _COST & 1) > 0,
        department=forms.of_department[looked],
        execution_printed=forms.execution_printed[looked],
    )
    points = np.maximum(printed, 0)
    points[rows] = found.points
    provision = np.full(len(printed), places[PRINTED], dtype=np.int16)
    place = np.array([places[key] for key in found.provision_keys], dtype=np.int16)
    provision[rows] = place[found.provision]
    shared.execution[looked], shared.missing[looked] = found.execution_points, _bits(found.category_missing)
    for name in _AS_ALLOCATED:
        getattr(shared, name)[looked] = getattr(found, name)
    return replace(shared, points=points, provision=provision, unplaced=rows[found.unplaced], looked=rows)


def refuse_absurd(forms: Forms, starts: Codes, printed: Small) -> None:
    """InputError for a form with more printed points than results can hold; no form has, but rows taken together by a
    wrong key may.
    """
    absurd = np.add.reduceat(np.maximum(printed, 0), starts[:-1], dtype=np.int64) >= MOST
    if absurd.any():
        form = forms.key[int(absurd.argmax())]
        raise InputError(
            f"form = {form} 的分值合计达十万分以上；请核对主键 form 是否把许多表并成了一张",
            f"the points of form = {form} add up to a hundred thousand or more; check whether the key 'form' takes "
            "many forms for one",
        )


def _bits(flags: Mask) -> npt.NDArray[np.uint8]:
    """A row of flags for each category as one whole number."""
    return np.asarray(flags @ (1 << np.arange(len(CATEGORIES))), dtype=np.uint8)


@lru_cache(maxsize=64)
def _typical(alike: tuple[int, ...], book: Rulebook) -> tuple[Codes, npt.NDArray[np.uint8]]:
    """Execution points and missing categories by combination of categories (bits from 1) and department (bit 0), for
    the combinations that are asked for: what ``allocate`` says of one form of each.
    """
    asked = np.array(alike)
    of_department, categories = (asked & 1) > 0, asked >> 1
    present = (categories[:, None] >> np.arange(len(CATEGORIES))) & 1
    form, category = np.nonzero(present)
    found = allocate(
        form,
        category.astype(np.int8),
        np.zeros(len(form), dtype=np.int64),
        np.ones(len(form), dtype=np.bool_),
        book,
        has_cost=(categories >> _COST & 1) > 0,
        department=of_department,
    )
    execution, missing = np.zeros(_ALIKE, dtype=np.int64), np.zeros(_ALIKE, dtype=np.uint8)
    execution[asked], missing[asked] = found.execution_points, _bits(found.category_missing)
    return execution, missing
