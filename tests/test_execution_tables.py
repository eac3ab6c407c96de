"""Execution scores, totals and grades on both sides of every edge, by hand; quick enough to be run on every mutant."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from rules.carryover import CarriedOver
from rules.execution import execution
from rules.grades import grade_codes, grade_names, grade_of, grade_range, grade_ranges
from rules.loading import load
from rules.rulebook import Rulebook

NAN = float("nan")
BOOK = load("mof-2021-101")


def scored(book: Rulebook, *rows: tuple[float, float, float, int]):
    initial, full_year, executed, points = zip(*rows, strict=True)
    return execution(np.array(initial), np.array(full_year), np.array(executed), np.array(points), book)


def local(folder: Path, *overrides: str) -> Rulebook:
    path = folder / "local.toml"
    entries = "".join(f'[[override]]\nreason = "x"\nstanding = "convention"\n{o}\n' for o in overrides)
    path.write_text(f'id = "local"\nextends = "mof-2021-101"\n{entries}', encoding="utf-8")
    return load(str(path))


ROWS = (
    # initial, full-year, executed, points
    (200.0, 100.0, 95.0, 1000),
    (200.0, 100.0, 130.0, 1000),
    (200.0, 100.0, 0.0, 1000),
    (200.0, 100.0, 89.995, 1000),
    (200.0, 100.0, 89.9949, 1000),
    (200.0, 0.0, 0.0, 1000),
    (200.0, 0.0, 5.0, 1000),
    (200.0, NAN, 5.0, 1000),
    (200.0, 100.0, NAN, 1000),
    (200.0, -1.0, 5.0, 1000),
    (200.0, 100.0, -5.0, 1000),
    (1.0, 1.0, 999.0, 1000),
    (1.0, 1.0, 1000.0, 1000),
    (200.0, 300.0, 100.0, 777),
)
RATE = [9500, 13000, 0, 9000, 8999, -1, -1, -1, -1, -1, -1, 9_990_000, -1, 3333]


def test_the_default_book() -> None:
    """777 × 33.33 % = 258.97…; 89.995 % is 90.00, 89.9949 % 89.99; a thousand times the budget is another unit."""
    result = scored(BOOK, *ROWS)
    assert result.rate.tolist() == RATE
    assert result.score.tolist() == [950, 1000, 0, 900, 900, 0, 0, 0, 0, 0, 0, 1000, 0, 259]
    assert result.pending.tolist() == [rate < 0 for rate in RATE]
    assert result.zero_budget.tolist() == [place in (5, 6) for place in range(14)]
    assert result.explain.tolist() == [0 <= rate < 9000 for rate in RATE]
    keys = [result.provision_keys[code] for code in result.provision]
    assert keys == [
        *["execution.rate"] * 5,
        *["execution.zero-budget"] * 2,
        *["execution.missing"] * 4,
        "execution.rate",
        "execution.missing",
        "execution.rate",
    ]
    assert (result.rate.dtype, result.score.dtype, result.provision.dtype) == (np.int64, np.int64, np.int16)


def test_other_policies(tmp_path: Path) -> None:
    """0 of 0 is complete and 5 of 0 is not; missing amounts earn nothing; the opening budget divides."""
    book = local(
        tmp_path,
        'provision = "execution.zero-budget"\nuse = "as-complete"\nzh = "x"\nen = "x"',
        'provision = "execution.missing"\nuse = "as-zero"\nzh = "x"\nen = "x"',
        'provision = "execution.rate"\nparams = { basis = "initial" }',
    )
    result = scored(
        book, (0.0, 50.0, 0.0, 1000), (0.0, 50.0, 5.0, 1000), (NAN, 50.0, 5.0, 10_000), (200.0, 50.0, 50.0, 1000)
    )
    assert result.rate.tolist() == [10_000, -1, -1, 2500]
    assert result.score.tolist() == [1000, 0, 0, 250]
    assert result.pending.tolist() == [False, True, False, False]
    zero = local(tmp_path, 'provision = "execution.zero-budget"\nuse = "as-zero"\nzh = "x"\nen = "x"')
    result = scored(zero, (NAN, 0.0, 5.0, 1000), (NAN, NAN, 5.0, 1000))
    assert (result.pending.tolist(), result.score.tolist()) == ([False, True], [0, 0])


def test_bands_and_the_line_of_explanation(tmp_path: Path) -> None:
    """Lower ends belong to their band; a share of three decimals; 85.5 % as the line."""
    book = local(
        tmp_path,
        'provision = "execution.rate"\nuse = "banded"\nzh = "x"\nen = "x"\nparams = { basis = "full-year", bands = ['
        "{ from = 99.5, share = 1 }, { from = 80, share = 0.705 }, { from = 0, share = 0.1 }] }",
        'provision = "execution.explain"\nparams = { rate = 85.5 }',
    )
    rates = [99.5, 99.49, 80, 79.99, 0, 85.5, 85.49, 120]
    result = scored(book, *((NAN, 100.0, float(rate), 1010) for rate in rates))
    # 10.10 × 0.705 = 7.1205; 10.10 × 0.1 = 1.01
    assert result.score.tolist() == [1010, 712, 712, 101, 101, 712, 712, 1010]
    assert result.explain.tolist() == [False, False, True, True, True, False, True, False]


def test_a_tie_that_floats_get_wrong_is_decided_by_fractions() -> None:
    """18,367,341.33 of 177,719,800.00 is 10.335 % exactly: 10.34, where floats say 10.33; and one more such."""
    result = scored(BOOK, (NAN, 177719800.0, 18367341.33, 1000), (NAN, 119537600.0, 108581978.96, 1000))
    assert result.rate.tolist() == [1034, 9084]


def test_edges_of_bands_finer_than_a_rate_and_shares_of_three_decimals(tmp_path: Path) -> None:
    """From 79.995 %: 79.99 is below it and 80.00 above; 100 points × 0.705 are 70.50."""
    book = local(
        tmp_path,
        'provision = "execution.rate"\nuse = "banded"\nzh = "x"\nen = "x"\nparams = { basis = "full-year", bands = ['
        "{ from = 79.995, share = 0.705 }, { from = 0, share = 0 }] }",
        'provision = "execution.explain"\nparams = { rate = 79.995 }',
    )
    result = scored(book, (NAN, 100.0, 79.99, 10_000), (NAN, 100.0, 80.0, 10_000))
    assert result.score.tolist() == [0, 7050]
    assert result.explain.tolist() == [True, False]


def test_an_explanation_that_is_switched_off_is_never_asked_for() -> None:
    provision = dataclasses.replace(BOOK.provision("execution.explain"), enabled=False)
    off = dataclasses.replace(BOOK, provisions={**BOOK.provisions, "execution.explain": provision})
    none = dataclasses.replace(BOOK, provisions={k: p for k, p in BOOK.provisions.items() if k != "execution.explain"})
    for book in (off, none):
        result = scored(book, (NAN, 100.0, 10.0, 1000))
        assert not result.explain.any() and result.explain.dtype == np.bool_


def test_grades_on_both_sides_of_each_cut() -> None:
    assert grade_names(BOOK) == ("优", "良", "中", "差")
    values = [0, 5999, 6000, 7999, 8000, 8999, 9000, 10_000]
    assert grade_codes(np.array(values), BOOK).tolist() == [3, 3, 2, 2, 1, 1, 0, 0]
    assert grade_codes(np.array(values), BOOK).dtype == np.int8
    assert [grade_of(value, BOOK) for value in values] == ["差", "差", "中", "中", "良", "良", "优", "优"]
    low, high = np.array([5999, 6000, 8999, 9000]), np.array([6000, 7999, 9000, 9999])
    assert grade_ranges(low, high, BOOK).tolist() == [-1, 2, -1, 0]
    assert [grade_range(int(a), int(b), BOOK) for a, b in zip(low, high, strict=True)] == [None, "中", None, "优"]


def test_amounts_a_thousand_times_apart_are_in_two_units() -> None:
    """元 beside 万元, whichever of the figures it is; nothing spent and nothing budgeted are no such case."""
    apart = ((100.0, 100.0, 490_000.0), (100.0, 1e6, 95.0), (1.0, 1.0, 1e9), (100.0, NAN, 1e5))
    alike = (
        (100.0, 100.0, 99_999.0),
        (100.0, 100.0, 0.0),
        (0.0, 100.0, 95.0),
        (100.0, 100.0, 0.11),
        (NAN, 100.0, 95.0),
    )
    found = scored(BOOK, *((*row, 1000) for row in apart))
    assert found.unit_suspected.all() and found.pending.all() and (found.rate == -1).all() and not found.score.any()
    assert not scored(BOOK, *((*row, 1000) for row in alike)).unit_suspected.any()


@pytest.mark.parametrize("book_id", ["mof-2021-101", "jiangxi"])
def test_no_forms(book_id: str) -> None:
    empty = np.array([], dtype=np.float64)
    result = execution(empty, empty, empty, np.array([], dtype=np.int64), load(book_id))
    assert len(result.score) == len(result.rate) == len(result.pending) == 0


def test_rates_on_a_tie_whatever_the_amounts() -> None:
    """Half a hundredth of a percent goes up, a millionth of 万元 less does not: amounts of up to six decimals in whole
    numbers, finer and larger ones as fractions, all in one column.
    """
    rows = (
        (20_000.0, 20_000.0, 10_001.0, 1000),
        (20_000.0, 20_000.0, 10_000.999999, 1000),
        (1.0, 1.0, 0.00105, 1000),  # 10.5
        (0.01, 0.01, 0.0000105, 1000),  # 10.5, seven decimals
        (6e8, 600_000_000.0, 300_030_000.0, 1000),  # more than 2**48 millionths
        (6e8, 600_000_000.0, 300_029_999.999999, 1000),
        (5e8, 500_000_000.0, 500_025_000.0, 1000),  # past 64 bits if multiplied
        (0.0000013, 0.0000013, 0.000000001365, 1000),  # 10.5, in doubles perhaps a little less
        (1.0, 3.0, 1.0, 1000),  # nowhere near
        (0.0003, 0.0003, 0.00009, 777),
    )
    found = scored(BOOK, *rows)
    assert found.rate.tolist() == [5001, 5000, 11, 11, 5001, 5000, 10_001, 11, 3333, 3000]
    for row, rate in zip(rows, found.rate.tolist(), strict=True):
        assert scored(BOOK, row).rate.tolist() == [rate], "each alone as well"


def test_grades_of_many_totals_are_those_of_each() -> None:
    """More totals than there are possible ones are looked up; below 0 and above 100 points as at the ends."""
    many = np.arange(-150, 10_150)
    found = grade_codes(many, BOOK)
    assert found.tolist() == [int(grade_codes(np.array([total]), BOOK)[0]) for total in many.tolist()]
    assert [int((found == code).sum()) for code in range(4)] == [1150, 1000, 2000, 6150]
    assert found[[0, 150, 6149, 6150, 8149, 8150, 9149, 9150, -1]].tolist() == [3, 3, 3, 2, 2, 1, 1, 0, 0]
    ends = grade_codes(np.arange(10_001), BOOK), grade_codes(np.arange(10_000), BOOK)
    assert ends[0][:-1].tolist() == ends[1].tolist() and ends[0][-1] == 0


@pytest.mark.parametrize(
    ("basis", "rates"),
    [
        ("initial", (4500, 4500, 4500, 4500)),
        ("full-year", (9000, 9000, 9000, 9000)),
        # 75 of 80: without what was carried over; beside the total it is not in it; nobody knows; none is listed
        ("adjusted", (9375, 9000, -1, 9000)),
        ("adjusted-with-carry-over", (9000, 8750, -1, 9000)),  # 105 of 120
    ],
)
def test_the_base_of_the_rate(tmp_path: Path, basis: str, rates: tuple[int, ...]) -> None:
    words = 'zh = "x"\nen = "x"'
    book = local(tmp_path, f'provision = "execution.rate"\nuse = "linear"\nparams = {{ basis = "{basis}" }}\n{words}')
    listed = CarriedOver(
        budget=np.array([20.0, 20.0, 20.0, NAN]),
        spent=np.array([15.0, 15.0, 15.0, NAN]),
        apart=np.array([False, True, False, False]),
        unclear=np.array([False, False, True, False]),
    )
    amounts = (np.full(4, 200.0), np.full(4, 100.0), np.full(4, 90.0), np.full(4, 1000))
    found = execution(*amounts, book, listed)
    assert found.rate.tolist() == list(rates)
    assert found.pending.tolist() == [rate < 0 for rate in rates]
    assert found.score.tolist() == [{4500: 450, 9000: 900, 9375: 938, 8750: 875, -1: 0}[rate] for rate in rates]


def test_sums_with_what_was_carried_over_are_exact(tmp_path: Path) -> None:
    """100.3 - 20.1 is 80.2, in floats a little less: 40.1 of it is exactly half. Finer amounts are exact as well."""
    book = local(
        tmp_path,
        'provision = "execution.rate"\nuse = "linear"\nparams = { basis = "adjusted" }\nzh = "x"\nen = "x"',
    )
    none = np.zeros(4, dtype=bool)
    listed = CarriedOver(
        budget=np.array([20.1, 20.0, 20.00000001, 20.00000001]),
        spent=np.array([10.2, 10.0, 10.00000001, 10.0]),
        apart=none,
        unclear=none,
    )
    whole = np.array([100.3, 100.00000003, 100.00000003, NAN])
    spent = np.array([50.3, 50.0, 50.00000002, 50.0])
    found = execution(np.full(4, NAN), whole, spent, np.full(4, 1000), book, listed)
    assert found.budget[:3].tolist() == [80.2, 80.00000003, 80.00000002] and np.isnan(found.budget[3])
    assert found.spent.tolist() == [40.1, 40.0, 40.00000001, 40.0]
    assert found.rate.tolist() == [5000, 5000, 5000, -1]


def test_nothing_carried_over_is_no_doubt(tmp_path: Path) -> None:
    """A row of carry-over with 0 in it changes nothing, wherever it may belong."""
    book = local(
        tmp_path,
        'provision = "execution.rate"\nuse = "linear"\nparams = { basis = "adjusted" }\nzh = "x"\nen = "x"',
    )
    nothing, unclear = np.array([0.0]), np.array([True])
    listed = CarriedOver(budget=nothing, spent=nothing, apart=~unclear, unclear=unclear)
    found = execution(*(np.array([n]) for n in (NAN, 100.0, 90.0)), np.array([1000]), book, listed)
    assert found.rate.tolist() == [9000]
