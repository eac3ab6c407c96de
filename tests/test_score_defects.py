"""Every defect of targets and money that ``check`` calls a warning stands beside the scores as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from actuals.language.reading import read_outcome
from evaluator.checking import check_forms
from evaluator.evaluation import evaluate
from rules.loading import load
from targets.forms import read_forms
from targets.kinds.finding import Severity
from targets.language.expression import read_target

ROOT = Path(__file__).parent.parent
GIVEN = {
    "demo": (ROOT / "evaluator/demo/ganzhou-2023.txt", ROOT / "evaluator/demo/outcomes.csv"),
    "training": (ROOT / "examples/training/targets.md", ROOT / "examples/training/outcomes.csv"),
}


@pytest.mark.parametrize("name", GIVEN)
def test_what_check_warns_of_is_said_by_score(name: str) -> None:
    targets, actuals = GIVEN[name]
    read = read_forms(targets)
    checked = check_forms(read.forms, load("mof-2021-101"), read.findings)
    warned = {(f.name, f.at.row, f.at.table, f.line) for f in checked if f.severity is not Severity.NOTE}
    said = {(f.name, f.at.row, f.at.table, f.line) for f in evaluate(targets, actuals).notices}
    assert warned <= said
    assert name != "demo" or {"cost-above-budget", "unit-indicator-mismatch", "fund-parts-mismatch"} <= {
        one[0] for one in warned
    }


FORM = """项目支出绩效目标表

(2023 年度)

项目名称\t\t甲项目
主管部门及代码\t216-某局\t实施单位\t某局
项目资金 (万元)\t年度资金总额\t100
年度绩效目标
培训
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t培训人数\t≥100 人
"""
HEAD = "项目名称,资金名称,三级指标,实际完成值,年初预算数,全年预算数,全年执行数\n"


@pytest.mark.parametrize(
    ("executed", "wrong"), [(("95", "60", "35"), False), (("95", "60", "25"), True), (("95", "60", ""), False)]
)
def test_parts_of_the_money_that_was_handed_in_add_up(
    executed: tuple[str, str, str], wrong: bool, tmp_path: Path
) -> None:
    """The total of the execution, and two kinds of funds below it, all from the table of outcomes."""
    (tmp_path / "targets.txt").write_text(FORM, encoding="utf-8")
    funds = zip(("年度资金总额", "其中：当年财政拨款", "其他资金"), ("100", "60", "40"), executed, strict=True)
    money = "".join(f"甲项目,{fund},,,{full},{full},{done}\n" for fund, full, done in funds)
    (tmp_path / "actuals.csv").write_text(f"{HEAD}{money}甲项目,,培训人数,100人,,,\n", encoding="utf-8")
    run = evaluate(tmp_path / "targets.txt", tmp_path / "actuals.csv")
    found = [f for f in run.notices if f.name == "fund-parts-mismatch"]
    assert [(f.figures["total"], f.figures["sum"]) for f in found] == ([("95", "85")] if wrong else [])


SHARES = (
    *("满意度", "合格率", "覆盖率", "发放率", "登记率", "安装率", "落实率", "入库率", "开工率"),
    *("竣工率", "上座率", "失业率", "死亡率", "辍学率", "空置率", "及格率", "毕业率", "绿化率", "兑现率", "污水处理率"),
    *("供水保证率", "配备率", "到岗率", "应保尽保率", "参训率", "归档率", "更新率", "验收率", "投诉率", "故障率"),
)
MAY_PASS = ("任务完成率", "资金到位率", "收入增长率", "产能利用率", "床位周转率", "预算执行率", "抽检率")


@pytest.mark.parametrize("name", [*SHARES, *MAY_PASS])
def test_a_share_of_a_whole_cannot_pass_100_percent(name: str) -> None:
    outcome = read_outcome("105%", read_target("≥95%", indicator=name), indicator=name)
    assert outcome.has("percent-over-100") == (name in SHARES)
