"""Outcomes whose figure has to be computed or picked: counts for a rate, a whole for each, years, numbers in pieces.

Every value is worked out by hand from the text; what a careful auditor would ask back about is pending.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actuals.language.reading import read_outcome
from actuals.outcome import Level, OutcomeKind, OutcomeReading
from targets.language.expression import read_target


def read(indicator: str, target: str, outcome: str, year: int = 0) -> OutcomeReading:
    return read_outcome(outcome, read_target(target, indicator=indicator), indicator=indicator, year=year)


@pytest.mark.parametrize(
    ("indicator", "target", "outcome", "value"),
    [
        ("许可证核发完成率", "100%", "应核发43家，已全部核发", 100),
        ("隐患整改率", "≥90%", "发现隐患50处，已全部整改", 100),
        ("信访事项化解率", "≥90%", "受理信访事项80件，化解70件，化解率87.5%", Fraction(175, 2)),
        ("老人满意度", "≥90%", "随机走访100名老人，其中87人表示满意", 87),
        ("散装水泥使用比例", "≥15%", "使用水泥40万吨，其中散装水泥6.8万吨", 17),
        ("干部培训人均费用", "≤320元/人", "培训150人，共支出4.65万元", 310),
        ("户厕改造户均成本", "≤1500元/户", "改造200户共支出33万元", 1650),
        ("值守补贴", "≤400元/次", "每次补贴400元", 400),
        ("工作站数", "≥3家", "新建科技特派员工作站三家", 3),
        ("作业面积", "≥1.5万亩", "完成作业面积壹万五千亩", Fraction(3, 2)),
        ("改水入户数", "≥1200户", "1，260户", 1260),
        ("参赛人数", "≥15000人", "1 5 3 2 0 人", 15320),
        ("取证人数", "≥260人", "参训310人，取证241人", 241),
        ("纠纷调解件数", "≥750件", "共受理并调解702件", 702),
        ("设备在线率", "≥98%", "2022年96%，2023年98.5%", Fraction(197, 2)),
        ("房屋重建户数", "≥220户", "城区64户，乡镇151户", 215),
        ("办理时限", "≤5天", "3-5天", 5),
        ("合格率", "≥90%", "92%-95%", 92),
    ],
)
def test_what_the_text_makes(indicator: str, target: str, outcome: str, value: Fraction | int) -> None:
    found = read(indicator, target, outcome)
    assert found.value is not None and Fraction(found.value) * found.factor == value, found


@pytest.mark.parametrize(
    ("indicator", "target", "outcome"),
    [
        ("隐患整改率", "≥90%", "发现隐患43处，已全部移交"),  # handed over is not mended
        ("隐患整改率", "≥90%", "发现隐患43处，尚未全部整改"),
        ("许可证核发完成率", "100%", "应核发43家，已全部受理"),
        ("贫困学生资助比例", "≥15%", "在校学生500人，其中贫困学生87人"),  # how many were paid?
        ("老人满意度", "≥90%", "走访100名老人，其中87人表示不满意"),
        ("服务对象满意度", "≥90%", "发放问卷100份，其中收回95份"),
        ("信访事项化解率", "≥90%", "受理信访事项80件，化解60件，化解率87.5%"),  # 75 %
        ("干部培训人均费用", "≤320元/人", "培训150人，节约4.65万元"),
        ("干部培训人均费用", "≤320元/人", "预算培训150人，支出4.65万元"),
        ("干部培训人均费用", "≤320元/人", "培训150人次，共支出4.65万元"),  # how many people?
        ("改水入户数", "≥10户", "1，260户"),  # one, or 260?
        ("工作站数", "≥3家", "扶持老字号百家"),
        ("工作站数", "≥3家", "未建成三家"),
        ("取证人数", "≥260人", "取证培训310人，通过241人"),
        ("纠纷调解件数", "≥750件", "受理并调查702件"),
        ("办理时限", "≤5天", "5-7天"),
        ("合格率", "≥90%", "85%-95%"),
        ("培训合格率", "≥90%", "9.2%"),  # 92 % most likely
        ("设备完好率", "≥95%", "960%"),
    ],
)
def test_what_could_be_something_else_is_pending(indicator: str, target: str, outcome: str) -> None:
    assert read(indicator, target, outcome).kind is OutcomeKind.UNREADABLE


@pytest.mark.parametrize(
    ("outcome", "value"),
    [
        ("2023年12场", 12),
        ("2022年3场，2023年12场", 12),
        ("2022年12场", None),
        ("2023年3场，2024年12场", None),
    ],
)
def test_a_figure_of_another_year_than_the_forms_is_pending(outcome: str, value: int | None) -> None:
    assert read("放映场次", "≥10场", outcome, year=2023).value == value


@pytest.mark.parametrize(
    ("outcome", "met"),
    [
        ("培训320人，其中女性118人", True),
        ("培训320人，其中女性18人", False),
        ("女性320人，男性118人", False),
        ("培训320人，其中女性118人未结业", False),
    ],
)
def test_a_part_within_the_whole_is_met_by_the_part_of_that_name(outcome: str, met: bool) -> None:
    found = read("带头人培训人数", "≥300人，其中女性≥100人", outcome)
    assert (found.level is Level.MET) == met and (met or found.kind is OutcomeKind.UNREADABLE)


@given(part=st.integers(0, 400), rest=st.integers(0, 400))
def test_two_counts_make_exactly_their_share(part: int, rest: int) -> None:
    found = read("隐患整改率", "≥90%", f"发现隐患{part + rest}处，已整改{part}处")
    if part == 0:
        assert found.value is None or found.value == 0
    else:
        assert found.value is not None
        assert Fraction(found.value) * found.factor == Fraction(100 * part, part + rest)


@given(people=st.integers(1, 5000), cents=st.integers(1, 10**7))
def test_what_each_one_cost_is_exact(people: int, cents: int) -> None:
    amount = Decimal(cents) / 100
    found = read("培训人均费用", "≤320元/人", f"培训{people}人，共支出{amount}元")
    if found.value is not None:
        assert Fraction(found.value) * found.factor == Fraction(cents, 100 * people)
    else:
        assert found.kind is OutcomeKind.UNREADABLE
