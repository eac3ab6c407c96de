"""Layouts as departments vary them: what a careful person reads in each. All figures are invented."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from targets.checks.money import fund_findings
from targets.documents.grid import Cell, Grid
from targets.layout.understanding import forms_of
from targets.model.form import Category, Form, FormKind


def table(rows: Sequence[str], *before: str, index: int = 0, sheet: str | None = None) -> Grid:
    """A table written as lines of cells between bars: ``<`` belongs to the cell on the left, ``^`` to the one above."""
    texts = [[cell.strip(" ") for cell in row.split("|")] for row in rows]
    cells = []
    for i, row in enumerate(texts):
        for j, text in enumerate(row):
            if text in ("<", "^"):
                continue
            across = down = 1
            while j + across < len(row) and row[j + across] == "<":
                across += 1
            while i + down < len(texts) and j < len(texts[i + down]) and texts[i + down][j] == "^":
                down += 1
            cells.append(Cell(i, j, text, down, across))
    return Grid(file="t.xlsx", index=index, cells=tuple(cells), before=before, sheet=sheet)


def only(grid: Grid) -> Form:
    (form,) = forms_of([grid], "t.xlsx").forms
    return form


def lines(form: Form) -> list[tuple[str, str, str, str]]:
    return [(row.level1, row.level2, row.name, row.full_target) for row in form.rows]


def filled(form: Form) -> list[tuple[str | None, str | None, str | None]]:
    return [(row.actual, row.points, row.score) for row in form.rows]


def test_spaced_out_labels_and_full_width_signs() -> None:
    form = only(
        table(
            [
                "项 目 名 称|<|农村公路养护|<|<|主 管 部 门|县交通局|<",
                "实 施 单 位|<|县公路中心|<|<|联 系 电 话|0000|<",
                "项目资金（万元）|<|\u3000|年初预算数（Ａ）|全年预算数（Ｂ）|全年执行数（Ｃ）|执行率（Ｃ／Ｂ）|得　分",
                "^|<|年度资金总额|１００|１２０|９０|７５％|７．５",
                "^|<|其中：财政拨款|100|120|90||",
                "^|<|　其他资金|||||",
                "年 度 目 标|养护公路100公里。|<|<|<|<|<|<",
                "一 级 指 标|二 级 指 标|三 级 指 标|年 度 指 标 值|实 际 完 成 值|分　值|得　分|未完成原因及改进措施",
                "产 出 指 标（50分）|数 量 指 标|养护里程|≥１００公里|105公里|20|20|",
                "^|质 量 指 标|合格率|＝１００％|98％|15|14.7|个别路段",
                "满意度指标（10分）|群众满意度|沿线群众满意度|≥９０％|93％|10|10|",
                "总　　　分|<|<|<|<|100|95.2|",
                "填表人：张三|<|<|联系电话：000|<|<|填表日期：2024年1月5日|<",
            ],
            "附件2",
            "项目支出绩效自评表",
            "（ 2 0 2 3 年 度 ）",
        )
    )
    assert (form.year, form.project, form.department, form.implementer) == (
        2023,
        "农村公路养护",
        "县交通局",
        "县公路中心",
    )
    assert (form.execution["executed"], form.execution["score"]) == ("９０", "７．５")
    assert list(form.fund_rows) == ["其中：财政拨款", "其他资金"]
    assert set(form.fund_rows["其他资金"].values()) == {""}
    assert lines(form)[1] == ("产出指标", "质量指标", "合格率", "＝１００％")
    assert (form.rows[1].reading.low, form.rows[0].reading.unit) == (100, "公里")
    assert form.category_points == {"产出指标": "50", "满意度指标": "10"}
    assert (form.total_points, form.total_score) == ("100", "95.2")


def test_outcomes_with_their_unit_in_a_column() -> None:
    form = only(
        table(
            [
                "项目名称|<|<|甲|<|<|<|<|<|<",
                "一级指标|二级指标|三级指标|年度指标值|<|<|全年实际值|<|分值|自评得分",
                "^|^|^|符号|值|单位（文字描述）|值|单位|^|^",
                "产出指标|数量指标|培训期数|≥|4|期|5|期|25|25",
                "^|质量指标|合格率|≥|95|%|97|%|25|25",
                "效益指标|社会效益指标|影响|定性|提升||提升||30|30",
            ],
            "2023年度项目支出绩效自评表",
        )
    )
    assert [line[3] for line in lines(form)] == ["≥4期", "≥95%", "提升"]
    assert filled(form) == [("5期", "25", "25"), ("97%", "25", "25"), ("提升", "30", "30")]


def test_tasks_are_no_goals_and_their_money_is_no_budget() -> None:
    result = forms_of(
        [
            table(
                [
                    "部门（单位）名称|<|某市财政局|<|<|<|<|<",
                    "年度总体目标|目标1：保障运转。|<|<|<|<|<|<",
                    "年度主要任务|任务名称|主要内容|<|预算金额（万元）|<|<|<",
                    "^|日常运转|工资发放|<|100|100|0|",
                    "^|金额合计|<|<|100|100|0|",
                    "年度绩效指标|一级指标|二级指标|三级指标|<|绩效指标性质|绩效指标值|绩效度量单位",
                    "^|产出指标|数量指标|工资发放人数|<|≥|50|人",
                    "^|效益指标|社会效益指标|保障运转|<|定性|良好|",
                ],
                "部门整体支出绩效目标申报表",
                "（2023年度）",
            )
        ],
        "t.xlsx",
    )
    (form,) = result.forms
    assert (form.kind, form.department) == (FormKind.DEPARTMENT_TARGETS, "某市财政局")
    assert form.goal == "目标1：保障运转。"
    assert form.budget == {}
    assert lines(form)[0] == ("产出指标", "数量指标", "工资发放人数", "≥50人")
    assert len(result.skipped) == 3  # the three rows of tasks


def test_a_column_of_unknown_heading_is_named() -> None:
    result = forms_of(
        [
            table(
                [
                    "项目名称|甲|<|<|<",
                    "一级指标|二级指标|三级指标|指标值|分管领导意见",
                    "产出指标|数量指标|人数|≥5人|同意",
                ],
                "项目支出绩效目标表",
            )
        ],
        "t.xlsx",
    )
    assert [one.text for one in result.skipped] == ["分管领导意见"]


LEFT_FORM = [
    "项目名称|甲|<|<",
    "一级指标|二级指标|三级指标|指标值",
    "产出指标|数量指标|人数|≥5人",
    "效益指标|社会效益指标|水平|提高",
]
RIGHT_FORM = ["项目名称|丙|<|<", "一级指标|二级指标|三级指标|指标值", "产出指标|质量指标|合格率|≥9%", "|||"]


@pytest.mark.parametrize("between", ["||", "|"])
@pytest.mark.parametrize("title", [[], ["项目支出绩效目标表|<|<|<|<|<|<|<"]])
def test_forms_beside_each_other(between: str, title: list[str]) -> None:
    rows = [f"{left}{between}{right}" for left, right in zip(LEFT_FORM, RIGHT_FORM, strict=True)]
    result = forms_of([table([*title, *rows], sheet="目标")], "t.xlsx")
    assert [form.project for form in result.forms] == ["甲", "丙"]
    assert lines(result.forms[0]) == [
        ("产出指标", "数量指标", "人数", "≥5人"),
        ("效益指标", "社会效益指标", "水平", "提高"),
    ]
    assert lines(result.forms[1]) == [("产出指标", "质量指标", "合格率", "≥9%")]
    assert result.forms[1].rows[0].at.row == 2 + len(title)
    assert not result.skipped


def test_weights_before_the_target_and_a_project_of_the_budget() -> None:
    form = only(
        table(
            [
                "单位名称|某中心|<|<|<|<|<|<",
                "预算项目名称|信息化|<|<|<|<|<|<",
                "预算情况（元）|年初预算数|1000000|<|调整预算数|900000|实际支出数|850000",
                "绩效目标|建设系统|<|<|<|<|<|<",
                "序号|指标类别|指标类型|指标名称|权重|目标值|完成值|得分",
                "1|产出|数量|系统数|30|1套|1套|30",
                "2|效益|社会效益|效率|60|提升|提升|60",
                "合计||||90|||90",
            ],
            "项目绩效自评表",
            "2022年",
        )
    )
    assert (form.kind, form.project, form.implementer) == (FormKind.PROJECT_SELF_EVALUATION, "信息化", "某中心")
    assert (form.money_unit, form.execution) == (
        "元",
        {"initial": "1000000", "full_year": "900000", "executed": "850000"},
    )
    assert filled(form) == [("1套", "30", "30"), ("提升", "60", "60")]
    assert (form.total_points, form.total_score) == ("90", "90")


def test_levels_as_numbered_rows_of_their_own() -> None:
    form = only(
        table(
            [
                "项目名称|甲|<|<|<|<",
                "指标名称|指标值|实际完成值|分值|得分|备注",
                "一、产出指标（50分）|<|<|<|<|<",
                "（一）数量指标|<|<|<|<|<",
                "1.培训人数|≥100人|100人|30|30|",
                "（二）质量指标|<|<|<|<|<",
                "2.合格率|≥90%|91%|20|20|",
                "小计|||50|50|",
                "二、效益指标（40分）|<|<|<|<|<",
                "（一）社会效益指标|<|<|<|<|<",
                "3.影响|提升|提升|40|40|",
                "合计|||90|90|",
            ],
            "项目支出绩效自评表（2023年度）",
        )
    )
    assert [(row.name, row.category) for row in form.rows] == [
        ("1.培训人数", Category.OUTPUT),
        ("2.合格率", Category.OUTPUT),
        ("3.影响", Category.EFFECT),
    ]
    assert [row.level2 for row in form.rows] == ["(一)数量指标", "(二)质量指标", "(一)社会效益指标"]
    assert (form.total_points, form.total_score) == ("90", "90")


@pytest.mark.parametrize(
    ("label", "row", "wanted"),
    [
        ("自评总分", "|100|99.5|", ("100", "99.5")),
        ("总分", "|100||", ("100", None)),
        ("总得分", "|99.5||", (None, "99.5")),
        ("合计", "|100|99.5|", ("100", "99.5")),
    ],
)
def test_rows_of_the_total(label: str, row: str, wanted: tuple[str | None, str | None]) -> None:
    form = only(
        table(
            [
                "部门名称|某局|<|<|<|<|<",
                "一级指标|二级指标|三级指标|年度指标值|分值|得分|偏差原因分析",
                "产出指标|数量指标|学校数|≥10所|100|99.5|",
                f"{label}|<|<|<{row}",
            ],
            "2022年度部门整体支出绩效自评表",
        )
    )
    assert (form.total_points, form.total_score or None) == wanted


def test_notes_under_a_summary_are_no_projects() -> None:
    result = forms_of(
        [
            table(
                [
                    "序号|项目名称|年初预算数|调整后预算数|全年执行数|执行率|得分|等级",
                    "1|甲|100|90|81|90%|92.5|优",
                    "2|乙|50|50|10|20%|61|中",
                    "合计|<|150|140|91|65%||",
                    "注：1.得分90分以上为优。2.执行率=执行数/预算数。|<|<|<|<|<|<|<",
                    "填报人：李四|||联系电话：123456||||",
                ],
                "2023年度项目支出绩效自评汇总表",
            )
        ],
        "t.xlsx",
    )
    (summary,) = result.summaries
    assert list(summary.fund_rows) == ["甲", "乙"]
    assert summary.execution["full_year"] == "140"
    assert summary.remarks[0].startswith("注：")


def test_findings_about_money_stand_at_the_money() -> None:
    form = only(
        table(
            [
                "项目名称|<|甲|<|<|<|<|<",
                "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
                "^|年度资金总额|100|100|90|10|90%|9",
                "^|其中：财政拨款|60|60|50|||",
                "^|其他资金|30|30|40|||",
                "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|原因",
                "产出指标|数量指标|人数|5人|5人|90|90|",
            ],
            "项目支出绩效自评表",
        )
    )
    assert [form.money_place(line).row for line in ("execution", "其他资金", "unknown")] == [2, 4, 0]
    found = list(fund_findings(form))
    assert [(one.name, one.at.row) for one in found] == [("fund-parts-mismatch", 2), ("fund-parts-mismatch", 2)]


@pytest.mark.parametrize("term", ["实施期", "项目实施期", "中长期", "规划期"])
def test_a_target_of_the_whole_term_below_one_heading_with_that_of_the_year(term: str) -> None:
    form = only(
        table(
            [
                "项目名称|林区防火|<|<|<|<|<|<",
                "一级指标|二级指标|三级指标|目标值|<|年度实际完成值|分值|得分",
                f"^|^|^|{term}|本年度|^|^|^",
                "产出指标|数量指标|储备灭火机|≥480台|≥160台|165台|50|50",
                "^|质量指标|合格率|=100%|=100%|100%|40|40",
            ]
        )
    )
    assert [row.target for row in form.rows] == ["≥160台", "=100%"]
    assert filled(form) == [("165台", "50", "50"), ("100%", "40", "40")]


@pytest.mark.parametrize("label", ["财政拨款", "一般公共预算", "其中：财政拨款"])
def test_the_only_line_of_funds_is_the_whole(label: str) -> None:
    rows = [
        "项目名称|植保|<|主管部门|县农业局|<|<",
        "资金总额|年初预算数|全年预算数|全年执行数|执行率|分值|得分",
        f"{label}|45|45|44.55|99%|10|9.9",
        "一级指标|二级指标|三级指标|指标值|实际完成值|分值|得分",
        "产出指标|数量指标|防治面积|≥12万亩|12.9万亩|90|90",
    ]
    execution = only(table(rows)).execution
    assert [execution[role] for role in ("full_year", "executed", "points", "score")] == ["45", "44.55", "10", "9.9"]
    two = [*rows[:3], "其他资金|10|10|10|100%||", *rows[3:]]
    assert only(table(two)).execution.get("executed") != "44.55", "one kind of two is not the whole"
