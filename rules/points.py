"""The points of every indicator: printed ones win, the rest follow from the book, in exact hundredths that add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.coverage import point_sets_for
from rules.rulebook import Provision, Rulebook
from rules.schema import CATEGORIES
from targets.model.form import Category

Int = NDArray[np.int64]
Mask = NDArray[np.bool_]

FULL = 10_000  # hundredths of a point of a form


def category_code(category: Category) -> int:
    """The int8 code of a category in the columns: its place in ``rules.schema.CATEGORIES``."""
    return CATEGORIES.index(category.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """Points of rows and of forms, in hundredths.

    Per row: ``points`` (0 for rows that do not apply), ``provision`` (index into ``provision_keys``:
    ``points.printed`` where the form's own points stand), ``reallocated`` (has more than it would have if every
    indicator applied and no category were absent), ``unplaced`` (applies, but its category has no points in the book
    and none are printed). Per form: ``execution_points``, ``partial`` (some rows with, some without printed points),
    ``printed`` (all with), ``category_missing`` (forms × CATEGORIES: the book gives it points, the form has no row of
    it at all), ``set_used`` (index into ``provision_keys`` of the book's set of category points), ``deviation`` (by how
    much the points of rows and execution pass 100, negative where they lack some: nobody knows which rows are meant),
    ``left_out`` (rows without points, or no row that applies: what they would earn is not known), ``nothing_applies``
    (no row of several applies), ``rescaled``
    (printed as weights of 1, taken times 100), ``execution_inside`` (the rows have all 100 points, so that execution
    has none, although the book gives it some), ``converted_from`` (the points that the total is converted from because
    others do not apply, with those of execution where the book says so; 0 where it stands as added up).
    """

    points: Int
    provision: NDArray[np.int16]
    provision_keys: tuple[str, ...]
    reallocated: Mask
    unplaced: Mask
    execution_points: Int
    partial: Mask
    printed: Mask
    category_missing: Mask
    set_used: NDArray[np.int16]
    deviation: Int
    left_out: Mask
    nothing_applies: Mask
    rescaled: Mask
    execution_inside: Mask
    converted_from: Int


PRINTED = "points.printed"
POINT_KEYS = (
    PRINTED,
    "points.equal",
    "points.missing-category",
    "points.partial",
    "points.not-applicable",
    "policy.not-applicable",
)
"""Keys that points can rest on besides the book's sets of category points."""


def allocate(
    form: Int,
    category: NDArray[np.int8],
    printed: Int,
    applicable: Mask,
    book: Rulebook,
    *,
    has_cost: Mask,
    department: Mask,
    execution_printed: Int | None = None,
    shared: Int | None = None,
    share_group: Int | None = None,
) -> Allocation:
    """Points for rows in table order.

    ``form`` holds codes 0 … forms-1 (rows of one form need not stand together), ``category`` codes of CATEGORIES,
    ``printed`` hundredths or -1, ``has_cost`` and ``department`` one flag a form, ``execution_printed`` the printed
    execution points a form in hundredths or -1. ``shared``: hundredths printed beside the category of the row and not
    in the row itself, -1 for none; rows of one ``share_group`` share them. ValueError if lengths differ.
    """
    forms = len(has_cost)
    if not len(form) == len(category) == len(printed) == len(applicable) or len(department) != forms:
        raise ValueError("columns of different lengths")
    given = np.full(forms, -1) if execution_printed is None else execution_printed
    if shared is not None and share_group is not None:
        printed = _with_shares(form, printed, applicable, shared, share_group, forms)
    return _Allocating(form, category, printed, applicable, book, has_cost, department, given).result()


def execution_of(printed: Int, execution_printed: Int, own: Int) -> tuple[Int, Mask, Mask]:
    """Points of execution for forms whose rows all print points, ``printed`` in sum, all in hundredths.

    What is printed for execution stands; else the book's ``own``, but none where the rows have all 100. The second
    value marks forms printed as weights of 1 (their points are to be taken times 100), the third those whose rows leave
    none for execution. A number of 100 in the line of execution is the sum of the form, not its points.
    """
    given = np.where(execution_printed >= FULL, -1, execution_printed)
    weights = (printed > 0) & np.where(given >= 0, printed + given == FULL // 100, printed * 100 + own == FULL)
    weights |= (printed == FULL // 100) & (given < 0)
    inside = (given < 0) & ((printed == FULL) | (printed == FULL // 100)) & (printed + own != FULL)
    stated = np.where(weights & (given >= 0), given * 100, given)
    return np.where(stated >= 0, stated, np.where(inside, 0, own)), weights, inside


def _with_shares(form: Int, printed: Int, applicable: Mask, shared: Int, share_group: Int, forms: int) -> Int:
    """Points of rows whose form prints them only beside the categories: each category's, in equal shares."""
    takes = applicable & (shared >= 0)
    fails = np.zeros(forms, dtype=np.bool_)
    fails[form[(applicable & (shared < 0)) | (printed >= 0)]] = True
    places = np.flatnonzero(takes & ~fails[form])
    if not len(places):
        return printed
    found = printed.copy()
    found[places] = _equally(share_group[places], shared[places])
    return found


class _Allocating:
    def __init__(
        self,
        form: Int,
        category: NDArray[np.int8],
        printed: Int,
        applicable: Mask,
        book: Rulebook,
        has_cost: Mask,
        department: Mask,
        execution_printed: Int,
    ) -> None:
        self.form, self.category, self.printed, self.applicable = form, category, printed, applicable
        self.forms = len(has_cost)
        self.rule = book.provision("points.not-applicable")
        # Where the total is converted, every row has the points that it would have if all applied.
        self.shares = np.ones_like(applicable) if self.converts else applicable
        self.sets = [p for p in book.enabled("points") if p.use == "category-weights"]
        self.keys = (*POINT_KEYS, *(p.key for p in self.sets))
        self.set_of_form = self._set_of_form(has_cost, department)
        self.own = np.array([int(p.params["execution"] * 100) for p in self.sets])[self.set_of_form]
        self.execution_printed = execution_printed
        self.execution = np.where(execution_printed >= 0, execution_printed, self.own)
        self.points = np.zeros(len(self.form), dtype=np.int64)
        self.provision = np.full(len(self.form), self._key("policy.not-applicable"), dtype=np.int16)
        self.reallocated = np.zeros(len(self.form), dtype=np.bool_)
        self.unplaced = np.zeros(len(self.form), dtype=np.bool_)

    @property
    def converts(self) -> bool:
        """True where the book converts the total and leaves the points of rows as they are."""
        return self.rule.use == "convert-total"

    def result(self) -> Allocation:
        used = self.shares
        count = self._per_form(used)
        with_points = self._per_form(used & (self.printed >= 0))
        all_printed = (count > 0) & (with_points == count)
        partial = (with_points > 0) & ~all_printed
        rescaled, inside = self._as_printed(all_printed)
        self._printed(used & all_printed[self.form])
        self._partial(used & partial[self.form])
        self._computed(used & (with_points == 0)[self.form])
        applying = self._per_form(self.applicable)
        nothing = (applying == 0) & (self._per_form(np.ones_like(used)) > 0)
        deviation = self.execution + self._sum_per_form(self.points, used) - FULL
        converted_from = self._set_aside() if self.converts else np.zeros_like(self.execution)
        left_out = (self._per_form(self.unplaced) > 0) | nothing
        return Allocation(
            points=self.points,
            provision=self.provision,
            provision_keys=self.keys,
            reallocated=self.reallocated,
            unplaced=self.unplaced,
            execution_points=self.execution,
            partial=partial & (self._per_form(self.applicable & (self.printed < 0)) > 0),
            printed=all_printed,
            category_missing=self._category_missing(),
            set_used=(self.set_of_form + self.keys.index(self.sets[0].key)).astype(np.int16),
            deviation=np.where(left_out | (applying == 0), 0, deviation),
            left_out=left_out,
            nothing_applies=nothing,
            rescaled=rescaled,
            execution_inside=inside,
            converted_from=np.where(left_out, 0, converted_from),
        )

    def _set_aside(self) -> Int:
        """Rows that do not apply lose their points; the points of the others in forms that have such rows, else 0."""
        gone = ~self.applicable
        self.points[gone], self.provision[gone] = 0, self._key("policy.not-applicable")
        self.unplaced &= self.applicable
        kept = self._sum_per_form(self.points, self.applicable)
        kept += self.execution if self.rule.params["execution"] else 0
        return np.where(self._per_form(gone) > 0, kept, 0)

    def _as_printed(self, all_printed: Mask) -> tuple[Mask, Mask]:
        """Execution of forms whose rows all print points, and printed weights of 1 as points of 100."""
        stated = self._sum_per_form(self.printed, self.printed > 0)
        execution, weights, inside = execution_of(stated, self.execution_printed, self.own)
        self.execution = np.where(all_printed, execution, self.execution)
        rescaled = all_printed & weights
        if rescaled.any():
            self.printed = np.where(rescaled[self.form] & (self.printed > 0), self.printed * 100, self.printed)
        return rescaled, all_printed & inside

    def _key(self, key: str) -> int:
        return self.keys.index(key)

    def _per_form(self, mask: Mask) -> Int:
        return np.bincount(self.form[mask], minlength=self.forms)

    def _sum_per_form(self, values: Int, mask: Mask) -> Int:
        total = np.zeros_like(self.execution)
        np.add.at(total, self.form[mask], values[mask])
        return total

    def _set_of_form(self, has_cost: Mask, department: Mask) -> Int:
        """The book's set of category points for each form; a satisfaction row that does not apply counts as none."""
        satisfied = np.zeros_like(department)
        satisfied[self.form[self.shares & (self.category == CATEGORIES.index("satisfaction"))]] = True
        chosen = np.zeros(self.forms, dtype=np.int64)
        for flags in {*zip(department.tolist(), has_cost.tolist(), satisfied.tolist(), strict=True)}:
            of_department, cost, satisfaction = flags
            fitting: Provision = point_sets_for(
                self.sets, department=of_department, cost=cost, satisfaction=satisfaction
            )[0]
            here = (department == of_department) & (has_cost == cost) & (satisfied == satisfaction)
            chosen[here] = self.sets.index(fitting)
        return chosen

    def _printed(self, rows: Mask) -> None:
        """Printed points stand; where a printed row does not apply, the others are rescaled to the full points."""
        gone = ~self.shares & (self.printed > 0)
        left_out = self._sum_per_form(self.printed, gone)
        stay = rows & (left_out == 0)[self.form]
        self.points[stay] = self.printed[stay]
        self.provision[stay] = self._key(PRINTED)
        grow = rows & ~stay
        if grow.any():
            kept = self._sum_per_form(self.printed, grow)
            places = np.flatnonzero(grow)
            group, total = self.form[places], (kept + left_out)[self.form[places]]
            if self.rule.params["within"] == "category":
                group, total = self._within_category(grow, gone, kept + left_out, places)
            self.points[places] = _in_proportion(group, self.printed[places], total)
            self.provision[places] = self._key("points.not-applicable")
            self.reallocated[places] = True

    def _within_category(self, grow: Mask, gone: Mask, full: Int, places: Int) -> tuple[Int, Int]:
        """The category of each growing row as a group, and the points that the whole group has: its own, and what
        categories without any such row leave to the others in proportion.
        """
        group = self.form * len(CATEGORIES) + self.category
        size = self.forms * len(CATEGORIES)
        printed, present = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.bool_)
        np.add.at(printed, group[grow | gone], self.printed[grow | gone])
        present[group[grow & (self.printed > 0)]] = True
        of_form = np.repeat(np.arange(self.forms), len(CATEGORIES))
        total = _in_proportion(of_form, np.where(present, printed, 0), full[of_form])
        return group[places], total[group[places]]

    def _partial(self, rows: Mask) -> None:
        """Printed points stand; rows without share equally what is left of the full points, nothing if nothing is."""
        has = rows & (self.printed >= 0)
        self.points[has] = self.printed[has]
        self.provision[has] = self._key(PRINTED)
        lacking = rows & ~has
        left = np.maximum(FULL - self.execution - self._sum_per_form(self.printed, has), 0)
        places = np.flatnonzero(lacking)
        self.points[places] = _equally(self.form[places], left[self.form[places]])
        self.provision[places] = self._key("points.partial")

    def _computed(self, rows: Mask) -> None:
        """No points printed: the book's category points, shared equally; absent categories' points in proportion."""
        pools = max(len(p.params["pools"]) for p in self.sets)
        pool_of = np.full((len(self.sets), len(CATEGORIES)), -1)
        weight = np.zeros((len(self.sets), pools), dtype=np.int64)
        for place, provision in enumerate(self.sets):
            for number, pool in enumerate(provision.params["pools"]):
                weight[place, number] = int(pool["points"] * 100)
                for name in pool["categories"]:
                    pool_of[place, CATEGORIES.index(name)] = number
        pool = pool_of[self.set_of_form[self.form], self.category]
        lost = rows & ((pool < 0) | (weight[self.set_of_form[self.form], pool] == 0))
        self.unplaced = lost
        self.provision[lost] = self._key("points.missing-category")
        rows = rows & ~lost
        present = np.zeros((self.forms, pools), dtype=np.bool_)
        present[self.form[rows], pool[rows]] = True
        weights = weight[self.set_of_form] * present
        full = FULL - self.execution
        # Pools are few: all forms' pools as one column, shares by largest remainder within each form.
        flat_form = np.repeat(np.arange(self.forms), pools)
        sums = _in_proportion(flat_form, weights.ravel(), full[flat_form]).reshape(self.forms, pools)
        places = np.flatnonzero(rows)
        group = self.form[places] * pools + pool[places]
        self.points[places] = _equally(group, sums.ravel()[group])
        nothing_absent = ((weight[self.set_of_form] > 0) == present).all(axis=1)
        by_set = self.set_of_form + self.keys.index(self.sets[0].key)
        shared = np.bincount(group)
        alone = shared[group] == 1
        whole = nothing_absent[self.form[places]]
        key = np.where(alone, by_set[self.form[places]], self._key("points.equal"))
        self.provision[places] = np.where(whole, key, self._key("points.missing-category"))
        same_group = np.zeros(self.forms * pools, dtype=np.bool_)
        gone = ~self.shares & (pool >= 0)
        same_group[self.form[gone] * pools + pool[gone]] = True
        self.reallocated[places] = ~whole | same_group[group]

    def _category_missing(self) -> Mask:
        """Categories that have points in the form's set and no row at all, applicable or not."""
        expected = np.zeros((len(self.sets), len(CATEGORIES)), dtype=np.bool_)
        for place, provision in enumerate(self.sets):
            for pool in provision.params["pools"]:
                for name in pool["categories"]:
                    expected[place, CATEGORIES.index(name)] = len(pool["categories"]) == 1 and pool["points"] > 0
        present = np.zeros((self.forms, len(CATEGORIES)), dtype=np.bool_)
        present[self.form, self.category] = True
        general = expected[self.set_of_form]
        general[:, CATEGORIES.index("satisfaction")] = True
        return general & ~present


def _equally(group: Int, total: Int) -> Int:
    """Each group's total in equal whole parts, the remainder by one each to its first rows. ``total`` is per row."""
    order = np.argsort(group, kind="stable")
    count = np.bincount(group)[group]
    place = _place_within(group[order])
    parts, over = np.divmod(total, count)
    parts[order] += place < over[order]
    return parts


def _in_proportion(group: Int, weight: Int, total: Int) -> Int:
    """Each group's total in proportion to whole weights, by largest remainder, ties in order. All weights 0: all 0."""
    if len(group) == 0:
        return total
    sums = np.zeros(int(group.max()) + 1, dtype=np.int64)
    np.add.at(sums, group, weight)
    parts, remainder = np.divmod(weight * total, np.maximum(sums[group], 1))
    given = np.zeros_like(sums)
    np.add.at(given, group, parts)
    missing = np.where(sums[group] > 0, total - given[group], 0)
    order = np.lexsort((np.arange(len(group)), -remainder, group))
    place = _place_within(group[order])
    parts[order] += place < missing[order]
    return parts


def _place_within(sorted_group: Int) -> Int:
    """0, 1, 2 … within each run of equal codes."""
    position = np.arange(len(sorted_group))
    starts: NDArray[Any] = np.r_[True, sorted_group[1:] != sorted_group[:-1]]
    begun: Int = np.maximum.accumulate(np.where(starts, position, 0))
    return position - begun
