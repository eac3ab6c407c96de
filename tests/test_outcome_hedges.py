"""Outcomes whose words take their number away are never scored by it; dates of the next year are of the next year.

What is expected follows from the words alone: who writes 未达到10次 has held fewer than ten and says not how many, so
that no score can be given; 8次，未达到目标 says how many.
"""

from datetime import date
from fractions import Fraction

import pytest

from actuals.language.reading import read_outcome
from actuals.outcome import Level, OutcomeKind, OutcomeReading
from evaluator.verdict.bounds import day_pair
from targets.language.expression import read_target


def read(text: str, target: str, indicator: str = "") -> OutcomeReading:
    return read_outcome(text, read_target(target, indicator=indicator), indicator=indicator)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("未达到10次", "≥10次"),
        ("没有达到10次", "10次"),
        ("不足10次", "≥10次"),
        ("低于90%", "≥90%"),
        ("10次以下", "≥10次"),
        ("不足100%", "100%"),
        ("超过10万元", "≤10万元"),
        ("10余天", "≤10天"),
        ("未进入前三名", "前三名"),
        ("前三名以外", "前三名"),
        ("第3名之后", "前三名"),
        ("预计10次", "≥10次"),
        ("拟开展10次", "≥10次"),
        ("计划完成10次", "≥10次"),
        ("力争95%", "≥90%"),
        ("差2次", "≥10次"),
        ("比计划少2次", "≥10次"),
        ("完成8，超额2次", "≥10次"),
        ("超支2万元", "≤10万元"),
        ("结余2万元", "≤10万元"),
        ("延期2天", "≤10天"),
        ("提前2天完成", "≤10天"),
        ("三五次", "≥10次"),
        ("数百人", "≥100人"),
        ("未在2023年12月31日前完成", "2023年12月31日前"),
        ("2023年12月31日前未完成", "2023年12月31日前"),
        ("2023年6月开工，尚未完工", "2023年12月31日前"),
        ("预计2023年12月完成", "2023年12月31日前"),
    ],
)
def test_no_number_is_taken_from_words_that_deny_it(text: str, target: str) -> None:
    outcome = read(text, target)
    assert outcome.kind is OutcomeKind.UNREADABLE, outcome
    assert outcome.value is None
    assert outcome.date is None


@pytest.mark.parametrize(
    ("text", "target", "indicator", "value"),
    [
        ("8次，未达到目标", "≥10次", "", "8"),
        ("8次(未完成)", "≥10次", "", "8"),
        ("计划10，实际8次", "≥10次", "", "8"),
        ("按计划完成10次", "≥10次", "", "10"),
        ("已完成12次，超额完成计划", "≥10次", "", "12"),
        ("未超过9万元", "≤10万元", "", "9"),
        ("9万余元", "≤10万元", "", "9"),
        ("100余人", "≥100人", "", "100"),
        ("不少于12次", "≥10次", "", "12"),
        ("逾期1天", "≤2天", "逾期天数", "1"),
        ("提前12天", "提前10天", "", "12"),
        ("100%，无未达标项目", "100%", "", "100"),
    ],
)
def test_what_looks_alike_and_is_an_outcome(text: str, target: str, indicator: str, value: str) -> None:
    outcome = read(text, target, indicator)
    assert (outcome.kind, str(outcome.value)) == (OutcomeKind.QUANTITY, value), outcome


@pytest.mark.parametrize("text", ["2023年12月20日，未逾期", "已于2023年11月30日完成", "2023年11月30日完成，未发生延误"])
def test_a_day_with_other_denials_stays_a_day(text: str) -> None:
    assert read(text, "2023年12月31日前").kind is OutcomeKind.DATE


def test_a_fraction_is_not_held_against_a_percentage() -> None:
    """90 % of 0.95 (95 %) is missed; 90 against 0.95 would be met a hundred times over."""
    assert read("90%", "0.95", "学生满意率").kind is OutcomeKind.UNREADABLE
    assert read("96%", "≥0.95", "学生满意率").kind is OutcomeKind.UNREADABLE
    assert read("96%", "≥95", "学生满意率").kind is OutcomeKind.QUANTITY
    assert read("0.9", "0.95", "学生满意率").kind is OutcomeKind.QUANTITY


def test_a_minus_before_a_promised_fall_is_a_doubt() -> None:
    assert read("-5%", "较上年下降3%以上").kind is OutcomeKind.UNREADABLE
    assert read("下降5%", "较上年下降3%以上").value == 5
    assert read("-5%", "较上年增长3%以上").value == -5


@pytest.mark.parametrize("words", ["否", "未开展违规活动", "基本完成"])
def test_the_targets_own_words_name_the_top_level(words: str) -> None:
    """findings.md: a qualitative outcome that repeats the target's own words names the top level."""
    assert read(words, words).level is Level.MET
    assert read("否", "是").has("level-unknown")


def test_a_yes_for_a_no_and_a_lower_grade_do_not_meet_the_target() -> None:
    assert read("是", "否").has("level-unknown")
    assert read("合格", "优秀").kind is OutcomeKind.UNREADABLE
    assert read("良好", "优秀等次").kind is OutcomeKind.UNREADABLE
    assert read("优秀", "良好以上").level is Level.MET
    assert read("合格", "合格").level is Level.MET
    assert read("合格", "验收情况良").kind is OutcomeKind.LEVEL


@pytest.mark.parametrize(
    ("target", "outcome", "due", "done"),
    [
        ("次年3月底前", "2024年2月20日", date(2024, 3, 31), date(2024, 2, 20)),
        ("次年3月底前", "次年4月5日", date(2024, 3, 31), date(2024, 4, 5)),
        ("12月底前", "次年1月10日", date(2023, 12, 31), date(2024, 1, 10)),
        ("11月至次年3月", "2024年3月20日", date(2024, 3, 31), date(2024, 3, 20)),
        ("11月-3月", "2024年3月20日", date(2024, 3, 31), date(2024, 3, 20)),
        ("2023年11月-3月", "2024年3月20日", date(2024, 3, 31), date(2024, 3, 20)),
        ("1-12月", "11月5日", date(2023, 12, 31), date(2023, 11, 5)),
    ],
)
def test_the_next_year_is_the_year_after_the_forms(target: str, outcome: str, due: date, done: date) -> None:
    reading = read_target(target)
    days = day_pair(reading, read_outcome(outcome, reading), 2023)
    assert days == (due.toordinal(), done.toordinal())


def test_a_stretch_that_ends_before_it_begins_is_unreadable() -> None:
    assert read_target("2023年12月-2023年1月").kind.value == "unreadable"


@pytest.mark.parametrize(
    ("indicator", "target", "outcome"),
    [
        ("检验合格率", "≥90%", "尚未完成目标的100%"),
        ("检验合格率", "≥90%", "预计完成目标的100%"),
        ("检验合格率", "≥90%", "上年完成目标的100%"),
        ("检验合格率", "≥90%", "完成目标的100%，但未验收"),
        ("检验合格率", "≥90%", "剩余任务的10%"),
        ("检验合格率", "≥95%", "应检100批，实检96批"),  # inspected is not passed
        ("毕业生就业率", "≥95%", "毕业生100人，参加培训95人"),
        ("问卷满意度", "≥95%", "发放问卷100份，回收95份"),
        ("投诉件数", "5件", "上半年5件"),
        ("培训次数", "≥10次", "下半年6次"),
        ("培训次数", "≥10次", "第四季度8次"),
        ("培训次数", "≥10次", "7-12月完成8次"),
        ("资金下达", "及时", "及时启动招标"),
        ("资金下达", "及时下达", "下达"),
        ("办学条件", "显著提升", "增强"),
        ("办学条件", "明显改善", "改进"),
        ("宣传活动", "≥3场、覆盖率≥90%", "4场、满意度95%"),
        ("演出", "≥3场、≥400人次，无安全事故", "4场、460人次"),
        ("演出", "≥3场、≥400人次", "4000场、460人次"),
        ("演出", "≥3场、≥400人次", "2022年4场、460人次"),
        ("全市排名", "提升5位", "由全省第48位提升至全市第5位"),
        ("全市排名", "提升5位", "由第48位提升至前45位"),
        ("展览馆参观人次", "≥18万人次", "原定18万人次，后调整为15万人次"),
        ("物流项目投资", "≥2000万元", "财政资金800万元，企业自筹1100万元"),
    ],
)
def test_what_answers_another_question_is_left_to_a_person(indicator: str, target: str, outcome: str) -> None:
    read = read_outcome(outcome, read_target(target, indicator=indicator), indicator=indicator)
    assert read.kind is OutcomeKind.UNREADABLE, read


@pytest.mark.parametrize(
    ("indicator", "target", "outcome", "percent"),
    [
        ("任务完成率", "≥90%", "完成任务的95%", 95),  # the rate itself
        ("检验合格率", "≥90%", "完成目标的90%", 81),
        ("检验合格率", "≥95%", "抽检100批，96批合格", 96),
        ("乡镇覆盖率", "≥80%", "5个乡镇中4个", 80),
        ("社保代发成功率", "≥95%", "应发放4200人，实际发放4116人", 98),
    ],
)
def test_a_share_said_in_other_words_is_that_share(indicator: str, target: str, outcome: str, percent: int) -> None:
    read = read_outcome(outcome, read_target(target, indicator=indicator), indicator=indicator)
    assert read.value is not None and Fraction(read.value) * read.factor == percent


@pytest.mark.parametrize(
    ("indicator", "target", "outcome", "value"),
    [
        ("招聘教师", "≥90人", "拟招100人，实招95人", 95),
        ("招聘教师", "≥10人", "拟招12人，实际招聘9人", 9),
        ("采购设备", "≥40台", "到货32台，其余在途", 32),
        ("采购设备", "≥40台", "完成32台，其余正在安装", 32),
        ("建设面积", "≥5000平方米", "一期3000平方米，二期2500平方米", 5500),
        ("培训", "≥300人", "一批120人，二批100人，三批90人", 310),
        ("户均增收", "≥1000元", "户均1200元", 1200),
        ("平均每户增收", "≥1000元", "1200元/户", 1200),
        ("培训期数", "≥3期", "三期", 3),
    ],
)
def test_what_everybody_understands_is_read(indicator: str, target: str, outcome: str, value: int) -> None:
    read = read_outcome(outcome, read_target(target, indicator=indicator), indicator=indicator)
    assert read.value is not None and Fraction(read.value) * read.factor == value


@pytest.mark.parametrize(
    ("outcome", "met"),
    [("培训15次，每次60人", True), ("15次，每次50人", True), ("15次，每次40人", False), ("15次，每月60人", False)],
)
def test_each_time_is_a_part_of_a_target(outcome: str, met: bool) -> None:
    read = read_outcome(outcome, read_target("≥12次，每次不少于50人"), indicator="培训")
    assert (read.level is Level.MET) == met and (met or read.kind is OutcomeKind.UNREADABLE)


@pytest.mark.parametrize(
    ("indicator", "outcome"),
    [
        ("采购", "共40台，其余在途"),  # the whole of what is bought
        ("采购", "采购40台，部分在途"),
        ("增收", "户均1200台"),
        ("采购", "二批20台，三批30台"),  # where is the first?
    ],
)
def test_a_rest_or_a_part_that_may_belong_to_the_figure_is_a_doubt(indicator: str, outcome: str) -> None:
    assert read_outcome(outcome, read_target("≥40台"), indicator=indicator).kind is OutcomeKind.UNREADABLE
