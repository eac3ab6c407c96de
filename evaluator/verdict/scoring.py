"""Lines to scores: each distinct target asked for its case, points shared out, all lines scored at
once by ``rules``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from actuals.language.formulas import FORMULA
from actuals.language.severalunits import SEVERAL_UNITS
from actuals.outcome import OutcomeKind
from evaluator.verdict.bounds import hundredths_of_text, may_be_made, numeric_columns
from evaluator.verdict.columntable import Codes, ColumnTable, coded, each_once
from evaluator.verdict.lines import Lines
from rules.bands import Band, level_bands
from rules.cases import Case, CaseChoice, case_of
from rules.deviation import deviations
from rules.points import Allocation, allocate, category_code
from rules.rulebook import Rulebook
from rules.scoring import Columns, Scores, columns, score
from targets.language.nothing import holds_nothing, says_nothing
from targets.model.amounts import in_points
from targets.model.form import Category, Form

_WHY = {
    "target-missing": ("目标缺失", "the target is missing"),
    "target-unreadable": ("目标读不懂", "the target cannot be read"),
    "unit-inverted": (
        "目标的单位分子分母颠倒，待人确认",
        "the unit of the target stands the wrong way round: to be confirmed by a person",
    ),
    "text-not-understood": (
        "目标中有文字未能识别，待人确认",
        "part of the target was not understood: to be confirmed by a person",
    ),
    "scoring-rule": ("目标栏写的是评分规则", "the target is a rule of points"),
    "negative-target": ("目标为负数", "the target is negative"),
    "bound-missing": ("目标没有界限值", "the target has no bound"),
    "compound": ("目标有几个部分，待人选定完成等级", "the target has several parts: a person must choose a level"),
}


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of lines.

    ``table`` has one row per line: ``case``, ``provision``, ``method``, ``standing``, ``bare_provision``, ``points``
    (hundredths), ``points_provision``, ``unplaced``, ``score`` (hundredths, 0 while pending),
    ``completion``, ``deviation`` (hundredths of a percent, None where not shown), ``pending``, ``applicable``, flags
    ``over_achieved``, ``target_too_low``,
    ``share_outside_band``, ``share_unused``, ``negative``, ``deducted``, ``deduction_refused``,
    ``adjusted``, ``adjustment_refused``. ``choice`` holds a code per line into ``choices``.
    """

    table: ColumnTable
    choice: Codes
    choices: tuple[CaseChoice, ...]
    columns: Columns
    allocation: Allocation
    lines: Lines
    book: Rulebook

    @property
    def explanation_threshold(self) -> str:
        """The share of the target from which over-achievement is to be explained, as ``130%``."""
        return _percent(self.book.provision("policy.over-achievement").params["from"])

    @property
    def too_low_threshold(self) -> str:
        """The share of the target from which it is called too low, as ``200%``."""
        return _percent(self.book.provision("policy.over-achievement").params["too_low_from"])

    @property
    def execution_threshold(self) -> str:
        """The execution rate below which a reason is asked for, as ``90%``."""
        return f"{format(Decimal(self.book.provision('execution.explain').params['rate']).normalize(), 'f')}%"

    @property
    def by_opening_budget(self) -> bool:
        """True where the book divides the amount executed by the opening budget."""
        return bool(self.book.provision("execution.rate").params["basis"] == "initial")

    @property
    def by_carry_over(self) -> bool:
        """True where the book takes what was carried over out of the rate, or into it."""
        return str(self.book.provision("execution.rate").params["basis"]).startswith("adjusted")

    @property
    def others_get(self) -> dict[str, str]:
        """The words for where the points of a row that does not apply go, in Chinese and English."""
        if self.book.provision("points.not-applicable").use == "convert-total":
            return {"how": "总分按参评部分折算", "how_en": "the total is converted from what applies"}
        return {"how": "其分值由其他指标分摊", "how_en": "its points are shared out among the others"}

    def why(self, line: int) -> tuple[str, str]:
        """Why a pending line is pending, in Chinese and English."""
        choice = self.choices[self.choice[line]]
        outcome = self.lines.outcomes[self.lines.outcome[line]]
        if choice.case in (Case.UNSCORABLE, Case.COMPOUND) and choice.reason in _WHY:
            return _WHY[choice.reason]
        if self.table["share_outside_band"][line]:
            return "得分系数不在等级区间内", "the share lies outside the band of its level"
        if self.table["deduction_refused"][line]:
            return "扣分没有采用", "the deduction was not applied"
        if self.table["adjustment_refused"][line] and not self._unscored(line):
            return "复核调整没有采用", "the reviewer's adjustment was not applied"
        if outcome.kind is OutcomeKind.MISSING:
            return "未填报实际完成值", "there is no outcome"
        if outcome.kind is OutcomeKind.NOT_APPLICABLE:
            return "没有说明为何不适用", "no reason says why it does not apply"
        if not may_be_made(outcome, choice, self.book):
            return (
                f"完成值由几个数组成，办法 {self.book.id} 没有规定如何合成",
                f"the outcome is made of several figures, and the rulebook {self.book.id} does not say how",
            )
        if choice.rule is not None and outcome.kind in (OutcomeKind.QUANTITY, OutcomeKind.LEVEL):
            return "所印规则没有写明这样的完成值如何计分", "the printed rule does not say what such an outcome earns"
        if choice.case is Case.QUALITATIVE:
            return "完成情况没有写明等级", "the outcome names no level"
        return "完成值读不懂或与目标不可比", "the outcome cannot be read or compared with the target"

    def why_not_adjusted(self, line: int) -> tuple[str, str]:
        """Why a reviewer's adjustment was refused, in Chinese and English; the first reason that holds."""
        texts = self.lines.texts
        amount = hundredths_of_text(texts["adjustment"][line])
        policy = self.book.provision("policy.adjustment")
        wanted = {"adjusted_by": ("何人", "who"), "adjusted_on": ("何时", "date"), "adjusted_why": ("为何", "why")}
        missing = [names for column, names in wanted.items() if not texts[column][line].strip()]
        if amount is None:
            return "不是一个至多两位小数的分数", "it is no single number of points with at most two decimals"
        if missing:
            zh, en = zip(*missing, strict=True)
            return f"没有写明{'、'.join(zh)}", f"without {', '.join(en)}"
        if not self.table["applicable"][line]:
            return "该项不参评", "the indicator does not apply"
        if policy.use != "adjustment-by-person":
            return f"办法 {self.book.id} 不接受复核调整", f"the rulebook {self.book.id} accepts none"
        share = policy.params["max_up" if amount > 0 else "max_down"]
        if abs(amount) > self.table["points"][line] * share:
            zh_way, en_way = ("调增", "up") if amount > 0 else ("调减", "down")
            return (
                f"超出办法允许的幅度（{zh_way}至多分值的 {_percent(share)}）",
                f"more than the rulebook allows ({en_way}: at most {_percent(share)} of the points)",
            )
        if self._unscored(line):
            return "该项没有可调整的得分", "there is no score to adjust"
        return "调整后低于 0 或高于分值", "the score would fall below 0 or rise above the points"

    def _unscored(self, line: int) -> bool:
        """True if the line is pending for another reason than a reviewer's adjustment."""
        table, provision = self.table, self.table["provision"][line]
        settled = provision in ("policy.missing-outcome", "policy.unscorable", "policy.negative-outcome")
        by_person = self.book.provisions[provision].params.get("difference") == "person"
        return bool(settled or by_person or table["share_outside_band"][line] or table["deduction_refused"][line])

    def band(self, line: int) -> Band:
        """The band of the level that a person chose on this line, of the best one where nobody chose any; the whole
        points or none of them where the target's cell prints its own rule.
        """
        rule, level = self.choices[self.choice[line]].rule, max(int(self.columns.level[line]), 0)
        if rule is not None and rule.wording:
            low, high = Decimal(level == 0), Decimal(level != _MISSED or rule.rest is None)
            return Band(low=low, high=high, label="满足所印条件" if level == 0 else "没有满足所印条件")
        return level_bands(self.book)[max(int(self.columns.level[line]), 0)]


def _percent(share: Decimal) -> str:
    return f"{format((Decimal(share) * 100).normalize(), 'f')}%"


_MISSED = 2  # the code of the level
_CHOOSING = ("indicator", "level2", "category")


def score_lines(forms: Sequence[Form], lines: Lines, book: Rulebook) -> Scored:
    """Score every line under the book; nothing is raised for bad data, such lines are pending."""
    choice, choices = _choices(lines, book)
    case = _take(np.array([int(c.case) for c in choices], dtype=np.int8), choice)
    aside = np.array([[o.sets_aside(reasoned=given) for given in (True, False)] for o in lines.outcomes], dtype=bool)
    unexplained = each_once(lines.texts["reason"], says_nothing, np.int64)
    set_aside = aside[lines.outcome, unexplained] if len(lines) else unexplained.astype(bool)
    case = np.where(set_aside, np.int8(Case.NOT_APPLICABLE), case).astype(np.int8)
    allocation = _allocation(forms, lines, case != Case.NOT_APPLICABLE, book)
    keys = tuple(dict.fromkeys(c.provision for c in choices if c.provision.startswith("score.")))
    place = {key: position for position, key in enumerate(keys)}
    printed = {rule: place for place, rule in enumerate(dict.fromkeys(c.rule for c in choices if c.rule is not None))}
    of_choice = np.array([place.get(c.provision, -1) for c in choices], dtype=np.int16)
    numbers = numeric_columns(forms, lines, case)
    numbers["outcome"][_not_provided_for(lines, choice, choices, book)] = np.nan
    made = columns(
        case,
        allocation.points,
        **numbers,
        provision=_take(of_choice, choice),
        provision_keys=keys,
        rule=_take(np.array([-1 if c.rule is None else printed[c.rule] for c in choices], dtype=np.int32), choice),
        rules=tuple(printed),
    )
    scores = score(made, book)
    return Scored(
        table=_table(scores, choice, choices, allocation, case, book, deviations(made, book)),
        choice=choice,
        choices=choices,
        columns=made,
        allocation=allocation,
        lines=lines,
        book=book,
    )


def _not_provided_for(
    lines: Lines, choice: Codes, choices: tuple[CaseChoice, ...], book: Rulebook
) -> npt.NDArray[np.int64]:
    """The lines whose outcomes are made of several figures in a way that the book says nothing of."""
    made = [place for place, one in enumerate(lines.outcomes) if one.has(FORMULA) or one.has(SEVERAL_UNITS)]
    asked = np.flatnonzero(np.isin(lines.outcome, made)).tolist()
    left = [n for n in asked if not may_be_made(lines.outcomes[lines.outcome[n]], choices[choice[n]], book)]
    return np.array(left, dtype=np.int64)


def _take(distinct: npt.NDArray[Any], codes: Codes) -> npt.NDArray[Any]:
    return distinct[codes] if len(codes) else distinct[:0]


def _choices(lines: Lines, book: Rulebook) -> tuple[Codes, tuple[CaseChoice, ...]]:
    """The case of each distinct (reading, name, level 2, category), and a code per line."""
    texts = lines.texts
    key, rows = coded(zip(lines.reading.tolist(), *(texts[name].tolist() for name in _CHOOSING), strict=True))
    choices = tuple(
        case_of(lines.readings[reading], name=name, level2=level2, category=Category(of), book=book)
        for reading, name, level2, of in rows
    )
    return key, choices


def _allocation(forms: Sequence[Form], lines: Lines, applicable: npt.NDArray[np.bool_], book: Rulebook) -> Allocation:
    texts = lines.texts
    return allocate(
        texts["form"],
        each_once(texts["category"], lambda value: category_code(Category(value)), np.int8),
        each_once(texts["printed_points"], printed_hundredths, np.int64),
        applicable,
        book,
        has_cost=np.array([form.has_cost_category for form in forms], dtype=bool),
        department=np.array([form.kind.of_department for form in forms], dtype=bool),
        execution_printed=np.array(
            [printed_hundredths(form.execution.get("points", "")) for form in forms], dtype=np.int64
        ),
        **_beside_categories(forms),
    )


def _beside_categories(forms: Sequence[Form]) -> dict[str, npt.NDArray[np.int64]]:
    """Points that forms print beside the categories (产出指标(50分)), for each row of its level 2, else of its level 1,
    and which rows share them.
    """
    shared: list[int] = []
    group: list[int] = []
    groups: dict[tuple[int, str], int] = {}
    for position, form in enumerate(forms):
        known = {label: printed_hundredths(text) for label, text in form.category_points.items()}
        split = {row.level1 for row in form.rows if known.get(f"{row.level1}/{row.level2}", -1) >= 0}
        for row in form.rows:
            label = f"{row.level1}/{row.level2}" if row.level1 in split else row.level1
            shared.append(known.get(label, -1))
            group.append(groups.setdefault((position, label), len(groups)))
    return {"shared": np.array(shared, dtype=np.int64), "share_group": np.array(group, dtype=np.int64)}


def printed_hundredths(text: str) -> int:
    """Printed points such as ``10``, ``10.3``, ``10分`` or ``20%`` in hundredths of a point; -1 where there is no such
    number.
    """
    amount = in_points(text)
    scaled = None if amount is None else amount * 100
    whole = scaled is not None and 0 <= scaled <= 10_000 and scaled == scaled.to_integral_value()
    return int(scaled) if scaled is not None and whole else -1


def points_unusable(printed: str | None) -> bool:
    """Something is printed for points that is no number of points."""
    return bool(printed) and not holds_nothing(printed or "") and printed_hundredths(printed or "") < 0


def _table(
    scores: Scores,
    choice: Codes,
    choices: tuple[CaseChoice, ...],
    allocation: Allocation,
    case: npt.NDArray[np.int8],
    book: Rulebook,
    deviation: Sequence[int | None],
) -> ColumnTable:
    keys = np.array([*scores.provision_keys, ""], dtype=object)
    point_keys = np.array([*allocation.provision_keys, ""], dtype=object)
    provision = keys[scores.provision]
    used = [book.provisions[key] for key in scores.provision_keys]
    methods = np.array([*(one.use for one in used), ""], dtype=object)
    standings = np.array([*(one.standing.value for one in used), ""], dtype=object)
    labels = np.array([Case(code).label for code in range(len(Case))], dtype=object)
    return ColumnTable(
        {
            "case": labels[case],
            "provision": provision,
            "method": methods[scores.provision],
            "standing": standings[scores.provision],
            "bare_provision": _take(np.array([c.bare_provision or "" for c in choices], dtype=object), choice),
            "points": allocation.points,
            "points_provision": point_keys[allocation.provision],
            "unplaced": allocation.unplaced,
            "score": scores.score,
            "completion": scores.completion,
            "pending": scores.pending,
            "applicable": case != Case.NOT_APPLICABLE,
            "deviation": deviation,
            **flags_of(scores),
        }
    )


_FLAGS = ("share_outside_band", "share_unused", "deducted", "deduction_refused", "adjusted", "adjustment_refused")


def flags_of(scores: Scores) -> dict[str, Any]:
    """The flags of lines as conditions ask for them: an outcome beyond its target counts only where it was scored."""
    return {
        "over_achieved": scores.over_achieved & ~scores.pending,
        "target_too_low": scores.target_too_low & ~scores.pending,
        "negative": scores.negative_outcome,
        **{name: getattr(scores, name) for name in _FLAGS},
    }
