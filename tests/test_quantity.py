"""Units: what is the same, what converts exactly, what never compares."""

from decimal import Decimal
from fractions import Fraction
from importlib import resources

import pytest

from targets.language import unitsizes
from targets.language.quantity import MAGNITUDES, canonical_unit, dimensions, factor, lookup
from targets.language.unitsizes import registry


def canonical(printed: str) -> str:
    unit, _, per = printed.partition("/") if lookup(printed) is None else (printed, "", "")
    found = canonical_unit(unit, per or None)
    assert found is not None, printed
    return found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("万元", "元", Fraction(10000)),
        ("亿元", "万元", Fraction(10000)),
        ("名", "人", Fraction(1)),
        ("亩", "平方米", Fraction(2000, 3)),
        ("公顷", "亩", Fraction(15)),
        ("平方公里", "公顷", Fraction(100)),
        ("公里", "米", Fraction(1000)),
        ("吨", "公斤", Fraction(1000)),
        ("‰", "%", Fraction(1, 10)),
        ("比例", "%", Fraction(100)),
        ("学年", "学期", Fraction(2)),
        ("年", "月", Fraction(12)),
        ("年", "季度", Fraction(4)),
        ("小时", "分钟", Fraction(60)),
        ("天", "小时", Fraction(24)),
        ("万千瓦时", "度", Fraction(10000)),
        ("场", "次", Fraction(1)),
        ("台", "个", Fraction(1)),
        ("万元/人", "元/人", Fraction(10000)),
        ("元/亩", "元/公顷", Fraction(15)),
        ("元/人·年", "元/人·月", Fraction(1, 12)),
        ("次/10万公顷", "次/公顷", Fraction(1, 100000)),
        ("TB", "GB", Fraction(1024)),
    ],
)
def test_factors(one: str, other: str, expected: Fraction) -> None:
    assert factor(canonical(one), canonical(other)) == expected
    assert factor(canonical(other), canonical(one)) == 1 / expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("元", "人"), ("人", "人次"), ("次", "人"), ("%", "个百分点"), ("月", "天"), ("工作日", "天"), ("学期", "月"),
     ("元", "美元"), ("户", "人"), ("倍", "%"), ("元/人", "元/户"), ("元/人", "元"), ("吨", "亩")],
)  # fmt: skip
def test_never_compare(one: str, other: str) -> None:
    assert factor(canonical(one), canonical(other)) is None


@pytest.mark.parametrize(("one", "other"), [(None, "yuan"), ("yuan", None), (None, None), ("nonsense", "yuan")])
def test_unknown(one: str | None, other: str | None) -> None:
    assert factor(one, other) is None


def test_misprints_and_alternatives() -> None:
    assert canonical_unit("人/次", None) == canonical_unit("人次", None)
    assert canonical_unit("件/套", None) is not None
    assert lookup("村/次") == lookup("村")  # no 村次 is counted: the villages are
    assert lookup("个/乡镇") is None
    assert lookup("元/人") is None


def test_canonical_expressions() -> None:
    assert canonical_unit("元", "人") == "yuan / person"
    assert canonical_unit("元", "生.学年") == "yuan / person / school_year"
    assert canonical_unit("旮", None) is None
    assert canonical_unit(None, None) is None


def test_the_list_of_units() -> None:
    """At least 150 units, each with a dimension and a name of its own; no spelling stands for two of them."""
    text = resources.files("targets").joinpath("units.txt").read_text(encoding="utf-8")
    names, spellings = [], []
    for line in text.splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(" = ")]
        if len(fields) < 2 or fields[0].endswith("_-"):
            continue
        names.append(fields[0])
        spellings += [alias for alias in fields[2:] if alias != "_"]
    assert len(names) >= 150
    assert len(names) == len(set(names))
    assert len(spellings) == len(set(spellings))
    for name in names:
        assert dimensions(name)
        assert name in registry()


def test_pint_is_filled_with_names_and_decimals() -> None:
    """Spellings are not pint's to know (some are no names to it), and 0.1 of a unit is exactly a tenth."""
    text = resources.files("targets").joinpath("units.txt").read_text(encoding="utf-8")
    spellings = [s.strip() for line in text.splitlines() for s in line.split("#")[0].split(" = ")[2:] if " = " in line]
    assert len(spellings) > 150
    names = [s for s in spellings if s.isidentifier() and s != "_"]  # pint stumbles over the others
    assert len(names) > 400
    assert not [name for name in (*names, "万yuan", "亿person") if name in registry()]
    assert "wan_yuan" in registry()
    size = registry().get_root_units("jiao")[0]
    assert (type(size), size) == (Decimal, Decimal("0.1"))


def test_pint_holds_the_same_dimensions() -> None:
    """Two units convert for us exactly when pint says that their dimensions agree."""
    names = ["yuan", "person", "mu", "square_metre", "percent", "share", "month", "year", "day", "piece", "machine"]
    for one in names:
        for other in names:
            agree = registry().Unit(one).dimensionality == registry().Unit(other).dimensionality
            assert (factor(one, other) is not None) == agree


def test_the_sizes_that_are_kept_are_those_of_pint() -> None:
    kept = resources.files("targets").joinpath("unitsizes.txt").read_text(encoding="utf-8")
    assert kept == unitsizes.written(), "units.txt was changed: run python -m targets.language.unitsizes"


def test_magnitudes_are_those_of_pint() -> None:
    for prefix, times in MAGNITUDES.values():
        assert registry().get_root_units(f"{prefix}jiao")[0] == times * Decimal("0.1")
        assert factor(f"{prefix}jiao", "yuan") == Fraction(times, 10)


def test_other_units_than_those_kept_are_pint_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit more, or another size of one: what was kept is not believed."""
    more = [*unitsizes.definitions(), "bolt = 36.576 * metre"]
    monkeypatch.setattr(unitsizes, "definitions", lambda: more)
    unitsizes._kept.cache_clear()
    registry.cache_clear()
    try:
        assert not unitsizes._kept()
        assert unitsizes.size_of("bolt", 10) == Fraction("365.76")
    finally:
        unitsizes._kept.cache_clear()
        registry.cache_clear()
        unitsizes._asked.cache_clear()
