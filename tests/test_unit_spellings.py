"""Spellings of units, one by one: magnitudes, misprints, alternatives, denominators with numbers, the longest fit.

What a spelling means is taken from forms (人/次 for 人次, 件/套 for either) and from ``targets/units.txt``; where a
slash is a real denominator (人/村), it is no unit of its own.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from targets.language.quantity import Unit, canonical_unit, dimensions, factor, longest_unit, lookup


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        ("元", Unit("yuan", "yuan", "[money]")),
        ("元 ", Unit("yuan", "yuan", "[money]")),
        ("平 方米", Unit("square_metre", "square_metre", "[area]")),
        ("KM", Unit("kilometre", "kilometre", "[length]")),
        ("GB", Unit("gigabyte", "gigabyte", "[storage]")),
        ("PP", Unit("percentage_point", "percentage_point", "[percentage_point]")),
        ("万", Unit("wan_one", "one", "[number]")),
        ("十万", Unit("shiwan_one", "one", "[number]")),
        ("亿", Unit("yi_one", "one", "[number]")),
        ("万元", Unit("wan_yuan", "yuan", "[money]")),
        ("十万元", Unit("shiwan_yuan", "yuan", "[money]")),
        ("百人", Unit("bai_person", "person", "[people]")),
        ("万件/套", Unit("wan_article", "article", "[item]")),
        ("十万件/套", Unit("shiwan_article", "article", "[item]")),
        # misprints of 人次, 户次, 头次
        ("人/次", Unit("person_time", "person_time", "[people_served]")),
        ("万人/次", Unit("wan_person_time", "person_time", "[people_served]")),
        ("户/次", Unit("household_time", "household_time", "[households_served]")),
        ("场/次", Unit("session", "session", "[occurrence]")),
        # the one or the other
        ("件/套", Unit("article", "article", "[item]")),
        ("次/场", Unit("time_of_event", "time_of_event", "[occurrence]")),
        ("只/羽", Unit("animal", "animal", "[animals]")),
        ("株/棵", Unit("plant", "plant", "[plants]")),
        # real denominators, and nothing at all
        ("个/次", None),
        ("项/次", None),
        ("件/次", None),
        ("人/村", None),
        ("个/村", None),
        ("台/户", None),
        ("元/人", None),
        ("台/套/组", None),
        ("一", None),
        ("旮", None),
        ("", None),
        ("_", None),
        ("万旮", None),
    ],
)
def test_a_spelling(spelling: str, unit: Unit | None) -> None:
    assert lookup(spelling) == unit


@pytest.mark.parametrize(
    ("text", "start", "unit"),
    [
        ("培训100万人次以上", 5, "万人次"),
        ("培训100万人次以上", 6, "人次"),
        ("培训100万人次以上", 2, None),
        ("人次人", 0, "人次"),
        ("人次人", 2, "人"),
        ("共3平方公里", 2, "平方公里"),
        ("约5十万元左右", 2, "十万元"),
        ("十里", 0, "十里"),
        ("3万", 1, "万"),
        ("3万旮", 1, "万"),
        ("建1县(市、区)内", 2, "县(市、区)"),
        ("共3万县(市、区)", 2, "万县(市、区)"),
        ("共3十万县(市、区)", 2, "十万县(市、区)"),
        ("旮元", 0, None),
        ("元", 1, None),
    ],
)
def test_the_longest_unit_that_begins_here(text: str, start: int, unit: str | None) -> None:
    assert longest_unit(text, start) == unit


@pytest.mark.parametrize(
    ("unit", "per", "canonical"),
    [
        (None, "人", "one / person"),
        ("次", "年", "time_of_event / year"),
        ("元", "两人", "yuan / 2 / person"),
        ("元", "三年", "yuan / 3 / year"),
        ("元", "10万公顷", "yuan / 10 / wan_hectare"),
        ("元", "1.5 人", "yuan / 1.5 / person"),
        ("元", "十人", "yuan / shi_person"),
        ("元", "人·3月", "yuan / person / 3 / month"),
        ("元", "2", "yuan / 2"),
        ("元", "两旮", None),
        ("旮", "人", None),
        ("元", "旮", None),
    ],
)
def test_a_unit_with_its_denominators(unit: str | None, per: str | None, canonical: str | None) -> None:
    assert canonical_unit(unit, per) == canonical


@pytest.mark.parametrize(
    ("canonical", "found"),
    [
        ("yuan", ("[money]",)),
        ("wan_yuan / person / year", ("[money]", "[calendar]", "[people]")),
        ("yuan / year / person", ("[money]", "[calendar]", "[people]")),
        ("yuan / wan_one", ("[money]",)),
        ("yuan / 3 / person", ("[money]", "[people]")),
        ("one / person", ("[number]", "[people]")),
        ("nonsense", None),
    ],
)
def test_dimensions_numerator_first(canonical: str, found: tuple[str, ...] | None) -> None:
    assert dimensions(canonical) == found


def test_factors_with_numbers_in_the_denominator() -> None:
    """A yuan for three people is a third of a yuan for one; 0.1 mu is 200 ÷ 3 square metres; exact decimals."""
    assert factor("yuan / 3 / person", "yuan / person") == Fraction(1, 3)
    assert factor("yuan / 1.5 / person", "yuan / person") == Fraction(2, 3)
    assert factor("yuan / wan_one", "yuan") == Fraction(1, 10_000)
    assert factor("yuan / 0 / person", "yuan / person") is None
    assert factor("permille_point", "percentage_point") == Fraction(1, 10)
    assert factor("ppm", "percent") == Fraction(1, 10_000)
