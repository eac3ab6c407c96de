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
        ("水质达标率", "≥92%", "采集水样250份，检测达标235份，其余15份余氯偏低", 94),
        ("筛查完成率", "≥95%", "市级下达任务8000人，实际筛查7440人", 93),
        ("设备完好率", "≥95%", "在用设备400台，故障停用28台，完好率93%", 93),
        ("云平台可用率", "≥99.5%", "全年应运行8760小时，累计故障停机43.8小时", Fraction(199, 2)),
        ("抽检合格率", "≥97%", "检出合格样品1470份、不合格样品30份", 98),
        ("隐患整改率", "100%", "隐患46处，未整改完毕的有23处", 50),
        ("培训出勤率", "≥90%", "应到240人，实到228人，其中请假12人", 95),
        ("贷款不良率", "≤5%", "贷款余额4.8亿元，其中不良1920万元，不良率4%", 4),
        ("女性成员占比", "≥30%", "女性成员占到三分之一", Fraction(100, 3)),
        ("群众满意度", "≥90%", "经第三方测评，群众满意度为九成三", 93),
        ("乡村覆盖率", "100%", "16个乡镇、215个行政村全覆盖", 100),
        ("交易额增长率", "≥15%", "由上年的2400万元增至2820万元", Fraction(35, 2)),
        ("投诉量下降率", "≥20%", "投诉量由上年的160件降至120件", 25),
        ("污水治理率提升幅度", "≥3个百分点", "由62.1%提高到65.4%", Fraction(33, 10)),
        ("零售额增长率", "≥80%", "较上年翻了一番", 100),
        ("改造数", "≥60所", "58/60，未完成的2所因撤并停办", 58),
        ("搬迁户数", "≥120户", "任务120户，尚有18户未搬迁", 102),
        ("培训人数", "≥1500人", "年度任务1500人，完成任务的96%", 1440),
        ("设备安装台数", "≥20台", "采购20台，已安装15台", 15),
        ("加装电梯项目完工数", "≥12个", "12个项目全部开工，11个完工", 11),
        ("专项债支出额", "≥4000万元", "债券资金到位4000万元，实际支出2800万元", 2800),
        ("学校安装校数", "≥36所", "36所学校中仅29所完成安装", 29),
        ("专利授权数", "≥5项", "获授权发明专利2项、实用新型专利4项", 6),
        ("龙头企业认定数", "≥6个", "省级2个、市级5个", 7),
        ("应急演练次数", "≥2次", "6月开展防汛演练1次，11月开展森林防火演练1次", 2),
        ("业务培训次数", "≥2次", "上、下半年各1次", 2),
        ("防疫员配备", "≥2人/村", "24个村共配备53人，每村不少于2人", 2),
        ("生均公用经费", "≥720元", "学生1,250名，公用经费90万元，生均720元", 720),
        ("平均单产", "≥450公斤/亩", "每公顷6900公斤，折合每亩460公斤", 460),
        ("审核时限", "≤5个工作日", "平均3.5个工作日办结，最长未超过5个工作日", Fraction(7, 2)),
        ("维修工期", "≤120天", "3月1日开工，6月20日竣工，历时112天", 112),
        ("公报期数", "≥48期", "每月4期，全年无间断", 48),
        ("立案数", "≥600件", "全年月均立案48件", 576),
        ("卫生考评得分", "≥90分", "三次考评分别得91分、93分、95分，平均93分", 93),
        ("参与人次", "≥3000人次", "首次突破3000人次，达3,058人次", 3058),
        ("补助人数", "≥200人", "定向生一百一十八人，学员八十六人，合计二百零四人", 204),
        ("事故发生数", "0起", "全年辖区内未发生安全事故", 0),
        ("作业安全事故数", "0起", "未发生较大及以上事故，发生一般事故1起", 1),
        ("高标准农田管护面积", "≥2.4万亩", "2. 4 万亩", Fraction(12, 5)),
        ("文艺队伍扶持支数", "≥5支", "扶持五支队伍", 5),
        ("食品抽检合格率", "≥98%", "全年抽检480批次，合格474批次", Fraction(395, 4)),
        ("投诉7日内办结率", "≥80%", "受理投诉350件，7日内办结273件", 78),
        ("培训计划完成率", "≥100%", "计划培训250人，实际培训260人", 104),
        ("不良反应发生率", "≤1%", "接种8000剂，发生不良反应12例", Fraction(3, 20)),
        ("岗位补贴发放率", "100%", "应发312人，全部足额发放", 100),
        ("技能培训后就业率", "≥80%", "培训200人，就业172人，占86%", 86),
        ("实用人才培训人数", "≥600人", "举办6期，每期105人", 630),
        ("病虫害巡查次数", "≥144次", "每周巡查3次，全年巡查50周", 150),
        ("生猪出栏数", "≥1000头", "存栏500头，出栏900头", 900),
        ("人均培训天数", "≥2天/人", "培训30人，2天", 2),  # two days each
        ("农村人均供水能力", "≥8立方米/人", "供水能力4.5万立方米，服务5000人", 9),
        ("送戏进村场次", "≥160场", "采茶戏96场，木偶戏48场", 144),
        ("干部轮训人数", "≥15人", "两批次分别为8人、9人", 17),
        ("服务儿童人数", "≥500人", "上半年280人，下半年245人，无重复", 525),
        ("采购履约周期", "≤90天", "6月1日签约，7月31日验收交货", 61),
        ("堤岸修复工期", "≤90天", "约定工期90天，超期10天完工", 100),
        ("撬动消费额", "≥2.3亿元", "2.46亿", Fraction(123, 50)),
        ("蜂农每箱蜂增收额", "≥35元", "38.5元/箱", Fraction(77, 2)),
        ("脱贫户户均增收额", "≥2600元", "户均增收2510元", 2510),
        ("行业标准制修订项数", "≥13项", "完成9项（其余4项在审）", 9),
        ("资金拨付时限", "≤5天", "收到申请后平均4天完成拨付", 4),
        ("公路修复里程", "≥80公里", "国道12公里、省道25公里、农村公路46公里", 83),
        ("污水管铺设长度", "≥5.0公里", "未完工，已铺设3.5公里", Fraction(7, 2)),
        ("粮食生产资金比例", "60%至75%", "实际用于粮食生产占68%", 68),
        ("教师满意度", "≥95%", "发放问卷300份，全部收回，满意270份", 90),
        ("监管人员培训人数", "≥300人", "310人（详见附件3）", 310),
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
        ("电工培训取证人数", "≥200人", "参训人数215人"),
        ("问题整改完成率", "100%", "发现问题45个，已移交45个"),
        ("敬老院改造完工率", "100%", "改造资金已拨付100%"),
        ("返乡创业培训人数", "≥500人", "三年累计完成1500人"),
        ("监测合格率", "≥94%", "近三年平均为96%"),
        ("家长满意度", "≥95%", "仅在1个试点乡镇测评，满意度96%"),
        ("宣传场次", "≥50场", "完成52场（上半年20场，下半年26场）"),  # 46
        ("改良面积", "≥600亩", "完成600亩（30公顷）"),  # 450亩
        ("装修单个成本", "≤7.5万元/个", "投入42万元，建成6个，每个8万元"),  # 7
        ("读本印发册数", "≥2000册", "85箱"),
        ("抗体合格率", "≥97%", "95%以上"),  # it may be 97 %
        ("审批时限", "≤3天", "5天以内"),
        ("信访事件发生数", "0起", "未发生重大群体性事件"),  # a smaller one?
        ("重大事故数", "0起", "未发生较大事故，发生一般事故1起"),
        ("搬迁户数", "≥120户", "120户，1户未搬迁"),
        ("监管人员培训人数", "≥300人", "详见附件3"),
        ("报告数", "≥3份", "表3"),
        ("处理案件", "≥50件", "立案30件、结案25件"),  # some of them the same
        ("帮扶户数", "≥100户", "走访60户、慰问50户"),
        ("采购设备", "≥40台", "采购40台，其余在途"),  # how many have come?
        ("投诉下降率", "≥20%", "由120件降至160件"),
        ("重大事故起数", "0起", "一般事故2起"),
        ("乡镇覆盖率", "100%", "试点乡镇3个全覆盖"),
        ("乡镇覆盖率", "100%", "16个乡镇计划实现全覆盖"),
        ("乡镇覆盖率", "100%", "16个乡镇基本实现全覆盖"),
        ("帮扶户数", "≥60户", "74户；主要原因是任务调减，实际完成60户"),  # which?
        ("环境整治个数", "≥18个", "十多个"),  # up to nineteen
        ("培训人数", "≥300人", "培训300人（20人未结业）"),
        ("污水集中处理率", "≥96%", "9.67%"),
        ("服务满意度", "≥85%", "满意92%，不满意15%"),  # 107 %
        ("监事会检查次数", "≥4次", "4次（补记上年2次）"),
        ("讲座场次", "≥14场", "共14场，其中进校园19场"),
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


@pytest.mark.parametrize(
    ("indicator", "target", "outcome", "times"),
    [
        ("小学师生比", "师生比不低于1:15", "专任教师120人，在校生1680人，师生比1:14", Fraction(15, 14)),
        ("小学师生比", "不低于1:15", "1:20", Fraction(3, 4)),
        ("医院床护比", "≥1:0.4", "开放床位500张，护士215名，床护比为1:0.43", Fraction(43, 40)),
        ("财政撬动社会资本比", "≥1:4", "投入30万元，撬动126万元，比例1:4.2", Fraction(21, 20)),
        ("财政撬动社会资本比", "≥1:4", "1:2", Fraction(1, 2)),
    ],
)
def test_the_name_of_a_ratio_says_which_side_is_to_be_large(
    indicator: str, target: str, outcome: str, times: Fraction
) -> None:
    found = read(indicator, target, outcome)
    assert found.value is not None and Fraction(found.value) * found.factor == times


def test_a_figure_of_the_targets_year_is_read_whatever_the_forms_year() -> None:
    assert read("农村改厕户数", "2024年≥300户", "2023年完成326户", year=2023).value is None
    assert read("农村改厕户数", "2024年≥300户", "2024年完成326户", year=2023).value == 326
    assert read("满意度", "2024年≥93%", "2024年满意度为94.1%，2023年为91.7%", year=2023).value == Decimal("94.1")


@pytest.mark.parametrize("times", [Decimal("0.1"), Decimal("0.01"), Decimal(10), Decimal(100), Decimal("10.25")])
def test_a_digit_too_many_or_too_few_is_said(times: Decimal) -> None:
    found = read("培训人数", "≥1200人", f"{(1200 * times).normalize():f}人")
    assert found.value is not None and "outcome-tenfold" in {note.name for note in found.notes}


@pytest.mark.parametrize("size", [1200, 1500, 600, 300, 5900])
def test_other_sizes_are_taken_as_typed(size: int) -> None:
    assert "outcome-tenfold" not in {note.name for note in read("培训人数", "≥1200人", f"{size}人").notes}


def test_parts_that_make_more_than_the_whole_are_a_warning() -> None:
    found = read("讲座场次", "≥14场", "共14场，其中进校园9场、进社区7场")
    assert found.value == 14 and "outcome-words-unknown" in {note.name for note in found.notes}


@pytest.mark.parametrize("outcome", ["2024年7月签订下年度合同", "2024年7月申请延期", "2024年8月另行招标"])
def test_what_happened_after_a_deadline_need_not_be_the_work(outcome: str) -> None:
    assert read("完工时间", "2024年6月底前", outcome, year=2024).date is None


@pytest.mark.parametrize("outcome", ["教师130人、学生200人", "国道12人、省道320人"])
def test_kinds_that_nobody_lists_as_a_whole_are_added_with_a_warning(outcome: str) -> None:
    assert "outcome-assumed" in {note.name for note in read("培训人数", "≥300人", outcome).notes}


def test_a_share_of_fewer_than_was_asked_about_is_a_warning() -> None:
    found = read("全县规模养殖场粪污设施配套率", "≥93%", "大型规模养殖场配套率100%")
    assert found.value is None or "outcome-words-unknown" in {note.name for note in found.notes}


@pytest.mark.parametrize(
    ("target", "outcome", "day"),
    [
        ("2024年7月15日前", "7月19日竣工", "2024-07-19"),  # the deadline's year, whatever the form's
        ("2024年5月底前", "滞后15天完成", "2024-06-15"),
        ("2024年8月15日前", "延期至9月10日出版", "2024-09-10"),
        ("2024年12月31日前", "尚未完工，预计2025年4月底完成", "2025-04-30"),
        ("2024年9月30日前", "10月初主体完工，12月完成装修交付", "2024-10-01"),
        ("2024年8月31日前", "8/25完工", "2024-08-25"),
    ],
)
def test_days_against_a_deadline_of_a_year(target: str, outcome: str, day: str) -> None:
    assert read("完工时间", target, outcome, year=2023).date == day


@pytest.mark.parametrize(
    ("target", "outcome", "level"),
    [
        ("≤2个工作日", "当日办结", Level.MET),
        ("≤60天", "较60天的目标工期提前8天完工", Level.MET),
        ("≤60天", "较90天的目标工期提前8天完工", None),  # 82 days?
        ("≤2个月", "历时45天", Level.MET),
        ("≤2个月", "历时57天", None),  # February and March have 59
        ("≤2个月", "历时70天", None),
    ],
)
def test_a_duration_may_be_said_without_its_length(target: str, outcome: str, level: Level | None) -> None:
    assert read("办理工期", target, outcome).level is level


@pytest.mark.parametrize(
    ("target", "outcome", "met"),
    [
        ("逐步提高", "显著提高", True),
        ("不断完善", "公共法律服务体系不断健全完善", True),
        ("明显加快", "服务明显提速", True),
        ("较好", "很好", True),
        ("优良", "优良", True),
        ("全覆盖", "18个乡镇全覆盖", True),
        ("全覆盖", "18个乡镇未全覆盖", False),
        ("全覆盖", "18个乡镇计划实现全覆盖", False),
        ("全覆盖", "18个乡镇基本全覆盖", False),
        ("显著提高", "逐步提高", False),
        ("明显改善", "有所改善", False),
        ("持续完善", "健全制度，尚需完善", False),
        ("很好", "较好", False),
    ],
)
def test_the_same_gain_to_the_same_degree_or_more_meets_a_wording(target: str, outcome: str, met: bool) -> None:
    assert (read("公共法律服务体系", target, outcome).level is Level.MET) == met


def test_a_day_may_be_typed_with_a_slash() -> None:
    assert read("公告时间", "10月底前", "10/25", year=2023).date == "2023-10-25"


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
