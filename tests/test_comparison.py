"""The demo under several rulebooks: which scores change, by hand, and by which provision."""

from importlib.resources import files

import pytest

from evaluator.comparison import changes_table, totals_table
from evaluator.pipeline import judge, take_in
from rules.loading import load


@pytest.fixture(scope="module")
def runs() -> list:
    demo = files("evaluator") / "demo"
    intake = take_in(str(demo / "ganzhou-2023.txt"), str(demo / "outcomes.csv"))
    return [judge(intake, load(book)) for book in ("mof-2021-101", "jiangxi", "linear-reverse")]


def test_jiangxi_bands_change_the_execution_score(runs: list) -> None:
    rows = {(row[0], row[1], row[2]): row[3:] for row in changes_table(runs, "en").rows}
    # 49.4 of 52 is 95 %: 9.50 in proportion, 7 in the band from 80 to below 100 %
    assert rows["教育考试考务经费", "execution", "mof-2021-101 → jiangxi"] == (
        "9.50/10.00 → 7.00/10.00",
        "execution.rate",
    )
    # 6.86 of 14 is 49 %: below 60 % earns nothing
    assert rows["招商引资工作经费", "execution", "mof-2021-101 → jiangxi"][0] == "4.90/10.00 → 0.00/10.00"
    # 100 % is 10 under both
    assert ("学前教育资助", "execution", "mof-2021-101 → jiangxi") not in rows


def test_linear_reverse_changes_the_one_ceiling_that_was_passed(runs: list) -> None:
    rows = [row for row in changes_table(runs, "en").rows if "linear-reverse" in str(row[2])]
    # 20 × (1 − (27.3 − 20) ÷ 20) = 12.70, against 20 × 20 ÷ 27.3 = 14.65
    assert [(row[1], row[3]) for row in rows] == [("教育督导成本", "14.65/20.00 → 12.70/20.00")]


def test_other_execution_points_name_the_set_of_points_behind_them() -> None:
    """A department form of Hubei: execution has 20 points; 87.21 % of them is 17.44."""
    demo = files("evaluator") / "demo"
    intake = take_in(str(demo / "ganzhou-2023.txt"), str(demo / "outcomes.csv"))
    runs = [judge(intake, load(book)) for book in ("mof-2021-101", "hubei-department")]
    row = next(row for row in changes_table(runs, "en").rows if row[1] == "execution")
    assert row[3:] == (
        "8.72/10.00 → 17.44/20.00",
        "execution.rate, points.general → execution.rate, points.department",
    )


def test_totals_stand_side_by_side(runs: list) -> None:
    table = totals_table(runs, "en")
    assert table.headers == ("form", "mof-2021-101", "jiangxi", "linear-reverse")
    row = next(row for row in table.rows if row[0] == "教育督导专项经费")
    assert row[1:] == ("87.75 良", "85.65 良", "85.80 良")
