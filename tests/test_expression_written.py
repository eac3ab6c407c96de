"""Texts made from what they mean are read as what they mean: numbers, units, signs, ranges, dates, outcomes.

Every text is written down from a number, a unit and a sign, so that the right reading is known without the reader.
``EVALUATOR_FUZZ=100`` tries a hundred times as many (docs/robustness.md).
"""

from __future__ import annotations

import calendar
import os
import random
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from actuals.language.reading import read_outcome
from actuals.outcome import OutcomeKind
from targets.language.expression import explain_target, read_target
from targets.language.quantity import _table, factor, longest_unit, lookup
from targets.language.reading import Comparator, ReadingKind
from targets.language.tokens import plain

C, K = Comparator, ReadingKind
TIMES = int(os.environ.get("EVALUATOR_FUZZ", "1"))
DATED = ("年", "年度", "季度", "月份", "月", "级", "G", "岁", "周岁")  # 2023年, 3级, 5G, 60岁 mean other things too
UNITS = [spelling for spelling in sorted(_table().by_spelling) if spelling not in DATED]

WAYS = [
    *(("≥{}", C.GE), ("不少于{}", C.GE), ("{}以上", C.GE), ("{}及以上", C.GE), ("至少{}", C.GE)),
    *(("≤{}", C.LE), ("{}以内", C.LE), ("{}以下", C.LE), ("不超过{}", C.LE), ("控制在{}以内", C.LE)),
    *((">{}", C.GT), ("{}以上（不含）", C.GT), ("<{}", C.LT), ("低于{}", C.LT)),
    *(("={}", C.EQ), ("{}", C.EQ), ("约{}", C.EQ), ("{}左右", C.EQ), ("完成{}", C.EQ), ("共{}", C.EQ)),
]
RANGES = (
    "{a}-{b}{u}",
    "{a}{u}—{b}{u}",
    "{a}至{b}{u}",
    "≥{a}{u}且≤{b}{u}",
    "{a}{u}≤x≤{b}{u}",
    "介于{a}{u}与{b}{u}之间",
    "{a}{u}以上{b}{u}以下",
    "不低于{a}{u}，不超过{b}{u}",
)
DONE = ("{}", "完成{}", "实际{}", "共{}", "实际完成{}", "{}（含线上）", "已完成{}", "累计{}")


def drawn(number: int) -> random.Random:
    return random.Random(number)  # noqa: S311 - the same texts every time


def amount(draw: random.Random) -> tuple[str, Decimal]:
    """A number as printed, with its value: years, hotlines, hours of a day and thousands among them."""
    text = draw.choice(
        (
            str(draw.randrange(1, 100)),
            str(draw.randrange(100, 100_000)),
            f"{draw.randrange(1, 999)}.{draw.randrange(1, 99):02}",
            f"{draw.randrange(1, 999)},{draw.randrange(1000):03}",
            draw.choice(("12345", "12315", "123456", "2023", "20245", "1999", "24", "365", "0", "7", "5", "3")),
        )
    )
    return text, Decimal(text.replace(",", ""))


def test_a_number_with_its_sign_and_unit() -> None:
    draw = drawn(1)
    for _ in range(2000 * TIMES):
        (printed, value), unit = amount(draw), draw.choice(UNITS)
        way, comparator = draw.choice(WAYS)
        text = way.format(printed + draw.choice(("", " ")) + unit)
        found = read_target(text)
        low = value if comparator in (C.GE, C.GT, C.EQ) else None
        high = value if comparator in (C.LE, C.LT, C.EQ) else None
        assert (found.comparator, found.low, found.high) == (comparator, low, high), text
        assert found.unit is not None and lookup(found.unit) == lookup(unit), text


def test_a_range() -> None:
    draw = drawn(2)
    for _ in range(1000 * TIMES):
        (a, low), (b, high) = sorted((amount(draw), amount(draw)), key=lambda one: one[1])
        unit = draw.choice(UNITS)
        text = draw.choice(RANGES).format(a=a, b=b, u=unit)
        found = read_target(text)
        assert (found.comparator, found.low, found.high) == (C.BETWEEN, low, high), text
        assert found.unit is not None and lookup(found.unit) == lookup(unit), text


@pytest.mark.parametrize("text", ["≥≤{n}{u}", "不低于不超过{n}{u}", "≥{n}{u}以下", "≤{n}{u}以上", "不超过{n}{u}及以上"])
def test_two_comparators_that_contradict_each_other_are_not_read(text: str) -> None:
    draw = drawn(3)
    for _ in range(50 * TIMES):
        printed = text.format(n=draw.randrange(2, 900), u=draw.choice(UNITS))
        found = read_target(printed)
        assert found.kind is ReadingKind.UNREADABLE, printed
        assert found.detail("reason") == "comparators-conflict", printed


@pytest.mark.parametrize(
    ("text", "rate"),
    [("{a}元-{b}万元", 10_000), ("{a}米~{b}公里", 1000), ("{a}分钟至{b}小时", 60), ("{a}公斤-{b}吨", 1000)],
)
def test_ends_of_a_range_in_two_units_are_converted(text: str, rate: int) -> None:
    """Both ends in the second unit, exactly; never the two numbers as they stand in one unit."""
    draw = drawn(4)
    for _ in range(50 * TIMES):
        a, b = draw.randrange(2, 900), draw.randrange(2, 900)
        found = read_target(text.format(a=a, b=b))
        low = Fraction(a, rate)
        if found.kind is ReadingKind.UNREADABLE:
            assert found.detail("reason") == "range-units-differ" and low.denominator % 3 == 0, found.text
            continue
        assert found.low is not None and found.high is not None
        assert (Fraction(found.low), Fraction(found.high)) == (min(low, b), max(low, b)), found.text


@pytest.mark.parametrize("text", ["{a}天-{b}个月", "{a}人至{b}次", "{a}个-{b}台", "{a}元~{b}%"])
def test_the_ends_of_a_range_are_of_one_kind(text: str) -> None:
    draw = drawn(4)
    for _ in range(50 * TIMES):
        printed = text.format(a=draw.randrange(2, 900), b=draw.randrange(2, 900))
        found = read_target(printed)
        assert found.kind is ReadingKind.UNREADABLE and found.detail("reason") == "range-units-differ", printed


NUMERALS = "零一二三四五六七八九"


def below_10000(number: int) -> str:
    said, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            said, gap = said + (NUMERALS[0] if gap and said else "") + NUMERALS[digit] + name, False
        else:
            gap = True
    return said


def in_chinese(number: int) -> str:
    many, few = divmod(number, 10_000)
    said = below_10000(many) + "万" if many else ""
    said += NUMERALS[0] if many and 0 < few < 1000 else ""
    said += below_10000(few)
    return said.removeprefix("一") if said.startswith("一十") else said


def test_chinese_numerals() -> None:
    draw = drawn(3)
    for _ in range(500 * TIMES):
        value = draw.choice((draw.randrange(1, 200), draw.randrange(1, 100_000_000)))
        for way in ("不少于{}次", "≥{}人", "每年{}次", "{}场以上", "≥{}", " {} "):
            text = way.format(in_chinese(value))
            found = read_target(text)
            assert found.low is not None, text
            read = found.low * (10_000 if (found.unit or "").startswith("万") else 1)
            assert read == value, text


def test_a_day_with_its_year() -> None:
    draw = drawn(4)
    for _ in range(150 * TIMES):
        year, month, day = draw.randrange(2000, 2040), draw.randint(1, 12), draw.randint(1, 31)
        last = calendar.monthrange(year, month)[1]
        name = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
        m, d = in_chinese(month), in_chinese(day)
        ways = [
            *(f"{year}年{month}月{day}日前", f"于{year}年{month}月{day}日前完成", f"≤{year}年{month}月{day}日"),
            *(f"{year}-{month:02}-{day:02}前", f"{year}.{month}.{day}前", f"{year}{month:02}{day:02}前"),
            *(f"{name}年{m}月{d}日前", f"{year}年{m}月{d}日前", f"最迟{year}年{month}月{day}号"),
        ]
        for text in ways:
            found = read_target(text)
            if day <= last:
                wanted = (K.DEADLINE, C.LE, None, f"{year}-{month:02}-{day:02}")
                assert (found.kind, found.comparator, found.since, found.until) == wanted, text
            else:
                assert found.kind is K.UNREADABLE, text
        for text in (f"{year}年{month}月底前", f"{name}年{m}月底前", f"力争{year}年{m}月末完成"):
            assert read_target(text).until == f"{year}-{month:02}-{last:02}", text


CONTAINERS = frozenset("箱盒包捆车打批")
"""Measure words of many things at once: how many books 85箱 hold nobody knows."""


def test_an_outcome_in_a_unit_of_the_same_dimension() -> None:
    draw = drawn(5)
    alike: dict[str, list[str]] = {}
    for spelling in UNITS:
        if (found := lookup(spelling)) is not None:
            alike.setdefault(found.dimension, []).append(spelling)
    for _ in range(1000 * TIMES):
        ours = draw.choice(UNITS)
        unit, (promised, _), (done, value) = lookup(ours), amount(draw), amount(draw)
        assert unit is not None
        theirs = draw.choice(alike[unit.dimension])
        other = lookup(theirs)
        target = read_target(draw.choice(("≥", "≤", "", "不少于")) + promised + ours)
        text = draw.choice(DONE).format(done + theirs)
        if text.endswith("完成100%"):
            continue  # all of it, whatever the target counts
        read = read_outcome(text, target)
        rate = factor(other and other.canonical, unit.canonical)
        assert rate is not None
        holds = [any(one == lookup(spelling) for spelling in CONTAINERS) for one in (unit, other)]
        if holds[0] != holds[1]:
            assert read.kind is OutcomeKind.UNREADABLE, (text, target.text)
            continue
        bound = target.low if target.low is not None else target.high
        size = Fraction(value) * rate / Fraction(bound) if bound else Fraction(1)
        if not Fraction(1, 1000) < size < 1000:
            continue  # a slip of the unit: a doubt (tests/test_outcome_pairs.py)
        assert read.kind is OutcomeKind.QUANTITY and read.value is not None, (text, target.text)
        assert Fraction(read.value) * read.factor == Fraction(value) * rate, (text, target.text)


def test_hotlines_are_no_amounts_and_amounts_no_hotlines() -> None:
    """12345 stood for the hotline wherever a number began so: 12345元以上 was read as wording."""
    assert read_target("12345元以上").low == 12345
    assert read_target("123456户左右").low == 123456
    assert read_target("每年12345件").low == 12345
    both = read_target("≥12345件且≤20000件")
    assert (both.kind, both.low, both.high) == (K.RANGE, 12345, 20000)
    assert read_target("不少于12345摞").low == 12345
    for text in ("12345热线", "拨打12345", "12345政务服务便民热线", "12345/12315平台", "办理12345转办件", "12345来件"):
        assert read_target(text).kind is K.QUALITATIVE, text
    found = read_target("12345热线满意度≥95%")
    assert (found.comparator, found.low, found.notes) == (C.GE, 95, ())


def test_an_amount_that_looks_like_a_year_is_no_base_of_a_change() -> None:
    """与2023 in 介于12元与2023元之间 was taken for the year to compare with, and 12 for the target."""
    found = read_target("介于12元与2023元之间")
    assert (found.comparator, found.low, found.high, found.unit) == (C.BETWEEN, 12, 2023, "元")
    assert read_target("介于5人与20240人之间").high == 20240
    assert read_target("介于5节课与2023节课之间").high == 2023
    for text, base in (("比2022增长5%", "2022"), ("较2022年底增长5%", "2022年底"), ("在2022基础上增长5%", "2022")):
        found = read_target(text)
        assert (found.kind, found.low, found.detail("base")) == (K.CHANGE, 5, base), text


def test_eight_digits_are_a_day_unless_a_unit_stands_beside_them() -> None:
    """The short way read 20231231 beside 元 as an amount, the long way as a day, and the explanation showed both."""
    for text in ("20231231", "约20231231", "≤ 20231231"):
        amount_ = read_target(text, unit="元")
        assert (amount_.until, amount_.high, amount_.unit) == (None, 20231231, "元"), text
        assert read_target(text).until == read_target(text, unit="日").until == "2023-12-31", text
        assert read_target(text, unit="天").until == "2023-12-31", text
    parts = explain_target("20231231", unit="元").parts
    assert [part.en for part in parts] == ["number and unit"]


def test_a_stretch_of_time_stays_one_whatever_follows() -> None:
    """以内 and a sign made 至多 and 大于 of it, with two dates beside."""
    found = read_target("2023年1月至12月以内")
    assert (found.comparator, found.since, found.until) == (C.BETWEEN, "2023-01", "2023-12")
    assert read_target("2023年1月至12月以上").detail("reason") == "comparator-after-range"
    mirrored = read_target("12月31日前≤x≤5")
    assert mirrored.kind is K.COMPOUND
    assert [(part.comparator, part.until, part.high) for part in mirrored.parts] == [
        (C.LE, "--12-31", None),
        (C.LE, None, 5),
    ]


@pytest.mark.parametrize(
    ("text", "per", "canonical"),
    [
        ("≤5例每10万人", "10万人", "case / 10 / wan_person"),
        ("≤5例/10万人", "10万人", "case / 10 / wan_person"),
        ("3人每100户以上", "100户", "person / 100 / household"),
        ("3元每2公里，其中：", "2公里", "yuan / 2 / kilometre"),
    ],
)
def test_a_denominator_behind_with_a_number(text: str, per: str, canonical: str) -> None:
    """每10万人 behind a number was left out without a word; before another number it belongs to that."""
    found = read_target(text)
    assert (found.per, found.canonical) == (per, canonical)
    assert [part.per for part in read_target("5人每100户3元").parts] == [None, "100户"]


def test_what_is_left_alone_is_said() -> None:
    """A date behind the target, and a place of more digits than any number has, were left out without a word."""
    assert [str(note) for note in read_target("≥100人，至2023年12月底").notes] == ["date-ignored=2023年12月底"]
    found = read_target("前1000000000000000000名")
    assert (found.kind, found.detail("reason")) == (K.UNREADABLE, "number-malformed")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("五佰〇一", "五佰〇一 "),
        ("<百", " <百"),
        ("千", "\u3000千 "),
        ("23千帕", "23千帕 \t"),
        ("MB", "ＭＢ"),
        (">=100%[试行]", "≥100%［试行］"),
    ],
)
def test_white_space_and_width_change_nothing(text: str, other: str) -> None:
    one, two = read_target(text), read_target(other)
    assert (one.kind, one.comparator, one.low, one.high, one.unit, one.notes) == (
        *(two.kind, two.comparator, two.low, two.high, two.unit, two.notes),
    )


def test_whatever_a_pattern_calls_a_space_is_one() -> None:
    """Between number and unit a sign such as U+001D was a space to the short way only."""
    for sign in filter(str.isspace, map(chr, range(sys.maxunicode + 1))):
        assert plain(sign) == " ", hex(ord(sign))
    assert read_target("1\x1d千克").unit == read_target("约1\x1d千克").unit == "千克"


def test_a_remark_printed_twice_is_one() -> None:
    assert [str(note) for note in read_target("20头(存栏)(存栏)").notes] == ["bare-value", "remark=(存栏)"]


def test_no_factor_is_larger_than_its_column() -> None:
    """A denominator of twenty digits ended in a traceback where factors are put into columns of 64 bits."""
    target = read_target("≥10元/99999999999999999999人")
    read = read_outcome("10元/3人", target)
    assert read.kind is OutcomeKind.UNREADABLE and read.notes[0].name == "outcome-unit-mismatch"
    assert factor("yuan / 9223372036854775807 / person", "yuan / person") == Fraction(1, 2**63 - 1)
    assert factor("yuan / 9223372036854775808 / person", "yuan / person") is None
    assert factor("yuan / person", "yuan / 9223372036854775808 / person") is None


def test_no_unit_ends_with_a_space() -> None:
    assert longest_unit("千帕  ", 0) == "千帕"
    assert longest_unit("千 帕", 0) == "千 帕"


def test_no_reading_depends_on_the_order_of_a_set() -> None:
    """Texts of every sort read by two processes whose sets and dictionaries of texts are ordered differently."""
    code = (
        "import random, sys; sys.path.insert(0, sys.argv[1]); import phrases\n"
        "from targets.language.expression import read_target; from actuals.language.reading import read_outcome\n"
        "draw = random.Random(6)\n"
        f"for _ in range({150 * TIMES}):\n"
        "    target = read_target(phrases.phrase(draw), indicator=draw.choice(phrases.INDICATORS))\n"
        "    print(target, read_outcome(phrases.phrase(draw), target))\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent / "fuzz")],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "4711")
    ]
    assert said[0] == said[1] and said[0].count(b"Reading(text=") >= 300 * TIMES
