"""The language of rulebooks: the groups of provisions, the methods each may use, the parameters of each method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from actuals.language.formulas import formulas
from rules.values import (
    CATEGORIES as CATEGORIES,
)
from rules.values import (
    LEVELS as LEVELS,
)
from rules.values import (
    Field,
    bands,
    boolean,
    ceilings,
    conversion,
    grade_bands,
    late_steps,
    level_bands,
    number,
    one_of,
    points,
    pools,
    positive,
    share,
    some_of,
    table,
    texts,
    whole,
)

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
PRINTED_CASES = ("printed-rule", "printed-wording")
"""Cases that a book may leave open: targets whose cells print a rule of points of their own."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method that a provision may ``use``: its parameters, and the formula as shown to people."""

    formula_zh: str
    formula_en: str
    params: Mapping[str, Field] = field(default_factory=dict)


_BASIS = one_of("full-year", "initial", "adjusted", "adjusted-with-carry-over")
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
            "余下分值由未填报分值的指标均分", "what is left is shared equally by the rows without points"
        ),
        "rescale": Method(
            "其余指标分值按比例放大：within 为 form 时至全表满分，为 category 时先至本类分值",
            "the others are rescaled: to the full points of the form, or (within = category) of their category first",
            {"within": Field(one_of("form", "category"), "form")},
        ),
        "convert-total": Method(
            "参评指标按原分值计分，得分合计按满分折算（execution：预算执行是否一并折算）",
            "the others keep their points, and what they earned together is converted to the full points (execution: "
            "with that of the budget or without)",
            {"execution": Field(boolean)},
        ),
    },
    "bare": {
        "at-least": Method("按“≥”识别", "read as at least"),
        "at-most": Method("按“≤”识别", "read as at most"),
        "exactly": Method("按“=”识别", "read as exactly"),
        "as-named": Method("按指标名称中的符号", "read as the indicator's name says"),
        "exactly-zero": Method("0 按“=0”识别", "a zero is read as exactly zero"),
        "as-measured": Method("按指标的好坏方向（measures.toml）", "as the measure is better (measures.toml)"),
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
                "step": Field(positive),
                "loss": Field(share),
                "count": Field(one_of("begun", "completed")),
            },
        ),
        "steps-up-to": Method(
            "按不超过 to 的档次得分，超过最后一档得 0",
            "points by the first band whose ceiling holds; above the last one 0",
            {
                "on": Field(one_of("percent", "completion", "outcome")),
                "bands": Field(ceilings),
                "may_fall": Field(boolean, False),
            },
        ),
        "steps-around": Method(
            "按偏离区间中点的幅度分档：不超过 to 的得该档比例，超出最后一档得 0",
            "points by how far the outcome lies from the middle of the range: the first band whose distance holds, "
            "past the last one 0",
            {"on": Field(one_of("percent", "outcome")), "bands": Field(ceilings)},
        ),
        "excess-down": Method(
            "不超 full_to 得满分，每高 step 扣 loss",
            "full points up to full_to, less loss for each step above",
            {
                "on": Field(one_of("percent", "completion", "outcome")),
                "full_to": Field(number),
                "step": Field(positive),
                "loss": Field(share),
                "count": Field(one_of("begun", "completed")),
                "may_fall": Field(boolean, False),
            },
        ),
        "as-printed": Method(
            "按目标值一栏所印规则计分",
            "as the rule printed in the target's cell says",
        ),
        "as-worded": Method(
            "按目标值一栏所印规则：做到得满分，没有做到按规则；规则没有写明的由人给系数",
            "as the rule printed in the target's cell says: met earns the points, not met what it says, where it is "
            "silent a person's share",
        ),
        "levels": Method("分值 × 档内比例", "points × share within the band of the level", _LEVEL_PARAMS),
    },
    "policy": {
        "over-none": Method(
            "超额完成不作处理",
            "nothing is done about over-achievement",
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
        "adjustment-by-person": Method(
            "复核人可调增至多分值的 max_up、调减至多分值的 max_down，得分不超出 0 至分值",
            "a reviewer may raise a score by at most max_up of the points or lower it by at most max_down, "
            "within 0 and the points",
            {"max_up": Field(share), "max_down": Field(share)},
        ),
        "adjustment-refused": Method("不接受复核调整", "no adjustment by a reviewer is accepted"),
        "as-zero": Method("按 0 计分", "scored as 0"),
        "pending": Method("待定，总分以区间表示", "pending; the total is a range"),
        "by-level": Method("按定性档次计分", "scored by the level named"),
        "level-default": Method(
            "只有档次没有比例的，按该档的取值", "a level without a share takes the share set for the level"
        ),
        "leave-out": Method("不参与评分", "left out"),
        "evidence-wanted": Method("得分须有佐证材料", "points need evidence behind them"),
        "added-or-weighted": Method(
            "一项指标由几个单位共同承担的，数量相加，比率按各单位资金加权",
            "an indicator over several units: counts are added up, shares weighted by the money of each unit",
        ),
        "count-steps": Method(
            "所印规则没有写明的，不足一档的按 count 计",
            "parts of a step count as count says, where the printed rule is silent",
            {"count": Field(one_of("completed", "begun", "in-proportion"))},
        ),
        "deviation-shown": Method(
            "列出偏离度（完成值 − 目标值）÷ 目标值，不计分",
            "the deviation (outcome − target) ÷ target is shown, without points",
        ),
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
            {"basis": Field(_BASIS)},
        ),
        "banded": Method(
            "按执行率所在档次得分",
            "points by the band of the rate",
            {"basis": Field(_BASIS), "bands": Field(bands(share))},
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
        "case": Field(one_of(*SCORED_CASES, *PRINTED_CASES)),
        "category": Field(one_of(*CATEGORIES), None),
        "names": Field(texts, ()),
        "formula": Field(one_of(*formulas()), None),
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
    "at-most-zero": ("zero-target", "steps-up-to", "excess-down"),
    "exactly": ("proportional", "nearer-bound", "equality", "direct", "steps-down", "excess-down"),
    "exactly-zero": ("zero-target", "steps-up-to", "excess-down"),
    "range": ("nearer-bound", "direct", "steps-around"),
    "rank": ("rank", "direct"),
    "deadline": ("deadline", "deadline-steps"),
    "qualitative": ("levels",),
    "printed-rule": ("as-printed",),
    "printed-wording": ("as-worded",),
}

ALLOWED_BY_KEY: dict[str, tuple[str, ...]] = {
    "points.equal": ("equal-shares",),
    "points.missing-category": ("in-proportion",),
    "points.partial": ("rest-equally",),
    "points.not-applicable": ("rescale", "convert-total"),
    "policy.over-achievement": ("over-none", "over-explain"),
    "policy.over-achievement-ladder": ("over-ladder",),
    "policy.deduction": ("deduction-by-person", "deduction-refused"),
    "policy.adjustment": ("adjustment-by-person", "adjustment-refused"),
    "policy.negative-outcome": ("as-zero", "pending"),
    "policy.missing-outcome": ("pending", "as-zero"),
    "policy.unscorable": ("pending",),
    "policy.verbal-outcome": ("by-level", "pending"),
    "policy.level-default": ("level-default",),
    "policy.not-applicable": ("leave-out",),
    "policy.total": ("whole-range",),
    "policy.evidence": ("evidence-wanted",),
    "policy.review": ("review-tolerance",),
    "policy.printed-steps": ("count-steps",),
    "policy.deviation": ("deviation-shown",),
    "policy.several-units": ("added-or-weighted",),
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
    "bare": ("at-least", "at-most", "exactly", "as-named", "exactly-zero", "as-measured"),
    "combine": ("weakest-link", "conversion-table"),
}

_OPTIONAL = (
    "execution.change",
    "policy.several-units",
    "policy.deviation",
    "policy.printed-steps",
    "policy.over-achievement-ladder",
    "policy.evidence",
    "policy.review",
)
REQUIRED: dict[str, tuple[str, ...]] = {
    "points": tuple(key for key in ALLOWED_BY_KEY if key not in _OPTIONAL),
    "dimensions": (),
}
