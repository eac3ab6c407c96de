"""Numbers as a cell shows them, by the format that people gave it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.documents.numberformat import shown, shown_date

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '
SHOWN: list[tuple[float, str, str]] = [
    (2940000, "0!.0,", "294.0"),
    (2940000, '0!.0,"万元"', "294.0万元"),
    (2940000, '0"."0,"万元"', "294.0万元"),
    (2940000, "0\\.0,", "294.0"),
    (14620, '0"."0000"万人"', "1.4620万人"),
    (2940000, '0.00,,"百万"', "2.94百万"),
    (294000000, '0!.00,,"亿元"', "2.94亿元"),
    (1234567, "#,##0,", "1,235"),
    (1234567.891, "#,##0.00", "1,234,567.89"),
    (3000000, '[>=10000]0!.0,"万元";0"元"', "300.0万元"),
    (500, '[>=10000]0!.0,"万元";0"元"', "500元"),
    (500, '[>=10000]0!.0,"万元"', "500"),
    (1, '[=1]"是";[=0]"否";0', "是"),
    (0, '[=1]"是";[=0]"否";0', "否"),
    (7, '[=1]"是";[=0]"否";0', "7"),
    (294, ACCOUNTING, "294.00"),
    (-294, ACCOUNTING, "-294.00"),
    (0, ACCOUNTING, "-"),
    (-12345.6, "#,##0.0_);(#,##0.0)", "(12,345.6)"),
    (-15, "0.0;[Red]-0.0", "-15.0"),
    (15, ";;;", ""),
    (0, "0;-0;;@", ""),
    (15, "约0", "约15"),
    (0.123456, "0.0000%", "12.3456%"),
    (92.5, '0.0"%"', "92.5%"),
    (15, "0.", "15"),
    (15, "#.##", "15"),
    (13800138000, "000-0000-0000", "138-0013-8000"),
    (5, "000", "005"),
    (15, 'G/通用格式"人"', "15人"),
    (1462, "[DBNum1]", "1462"),
    (1462, "[$¥-804]#,##0.00", "¥1,462.00"),
    (0.5, "# ?/?", "0.5"),
    (1234, "0.00E+00", "1234"),
    (1234, "@", "1234"),
    (3, "", "3"),
    (0, "General", "0"),
    (12345678901.5, "General", "12345678902"),
    (0.12345678912, "General", "0.1234567891"),
    (12.5, ".00", "12.50"),
    (10, ".0", "10.0"),
    (0.5, ".00", ".50"),
    (2940000, "0,.0", "2940.0"),
    (-5, '[>=10000]0!.0,"万元";0"元"', "-5元"),
    (-15, 'G/通用格式"人"', "-15人"),
]


@pytest.mark.parametrize(("value", "number_format", "text"), SHOWN)
def test_shown(value: float, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


AFTERNOON = dt.datetime(2023, 3, 4, 15, 7, 9)


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("yyyy年m月d日", "2023年3月4日"),
        ("e年m月d日", "2023年3月4日"),
        ("yyyy/m/d", "2023/3/4"),
        ("yyyy-mm-dd", "2023-03-04"),
        ("yyyy.mm.dd", "2023.03.04"),
        ("mm-dd-yy", "2023/3/4"),
        ("m/d/yyyy", "2023/3/4"),
        ("yy-mm-dd", "2023-03-04"),
        ('yy"年"m"月"', "23年3月"),
        ("m-d", "3月4日"),
        ("M/D", "3月4日"),
        ("yyyy-mm", "2023年3月"),
        ("m/yy", "2023年3月"),
        ("yyyy年mm月dd日 hh:mm", "2023年03月04日 15:07"),
        ("h:mm:ss", "15:07:09"),
        ("h:m:s", "15:7:9"),
        ("mm:ss", "07:09"),
        ("h:mm AM/PM", "3:07 下午"),
        ("上午/下午h时mm分", "下午3时07分"),
        ("m月d日 aaaa", "3月4日 星期六"),
        ("m月d日(aaa)", "3月4日(六)"),
        ("m月d日 dddd", "3月4日 星期六"),
        ("m月d日 ddd", "3月4日 周六"),
        ("d日mmm", "4日3月"),
        ("yyyy年m月d日;@", "2023年3月4日"),
    ],
)
def test_dates_as_their_cells_show_them(number_format: str, text: str) -> None:
    assert shown_date(AFTERNOON, number_format) == text


@pytest.mark.parametrize(
    ("hour", "text"), [(0, "12:30 上午"), (11, "11:30 上午"), (12, "12:30 下午"), (13, "1:30 下午"), (23, "11:30 下午")]
)
def test_halves_of_a_day(hour: int, text: str) -> None:
    assert shown_date(dt.time(hour, 30), "h:mm AM/PM") == text


def test_a_day_begins_at_midnight_and_a_time_has_no_day() -> None:
    assert shown_date(dt.date(2023, 3, 4), "yyyy-mm-dd hh:mm") == "2023-03-04 00:00"
    assert shown_date(dt.time(8, 5), "h:mm") == "8:05"


NUMBERS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False)


@given(NUMBERS, st.integers(0, 4), st.booleans(), st.booleans())
def test_decimals_thousands_and_percent(number: Decimal, places: int, grouped: bool, percent: bool) -> None:
    number_format = ("#,##0" if grouped else "0") + (f".{'0' * places}" if places else "") + ("%" if percent else "")
    amount = number * 100 if percent else number
    rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    expected = format(rounded or abs(rounded), ",f" if grouped else "f") + ("%" if percent else "")
    assert shown(number, number_format) == expected


@given(NUMBERS, st.sampled_from(["0!.0,", '0"."0,', "0\\.0,"]))
def test_a_written_point_shows_ten_thousands(number: Decimal, number_format: str) -> None:
    text = shown(number, number_format)
    rounded = (number / 1000).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert re.fullmatch(r"-?\d+\.\d", text)
    assert Decimal(text) * 10 == rounded


@given(NUMBERS, st.text(alphabet='0#?.,%;![]<>=\\"万元-_* @Gy', max_size=14))
def test_any_format_shows_something(number: Decimal, number_format: str) -> None:
    assert isinstance(shown(number, number_format), str)
