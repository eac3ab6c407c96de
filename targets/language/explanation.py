"""A reading in words, for people: what each part of the text was taken for, and what every doubt means."""

from __future__ import annotations

from dataclasses import dataclass

from targets.language.clause import Role
from targets.language.printedrule import PrintedRule
from targets.language.reading import Comparator, NoteName, Reading, ReadingKind

N = NoteName


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text, from ``start`` to ``end`` in characters, and what it was taken for."""

    start: int
    end: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reading with its parts, the words left alone, one sentence in each language, and the doubts as pairs of
    sentences."""

    reading: Reading
    parts: tuple[Part, ...]
    ignored: tuple[str, ...]
    zh: str
    en: str
    remarks: tuple[tuple[str, str], ...]


ROLES = {
    Role.COMPARATOR: ("比较", "comparator"),
    Role.VALUE: ("数值和单位", "number and unit"),
    Role.PERIOD: ("周期", "period"),
    Role.DENOMINATOR: ("分母", "denominator"),
    Role.BASE: ("比较的基期", "base of the change"),
    Role.DIRECTION: ("变化方向", "direction of the change"),
    Role.AMBITION: ("力争值", "an ambition"),
    Role.APPROXIMATE: ("约数", "approximate"),
    Role.CONDITION: ("适用条件", "a condition"),
    Role.RANK: ("位次", "rank"),
    Role.DATE: ("日期", "date"),
    Role.RANGE: ("范围", "range"),
    Role.RATIO: ("比", "ratio"),
}
"""What a token can be taken for; wording, separators and ignored tokens are not among them."""

LEFT_OVER = {False: ("没有用到", "left over"), True: ("没有读懂", "not understood")}
"""What is left over of a text, lightly and gravely."""

_KINDS = {
    ReadingKind.THRESHOLD: ("门槛", "a threshold"),
    ReadingKind.EQUALITY: ("一个数", "a figure"),
    ReadingKind.RANGE: ("区间", "a range"),
    ReadingKind.RANK: ("位次", "a rank"),
    ReadingKind.RATIO: ("比例", "a ratio"),
    ReadingKind.RATE_PER_PERIOD: ("每期标准", "a rate for each period"),
    ReadingKind.DEADLINE: ("时限", "a deadline"),
    ReadingKind.DURATION: ("时长", "a duration"),
    ReadingKind.FREQUENCY: ("频次", "a frequency"),
    ReadingKind.CHANGE: ("变化幅度", "a change"),
    ReadingKind.QUALITATIVE: ("定性目标，没有数值", "wording without a measure"),
    ReadingKind.COMPOUND: ("多个目标", "several targets"),
    ReadingKind.MISSING: ("没有填写目标", "no target"),
    ReadingKind.SCORING_RULE: ("评分规则，不是目标值", "a rule of points, and no target"),
    ReadingKind.UNREADABLE: ("读不懂", "not readable"),
}
_COMPARATORS = {
    Comparator.GE: ("不低于", "at least"),
    Comparator.GT: ("高于", "more than"),
    Comparator.LE: ("不高于", "at most"),
    Comparator.LT: ("低于", "less than"),
    Comparator.EQ: ("等于", "equal to"),
}
_NOTES: dict[str, tuple[str, str]] = {
    N.BARE_VALUE: ("只有数，没有比较符号；怎样算达成由办法定", "a bare number: the rulebook says what meets it"),
    N.APPROXIMATE: ("约数", "approximate"),
    N.AMBITION: ("其中有力争的目标", "part of it is an ambition"),
    N.UNIT_MISSING: ("没有写单位", "no unit is printed"),
    N.UNIT_UNKNOWN: ("单位“{}”不在单位表里", "the unit “{}” is not in the list of units"),
    N.UNIT_INVERTED: (
        "单位“{}”分子分母颠倒，已倒过来读，需要人确认",
        "the unit “{}” stands upside down; read the other way round, to be confirmed",
    ),
    N.PERCENT_IMPLAUSIBLE: ("比例超过 100%，疑为误印，可能是“{}”", "a share above 100 %, perhaps a misprint of “{}”"),
    N.TARGET_UNREADABLE: ("读不成一个确定的意思，可能是“{}”", "has no one meaning; perhaps “{}” was meant"),
    N.NOT_APPLICABLE: ("“无”表示不适用，不是零", "无 means not applicable, not zero"),
    N.AMBIGUOUS: ("“{}”可以指月初之前，也可以指月底之前", "“{}” may mean before the month begins or before it ends"),
    N.NAME_SAYS: ("指标名称里的比较符号：{}", "the indicator's name says: {}"),
    N.NAME_UNIT: ("指标名称里的单位：{}", "the indicator's name gives the unit: {}"),
    N.DIRECTION: ("变化方向：{}", "direction of the change: {}"),
    N.BASE: ("基期：{}", "base: {}"),
    N.PERIOD: ("周期：{}", "period: {}"),
    N.REMARK: ("括号里的说明未用：{}", "a remark in brackets was left alone: {}"),
    N.DATE_IGNORED: ("文中的日期不是时限：{}", "a date in the text is no deadline: {}"),
    N.NUMBER_IGNORED: ("文中的数不是目标值：{}", "a number in the text is no target: {}"),
    N.ZERO_COUNT: ("目标是零：{}", "a count of zero: {}"),
    N.RANK_GROUP: ("只说位次的档次：{}", "a group of ranks: {}"),
    N.BOUNDS_INCLUDED: ("端点不算在内（{}），打分时按算在内处理", "its bounds are left out ({}), and scored as met"),
    N.RANGE_REVERSED: ("范围写反了，已按小到大读", "the range was printed backwards and read in order"),
    N.CONDITION: ("适用条件：{}", "a condition: {}"),
    N.SERIAL_DATE: ("可能是表格软件的日期序号 {}", "may be the serial number of the date {}"),
    N.BLANK_MARK: ("只有“{}”，按空白处理", "only “{}”, taken as empty"),
    N.NEXT_YEAR: ("次年的日期", "a date of the following year"),
    N.REASON: ("原因：{}", "reason: {}"),
    N.TEXT_LEFT_OVER: ("这些字没有用到：{}", "these words were not used: {}"),
    N.TEXT_NOT_UNDERSTOOD: ("这些字没有读懂，待人确认：{}", "these words were not understood, to be confirmed: {}"),
    N.SECOND_CONDITION: ("另有条件：{}", "a second condition: {}"),
}  # fmt: skip
_REASONS = {
    "sign-garbled": (
        "数前面的符号认不出来，疑为扫描错误",
        "the sign before the number is not legible, perhaps a scanning error",
    ),
    "sign-unknown": ("有认不出的符号", "there is an unknown sign"),
    "number-absent": ("有符号没有数", "a sign without a number"),
    "number-malformed": ("数的写法不成立", "the number is malformed"),
    "comparators-conflict": ("两个比较词互相矛盾", "two comparators contradict each other"),
    "comparator-before-range": ("范围前又有比较符号", "a comparator stands before a range"),
    "comparator-after-range": ("范围后又有比较词", "a comparator stands after a range"),
    "range-units-differ": ("范围两端单位不同", "the ends of the range have different units"),
    "direction-signs": ("有改变书写方向的符号", "it holds signs that turn the direction of writing"),
    "return-period": ("重现期（几年一遇）不是数量", "a return period is no quantity"),
    "date-impossible": ("没有这一天", "there is no such day"),
    "date-unclear": ("日期缺年份或月份", "the date lacks its year or month"),
    "range-malformed": ("范围的写法不成立", "the range is malformed"),
    N.SERIAL_DATE: ("像是表格软件的日期序号", "looks like the serial number of a date"),
    "month-as-decimal": ("像是写成小数的年月", "looks like a year and month written as a decimal"),
}


def sentence(reading: Reading) -> tuple[str, str]:
    """The reading in one sentence, Chinese and English: ``频次：每季度不低于 1 次``."""
    if reading.rule is not None:
        return _rule(reading.rule, reading.parts[0])
    if reading.parts:
        both = [sentence(part) for part in reading.parts]
        return "；".join(zh for zh, _ in both), "; ".join(en for _, en in both)
    zh, en = _KINDS[reading.kind]
    bounds_zh, bounds_en = _bounds(reading)
    return (f"{zh}：{bounds_zh}" if bounds_zh else zh), (f"{en}: {bounds_en}" if bounds_en else en)


def _rule(rule: PrintedRule, promise: Reading) -> tuple[str, str]:
    """A rule of points clause by clause: ``评分规则：不低于 90 % 得 10 分；每低 5 扣 1 分``."""
    if rule.wording:
        mark_zh, mark_en = f"“{promise.text}”", f"“{promise.text}”"
    else:
        mark_zh, mark_en = _bounds(promise)
    full = "" if rule.full is None else format(rule.full, "f")
    zh = [f"{mark_zh} 得 {full} 分" if full else f"{mark_zh} 得满分"]
    en = [f"{mark_en} earns {full} points" if full else f"{mark_en} earns all points"]
    unit = f" {promise.unit}" if promise.unit else ""
    for mark in rule.marks:
        over = Comparator.GT if rule.more else Comparator.LT
        words = _COMPARATORS[over if mark.strict else Comparator.GE if rule.more else Comparator.LE]
        zh.append(f"{words[0]} {mark.bound:f}{unit} 得 {mark.points:f} 分")
        en.append(f"{words[1]} {mark.bound:f}{unit}: {mark.points:f}")
    if rule.step is not None:
        zh.append(f"每{'低' if rule.more else '高'} {rule.step:f}{unit} 扣 {rule.loss:f} 分")
        en.append(f"{rule.loss:f} off for each {rule.step:f}{unit} {'below' if rule.more else 'above'}")
    if rule.nothing_past is not None:
        zh.append(f"{'低' if rule.more else '高'}于 {rule.nothing_past:f}{unit} 不得分")
        en.append(f"nothing {'below' if rule.more else 'above'} {rule.nothing_past:f}{unit}")
    if rule.by_ratio:
        zh.append("未达到按比例得分")
        en.append("short of it in proportion")
    if rule.rest is not None:
        zh.append(f"其余得 {rule.rest:f} 分")
        en.append(f"otherwise {rule.rest:f}")
    return f"评分规则：{'；'.join(zh)}", f"a rule of points: {'; '.join(en)}"


def _bounds(reading: Reading) -> tuple[str, str]:
    low = reading.since if reading.low is None else format(reading.low, "f")
    high = reading.until if reading.high is None else format(reading.high, "f")
    unit = f" {reading.unit}" if reading.unit else ""
    per_zh, per_en = (f"（每{reading.per}）", f" per {reading.per}") if reading.per else ("", "")
    if reading.comparator is Comparator.BETWEEN:
        return f"{low} 至 {high}{unit}{per_zh}", f"from {low} to {high}{unit}{per_en}"
    bound = low or high
    if reading.comparator is Comparator.NONE or bound is None:
        return "", ""
    if reading.kind is ReadingKind.DEADLINE:
        words = {Comparator.LE: ("不晚于", "on or before"), Comparator.LT: ("早于", "before")}
        zh, en = words.get(reading.comparator, ("不早于", "on or after"))
    elif any(note.name == "bare-value" for note in reading.notes):
        return f"{bound}{unit}{per_zh}", f"{bound}{unit}{per_en}"  # what meets it is the rulebook's to say
    else:
        zh, en = _COMPARATORS[reading.comparator]
    return f"{zh} {bound}{unit}{per_zh}", f"{en} {bound}{unit}{per_en}"


def remarks(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Every note of a reading as a sentence in both languages."""
    found = []
    for note in reading.notes:
        zh, en = _NOTES.get(note.name, (str(note), str(note)))
        detail_zh, detail_en = (
            _REASONS.get(note.detail, (note.detail, note.detail)) if note.name == N.REASON else (note.detail,) * 2
        )
        if note.name in (N.TARGET_UNREADABLE, N.PERCENT_IMPLAUSIBLE) and not note.detail:
            zh, en = zh.split("，可能是")[0], en.split(", perhaps")[0].split("; perhaps")[0]
        found.append((zh.replace("{}", detail_zh), en.replace("{}", detail_en)))
    return tuple(dict.fromkeys(found))
