"""A grammar of forms: tables made by rule, each with what a careful person reads in it. All contents are invented.

A form is a sequence of blocks (title, head, money, goals, indicators, total, remarks), each of which has several
shapes; ``made(seed)`` draws one of each and returns the tables and the truth. Equal seeds give equal forms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from targets.documents.grid import Cell, Grid

LEFT, UP = "<", "^"
Table = list[list[str]]


@dataclass
class Row:
    """One indicator as printed, column by column; None is a column that the form does not have."""

    level1: str
    level2: str
    name: str
    target: str
    symbol: str | None = None
    unit: str | None = None
    actual: str | None = None
    points: str | None = None
    score: str | None = None


@dataclass
class Truth:
    """What one form holds."""

    project: str | None = None
    department: str | None = None
    rows: list[Row] = field(default_factory=list)
    execution: dict[str, str] = field(default_factory=dict)
    total_points: str | None = None
    total_score: str | None = None
    grade: str | None = None


CATEGORIES = (
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)
SHORT = {"产出指标": "产出", "效益指标": "效益", "满意度指标": "满意度"}
NAMES = {
    "数量指标": (("建成站点数", "≥", "12", "个"), ("培训人次", "≥", "300", "人次"), ("巡查次数", "≥", "24", "次")),
    "质量指标": (("验收合格率", "≥", "95", "%"), ("设备完好率", "=", "100", "%")),
    "时效指标": (("按期完成率", "≥", "90", "%"), ("办结时限", "≤", "15", "天")),
    "成本指标": (("单位成本", "≤", "80", "元/人"), ("总成本控制", "≤", "120", "万元")),
    "经济效益指标": (("带动增收", "≥", "50", "万元"),),
    "社会效益指标": (("受益群众", "≥", "2000", "人"), ("服务水平", "", "提升", "")),
    "生态效益指标": (("绿化面积", "≥", "30", "亩"), ("环境质量", "", "改善", "")),
    "可持续影响指标": (("运行机制", "", "健全", ""), ("管护年限", "≥", "3", "年")),
    "服务对象满意度指标": (("群众满意度", "≥", "90", "%"), ("学员满意度", "≥", "92", "%")),
}
PROJECTS = ("村级站点建设", "水渠维修", "图书馆开放经费", "普法宣传", "困难群众补助", "道路养护", "档案数字化")
DEPARTMENTS = ("甲县民政局", "乙市水利局", "丙区文化和旅游局", "丁县司法局", "戊市交通运输局")

WORDS = {
    "level1": ("一级指标", "一级 指标", "一级\n指标", "一级指标名称"),
    "level2": ("二级指标", "二级 指标", "二级\n指标", "二级指标名称"),
    "name": ("三级指标", "三级指标名称", "三级 指标", "指标名称"),
    "symbol": ("指标性质", "计算符号", "符号", "关系符号"),
    "unit": ("度量单位", "计量单位", "单位"),
    "target": ("年度指标值", "指标值", "年初目标值", "目标值", "预期指标值", "年度目标值（A）", "计划值", "绩效目标值"),
    "midterm": ("实施期指标值", "中长期目标值", "总体目标值"),
    "actual": ("实际完成值", "全年实际值", "完成值", "全年完成值（B）", "实际完成情况", "自评完成值"),
    "points": ("分值", "权重", "指标分值", "参考分值", "分值（权重）", "标准分", "分值\n（90分）"),
    "score": ("得分", "自评得分", "实际得分", "评分", "自评分"),
    "reason": ("偏差原因分析及改进措施", "未完成原因分析", "偏差原因", "备注", "原因分析"),
    "method": ("评分标准", "得分计算方法", "指标解释", "评分细则"),
    "evidence": ("佐证材料", "数据来源"),
    "number": ("序号",),
}
UPPER = {
    "target": ("年度指标值", "指标值", "绩效指标值"),
    "group": ("绩效指标", "指标", "年度绩效指标", "指标体系"),
}
FUND_PARTS = (
    ("其中：财政拨款", "其他资金"),
    ("其中：中央财政资金", "省级财政资金", "市级财政资金"),
    ("其中：当年财政拨款", "上年结转资金", "其他资金"),
    ("中央补助", "地方资金"),
)
REMARKS = (
    ("存在问题", "资料归档不够及时。"),
    ("改进措施", "加强调度，按月通报。"),
    ("其他需要说明的事项", "无"),
    ("自评结论", "项目实施情况较好。"),
    ("单位意见", "同意上报。"),
    ("下一步工作安排", "继续做好后续管护。"),
    ("主管部门审核意见", "情况属实。"),
    ("结果应用建议", "作为下年预算安排的参考。"),
)
PERSONS = (("填表人", "张某"), ("联系电话", "0000-000000"), ("单位负责人", "李某"), ("填报日期", "2024年2月1日"))
ANNEX = (
    [
        ["收入项目", "预算数", "支出项目", "预算数"],
        ["一般公共预算", "330.00", "基本支出", "180.00"],
        ["合计", "330.00", "合计", "330.00"],
    ],
    [["科目编码", "科目名称", "合计", "基本支出"], ["2080201", "行政运行", "31.00", "31.00"]],
)  # fmt: skip


class Maker:
    """One form as it is being made."""

    def __init__(self, seed: int, *, flat: bool | None = None) -> None:
        self.draw = Random(seed)  # noqa: S311 - forms, no secrets
        self.flat = self.chance(0.25) if flat is None else flat
        self.truth = Truth()
        self.self_evaluation = self.chance(0.75)
        self.before: list[str] = []
        self.after: list[str] = []
        self.columns: list[str] = []

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def one(self, *of: str) -> str:
        return self.draw.choice(of)

    def plain(self, word: str) -> str:
        return word if "调整" in word else word.split("（")[0]

    # -- indicators --------------------------------------------------------------------------------

    def choose_columns(self) -> None:
        columns = ["level1", "level2", "name"]
        if self.chance(0.08):
            columns.remove("level2")
        self.split = self.chance(0.25)
        target = ["symbol", "target", "unit"] if self.split else ["target"]
        if self.chance(0.1) and not self.split:
            target = ["midterm", "target"]
        if not self.self_evaluation:
            self.points_at = self.one("column", "none", "none")
            tail = ["points"] if self.points_at == "column" else []
            self.columns = [*columns, *target, *tail]
        else:
            self.points_at = self.one("column", "column", "column", "column", "level2", "name")
            if self.points_at == "level2" and "level2" not in columns:
                self.points_at = "column"
            points = ["points"] if self.points_at == "column" else []
            if self.chance(0.25):
                self.columns = [*columns, *points, *target, "actual", "score"]
            else:
                self.columns = [*columns, *target, "actual", *points, "score"]
            if self.chance(0.12):
                self.columns.insert(self.columns.index("actual"), "method")
            if self.chance(0.7):
                self.columns.append("reason")
            if self.chance(0.08):
                self.columns.append("evidence")
        if self.chance(0.1):
            self.columns.insert(0, "number")

    def fill(self) -> None:
        """The indicators and their figures: points that add up to 90 (or 100), scores that mostly reach them."""
        rows: list[Row] = []
        single = self.points_at == "level2"
        for level1, seconds in CATEGORIES:
            label = SHORT[level1] if self.short else level1
            for level2 in sorted(self.draw.sample(seconds, self.draw.randint(1, len(seconds))), key=seconds.index):
                count = 1 if single else self.draw.randint(1, min(2, len(NAMES[level2])))
                for name, symbol, value, unit in self.draw.sample(NAMES[level2], count):
                    rows.append(self._row(label, level2, name, symbol, value, unit))
        whole = 90 if self.money != "none" else 100
        share, rest = divmod(whole, len(rows))
        for place, row in enumerate(rows):
            points = share + (1 if place < rest else 0)
            if self.points_at != "none":
                row.points = str(points)
            if self.self_evaluation:
                missed = self.chance(0.15)
                row.score = str(points - 1 if missed else points)
        self.truth.rows = rows

    def _row(self, level1: str, level2: str, name: str, symbol: str, value: str, unit: str) -> Row:
        second = level2 if "level2" in self.columns else ""
        row = Row(level1, second, name, f"{symbol}{value}{unit}")
        if self.split:
            row.symbol, row.target, row.unit = symbol or "定性", value, unit
        if self.self_evaluation:
            if not symbol:
                row.actual = value
            else:
                row.actual = f"{value}{unit}" if "/" not in unit else value
        return row

    def heading(self) -> Table:
        """The heading in one row or two, levels under a common word, target over sign, value and unit."""
        words = {column: self.one(*WORDS[column]) for column in self.columns}
        if self.points_at != "column":
            words["score"] = self.one("得分", "自评得分")
        self.head_rows = 1
        if self.chance(0.35):
            levels = [c for c in self.columns if c in ("level1", "level2", "name")]
            upper, lower = [], []
            over_levels = self.chance(0.6)
            for place, column in enumerate(self.columns):
                before = self.columns[place - 1] if place else ""
                if column in levels and over_levels:
                    upper.append(LEFT if before in levels else self.one(*UPPER["group"]))
                    lower.append(words[column])
                elif column in ("symbol", "target", "unit") and self.split:
                    upper.append(LEFT if before in ("symbol", "target") else self.one(*UPPER["target"]))
                    lower.append(words[column])
                else:
                    upper.append(words[column])
                    lower.append("" if self.blank_below else UP)
            if any(text not in (UP, "") for text in lower):
                self.head_rows = 2
                return [upper, lower]
        return [[words[column] for column in self.columns]]

    def indicators(self) -> Table:
        rows: Table = []
        previous: Row | None = None
        levels = self._points_of_levels()
        for number, row in enumerate(self.truth.rows, 1):
            cells = []
            same1 = previous is not None and previous.level1 == row.level1
            same2 = same1 and previous is not None and previous.level2 == row.level2
            for column in self.columns:
                text = {
                    "number": str(number),
                    "level1": self._again(same1, row.level1 + levels.get(row.level1, "")),
                    "level2": self._again(same2, row.level2 + self._behind(row, "level2")),
                    "name": row.name + self._behind(row, "name"),
                    "symbol": row.symbol or "",
                    "target": row.target,
                    "midterm": f"≥{number}000" if row.target[:1] == "≥" else row.target,
                    "unit": row.unit or "",
                    "actual": row.actual or "",
                    "points": row.points or "",
                    "score": row.score or "",
                    "reason": "受天气影响，进度稍慢" if row.score and row.points and row.score != row.points else "",
                    "method": "完成得满分，未完成按比例得分",
                    "evidence": "台账",
                }[column]
                cells.append(text)
            rows.append(cells)
            previous = row
            if self.template and number == len(self.truth.rows) // 2:
                rows.append(
                    [
                        (UP if not self.flat else "") if c in ("level1", "level2") else "……" if c == "name" else ""
                        for c in self.columns
                    ]
                )
        return rows

    def _again(self, same: bool, text: str) -> str:
        if not same:
            return text
        return {"span": UP, "repeat": text, "blank": ""}[self.levels]

    def _behind(self, row: Row, column: str) -> str:
        return f"（{row.points}分）" if self.points_at == column and self.self_evaluation else ""

    def _points_of_levels(self) -> dict[str, str]:
        if not self.level_points or self.points_at != "column":
            return {}
        sums: dict[str, int] = {}
        for row in self.truth.rows:
            sums[row.level1] = sums.get(row.level1, 0) + int(row.points or 0)
        return {level: f"（{points}分）" for level, points in sums.items()}

    # -- head --------------------------------------------------------------------------------------

    def wide(self, *texts: str) -> list[str]:
        """A row of texts that shares out the width of the table; in a flat table the cells behind stay empty."""
        width = len(self.columns)
        texts = texts[:width]
        share, rest = divmod(width, len(texts))
        row: list[str] = []
        for place, text in enumerate(texts):
            span = share + (rest if place == len(texts) - 1 else 0)
            row += [text, *([""] * (span - 1) if self.flat else [LEFT] * (span - 1))]
        return row

    def head(self) -> Table:
        project, department = self.draw.choice(PROJECTS), self.draw.choice(DEPARTMENTS)
        self.truth.project, self.truth.department = project, department
        name = self.one("项目名称", "项 目 名 称", "项目（政策）名称", "专项资金名称", "转移支付（项目）名称")
        owner = self.one("主管部门", "主管部门及代码", "项目主管部门", "地方主管部门", "市级主管部门")
        rows = []
        if self.chance(0.5) and len(self.columns) >= 4:
            rows += [self.wide(name, project), self.wide(owner, department, "实施单位", "某某中心")]
        elif self.chance(0.5) and len(self.columns) >= 4:
            rows.append(self.wide(name, project, owner, department))
        else:
            rows += [self.wide(name, project), self.wide(owner, department)]
        if self.chance(0.2):
            rows.append(self.wide("项目类别", "1.经常性项目☑ 2.一次性项目□"))
        return rows

    def money_block(self) -> Table:
        """The execution: a block of headings, pairs of label and figure, or inline."""
        if self.money == "none":
            return []
        score = "9.5"
        figures = {"full_year": "200", "executed": "190", "rate": "95%", "points": "10", "score": score}
        words = {
            "initial": "年初预算数",
            "full_year": self.one("全年预算数", "全年预算数（A）", "调整后预算数", "全年（调整）预算数"),
            "executed": self.one("全年执行数", "全年执行数（B）", "执行数", "全年支出数"),
            "rate": self.one("执行率", "预算执行率", "执行率（B/A）"),
            "points": self.one("分值", "权重", "执行率权重"),
            "score": self.one("得分", "执行率得分"),
        }
        width = len(self.columns)
        if self.money == "inline":
            self.truth.execution = {k: figures[k] for k in ("full_year", "executed", "rate")}
            return [self.wide(*(f"{self.plain(words[k])}：{figures[k]}" for k in self.truth.execution))]
        if self.money == "pairs" or width < 8:
            keys = ["full_year", "executed", "rate", "score"][: max(1, width // 2)]
            self.truth.execution = {k: figures[k] for k in keys}
            if width < 4:
                return [self.wide(self.plain(words[k]), figures[k]) for k in keys]
            if len(keys) > 2 and width // 2 < len(keys):
                keys = keys[:2]
            return [self.wide(*(text for k in keys for text in (self.plain(words[k]), figures[k])))]
        figures["initial"] = "180"
        order = ["initial", "full_year", "executed", "points", "rate", "score"]
        if self.chance(0.5):
            order = ["initial", "full_year", "executed", "rate", "points", "score"]
        self.truth.execution = {k: figures[k] for k in order}
        pad = width - 2 - len(order)
        rest = [""] * pad if self.flat else [LEFT] * pad

        def line(first: str, second: str, texts: list[str]) -> list[str]:
            return [first, second, *texts[:-1], texts[-1], *rest]

        label = self.one("项目资金（万元）", "资金投入情况（万元）", "预算执行情况（万元）", "年度资金（万元）")
        under = "" if self.flat else UP
        rows = [line(label, "", [words[k] for k in order])]
        total = self.one("年度资金总额", "年度资金总额：", "合计", "资金总额")
        rows.append(line(under, total, [figures[k] for k in order]))
        parts = self.draw.choice(FUND_PARTS)
        for number, part in enumerate(parts):
            most = 190 - 10 * (len(parts) - 1)
            values = {"full_year": str(most + 10 if number == 0 else 10), "executed": str(most if number == 0 else 10)}
            rows.append(line(under, part, [values.get(k, "") for k in order]))
        return rows

    def goal_block(self) -> Table:
        kind = self.one("none", "one", "two")
        if kind == "none":
            return []
        if kind == "one" or len(self.columns) < 4:
            return [self.wide(self.one("年度总体目标", "绩效目标", "年度目标", "总体目标"), "完成全年建设和服务任务。")]
        width = len(self.columns) - 1
        half = width // 2
        fill = "" if self.flat else LEFT

        def line(first: str, one: str, two: str) -> list[str]:
            return [first, one, *[fill] * (half - 1), two, *[fill] * (width - half - 1)]

        return [
            line(
                "年度总体目标",
                self.one("预期目标", "年初设定目标", "总体目标"),
                self.one("实际完成情况", "全年实际完成情况", "目标实际完成情况"),
            ),
            line("" if self.flat else UP, "建设站点并开展服务。", "站点已建成，服务已开展。"),
        ]

    def management_block(self) -> Table:
        if self.flat or not self.chance(0.12):
            return []
        width = len(self.columns)
        fill = [LEFT] * (width - 3)
        texts = (("资金管理情况", "", "情况说明"), (UP, "分配科学性", "按规定分配"), (UP, "下达及时性", "及时下达"))
        return [[one, two, three, *fill] for one, two, three in texts]

    # -- below -------------------------------------------------------------------------------------

    def total_block(self) -> Table:
        """The total and the grade, side by side, in rows of their own, or none."""
        truth = self.truth
        if not self.self_evaluation:
            return []
        score = sum(int(row.score or 0) for row in truth.rows)
        whole = f"{score + 9.5:.1f}" if self.money != "none" else str(score)
        grade = "优" if float(whole) >= 90 else "良"
        rows: Table = []
        kind = self.one("row", "row", "row", "pair", "verdict", "none")
        if kind == "row":
            truth.total_score = whole
            place = self.columns.index("score")
            first = self.columns.index("points") if self.points_at == "column" else place
            label = self.one("总分", "合计", "总　　分", "总计")
            row = [label, *([""] * (first - 1) if self.flat else [LEFT] * (first - 1))]
            row += [""] * (len(self.columns) - first)
            if first != place:
                truth.total_points = row[first] = "100"
                between = range(first + 1, place)
                for column in between:
                    row[column] = ""
            row[place] = whole
            rows.append(row)
            if self.chance(0.4):
                truth.grade = grade
                rows.append(self.grade_row(grade))
        elif kind == "pair":
            truth.total_score, truth.grade = whole, grade
            rows.append(
                self.wide(self.one("自评得分", "自评总分", "综合得分"), whole, self.one("自评等级", "评价等级"), grade)
            )
        elif kind == "verdict":
            truth.grade = grade
            rows.append(self.grade_row(grade))
        return rows

    def grade_row(self, grade: str) -> list[str]:
        boxes = {
            "after": "　".join(f"{g} {'☑' if g == grade else '□'}" for g in "优良中差"),
            "before": "　".join(f"{'☑' if g == grade else '□'}{g}" for g in "优良中差"),
            "tick": "　".join(f"{g}√" if g == grade else g for g in "优良中差"),
            "bracket": " ".join(f"{g}（{'√' if g == grade else '　'}）" for g in "优良中差"),
            "plain": grade,
        }[self.one("after", "before", "tick", "bracket", "plain", "plain")]
        label = self.one("自评等级", "评价等次", "绩效等级", "评定等级", "自评结果")
        return self.wide(label, boxes) if self.chance(0.8) else self.wide(f"{label}：{boxes}")

    def remarks(self) -> Table:
        rows = [self.wide(*self.draw.choice(REMARKS)) for _ in range(self.draw.choice((0, 0, 1, 2, 3)))]
        if self.chance(0.3):
            one, two = self.draw.sample(PERSONS, 2)
            rows.append(
                self.wide(f"{one[0]}：{one[1]}", f"{two[0]}：{two[1]}") if self.chance(0.5) else self.wide(*one, *two)
            )
        if self.chance(0.25):
            rows.append(self.wide("注：1.得分不超过该指标分值。2.定性指标按完成程度给分。"))
        return rows

    # -- whole -------------------------------------------------------------------------------------

    def make(self) -> list[Grid]:
        self.short = self.chance(0.15)
        self.levels = (
            "blank" if self.flat and self.chance(0.7) else "repeat" if self.flat or self.chance(0.15) else "span"
        )
        self.blank_below = self.flat or self.chance(0.3)
        self.template = self.chance(0.08)
        self.level_points = self.chance(0.3)
        self.choose_columns()
        self.money = (
            "none" if not self.self_evaluation else self.one("block", "block", "block", "pairs", "inline", "none")
        )
        if self.money == "block" and len(self.columns) < 8:
            self.money = "pairs"
        self.fill()
        rows: Table = []
        title = "2023年度项目支出绩效自评表" if self.self_evaluation else "2023年度项目支出绩效目标申报表"
        title = self.one(title, title.replace("2023年度", ""))
        if self.chance(0.5):
            self.before.append(title)
            if self.chance(0.3):
                self.before.append("（2023年度）")
        else:
            rows.append(self.wide(title))
            if self.chance(0.3):
                rows.append(self.wide("（2023年度）"))
        if self.chance(0.15):
            rows.append(self.wide("单位：万元"))
        rows += self.head()
        money, below = self.money_block(), self.chance(0.12)
        rows += [] if below else money
        rows += self.management_block()
        rows += self.goal_block()
        start = len(rows)
        rows += self.heading()
        body = self.indicators()
        rows += body
        first_data = start + self.head_rows
        rows += money if below else []
        rows += self.total_block()
        rows += self.remarks()
        if self.chance(0.4) and not self.flat:
            rows = self.with_margin(rows, start, first_data + len(body))
        grids = self.grids(rows, start, first_data, len(body), below=below)
        if self.chance(0.15):
            cells = cells_of(self.draw.choice(ANNEX))
            before = (self.one("附件2", "收入支出总表", "说明"),)
            grids.append(Grid(file="t", index=len(grids), cells=cells, before=before))
        return grids

    def with_margin(self, rows: Table, start: int, end: int) -> Table:
        """The same with a column on the left that says 绩效指标 beside the indicators."""
        label = self.one("绩效指标", "绩\n效\n指\n标", "年度绩效指标", "项目绩效指标")
        found = []
        for place, row in enumerate(rows):
            if start <= place < end:
                found.append([label if place == start else UP, *row])
            else:
                found.append(
                    [row[0], *([UP] if row[0] == UP else [LEFT]), *row[1:]] if row[0] != UP else [UP, LEFT, *row[1:]]
                )
        return found

    def grids(self, rows: Table, start: int, first: int, count: int, *, below: bool) -> list[Grid]:
        """The table in one piece, or broken over two pages among the indicators."""
        cut = first + count // 2
        broken = self.chance(0.12) and not below and count > 3 and not self.margined(rows)
        if not broken:
            return [Grid(file="t", index=0, cells=cells_of(rows), before=tuple(self.before))]
        top, rest = rows[:cut], [list(row) for row in rows[cut:]]
        for column, text in enumerate(rest[0]):
            if text == UP:
                rest[0][column] = ""
        repeated = rows[start:first] if self.chance(0.5) else []
        return [
            Grid(file="t", index=0, cells=cells_of(top), before=tuple(self.before), pages=(1,) * len(top)),
            Grid(file="t", index=1, cells=cells_of([*repeated, *rest]), pages=(2,) * (len(rest) + len(repeated))),
        ]

    def margined(self, rows: Table) -> bool:
        return len(rows[-1]) > len(self.columns)


def cells_of(rows: Table) -> tuple[Cell, ...]:
    """Cells with spans from rows in which ``<`` belongs to the cell on the left and ``^`` to the one above."""
    cells = []
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text in (LEFT, UP):
                continue
            across = down = 1
            while j + across < len(row) and row[j + across] == LEFT:
                across += 1
            while i + down < len(rows) and j < len(rows[i + down]) and rows[i + down][j] == UP:
                down += 1
            cells.append(Cell(i, j, text, down, across))
    return tuple(cells)


def made(seed: int, *, flat: bool | None = None) -> tuple[list[Grid], Truth]:
    """The form of a seed and what it holds."""
    maker = Maker(seed, flat=flat)
    return maker.make(), maker.truth
