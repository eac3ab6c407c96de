"""Hundredths and grades of tables against fractions, on all ties and band edges of a generated sample.

At least A: p where B ≥ A, else p × B ÷ A, rounded half up to hundredths; a total of 90.00 is 优, 89.99 is not.
"""

import itertools
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from evaluator.bulk.scoring import score_tables


def half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def test_every_hundredth_is_that_of_fractions() -> None:
    points = [Fraction(p, 100) for p in (625, 1250, 333, 1000, 1, 750)]
    bounds = [Fraction(a) for a in (3, 8, 16, 100, 200, 800)]
    stated = [
        Fraction(b, 100)
        for b in (0, 1, 8, 50, 99, 100, 233, 299, 300, 301, 799, 700, 1100, 1599, 1600, 5050, 6700, 9999, 79999)
    ]
    lines = list(itertools.product(points, bounds, stated))
    expected = [half_up(100 * p * min(b / a, Fraction(1))) for p, a, b in lines]
    ties = sum((200 * p * b / a).denominator == 1 and (200 * p * b / a).numerator % 2 for p, a, b in lines if b < a)
    assert ties > 20, "the sample is to hold ties"
    keys = {"form": 1, "id": range(len(lines))}
    targets = pd.DataFrame({**keys, "indicator": "培训人次", "level1": "产出指标"}).assign(
        target=[f"≥{a}人次" for _, a, _ in lines], points=[float(p) for p, _, _ in lines]
    )
    actuals = pd.DataFrame({**keys, "outcome": [f"{float(b):.2f}人次" for *_, b in lines]})
    run = score_tables(targets, actuals)
    found = [int(value * 100) for value in run.table("indicators").column("score").to_pylist()]
    assert found == expected


@pytest.mark.parametrize("total", [Fraction(n, 1000) for n in (59994, 59995, 79994, 79995, 89994, 89995)])
def test_grades_are_cut_on_hundredths(total: Fraction) -> None:
    """One indicator of 90 points and full execution: totals a thousandth either side of where they round to a cut."""
    outcome = Decimal(((total - 10) * 1000).numerator)  # of 90000, so that the score is total − 10 before rounding
    targets = pd.DataFrame(
        [{"form": 1, "id": 1, "indicator": "培训人次", "target": "≥90000人次", "level1": "产出指标", "points": 90.0}]
    )
    actuals = pd.DataFrame([{"form": 1, "id": 1, "outcome": f"{outcome}人次"}])
    budgets = pd.DataFrame([{"form": 1, "department": "甲", "project": "一", "full_year": 5.0, "executed": 5.0}])
    run = score_tables(targets, actuals, budgets)
    hundredths = half_up(100 * total)
    assert int(run.table("forms").column("total_low").to_pylist()[0] * 100) == hundredths
    wanted = "优" if hundredths >= 9000 else "良" if hundredths >= 8000 else "中" if hundredths >= 6000 else "差"
    assert run.table("forms").column("grade").to_pylist() == [wanted]
    assert run.departments["grade"].tolist() == [wanted]
