"""The derivation of a score, step by step, in both languages: made afterwards, for the rows somebody asks about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from actuals.outcome import OutcomeKind
from rules.cases import Case
from rules.coverage import PRINTED_STEPS
from rules.deviation import POLICY, deviation_of, in_hundredths
from rules.facts import IndicatorFacts, around_zero, comparison, ladder_loss, number_text, share_of, with_numbers
from rules.grades import grade_range
from rules.printedsteps import with_rule
from rules.rating import DepartmentRating
from rules.rulebook import Provision, Rulebook
from rules.schema import GROUPS, LEVELS
from targets.language.explanation import remarks, sentence
from targets.language.reading import Reading
from targets.model.amounts import deviation_text

_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "=", "between": "–", "none": ""}

_BY_SHARE = ("score.qualitative", "score.printed-wording", "policy.verbal-outcome")
_OUTCOMES_ZH = {
    OutcomeKind.QUANTITY: "数值",
    OutcomeKind.DATE: "日期",
    OutcomeKind.LEVEL: "等级",
    OutcomeKind.NOT_APPLICABLE: "不适用",
    OutcomeKind.MISSING: "缺失",
    OutcomeKind.UNREADABLE: "读不懂",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a derivation: what it is about, and what is said, in both languages."""

    label_zh: str
    label_en: str
    text_zh: str
    text_en: str

    def text(self, lang: str) -> tuple[str, str]:
        """Label and text in ``zh`` or ``en``."""
        return (self.label_zh, self.text_zh) if lang == "zh" else (self.label_en, self.text_en)


def derive(facts: IndicatorFacts, book: Rulebook) -> tuple[Step, ...]:
    """The steps from the target as printed to the score, each provision with its source, standing and quotation."""
    return tuple(_indicator(facts, book))


def _indicator(facts: IndicatorFacts, book: Rulebook) -> Iterator[Step]:
    yield _step("目标值（原文）", "Target as printed", facts.target or "（空）", facts.target or "(empty)")
    yield _read(facts.reading)
    if facts.choice.bare_provision:
        sign = _SIGNS[facts.choice.bare or "none"]
        yield from _provision(
            book.provision(facts.choice.bare_provision), f"只写数值，按“{sign}”识别", f"a bare number, read as {sign}"
        )
    yield _step("实际完成值（原文）", "Outcome as typed", facts.outcome or "（空）", facts.outcome or "(empty)")
    yield from outcome_as_read(facts)
    if facts.points_provision and facts.points_provision in book.provisions:
        yield from _provision(
            book.provisions[facts.points_provision], f"分值 {_points(facts.points)}", f"{_points(facts.points)} points"
        )
    else:
        yield _step(
            "分值", "Points", f"{_points(facts.points)}（表中填报）", f"{_points(facts.points)} (printed on the form)"
        )
    provision = book.provision(facts.provision)
    if facts.provision in ("policy.level-default", "policy.verbal-outcome", PRINTED_STEPS):
        own = facts.choice.case is Case.QUALITATIVE or facts.provision == PRINTED_STEPS
        scoring = book.provision(facts.choice.provision if own else "score.qualitative")
        yield from _provision(scoring)
    yield from _provision(provision)
    if facts.pending:
        yield _step("得分", "Score", f"待定（0 至 {_points(facts.points)}）", f"pending (0 to {_points(facts.points)})")
        return
    yield from _formula(facts, book)
    yield from _deviation(facts, book)
    if facts.share is not None and facts.provision in _BY_SHARE:
        yield _by_person("得分系数", "Share of the points", format(facts.share, "f"), facts.decided)
    if facts.deduction:
        yield from _provision(book.provision("policy.deduction"))
        yield _by_person("人工扣分", "Deduction by a person", f"−{_points(facts.deduction)}", facts.decided)
    if facts.adjustment:
        yield from _provision(book.provision("policy.adjustment"))
        sign = "+" if facts.adjustment > 0 else "−"
        amount = f"{sign}{_points(abs(facts.adjustment))}"
        yield _by_person("复核调整", "Adjustment by a reviewer", amount, facts.adjusted)
    yield _step("得分", "Score", _points(facts.score), _points(facts.score))


def _deviation(facts: IndicatorFacts, book: Rulebook) -> Iterator[Step]:
    """The deviation from the target, where the book shows it."""
    policy = book.provisions.get(POLICY)
    by = in_hundredths(deviation_of(facts.choice.case, facts.low, facts.high, facts.value))
    if policy is not None and policy.enabled and by is not None:
        yield from _provision(policy, f"偏离度 {deviation_text(by)}", f"deviation {deviation_text(by)}")


def _read(reading: Reading) -> Step:
    """The reading in the same words as ``evaluator target`` uses, with its doubts."""
    zh, en = sentence(reading)
    doubts = remarks(reading)
    if doubts:
        zh = f"{zh}（{'；'.join(doubt for doubt, _ in doubts)}）"
        en = f"{en} ({'; '.join(doubt for _, doubt in doubts)})"
    return _step("目标值（识别结果）", "Target as read", zh, en)


def outcome_as_read(facts: IndicatorFacts) -> Iterator[Step]:
    """The outcome as understood, and in the target's unit where it was stated in another."""
    read = facts.outcome_reading
    if read is None:
        return
    detail = ""
    if read.value is not None:
        detail = f"{format(read.value, 'f')} {read.unit or ''}" + (f"/{read.per}" if read.per else "")
    elif read.date is not None:
        detail = read.date
    elif read.level is not None:
        detail = read.level.value
    detail = detail.rstrip()
    zh, en = _OUTCOMES_ZH[read.kind], read.kind.value
    yield _step(
        "实际完成值（识别结果）",
        "Outcome as read",
        f"{zh}：{detail}" if detail else zh,
        f"{en}: {detail}" if detail else en,
    )
    if read.value is not None and read.factor != 1:
        unit = facts.reading.unit or ""
        converted = (
            f"{format(read.value, 'f')} × {read.factor} = {number_text(Fraction(read.value) * read.factor)} {unit}"
        )
        yield _step("换算为目标单位", "In the target's unit", converted.rstrip(), converted.rstrip())


def _provision(provision: Provision, zh: str = "", en: str = "") -> Iterator[Step]:
    """The step of one provision: its wording, its source, its standing."""
    source_zh, source_en = provision.basis("zh"), provision.basis("en")
    quote_zh = f"；原文“{provision.quote}”" if provision.quote else ""
    quote_en = f"; quoted: “{provision.quote}”" if provision.quote else ""
    standing = provision.standing
    yield _step(
        f"依据 {provision.key}",
        f"Provision {provision.key}",
        f"{zh + '：' if zh else ''}{provision.text_zh}【{source_zh}{quote_zh}；{standing.zh}】",
        f"{en + ': ' if en else ''}{provision.text_en} [{source_en}{quote_en}; {standing.en}]",
    )


def _formula(facts: IndicatorFacts, book: Rulebook) -> Iterator[Step]:
    """The formula of the method, then the same with the numbers of this row, then the rounding."""
    case = facts.choice.case
    points = Fraction(facts.points, 100)
    by_level = facts.provision in ("policy.level-default", "policy.verbal-outcome") or case is Case.QUALITATIVE
    if not by_level and not facts.provision.startswith("score.") and facts.provision != PRINTED_STEPS:
        return
    scoring = book.provision("score.qualitative") if by_level and case is not Case.QUALITATIVE else None
    scoring = scoring or book.provision(facts.choice.provision)
    method = GROUPS["score"][scoring.use]
    may_fall = around_zero(facts) or scoring.params.get("may_fall", False)
    if not by_level and not case.of_dates and facts.value is not None and facts.value < 0 and not may_fall:
        yield from _provision(book.provision("policy.negative-outcome"))
    yield _step("算法", "Method", method.formula_zh, method.formula_en)
    counting = book.provisions.get(PRINTED_STEPS)
    count = "completed" if counting is None else str(counting.params["count"])
    share = share_of(facts, scoring, count)
    exact = points * share
    rule = facts.choice.rule if scoring.use in ("as-printed", "as-worded") else None
    if rule is not None:
        zh, en = with_rule(facts, rule, count, share)
        shown = number_text(exact)
        yield _step("代入", "With numbers", f"{zh} = {shown}", f"{en} = {shown}")
    elif by_level:
        band = scoring.params["levels"][facts.level] if facts.level >= 0 else None
        label = f"{band['label']}：" if band else ""
        shown = f"{number_text(points)} × {number_text(share)}"
        yield _step(
            "代入",
            "With numbers",
            f"{label}{shown} = {number_text(exact)}",
            f"{LEVELS[facts.level]}: {shown} = {number_text(exact)}",
        )
    elif share == 1:
        zh, en = comparison(facts)
        yield _step(
            "代入", "With numbers", f"{zh}，得满分 {number_text(points)}", f"{en}: full points {number_text(points)}"
        )
    else:
        zh, en = comparison(facts)
        shown = f"{with_numbers(facts, scoring.use, points, share)} = {number_text(exact)}"
        yield _step("代入", "With numbers", f"{zh}；{shown}", f"{en}; {shown}")
    ladder = book.provisions.get("policy.over-achievement-ladder")
    if ladder is not None and ladder.enabled and (loss := ladder_loss(facts, ladder)):
        yield from _provision(ladder)
        exact *= 1 - loss
        shown = f"× (1 − {number_text(loss)}) = {number_text(exact)}"
        yield _step("超额扣减", "Taken off for over-achievement", shown, shown)
    rounded = (2 * exact * 100 + 1) // 2
    yield _step(
        "取两位小数",
        "Two decimals, half up",
        f"{number_text(exact)} → {_points(int(rounded))}",
        f"{number_text(exact)} → {_points(int(rounded))}",
    )


_BASES = {
    "initial": ("年初预算数", "opening budget"),
    **dict.fromkeys(("full-year", "adjusted", "adjusted-with-carry-over"), ("全年预算数", "full-year budget")),
}
_WITH_CARRY_OVER = {
    "adjusted": ("减去上年结转", "Without what was carried over"),
    "adjusted-with-carry-over": ("加上上年结转", "With what was carried over"),
}


def derive_execution(
    *,
    initial: Decimal | None,
    full_year: Decimal | None,
    executed: Decimal | None,
    rate_of: tuple[Decimal | None, Decimal | None],
    points: int,
    rate: int,
    score: int,
    pending: bool,
    provision: str,
    book: Rulebook,
) -> tuple[Step, ...]:
    """The steps from the amounts to the execution score; ``rate_of``: the budget and the amount that the rate is made
    of; ``rate`` in hundredths of a percent (-1 none).
    """
    rule = book.provision("execution.rate")
    basis = initial if rule.params["basis"] == "initial" else full_year
    name_zh, name_en = _BASES[rule.params["basis"]]
    shown = "—" if basis is None else format(basis, "f")
    spent = "—" if executed is None else format(executed, "f")
    steps = [_step("金额", "Amounts", f"执行数 {spent}，{name_zh} {shown}", f"executed {spent}, {name_en} {shown}")]
    if rule.params["basis"] in _WITH_CARRY_OVER and None not in rate_of and rate_of != (basis, executed):
        way_zh, way_en = _WITH_CARRY_OVER[rule.params["basis"]]
        shown, spent = (format(one, "f") for one in rate_of if one is not None)
        text_zh, text_en = f"执行数 {spent}，预算数 {shown}", f"executed {spent}, budget {shown}"
        steps.append(_step(way_zh, way_en, text_zh, text_en))
    steps += _provision(rule)
    if provision != rule.key:
        steps += _provision(book.provision(provision))
    if rate >= 0:
        text = f"{spent} ÷ {shown} = {_points(rate)}%"
        steps.append(_step("执行率", "Rate", text, text))
    if pending:
        steps.append(
            _step("执行得分", "Execution score", f"待定（0 至 {_points(points)}）", f"pending (0 to {_points(points)})")
        )
        return tuple(steps)
    if rate >= 0 and rule.use == "linear":
        text = f"{_points(points)} × {_points(min(rate, 10_000))}% → {_points(score)}"
        steps.append(_step("代入", "With numbers", text, text))
    elif rate >= 0:
        band = next(band for band in rule.params["bands"] if rate >= band["from"] * 100)
        text = f"{_points(points)} × {band['share']} → {_points(score)}"
        steps.append(
            _step("代入", "With numbers", f"≥ {band['from']}% 档：{text}", f"band from {band['from']} %: {text}")
        )
    steps.append(_step("执行得分", "Execution score", _points(score), _points(score)))
    return tuple(steps)


def derive_total(
    *,
    execution: tuple[int, int],
    indicators: Sequence[int],
    low: int,
    high: int,
    book: Rulebook,
    converted_from: int = 0,
    execution_points: int = 0,
) -> tuple[Step, ...]:
    """The total of a form from its execution score (as a range) and its indicators' scores (pending ones as 0), and
    its grade. ``converted_from`` as in ``rules.points.Allocation``.
    """
    scored = " + ".join(_points(score) for score in (execution[0], *indicators))
    added = execution[0] + sum(indicators)
    steps = [_step("合计", "Sum", f"{scored} = {_points(added)}", f"{scored} = {_points(added)}")]
    if converted_from:
        rule = book.provision("points.not-applicable")
        steps += _provision(rule)
        apart = 0 if rule.params["execution"] else execution[0]
        full = 10_000 if rule.params["execution"] else 10_000 - execution_points
        text = f"{_points(added - apart)} ÷ {_points(converted_from)} × {_points(full)}"
        text = f"{text} = {_points(low)}" if not apart else f"{_points(apart)} + {text} = {_points(low)}"
        steps.append(_step("折算", "Converted", text, text))
    if low != high:
        text = f"{_points(low)} – {_points(high)}"
        steps.append(_step("总分区间", "Range of the total", f"{text}（有待定项）", f"{text} (something is pending)"))
    steps += _provision(book.provision("policy.total"))
    steps += _provision(book.provision("grades.scale"))
    grade = grade_range(low, high, book)
    steps.append(
        _step(
            "等级",
            "Grade",
            grade or "两端等级不同，暂不定级",
            _grade_en(grade, book) if grade else "open: the ends of the range have different grades",
        )
    )
    return tuple(steps)


def _grade_en(grade: str, book: Rulebook) -> str:
    """The grade with its English name behind it where the book has one: ``良 (good)``."""
    found = next(band for band in book.provision("grades.scale").params["grades"] if band["grade"] == grade)
    return f"{grade} ({found['en']})" if found.get("en") else grade


def derive_rating(rating: DepartmentRating, book: Rulebook) -> tuple[Step, ...]:
    """The derivation of a department's rating, with the projects' mean and the money in each grade beside it."""
    steps: list[Step] = []
    if rating.own is not None:
        text = _range(rating.own)
        steps.append(_step("部门整体自评表总分", "Total of the department's own form", text, text))
    if rating.mean_low is not None and rating.mean_high is not None:
        text = _range((rating.mean_low, rating.mean_high))
        steps.append(_step("项目预算加权平均", "Budget-weighted mean of the projects", text, text))
        steps += _provision(book.provision("rating.projects"))
    for part in rating.money:
        label = part.grade or "?"
        text = f"{label}: {part.projects}, {format(part.money, 'f')}, {_points(part.share)}%"
        steps.append(_step("各等级资金", "Money by grade", text, text))
    steps += _provision(book.provision(rating.provision))
    if rating.low is None or rating.high is None:
        steps.append(_step("部门等级", "Rating", "无法评定：没有总分", "none: there is no total"))
    else:
        text = _range((rating.low, rating.high))
        steps.append(
            _step("部门等级", "Rating", f"{text} {rating.grade or '待定'}", f"{text} {rating.grade or 'open'}")
        )
    return tuple(steps)


def _by_person(label_zh: str, label_en: str, amount: str, who: Sequence[str]) -> Step:
    """The step of a person's decision, with who, when and why; a dash where somebody did not say."""
    said = [text or "—" for text in who] or ["—"]
    return _step(label_zh, label_en, f"{amount}（{'；'.join(said)}）", f"{amount} ({'; '.join(said)})")


def _step(label_zh: str, label_en: str, text_zh: str, text_en: str) -> Step:
    return Step(label_zh=label_zh, label_en=label_en, text_zh=text_zh, text_en=text_en)


def _range(ends: tuple[int, int]) -> str:
    return _points(ends[0]) if ends[0] == ends[1] else f"{_points(ends[0])} – {_points(ends[1])}"


def _points(hundredths: int) -> str:
    return format(Decimal(hundredths).scaleb(-2), ".2f")
