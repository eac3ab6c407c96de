"""Points, totals and sums of a table's forms on small forms by hand; quick enough to be run on every mutant."""

from __future__ import annotations

import dataclasses
from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from evaluator.bulk.forms import Forms
from evaluator.bulk.lines import Lines
from evaluator.bulk.points import Shared, refuse_absurd, share_out
from evaluator.bulk.totals import department_sums
from evaluator.verdict.totals import Totals, added_up
from rules.execution import execution
from rules.loading import load
from rules.points import POINT_KEYS
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES
from targets.errors import InputError

NAN = float("nan")
BLANK = -1
BOOK = load("mof-2021-101")
KEYS = (*reversed(POINT_KEYS), *(p.key for p in BOOK.enabled("points")))
PLACES = {key: place for place, key in enumerate(dict.fromkeys(KEYS))}
NAMES = {place: key for key, place in PLACES.items()}
Row = tuple[str, int, bool]


def forms_of(count: int, **given: Any) -> Forms:
    """``count`` forms of one department without money, but for what is given."""
    usual: dict[str, Any] = {
        "key": np.arange(count),
        "department": np.zeros(count, dtype=np.int64),
        "departments": ("局",),
        "project": np.array(["项目"] * count, dtype=object),
        "year": np.full(count, 2023),
        "of_department": np.zeros(count, dtype=np.bool_),
        "initial": np.full(count, NAN),
        "full_year": np.full(count, NAN),
        "executed": np.full(count, NAN),
        "carried_over": np.full(count, NAN),
        "carried_over_executed": np.full(count, NAN),
        "budget": np.full(count, -1),
        "execution_printed": np.full(count, -1),
        "unexplained": np.zeros(count, dtype=np.bool_),
    }
    return Forms(**{name: np.array(given[name]) if name in given else value for name, value in usual.items()})


def shared_out(forms: Forms, *rows: list[Row], book: Rulebook = BOOK) -> Shared:
    flat = [row for form in rows for row in form]
    category = np.array([CATEGORIES.index(category) for category, _, _ in flat], dtype=np.int8)
    applies = np.array([applies for _, _, applies in flat])
    return share_out(
        forms,
        np.cumsum([0, *map(len, rows)]),
        np.array([printed for _, printed, _ in flat], dtype=np.int32),
        np.array([all(applies and printed != BLANK for _, printed, applies in form) for form in rows]),
        np.array([sum({1 << CATEGORIES.index(category) for category, _, _ in form}) for form in rows]),
        lambda asked: (category[asked], applies[asked]),
        book,
        PLACES
        if book is BOOK
        else {key: place for place, key in enumerate(dict.fromkeys((*book.provisions, *POINT_KEYS)))},
    )


def keys(shared: Shared) -> list[str]:
    if shared.provision is None:
        return ["points.printed"] * len(shared.points)
    return [NAMES[place] for place in shared.provision.tolist()]


PLAIN: list[Row] = [("output", 5000, True), ("effect", 3000, True), ("satisfaction", 1000, True)]
BLANKS: list[Row] = [("output", BLANK, True), ("effect", BLANK, True), ("satisfaction", BLANK, True)]


def absent(shared: Shared) -> list[set[str]]:
    return [{category for c, category in enumerate(CATEGORIES) if bits >> c & 1} for bits in shared.missing.tolist()]


def test_printed_points_stand() -> None:
    """10 for execution by the book; 20 where they are printed; 0 points printed are points."""
    shared = shared_out(forms_of(2, execution_printed=[-1, 2000]), PLAIN, [("output", 0, True), ("cost", 700, True)])
    assert shared.points.tolist() == [5000, 3000, 1000, 0, 700]
    assert keys(shared) == ["points.printed"] * 5
    assert shared.looked is None and shared.unplaced.tolist() == []
    assert shared.execution.tolist() == [1000, 2000]
    assert shared.partial.tolist() == [False, False]
    assert absent(shared) == [set(), {"effect", "satisfaction"}]


def test_execution_points_of_nothing_are_printed_too() -> None:
    assert shared_out(forms_of(1, execution_printed=[0]), PLAIN).execution.tolist() == [0]


def test_forms_that_lack_points_are_shared_out_between_others() -> None:
    """50, 30, 10 by the book; 40 printed and 50 shared by two rows; printed ones before and behind stand."""
    partly: list[Row] = [("output", 4000, True), ("output", BLANK, True), ("effect", BLANK, True)]
    shared = shared_out(forms_of(5, execution_printed=[-1, -1, -1, 0, 2000]), PLAIN, BLANKS, partly, PLAIN, BLANKS)
    assert shared.points.tolist() == [
        *[5000, 3000, 1000],
        *[5000, 3000, 1000],
        *[4000, 2500, 2500],
        *[5000, 3000, 1000],
        *[4444, 2667, 889],
    ]
    printed, partial = ["points.printed"] * 3, ["points.printed", "points.partial", "points.partial"]
    assert keys(shared)[:3] == keys(shared)[9:12] == printed
    assert keys(shared)[6:9] == partial
    assert not set(keys(shared)[3:6]) & {"points.printed"}
    assert shared.partial.tolist() == [False, False, True, False, False]
    assert shared.execution.tolist() == [1000, 1000, 1000, 0, 2000]
    assert absent(shared) == [set(), set(), {"satisfaction"}, set(), set()]
    assert shared.provision is not None and shared.provision.dtype == np.int16
    assert shared.unplaced.tolist() == []
    assert shared.looked is not None and shared.looked.tolist() == [3, 4, 5, 6, 7, 8, 12, 13, 14]


def test_a_row_that_does_not_apply() -> None:
    """30 and 40 of 90 grow in proportion to 38.57 and 51.43; the form beside it stands."""
    growing: list[Row] = [("output", 3000, True), ("output", 2000, False), ("effect", 4000, True)]
    shared = shared_out(forms_of(2), growing, PLAIN)
    assert shared.points.tolist() == [3857, 0, 5143, 5000, 3000, 1000]
    assert keys(shared)[:3] == ["points.not-applicable", "policy.not-applicable", "points.not-applicable"]
    assert keys(shared)[3:] == ["points.printed"] * 3
    assert shared.looked is not None and shared.looked.tolist() == [0, 1, 2]
    # A row that does not apply and has no points printed leaves them in its category.
    inside: list[Row] = [("output", BLANK, False), *BLANKS]
    assert shared_out(forms_of(2), PLAIN, inside).points.tolist() == [5000, 3000, 1000, 0, 5000, 3000, 1000]


def test_a_form_with_costs_takes_the_set_with_costs() -> None:
    """20, 40, 20, 10 for a project that has cost indicators; the row of no category gets nothing and is named."""
    with_cost: list[Row] = [("cost", BLANK, True), *BLANKS]
    odd: list[Row] = [("other", BLANK, True), *BLANKS]
    shared = shared_out(forms_of(3), with_cost, PLAIN, odd)
    assert shared.points.tolist() == [2000, 4000, 2000, 1000, 5000, 3000, 1000, 0, 5000, 3000, 1000]
    assert shared.unplaced.tolist() == [7]
    assert absent(shared) == [set(), set(), set()]


def sums_up(forms: Forms, *rows: list[tuple[int, int, bool]], book: Rulebook = BOOK) -> Totals:
    """Totals of forms whose rows are (points, score, pending), execution worth 10 points."""
    lines, starts = lines_of(*rows)
    added = lines.added(np.arange(len(lines), dtype=np.int32), starts, int(np.diff(starts).max()))
    points = np.full(len(forms), 1000)
    spent = execution(forms.initial, forms.full_year, forms.executed, points, book)
    return added_up(spent, points, added.earned, added.still, added.pending, book)


def lines_of(*rows: list[tuple[int, int, bool]]) -> tuple[Lines, Any]:
    """Lines (points, score, pending), one for each row of the forms, and where the forms begin."""
    flat = [row for form in rows for row in form]
    nothing = np.zeros(len(flat), dtype=np.int64)
    lines = Lines.of(
        points=np.array([points for points, _, _ in flat]),
        score=np.array([score for _, score, _ in flat]),
        pending=np.array([pending for *_, pending in flat]),
        provision=nothing.astype(np.int16),
        marks=nothing,
        asks=nothing,
        together=nothing,
    )
    return lines, np.cumsum([0, *map(len, rows)])


@pytest.mark.parametrize("pending", ["second", "none", "all"])
@pytest.mark.parametrize(
    ("rows", "points"), [(1, 40_000_000), (12, 10_000), (2047, 10_000), (2048, 700), (2000, 40_000), (3, 1 << 30)]
)
def test_sums_of_huge_forms(rows: int, points: int, pending: str) -> None:
    """What earns earns all but one hundredth. A small form stands before and behind."""
    small = [(7, 6, False), (9, 0, True)]
    still_open = {"second": lambda row: row % 2 == 0, "none": lambda row: False, "all": lambda row: True}[pending]
    huge = [(points, 0, True) if still_open(row) else (points, points - 1, False) for row in range(rows)]
    lines, starts = lines_of(small, huge, small)
    found = lines.added(np.arange(len(lines), dtype=np.int32), starts, int(np.diff(starts).max()))
    open_rows = sum(is_open for *_, is_open in huge)
    assert found.earned.tolist() == [6, (rows - open_rows) * (points - 1), 6]
    assert found.still.tolist() == [9, open_rows * points, 9]
    assert found.pending.tolist() == [1, open_rows, 1]


def test_totals_are_sums_and_what_is_pending_makes_a_range() -> None:
    """95 % executed: 9.50. 85 of 90 earned; 40 of 90 with 30 open; execution open as well; more than 100."""
    forms = forms_of(4, full_year=[100.0, 100.0, NAN, 100.0], executed=[95.0, 80.0, 5.0, 100.0], initial=[1.0] * 4)
    found = sums_up(
        forms,
        [(5000, 4500, False), (4000, 4000, False)],
        [(5000, 4000, False), (1000, 0, True), (2000, 0, True)],
        [(9000, 9000, False)],
        [(9500, 9500, False)],
    )
    assert found.spent.rate.tolist() == [9500, 8000, -1, 10_000]
    assert found.execution_points.tolist() == [1000] * 4
    assert found.spent.score.tolist() == [950, 800, 0, 1000]
    assert found.execution_open.tolist() == [0, 0, 1000, 0]
    assert found.spent.pending.tolist() == [False, False, True, False]
    assert found.spent.explain.tolist() == [False, True, False, False]
    assert found.indicator_score.tolist() == [8500, 4000, 9000, 9500]
    assert found.indicator_open.tolist() == [0, 3000, 0, 0]
    assert found.pending.tolist() == [0, 2, 0, 0]
    assert found.low.tolist() == [9450, 4800, 9000, 10_000]
    assert found.high.tolist() == [9450, 7800, 10_000, 10_000]
    assert found.grade.tolist() == [0, -1, 0, 0]  # 优, open between 差 and 中, 优 at both ends, 优
    for name in ("indicator_score", "indicator_open", "pending", "low", "high"):
        assert getattr(found, name).dtype == np.int64, name


def test_sums_of_departments_are_of_their_projects_with_a_budget() -> None:
    """Totals × budget of two departments; a department's own form and a project without budget weigh nothing."""
    forms = forms_of(
        6,
        department=[1, 0, 1, 1, 0, 2],
        departments=("甲", "乙", "丙"),
        of_department=[False, False, True, False, False, False],
        budget=[7, 5, 9, -1, 0, 3],
        full_year=[100.0] * 6,
        executed=[100.0] * 6,
    )
    forms = Forms(**{**{name: getattr(forms, name) for name in Forms.__slots__}, "departments": ("甲", "乙", "丙")})
    found = sums_up(forms, *([(9000, earned, False)] for earned in (8000, 7000, 100, 6000, 5000, 4900)))
    of = department_sums(forms, found, BOOK)
    assert of.low.tolist() == of.high.tolist() == [5 * 8000 + 0 * 6000, 7 * 9000, 3 * 5900]
    assert of.projects.tolist() == [[0, 1, 1, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 1, 0]]
    assert of.money.tolist() == [[0, 5, 0, 0, 0], [7, 0, 0, 0, 0], [0, 0, 0, 3, 0]]
    later = dataclasses.replace(forms, department=forms.department + 2, departments=tuple("子丑甲乙丙寅"))
    among = department_sums(later, found, BOOK)
    assert among.low.tolist() == [0, 0, *of.low.tolist(), 0]
    assert among.projects.tolist()[2:5] == of.projects.tolist() and among.projects.sum() == of.projects.sum()


@pytest.mark.parametrize(("last", "refused"), [(9_999, False), (10_000, True)])
def test_a_form_of_absurd_points_is_refused(last: int, refused: bool) -> None:
    """99,999.99 points can be written down, 100,000.00 cannot; rows without points count nothing."""
    printed = np.array([5000, -1, *[10_000] * 999, last, -1], dtype=np.int32)
    forms = forms_of(2, key=["F1", "F2"])
    said = r"form = F2 add up to a hundred thousand or more.*takes many forms for one"
    with pytest.raises(InputError, match=said) if refused else nullcontext() as told:
        refuse_absurd(forms, np.array([0, 1, len(printed)]), printed)
    assert told is None or "form = F2 的分值合计" in told.value.zh


def test_execution_of_the_opening_budget() -> None:
    """Beijing's forms of 2016 divide by the opening budget: 60 of 80, not of 100."""
    forms = forms_of(1, initial=[80.0], full_year=[100.0], executed=[60.0])
    assert sums_up(forms, [(9000, 9000, False)], book=load("beijing-2016")).spent.rate.tolist() == [7500]


def test_points_of_zero_stand_beside_forms_that_lack_points() -> None:
    shared = shared_out(forms_of(2), [("output", 0, True), ("effect", 9000, True)], BLANKS)
    assert shared.points.tolist() == [0, 9000, 5000, 3000, 1000]


def test_execution_points_of_departments() -> None:
    """Hubei's departments: 20 for execution."""
    book = load("hubei-department")
    plain: list[Row] = [("output", 4000, True), ("effect", 4000, True)]
    shared = shared_out(forms_of(2, of_department=[False, True]), plain, plain, book=book)
    assert shared.execution.tolist() == [1000, 2000]


def test_typical_forms_with_cost_and_of_departments() -> None:
    """Printed points throughout: what is missing is what the book expects of forms with and without cost."""
    cost: list[Row] = [("cost", 2000, True), ("output", 7000, True)]
    plain: list[Row] = [("output", 9000, True)]
    shared = shared_out(forms_of(3, of_department=[False, False, True]), cost, plain, plain)
    assert absent(shared) == [{"effect", "satisfaction"}, {"effect", "satisfaction"}, {"effect", "satisfaction"}]
    assert shared.execution.tolist() == [1000, 1000, 1000]
    assert shared.execution.dtype == np.int64 and shared.missing.dtype == np.uint8
