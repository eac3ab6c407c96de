"""Columns in, scores out: flags, policies and exact re-decision on both sides of their edges, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rules.cases import Case
from rules.loading import load
from rules.rulebook import Rulebook
from rules.scoring import Scores, columns, score

NAN = float("nan")
BOOK = load("mof-2021-101")


def local(folder: Path, *overrides: str) -> Rulebook:
    path = folder / "local.toml"
    entries = "".join(f'[[override]]\nreason = "x"\nstanding = "convention"\n{o}\n' for o in overrides)
    path.write_text(f'id = "local"\nextends = "mof-2021-101"\n{entries}', encoding="utf-8")
    return load(str(path))


def keys(result: Scores) -> list[str]:
    return [result.provision_keys[code] if code >= 0 else "" for code in result.provision]


def test_columns_have_their_types_and_nothing_where_nothing_is_given() -> None:
    made = columns([1, 3], [100, 200])
    assert len(made) == 2 and made.provision_keys == ()
    kinds = {name: getattr(made, name).dtype for name in ("case", "points", "low", "factor_num", "level", "provision")}
    assert kinds == {
        "case": np.int8,
        "points": np.int64,
        "low": np.float64,
        "factor_num": np.int64,
        "level": np.int8,
        "provision": np.int16,
    }
    for name in ("low", "high", "outcome", "share"):
        assert np.isnan(getattr(made, name)).all()
    for name, nothing in (("factor_num", 1), ("factor_den", 1), ("deduction", 0), ("adjustment", 0)):
        assert getattr(made, name).tolist() == [nothing] * 2
    assert made.level.tolist() == made.provision.tolist() == [-1, -1]
    given = columns([1, 3], [100.0, 200.0], low=[1, 2], level=[0.0, 1.0])
    assert (given.points.dtype, given.low.dtype, given.level.dtype) == (np.int64, np.float64, np.int8)
    with pytest.raises(TypeError, match=r"no such columns: \['lowest'\]"):
        columns([1], [100], lowest=[1.0])
    with pytest.raises(ValueError, match=r"column share has shape \(1,\), wanted \(2,\)"):
        columns([1, 1], [100, 100], share=[1.0])


def test_each_policy_settles_its_rows() -> None:
    """Unscorable, left out, no outcome, no level, a compound with and without a level, words for a number."""
    result = score(
        columns(
            [
                *(Case.UNSCORABLE, Case.NOT_APPLICABLE, Case.AT_LEAST, Case.QUALITATIVE, Case.COMPOUND, Case.COMPOUND),
                *(Case.AT_LEAST, Case.AT_MOST),
            ],
            [1000] * 8,
            low=[NAN, NAN, 5, NAN, NAN, NAN, 5, NAN],
            high=[NAN] * 7 + [5],
            level=[0, 0, -1, -1, -1, 1, 2, 0],
            share=[NAN] * 6 + [0.25, NAN],
        ),
        BOOK,
    )
    assert keys(result) == [
        "policy.unscorable",
        "policy.not-applicable",
        *["policy.missing-outcome"] * 2,
        "policy.unscorable",
        *["policy.verbal-outcome"] * 3,
    ]
    assert result.pending.tolist() == [True, False, True, True, True, False, False, False]
    assert result.score.tolist() == [0, 0, 0, 0, 0, 700, 250, 1000]
    assert result.verbal.tolist() == [False] * 5 + [True] * 3
    assert not result.share_unused.any()


def test_other_policies(tmp_path: Path) -> None:
    """Words are no outcome; a missing outcome is 0; a negative one waits for a person."""
    book = local(
        tmp_path,
        'provision = "policy.verbal-outcome"\nuse = "pending"\nzh = "x"\nen = "x"',
        'provision = "policy.missing-outcome"\nuse = "as-zero"\nzh = "x"\nen = "x"',
        'provision = "policy.negative-outcome"\nuse = "pending"\nzh = "x"\nen = "x"',
    )
    cases = [Case.AT_LEAST, Case.COMPOUND, Case.AT_LEAST, Case.AT_LEAST, Case.AT_MOST]
    rows = columns(
        [*cases, Case.DEADLINE],
        [1000] * 6,
        low=[5, NAN, 5, 5, NAN, NAN],
        high=[NAN, NAN, NAN, NAN, 5, -3],
        outcome=[NAN, NAN, -1, 0, -1, -4],
        level=[0, 0, -1, -1, -1, -1],
    )
    strict, usual = score(rows, book), score(rows, BOOK)
    assert strict.pending.tolist() == [False, True, True, False, True, False]
    assert strict.score.tolist() == [0, 0, 0, 0, 0, 1000]
    assert keys(strict)[:3] == ["policy.missing-outcome", "policy.unscorable", "policy.negative-outcome"]
    assert not strict.verbal.any()
    assert usual.score.tolist() == [1000, 1000, 0, 0, 1000, 1000] and not usual.pending.any()
    for result in (strict, usual):  # a day before the year 1 is a day, not a negative amount
        assert result.negative_outcome.tolist() == [False, False, True, False, True, False]


def test_over_achievement_is_flagged_at_its_multiples_and_only_where_more_is_better() -> None:
    outcomes = [12.99, 13, 19.99, 20, 12.9999999999]
    cases = [Case.AT_LEAST, Case.ABOVE, Case.EXACTLY]
    for case in cases:
        result = score(columns([case] * 5, [1000] * 5, low=[10.0] * 5, outcome=outcomes), BOOK)
        assert result.over_achieved.tolist() == [False, True, True, True, False], case
        assert result.target_too_low.tolist() == [False, False, False, True, False], case
        assert result.score.tolist() == [1000] * 5
    for case in (Case.AT_MOST, Case.RANK, Case.RANGE):
        result = score(columns([case] * 2, [1000] * 2, low=[10.0] * 2, high=[10.0] * 2, outcome=[13.0, 20.0]), BOOK)
        assert not result.over_achieved.any() and not result.target_too_low.any()
    little = score(columns([Case.AT_LEAST] * 2, [1000] * 2, low=[0.0, 0.5], outcome=[5.0, 5.0]), BOOK)
    assert little.over_achieved.tolist() == [False, True]  # no multiple of a target of 0


def test_multiples_that_floats_miss() -> None:
    """3.9 is 1.3 times 3, which floats hold for 3.9000000000000004; 3.89 is less, and 2.1 is 1.3 times no 3."""
    result = score(columns([Case.AT_LEAST] * 3, [1000] * 3, low=[3.0] * 3, outcome=[3.9, 3.89, 2.1]), BOOK)
    assert 1.3 * 3 > 3.9
    assert result.over_achieved.tolist() == [True, False, False] and result.score.tolist() == [1000, 1000, 700]


def test_a_book_that_does_not_speak_of_over_achievement(tmp_path: Path) -> None:
    book = local(tmp_path, 'provision = "policy.over-achievement"\nuse = "over-none"\nzh = "x"\nen = "x"')
    result = score(columns([Case.AT_LEAST], [1000], low=[10.0], outcome=[50.0]), book)
    assert not result.over_achieved.any() and not result.target_too_low.any()


def test_results_have_their_types() -> None:
    """Whatever the rows are, and where there are none."""
    for rows in (
        columns([Case.AT_LEAST, Case.UNSCORABLE], [1000] * 2, low=[10.0] * 2, outcome=[5.0] * 2),
        columns([], []),
    ):
        result = score(rows, BOOK)
        assert (result.score.dtype, result.completion.dtype) == (np.int64, np.float64)
        assert (result.provision.dtype, result.pending.dtype) == (np.int16, np.bool_)


def test_an_outcome_in_another_unit() -> None:
    """2 万 of 30,000 and 5 of 8 tenths: two thirds, and five eighths."""
    result = score(
        columns(
            [Case.AT_LEAST] * 2, [1000] * 2, low=[30000, 0.8], outcome=[2, 5], factor_num=[10000, 1], factor_den=[1, 10]
        ),
        BOOK,
    )
    assert result.score.tolist() == [667, 625]


def test_rows_that_differ_in_the_last_digit_are_not_one() -> None:
    """Both near 1.3 times the target, one of them below it."""
    result = score(columns([Case.AT_LEAST] * 2, [1000] * 2, low=[10.0] * 2, outcome=[12.9999999999999, 13.0]), BOOK)
    assert result.over_achieved.tolist() == [False, True] and result.exactly_decided.all()


@pytest.mark.parametrize(
    ("row", "points", "earned"),
    [
        ({"case": [Case.AT_LEAST], "low": [10.0], "outcome": [5.0]}, 333, 167),  # 166.5
        ({"case": [Case.RANGE], "low": [10.0], "high": [20.0], "outcome": [40.0]}, 333, 167),
        ({"case": [Case.QUALITATIVE], "level": [1], "share": [0.75]}, 2, 2),  # 1.5
    ],
)
def test_one_row_on_a_half_is_decided_by_rationals(row: dict[str, list[float]], points: int, earned: int) -> None:
    result = score(columns(points=[points], **row), BOOK)
    assert result.score.tolist() == [earned] and result.exactly_decided.tolist() == [True]


def test_the_same_use_is_another_method_in_another_case(tmp_path: Path) -> None:
    """All or nothing, at most 10: 9 earns the points and 11 nothing."""
    book = local(tmp_path, 'provision = "score.at-most"\nuse = "direct"\nparams = {}\nzh = "x"\nen = "x"')
    result = score(columns([Case.AT_MOST] * 2, [1000] * 2, high=[10.0] * 2, outcome=[9.0, 11.0]), book)
    assert result.score.tolist() == [1000, 0]


def test_a_ladder_takes_off_for_more_than_promised_of_something(tmp_path: Path) -> None:
    book = local(tmp_path, 'provision = "policy.over-achievement-ladder"\nenabled = true')
    result = score(
        columns(
            [Case.AT_LEAST] * 6 + [Case.AT_MOST],
            [1000] * 7,
            low=[10.0] * 5 + [0.0, NAN],
            high=[NAN] * 6 + [10.0],
            outcome=[12.99, 13.0, 20.0, 30.0, 5.0, 7.0, 1.0],
        ),
        book,
    )
    assert result.score.tolist() == [1000, 900, 800, 700, 500, 1000, 1000]
    small = score(columns([Case.AT_LEAST], [1000], low=[0.5], outcome=[0.7]), book)
    assert small.score.tolist() == [900]


def test_a_row_near_a_boundary_is_decided_by_rationals_and_no_other() -> None:
    """0.1 + 0.2 in another unit: 3 ÷ 10 of a target of 0.3 is the target, though the floats differ."""
    result = score(
        columns(
            [Case.AT_LEAST] * 3,
            [1000, 1000, 333],
            low=[0.3, 0.3, 100.0],
            outcome=[3.0, 2.0, 50.0],
            factor_num=[1, 1, 1],
            factor_den=[10, 10, 1],
        ),
        BOOK,
    )
    assert result.score.tolist() == [1000, 667, 167]  # 333 × ½ = 166.5, half up
    assert result.exactly_decided.tolist() == [True, False, True]
    assert result.completion.tolist() == pytest.approx([1, 2 / 3, 0.5])


def test_equal_rows_near_a_boundary_are_decided_once_and_all_get_the_result() -> None:
    """Halves of points of 3.33 and 1.11, scattered: every row gets its own score, completion and flags."""
    points = [333, 111, 333, 111, 333]
    lows = [100.0, 100.0, 100.0, 10.0, 10.0]
    outcomes = [50.0, 50.0, 50.0, 13.0, 20.0]
    result = score(columns([Case.AT_LEAST] * 5, points, low=lows, outcome=outcomes), BOOK)
    assert result.score.tolist() == [167, 56, 167, 111, 333]
    assert result.over_achieved.tolist() == [False, False, False, True, True]
    assert result.target_too_low.tolist() == [False, False, False, False, True]


def test_the_bound_of_ranks_and_days_is_the_upper_one() -> None:
    result = score(
        columns(
            [Case.RANK, Case.RANK, Case.DEADLINE, Case.BEFORE, Case.AT_MOST],
            [1000] * 5,
            low=[1.0, 5.0, 10.0, 10.0, NAN],
            high=[4.0, NAN, 20.0, 20.0, 4.0],
            outcome=[5.0, 5.0, 20.0, 20.0, 5.0],
        ),
        BOOK,
    )
    assert result.score.tolist() == [800, 1000, 1000, 0, 800]


def test_a_share_belongs_to_levels() -> None:
    """Within its band, outside it, without one, and on a row that has a number."""
    result = score(
        columns(
            [Case.QUALITATIVE] * 3 + [Case.AT_LEAST],
            [1000] * 4,
            level=[1, 1, 1, 1],
            share=[0.75, 0.8, NAN, 0.75],
            low=[NAN, NAN, NAN, 5.0],
            outcome=[NAN, NAN, NAN, 5.0],
        ),
        BOOK,
    )
    assert result.score.tolist() == [750, 0, 700, 1000]
    assert result.pending.tolist() == result.share_outside_band.tolist() == [False, True, False, False]
    assert result.share_unused.tolist() == [False, False, False, True]
    assert keys(result) == ["score.qualitative", "score.qualitative", "policy.level-default", "score.at-least"]


DEDUCTIONS = [0, 1000, 1001, -1, 400, 500, 600, 300, 1, 1]


def test_deductions_within_what_the_book_allows(tmp_path: Path) -> None:
    """Of 10 points: all of them, a hundredth more, less than none; from 5 earned; left out, pending; a hundredth."""
    rows = columns(
        [*[Case.AT_LEAST] * 6, Case.NOT_APPLICABLE, Case.AT_LEAST, Case.NOT_APPLICABLE, Case.AT_LEAST],
        [1000] * 10,
        low=[10.0] * 10,
        outcome=[10, 10, 10, 10, 5, 4, 10, NAN, 10, 10],
        deduction=DEDUCTIONS,
    )
    result = score(rows, BOOK)
    assert result.score.tolist() == [1000, 0, 0, 0, 100, 0, 0, 0, 0, 999]
    assert result.deducted.tolist() == [False, True, False, False, True, True, False, False, False, True]
    assert result.deduction_refused.tolist() == [False, False, True, True, False, False, True, False, True, False]
    assert result.pending.tolist() == [False, False, True, True, False, False, False, True, False, False]
    half = local(tmp_path, 'provision = "policy.deduction"\nparams = { max_share = 0.5 }')
    assert np.flatnonzero(score(rows, half).deduction_refused).tolist() == [1, 2, 3, 6, 8]
    none = local(tmp_path, 'provision = "policy.deduction"\nuse = "deduction-refused"\nzh = "x"\nen = "x"')
    assert score(rows, none).deduction_refused.tolist() == [False, *[True] * 9]


def test_adjustments_within_what_the_book_allows(tmp_path: Path) -> None:
    """Of 10 points, 5 earned: up and down to the ends, a hundredth past them; left out, pending."""
    rows = columns(
        [*[Case.AT_LEAST] * 5, Case.NOT_APPLICABLE, Case.AT_LEAST, Case.NOT_APPLICABLE, Case.AT_LEAST, Case.AT_LEAST],
        [1000] * 10,
        low=[10.0] * 10,
        outcome=[5, 5, 5, 5, 5, 5, NAN, 5, 5, NAN],
        adjustment=[0, 500, 501, -500, -501, 100, 100, 1, 1, 0],
    )
    result = score(rows, BOOK)
    assert result.score.tolist() == [500, 1000, 0, 0, 0, 0, 0, 0, 501, 0]
    assert np.flatnonzero(result.adjusted).tolist() == [1, 3, 8]
    assert np.flatnonzero(result.adjustment_refused).tolist() == [2, 4, 5, 6, 7]
    assert np.flatnonzero(result.pending).tolist() == [2, 4, 6, 9]
    book = local(tmp_path, 'provision = "policy.adjustment"\nparams = { max_up = 0.5, max_down = 0.4999 }')
    assert np.flatnonzero(score(rows, book).adjustment_refused).tolist() == [2, 3, 4, 5, 6, 7]
    less = local(tmp_path, 'provision = "policy.adjustment"\nparams = { max_up = 0.4999, max_down = 0.5 }')
    assert np.flatnonzero(score(rows, less).adjustment_refused).tolist() == [1, 2, 4, 5, 6, 7]
    none = local(tmp_path, 'provision = "policy.adjustment"\nuse = "adjustment-refused"\nzh = "x"\nen = "x"')
    assert score(rows, none).adjustment_refused.tolist() == [False, *[True] * 8, False]


def test_a_chosen_provision_goes_before_the_general_one(tmp_path: Path) -> None:
    path = tmp_path / "local.toml"
    path.write_text(
        'id = "local"\nextends = "mof-2021-101"\n[score.hard]\ncase = "at-least"\nnames = ["培训"]\nuse = "direct"\n'
        'standing = "convention"\nreason = "x"\nzh = "x"\nen = "x"\n',
        encoding="utf-8",
    )
    book = load(str(path))
    result = score(
        columns(
            [Case.AT_LEAST, Case.ABOVE, Case.AT_LEAST],
            [1000] * 3,
            low=[10.0] * 3,
            outcome=[9.0] * 3,
            provision=[80, 80, -1],
            provision_keys=(*["score.at-most"] * 80, "score.hard"),
        ),
        book,
    )
    assert result.score.tolist() == [0, 0, 900]
    assert keys(result) == ["score.hard", "score.hard", "score.at-least"]


def test_a_level_may_have_a_provision_of_its_own(tmp_path: Path) -> None:
    """A named provision with other defaults: partly met earns 0.65, not 0.7."""
    bands = ", ".join(
        f'{{ level = "{level}", label = "x", from = {low}, to = {high}, default = {default} }}'
        for level, low, high, default in (("met", 0.8, 1, 1), ("partial", 0.6, 0.8, 0.65), ("missed", 0, 0.6, 0))
    )
    path = tmp_path / "local.toml"
    path.write_text(
        'id = "local"\nextends = "mof-2021-101"\n[score.own]\ncase = "qualitative"\nnames = ["制度"]\nuse = "levels"\n'
        f'params = {{ levels = [{bands}] }}\nstanding = "convention"\nreason = "x"\nzh = "x"\nen = "x"\n',
        encoding="utf-8",
    )
    rows = columns([Case.QUALITATIVE] * 2, [1000] * 2, level=[1, 1], provision=[0, -1], provision_keys=("score.own",))
    assert score(rows, load(str(path))).score.tolist() == [650, 700]
