"""Money in audits: amounts in two units are said once, and no rate is made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluator.auditing.run import audit

HEAD = "项目名称,甲\n年度资金总额,年初预算数,全年预算数,全年执行数,分值,执行率,得分\n"
ROWS = """一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分,偏差原因分析及改进措施
产出指标,数量指标,检查次数,≥10次,10次,50,50,
效益指标,社会效益指标,合格率,≥95%,95%,30,30,
满意度指标,满意度,满意度,≥90%,95%,10,10,
"""


@pytest.mark.parametrize(
    ("money", "names", "total"),
    [
        (",100,100,490000,10,,", {"money-unit-suspected"}, (9000, 10_000)),
        (",1000000,1000000,95,10,,", {"money-unit-suspected"}, (9000, 10_000)),
        (",100,100,120,10,,", {"execution-over-100"}, (10_000, 10_000)),
        (",100,1000,950,10,,", {"budget-jump"}, (9950, 9950)),
        (",100,100,95,10,,", set(), (9950, 9950)),
    ],
)
def test_amounts_in_two_units(tmp_path: Path, money: str, names: set[str], total: tuple[int, int]) -> None:
    (tmp_path / "a.csv").write_text(HEAD + money + "\n" + ROWS, encoding="utf-8")
    done = audit(tmp_path / "a.csv")
    found = {one.name for one in done.notices} & {"money-unit-suspected", "execution-over-100", "budget-jump"}
    row = done.done.total_rows[0]
    assert found == names and (row.total_low, row.total_high) == total


def test_a_form_of_which_nothing_applies_has_no_total(tmp_path: Path) -> None:
    rows = ROWS.replace(",10次,50,50,", ",不适用,50,,停办").replace(",95%,30,30,", ",不适用,30,,停办")
    rows = rows.replace(",95%,10,10,", ",不适用,10,,停办")
    (tmp_path / "a.csv").write_text(HEAD + ",100,100,95,10,95%,9.5\n" + rows, encoding="utf-8")
    done = audit(tmp_path / "a.csv")
    row = done.done.total_rows[0]
    assert "nothing-applies" in {one.name for one in done.notices}
    assert (row.total_low, row.total_high) == (950, 9950)
