"""What stands in the rows of made-up self-evaluations, and what each row earns by the default book's law.

The law is worked here with fractions and knows nothing of the program: met targets earn the points, missed ones in
proportion (ceilings in reverse), a late day nothing, words a share within the band of their level. All figures are
invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

EFFECT, OUTPUT, COST, SATISFIED = "效益指标", "产出指标", "成本指标", "满意度指标"


@dataclass
class Row:
    """One indicator as printed, and the share of its points that the law gives (None: no score follows)."""

    level1: str
    level2: str
    name: str
    sign: str
    value: str
    unit: str
    actual: str
    share: Fraction | None
    kind: str
    target: str = ""
    points: Decimal = Decimal(0)
    score: str = ""
    reason: str = ""
    over: bool = False
    number: Fraction | None = None
    bound: Fraction | None = None
    review: str = ""
    remark: str = ""


# level 2, name, unit, from, to, decimals: the more the better
COUNTS = [
    ("数量指标", "教师培训人数", "人", 50, 3000, 0),
    ("数量指标", "举办培训班期数", "期", 3, 40, 0),
    ("数量指标", "开展执法检查次数", "次", 6, 120, 0),
    ("数量指标", "新建改造公厕数量", "座", 3, 60, 0),
    ("数量指标", "乡村道路建设养护里程", "公里", 10, 400, 1),
    ("数量指标", "造林面积", "亩", 300, 20000, 0),
    ("数量指标", "病虫害防治面积", "万亩", 1, 20, 2),
    ("数量指标", "采购图书册数", "册", 500, 20000, 0),
    ("数量指标", "发放宣传资料份数", "份", 500, 20000, 0),
    ("数量指标", "享受医疗救助人次", "人次", 500, 60000, 0),
    ("数量指标", "农村特困人员救助供养人数", "人", 50, 5000, 0),
    ("数量指标", "公益性讲座场次", "场", 4, 60, 0),
    ("数量指标", "药品抽检批次", "批次", 20, 400, 0),
    ("数量指标", "补助村（社区）数量", "个", 5, 90, 0),
    ("数量指标", "设备购置数量", "台套", 2, 80, 0),
    ("数量指标", "受益农户数", "户", 100, 6000, 0),
    ("数量指标", "维修改造校舍面积", "平方米", 300, 20000, 1),
    ("数量指标", "拍摄公益宣传片数量", "部", 1, 12, 0),
]
# level 2, name, from, to: a share of a whole
SHARES = [
    ("质量指标", "培训合格率", 90, 99),
    ("质量指标", "美丽宜居自然村庄验收通过率", 90, 100),
    ("质量指标", "设备验收合格率", 95, 100),
    ("质量指标", "造林成活率", 80, 95),
    ("质量指标", "年度结案率", 85, 98),
    ("质量指标", "基本药物制度覆盖率", 90, 100),
    ("质量指标", "补助对象认定准确率", 95, 100),
    ("质量指标", "系统正常运行率", 95, 99),
    ("时效指标", "资金拨付及时率", 95, 100),
    ("时效指标", "工作任务按期完成率", 90, 100),
    ("时效指标", "投诉举报按时办结率", 90, 100),
]
DAYS = [
    ("时效指标", "项目完成时间"),
    ("时效指标", "验收完成时间"),
    ("时效指标", "补助资金发放时间"),
    ("时效指标", "设备交付时间"),
]
LIMITS = [("时效指标", "平均办结时限", "个工作日", 3, 20), ("时效指标", "应急响应时间", "分钟", 15, 60)]
UNIT_COSTS = [
    ("人均培训成本", "元/人", 200, 3000),
    ("单位面积养护成本", "元/平方米", 10, 300),
    ("设备购置平均单价", "元/台", 800, 9000),
    ("每场讲座成本", "元/场", 800, 9000),
]
WORDS = {
    "质量指标": [("资金使用合规性", "合规"), ("经费审批流程规范性", "严格执行相关制度规定")],
    "社会效益指标": [
        ("提升教师教学能力", "有效提升"),
        ("改善农村人居环境", "明显改善"),
        ("提高群众安全意识", "有所提高"),
        ("促进学校教育事业健康发展", "有效促进"),
        ("对保障村级组织正常运转的影响程度", "效果明显"),
    ],
    "经济效益指标": [("减轻困难家庭经济负担", "有效减轻"), ("带动当地消费", "有效带动")],
    "生态效益指标": [("改善流域水环境质量", "持续改善"), ("减少环境污染", "有效减少")],
    "可持续影响指标": [("管理机制健全性", "健全"), ("对行业持续发展的影响", "持续向好"), ("长效管护机制", "基本建立")],
}
NUMBERS_OF_EFFECT = [
    ("社会效益指标", "政策知晓率", "%", 80, 95),
    ("社会效益指标", "受益群众人数", "人", 300, 30000),
    ("经济效益指标", "带动就业人数", "人", 20, 900),
    ("生态效益指标", "危险废物安全处置率", "%", 90, 100),
]
PLEASED = ["受益群众满意度", "参训学员满意度", "服务对象满意度", "学生家长满意度", "企业满意度"]
REASONS = [
    "受疫情影响，部分任务推迟，下一步加快进度",
    "报名人数少于预期，今后加强宣传发动",
    "个别单位配合不到位，下年度提前部署",
    "年初测算依据不足，将提高目标设置的准确性",
]
OVER_REASONS = ["年度新增任务，实际完成数大幅超过年初目标", "政策扩面，受益对象增加，年初目标设置偏低"]
MET = ["达成预期指标", "达成", "完成", "已完成"]
PARTLY = ["部分达成预期指标并具有一定效果", "部分达成", "部分达成年度指标"]
FAILED = ["未达成预期指标且效果较差", "未达成"]


def text_of(value: Fraction | int, decimals: int = 0) -> str:
    """A number as people print it: no needless zeros."""
    shown = f"{Decimal(value.numerator) / Decimal(value.denominator):.{decimals}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def target_text(draw: random.Random, sign: str, value: str, unit: str) -> str:
    """A promise in one of the common spellings."""
    gap = draw.choice(("", "", " "))
    if sign == "≥":
        forms = ["≥{v}{g}{u}"] * 6 + ["不少于{v}{u}", "{v}{u}以上", "≧{v}{u}", ">={v}{u}", "达到{v}{u}"]
    elif sign == "≤":
        forms = ["≤{v}{g}{u}"] * 6 + ["不超过{v}{u}", "{v}{u}以内", "<={v}{u}", "控制在{v}{u}以内"]
    else:
        forms = ["={v}{u}", "{v}{u}", "{v}{g}{u}"]
    return draw.choice(forms).format(v=value, u=unit, g=gap)


def outcome(draw: random.Random, bound: Fraction, how: str, decimals: int, *, whole: bool) -> Fraction:
    """A figure that meets a floor (``met``), stays below it (``missed``), passes it far (``over``) or is it."""
    ranges = {"met": (100, 128), "missed": (62, 99), "over": (131, 240), "even": (100, 100)}
    low, high = ranges[how]
    scale = 10**decimals
    value = Fraction(round(bound * draw.randint(low, high) / 100 * scale), scale)
    step = Fraction(1, scale)
    if whole and how in ("met", "over"):
        value = min(value, Fraction(100))
    if how == "missed" and value >= bound:
        value = bound - step
    if how in ("met", "even") and value < bound:
        value = bound
    return max(value, step)


def _row(level1: str, level2: str, name: str, kind: str, **more: object) -> Row:
    plain = {"sign": "", "value": "", "unit": "", "actual": "", "share": Fraction(1)}
    return Row(level1=level1, level2=level2, name=name, kind=kind, **{**plain, **more})  # type: ignore[arg-type]


def count(draw: random.Random, how: str) -> Row:
    """A number of things against a floor."""
    level2, name, unit, low, high, decimals = draw.choice(COUNTS)
    bound = Fraction(draw.randint(low * 10**decimals, high * 10**decimals), 10**decimals)
    value = outcome(draw, bound, how, decimals, whole=False)
    return _floor(draw, OUTPUT, level2, name, unit, bound, value, decimals)


def _floor(
    draw: random.Random, level1: str, level2: str, name: str, unit: str, bound: Fraction, value: Fraction, places: int
) -> Row:
    sign = draw.choice(("≥", "≥", "≥", "≥", "=" if value <= bound else "≥"))
    row = _row(level1, level2, name, "floor", sign=sign, value=text_of(bound, places), unit=unit)
    row.target = target_text(draw, sign, row.value, unit)
    printed = text_of(value, max(places, 2 if unit == "%" else 0))
    row.actual = f"{printed}{draw.choice((unit, unit, unit, '')) if unit != '%' else '%'}"
    row.share = min(Fraction(1), value / bound)
    row.over, row.number, row.bound = value / bound >= Fraction(13, 10), value, bound
    return row


def share(draw: random.Random, how: str) -> Row:
    """A share of a whole against a floor."""
    level2, name, low, high = draw.choice(SHARES)
    bound = Fraction(draw.randint(low, high))
    places = draw.choice((0, 0, 1, 2))
    value = outcome(draw, bound, "met" if how == "over" else how, places, whole=True)
    return _floor(draw, OUTPUT, level2, name, "%", bound, value, places)


def pleased(draw: random.Random, how: str) -> Row:
    """Satisfaction."""
    bound = Fraction(draw.choice((80, 85, 90, 90, 90, 95)))
    places = draw.choice((0, 1, 1, 2))
    value = outcome(draw, bound, "met" if how == "over" else how, places, whole=True)
    return _floor(draw, SATISFIED, "服务对象满意度指标", draw.choice(PLEASED), "%", bound, value, places)


def effect(draw: random.Random, how: str) -> Row:
    """An effect in numbers."""
    level2, name, unit, low, high = draw.choice(NUMBERS_OF_EFFECT)
    bound = Fraction(draw.randint(low, high))
    value = outcome(draw, bound, "met" if how == "over" and unit == "%" else how, 0, whole=unit == "%")
    return _floor(draw, EFFECT, level2, name, unit, bound, value, 0)


def ceiling(draw: random.Random, how: str, level1: str) -> Row:
    """A unit cost against a ceiling; ``over`` and ``met`` stay below it."""
    name, unit, low, high = draw.choice(UNIT_COSTS)
    level2 = "经济成本指标" if level1 == COST else "成本指标"
    bound = Fraction(draw.randint(low, high))
    factor = {"met": (70, 100), "over": (50, 90), "even": (100, 100), "missed": (104, 140)}[how]
    value = max(Fraction(round(bound * draw.randint(*factor) / 100)), Fraction(1))
    if how == "missed" and value <= bound:
        value = bound + 1
    return _ceiling(draw, level1, level2, name, unit, bound, value)


def limit(draw: random.Random, how: str) -> Row:
    """A time limit."""
    level2, name, unit, low, high = draw.choice(LIMITS)
    bound = Fraction(draw.randint(low, high))
    value = bound if how == "even" else bound + draw.randint(1, 3) if how == "missed" else max(Fraction(1), bound - 1)
    return _ceiling(draw, OUTPUT, level2, name, unit, bound, value)


def _ceiling(
    draw: random.Random, level1: str, level2: str, name: str, unit: str, bound: Fraction, value: Fraction
) -> Row:
    row = _row(level1, level2, name, "ceiling", sign="≤", value=text_of(bound), unit=unit)
    row.target = target_text(draw, "≤", row.value, unit)
    row.actual = f"{text_of(value)}{draw.choice((unit, unit, ''))}"
    row.share = min(Fraction(1), bound / value)
    row.number, row.bound = value, bound
    return row


def day(draw: random.Random, how: str, year: int) -> Row:
    """A deadline."""
    level2, name = draw.choice(DAYS)
    month = draw.randint(5, 11)
    late = how == "missed"
    month_done = draw.randint(month + 1, 12) if late else draw.randint(max(1, month - 4), month)
    target = draw.choice((f"{year}年{month}月底前", f"{year}年{month}月30日前", f"{month}月底前", f"{year}年{month}月"))
    date = draw.randint(1, 28)
    actual = draw.choice(
        (f"{year}年{month_done}月", f"{year}年{month_done}月{date}日", f"{year}年{month_done}月{date}日完成")
    )
    row = _row(OUTPUT, level2, name, "day", actual=actual, share=Fraction(0 if late else 1))
    row.target = row.value = target
    if not late and draw.random() < 0.2:
        row.actual = draw.choice(("已按时完成", "按期完成", "按时完成"))
    return row


def words(draw: random.Random, level2: str, how: str) -> Row:
    """A promise in words; the share is chosen within the band of the level named."""
    name, target = draw.choice(WORDS[level2])
    level1 = OUTPUT if level2 == "质量指标" else EFFECT
    row = _row(level1, level2, name, "words")
    row.target = row.value = target
    if how == "missed":
        bottom = draw.random() < 0.15
        row.actual = draw.choice(FAILED if bottom else PARTLY)
        row.share = Fraction(draw.randint(10, 55) if bottom else draw.randint(60, 79), 100)
    else:
        row.actual = draw.choice([*MET, target])
        row.share = Fraction(draw.choice((100, 100, 100, 100, 100, 95, 90)), 100)
    return row


WIDE = str.maketrans("0123456789%.", "０１２３４５６７８９％．")


def as_people_write(draw: random.Random, row: Row) -> None:
    """Another way of writing the same outcome; what it says does not change."""
    ways = ["", "", "", "", "", "said", "wide", "comma", "about"]
    if row.unit == "%":
        ways += ["hundred"] * 2 if row.number == 100 else ["wide"]
    way = draw.choice(ways)
    if not row.actual or not row.actual[0].isdigit() or row.kind not in ("floor", "ceiling"):
        return
    if way == "said":
        verb = "达" if row.unit == "%" else "实际完成" if row.kind == "floor" else "实际为"
        row.actual = f"{verb}{row.actual}"
    elif way == "wide":
        row.actual = row.actual.translate(WIDE)
    elif way == "comma" and row.number is not None and row.number >= 1000 and row.number.denominator == 1:
        row.actual = row.actual.replace(str(row.number), f"{int(row.number):,}", 1)
    elif way == "about" and row.unit not in ("%", "") and row.actual.endswith(row.unit):
        row.actual = f"全年{row.actual}"
    elif way == "hundred":
        row.actual = draw.choice(("100%", "100.00%", "100.0%"))


def rare(draw: random.Random, year: int, full: Fraction, spent: Fraction) -> Row:
    """Rows that are seldom but real: ranges, zero accidents, frequencies, ranks, growth, areas in another unit."""
    what = draw.randrange(10)
    if what == 0:
        low = draw.randint(3, 8)
        row = _row(OUTPUT, "时效指标", "平均办结天数", "other", actual=f"{low + 1}个工作日")
        row.target = f"{low}-{low + 3}个工作日"
    elif what == 1:
        row = _row(OUTPUT, "质量指标", "重大安全事故发生次数", "other", actual=draw.choice(("0次", "0", "0次")))
        row.target = draw.choice(("=0次", "0次", "0"))
    elif what == 2:
        times = draw.randint(1, 4)
        row = _row(OUTPUT, "数量指标", "设备巡检频次", "other", actual=f"{times}次/月")
        row.target = f"≥{times}次/月"
    elif what == 3:
        rank = draw.randint(3, 6)
        row = _row(EFFECT, "社会效益指标", "行业考核全市排名", "other", actual=f"第{rank - 1}名")
        row.target = f"前{rank}名"
    elif what == 4:
        row = _row(EFFECT, "经济效益指标", "特色产业产值增长率", "other", actual="9.6%", reason="")
        row.target = "≥8%"
    elif what == 5:
        acres = draw.randint(10, 60)
        row = _row(OUTPUT, "数量指标", "高标准农田建设面积", "other", actual=f"{acres * 1000 + draw.randint(0, 900)}亩")
        row.target = f"≥{Decimal(acres) / 10}万亩"
    elif what == 6:
        row = _row(OUTPUT, "成本指标", "项目总成本", "other", actual=f"{text_of(spent, 2)}万元")
        row.target = f"≤{text_of(full, 2)}万元"
    elif what == 7:
        row = _row(OUTPUT, "时效指标", "工作开展期限", "other", actual=f"{year}年12月")
        row.target = f"{year}年12月31日前"
    elif what == 8:
        row = _row(OUTPUT, "质量指标", "设施完好率", "other", actual="1" if draw.random() < 0.3 else "100%")
        row.target = draw.choice(("100%", "=100%", "≥100%"))
    else:
        row = _row(EFFECT, "社会效益指标", "新增就业岗位数", "other", actual="160个")
        row.target = "≥150"
    row.value = row.target
    return row
