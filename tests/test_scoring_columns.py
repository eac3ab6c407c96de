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
    nothing = score(columns([Case.AT_LEAST], [1000], low=[0.0], outcome=[5.0]), BOOK)
    assert not nothing.over_achieved.any()  # no multiple of a target of 0


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


DEDUCTIONS = [0, 1000, 1001, -1, 400, 500, 600, 300]


def test_deductions_within_what_the_book_allows(tmp_path: Path) -> None:
    """Of 10 points: all of them, a hundredth more, less than none; from 5 earned; left out, pending."""
    rows = columns(
        [*[Case.AT_LEAST] * 6, Case.NOT_APPLICABLE, Case.AT_LEAST],
        [1000] * 8,
        low=[10.0] * 8,
        outcome=[10, 10, 10, 10, 5, 4, 10, NAN],
        deduction=DEDUCTIONS,
    )
    result = score(rows, BOOK)
    assert result.score.tolist() == [1000, 0, 0, 0, 100, 0, 0, 0]
    assert result.deducted.tolist() == [False, True, False, False, True, True, False, False]
    assert result.deduction_refused.tolist() == [False, False, True, True, False, False, True, False]
    assert result.pending.tolist() == [False, False, True, True, False, False, False, True]
    half = local(tmp_path, 'provision = "policy.deduction"\nparams = { max_share = 0.5 }')
    assert score(rows, half).deduction_refused.tolist() == [False, True, True, True, False, False, True, False]
    none = local(tmp_path, 'provision = "policy.deduction"\nuse = "deduction-refused"\nzh = "x"\nen = "x"')
    assert score(rows, none).deduction_refused.tolist() == [False, *[True] * 7]


def test_adjustments_within_what_the_book_allows(tmp_path: Path) -> None:
    """Of 10 points, 5 earned: up and down to the ends, a hundredth past them; left out, pending."""
    rows = columns(
        [*[Case.AT_LEAST] * 5, Case.NOT_APPLICABLE, Case.AT_LEAST],
        [1000] * 7,
        low=[10.0] * 7,
        outcome=[5, 5, 5, 5, 5, 5, NAN],
        adjustment=[0, 500, 501, -500, -501, 100, 100],
    )
    result = score(rows, BOOK)
    assert result.score.tolist() == [500, 1000, 0, 0, 0, 0, 0]
    assert result.adjusted.tolist() == [False, True, False, True, False, False, False]
    assert result.adjustment_refused.tolist() == [False, False, True, False, True, True, True]
    assert result.pending.tolist() == [False, False, True, False, True, False, True]
    book = local(tmp_path, 'provision = "policy.adjustment"\nparams = { max_up = 0.5, max_down = 0.4999 }')
    assert score(rows, book).adjustment_refused.tolist() == [False, False, True, True, True, True, True]
    less = local(tmp_path, 'provision = "policy.adjustment"\nparams = { max_up = 0.4999, max_down = 0.5 }')
    assert score(rows, less).adjustment_refused.tolist() == [False, True, True, False, True, True, True]
    none = local(tmp_path, 'provision = "policy.adjustment"\nuse = "adjustment-refused"\nzh = "x"\nen = "x"')
    assert score(rows, none).adjustment_refused.tolist() == [False, *[True] * 6]


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
            provision=[0, 0, -1],
            provision_keys=("score.hard",),
        ),
        book,
    )
    assert result.score.tolist() == [0, 0, 900]
    assert keys(result) == ["score.hard", "score.hard", "score.at-least"]
