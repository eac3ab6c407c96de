"""Before a form is accused: what the audit holds against each sort of form, and which other reading of it is tried."""

from __future__ import annotations

from collections.abc import Sequence

from formgrammar import cells_of

from evaluator.auditing.run import Audit, audit_forms
from rules.loading import load
from targets.documents.grid import Grid
from targets.kinds.finding import Severity
from targets.layout.understanding import forms_of


def audited(rows: Sequence[str], *before: str) -> Audit:
    grid = Grid(file="t", index=0, cells=cells_of([row.split("|") for row in rows]), before=before)
    return audit_forms(forms_of([grid], "t"), load("mof-2020-10"))


def said(done: Audit) -> list[tuple[str, str | None]]:
    return [(one.name, one.indicator) for one in done.notices if one.severity is not Severity.NOTE]


SHEET = (
    "一级指标|二级指标|三级指标|分值|评分标准|得分|扣分原因",
    "过程|资金管理|资金到位率|20|到位率100%得20分|20|",
    "^|^|预算执行率|20|按执行率计分|{first}|",
    "产出|产出数量|监测断面数|60|完成率100%得60分|60|",
    "合计|<|<|100||{total}|",
)


def sheet(first: str, total: str) -> Audit:
    rows = [row.format(first=first, total=total) for row in SHEET]
    return audited(rows, "2023年度项目支出绩效评价指标评分表")


def test_of_an_evaluation_sheet_only_points_and_sums_are_checked() -> None:
    assert said(sheet("19", "99")) == []  # no targets, no outcomes, a deduction without a reason: rules in words
    assert said(sheet("19", "98")) == [("total-differs", None)]
    assert said(sheet("21", "101")) == [("score-above-points", "预算执行率")]


FORM = (
    "项目名称|桥梁养护|<|<|<|<|<|<",
    "全年预算数|50|全年执行数|49|执行率|98%|执行率得分|{score}",
    "一级指标|二级指标|三级指标|指标值|完成值|分值|得分|原因",
    "产出指标|数量指标|养护桥梁|≥12座|12座|60|60|",
    "满意度指标|满意度指标|群众满意度|≥90%|95%|30|30|",
    "总分|<|<|<|<|100|{total}|",
)


def test_points_of_execution_that_are_not_printed_follow_from_those_of_the_rows() -> None:
    def money(score: str, total: str) -> Audit:
        return audited([row.format(score=score, total=total) for row in FORM], "2023年度项目支出绩效自评表")

    assert said(money("9.8", "99.8")) == []
    assert said(money("8.3", "98.3")) == [("execution-score-differs", None)]


def test_an_execution_rate_among_the_indicators_needs_a_reason_only_where_it_is_low() -> None:
    def row(rate: str, score: str, total: str) -> Audit:
        rows = [
            "一级指标|二级指标|三级指标|指标值|完成值|分值|得分|原因",
            f"投入指标|预算管理|预算执行率|100%|{rate}|10|{score}|",
            "产出指标|数量指标|养护桥梁|≥12座|12座|60|60|",
            "满意度指标|满意度指标|群众满意度|≥90%|95%|30|30|",
            f"总分|<|<|<|<|100|{total}|",
        ]
        return audited(rows, "2023年度项目支出绩效自评表")

    assert said(row("98%", "9.8", "99.8")) == []
    assert said(row("85%", "8.5", "98.5")) == [("deduction-unexplained", "预算执行率")]


SCORED = (
    "项目名称|桥梁养护|<|<|<|<",
    "一级指标|三级指标|指标值|完成值|分值|得分",
)
TOTAL = "合计|<|<|<|100|{total}"


def test_another_reading_of_the_same_cells_is_taken_where_the_form_then_agrees_with_itself() -> None:
    merged = ("产出指标|巡查次数|≥10次|10次|30|30", "^|走访次数|≥10次|11次|^|^", "效益指标|受益人数|≥100人|90人|40|36")
    done = audited([*SCORED, *merged, TOTAL.format(total="96")], "2023年度项目支出绩效自评表")
    assert [(row.points, row.score) for row in done.forms[0].rows] == [("30", "30"), ("30", "30"), ("40", "36")]
    assert [one.figures["how"] for one in done.notices if one.name == "reading-by-sums"] == [
        "合并单元格中的数按每一行计"
    ]
    assert said(done) == []

    labelled = (
        "产出指标(60分)|巡查（30分）|≥10次|10次|60|30",
        "^|走访（30分）|≥10次|11次|60|30",
        "效益指标(40分)|受益人数(40分)|≥100人|90人|40|36",
    )
    done = audited([*SCORED, *labelled, TOTAL.format(total="96")], "2023年度项目支出绩效自评表")
    assert [row.points for row in done.forms[0].rows] == ["30", "30", "40"]
    assert said(done) == []


def test_where_no_reading_fits_the_form_is_as_it_is() -> None:
    merged = ("产出指标|巡查次数|≥10次|10次|30|30", "^|走访次数|≥10次|11次|^|^", "效益指标|受益人数|≥100人|90人|40|36")
    done = audited([*SCORED, *merged, TOTAL.format(total="95")], "2023年度项目支出绩效自评表")
    assert [row.points for row in done.forms[0].rows] == ["30", "", "40"]
    assert not any(one.name == "reading-by-sums" for one in done.notices)

    plain = ("产出指标|巡查次数|≥10次|10次|60|62", "效益指标|受益人数|≥100人|90人|40|36")
    done = audited([*SCORED, *plain, TOTAL.format(total="98")], "2023年度项目支出绩效自评表")
    assert said(done) == [("score-above-points", "巡查次数")]


def test_rows_of_processes_without_a_target_are_scored_by_rules_in_words() -> None:
    def form(process: str, outcome: str) -> Audit:
        rows = [
            "一级指标|二级指标|三级指标|指标值|完成值|分值|得分|原因",
            f"项目管理|财务管理|财务制度|{process}|制度健全，执行严格|40|39|",
            f"产出指标|数量指标|养护桥梁|{outcome}|12座|60|60|",
            "总分|<|<|<|<|100|99|",
        ]
        return audited(rows, "2023年度项目支出绩效自评表")

    assert said(form("—", "≥12座")) == []
    assert ("score-without-target", "养护桥梁") in said(form("—", ""))


def test_parts_of_a_total_are_those_that_come_nearest_to_it() -> None:
    rows = [
        "项目名称|就业补助|<|<",
        "资金投入情况（万元）|全年预算数|全年执行数|执行率",
        "年度资金总额|100|100|100%",
        "其中：中央资金|40|40|100%",
        "自治区资金|30|30|100%",
        "其他资金|{other}|30|100%",
        "一级指标|三级指标|指标值|实际完成值",
        "产出指标|培训人数|≥900人|930人",
    ]

    def sums(other: str) -> list[str]:
        done = audited([row.format(other=other) for row in rows], "转移支付绩效自评表")
        return [one.figures["parts"] for one in done.notices if one.name == "fund-parts-mismatch"]

    assert sums("30") == []
    assert ["40" in parts and "30" in parts for parts in sums("25")] == [True]
