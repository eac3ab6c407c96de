"""A thousand times the budget is another unit: the execution score is pending, nothing overflows."""

import numpy as np

from rules.execution import execution
from rules.loading import load


def test_absurd_amounts_are_pending() -> None:
    spent = np.array([1e14, 100.0, 999 * 50.0, 1000 * 50.0])
    budget = np.array([1e-4, 100.0, 50.0, 50.0])
    found = execution(budget, budget, spent, np.full(4, 1000), load("mof-2021-101"))
    assert found.pending.tolist() == [True, False, False, True]
    assert found.rate.tolist() == [-1, 10_000, 9_990_000, -1]
    assert found.score.tolist() == [0, 1000, 1000, 0]
