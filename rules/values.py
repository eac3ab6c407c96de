"""Checks of the values in a rulebook: numbers, shares, bands without gap or overlap, pools of points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

CATEGORIES = ("cost", "output", "effect", "satisfaction", "other")
LEVELS = ("met", "partial", "missed")
GRADES = ("D", "D+", "C", "C+", "B", "B+", "A")
"""Grades of indicators of dimensions (PEFA), worst first: codes in columns are places in this tuple."""
LETTERS = "DCBA"
"""Grades of dimensions, worst first: codes 0 to 3, -1 where a dimension does not apply or was not used."""


class BadValueError(ValueError):
    """A value that a book may not hold; ``kind`` names the sort of trouble (value, gap, overlap)."""

    def __init__(self, zh: str, en: str, kind: str = "value") -> None:
        super().__init__(en)
        self.zh, self.en, self.kind = zh, en, kind


Check = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter.

    How its value is checked, and its value where the book says nothing (``...`` = it must be given).
    """

    check: Check
    default: Any = ...


def number(value: Any) -> Decimal:
    """A number of zero or more, at most 10¹² and with at most six decimals: whole-number arithmetic stays exact."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite() or value < 0:
        raise BadValueError("应为不小于 0 的数", "a number of 0 or more is wanted")
    if value > 10**12 or Decimal(value) * 10**6 % 1:
        raise BadValueError("数字过大或小数超过六位", "the number is too large or has more than six decimals")
    return Decimal(value)


def positive(value: Any) -> Decimal:
    """A number above zero: what something is counted in."""
    if number(value) == 0:
        raise BadValueError("应为大于 0 的数", "a number above 0 is wanted")
    return Decimal(value)


def share(value: Any) -> Decimal:
    """A share between 0 and 1."""
    if number(value) > 1:
        raise BadValueError("应为 0 到 1 之间的比例", "a share between 0 and 1 is wanted")
    return Decimal(value)


def whole(value: Any) -> int:
    """A whole number of zero or more."""
    if number(value) != int(value):
        raise BadValueError("应为整数", "a whole number is wanted")
    return int(value)


def points(value: Any) -> Decimal:
    """Points of 100, at most two decimals."""
    if number(value) > 100 or Decimal(value) * 100 % 1:
        raise BadValueError(
            "应为 0 到 100 的分数，至多两位小数", "points from 0 to 100 with at most two decimals are wanted"
        )
    return Decimal(value)


def boolean(value: Any) -> bool:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        raise BadValueError("应为 true 或 false", "true or false is wanted")
    return value


def text(value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise BadValueError("应为非空文字", "a text that is not empty is wanted")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise BadValueError("应为文字列表", "a list of texts is wanted")
    return tuple(text(item) for item in value)


def one_of(*allowed: str) -> Check:
    """A word of a closed set."""

    def check(value: Any) -> str:
        if value not in allowed:
            choice = "、".join(allowed)
            raise BadValueError(f"“{value}”不在可选值之中（{choice}）", f"{value!r} is none of {', '.join(allowed)}")
        return str(value)

    return check


def some_of(*allowed: str) -> Check:
    """A list of words of a closed set."""
    single = one_of(*allowed)

    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise BadValueError("应为列表", "a list is wanted")
        return tuple(single(item) for item in value)

    return check


def table(value: Any, fields: Mapping[str, Field]) -> dict[str, Any]:
    """A table with exactly the fields that are known."""
    if not isinstance(value, Mapping):
        raise BadValueError("应为表 { … }", "a table { … } is wanted")
    for key in value:
        if key not in fields:
            raise BadValueError(
                f"没有“{key}”这一项（可用：{'、'.join(fields)}）",
                f"unknown key {key!r} (known: {', '.join(fields)})",
                "key",
            )
    result: dict[str, Any] = {}
    for key, spec in fields.items():
        if key in value:
            try:
                result[key] = spec.check(value[key])
            except BadValueError as bad:
                raise BadValueError(f"{key}：{bad.zh}", f"{key}: {bad.en}", bad.kind) from None
        elif spec.default is ...:
            raise BadValueError(f"缺少“{key}”", f"{key!r} is missing")
        else:
            result[key] = spec.default
    return result


def rows(value: Any, fields: Mapping[str, Field]) -> list[dict[str, Any]]:
    """A list of at least one table."""
    if not isinstance(value, list) or not value:
        raise BadValueError("应为非空列表 [ { … }, … ]", "a list [ { … }, … ] that is not empty is wanted")
    return [table(item, fields) for item in value]


def bands(last: Check) -> Check:
    """Bands by their lower ends, best first, the last one from 0: nothing is left out and nothing is said twice."""
    fields = {"from": Field(number), "share": Field(last)}

    def check(value: Any) -> tuple[dict[str, Any], ...]:
        return tuple(descending(rows(value, fields)))

    return check


def descending(found: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The same bands if their lower ends fall strictly and end at 0; BadValueError (overlap, gap) otherwise."""
    for above, below in pairwise(found):
        if below["from"] >= above["from"]:
            raise BadValueError(
                f"分档重叠：from = {below['from']} 排在 from = {above['from']} 之后，应从高到低且不重复",
                f"bands overlap: from = {below['from']} stands after from = {above['from']}; they must fall strictly",
                "overlap",
            )
    if found[-1]["from"] != 0:
        raise BadValueError(
            f"分档有缺口：最低一档从 {found[-1]['from']} 起，0 到 {found[-1]['from']} 没有规定",
            f"bands leave a gap: the lowest begins at {found[-1]['from']}, nothing is said from 0 on",
            "gap",
        )
    return found


def ceilings(value: Any) -> tuple[dict[str, Any], ...]:
    """Bands by their upper ends, lowest first; above the last one there is nothing."""
    found = rows(value, {"to": Field(number), "share": Field(share)})
    if any(a["to"] >= b["to"] for a, b in pairwise(found)):
        raise BadValueError("to 应由小到大且不重复", "to must rise strictly", "overlap")
    return tuple(found)


def level_bands(value: Any) -> tuple[dict[str, Any], ...]:
    """The three levels with their bands of the points.

    From 1 down to 0 without gap or overlap; each lower end belongs to its band.
    """
    fields = {
        "level": Field(one_of(*LEVELS)),
        "label": Field(text),
        "from": Field(share),
        "to": Field(share),
        "default": Field(share),
    }
    found = rows(value, fields)
    if [row["level"] for row in found] != list(LEVELS):
        raise BadValueError(
            "应依次写明 met、partial、missed 三档", "the levels met, partial, missed are wanted, in this order"
        )
    top = Decimal(1)
    for row in found:
        if row["to"] != top:
            kind, zh, en = ("gap", "缺口", "a gap") if row["to"] < top else ("overlap", "重叠", "an overlap")
            raise BadValueError(
                f"{row['level']} 档上限 {row['to']} 与 {top} 之间有{zh}",
                f"{en} between {row['to']} and {top} at {row['level']}",
                kind,
            )
        if not row["from"] <= row["default"] <= row["to"] or row["from"] >= row["to"]:
            raise BadValueError(
                f"{row['level']} 档的 from、default、to 应由低到高", f"from, default, to of {row['level']} must rise"
            )
        top = row["from"]
    if top != 0:
        raise BadValueError(f"最低一档应到 0，现止于 {top}", f"the lowest band must reach 0, it ends at {top}", "gap")
    return tuple(found)


def grade_bands(value: Any) -> tuple[dict[str, Any], ...]:
    """Grades by their lowest total, best first, the last one from 0."""
    found = rows(value, {"grade": Field(text), "from": Field(points), "en": Field(text, "")})
    names = [row["grade"] for row in found]
    if len(set(names)) != len(names):
        raise BadValueError("等级名称重复", "a grade stands twice", "overlap")
    return tuple(descending(found))


def late_steps(value: Any) -> tuple[dict[str, Any], ...]:
    """Steps for lateness: up to so many days late, this share of the points; later than the last one: nothing."""
    found = rows(value, {"days": Field(whole), "share": Field(share)})
    if any(a["days"] >= b["days"] for a, b in pairwise(found)):
        raise BadValueError("days 应由小到大且不重复", "days must rise strictly", "overlap")
    return tuple(found)


def pools(value: Any) -> tuple[dict[str, Any], ...]:
    """The points of categories; categories named together share one sum."""
    found = rows(value, {"categories": Field(some_of(*CATEGORIES)), "points": Field(points)})
    named = [category for row in found for category in row["categories"]]
    if len(set(named)) != len(named):
        raise BadValueError("同一类指标的分值写了两次", "a category stands in two pools", "overlap")
    return tuple(found)


def conversion(value: Any) -> dict[str, str]:
    """A table from the sorted letters of the dimensions, worst first (``DCA``), to the grade of the indicator."""
    grade = one_of(*GRADES)
    if not isinstance(value, Mapping) or not value:
        raise BadValueError("应为非空换算表", "a table that is not empty is wanted")
    for key in value:
        if any(c not in LETTERS for c in key) or list(key) != sorted(key, reverse=True):
            raise BadValueError(
                f"“{key}”应由 D、C、B、A 从低到高组成", f"{key!r} must be letters D, C, B, A, worst first"
            )
    return {str(key): grade(item) for key, item in value.items()}
