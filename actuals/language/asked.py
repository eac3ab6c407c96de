"""The question that an outcome answers: the target, the measure's words, and what kind of figure would be an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from actuals.language.composed import in_one
from actuals.language.sizes import downwards
from actuals.language.statement import Figure
from actuals.language.weighing import Span, pointed
from actuals.language.words import own_words
from actuals.outcome import OutcomeKind, OutcomeReading, unreadable
from targets.language.expression import read_target
from targets.language.number import number
from targets.language.quantity import DIMENSIONS_OF_TIME, lookup
from targets.language.reading import Note, Reading, ReadingKind
from targets.language.tokens import plain
from targets.model.measures import better_less

K = ReadingKind
MEASURED = frozenset(
    {K.THRESHOLD, K.EQUALITY, K.RANGE, K.RANK, K.RATIO, K.RATE_PER_PERIOD, K.DURATION, K.FREQUENCY, K.CHANGE}
)
"""Kinds of readings that hold a number."""
_CHANGES_BY = re.compile(
    r"(?:(?P<down>下降|降低|减少|缩短|压减|压缩)|增长|增加|提高|提升|上升)(?:率|幅度?|比例|比率)$|增幅$|增速$|(?P<fall>降幅)$"
)
"""Names of measures that are a change themselves: 增长率, 下降率, 提升幅度."""
_NEW = re.compile(r"新增|净增|增加|增长|提高|提升|减少|降低|下降|缩短|压减|压缩")


@dataclass(frozen=True, slots=True)
class Asked:
    """One outcome beside its target. ``own``: the measure's words; ``of_time``, ``share``, ``changes``, ``ceiling``:
    the target is a duration, a share of a whole, a change (``falls``: downwards), a most; ``written``: the text with
    amounts in pieces made one, ``sums``: the arithmetic of that.
    """

    text: str
    target: Reading
    indicator: str
    own: str
    of_time: bool
    share: bool
    changes: bool
    falls: bool
    ceiling: bool
    written: str
    sums: tuple[str, ...]

    def reading(self, figure: Figure) -> Reading:
        """A figure with the signs around it as the grammar of targets reads it, else the bare figure."""
        reading = read_target(figure.slice)
        if reading.kind in MEASURED and not reading.parts and (reading.low is not None or reading.high is not None):
            return reading
        return read_target(figure.text)

    def made(self, value: Decimal, size: Fraction, *notes: Note) -> OutcomeReading:
        """A number that was computed, in the target's unit; ``size`` is the exact factor to it."""
        return OutcomeReading(
            text=self.text, kind=OutcomeKind.QUANTITY, value=value, unit=self.target.unit, factor=size, notes=notes
        )

    def doubt(self, *figures: Figure) -> OutcomeReading:
        """Pending, with carets around these figures."""
        return self.doubt_at((figure.start, figure.end) for figure in figures)

    def doubt_at(self, spans: Iterable[Span]) -> OutcomeReading:
        """Pending, with carets around these stretches of the text."""
        return unreadable(self.text, "outcome-unreadable", pointed(self.written, spans))


def _in_digits(text: str, unit: str | None) -> str:
    """新建工作站三家 as 新建工作站3家: numerals at the end are a number where the target's own unit follows them."""
    bare = (unit or "").lstrip("万亿千百") or unit
    if not bare or re.search(r"\d", text):
        return text
    longer = re.sub(
        rf"(?<![第前后数几多余零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]){_LONG_NUMERAL}(?={bare})",
        lambda m: f"{number(m[0]) or m[0]}",
        text,
    )
    once = _SINGLE.findall(text)
    if longer == text and len(once) == 1 and re.search(f"{once[0]}{bare}(?=[一-鿿]{{2}})", text):
        return text.replace(f"{once[0]}{bare}", f"{number(once[0]):f}{bare}", 1)  # 扶持五支队伍
    if longer != text or not text.endswith(bare):
        return longer
    found = _AT_THE_END.search(text.removesuffix(bare))
    value = number(found["number"]) if found is not None else None
    return text if found is None or value is None else f"{text[: found.start()]}{value:f}{bare}"


_WHY = re.compile(r"[,;。]\s*(?:未完成|未达标|未达到目标|偏差|未达成|主要)*(?:的)?原因(?:分析)?[:为是][^\d]*$")
"""The reason of a shortfall behind the figure, which changes none: 74户；未完成原因：… One with a figure is read."""
_NUMBER_IN_NAME = re.compile(r"\d+[一-鿿]{1,3}?(?:以内|之内|内|以上|以下|前)")
_DOUBLED = re.compile("翻了?一番|翻了一倍|增长了?一倍")
_IN_BOTH_HALVES = re.compile(r"上、?下半年各(?P<each>\d+[一-鿿]{1,2})")
_NOT_ONE = re.compile("无一[人例起户宗件次家]")
_TENTHS = re.compile(
    r"(?<=[为达到约占近至])(?P<tens>[一二三四五六七八九])成(?P<ones>[一二三四五六七八九半])?(?![一-鿿])"
)


def _percent(tenths: re.Match[str]) -> str:
    """九成三 as 93%."""
    ones = "五" if tenths["ones"] == "半" else tenths["ones"]
    return f"{(number(tenths['tens']) or 0) * 10 + ((number(ones) or 0) if ones else 0):f}%"


_LONG_NUMERAL = "[一二三四五六七八九]{1,2}(?:[万千百十][零一二三四五六七八九]{0,2})+"
"""Numerals of more than one sign with a place in them: 一百一十八, 八十六, 二百零四."""
_SINGLE = re.compile(
    r"(?<=[一-鿿]{2})(?<![第前后数几多余约近零〇一二两三四五六七八九十百千万亿])[两三四五六七八九](?![一二两三四五六七八九十百千万亿])"
)
_AT_THE_END = re.compile(
    r"(?<=[一-鿿]{2})(?<![第前后约近上下双大数几多余超一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟])"
    r"(?!一$|二三$|三四$|三五$|四五$|五六$|七八$|八九$|(?<![共计达为])[十百千万])(?P<number>[一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]+)$"
)


def asked_of(text: str, target: Reading, indicator: str) -> Asked:
    """An outcome beside its target and the indicator's name."""
    wanted = lookup(target.unit) if target.unit else None
    of_time = wanted is not None and wanted.dimension in DIMENSIONS_OF_TIME
    changed_by = _CHANGES_BY.search(plain(indicator))
    share = wanted is not None and wanted.dimension == "[share]" and target.per is None
    for named in _NUMBER_IN_NAME.findall(plain(indicator)):
        text = text.replace(named, "")  # 7日内办结273件 for 7日内办结率
    text = _WHY.sub("", text)
    said = _NOT_ONE.sub("未发生", text)
    if changed_by is not None:
        said = _DOUBLED.sub("增长100%", said)
    if (halves := _IN_BOTH_HALVES.fullmatch(said)) is not None:
        said = f"上半年{halves['each']}、下半年{halves['each']}"
    digits = _TENTHS.sub(_percent, said) if share else _in_digits(said, target.unit)
    written, sums = in_one(digits, of_time=of_time)
    return Asked(
        text=text,
        target=target,
        indicator=indicator,
        own=own_words(target.text, plain(indicator)),
        of_time=of_time,
        share=share,
        changes=target.kind is K.CHANGE or _NEW.search(target.text) is not None or changed_by is not None,
        falls=target.detail("direction") == "down" or (changed_by is not None and changed_by.lastgroup is not None),
        ceiling=downwards(target) or (target.has("bare-value") and better_less(indicator)),
        written=written,
        sums=sums,
    )
