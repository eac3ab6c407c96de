"""Numbers in every way they are written are read as what they are, or not read: never as another number.

The kinds of writing follow those that published recognisers of Chinese numbers are tested with (numerals with spaces,
digits and places in turns, 大写, traditional signs, fractions, powers of ten); every text here is made by rule.
"""

from __future__ import annotations

import os
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from targets.language.expression import read_target
from targets.language.quantity import MAGNITUDES, _table, factor, lookup
from targets.language.reading import NoteName, Reading, ReadingKind

TIMES = int(os.environ.get("EVALUATOR_FUZZ", "1"))
DIGITS, FORMAL = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
TRADITIONAL = str.maketrans("万亿点负个", "萬億點負個")


def drawn(number: int) -> random.Random:
    return random.Random(number)  # noqa: S311 - the same texts every time


def section(number: int, digits: str, places: str) -> str:
    """Below 10,000 in numerals, zeros as they are spoken."""
    said, gap = "", False
    for size, name in zip((1000, 100, 10, 1), (*places, ""), strict=True):
        digit = number // size % 10
        if digit:
            said += (digits[0] if gap and said else "") + digits[digit] + name
            gap = False
        else:
            gap = True
    return said


def numerals(number: int, digits: str = DIGITS, places: str = "千百十") -> str:
    high, low = divmod(number, 10_000)
    top, middle = divmod(high, 10_000)
    parts = [(top, "亿"), (middle, "万"), (low, "")]
    said = ""
    for value, name in parts:
        if value:
            said += (digits[0] if said and value < 1000 else "") + section(value, digits, places) + name
    return said or digits[0]


def in_turns(number: int) -> str:
    """Digits and places: 5万4千6百."""
    said = ""
    for size, name in ((10_000, "万"), (1000, "千"), (100, "百")):
        count, number = divmod(number, size)
        said += f"{count}{name}" if count else ""
    return said + (f"零{number}" if said and number else str(number) if number else "")


def ways(value: int, draw: random.Random) -> list[tuple[str, Fraction]]:
    said = numerals(value)
    tenths = draw.randrange(1, 100)
    spaced = "".join(sign + (" " if draw.random() < 0.3 else "") for sign in said).strip()
    spoken = "".join(DIGITS[int(c)] for c in f"{tenths:02}")
    return [
        (said, Fraction(value)),
        (numerals(value, FORMAL, "仟佰拾"), Fraction(value)),
        (numerals(value, FORMAL), Fraction(value)),
        (said.translate(TRADITIONAL), Fraction(value)),
        (in_turns(value % 1_000_000 or 7), Fraction(value % 1_000_000 or 7)),
        (spaced, Fraction(value)),
        (f"负{said}", Fraction(-value)),
        (f"-{value}", Fraction(-value)),
        (f"{value:,}", Fraction(value)),
        (f"{value:,}".replace(",", " "), Fraction(value)),
        (f"{value:,}".replace(",", "，"), Fraction(value)),
        (f"{said}点{spoken}", Fraction(value) + Fraction(tenths, 100)),
        (f"{value}.{tenths:02}", Fraction(value) + Fraction(tenths, 100)),
        (f"{value}. {tenths:02}", Fraction(value) + Fraction(tenths, 100)),
        (f"{value}\n.{tenths:02}", Fraction(value) + Fraction(tenths, 100)),
        (f"{value}。{tenths:02}", Fraction(value) + Fraction(tenths, 100)),
        (f".{tenths:02}", Fraction(tenths, 100)),
        (f"{value}½", Fraction(value) + Fraction(1, 2)),
        (f"{tenths}×10³", Fraction(tenths * 1000)),
        (f"{tenths}×10^4", Fraction(tenths * 10_000)),
        (f"{value}e{draw.randrange(9)}", Fraction(-1)),
        (f"{value}/{tenths}", Fraction(value, tenths)),
        (str(value).translate({48 + i: 0xFF10 + i for i in range(10)}), Fraction(value)),
    ]


def value_of(reading: Reading) -> Fraction | None:
    """The number that would be scored; None where there is none, or none without a person's word."""
    if reading.parts or reading.low is None or reading.low != reading.high:
        return None
    if reading.has(NoteName.TEXT_NOT_UNDERSTOOD):
        return None
    value = Fraction(reading.low)
    if reading.kind is ReadingKind.RATIO:
        return value / Fraction(reading.per or "1")
    unit = reading.unit or ""
    for name in sorted(MAGNITUDES, key=len, reverse=True):
        if unit.startswith(name):
            return value * MAGNITUDES[name][1]
    return value


OFFICIAL = frozenset({0, 1, 2, 3, 4, 6, 7, 8, 11, 12, 16, 17, 18, 19, 21, 22})
"""Ways that an office would write: these are read."""


@pytest.mark.parametrize("behind", ["", "个", "人", "元", "%"])
def test_no_number_is_read_as_another(behind: str) -> None:
    draw = drawn(len(behind.encode()))
    read = 0
    for _ in range(250 * TIMES):
        number = draw.choice((draw.randrange(1, 200), draw.randrange(1000, 100_000), draw.randrange(10**5, 10**9)))
        for way, (text, value) in enumerate(ways(number, draw)):
            if behind and way == 21:
                continue  # 3/2个 has a denominator of its own
            found = value_of(read_target(text + behind))
            if found is not None:
                assert found == value, (text + behind, found)
                read += 1
            else:
                assert way not in OFFICIAL or not behind, text + behind
    assert read > 2000 * TIMES


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("一万零十二", 10012), ("零点五", "0.5"), (".5", "0.5"), ("负三", -3), ("-3/2", "-1.5"), ("３／５", "0.6")),
        *(("三十两", 30), ("1千零20", 1020), ("5万4千6百", 54600), ("10万万", 10**9), ("壹佰贰拾", 120)),
        *(("三萬五千", 35000), ("二億", 2 * 10**8), ("三點五", "3.5"), ("1万2千", 12000), ("½", "0.5")),
        *(("1.2×10⁴", 12000), ("伍佰贰十", 520), ("七成六", "7.6"), ("廿五", 25), ("一又二分之一", "1.5")),
        *(("负一又二分之一", "-1.5"), ("百万分之五", "0.000005")),
    ],
)  # fmt: skip
def test_numbers_as_an_office_may_write_them(text: str, value: str | int) -> None:
    assert value_of(read_target(text)) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "四百 点 五",
            "百分之五 十",
            "七成 六",
            "二分 之一",
            "四千二分之三",
            "五百分之2333",
            "1万2",
            "1 462人",
            "96. 2%",
        ),
        *("92\n.5%", "97。5%", "1e5", "三五次", "十五六个", "=\u03385%", "⒊次", "③次", "1○○人", "3/2个"),
        *("\u202e100人", "12'000元", "5⅓个", "98..5%", "9８.。5%", "96，5%", "1.200人", "1，025，000元", "98·6公里"),
        *("49+3人（含邻县3人）", "300+250万元（社会资本250万元）", "100，200", "100，200人"),
    ],
)
def test_what_may_be_another_number_is_not_read(text: str) -> None:
    assert read_target(text).kind is ReadingKind.UNREADABLE


def test_an_amount_in_another_unit_is_the_same_amount() -> None:
    """≥5公里 and ≥5000米 bound the same length, whatever the unit; a range may have both ends in units of their own."""
    draw = drawn(9)
    alike: dict[str, list[str]] = {}
    for spelling in sorted(_table().by_spelling):
        found = lookup(spelling)
        if found is not None and spelling not in ("年", "年度", "季度", "月份", "月", "级", "G", "岁", "周岁", "两"):
            alike.setdefault(found.dimension, []).append(spelling)
    for _ in range(500 * TIMES):
        one, other = draw.choices(draw.choice(list(alike.values())), k=2)
        amount = Decimal(draw.randrange(1, 10_000)) / 10
        reading, theirs = read_target(f"≥{amount}{one}"), read_target(f"≥1{other}")
        rate = factor(reading.canonical, theirs.canonical)
        assert rate is not None and reading.low is not None, (one, other)
        assert Fraction(reading.low) * rate * (factor(theirs.canonical, reading.canonical) or 0) == Fraction(amount)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("2小时45分", 165, "分钟"), ("12分36秒", 756, "秒"), ("1年3个月", 15, "个月"), ("5公里800米", 5800, "米"),
        ("3元5角", 35, "角"), ("1天12小时", 36, "小时"), ("2公斤300克", 2300, "克"), ("两小时四十分", 160, "分钟"),
        ("一年零三个月", 15, "个月"), ("1小时零5分", 65, "分钟"),
    ],
)  # fmt: skip
def test_parts_of_one_amount_are_added(text: str, value: int, unit: str) -> None:
    reading = read_target(text)
    assert (reading.low, reading.high, reading.unit, reading.parts) == (value, value, unit, ())


@pytest.mark.parametrize("text", ["5个乡镇20个村", "3人5户", "10公里20公里", "5米3公里", "2000元3人"])
def test_other_amounts_side_by_side_are_several(text: str) -> None:
    assert read_target(text).kind is ReadingKind.COMPOUND
