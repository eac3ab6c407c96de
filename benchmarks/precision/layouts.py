"""Self-evaluations as cells with spans, in the official layouts, for any file format."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from precision.content import Row
from precision.forms import Made


@dataclass(frozen=True)
class C:
    """A cell: text, columns, rows."""

    text: str
    wide: int = 1
    high: int = 1


Line = list[C]


def amount(form: Made, value: Decimal) -> str:
    """Money as this office prints it."""
    return f"{value:,.2f}" if form.thousands else format(value.normalize(), "f") if value else "0"


def points(form: Made, value: Decimal) -> str:
    """Points as this office prints them; half points are never cut."""
    style = form.points_style if value == value.to_integral() else "{}"
    return style.format(format(value.normalize(), "f"))


def _level1(form: Made, row: Row) -> str:
    if not form.category_points:
        return row.level1
    total = sum((r.points for r in form.rows if r.level1 == row.level1), Decimal(0))
    total += getattr(form, "planted_parents", {}).get(row.level1, Decimal(0))
    return f"{row.level1}（{format(total.normalize(), 'f')}分）"


def _name(form: Made, number: int, row: Row) -> str:
    return f"指标{number}：{row.name}" if form.numbered else row.name


def _tree(form: Made) -> list[tuple[Row, Line]]:
    """The rows with their merged level cells."""
    listed: list[tuple[Row, Line]] = []
    for place, row in enumerate(form.rows):
        before = form.rows[place - 1] if place else None
        cells: Line = []
        if before is None or before.level1 != row.level1:
            cells.append(C(_level1(form, row), 1, sum(r.level1 == row.level1 for r in form.rows)))
        level2 = row.level2 if form.layout != "older" else row.level2.removesuffix("指标")
        if before is None or (before.level1, before.level2) != (row.level1, row.level2):
            high = 0
            for later in form.rows[place:]:
                if (later.level1, later.level2) != (row.level1, row.level2):
                    break
                high += 1
            cells.append(C(level2, 1, high))
        listed.append((row, [*cells, C(_name(form, place + 1, row))]))
    return listed


def _money_rows(form: Made, columns: list[str], label: str, width: int) -> list[Line]:
    """The money block: a heading row and the total with its parts."""
    lines: list[Line] = [[C(label, 1, 2 + len(form.parts)), C(""), *(C(name) for name in columns)]]
    lines[0][-1] = C(columns[-1], width - 1 - len(columns))
    for place, (name, initial, full, done) in enumerate(
        [("年度资金总额", form.initial, form.full, form.executed), *form.parts]
    ):
        rate = form.rate if not place else (f"{done / full * 100:.2f}%" if full else form.empty)
        values = {
            "年初预算数": amount(form, initial),
            "年初预算数（A）": amount(form, full),
            "全年预算数": amount(form, full),
            "全年执行数": amount(form, done),
            "全年执行数（B）": amount(form, done),
            "分值": points(form, form.execution_points) if not place else "—",
            "执行率": rate if not place or form.layout != "older" else "—",
            "执行率（B/A）": rate if not place else "—",
            "得分": form.execution_score if not place else "—",
        }
        cells = [C(name), *(C(values[column]) for column in columns)]
        cells[-1] = C(values[columns[-1]], width - 1 - len(columns))
        lines.append(cells)
    return lines


def _unit(form: Made) -> str:
    return form.unit


def central(form: Made) -> list[Line]:
    """The ministry's form from 2020 on, also with cost as a level-1 category."""
    lines: list[Line] = [
        [C("项目名称"), C(form.project, 8)],
        [C("主管部门"), C(form.department, 4), C("实施单位"), C(f"{form.department}本级", 3)],
        *_money_rows(
            form, ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"], f"项目资金（{_unit(form)}）", 9
        ),
        [C("年度总体目标", 1, 2), C("预期目标", 4), C("实际完成情况", 4)],
        [C(form.goal, 4), C(form.goal_done, 4)],
    ]
    lines += _indicators(
        form, ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    )
    return [*lines, *_end(form, 6, 9)]


def department(form: Made) -> list[Line]:
    """A whole department's form: funds by kind, the rest as in the ministry's form."""
    lines: list[Line] = [
        [C("部门名称"), C(form.department, 8)],
        *_money_rows(
            form, ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"], f"年度预算（{_unit(form)}）", 9
        ),
        [C("年度总体目标", 1, 2), C("预期目标", 4), C("实际完成情况", 4)],
        [C(form.goal, 4), C(form.goal_done, 4)],
    ]
    lines += _indicators(
        form, ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    )
    return [*lines, *_end(form, 6, 9)]


def _indicators(form: Made, heads: list[str]) -> list[Line]:
    margin = C("绩效指标", 1, len(form.rows) + 1 + form.blank_rows)
    lines: list[Line] = [[margin, *(C(head) for head in heads)]]
    for row, tree in _tree(form):
        lines.append(
            [*tree, C(row.target), C(row.actual), C(points(form, row.points)), C(row.score), C(_why(form, row))]
        )
    # categories that do not apply are left empty on the official form
    blank = ("生态效益指标", "经济效益指标")[: form.blank_rows]
    return lines + [[C("效益指标"), C(level2), *(C("") for _ in range(6))] for level2 in blank]


def _why(form: Made, row: Row) -> str:
    return row.reason or form.empty


def _end(form: Made, before: int, width: int) -> list[Line]:
    lines: list[Line] = [[C("总分", before), C(form.total_points), C(form.total), C("", width - before - 2)]]
    if form.grade:
        lines.append([C("自评等级", 2), C(form.grade, width - 2)])
    return lines


def older(form: Made) -> list[Line]:
    """The form of 2016 to 2019, with its notes."""
    lines: list[Line] = [
        [C("项目名称"), C(form.project, 9)],
        [C("主管部门"), C(form.department, 4), C("实施单位"), C(f"{form.department}本级", 4)],
        *_money_rows(
            form,
            ["年初预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"],
            f"项目资金（{_unit(form)}）",
            10,
        ),
        [C("年度总体目标", 1, 2), C("年初设定目标", 4), C("年度总体目标完成情况综述", 5)],
        [C(form.goal, 4), C(form.goal_done, 5)],
    ]
    heads = [
        "一级指标",
        "二级指标",
        "三级指标",
        "分值",
        "年度指标值（A）",
        "全年实际值（B）",
        "得分计算方法",
        "得分",
        "未完成原因分析",
    ]
    lines.append([C("绩效指标", 1, len(form.rows) + 1), *(C(head) for head in heads)])
    for row, tree in _tree(form):
        method = "达成得满分，否则按B/A×分值" if row.kind == "floor" else "按评分标准计分"
        values = [points(form, row.points), row.target, row.actual, method, row.score, _why(form, row)]
        lines.append([*tree, *(C(value) for value in values)])
    lines.append([C("总分", 4), C(form.total_points), C("", 3), C(form.total), C("")])
    if form.grade:
        lines.append([C("自评等级", 2), C(form.grade, 8)])
    return lines


def sichuan(form: Made) -> list[Line]:
    """Sichuan: sign, value and unit in columns of their own, 权重 for the points."""
    money = ["年度预算数", "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分", "原因"]
    lines: list[Line] = [
        [C("项目名称", 2), C(form.project, 8)],
        [C("主管部门", 2), C(form.department, 3), C("实施单位"), C(f"{form.department}本级", 4)],
        [
            C(
                f"预算执行情况（{format(form.execution_points.normalize(), 'f')}分）（{_unit(form)}）",
                2,
                2 + len(form.parts),
            ),
            *(C(m) for m in money),
        ],
    ]
    for place, (name, initial, full, done) in enumerate(
        [("总额", form.initial, form.full, form.executed), *form.parts]
    ):
        rate = form.rate if not place else "/"
        worth = (points(form, form.execution_points), form.execution_score) if not place else ("/", "/")
        values = [name, amount(form, initial), amount(form, full), amount(form, done), rate, *worth]
        lines.append([*(C(v) for v in values), C(form.money_reason if not place else "")])
    lines.append([C("年度目标完成情况", 1, 2), C("预期目标", 4), C("实际完成情况", 5)])
    lines.append([C(form.goal, 4), C(form.goal_done, 5)])
    heads = [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "完成值",
        "权重",
        "得分",
        "未完成原因分析",
    ]
    lines.append([C(head) for head in heads])
    for row, tree in _tree(form):
        values = [*_split(row), points(form, row.points), row.score, _why(form, row)]
        lines.append([*tree, *(C(value) for value in values)])
        lines += _subtotal(form, row, 10)
    lines.append([C("合计", 7), C(form.total_points), C(form.total), C("")])
    if form.grade:
        lines.append([C("自评等级", 2), C(form.grade, 8)])
    lines.append([C("评价结论", 2), C("项目总体完成较好。", 8)])
    lines.append([C("存在问题", 2), C(form.remark or "无", 8)])
    lines.append([C("改进措施", 2), C("加强绩效管理。", 8)])
    return lines


def _subtotal(form: Made, row: Row, width: int) -> list[Line]:
    """A partial sum behind the last row of a category."""
    own = [r for r in form.rows if r.level1 == row.level1]
    if not form.subtotals or own[-1] is not row:
        return []
    earned = sum((Decimal(r.score) for r in own if r.score), Decimal(0))
    worth = sum((r.points for r in own), Decimal(0))
    label = f"{row.level1.removesuffix('指标')}小计"
    return [[C(label, width - 3), C(format(worth.normalize(), "f")), C(format(earned.normalize(), "f")), C("")]]


def _split(row: Row) -> list[str]:
    """Nature of the indicator, value, unit, outcome in the unit's column where there is one."""
    if row.kind in ("floor", "ceiling"):
        bare = row.actual.removesuffix(row.unit) if row.actual.endswith(row.unit) else row.actual
        return [row.sign, row.value, row.unit, bare]
    return ["定性", row.target, "", row.actual]


def tianjin(form: Made) -> list[Line]:
    """Tianjin: sign, value and unit apart, the unit behind the outcome."""
    lines: list[Line] = [
        [C("部门名称"), C(form.department, 9)],
        *_money_rows(
            form, ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"], f"年度预算（{_unit(form)}）", 10
        ),
        [C("年度总体目标", 1, 2), C("预期目标", 4), C("实际完成情况", 5)],
        [C(form.goal, 4), C(form.goal_done, 5)],
    ]
    heads = [
        "一级指标",
        "二级指标",
        "指标名称",
        "计算符号",
        "指标值",
        "实际完成值",
        "计量单位",
        "分值",
        "得分",
        "偏差原因",
    ]
    lines.append([C(head) for head in heads])
    for row, tree in _tree(form):
        sign, value, unit, done = _split(row)
        values = [sign, value, done, unit, points(form, row.points), row.score, _why(form, row)]
        lines.append([*tree, *(C(v) for v in values)])
        lines += _subtotal(form, row, 10)
    lines.append([C("总分", 7), C(form.total_points), C(form.total), C("")])
    if form.grade:
        lines.append([C("自评等级", 2), C(form.grade, 8)])
    return lines


def review(form: Made) -> list[Line]:
    """A review: the self-score and the reviewer's beside it."""
    lines: list[Line] = [
        [C("项目名称", 2), C(form.project, 11)],
        [C("主管部门", 2), C(form.department, 5), C("实施单位", 2), C(f"{form.department}本级", 4)],
    ]
    heads = [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "权重",
        "自评完成值",
        "自评得分",
        "复核完成值",
        "复核得分",
        "偏离度",
        "备注",
    ]
    lines.append([C(head) for head in heads])
    for row, tree in _tree(form):
        sign, value, unit, done = _split(row)
        values = [
            sign,
            value,
            unit,
            points(form, row.points),
            done,
            row.score,
            done,
            row.review or row.score,
            "",
            row.remark,
        ]
        lines.append([*tree, *(C(v) for v in values)])
    return lines


LAYOUTS = {
    "central": central,
    "central-2021": central,
    "older": older,
    "sichuan": sichuan,
    "department": department,
    "tianjin": tianjin,
    "review": review,
}


def title(form: Made) -> str:
    """The title above the table."""
    if form.layout in ("department", "tianjin"):
        return f"{form.year}年度部门整体支出绩效自评表"
    return f"{form.year}年度项目支出绩效{'自评复核' if form.layout == 'review' else '自评'}表"


def after(form: Made) -> list[str]:
    """Notes below the table."""
    if form.layout == "older":
        return [
            "注：1.得分一档最高不能超过该指标分值上限。",
            "2.定量指标若为正向指标，得分计算方法应用全年实际值（B）/年度指标值（A）×该指标分值。",
        ]
    return ["填表人：　　　联系电话："] if form.thousands else []
