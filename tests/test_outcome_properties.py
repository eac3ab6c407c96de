"""What holds of every outcome: a better one never earns less, words that change nothing change nothing, and words that
take a figure back never leave it its points in silence.

Outcomes are made from lists of kinds, units and words; each list of rows goes through ``evaluate`` once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

import pytest

from actuals.language.reading import read_outcome
from actuals.language.words import Role, lexicon
from actuals.outcome import OutcomeKind
from benchmarks.pairs import Judged, judged
from targets.language.expression import read_target

KINDS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("≥100人", "培训人数", "数量指标", ("0人", "1人", "40人", "99人", "100人", "101人", "1百人", "180人")),
    ("≥95%", "服务满意率", "服务对象满意度指标", ("50%", "94.9%", "94.99%", "95%", "百分之九十六", "99%", "100%")),
    ("≤100万元", "维修成本", "成本指标", ("300万元", "101万元", "1000001元", "100万元", "99.9万元", "500000元")),
    ("≤2小时", "响应时间", "时效指标", ("5小时", "2小时1分", "2小时", "119分钟", "1小时50分", "30分钟")),
    ("≤5%", "差错率", "质量指标", ("20%", "5.1%", "5%", "49‰", "0%")),
    ("3%", "投诉率", "质量指标", ("9%", "3.1%", "3%", "2%", "0%")),
    ("增长5%", "收入增长率", "社会效益指标", ("增长0%", "增长1%", "增长4.9%", "增长5%", "增长12%")),
    ("增长0%", "利润增长率", "社会效益指标", ("下降3%", "持平", "增长0%", "增长2%")),
    ("零增长", "税收收入", "社会效益指标", ("下降3%", "零增长", "增长2%")),
    ("增长≥0%", "产值", "社会效益指标", ("下降3%", "增长0%", "增长2%")),
    ("零增长", "会议费", "成本指标", ("增长2%", "零增长", "下降3%")),
    ("增长3%", "会议费支出", "成本指标", ("增长9%", "增长4%", "增长3%", "持平", "下降3%")),
    ("增长5%", "产值增长率", "社会效益指标", ("下降3%", "增长0%", "增长5%")),
    ("下降10%", "案件下降率", "社会效益指标", ("上升2%", "下降0%", "下降5%", "下降10%", "下降20%")),
    ("增长不超过3%", "会议费增幅", "成本指标", ("增长9%", "增长3.1%", "增长3%", "增长0%", "下降2%")),
    ("前3名", "考核名次", "社会效益指标", ("第9名", "第4名", "第3名", "第2名", "第1名")),
    ("2023年6月30日前", "完工时间", "时效指标", ("2023年12月1日", "2023年7月1日", "2023年6月30日", "2023年5月")),
    ("每季度1次", "巡查频次", "数量指标", ("全年1次", "全年2次", "全年3次", "全年4次", "每季度1次", "每月1次")),
    (
        "缩短20分钟",
        "通行时间",
        "社会效益指标",
        ("由65分钟缩短到60分钟", "由65分钟缩短到50分钟", "由65分钟缩短到45分钟", "由65分钟缩短到30分钟"),
    ),
    ("0起", "安全事故", "质量指标", ("3起", "1起", "0起")),
    ("±5%以内", "预算偏差率", "质量指标", ("20%", "6%", "5%", "-3%", "0%")),
    (
        "提升5位",
        "县域排名提升",
        "社会效益指标",
        ("由第48位提升至第47位", "由第48位提升至第45位", "由第48位提升至第43位", "由第48位提升至第40位"),
    ),
    ("≥500元/人", "人均增收额", "社会效益指标", ("300元/人", "480元/人", "500元/人", "0.06万元/人")),
    (
        "≥90%",
        "职工体检率",
        "质量指标",
        ("应检500人，实检200人", "应检500人，实检449人", "450/500", "应检500人，实检490人"),
    ),
    ("80%-90%", "设备使用率", "质量指标", ("40%", "79%", "80%", "85%")),
    ("10-15人", "小组规模", "数量指标", ("40人", "16人", "15人", "12人")),
    ("≥1.5小时", "课后服务时长", "时效指标", ("半小时", "1小时20分", "90分钟", "2小时")),
    ("5000元/户", "危房改造补助标准", "成本指标", ("3000元/户", "4900元/户", "5000元/户")),
    ("≥3:1", "投资带动比", "社会效益指标", ("2:1", "2.9:1", "3:1", "4:1")),
    ("6000元", "亩均收入", "社会效益指标", ("3千元", "5999元", "0.6万元", "7000元")),
)
"""Target, indicator, level and outcomes from the worst to the best."""


def rows(pairs: Sequence[tuple[str, str, str, str]]) -> list[dict[str, str]]:
    return [
        {
            "target": t,
            "indicator": i,
            "level2": level,
            "outcome": o,
            "points": "10",
            "right score": "P",
            "also acceptable": "",
        }
        for t, i, level, o in pairs
    ]


@cache
def scored() -> dict[tuple[str, str], Judged]:
    made = [(t, f"{i}之{n}", level, o) for t, i, level, outcomes in KINDS for n, o in enumerate(outcomes)]
    keys = [(f"{t}{i}", o) for t, i, _, outcomes in KINDS for o in outcomes]
    return dict(zip(keys, judged(rows(made)), strict=True))


@pytest.mark.parametrize(("target", "indicator", "level", "outcomes"), KINDS)
def test_a_better_outcome_never_earns_less(target: str, indicator: str, level: str, outcomes: tuple[str, ...]) -> None:
    found = [scored()[f"{target}{indicator}", outcome] for outcome in outcomes]
    earned = [float(one.score) for one in found if one.score is not None]
    assert len(earned) >= len(found) - 1, [one.text for one in found]
    assert earned == sorted(earned), [one.text for one in found]
    assert earned[-1] == 10


COUNTED = (
    ("≥500人", "培训人数", "人"),
    ("≥20公里", "硬化道路里程", "公里"),
    ("≥12场", "文艺演出场次", "场"),
    ("≥300户", "改造户数", "户"),
)
BOUNDS = {"人": 500, "公里": 20, "场": 12, "户": 300}


def draws(number: int) -> Iterator[random.Random]:
    for seed in range(number):
        yield random.Random(seed)  # noqa: S311 - the same texts every time


TAKEN_BACK = [
    "计划{}",
    "目标{}",
    "任务数{}",
    "预计{}",
    "拟完成{}",
    "申报{}",
    "在建{}",
    "开工{}",
    "剩余{}",
    "尚有{}未完成",
    "{}未完成",
    "{}待验收",
    "{}取消",
    "去年{}",
    "比上年增加{}",
    "近{}",
    "将近{}",
    "不到{}",
    "不足{}",
    "未达到{}",
    "接近{}",
    "没到{}",
    "差一点{}",
    "最多{}",
    "{}以内",
    "上年同期{}",
    "另有{}正在施工",
    "立项{}",
    "取消{}",
    "{}正在建设",
    "缺{}",
    "原定{}",
    "预算{}",
    "报名{}",
]
"""A figure among these words is not what was reached, however large it is."""


def test_no_figure_that_its_words_take_back_is_scored() -> None:
    for draw in draws(400):
        target, indicator, unit = draw.choice(COUNTED)
        text = draw.choice(TAKEN_BACK).format(f"{BOUNDS[unit] * draw.choice((1, 2))}{unit}")
        read = read_outcome(text, read_target(target, indicator=indicator), indicator=indicator)
        assert read.kind is OutcomeKind.UNREADABLE, (text, read)


BEHIND = [
    "（其中{}未验收）",
    "，其中{}待安装",
    "（{}停用）",
    "（含在建{}）",
    "（含去年{}）",
    "，{}未完工",
    "（{}未到货）",
    "（其中{}正在建设）",
]


def test_what_is_taken_back_behind_a_figure_is_a_doubt() -> None:
    for draw in draws(200):
        target, indicator, unit = draw.choice(COUNTED)
        text = f"{BOUNDS[unit]}{unit}" + draw.choice(BEHIND).format(f"{max(1, BOUNDS[unit] // 10)}{unit}")
        read = read_outcome(text, read_target(target, indicator=indicator), indicator=indicator)
        assert read.kind is OutcomeKind.UNREADABLE, (text, read)


HARMLESS = [
    "完成{}",
    "共{}",
    "实际完成{}",
    "已完成{}",
    "全年完成{}",
    "累计{}",
    "本年度已完成{}",
    "截至目前已完成{}",
    "{}，超额完成任务",
    "共计{}",
    "{}（已全部完成）",
    "按计划完成{}",
    "圆满完成{}",
    "目标{}，实际{}",
    "计划{}，已完成{}",
    "{}。",
    "完成{}，占任务的100%",
]


def test_words_that_change_nothing_change_nothing() -> None:
    for draw in draws(400):
        target, indicator, unit = draw.choice(COUNTED)
        text = draw.choice(HARMLESS).replace("{}", f"{BOUNDS[unit]}{unit}")
        read = read_outcome(text, read_target(target, indicator=indicator), indicator=indicator)
        assert (read.kind, read.value) == (OutcomeKind.QUANTITY, BOUNDS[unit]), (text, read)
        assert not read.has("outcome-words-unknown"), text


def test_a_word_that_nobody_knows_is_pointed_at() -> None:
    read = read_outcome("旮旯12场", read_target("≥12场"), indicator="演出")
    assert [(note.name, note.detail) for note in read.notes] == [("outcome-words-unknown", "^旮旯^12场")]


def test_no_word_both_changes_nothing_and_takes_back() -> None:
    back = {Role.EXPECTED, Role.UNDONE, Role.BEGUN, Role.PLANNED, Role.PAST, Role.PART, Role.BELOW, Role.EXTREME}
    both = [word for word, roles in lexicon().items() if Role.NEUTRAL in roles and roles & back]
    assert both == []


PARTS = (("小时", "分钟", 60), ("分钟", "秒", 60), ("天", "小时", 24), ("公里", "米", 1000))


def test_an_amount_in_parts_is_the_sum_of_its_parts() -> None:
    for draw in draws(200):
        large, small, size = draw.choice(PARTS)
        a, b = draw.randrange(1, 30), draw.randrange(1, size)
        name = "道路里程" if large == "公里" else "响应时间"
        read = read_outcome(f"{a}{large}{b}{small}", read_target(f"≤40{large}", indicator=name), indicator=name)
        assert read.value is not None and Fraction(read.value) * read.factor * size == a * size + b, (
            a,
            large,
            b,
            small,
        )


def test_two_counts_are_a_rate_and_shown_as_one() -> None:
    for draw in draws(200):
        whole = draw.randrange(2, 900)
        part = draw.randrange(1, whole + 1)
        text = draw.choice(
            ("抽检{}个，合格{}个", "应到{}人，实到{}人", "共{}件，已完成{}件", "调查{}户，满意{}户")
        ).format(whole, part)
        name = "群众满意率" if "满意" in text else "产品合格率" if "合格" in text else "任务完成率"
        read = read_outcome(text, read_target("≥90%", indicator=name), indicator=name)
        assert read.value is not None and Fraction(read.value) * read.factor * whole == part * 100, text
        assert read.has("outcome-computed")


PROMISED = (
    "合格",
    "及时",
    "健全",
    "明显",
    "达标",
    "规范",
    "稳定",
    "显著提高",
    "有效改善",
    "通过验收",
    "按时完成",
    "全覆盖",
)
DENIALS = ("不", "未", "没有", "尚未", "未能", "难以", "不够", "仍未", "暂未", "无法")
HEDGES = ("有所", "逐步", "略有", "正在", "预计", "有待", "力争")


@pytest.mark.parametrize("before", [*DENIALS, *HEDGES])
def test_the_targets_words_denied_or_put_off_earn_nothing_in_silence(before: str) -> None:
    """不合格 for 合格 is neither full marks nor a share of the lowest band that nobody chose."""
    for promised in PROMISED:
        found = read_outcome(f"{before}{promised}", read_target(promised))
        assert found.kind is OutcomeKind.UNREADABLE, (promised, found)


@pytest.mark.parametrize("sign", "≈≠∞∑√↑≡∝⊂⊕③½")
def test_a_sign_of_mathematics_beside_a_figure_is_never_passed_over(sign: str) -> None:
    if sign == "√":
        return  # a tick, which stands beside figures as a mark
    for text in (f"{sign}8次", f"8{sign}次"):
        found = read_outcome(text, read_target("≥6次"))
        assert found.kind is OutcomeKind.UNREADABLE or found.value != 8, (text, found)


@pytest.mark.parametrize("space", ["", " ", "\u3000", "\n"])
@pytest.mark.parametrize(
    "text", ["７．４万人次", "（９６％）", "５１０人，其中女性２００人", "由６５分钟缩短到５５分钟"]
)
def test_widths_and_white_space_around_change_nothing(text: str, space: str) -> None:
    """One spelling is made of a text before anything looks at it."""
    from targets.language.tokens import plain

    for promised in ("≥8万人次", "≥95%", "≥500人", "缩短20分钟"):
        target = read_target(promised)
        one, other = read_outcome(plain(text), target), read_outcome(f"{space}{text}{space}", target)
        assert (one.kind, one.value, one.factor, one.notes) == (other.kind, other.value, other.factor, other.notes)
