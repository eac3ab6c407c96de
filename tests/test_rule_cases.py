"""Which case a target is, and how bare numbers are read: with the targets of the Ganzhou forms and of real tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from rules.cases import Case, case_of
from rules.loading import load
from rules.scoring import columns, score
from targets.errors import InputError
from targets.language.expression import read_target
from targets.language.reading import Comparator, Note, Reading, ReadingKind
from targets.model.form import Category

BOOK = load("mof-2021-101")


def bare(number: str, unit: str = "", kind: ReadingKind = ReadingKind.EQUALITY, *notes: Note) -> Reading:
    value = Decimal(number)
    return Reading(
        text=f"{number} {unit}",
        kind=kind,
        comparator=Comparator.EQ,
        low=value,
        high=value,
        unit=unit or None,
        notes=(Note("bare-value"), *notes),
    )


def chosen(reading: Reading, name: str = "", level2: str = "", category: Category = Category.OUTPUT):
    return case_of(reading, name=name, level2=level2, category=category, book=BOOK)


@pytest.mark.parametrize(
    ("name", "level2", "category", "unit", "read", "provision"),
    [
        ("保障特岗人员人数", "数量指标", Category.OUTPUT, "名", "ge", "bare.otherwise"),
        ("各学校每月接受督导检查时间", "时效指标", Category.OUTPUT, "小时", "ge", "bare.otherwise"),
        ("教育资助配套补助资金到位率", "成本指标", Category.OUTPUT, "%", "ge", "bare.otherwise"),
        ("开展义务教育系统维护费", "成本指标", Category.OUTPUT, "元", "le", "bare.cost-level"),
        ("高考入学资助学生人均补助标准", "经济成本指标", Category.COST, "元", "eq", "bare.subsidy-standard"),
        ("学前教育资助每学年人均补助标准", "经济成本指标", Category.COST, "元", "eq", "bare.subsidy-standard"),
        ("项目成本", "成本指标", Category.OUTPUT, "万元", "le", "bare.cost-name"),
        ("设备单位成本", "数量指标", Category.OUTPUT, "元", "le", "bare.cost-name"),
        ("成本节约率", "经济成本指标", Category.COST, "%", "ge", "bare.otherwise"),
        ("聘用人员费用发放率", "质量指标", Category.OUTPUT, "%", "ge", "bare.otherwise"),
        ("任务完成时限（月）", "时效指标", Category.OUTPUT, "", "le", "bare.duration-limit"),
        ("指标2：项目完成周期周期", "时效指标", Category.OUTPUT, "个月", "le", "bare.duration-limit"),
        ("工作完成及时率", "时效指标", Category.OUTPUT, "%", "ge", "bare.otherwise"),
        ("客商满意度", "服务对象满意度", Category.SATISFACTION, "%", "ge", "bare.otherwise"),
    ],
)
def test_bare_numbers(name: str, level2: str, category: Category, unit: str, read: str, provision: str) -> None:
    choice = chosen(bare("3", unit), name, level2, category)
    assert (choice.bare, choice.bare_provision) == (read, provision)
    assert choice.case is {"ge": Case.AT_LEAST, "le": Case.AT_MOST, "eq": Case.EXACTLY}[read]
    assert BOOK.provision(provision).is_convention


def test_a_comparator_in_the_name_decides_a_bare_number() -> None:
    choice = chosen(bare("22.8", "", ReadingKind.EQUALITY, Note("name-says", "le")), "公猪舍(≤**平方米)")
    assert (choice.case, choice.bare_provision) == (Case.AT_MOST, "bare.as-named")


def test_a_printed_sign_is_not_bare() -> None:
    printed = Reading(
        text="=100%", kind=ReadingKind.EQUALITY, comparator=Comparator.EQ, low=Decimal(100), high=Decimal(100), unit="%"
    )
    choice = chosen(printed, "项目成本")
    assert (choice.case, choice.bare, choice.bare_provision) == (Case.EXACTLY, None, None)


def threshold(comparator: Comparator, number: str) -> Reading:
    value = Decimal(number)
    low = value if comparator in (Comparator.GE, Comparator.GT) else None
    return Reading(
        text=number,
        kind=ReadingKind.THRESHOLD,
        comparator=comparator,
        low=low,
        high=None if low is not None else value,
        unit="%",
    )


@pytest.mark.parametrize(
    ("comparator", "number", "case", "provision"),
    [
        (Comparator.GE, "90", Case.AT_LEAST, "score.at-least"),
        (Comparator.GT, "90", Case.ABOVE, "score.at-least"),
        (Comparator.LE, "90", Case.AT_MOST, "score.at-most"),
        (Comparator.LT, "90", Case.BELOW, "score.at-most"),
        (Comparator.LE, "0", Case.AT_MOST_ZERO, "score.at-most-zero"),
        (Comparator.GE, "0", Case.AT_LEAST, "score.at-least"),
    ],
)
def test_thresholds(comparator: Comparator, number: str, case: Case, provision: str) -> None:
    choice = chosen(threshold(comparator, number))
    assert (choice.case, choice.provision) == (case, provision)


def test_zero_exactly() -> None:
    reading = Reading(
        text="=0", kind=ReadingKind.EQUALITY, comparator=Comparator.EQ, low=Decimal(0), high=Decimal(0), unit="起"
    )
    assert chosen(reading).case is Case.EXACTLY_ZERO


def plain(kind: ReadingKind, **more: object) -> Reading:
    return Reading(text="…", kind=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reading", "case", "reason"),
    [
        (plain(ReadingKind.MISSING), Case.UNSCORABLE, "target-missing"),
        (plain(ReadingKind.UNREADABLE), Case.UNSCORABLE, "target-unreadable"),
        (plain(ReadingKind.QUALITATIVE), Case.QUALITATIVE, None),
        (plain(ReadingKind.CHANGE), Case.QUALITATIVE, None),
        (plain(ReadingKind.RANK), Case.QUALITATIVE, None),
        (plain(ReadingKind.RANK, comparator=Comparator.LE, high=Decimal(3)), Case.RANK, None),
        (plain(ReadingKind.COMPOUND), Case.COMPOUND, "compound"),
        (plain(ReadingKind.DEADLINE, comparator=Comparator.LE, until="2023-12-31"), Case.DEADLINE, None),
        (plain(ReadingKind.DEADLINE, comparator=Comparator.LT, until="2023-09-01"), Case.BEFORE, None),
        (plain(ReadingKind.DEADLINE, comparator=Comparator.GE, since="2023-09-01"), Case.UNSCORABLE, "bound-missing"),
        (plain(ReadingKind.RANGE, comparator=Comparator.BETWEEN, low=Decimal(1), high=Decimal(2)), Case.RANGE, None),
        (plain(ReadingKind.THRESHOLD, comparator=Comparator.GE, low=Decimal(-1)), Case.UNSCORABLE, "negative-target"),
        (
            plain(ReadingKind.THRESHOLD, comparator=Comparator.LE, high=Decimal(1000), notes=(Note("unit-inverted"),)),
            Case.UNSCORABLE,
            "unit-inverted",
        ),
        (plain(ReadingKind.QUALITATIVE, notes=(Note("not-applicable"),)), Case.NOT_APPLICABLE, None),
    ],
)
def test_kinds(reading: Reading, case: Case, reason: str | None) -> None:
    choice = chosen(reading)
    assert (choice.case, choice.reason) == (case, reason)


LOCAL = """
id = "local"
extends = "mof-2020-10"
[score.satisfaction]
case = "at-least"
category = "satisfaction"
use = "steps"
standing = "convention"
reason = "示例"
zh = "满意度按档"
en = "satisfaction by steps"
params = { on = "percent", bands = [{ from = 90, share = 1 }, { from = 0, share = 0.5 }] }
[score.three-publics]
case = "at-most"
names = ["三公经费"]
use = "excess-down"
standing = "convention"
reason = "示例"
zh = "每超 1 个百分点扣 1/6"
en = "a sixth off for each point above"
params = { on = "percent", full_to = 100, step = 1, loss = 0.2, count = "begun" }
[score.control-rate]
case = "at-most"
names = ["控制率"]
use = "direct"
standing = "convention"
reason = "示例"
zh = "超过不得分"
en = "above: nothing"
"""


def test_the_most_special_provision_wins_and_two_that_meet_stop(tmp_path: Path) -> None:
    path = tmp_path / "local.toml"
    path.write_text(LOCAL, encoding="utf-8")
    book = load(str(path))

    def provision(reading: Reading, name: str, category: Category) -> str:
        return case_of(reading, name=name, level2="", category=category, book=book).provision

    satisfied = threshold(Comparator.GE, "90")
    assert provision(satisfied, "师生满意度", Category.SATISFACTION) == "score.satisfaction"
    assert provision(satisfied, "及时率", Category.OUTPUT) == "score.at-least"
    # Steps in percent cannot speak of people: the general provision stands.
    people = Reading(text="≥90人", kind=ReadingKind.THRESHOLD, comparator=Comparator.GE, low=Decimal(90), unit="人")
    assert provision(people, "满意人数", Category.SATISFACTION) == "score.at-least"
    ceiling = threshold(Comparator.LE, "100")
    assert provision(ceiling, "三公经费支出占比", Category.OUTPUT) == "score.three-publics"
    assert provision(ceiling, "预算控制率", Category.OUTPUT) == "score.control-rate"
    with pytest.raises(InputError, match="three-publics, score"):
        provision(ceiling, "三公经费控制率", Category.OUTPUT)


def test_a_bare_zero_is_exactly_zero_and_not_met_by_one_accident() -> None:
    book = load("mof-2021-101")
    reading = read_target("0 次", indicator="安全事故次数")
    choice = case_of(reading, name="安全事故次数", level2="质量指标", category=Category.OUTPUT, book=book)
    assert (choice.case, choice.bare, choice.bare_provision) == (Case.EXACTLY_ZERO, "eq", "bare.zero")
    scores = score(columns([choice.case, choice.case], [1000, 1000], low=[0, 0], high=[0, 0], outcome=[0, 1]), book)
    assert scores.score.tolist() == [1000, 0]
