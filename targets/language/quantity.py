"""Units of measurement: which spelling is which unit, which compare, and the exact factor between two of them.

``targets/units.txt`` is the only list of units. It is read here as a plain table of spellings, which is all that
reading a text needs; how large each unit is pint has said (``targets.language.unitsizes``). Readings carry a unit
twice: as printed (``万元``, ``人``) and as a canonical expression of the registry (``wan_yuan / person``), which this
module makes and understands.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from targets.language.unitsizes import definitions, size_of

MAGNITUDES = {
    "十": ("shi_", 10),
    "百": ("bai_", 100),
    "千": ("qian_", 1000),
    "万": ("wan_", 10_000),
    "十万": ("shiwan_", 100_000),
    "百万": ("baiwan_", 1_000_000),
    "千万": ("qianwan_", 10_000_000),
    "亿": ("yi_", 100_000_000),
    "十亿": ("shiyi_", 1_000_000_000),
    "百亿": ("baiyi_", 10_000_000_000),
    "千亿": ("qianyi_", 100_000_000_000),
    "万亿": ("wanyi_", 1_000_000_000_000),
}
"""Words of magnitude that may stand before a unit: the prefix in the registry, and its value."""

MONEY = frozenset({"yuan", "jiao", "fen_of_money", "dollar", "euro", "hong_kong_dollar", "yen"})
"""Canonical names of currencies."""

DIMENSIONS_OF_TIME = frozenset(
    {"[time]", "[calendar]", "[ten_days]", "[school_calendar]", "[working_time]", "[trading_time]"}
)
"""Dimensions whose units can be a duration or a period."""

SQUARED = re.compile(r"[\u3371-\u337a\u3380-\u33df]")
"""Units as one sign: ㎞, ㎎, ㏄. They are the units of their letters."""

_CHINESE_COUNTS = {"两": "2"} | {c: str(i) for i, c in enumerate("二三四五六七八九", 2)}
_DENOMINATORS = re.compile(r"[·*、/×每]|(?<!\d)\.|\.(?!\d)")  # 生.学年 are two, 1.5小时 is one
_BEYOND_COLUMNS = 2**63  # factors stand in columns of 64 bits
_LEADING_NUMBER = re.compile(r"(\d+(?:\.\d+)?)")


class Unit(NamedTuple):
    """One spelling understood: the canonical name with its prefix (``wan_yuan``), the bare name, and its
    dimension."""

    canonical: str
    base: str
    dimension: str


class _Table(NamedTuple):
    by_spelling: dict[str, Unit]
    dimension: dict[str, str]
    longest: int


@cache
def _table() -> _Table:
    """The spellings of ``units.txt``, read without pint."""
    by_spelling: dict[str, Unit] = {}
    dimension: dict[str, str] = {}
    for definition in definitions():
        name, value, *aliases = (field.strip() for field in definition.split(" = "))
        if name.endswith("_-"):
            continue
        dimension[name] = value if value.startswith("[") else dimension[value.rpartition("* ")[2]]
        unit = Unit(name, name, dimension[name])
        by_spelling.update((alias, unit) for alias in aliases if alias != "_")
    return _Table(by_spelling, dimension, max(map(len, by_spelling)))


@lru_cache(maxsize=4096)
def lookup(spelling: str) -> Unit | None:
    """The unit of one printed spelling, magnitude included (``万平方米``), or None where the registry does not hold
    it."""
    table = _table().by_spelling
    found = table.get(spelling) or table.get(spelling.replace(" ", "")) or table.get(spelling.lower())
    if found is not None:
        return found
    if SQUARED.search(spelling):
        return lookup(unicodedata.normalize("NFKC", spelling))
    if "/" in spelling and (found := _alternative(spelling)) is not None:
        return found
    for length in (2, 1):
        magnitude = MAGNITUDES.get(spelling[:length])
        if magnitude is None or len(spelling) < length:
            continue
        rest = spelling[length:]
        if not rest:
            return Unit(magnitude[0] + "one", "one", "[number]")
        if (unit := table.get(rest)) is not None:
            return Unit(magnitude[0] + unit.canonical, unit.base, unit.dimension)
        if "/" in rest and (unit := _alternative(rest)) is not None:
            return Unit(magnitude[0] + unit.canonical, unit.base, unit.dimension)
    return None


_COUNTED = frozenset({"[item]", "[households]", "[people]", "[animals]", "[plants]", "[beds]", "[kinds]", "[samples]"})


_PLACES = frozenset(
    {"village", "community", "township", "county", "city", "institution", "enterprise", "group", "room"}
)
"""Things that others are counted in: 个/乡镇 is a rate."""


def _alternative(spelling: str) -> Unit | None:
    """``件/套``: the one or the other; ``人/次``: a misprint of 人次. None where the slash is a real denominator."""
    first, _, second = spelling.partition("/")
    table = _table().by_spelling
    one, other = table.get(first), table.get(second)
    if one is None or other is None:
        return None
    if second == "次" and one.dimension in _COUNTED | {"[occurrence]"} and first not in ("个", "项", "件"):
        return table.get(first + second, one)
    if other.base in _PLACES:
        return None
    if one.dimension == other.dimension and one.dimension in ("[item]", "[occurrence]", "[animals]", "[plants]"):
        return one
    return None


_THINGS = _COUNTED | frozenset(
    {"[occurrence]", "[area]", "[length]", "[money]", "[seats]", "[mass]", "[posts]", "[teams]", "[classes]"}
)


def counts_things(unit: str | None, per: str | None) -> bool:
    """True if a unit counts or measures an amount of something, and is no share, time, score or strength."""
    found = lookup(unit) if unit and not per else None
    return found is not None and found.dimension in _THINGS


def longest_unit(text: str, start: int) -> str | None:
    """The longest spelling of a unit that begins at ``start`` of ``text``, magnitude included; None if there is
    none."""
    if text[start : start + 1] == "两":
        return None  # 元/两年: a count, but for the weight behind a number, which the number knows
    table = _table()
    for length in range(min(table.longest + 2, len(text) - start), 0, -1):
        piece = text[start : start + length]
        if piece in table.by_spelling or (
            (piece[0] in _MAGNITUDE_STARTS or SQUARED.match(piece)) and piece[-1] != " " and lookup(piece)
        ):
            return piece
    return None


_MAGNITUDE_STARTS = frozenset("十百千万亿")


@lru_cache(maxsize=4096)
def canonical_unit(unit: str | None, per: str | None) -> str | None:
    """The canonical expression of a printed unit and its denominators: ``元`` per ``人·月`` gives ``yuan / person /
    month``.

    None where the unit, or one of the denominators, is unknown to the registry or where neither is printed.
    """
    if not unit and not per:
        return None
    if unit:
        found = lookup(unit)
        if found is None:
            return None
        parts = [found.canonical]
    else:
        parts = ["one"]
    for denominator in _DENOMINATORS.split(per) if per else ():
        number, spelling = _split_number(denominator.strip())
        if number:
            parts.append(number)
        if spelling:
            found = lookup(spelling)
            if found is None:
                return None
            parts.append(found.canonical)
    return " / ".join(parts)


def _split_number(denominator: str) -> tuple[str, str]:
    """``10万公顷`` into ``10`` and ``万公顷``."""
    match = _LEADING_NUMBER.match(denominator)
    if match:
        return match[1], denominator[match.end() :].strip()
    count = _CHINESE_COUNTS.get(denominator[:1])
    return (count, denominator[1:]) if count and lookup(denominator) is None else ("", denominator)


@lru_cache(maxsize=4096)
def dimensions(canonical: str) -> tuple[str, ...] | None:
    """The dimensions of a canonical expression, numerator first and denominators sorted; None where a name is
    unknown."""
    table = _table().dimension
    found = []
    for part in canonical.split(" / "):
        if _LEADING_NUMBER.fullmatch(part):
            continue
        dimension = table.get(_split_magnitude(part)[0])
        if dimension is None:
            return None
        found.append(dimension)
    return (*found[:1], *sorted(d for d in found[1:] if d != "[number]"))


def _split_magnitude(name: str) -> tuple[str, int]:
    for prefix, times in MAGNITUDES.values():
        if name.startswith(prefix):
            return name[len(prefix) :], times
    return name, 1


@lru_cache(maxsize=4096)
def factor(from_canonical: str | None, to_canonical: str | None) -> Fraction | None:
    """The exact number that turns an amount of the one unit into an amount of the other.

    None when a unit is missing or unknown or the dimensions differ: people never become money, 人次 never 人. The
    dimensions are checked before anything is computed, since pint's own ``==`` is quietly False across dimensions.
    None too for a number that no column of whole numbers holds (10元/99999999999999999999人).
    """
    if from_canonical is None or to_canonical is None:
        return None
    if from_canonical == to_canonical:
        return Fraction(1)
    ours, theirs = dimensions(from_canonical), dimensions(to_canonical)
    if ours is None or ours != theirs:
        return None
    try:
        found = _root(from_canonical) / _root(to_canonical)
    except ZeroDivisionError:
        return None
    return found if max(found.numerator, found.denominator) < _BEYOND_COLUMNS else None


def _root(canonical: str) -> Fraction:
    """The size of a canonical unit in the base units of its dimensions, exact."""
    size = Fraction(1)
    for position, part in enumerate(canonical.split(" / ")):
        if _LEADING_NUMBER.fullmatch(part):
            value = Fraction(part)
        else:
            name, magnitude = _split_magnitude(part)
            value = size_of(name, magnitude)
        size = size * value if position == 0 else size / value
    return size
