"""Text to numbers: digits, separators, full width, Chinese numerals; values by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.language.number import chinese, decimal_of, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"),
        ("１２３", "123"),
        ("28.40", "28.40"),
        ("三百二十", "320"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("三百五", "350"),
        ("两千", "2000"),
        ("一万二千", "12000"),
        ("一万二", "12000"),
        ("两", "2"),
        ("半", "0.5"),
        ("〇", "0"),
        ("二〇二三", "2023"),
        ("九十五点五", "95.5"),
        ("百", "100"),
        ("伍佰", "500"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "1,23", "1.2.3", "十百千", "百千", "abc", "一人", "1e5", "-", "9" * 31, "点五"])
def test_no_numbers(text: str) -> None:
    assert number(text) is None


@given(st.text(max_size=40))
def test_never_raises(text: str) -> None:
    number(text)
    chinese(text)


@given(st.integers(1, 9999))
def test_every_chinese_number_up_to_9999(value: int) -> None:
    """Written out by the rules of the language, read back."""
    digits, places, out, zero = "零一二三四五六七八九", ((1000, "千"), (100, "百"), (10, "十"), (1, "")), "", False
    rest = value
    for size, word in places:
        digit, rest = divmod(rest, size)
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + word
            zero = False
        else:
            zero = True
    assert chinese(out) == value


def test_exact_decimals() -> None:
    assert decimal_of(Fraction(1, 8)) == Decimal("0.125")
    assert decimal_of(Fraction(1, 3)) is None


def test_more_digits_than_a_column_holds_are_no_number() -> None:
    from decimal import Decimal

    from targets.language.number import number

    assert number("123456789012345") == Decimal(123456789012345)
    assert number("1234567890123456") is None
    assert number("0.1234567890123456") is None
    assert number("1000000000000000") is None
    assert number("12.340000000000000000") == Decimal("12.34")
