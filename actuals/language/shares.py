"""Shares of a whole said in other words: by two counts, by the rest, as a share of what was promised."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from actuals.language.asked import Asked
from actuals.language.composed import quotient
from actuals.language.converting import PERIODS_OF_YEAR, conversion
from actuals.language.measures import Sameness, deed, narrower_words, opposed_words, sameness
from actuals.language.sizes import bound_of, downwards, meets, meets_exactly
from actuals.language.statement import Figure, Statement
from actuals.language.words import GRAVE, Role
from actuals.outcome import OutcomeKind, OutcomeReading, unreadable
from targets.language.expression import read_target
from targets.language.number import decimal_of, decimal_places
from targets.language.quantity import lookup
from targets.language.reading import Note, Reading, ReadingKind

R = Role
_BOTH = 2


def share_of_counts(asked: Asked, said: Statement) -> OutcomeReading | None:
    """抽检200个，190个合格 for a share: one count of another, where the words say that it is a part of it."""
    if not asked.share or len(said.figures) not in (_BOTH, _BOTH + 1) or asked.target.kind is ReadingKind.CHANGE:
        return None
    if any(word.text not in _ALL_BACK for clause in said.loose for word in clause):
        return None
    figures = said.figures
    if len(figures) > _BOTH and _SENT_OUT.search(figures[0].label) and _CAME_BACK.search(figures[1].label):
        figures = figures[1:]  # 发放问卷500份，收回480份，满意468份: of those that came back
    whole, part = figures[:_BOTH]
    first, second = exact(asked, whole), exact(asked, part)
    if first is None or second is None or not all(_the_rest(asked, f, first, second) for f in figures[_BOTH:]):
        return None
    happened = deed(asked.indicator) in _HAPPENING and re.search("发生|出现|发现", part.label) is not None
    alike = second.unit is None or conversion(second, first) is not None or happened  # 接种8000剂，发生不良反应12例
    known = alike and first.unit != "%" != second.unit
    words = (*part.before, *part.after)
    parts = set() if _named_part(asked, whole, part) else {R.PART}
    denied = any(w.roles & {R.UNDONE, R.BEGUN, R.EXPECTED, *parts, R.MISSED, R.BELOW, R.ABOUT} for w in words)
    speaks = any(w.roles & {R.DONE, R.OWN, R.NEUTRAL} for w in words)
    odd = any(w.roles & {R.UNDONE, R.EXPECTED, R.BELOW, R.ABOUT, R.PAST} for w in (*whole.before, *whole.after))
    size, of = second.low or Decimal(0), first.low or Decimal(0)
    more = whole.led(R.PLANNED) and "完成" in asked.indicator  # 计划250人，实际260人 for 完成率
    if not known or denied or odd or not speaks or not 0 < size <= (size if more else of):
        return None
    if not _of_the_measure(asked, part):
        return None
    return rate_of(asked, size, of, "", more=more)


def _the_rest(asked: Asked, figure: Figure, whole: Reading, part: Reading) -> bool:
    """True if a figure is what a part leaves of the whole: 应发3200户，实发3136户，64户退回."""
    rest = exact(asked, figure)
    return rest is not None and whole.low is not None and rest.low == whole.low - (part.low or 0)


def exact(asked: Asked, figure: Figure) -> Reading | None:
    """The reading of a figure that is one number, words such as 任务 before it left aside."""
    reading = asked.reading(figure)
    if reading.low is None or reading.low != reading.high or reading.per in PERIODS_OF_YEAR:  # 全年抽检480批次
        reading = read_target(figure.text)
    return reading if reading.low is not None and reading.low == reading.high else None


def _named_part(asked: Asked, whole: Figure, part: Figure) -> bool:
    """True if 其中 leads to what the share is of: 使用砂浆40万吨，其中预拌砂浆6.8万吨; 100名，其中87人表示满意.

    The measure's verb must be said: of 500人，其中贫困学生87人 nobody knows how many were paid (资助比例).
    """
    beside = (*part.before, *part.after)
    verb = deed(asked.indicator)
    said = "".join(word.text for word in (*whole.before, *whole.after, *beside))
    named = any(R.OWN in word.roles for word in beside) and bool(verb) and verb in said
    return named and all(word.text == "其中" for word in beside if R.PART in word.roles)


def _of_the_measure(asked: Asked, part: Figure) -> bool:
    """True if the verb beside a count is that of the measure, or no verb of its own: 190个合格 speaks of 合格率,
    实检96批 does not."""
    beside = "".join(w.text for w in (*part.before, *part.after) if R.OWN not in w.roles)
    verb = _PLAINLY_DONE.sub("", re.sub(r"[\W\d_]", "", beside))
    asked_for = deed(asked.indicator)
    if asked_for and any(asked_for in w.text for w in (*part.before, *part.after)):
        return True
    asked_for += _ALSO.get(asked_for, "")
    return not verb or not asked_for or deed(asked.indicator) in _OF_DOING or bool(set(verb) & set(asked_for))


def rate_of(asked: Asked, part: Decimal | None, whole: Decimal, text: str, *, more: bool = False) -> OutcomeReading:
    """One number as a share of another, in the target's unit, with its arithmetic; ``more``: it may be over 100 %."""
    if part is None or not whole or part < 0 or (part > whole and not more):
        return unreadable(asked.text, "outcome-unreadable", text)
    note = Note("outcome-computed", f"{part:f} ÷ {whole:f} = {quotient(part, whole)}")
    size = Fraction(100) / Fraction(whole)
    unit = lookup(asked.target.unit or "%")
    scale = {"percent": 1, "permille": 10, "permyriad": 100}.get(unit.canonical if unit else "", 1)
    return OutcomeReading(
        text=asked.text, kind=OutcomeKind.QUANTITY, value=part, unit=None, factor=size * scale, notes=(note,)
    )


def good_and_bad(asked: Asked, said: Statement) -> OutcomeReading | None:
    """合格样品1470份、不合格样品30份 for 合格率: the one of both together."""
    verb = deed(asked.indicator)
    if not asked.share or not verb or len(said.figures) != _BOTH or said.loose:
        return None
    good, bad = (exact(asked, figure) for figure in said.figures)
    labels = [figure.label for figure in said.figures]
    if good is None or bad is None or good.low is None or bad.low is None or conversion(bad, good) != 1:
        return None
    denied = re.search(rf"[不未非]{verb}", labels[1]) is not None and re.search(rf"[不未非]{verb}", labels[0]) is None
    if not denied or verb not in labels[0] or any(f.after or f.bracket for f in said.figures):
        return None
    if any(f.led(R.ABOUT, R.BELOW, R.PAST, R.EXPECTED, R.PLANNED, R.PART) for f in said.figures):
        return None
    return rate_of(asked, good.low, good.low + bad.low, "")


def all_but_the_undone(asked: Asked, said: Statement) -> OutcomeReading | None:
    """隐患46处，未整改完毕的有23处 for 整改率: the rest was done, with a warning."""
    verb = deed(asked.indicator)
    if not asked.share or not verb or len(said.figures) != _BOTH or said.loose:
        return None
    whole, left = said.figures
    first, second = exact(asked, whole), exact(asked, left)
    if first is None or second is None or not first.low or second.low is None or conversion(second, first) != 1:
        return None
    beside = "".join(word.text for word in (*left.before, *left.after))
    if verb == "满意" or re.search(rf"(?:未|没有?|尚未|不){verb}", beside) is None or second.low > first.low:
        return None
    if any(w.roles & _DOUBTS for w in (*whole.before, *whole.after)) or left.led(R.ABOUT, R.BELOW, R.PAST):
        return None
    found = rate_of(asked, first.low - second.low, first.low, "")
    return replace(found, notes=(*found.notes, Note("outcome-assumed", f"{first.low:f} - {second.low:f}")))


def all_of_what_was_due(asked: Asked, said: Statement) -> OutcomeReading | None:
    """应核发43家，已全部核发; 发现隐患43处，已全部整改 for 整改率: all of it, where that is the measure's verb."""
    if not asked.share or asked.target.kind is ReadingKind.CHANGE or len(said.figures) != 1 or len(said.loose) != 1:
        return None
    due, done = said.figures[0], "".join(word.text for word in said.loose[0])
    found, count = _ALL.fullmatch(done), exact(asked, due)
    if found is None or count is None or not count.low or count.unit == "%":
        return None
    if due.after or due.bracket or any(word.roles & _DOUBTS for word in due.before):
        return None
    planned, verb = due.led(R.PLANNED), found["verb"]
    if not (len(verb) >= _BOTH and verb in asked.own) and not (planned and verb in _JUST_DONE):
        return None
    return rate_of(asked, count.low, count.low, "")


_JUST_DONE = ("", "完成", "到位", "落实")


_DOUBTS = frozenset({R.UNDONE, R.EXPECTED, R.BEGUN, R.ABOUT, R.BELOW, R.PAST, R.PART})
_ALL = re.compile(
    r"(?:现|均|目前)?(?:已经?|均已?|实际)?(?:全部|全数|足额|如数|按时|及时|按期)+(?:都|均)?(?P<verb>[一-鿿]{0,4}?)(?:到位|完毕)?"
)


def rate_with_its_counts(asked: Asked, said: Statement) -> OutcomeReading | None:
    """受理80件，化解70件，化解率87.5%: the rate, where the two counts beside it make just that."""
    if not asked.share or asked.target.kind is ReadingKind.CHANGE or said.loose or len(said.figures) != _BOTH + 1:
        return None
    rates = [f for f in said.figures if asked.reading(f).unit == "%"]
    counts = [reading for f in said.figures if f not in rates and (reading := exact(asked, f)) is not None]
    if len(rates) != 1 or len(counts) != _BOTH:
        return None
    verb = deed(asked.indicator)
    of_deed = bool(verb) and any(verb in figure.label for figure in said.figures if figure not in rates)
    if sameness(rates[0], asked.own) is not Sameness.SAME and not (rates[0].label.endswith("占") and of_deed):
        return None
    rate, beside = exact(asked, rates[0]), (*rates[0].before, *rates[0].after)
    if rate is None or rate.low is None:
        return None
    if any(word.roles & GRAVE and R.OWN not in word.roles and word.text != "占" for word in beside):
        return None
    rates_of = [conversion(one, counts[0]) for one in counts]
    if None in rates_of:
        return None
    sizes = sorted(Fraction(one.low or 0) * (size or 1) for one, size in zip(counts, rates_of, strict=True))
    share = sizes[0] * 100 / (sizes[1] or 1)
    off = Fraction(1, 2 * 10 ** decimal_places(rate.low))
    if all(abs(one - Fraction(rate.low)) > off for one in (share, 100 - share)):  # 28 of 400 broken: 93 % are not
        return None
    return asked.made(rate.low, Fraction(1))


def rest_of_counts(asked: Asked, said: Statement) -> OutcomeReading | None:
    """应运行8760小时，累计停机26.28小时 for 可用率: the rest of the whole, with a warning."""
    if not asked.share or len(said.figures) != _BOTH or asked.target.kind is ReadingKind.CHANGE or said.loose:
        return None
    whole, part = said.figures
    first, second = exact(asked, whole), exact(asked, part)
    if first is None or second is None or first.low is None or second.low is None or conversion(second, first) != 1:
        return None
    beside = "".join(word.text for word in (*part.before, *part.after))
    if not opposed_words(beside, asked.own) or any(w.roles & {R.ABOUT, R.BELOW, R.PAST} for w in part.before):
        return None
    if not 0 <= second.low <= first.low or not whole.led(R.PLANNED):
        return None
    found = rate_of(asked, first.low - second.low, first.low, "")
    return replace(found, notes=(*found.notes, Note("outcome-assumed", f"{first.low:f} - {second.low:f}")))


def covers_all(asked: Asked, said: Statement) -> OutcomeReading | None:
    """16个乡镇、215个行政村全覆盖 for 覆盖率 is all of them."""
    if not asked.share or "覆盖" not in asked.own or _COVERS_ALL.search(asked.written) is None or said.loose:
        return None
    if narrower_words(asked.written, asked.own):
        return None
    beside = [word for figure in said.figures for word in (*figure.before, *figure.after)]
    if any(word.roles & {*_DOUBTS, R.SOMETIMES, R.PLANNED} for word in beside) or any(
        asked.reading(figure).unit == "%" for figure in said.figures
    ):
        return None
    return asked.made(Decimal(100), Fraction(1), Note("outcome-not-quantified", "100%"))


_COVERS_ALL = re.compile(r"(?<![未不没非])(?:实现|达到|已|均)*(?:全覆盖|全部覆盖|全面覆盖|覆盖率?100%)$")


def share_of_target(asked: Asked, said: Statement) -> OutcomeReading | None:
    """完成目标的90% for a share, and nothing else said: 90 % of what was promised, most likely, and not 90 %; of a
    rate of completion it is that rate."""
    bound = bound_of(asked.target)
    if not asked.share or bound is None or downwards(asked.target) or _OF_THE_TARGET.fullmatch(said.text) is None:
        return None
    rate = read_target(said.figures[0].text)
    if rate.unit != "%" or rate.low is None or rate.low != rate.high:
        return None
    if _OF_COMPLETION.search(asked.indicator):
        return asked.made(rate.low, Fraction(1))
    shown = f"{bound:f}% × {rate.low:f}% = {decimal_of(Fraction(bound) * Fraction(rate.low) / 100):f}%"
    return asked.made(rate.low, Fraction(bound) / 100, Note("outcome-assumed", shown))


def complement(asked: Asked, said: Statement) -> OutcomeReading | None:
    """不合格率2% for 合格率 is 98 %, said with a warning."""
    if not asked.share or len(said.figures) != 1 or asked.target.kind is ReadingKind.CHANGE:
        return None
    figure = said.figures[0]
    reading = asked.reading(figure)
    if reading.unit != "%" or reading.low is None or reading.low != reading.high or not 0 <= reading.low <= 100:
        return None
    if sameness(figure, asked.own) is not Sameness.OPPOSITE or figure.led(R.BELOW, R.ABOUT, R.PLANNED):
        return None
    rest = 100 - reading.low
    return asked.made(rest, Fraction(1), Note("outcome-assumed", f"100% - {reading.low:f}% = {rest:f}%"))


def rounded(asked: Asked, said: Statement, read: OutcomeReading) -> str:
    """The share that two counts beside a rate make, where the rate was cut off or its rounding decides."""
    if not asked.share or read.unit != "%" or read.value is None or _OF_A_SURVEY.search(said.text):
        return ""
    others = [asked.reading(figure) for figure in said.figures if not figure.led(R.PAST)]
    counts = [one for one in others if one.unit != "%" and one.low is not None and one.low == one.high]
    if len(counts) != _BOTH or len({one.unit for one in counts} - {None}) > 1:
        return ""
    part, whole = sorted(one.low or Decimal(0) for one in counts)
    share = Fraction(part) * 100 / Fraction(whole or 1)
    apart, places = abs(share - Fraction(read.value)), decimal_places(read.value)
    decides = meets(read.value, Fraction(1), asked.target) != meets_exactly(share, asked.target)
    cut_off = Fraction(1, 2 * 10**places) < apart < Fraction(1, 10**places)
    return f"{part:f} ÷ {whole:f} = {quotient(part, whole)}" if cut_off or (decides and apart < 1) else ""


_OF_THE_TARGET = re.compile(
    r"(?:已经?|共|实际|累计|全年)*(?:完成|达到|实现|达成)了?(?:年度|全年|预期|绩效|既定)*(?:目标|任务|计划|指标)(?:值|数|任务|目标)?"
    r"的\d+(?:\.\d+)?%"
)
_OF_COMPLETION = re.compile("完成率|完成比例|完成进度|执行率|进度")
_OF_A_SURVEY = re.compile("问卷|样本|调查|抽样|回收|收回|测评")
_ALL_BACK = frozenset({"全部", "均", "已", "收回", "回收", "已收回", "全数"})
"""Words of a clause that says all questionnaires came back."""
_SENT_OUT, _CAME_BACK = re.compile("发放|发出|印发"), re.compile("收回|回收|有效")
_HAPPENING = frozenset({"发生", "事故", "差错", "反应", "感染", "故障"})
_ALSO = {"出勤": "到", "出席": "到", "参训": "到", "参会": "到", "入学": "读", "参保": "保"}
"""Further characters of verbs that say the same: 实到228人 for 出勤率."""
_OF_DOING = frozenset({"完成", "执行", "覆盖", "落实", "实现", "达成", "到位", "实施", "兑现", "履行", "成功"})
"""Measures of whether anything was done at all: whatever was done speaks of them."""
_PLAINLY_DONE = re.compile(
    "已经?|实际|实|均|共|表示|全部|其中|中|有|为|完成|达到|达成|实现|覆盖|落实|累计|当年|全年|本年"
)
