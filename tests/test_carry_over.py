"""Money carried over in the rate of execution, from the parts that a form prints, to the words of its derivation."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluator.auditing.run import audit

FORM = """项目名称,甲
,年初预算数,全年预算数,全年执行数,分值,执行率,得分
年度资金总额,100,{total},{executed},20,,
其中：当年财政拨款,100,100,80,,,
{carried},,20,15,,,
一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分
产出指标,数量指标,检查次数,≥10次,10次,50,50
效益指标,社会效益指标,合格率,≥95%,95%,30,30
"""


@pytest.mark.parametrize(
    ("carried", "total", "executed", "book", "rate"),
    [
        ("上年结转资金", "120", "95", "hubei", 7917),  # inside: 95 of 120
        ("上年结转资金", "100", "80", "hubei", 7917),  # beside: (80 + 15) of (100 + 20)
        ("上年结转资金", "100", "80", "mof-2021-101", 8000),  # as printed
        ("上年结转资金", "110", "88", "hubei", -1),  # 100 and 20 are neither 110 with it nor 110 without it
        ("其中：上年结转资金", "110", "88", "hubei", 8000),  # 其中: it is a part of the total
    ],
)
def test_what_is_carried_over_counts_where_the_book_says_so(
    tmp_path: Path, carried: str, total: str, executed: str, book: str, rate: int
) -> None:
    (tmp_path / "a.csv").write_text(FORM.format(carried=carried, total=total, executed=executed), encoding="utf-8")
    done = audit(tmp_path / "a.csv", rules=book)
    assert done.done.total_rows[0].rate == rate
    assert bool(done.done.total_rows[0].execution_pending) == (rate < 0)
