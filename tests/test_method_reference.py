"""The fast path against a reference written on its own: one row at a time, in fractions.Fraction."""

from __future__ import annotations

import os
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.cases import Case
from rules.grades import grade_codes
from rules.loading import load
from rules.rulebook import Rulebook
from rules.scoring import columns, score

# Rows for each test; set EVALUATOR_REFERENCE_ROWS to millions for the long run.
ROWS = int(os.environ.get("EVALUATOR_REFERENCE_ROWS", "12000"))
NAN = float("nan")


def half_up(value: Fraction) -> int:
    """Hundredths, a half up, by the decimal module and not by the code's own formula."""
    quotient = Decimal(value.numerator * 10**30 // value.denominator) / Decimal(10**30)
    nearest = int(quotient.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    # The quotient above was cut off after 30 places: settle the tie itself with whole numbers.
    for candidate in (nearest - 1, nearest, nearest + 1):
        if Fraction(2 * candidate - 1, 2) <= value < Fraction(2 * candidate + 1, 2):
            return candidate
    raise AssertionError(value)


def reference(case: Case, low: Fraction | None, high: Fraction | None, b: Fraction, points: int, book_id: str) -> int:
    """Hundredths earned, straight from the table of the rules."""
    b = max(b, Fraction(0)) if case not in (Case.DEADLINE, Case.BEFORE) else b
    a = low if low is not None else high
    assert a is not None
    p = Fraction(points)
    if case in (Case.AT_LEAST, Case.EXACTLY, Case.ABOVE):
        met = b > a if case is Case.ABOVE else b >= a
        return half_up(p if met or (a == 0 and case is not Case.ABOVE) else (min(p * b / a, p) if a else Fraction(0)))
    if case in (Case.AT_MOST, Case.BELOW):
        if b < a or (b == a and case is Case.AT_MOST):
            return half_up(p)
        if book_id == "linear-reverse":
            return half_up(max(p * (1 - (b - a) / a), Fraction(0)) if a else Fraction(0))
        return half_up(p * a / b) if b else 0
    if case in (Case.AT_MOST_ZERO, Case.EXACTLY_ZERO):
        return points if b <= 0 else 0
    if case is Case.RANGE:
        assert low is not None and high is not None
        if b < low:
            return half_up(p * b / low)
        return half_up(p) if b <= high else half_up(p * high / b)
    if case is Case.RANK:
        return points if b <= a else half_up(p * a / b)
    assert case in (Case.DEADLINE, Case.BEFORE)
    return points if (b <= a if case is Case.DEADLINE else b < a) else 0


def generated(seed: int, rows: int) -> dict[str, np.ndarray]:
    """Rows rich in ties: outcomes equal to targets, on rounding halves, a hundredth or a last digit beside them."""
    rng = np.random.default_rng(seed)
    by_other_columns = (Case.UNSCORABLE, Case.QUALITATIVE, Case.NOT_APPLICABLE, Case.COMPOUND, Case.PRINTED_RULE)
    scored = [c for c in Case if c not in by_other_columns]
    case = rng.choice(np.array([int(c) for c in scored], dtype=np.int8), rows)
    decimals = rng.integers(0, 5, rows)
    target = rng.integers(1, 100_000, rows)
    points = np.where(rng.random(rows) < 0.5, rng.integers(1, 60, rows) * 50, rng.integers(1, 3000, rows))
    factors = np.array([(1, 1), (1, 10_000), (10_000, 1), (100, 1), (1, 100), (1, 7), (3, 1)])[
        rng.choice(7, rows, p=[0.55, 0.1, 0.1, 0.05, 0.05, 0.1, 0.05])
    ]
    kind = rng.integers(0, 7, rows)
    other = rng.integers(0, 200_000, rows)
    # An outcome that puts the score on a half: b/a = (k + 1/2)/p, where a × (2k+1) / 2p is a short decimal.
    tie = target * (2 * rng.integers(0, np.maximum(points, 1)) + 1)
    return {
        "case": case,
        "decimals": decimals,
        "target": target,
        "points": points,
        "factors": factors,
        "kind": kind,
        "other": other,
        "tie": tie,
        "width": rng.integers(0, 5000, rows),
    }


def text_rows(raw: dict[str, np.ndarray]) -> list[tuple[Case, str, str, str, int, int, int]]:
    """(case, low, high, outcome, factor over, factor under, points), decimal texts of at most 15 digits."""
    found = []
    for i in range(len(raw["case"])):
        case = Case(int(raw["case"][i]))
        places, points = int(raw["decimals"][i]), int(raw["points"][i])
        target = Decimal(int(raw["target"][i])).scaleb(-places)
        over, under = (int(x) for x in raw["factors"][i])
        kind = int(raw["kind"][i])
        if case in (Case.DEADLINE, Case.BEFORE, Case.RANK):
            over, under, target = 1, 1, Decimal(int(raw["target"][i]))
        wanted: Fraction
        if kind <= 1:
            wanted = Fraction(target)
        elif kind == 2:
            wanted = Fraction(int(raw["tie"][i]), 2 * points) / 10**places
        elif kind == 3:
            wanted = Fraction(target) + Fraction(1 if raw["other"][i] % 2 else -1, 10**9)
        elif kind == 4:
            wanted = Fraction(target) * Fraction(13 if raw["other"][i] % 2 else 20, 10)
        else:
            wanted = Fraction(int(raw["other"][i]) - 200, 10**places)
        if case in (Case.DEADLINE, Case.BEFORE, Case.RANK):
            wanted = Fraction(max(int(wanted), 1))
        typed = wanted * under / over
        outcome = Decimal(typed.numerator) / Decimal(typed.denominator)
        outcome = +outcome.normalize() if len(outcome.as_tuple().digits) <= 15 else Decimal(f"{outcome:.14e}")
        low = high = ""
        if case in (Case.AT_MOST_ZERO, Case.EXACTLY_ZERO):
            target = Decimal(0)
        if case is Case.RANGE:
            low, high = str(target), str(target + Decimal(int(raw["width"][i])).scaleb(-places))
        elif case in (Case.AT_MOST, Case.BELOW, Case.RANK, Case.DEADLINE, Case.BEFORE, Case.AT_MOST_ZERO):
            high = str(target)
        else:
            low = str(target)
        found.append((case, low, high, str(outcome), over, under, points))
    return found


def as_columns(rows: list[tuple[Case, str, str, str, int, int, int]]):
    return columns(
        [int(r[0]) for r in rows],
        [r[6] for r in rows],
        low=[float(r[1]) if r[1] else NAN for r in rows],
        high=[float(r[2]) if r[2] else NAN for r in rows],
        outcome=[float(r[3]) for r in rows],
        factor_num=[r[4] for r in rows],
        factor_den=[r[5] for r in rows],
    )


@pytest.mark.parametrize("book_id", ["mof-2021-101", "linear-reverse"])
def test_no_hundredth_differs_from_the_reference(book_id: str) -> None:
    book = load(book_id)
    chunk = 50_000
    for start in range(0, ROWS, chunk):
        rows = text_rows(generated(start + 1, min(chunk, ROWS - start)))
        result = score(as_columns(rows), book)
        for i, (case, low, high, outcome, over, under, points) in enumerate(rows):
            value = Fraction(outcome) * over / under
            ends = [Fraction(text) if text else None for text in (low, high)]
            assert not result.pending[i]
            assert result.score[i] == reference(case, ends[0], ends[1], value, points, book_id), rows[i]
            rewarded = case in (Case.AT_LEAST, Case.ABOVE, Case.EXACTLY) and ends[0] and value > 0
            assert result.over_achieved[i] == bool(rewarded and value * 10 >= 13 * ends[0]), rows[i]
            assert result.target_too_low[i] == bool(rewarded and value >= 2 * ends[0]), rows[i]


def test_no_grade_of_a_project_differs() -> None:
    """Totals of projects of ten indicators, pressed against the edges of the grades."""
    book = load("mof-2021-101")
    rows = text_rows(generated(77, ROWS // 10 * 10))
    result = score(as_columns(rows), book)
    exact = np.array(
        [reference(c, _bound(low), _bound(high), Fraction(o) * n / d, p, book.id) for c, low, high, o, n, d, p in rows]
    )
    by_project = exact.reshape(-1, 10).sum(axis=1), result.score.reshape(-1, 10).sum(axis=1)
    edge = np.resize([9000, 8000, 6000], len(by_project[0])) - by_project[0] % 3
    execution = np.maximum(edge - by_project[0], 0)  # lifts each total to an edge or one hundredth below
    assert (grade_codes(by_project[0] + execution, book) == grade_codes(by_project[1] + execution, book)).all()


def test_levels_equal_the_reference_on_every_half() -> None:
    """Every level, with and without a share, at points that put many scores on a half of a hundredth."""
    rng = np.random.default_rng(9)
    level = rng.integers(0, 3, ROWS)
    share = rng.integers(0, 10_001, ROWS)
    given_share = rng.random(ROWS) < 0.6
    points = rng.integers(1, 3000, ROWS)
    made = columns(
        np.full(ROWS, int(Case.QUALITATIVE)), points, level=level, share=np.where(given_share, share / 10_000, NAN)
    )
    for book_id, cuts in (("mof-2020-10", (8000, 6000, 0)), ("jiangxi", (8000, 5000, 0))):
        result = score(made, load(book_id))
        tops = (10_001, *cuts)
        defaults = (10_000, (cuts[0] + cuts[1]) // 2, cuts[1] // 2)
        for i in range(ROWS):
            own = int(level[i])
            used = int(share[i]) if given_share[i] else defaults[own]
            inside = not given_share[i] or cuts[own] <= used < tops[own]
            assert bool(result.pending[i]) == (not inside) == bool(result.share_outside_band[i])
            assert result.score[i] == (half_up(Fraction(int(points[i]) * used, 10_000)) if inside else 0)


def _bound(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def one(
    case: Case, low: Decimal | None, high: Decimal | None, outcome: Decimal, points: int, over: int = 1, under: int = 1
) -> int:
    made = columns(
        [int(case)],
        [points],
        low=[NAN if low is None else float(low)],
        high=[NAN if high is None else float(high)],
        outcome=[float(outcome)],
        factor_num=[over],
        factor_den=[under],
    )
    return int(score(made, load("mof-2021-101")).score[0])


amounts = st.decimals(min_value="0.01", max_value="1000000", places=2)
outcomes = st.decimals(min_value="0", max_value="1000000", places=2)
weights = st.integers(1, 5000)


@settings(deadline=None)
@given(target=amounts, outcome=outcomes, points=weights)
def test_a_change_of_unit_changes_no_score(target: Decimal, outcome: Decimal, points: int) -> None:
    """20000 元 against 2 万元 is 2 against 2: the factor is exact."""
    for case in (Case.AT_LEAST, Case.EXACTLY, Case.ABOVE):
        assert one(case, target, None, outcome, points) == one(case, target, None, outcome * 10_000, points, 1, 10_000)
    for case in (Case.AT_MOST, Case.BELOW):
        assert one(case, None, target, outcome, points) == one(case, None, target, outcome * 10_000, points, 1, 10_000)


@settings(deadline=None)
@given(target=amounts, first=outcomes, second=outcomes, points=weights)
def test_better_never_scores_lower(target: Decimal, first: Decimal, second: Decimal, points: int) -> None:
    worse, better = sorted((first, second))
    assert one(Case.AT_LEAST, target, None, worse, points) <= one(Case.AT_LEAST, target, None, better, points)
    assert one(Case.AT_MOST, None, target, worse, points) >= one(Case.AT_MOST, None, target, better, points)


@settings(deadline=None)
@given(target=amounts, outcome=outcomes, points=weights)
def test_a_score_lies_between_nothing_and_the_points(target: Decimal, outcome: Decimal, points: int) -> None:
    for case, low, high in (
        (Case.AT_LEAST, target, None),
        (Case.AT_MOST, None, target),
        (Case.EXACTLY, target, None),
        (Case.RANGE, target, target * 2),
    ):
        assert 0 <= one(case, low, high, outcome, points) <= points


@settings(deadline=None)
@given(target=amounts, points=weights)
def test_the_target_itself_earns_everything(target: Decimal, points: int) -> None:
    for case, low, high in ((Case.AT_LEAST, target, None), (Case.AT_MOST, None, target), (Case.EXACTLY, target, None)):
        assert one(case, low, high, target, points) == points


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(amounts, outcomes, weights), min_size=2, max_size=20), st.randoms())
def test_order_of_rows_does_not_matter(rows: list[tuple[Decimal, Decimal, int]], rng) -> None:
    order = list(range(len(rows)))
    rng.shuffle(order)
    assume(order != sorted(order))

    def scored(chosen: list[int]) -> list[int]:
        made = columns(
            [int(Case.AT_LEAST)] * len(chosen),
            [rows[i][2] for i in chosen],
            low=[float(rows[i][0]) for i in chosen],
            outcome=[float(rows[i][1]) for i in chosen],
        )
        return score(made, load("mof-2021-101")).score.tolist()

    straight = scored(list(range(len(rows))))
    assert scored(order) == [straight[i] for i in order]


def local(tmp_path: Path, use: str, case: str, params: str, key: str = "") -> Rulebook:
    """A book that scores one case by another method."""
    path = tmp_path / "local.toml"
    path.write_text(
        f'id = "local"\nextends = "mof-2021-101"\n[[override]]\nprovision = "score.{key or case}"\nuse = "{use}"\n'
        f'standing = "convention"\nreason = "x"\nzh = "甲"\nen = "a"\nparams = {{ {params} }}\n',
        encoding="utf-8",
    )
    return load(str(path))


@pytest.mark.parametrize(
    ("use", "case", "params", "target", "expected"),
    [
        # Boundary values on both sides, points 10 throughout.
        ("pass-threshold", Case.AT_LEAST, "threshold = 0.6", "100", {"60": 600, "59.99": 0, "100": 1000, "99.5": 995}),
        ("direct", Case.AT_LEAST, "", "100", {"100": 1000, "99.99": 0, "130": 1000}),
        ("direct", Case.AT_MOST, "", "100", {"100": 1000, "100.01": 0, "0": 1000}),
        ("direct", Case.EXACTLY, "", "100", {"100": 1000, "100.01": 0, "99.99": 0}),
        ("direct", Case.RANK, "", "3", {"3": 1000, "4": 0}),
        ("equality", Case.EXACTLY, 'difference = "zero"', "100", {"100": 1000, "100.01": 0, "99.99": 0}),
        ("equality", Case.EXACTLY, 'difference = "person"', "100", {"100": 1000, "100.01": None, "99.99": None}),
        (
            "steps",
            Case.AT_LEAST,
            'on = "outcome", bands = [{ from = 90, share = 1 }, { from = 80, share = 0.8 }, '
            "{ from = 60, share = 0.5 }, { from = 0, share = 0 }]",
            "95",
            {"90": 1000, "89.99": 800, "80": 800, "79.99": 500, "60": 500, "59.99": 0},
        ),
        (
            "steps",
            Case.AT_LEAST,
            'on = "completion", met_is_full = true, bands = [{ from = 90, share = 0.8 }, { from = 0, share = 0.1 }]',
            "30",
            {"30": 1000, "27": 800, "26.99": 100},
        ),
        (
            "steps-down",
            Case.AT_LEAST,
            'on = "outcome", full_from = 90, step = 5, loss = 0.1, count = "completed"',
            "90",
            {"90": 1000, "85.01": 1000, "85": 900, "80.01": 900, "80": 800, "40": 0, "0": 0},
        ),
        (
            "steps-down",
            Case.AT_LEAST,
            'on = "outcome", full_from = 90, step = 5, loss = 0.1, count = "begun"',
            "90",
            {"90": 1000, "89.99": 900, "85": 900, "84.99": 800, "45": 100, "44.99": 0},
        ),
        (
            "excess-down",
            Case.AT_MOST,
            'on = "outcome", full_to = 100, step = 1, loss = 0.1, count = "begun"',
            "100",
            {"100": 1000, "100.01": 900, "101": 900, "101.01": 800, "110": 0, "150": 0},
        ),
        # Yueyang: budget adjustment 0, ≤10, ≤20, ≤30 per cent.
        (
            "steps-up-to",
            Case.AT_MOST,
            'on = "outcome", bands = [{ to = 0, share = 1 }, { to = 10, share = 0.6667 }, { to = 20, share = 0.3333 }]',
            "10",
            {"0": 1000, "0.01": 667, "10": 667, "10.01": 333, "20": 333, "20.01": 0},
        ),
        (
            "deadline-steps",
            Case.DEADLINE,
            "steps = [{ days = 30, share = 0.9 }, { days = 150, share = 0.75 }]",
            "1000",
            {"1000": 1000, "1001": 900, "1030": 900, "1031": 750, "1150": 750, "1151": 0},
        ),
    ],
)
def test_methods_that_books_may_choose(
    tmp_path: Path, use: str, case: Case, params: str, target: str, expected: dict[str, int | None]
) -> None:
    book = local(tmp_path, use, case.scored_as, params)
    upper = case in (Case.AT_MOST, Case.RANK, Case.DEADLINE)
    result = score(
        columns(
            [int(case)] * len(expected),
            [1000] * len(expected),
            **{"high" if upper else "low": [float(target)] * len(expected)},
            outcome=[float(text) for text in expected],
        ),
        book,
    )
    found = {text: None if result.pending[i] else int(result.score[i]) for i, text in enumerate(expected)}
    assert found == expected


def test_a_ladder_once_enabled(tmp_path: Path) -> None:
    """−10, −20, −30 % at 130, 200, 300 %: both sides of each."""
    path = tmp_path / "ladder.toml"
    path.write_text(
        'id = "ladder"\nextends = "mof-2021-101"\n[[override]]\nprovision = "policy.over-achievement-ladder"\n'
        'enabled = true\nreason = "本地启用"\n',
        encoding="utf-8",
    )
    values = {"10": 1000, "12.99": 1000, "13": 900, "19.99": 900, "20": 800, "29.99": 800, "30": 700, "9": 900}
    made = columns(
        [int(Case.AT_LEAST)] * len(values),
        [1000] * len(values),
        low=[10.0] * len(values),
        outcome=list(map(float, values)),
    )
    assert score(made, load(str(path))).score.tolist() == list(values.values())
    assert score(made, load("mof-2021-101")).score.tolist() == [1000] * 7 + [900]


def test_columns_of_the_wrong_shape_are_misuse() -> None:
    with pytest.raises(ValueError, match="column low"):
        columns([1, 1], [100, 100], low=[1.0])
    with pytest.raises(TypeError, match="no such columns"):
        columns([1], [100], lowest=[1.0])


def test_no_rows() -> None:
    assert len(score(columns([], []), load("mof-2021-101")).score) == 0
