"""Points of forms: printed ones, computed ones, partial sets, indicators that do not apply, absent categories."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.loading import load
from rules.points import Allocation, allocate, category_code
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES
from targets.model.form import Category

BOOK = load("mof-2021-101")
BLANK = -1


def share_out(
    *forms: list[tuple[str, int, bool]],
    book_id: str = "mof-2021-101",
    book: Rulebook | None = None,
    department: bool = False,
    **more: list[int],
) -> Allocation:
    """Forms as lists of (category, printed hundredths or BLANK, applies)."""
    rows = [(number, *row) for number, form in enumerate(forms) for row in form]
    return allocate(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([CATEGORIES.index(row[1]) for row in rows], dtype=np.int8),
        np.array([row[2] for row in rows], dtype=np.int64),
        np.array([row[3] for row in rows], dtype=np.bool_),
        book or load(book_id),
        has_cost=np.array([any(row[0] == "cost" for row in form) for form in forms]),
        department=np.full(len(forms), department),
        **{name: np.array(values, dtype=np.int64) for name, values in more.items()},
    )


def keys(result: Allocation) -> list[str]:
    return [result.provision_keys[code] for code in result.provision]


def test_category_codes_follow_the_list() -> None:
    assert [category_code(category) for category in Category] == list(range(len(CATEGORIES)))


def test_the_project_form_of_ganzhou() -> None:
    """招商引资工作经费: one cost, four outputs, one effect, one satisfaction; no points printed."""
    form = [
        ("cost", BLANK, True),
        *[("output", BLANK, True)] * 4,
        ("effect", BLANK, True),
        ("satisfaction", BLANK, True),
    ]
    result = share_out(form)
    assert result.points.tolist() == [2000, 1000, 1000, 1000, 1000, 2000, 1000]
    assert keys(result) == ["points.with-cost", *["points.equal"] * 4, "points.with-cost", "points.with-cost"]
    assert not result.reallocated.any() and not result.partial.any() and not result.category_missing.any()


def test_printed_points_stand_whatever_they_add_up_to() -> None:
    result = share_out([("output", 5000, True), ("effect", 3800, True)])
    assert result.points.tolist() == [5000, 3800]
    assert keys(result) == ["points.printed"] * 2
    assert result.printed.tolist() == [True] and not result.partial.any()


def test_a_printed_row_that_does_not_apply_is_shared_out() -> None:
    """90 printed, 20 of them do not apply: 30 and 40 grow to 90 in proportion: 38.571… and 51.428…"""
    result = share_out([("output", 3000, True), ("output", 2000, False), ("effect", 4000, True)])
    assert result.points.tolist() == [3857, 0, 5143]
    assert keys(result) == ["points.not-applicable", "policy.not-applicable", "points.not-applicable"]
    assert result.reallocated.tolist() == [True, False, True]


def test_a_row_that_does_not_apply_leaves_its_points_in_its_category() -> None:
    result = share_out(
        [("output", BLANK, True), ("output", BLANK, False), ("effect", BLANK, True), ("satisfaction", BLANK, True)]
    )
    assert result.points.tolist() == [5000, 0, 3000, 1000]
    assert result.reallocated.tolist() == [True, False, False, False]


def with_rule(use: str, **params: object) -> Rulebook:
    """The default book with another way of treating rows that do not apply."""
    rule = dataclasses.replace(BOOK.provision("points.not-applicable"), use=use, params=params)
    return dataclasses.replace(BOOK, provisions={**BOOK.provisions, rule.key: rule})


def test_points_of_a_row_that_does_not_apply_stay_in_its_category_where_the_book_says_so() -> None:
    """Output 50: 20 of 30 + 20 go to the other, effect keeps 40. With no output left, 30 + 10 grow to 90: 67.50, 22.50;
    so does a second form beside it.
    """
    within = with_rule("rescale", within="category")
    result = share_out(
        [("output", 3000, True), ("output", 2000, False), ("effect", 4000, True)],
        [("output", 5000, False), ("effect", 3000, True), ("satisfaction", 1000, True)],
        [("output", 3000, False), ("output", 1000, True), ("output", 2000, True), ("effect", 3000, True)],
        book=within,
    )
    assert result.points.tolist() == [5000, 0, 4000, 0, 6750, 2250, 0, 2000, 4000, 3000]
    assert result.deviation.tolist() == [0, 0, 0] and not result.converted_from.any()


@pytest.mark.parametrize(("execution", "base"), [(True, 8000), (False, 7000)])
def test_a_book_may_convert_the_total_instead(execution: bool, base: int) -> None:
    """Rows keep their points, printed or by the book; a form in which all applies is not converted."""
    book = with_rule("convert-total", execution=execution)
    result = share_out(
        [("output", 3000, True), ("output", 2000, False), ("effect", 4000, True)],
        [("output", 5000, True), ("effect", 4000, True)],
        [("output", BLANK, True), ("effect", BLANK, True), ("effect", BLANK, True), ("satisfaction", BLANK, False)],
        book=book,
    )
    assert result.points.tolist() == [3000, 0, 4000, 5000, 4000, 5000, 1500, 1500, 0]
    assert result.converted_from.tolist() == [base, 0, base + 1000]
    assert result.deviation.tolist() == [0, 0, 0] and not result.partial.any()
    assert keys(result)[:3] == ["points.printed", "policy.not-applicable", "points.printed"]
    nothing = share_out([("output", 9000, False)], [("output", 5000, True), ("effect", BLANK, False)], book=book)
    assert nothing.converted_from.tolist() == [0, base - 2000] and nothing.nothing_applies.tolist() == [True, False]
    assert nothing.points.tolist() == [0, 5000, 0] and not nothing.partial.any()


def test_a_partial_set() -> None:
    """40 printed of 90: the two blank rows share the other 50."""
    result = share_out([("output", 4000, True), ("output", BLANK, True), ("effect", BLANK, True)])
    assert result.points.tolist() == [4000, 2500, 2500]
    assert keys(result) == ["points.printed", "points.partial", "points.partial"]
    assert result.partial.tolist() == [True]


def test_a_partial_set_with_nothing_left() -> None:
    result = share_out([("output", 9000, True), ("effect", BLANK, True)])
    assert result.points.tolist() == [9000, 0]
    assert result.partial.tolist() == [True]


def test_printed_execution_points_count() -> None:
    """20 for execution leave 80: 50, 30 and 10 shrink in proportion to 44.44, 26.67, 8.89."""
    form = [("output", BLANK, True), ("effect", BLANK, True), ("satisfaction", BLANK, True)]
    result = share_out(form, execution_printed=[2000])
    assert result.execution_points.tolist() == [2000]
    assert result.points.tolist() == [4444, 2667, 889]


def test_absent_categories_are_named() -> None:
    result = share_out([("output", BLANK, True), ("effect", BLANK, True)], [("output", BLANK, True)])
    missing = [{CATEGORIES[c] for c in np.flatnonzero(row)} for row in result.category_missing]
    assert missing == [{"satisfaction"}, {"effect", "satisfaction"}]
    assert result.points.tolist() == [5625, 3375, 9000]
    assert set(keys(result)) == {"points.missing-category"}
    assert result.reallocated.all()


def test_satisfaction_that_does_not_apply_is_not_missing_and_goes_to_effect() -> None:
    result = share_out(
        [("cost", BLANK, True), ("output", BLANK, True), ("effect", BLANK, True), ("satisfaction", BLANK, False)]
    )
    assert result.points.tolist() == [2000, 4000, 3000, 0]
    assert not result.category_missing.any()


def test_rows_of_no_category_are_reported_not_dropped() -> None:
    result = share_out([("output", BLANK, True), ("other", BLANK, True)])
    assert result.points.tolist() == [9000, 0]
    assert result.unplaced.tolist() == [False, True]


def test_a_form_in_which_nothing_applies() -> None:
    result = share_out([("output", BLANK, False)], [("output", 100, False), ("effect", 100, False)])
    assert result.points.tolist() == [0, 0, 0]


def test_columns_have_their_types() -> None:
    """Where nothing is printed, where all is, and where there is nothing."""
    for form in ([("output", BLANK, True)], [("output", 9000, True)], [("output", BLANK, False)], []):
        result = share_out(form)
        kinds = {
            name: getattr(result, name).dtype for name in ("points", "provision", "reallocated", "unplaced", "set_used")
        }
        assert kinds == {
            "points": np.int64,
            "provision": np.int16,
            "reallocated": np.bool_,
            "unplaced": np.bool_,
            "set_used": np.int16,
        }
        assert (result.execution_points.dtype, result.partial.dtype) == (np.int64, np.bool_)


def test_nothing_is_a_number_of_points() -> None:
    """0 printed is printed: in a whole set, in a part of one, for execution; growing from 0 gives 0."""
    whole = share_out([("output", 9000, True), ("effect", 0, True)])
    assert (whole.points.tolist(), whole.printed.tolist()) == ([9000, 0], [True])
    part = share_out([("output", 0, True), ("output", BLANK, True)])
    assert part.points.tolist() == [0, 9000]
    assert keys(part) == ["points.printed", "points.partial"]
    none = share_out([("output", BLANK, True)], execution_printed=[0])
    assert (none.points.tolist(), none.execution_points.tolist()) == ([10_000], [0])
    assert share_out([("output", 0, True), ("effect", 5000, False)]).points.tolist() == [0, 0]


def test_a_hundredth_is_a_number_of_points() -> None:
    """One hundredth that does not apply goes to the others; one that is left alone takes all."""
    assert share_out([("output", 8999, True), ("effect", 1, False)]).points.tolist() == [9000, 0]
    assert share_out([("output", 1, True), ("effect", 8999, False)]).points.tolist() == [9000, 0]


def test_a_form_of_one_row_and_a_form_without_any_that_applies() -> None:
    result = share_out([("output", 9000, True)], [("output", 9000, False)], [("output", BLANK, False)])
    assert result.points.tolist() == [9000, 0, 0]
    assert result.printed.tolist() == [True, False, False] and not result.partial.any()


def test_the_set_that_a_form_takes() -> None:
    """With costs, without; a category without points in a set with costs; and a department's own set."""
    result = share_out(
        [("cost", BLANK, True), ("satisfaction", BLANK, True)],
        [("output", BLANK, True), ("satisfaction", BLANK, True)],
        [("cost", BLANK, True), ("other", BLANK, True), ("satisfaction", BLANK, True)],
        [("cost", BLANK, True)],
    )
    used = [result.provision_keys[code] for code in result.set_used.tolist()]
    assert used[0] == used[2] == "points.with-cost" and used[3] == "points.with-cost-without-satisfaction"
    assert used[1] == "points.general"
    assert result.unplaced.tolist() == [False, False, False, False, False, True, False, False]
    form = [("output", BLANK, True), ("effect", BLANK, True), ("satisfaction", BLANK, True)]
    hubei = share_out(form, book_id="hubei-department", department=True)
    assert hubei.points.tolist() == [4000, 2000, 2000] and hubei.execution_points.tolist() == [2000]
    assert hubei.provision_keys[hubei.set_used[0]] == "points.department"
    assert share_out(form, book_id="hubei-department").points.tolist() == [5000, 3000, 1000]


def test_a_category_that_shares_its_points_is_not_missed() -> None:
    """Hubei, department form: effect and satisfaction have 40 together; satisfaction is asked for all the same."""
    result = share_out([("output", BLANK, True)], book_id="hubei-department", department=True)
    assert {CATEGORIES[c] for c in np.flatnonzero(result.category_missing[0])} == {"satisfaction"}


def with_pools(**points: str) -> Rulebook:
    """The book with other points of the categories of a form without costs."""
    pools = tuple({"categories": (name,), "points": Decimal(value)} for name, value in points.items())
    provision = BOOK.provision("points.general")
    provision = dataclasses.replace(provision, params={**provision.params, "pools": pools})
    return dataclasses.replace(BOOK, provisions={**BOOK.provisions, "points.general": provision})


def test_a_category_of_a_hundredth_and_a_category_of_nothing() -> None:
    """A hundredth of a point is given, and missed where its category has no row; no points are not missed."""
    least = with_pools(output="89.99", effect="0.01")
    both = share_out([("output", BLANK, True), ("effect", BLANK, True)], book=least)
    assert both.points.tolist() == [8999, 1]
    assert keys(both) == ["points.general"] * 2 and not both.reallocated.any() and not both.unplaced.any()
    alone = share_out([("output", BLANK, True)], book=least)
    assert {CATEGORIES[c] for c in np.flatnonzero(alone.category_missing[0])} == {"effect", "satisfaction"}
    none = share_out([("output", BLANK, True)], book=with_pools(output="90", effect="0"))
    assert {CATEGORIES[c] for c in np.flatnonzero(none.category_missing[0])} == {"satisfaction"}


def test_only_the_category_of_the_row_that_does_not_apply_is_reallocated() -> None:
    result = share_out(
        [("output", BLANK, True), ("effect", BLANK, True), ("effect", BLANK, False), ("satisfaction", BLANK, True)]
    )
    assert result.points.tolist() == [5000, 3000, 0, 1000]
    assert result.reallocated.tolist() == [False, True, False, False]


def test_no_rows_at_all() -> None:
    assert share_out([]).points.tolist() == []


def test_columns_of_different_lengths_are_misuse() -> None:
    empty = np.zeros(0, dtype=np.int64)
    with pytest.raises(ValueError, match=r"^columns of different lengths$"):
        allocate(
            np.zeros(1, dtype=np.int64),
            empty.astype(np.int8),
            empty,
            empty.astype(np.bool_),
            BOOK,
            has_cost=np.zeros(1, dtype=np.bool_),
            department=np.zeros(1, dtype=np.bool_),
        )


row = st.tuples(st.sampled_from(CATEGORIES[:4]), st.just(BLANK), st.booleans())
forms_of_rows = st.lists(st.lists(row, min_size=1, max_size=30), min_size=1, max_size=8)


@settings(deadline=None)
@given(forms_of_rows)
def test_computed_points_add_up_to_the_hundredth(forms: list[list[tuple[str, int, bool]]]) -> None:
    result = share_out(*forms)
    form = np.repeat(np.arange(len(forms)), [len(rows) for rows in forms])
    for number, rows in enumerate(forms):
        mine = result.points[form == number]
        applies = np.array([row[2] for row in rows])
        assert (mine[~applies] == 0).all()
        assert mine.sum() == (9000 if applies.any() else 0)
        for category in CATEGORIES:
            of_category = mine[[row[0] == category and row[2] for row in rows]]
            if len(of_category):
                assert of_category.max() - of_category.min() <= 1
                assert of_category.tolist() == sorted(of_category, reverse=True)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(CATEGORIES[:4]), st.integers(1, 3000), st.booleans()), min_size=1, max_size=25)
)
def test_rescaled_points_keep_the_whole(form: list[tuple[str, int, bool]]) -> None:
    result = share_out(form)
    if any(row[2] for row in form):
        weights = 100 if result.rescaled[0] else 1  # one point in all is a weight of 1
        assert result.points.sum() == weights * sum(row[1] for row in form)


@settings(deadline=None)
@given(forms_of_rows)
def test_forms_do_not_touch_each_other(forms: list[list[tuple[str, int, bool]]]) -> None:
    together = share_out(*forms).points.tolist()
    assert together == [point for form in forms for point in share_out(form).points.tolist()]


@pytest.mark.parametrize(
    ("rows", "execution", "points", "deviation", "inside", "rescaled"),
    [
        ([5000, 3000, 1000], BLANK, 1000, 0, False, False),
        ([5000, 3000, 1000], 1000, 1000, 0, False, False),
        ([5000, 3000, 2000], BLANK, 0, 0, True, False),
        ([5000, 3000, 2000], 1000, 1000, 1000, False, False),
        ([4000, 3000, 1000], BLANK, 1000, -1000, False, False),
        ([4000, 3000, 1000], 2000, 2000, 0, False, False),
        ([6000, 4000, 1000], BLANK, 1000, 2000, False, False),
        ([5000, 3000, 1000], 10_000, 1000, 0, False, False),
        ([50, 30, 20], BLANK, 0, 0, True, True),
        ([50, 30, 10], BLANK, 1000, 0, False, True),
        ([50, 30, 10], 10, 1000, 0, False, True),
    ],
)
def test_printed_points_and_what_the_book_says_of_execution(
    rows: list[int], execution: int, points: int, deviation: int, inside: bool, rescaled: bool
) -> None:
    categories = ("output", "effect", "satisfaction")
    found = share_out([(c, p, True) for c, p in zip(categories, rows, strict=True)], execution_printed=[execution])
    assert found.execution_points.tolist() == [points] and found.deviation.tolist() == [deviation]
    assert (found.execution_inside.tolist(), found.rescaled.tolist()) == ([inside], [rescaled])
    assert found.points.tolist() == [p * (100 if rescaled else 1) for p in rows]
    assert not found.left_out.any()


def test_points_printed_beside_categories_only_are_shared_by_their_rows() -> None:
    rows = [("output", BLANK, True)] * 3 + [
        ("effect", BLANK, True),
        ("effect", BLANK, False),
        ("satisfaction", BLANK, True),
    ]
    found = share_out(rows, shared=[5000] * 3 + [3000] * 2 + [1000], share_group=[0, 0, 0, 1, 1, 2])
    assert found.points.tolist() == [1667, 1667, 1666, 3000, 0, 1000] and found.deviation.tolist() == [0]


def test_rows_of_no_category_leave_the_form_open() -> None:
    found = share_out([("other", BLANK, True)] * 2, [("output", BLANK, False)], [("output", BLANK, True)])
    assert found.left_out.tolist() == [True, True, False] and found.deviation.tolist() == [0, 0, 0]
    assert found.unplaced.tolist() == [True, True, False, False]
