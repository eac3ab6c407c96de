"""What a rulebook may say: the groups of provisions, the methods each may use, and the parameters each method takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

CATEGORIES = ("cost", "output", "effect", "satisfaction", "other")
SCORED_CASES = (
    "at-least",
    "at-most",
    "at-most-zero",
    "exactly",
    "exactly-zero",
    "range",
    "rank",
    "deadline",
    "qualitative",
)
LEVELS = ("met", "partial", "missed")


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


@dataclass(frozen=True, slots=True)
class Method:
    """A method that a provision may ``use``: its parameters, and the formula as shown to people."""

    formula_zh: str
    formula_en: str
    params: Mapping[str, Field] = field(default_factory=dict)


def number(value: Any) -> Decimal:
    """A number of zero or more."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite() or value < 0:
        raise BadValueError("应为不小于 0 的数", "a number of 0 or more is wanted")
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
    if not isinstance(value, Mapping) or not value:
        raise BadValueError("应为非空换算表", "a table that is not empty is wanted")
    for key in value:
        if any(c not in "ABCD" for c in key) or list(key) != sorted(key, reverse=True):
            raise BadValueError(
                f"“{key}”应由 D、C、B、A 从低到高组成", f"{key!r} must be letters D, C, B, A, worst first"
            )
    return {str(key): text(item) for key, item in value.items()}


_LEVEL_PARAMS = {"levels": Field(level_bands)}

GROUPS: dict[str, dict[str, Method]] = {
    "points": {
        "category-weights": Method(
            "按类别分配分值",
            "points by category",
            {"execution": Field(points), "pools": Field(pools)},
        ),
        "equal-shares": Method(
            "类别分值 ÷ 指标数，按百分之一分分配，余数按表序",
            "category's points ÷ indicators, in hundredths, remainders in table order",
        ),
        "in-proportion": Method(
            "空缺类别的分值按比例分给其余类别", "an absent category's points go to the others in proportion"
        ),
        "rest-equally": Method(
            "余下分值由未印分值的指标均分", "what is left is shared equally by the rows without points"
        ),
        "rescale": Method("其余指标分值按比例放大至满分", "the others are rescaled to the full points"),
    },
    "bare": {
        "at-least": Method("读作“≥”", "read as at least"),
        "at-most": Method("读作“≤”", "read as at most"),
        "exactly": Method("读作“=”", "read as exactly"),
        "as-named": Method("按指标名称中的符号", "read as the indicator's name says"),
    },
    "score": {
        "proportional": Method(
            "达标得满分；未达标：分值 × 完成值 ÷ 目标值", "met: full points; missed: points × outcome ÷ target"
        ),
        "reverse-ratio": Method(
            "不超得满分；超过：分值 × 目标值 ÷ 完成值", "met: full points; passed: points × target ÷ outcome"
        ),
        "reverse-linear": Method(
            "不超得满分；超过：分值 × (1 − (完成值 − 目标值) ÷ 目标值)，最低 0",
            "met: full points; passed: points × (1 − (outcome − target) ÷ target), at least 0",
        ),
        "pass-threshold": Method(
            "达标得满分；完成率低于门槛得 0；其间：分值 × 完成值 ÷ 目标值",
            "met: full points; completion below the threshold: 0; between: points × outcome ÷ target",
            {"threshold": Field(share)},
        ),
        "equality": Method(
            "相等得满分，不等按规定",
            "equal: full points; otherwise as stated",
            {"difference": Field(one_of("zero", "person"))},
        ),
        "zero-target": Method("完成值 ≤ 0 得满分，否则 0", "outcome ≤ 0: full points, otherwise 0"),
        "nearer-bound": Method(
            "区间内得满分；低于下限：分值 × 完成值 ÷ 下限；高于上限：分值 × 上限 ÷ 完成值",
            "inside: full points; below: points × outcome ÷ lower bound; above: points × upper bound ÷ outcome",
        ),
        "rank": Method(
            "名次达标得满分；未达标：分值 × 目标名次 ÷ 实际名次",
            "within: full points; otherwise points × rank promised ÷ rank",
        ),
        "deadline": Method("按期得满分，逾期得 0", "in time: full points; late: 0"),
        "deadline-steps": Method(
            "按期得满分，逾期按天数分档", "in time: full points; late: by steps of days", {"steps": Field(late_steps)}
        ),
        "direct": Method("达标得满分，未达标得 0", "met: full points, otherwise 0"),
        "steps": Method(
            "按完成值（或完成率）所在档次得分",
            "points by the band of the outcome (or of the completion)",
            {
                "on": Field(one_of("percent", "completion", "outcome")),
                "bands": Field(bands(share)),
                "met_is_full": Field(boolean, False),
            },
        ),
        "steps-down": Method(
            "达到 full_from 得满分，每低 step 扣 loss",
            "full points from full_from on, less loss for each step below",
            {
                "on": Field(one_of("percent", "completion", "outcome")),
                "full_from": Field(number),
                "step": Field(number),
                "loss": Field(share),
                "count": Field(one_of("begun", "completed")),
            },
        ),
        "steps-up-to": Method(
            "按不超过 to 的档次得分，超过最后一档得 0",
            "points by the first band whose ceiling holds; above the last one 0",
            {"on": Field(one_of("percent", "completion", "outcome")), "bands": Field(ceilings)},
        ),
        "excess-down": Method(
            "不超 full_to 得满分，每高 step 扣 loss",
            "full points up to full_to, less loss for each step above",
            {
                "on": Field(one_of("percent", "completion", "outcome")),
                "full_to": Field(number),
                "step": Field(number),
                "loss": Field(share),
                "count": Field(one_of("begun", "completed")),
            },
        ),
        "levels": Method("分值 × 档内比例", "points × share within the band of the level", _LEVEL_PARAMS),
    },
    "policy": {
        "over-none": Method(
            "超额完成不作处理",
            "nothing is done about over-achievement",
            {"from": Field(number, Decimal("1.3")), "too_low_from": Field(number, Decimal(2))},
        ),
        "over-explain": Method(
            "达到 from 倍须说明原因，得满分",
            "an explanation is asked for from the multiple on; full points",
            {"from": Field(number), "too_low_from": Field(number, Decimal(2))},
        ),
        "over-ladder": Method(
            "按超额倍数分档扣减",
            "a share of the points is taken off by steps of over-achievement",
            {"bands": Field(bands(share))},
        ),
        "deduction-by-person": Method(
            "由人录入扣分，不超过分值的 max_share",
            "a person may enter a deduction of at most max_share of the points",
            {"max_share": Field(share)},
        ),
        "deduction-refused": Method("不接受人工扣分", "no deduction by a person is accepted"),
        "as-zero": Method("按 0 计分", "scored as 0"),
        "pending": Method("待定，总分以区间表示", "pending; the total is a range"),
        "by-level": Method("按定性档次计分", "scored by the level named"),
        "level-default": Method(
            "只有档次没有比例的，按该档的取值", "a level without a share takes the share set for the level"
        ),
        "leave-out": Method("不参与评分", "left out"),
        "evidence-wanted": Method("得分须有佐证材料", "points need evidence behind them"),
        "review-tolerance": Method(
            "复核分差超过 points 分且超过分值的 share 才列出",
            "a review differs where it is more than so many points and more than this share of the points apart",
            {"points": Field(points), "share": Field(share)},
        ),
        "whole-range": Method("总分封顶 100", "the total is at most 100"),
    },
    "execution": {
        "linear": Method(
            "分值 × 执行率，不超过分值",
            "points × rate, at most the points",
            {"basis": Field(one_of("full-year", "initial"))},
        ),
        "banded": Method(
            "按执行率所在档次得分",
            "points by the band of the rate",
            {"basis": Field(one_of("full-year", "initial")), "bands": Field(bands(share))},
        ),
        "pending": Method("待定", "pending"),
        "as-zero": Method("得 0 分", "0 points"),
        "as-complete": Method("0 ÷ 0 视同 100%", "0 of 0 counts as 100 %"),
        "explain-below": Method(
            "执行率低于 rate% 须说明原因", "a rate below this percentage must be explained", {"rate": Field(number)}
        ),
        "explain-any-change": Method(
            "预算调整须说明原因", "any change of the budget within the year must be explained"
        ),
    },
    "grades": {"by-total": Method("按总分定级", "grade by total", {"grades": Field(grade_bands)})},
    "rating": {
        "own-form": Method("按部门整体自评表", "the department's own form"),
        "projects-mean": Method("按项目得分的预算加权平均", "budget-weighted mean of the projects"),
        "blend": Method(
            "部门自评 × own_share + 项目加权平均 × (1 − own_share)",
            "own form × own_share + projects' mean × (1 − own_share)",
            {"own_share": Field(share)},
        ),
    },
    "combine": {
        "weakest-link": Method("取最低维度，其余较高时加“+”", "the lowest dimension, with + where another is higher"),
        "conversion-table": Method("按换算表合成", "by conversion table", {"table": Field(conversion)}),
    },
}

SELECTORS: dict[str, dict[str, Field]] = {
    "score": {
        "case": Field(one_of(*SCORED_CASES)),
        "category": Field(one_of(*CATEGORIES), None),
        "names": Field(texts, ()),
    },
    "points": {
        "when": Field(
            lambda value: table(
                value,
                {
                    "department": Field(boolean, None),
                    "cost": Field(boolean, None),
                    "satisfaction": Field(boolean, None),
                },
            ),
            None,
        ),
    },
    "bare": {
        "order": Field(whole),
        "names": Field(texts, ()),
        "levels": Field(texts, ()),
        "categories": Field(some_of(*CATEGORIES), ()),
        "not_names": Field(texts, ()),
    },
}

METHODS_BY_CASE: dict[str, tuple[str, ...]] = {
    "at-least": ("proportional", "pass-threshold", "direct", "steps", "steps-down"),
    "at-most": ("reverse-ratio", "reverse-linear", "direct", "steps-up-to", "excess-down"),
    "at-most-zero": ("zero-target",),
    "exactly": ("proportional", "equality", "direct"),
    "exactly-zero": ("zero-target",),
    "range": ("nearer-bound", "direct"),
    "rank": ("rank", "direct"),
    "deadline": ("deadline", "deadline-steps"),
    "qualitative": ("levels",),
}

ALLOWED_BY_KEY: dict[str, tuple[str, ...]] = {
    "points.equal": ("equal-shares",),
    "points.missing-category": ("in-proportion",),
    "points.partial": ("rest-equally",),
    "points.not-applicable": ("rescale",),
    "policy.over-achievement": ("over-none", "over-explain"),
    "policy.over-achievement-ladder": ("over-ladder",),
    "policy.deduction": ("deduction-by-person", "deduction-refused"),
    "policy.negative-outcome": ("as-zero", "pending"),
    "policy.missing-outcome": ("pending", "as-zero"),
    "policy.unscorable": ("pending",),
    "policy.verbal-outcome": ("by-level", "pending"),
    "policy.level-default": ("level-default",),
    "policy.not-applicable": ("leave-out",),
    "policy.total": ("whole-range",),
    "policy.evidence": ("evidence-wanted",),
    "policy.review": ("review-tolerance",),
    "execution.rate": ("linear", "banded"),
    "execution.missing": ("pending", "as-zero"),
    "execution.zero-budget": ("pending", "as-zero", "as-complete"),
    "execution.explain": ("explain-below",),
    "execution.change": ("explain-any-change",),
    "grades.scale": ("by-total",),
    "rating.department": ("own-form", "projects-mean", "blend"),
    "rating.without-form": ("projects-mean",),
    "rating.projects": ("projects-mean",),
}

# Methods for keys of a group that ALLOWED_BY_KEY does not name; score goes by case.
ALLOWED_BY_GROUP: dict[str, tuple[str, ...]] = {
    "points": ("category-weights",),
    "bare": ("at-least", "at-most", "exactly", "as-named"),
    "combine": ("weakest-link", "conversion-table"),
}

_OPTIONAL = ("execution.change", "policy.over-achievement-ladder", "policy.evidence", "policy.review")
REQUIRED: dict[str, tuple[str, ...]] = {
    "points": tuple(key for key in ALLOWED_BY_KEY if key not in _OPTIONAL),
    "dimensions": (),
}
