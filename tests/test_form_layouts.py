"""The layouts of the official forms, one each: what a careful person reads in them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from targets.documents.grid import Cell, Grid
from targets.forms import ReadResult
from targets.layout.understanding import forms_of
from targets.model.form import Category, Form, FormKind

LEFT, UP = "<", "^"
"""In a table below: this place is covered by the cell to the left, or by the cell above."""


def grid(
    rows: Sequence[Sequence[str]], *before: str, index: int = 0, sheet: str | None = None, after: Sequence[str] = ()
) -> Grid:
    """A table with spans from rows of texts."""
    cells = []
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text in (LEFT, UP):
                continue
            across = 1
            while j + across < len(row) and row[j + across] == LEFT:
                across += 1
            down = 1
            while i + down < len(rows) and j < len(rows[i + down]) and rows[i + down][j] == UP:
                down += 1
            cells.append(Cell(i, j, text, down, across))
    return Grid(file="t.docx", index=index, cells=tuple(cells), before=before, sheet=sheet, after=tuple(after))


def only(*grids: Grid) -> Form:
    """The one form in some tables."""
    result = forms_of(grids, "t.docx")
    assert len(result.forms) == 1, result.forms
    return result.forms[0]


def names(form: Form) -> list[tuple[str, str, str, str]]:
    return [(row.level1, row.level2, row.name, row.target) for row in form.rows]


CENTRAL = [
    ["项目名称", LEFT, "教师培训费", LEFT, LEFT, LEFT, LEFT, LEFT, LEFT],
    ["主管部门", LEFT, "某区教育局", LEFT, LEFT, "实施单位", "某区教师进修学校", LEFT, LEFT],
    ["项目资金\n（万元）", LEFT, "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [UP, LEFT, "年度资金总额", "100", "110", "104.5", "10", "95%", "9.5"],
    [UP, LEFT, "其中：当年财政拨款", "100", "100", "94.5", "—", "", "—"],
    [UP, LEFT, "上年结转资金", "", "10", "10", "—", "", "—"],
    [UP, LEFT, "其他资金", "", "", "", "—", "", "—"],
    ["年度总体目标", "预期目标", LEFT, LEFT, LEFT, "实际完成情况", LEFT, LEFT, LEFT],
    [UP, "培训教师。", LEFT, LEFT, LEFT, "已培训。", LEFT, LEFT, LEFT],
    [
        "绩\n效\n指\n标",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ],
    [UP, "产出指标\n（50分）", "数量指标", "培训人数", "≥100人", "96人", "20", "19.2", "台风"],
    [UP, UP, "质 量 指 标", "合格率", "≥90%", "92%", "20", "20", ""],
    [UP, UP, "时效指标", "完成时间", "12月底前", "11月", "10", "10", ""],
    [UP, "效益指标\n（30分）", "社会效益\n指标", "教学水平", "提高", "提高", "30", "28", ""],
    [UP, "满意度指标\n（10分）", "服务对象\n满意度指标", "参训教师满意度", "≥90%", "95%", "10", "10", ""],
    ["总分", LEFT, LEFT, LEFT, LEFT, LEFT, "100", "96.7", ""],
]


def test_central_self_evaluation() -> None:
    form = only(grid(CENTRAL, "项目支出绩效自评表", "（2023年度）"))
    assert form.kind is FormKind.PROJECT_SELF_EVALUATION
    assert (form.year, form.project, form.department, form.implementer) == (
        2023,
        "教师培训费",
        "某区教育局",
        "某区教师进修学校",
    )
    assert form.execution == {
        "initial": "100", "full_year": "110", "executed": "104.5", "points": "10", "rate": "95%", "score": "9.5",
    }  # fmt: skip
    assert list(form.fund_rows) == ["其中：当年财政拨款", "上年结转资金", "其他资金"]
    assert form.fund_rows["上年结转资金"]["full_year"] == "10"
    assert form.fund_rows["上年结转资金"]["initial"] == ""
    assert (form.goal, form.goal_outcome) == ("培训教师。", "已培训。")
    assert names(form) == [
        ("产出指标", "数量指标", "培训人数", "≥100人"),
        ("产出指标", "质量指标", "合格率", "≥90%"),
        ("产出指标", "时效指标", "完成时间", "12月底前"),
        ("效益指标", "社会效益指标", "教学水平", "提高"),
        ("满意度指标", "服务对象满意度指标", "参训教师满意度", "≥90%"),
    ]
    assert form.category_points == {"产出指标": "50", "效益指标": "30", "满意度指标": "10"}
    first = form.rows[0]
    assert (first.actual, first.points, first.score, first.reason) == ("96人", "20", "19.2", "台风")
    assert first.at.row == 10
    assert (form.total_points, form.total_score) == ("100", "96.7")


def test_older_self_evaluation() -> None:
    form = only(
        grid(
            [
                ["项目名称", LEFT, "某项目", LEFT, LEFT, LEFT, LEFT, LEFT, LEFT],
                ["主管部门及代码", LEFT, "[101]某厅", LEFT, LEFT, "实施单位", LEFT, "某处", LEFT],
                ["项目资金（万元）", LEFT, "", "年初预算数(A)", "全年执行数(B)", LEFT, "分值", "执行率(B/A)", "得分"],
                [UP, LEFT, "年度资金总额：", "50", "50", LEFT, "20", "100%", "20"],
                [UP, LEFT, "其中：本年财政拨款", "50", "50", LEFT, "-", "", "-"],
                [UP, LEFT, "其他资金", "0", "0", LEFT, "-", "", "-"],
                ["年度总体目标", "年初设定目标", LEFT, LEFT, "年度总体目标完成情况综述", LEFT, LEFT, LEFT, LEFT],
                [UP, "目标1：建成", LEFT, LEFT, "已建成", LEFT, LEFT, LEFT, LEFT],
                ["年度绩效指标", "一级指标", "二级指标", "三级指标", "分值", "年度指标值(A)", "全年实际值(B)", "得分计算方法", "得分", "未完成原因分析"],  # noqa: E501
                [UP, "产出指标(50分)", "数量指标", "指标1：建设面积", "50", "≥266米", "266米", "完成得满分", "50", ""],
                [UP, UP, UP, "指标2：", "", "", "", "", "", ""],
                [UP, UP, UP, "……", "", "", "", "", "", ""],
                [UP, "效益指标(30分)", "社会效益指标", "受益人口", "30", "1万人", "1.2万人", "", "30", ""],
                ["总分", LEFT, LEFT, LEFT, "100", "", "", "", "100", ""],
                ["注：1.得分一档最高不能超过该指标分值上限。", *[LEFT] * 9],
            ],
            "项目支出绩效自评表（2018年度）",
        )
    )  # fmt: skip
    assert (form.year, form.department, form.department_code, form.implementer) == (2018, "某厅", "101", "某处")
    assert form.execution == {"initial": "50", "executed": "50", "points": "20", "rate": "100%", "score": "20"}
    assert form.goal == "目标1：建成"
    assert form.goal_outcome == "已建成"
    assert [(r.name, r.target, r.actual, r.points, r.score) for r in form.rows] == [
        ("指标1：建设面积", "≥266米", "266米", "50", "50"),
        ("受益人口", "1万人", "1.2万人", "30", "30"),
    ]
    assert form.rows[1].level1 == "效益指标"
    assert (form.total_points, form.total_score) == ("100", "100")
    assert form.remarks == ("注：1.得分一档最高不能超过该指标分值上限。",)


def test_sichuan_columns_for_comparator_value_and_unit() -> None:
    form = only(
        grid(
            [
                ["项目名称", LEFT, "某项目", LEFT, LEFT, LEFT, LEFT, LEFT, LEFT, LEFT],
                ["主管部门", LEFT, "某局", LEFT, LEFT, "实施单位", LEFT, "某所", LEFT, LEFT],
                ["预算执行情况（10分）", "年度预算数（万元）", "年初预算", "调整后预算数", "预算执行数", "预算执行率", LEFT, "权重", "得分", "原因"],  # noqa: E501
                [UP, "总额", "100", "90", "45", "50%", LEFT, "10", "5", "工程延期"],
                [UP, "其中：财政资金", "100", "90", "45", "50%", LEFT, "/", "/", ""],
                ["目标完成情况", "年度目标", LEFT, LEFT, LEFT, "完成情况", LEFT, LEFT, LEFT, LEFT],
                [UP, "修路", LEFT, LEFT, LEFT, "修了一半", LEFT, LEFT, LEFT, LEFT],
                ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "完成值", "权重", "得分", "未完成原因分析"],  # noqa: E501
                ["产出指标", "数量指标", "里程", "≥", "10", "公里", "5", "40", "20", "延期"],
                [UP, "质量指标", "验收", "定性", "优良中低差", "", "良", "20", "18", ""],
                ["效益指标", "社会效益指标", "受益", "＝", "100", "%", "100", "20", "20", ""],
                ["满意度指标", "满意度指标", "群众满意度", "≥", "90", "%", "95", "10", "10", ""],
                ["合计", LEFT, LEFT, LEFT, LEFT, LEFT, LEFT, "100", "73", ""],
                ["评价结论", "较好", *[LEFT] * 8],
                ["存在问题", "延期", *[LEFT] * 8],
                ["改进措施", "抓紧", *[LEFT] * 8],
                ["项目负责人：甲", LEFT, LEFT, "财务负责人：乙", *[LEFT] * 6],
            ],
            "2023年项目支出绩效自评表",
        )
    )  # fmt: skip
    assert form.execution == {
        "initial": "100", "full_year": "90", "executed": "45", "rate": "50%", "points": "10", "score": "5", "reason": "工程延期",  # noqa: E501
    }  # fmt: skip
    assert list(form.fund_rows) == ["其中：财政资金"]
    assert (form.goal, form.goal_outcome) == ("修路", "修了一半")
    first = form.rows[0]
    assert (first.symbol, first.target, first.unit, first.full_target) == ("≥", "10", "公里", "≥10公里")
    assert first.reading.low == 10
    assert first.reading.unit == "公里"
    assert form.rows[1].full_target == "优良中低差"
    assert form.rows[3].level2 == "满意度指标"
    assert form.rows[3].category is Category.SATISFACTION
    assert (form.total_points, form.total_score) == ("100", "73")
    assert form.remarks == ("评价结论：较好", "存在问题：延期", "改进措施：抓紧")
    assert not forms_of([grid(CENTRAL, "项目支出绩效自评表")], "t.docx").skipped


def test_review() -> None:
    form = only(
        grid(
            [
                ["项目名称", LEFT, "某项目", *[LEFT] * 10],
                ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "自评完成值", "自评得分", "复核完成值", "复核得分", "偏离度", "备注"],  # noqa: E501
                ["产出指标", "数量指标", "里程", "≥", "10", "公里", "40", "10", "40", "8", "32", "20%", "少两公里"],
            ],
            "项目支出绩效自评复核表（2023年度）",
        )
    )  # fmt: skip
    assert form.kind is FormKind.REVIEW
    row = form.rows[0]
    assert (row.actual, row.score, row.review_actual, row.review_score, row.points) == ("10", "40", "8", "32", "40")


def test_department_self_evaluation() -> None:
    form = only(
        grid(
            [
                ["部门名称", LEFT, "[105]某市水利局", LEFT, LEFT, LEFT, LEFT, LEFT],
                ["年度资金总额（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
                [UP, "年度资金总额", "1000", "1200", "1100", "10", "91.67%", "9.17"],
                [UP, "人员经费", "400", "400", "400", "", "", ""],
                [UP, "公用经费", "100", "100", "90", "", "", ""],
                [UP, "项目支出", "500", "700", "610", "", "", ""],
                ["年度总体目标", "预期目标", LEFT, LEFT, LEFT, "目标实际完成情况", LEFT, LEFT],
                [UP, "目标1：防汛", LEFT, LEFT, LEFT, "完成防汛", LEFT, LEFT],
                [UP, "目标2：供水", LEFT, LEFT, LEFT, "完成供水", LEFT, LEFT],
                ["一级指标", "二级指标", "三级指标", "年度指标值", "全年实际完成值", "分值", "得分", "原因分析"],
                ["产出指标", "数量指标", "水库", "3座", "3座", "50", "50", ""],
                ["效益指标", "经济效益指标", "减灾", "≥500万元", "600万元", "40", "40", ""],
                ["总分", LEFT, LEFT, LEFT, LEFT, "100", "99.17", ""],
            ],
            "部门整体支出绩效自评表",
            "（2022年度）",
        )
    )
    assert form.kind is FormKind.DEPARTMENT_SELF_EVALUATION
    assert (form.department, form.department_code, form.project, form.year) == ("某市水利局", "105", None, 2022)
    assert form.execution["full_year"] == "1200"
    assert form.fund_rows["公用经费"]["executed"] == "90"
    assert form.goal == "目标1：防汛\n目标2：供水"
    assert form.goal_outcome == "完成防汛\n完成供水"
    assert [r.name for r in form.rows] == ["水库", "减灾"]


def test_names_only_with_symbol_and_unit_columns() -> None:
    form = only(
        grid(
            [
                ["指标名称", "计算符号", "指标值", "实际完成值", "计量单位", "分值", "得分", "原因"],
                ["产出指标", *[LEFT] * 7],
                ["数量指标", *[LEFT] * 7],
                ["培训人数", "大于等于", "100", "120", "人", "50", "50", ""],
                ["效益指标", *[LEFT] * 7],
                ["社会效益指标", *[LEFT] * 7],
                ["覆盖率", "等于", "100", "100", "百分比", "40", "40", ""],
            ],
            "部门整体支出绩效自评表",
        )
    )
    assert names(form) == [
        ("产出指标", "数量指标", "培训人数", "100"),
        ("效益指标", "社会效益指标", "覆盖率", "100"),
    ]
    assert form.rows[0].reading.comparator.value == "ge"


def test_medium_term_goals_beside_annual_ones() -> None:
    result = forms_of(
        [
            grid(
                [
                    ["项目名称", LEFT, "某项目", LEFT, LEFT, LEFT, LEFT],
                    ["主管部门及代码", LEFT, "001-某部", LEFT, "实施单位", LEFT, "某院"],
                    ["项目资金（万元）", LEFT, "实施期资金总额", "300", "年度资金总额", LEFT, "100"],
                    [UP, LEFT, "其中：财政拨款", "200", "其中：财政拨款", LEFT, "80"],
                    [UP, LEFT, "其他资金", "100", "其他资金", LEFT, "20"],
                    ["总体目标", "实施期目标", LEFT, LEFT, "年度目标", LEFT, LEFT],
                    [UP, "三年建成", LEFT, LEFT, "今年开工", LEFT, LEFT],
                    ["一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
                    ["产出指标", "数量指标", "面积", "300亩", "数量指标", "面积", "100亩"],
                    ["效益指标", "社会效益指标", "就业", "30人", "社会效益指标", "就业", "10人"],
                ],
                "项目支出绩效目标申报表（2021年度）",
            )
        ],
        "t.docx",
    )
    (form,) = result.forms
    assert form.kind is FormKind.PROJECT_TARGETS
    assert names(form) == [("产出指标", "数量指标", "面积", "100亩"), ("效益指标", "社会效益指标", "就业", "10人")]
    assert (form.budget["total"], form.budget["fiscal"], form.budget["other"]) == ("100", "80", "20")
    assert form.goal == "今年开工"
    assert result.skipped  # the medium-term half is named as not used


def test_summary_of_many_projects() -> None:
    result: ReadResult = forms_of(
        [
            grid(
                [
                    ["序号", "项目", "年初预算数", "调整后预算数", "全年执行数", "执行率", "得分", "等级", "预警"],
                    ["1", "甲项目", "100", "90", "81", "90%", "92.5", "优", ""],
                    ["2", "乙项目", "50", "50", "10", "20%", "61", "中", "黄"],
                    ["合计", LEFT, "150", "140", "91", "65%", "", "", ""],
                ],
                "2023年度项目支出绩效自评汇总表",
                "单位：万元",
            )
        ],
        "t.docx",
    )
    assert result.forms == ()
    (summary,) = result.summaries
    assert summary.year == 2023
    assert list(summary.fund_rows) == ["甲项目", "乙项目"]
    assert summary.fund_rows["乙项目"]["grade"] == "中"
    assert summary.execution["full_year"] == "140"


def test_one_form_over_two_tables_with_the_heading_repeated() -> None:
    head, tail = (
        CENTRAL[:12],
        [CENTRAL[9], ["", "", "时效指标", "完成时间", "12月底前", "11月", "10", "10", ""], *CENTRAL[13:]],
    )
    result = forms_of([grid(head, "项目支出绩效自评表"), grid(tail, index=1)], "t.docx")
    (form,) = result.forms
    assert [(r.level1, r.level2) for r in form.rows] == [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("产出指标", "时效指标"),
        ("效益指标", "社会效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]
    assert form.total_score == "96.7"
    assert form.rows[2].at.table == 1


def test_one_form_over_two_tables_without_a_heading() -> None:
    result = forms_of([grid(CENTRAL[:12], "项目支出绩效自评表"), grid(CENTRAL[13:], index=1)], "t.docx")
    (form,) = result.forms
    assert [r.name for r in form.rows] == ["培训人数", "合格率", "教学水平", "参训教师满意度"]


def test_title_repeated_on_the_next_page() -> None:
    tail = grid(CENTRAL[13:], "项目支出绩效自评表（续）", index=1)
    (form,) = forms_of([grid(CENTRAL[:12], "项目支出绩效自评表"), tail], "t.docx").forms
    assert len(form.rows) == 4


def test_many_forms_on_one_sheet() -> None:
    blank = [[""] * 9]
    titled = [["项目支出绩效自评表", *[LEFT] * 8], ["（2023年度）", *[LEFT] * 8], *CENTRAL]
    second = [["项目名称", LEFT, "另一项目", *[LEFT] * 6], *CENTRAL[1:]]
    result = forms_of([grid([*titled, *blank, *second], sheet="自评")], "t.xlsx")
    assert [f.project for f in result.forms] == ["教师培训费", "另一项目"]
    assert [len(f.rows) for f in result.forms] == [5, 5]
    assert not result.skipped


@pytest.mark.parametrize(
    ("target", "actual", "points", "score", "reason"),
    [
        ("年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
        ("指标值", "全年实际值", "权重", "自评得分", "未完成原因分析"),
        ("目标值", "完成值", "分值权重", "自评得分", "原因分析"),
        ("预期指标值", "完成情况", "分值（权重）", "得分", "偏差原因"),
        ("年初目标值", "全年完成值", "指标分值", "自评分", "未完成原因和改进措施"),
        ("年度目标值（A）", "全年实际值（B）", "分值（100分）", "得分（100分）", "偏差原因分析"),
        ("绩效目标值", "实际完成情况", "权重（%）", "评价得分", "备注（未完成原因）"),
        ("计划指标值", "指标完成情况", "标准分", "实际得分", "偏差分析及改进措施"),
        ("预 期 指 标 值", "实 际 完 成 值", "分　值", "得　分", "偏差原因分析\n及改进措施"),
        ("年度绩效目标值", "年度完成值", "分 值", "得分", "未完成原因分析与改进措施"),
    ],
)
def test_wordings_of_headings(target: str, actual: str, points: str, score: str, reason: str) -> None:
    form = only(
        grid(
            [
                ["项目名称", LEFT, "甲", *[LEFT] * 5],
                ["一级\n指标", "二级\n指标", "三 级 指 标", target, actual, points, score, reason],
                ["产出", "数量", "人数", "≥5人", "6人", "90", "90", "无"],
            ],
            "项目绩效自评表",
        )
    )
    row = form.rows[0]
    assert (row.target, row.actual, row.points, row.score, row.reason) == ("≥5人", "6人", "90", "90", "无")
    assert (row.level1, row.level2, row.category) == ("产出", "数量", Category.OUTPUT)


def test_heading_of_two_rows() -> None:
    form = only(
        grid(
            [
                ["项目名称", LEFT, "甲", LEFT, LEFT, LEFT, LEFT],
                ["一级指标", "二级指标", "三级指标", "绩效指标值", LEFT, LEFT, "分值"],
                [UP, UP, UP, "符号", "值", "单位", UP],
                ["产出指标", "数量指标", "人数", "≥", "5", "人", "90"],
            ],
            "项目绩效目标表",
        )
    )
    assert form.rows[0].full_target == "≥5人"
    assert form.rows[0].points == "90"
    assert form.kind is FormKind.PROJECT_TARGETS


def test_wide_target_heading_over_three_cells() -> None:
    form = only(
        grid(
            [
                ["项目名称", LEFT, "甲", LEFT, LEFT, LEFT],
                ["一级指标", "二级指标", "三级指标", "指标值", LEFT, LEFT],
                ["产出指标", "数量指标", "人数", "≥", "5", "人"],
            ],
            "项目绩效目标表",
        )
    )
    assert form.rows[0].target == "≥5人"


def test_points_of_each_level_in_columns() -> None:
    form = only(
        grid(
            [
                ["部门名称", LEFT, "某局", *[LEFT] * 6],
                ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "年度指标值", "实际完成值", "得分"],
                ["产出指标", "60", "数量指标", "30", "水库", "10", "3座", "3座", "10"],
                [UP, UP, UP, UP, "堤防", "20", "5公里", "5公里", "20"],
            ],
            "部门整体绩效自评表",
        )
    )
    assert [(r.points, r.score) for r in form.rows] == [("10", "10"), ("20", "20")]
    assert form.category_points == {"产出指标": "60", "产出指标/数量指标": "30"}


def test_custom_level_names_are_kept() -> None:
    form = only(
        grid(
            [
                ["部门名称", LEFT, "某局", LEFT, LEFT],
                ["一级指标", "二级指标", "三级指标", "目标值", "分值"],
                ["履职效能", "重点工作", "防汛演练", "≥2次", "50"],
                [UP, "日常工作", "巡查", "每周1次", "50"],
            ],
            "部门整体支出绩效目标表",
        )
    )
    result = forms_of([], "x")
    assert result.forms == ()
    assert names(form) == [("履职效能", "重点工作", "防汛演练", "≥2次"), ("履职效能", "日常工作", "巡查", "每周1次")]
    assert form.rows[0].category is Category.OTHER


def test_money_of_tasks_is_not_the_money_of_the_department() -> None:
    """The tasks of a department stand with budgets of their own; the execution is that of the whole, below them."""
    rows = [
        ["部门整体支出绩效自评表", "<", "<", "<", "<", "<"],
        ["部门名称", "甲市档案馆", "<", "<", "<", "<"],
        ["年度主要任务完成情况", "任务名称", "主要内容", "<", "预算数（万元）", "执行数（万元）"],
        ["^", "数字化", "加工馆藏", "<", "180", "180"],
        ["^", "安全保管", "监测温湿度", "<", "20", "19"],
        ["部门整体支出（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"],
        ["^", "950", "980", "968.24", "10", "9.88"],
        ["一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "加工页数", "≥200万页", "215万页", "60", "60"],
        ["效益指标", "接待人次", "≥5000人次", "5230人次", "30", "30"],
    ]
    form = forms_of([grid(rows)], "t").forms[0]
    assert (form.execution["full_year"], form.execution["executed"]) == ("980", "968.24")
    assert [row.name for row in form.rows] == ["加工页数", "接待人次"]
