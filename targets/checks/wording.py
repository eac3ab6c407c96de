"""Checks of one row: does the target say something measurable, in the right direction, of the thing its name counts?

All word lists stand here as data. A check that is not sure keeps silent: it is the person's list of work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from targets.kinds import indicators as codes
from targets.kinds.finding import Finding
from targets.language.comparators import ANY_BEFORE, ANY_BEHIND
from targets.language.expression import read_target
from targets.language.number import NUMBER
from targets.language.quantity import dimensions
from targets.language.reading import Comparator, Reading, ReadingKind
from targets.language.tokens import plain
from targets.model.form import Category, Form, Indicator
from targets.model.measures import Better, measure_of

# --- wording ---

_VAGUE = re.compile(
    "显著|明显|有效|良好|不断|逐步|持续|稳步|提高|提升|改善|增强|加强|促进|推动|推进|充分|严格|较好|较高|较大|较强|优化|力争"
    "|基础|及时|按时|按期|保障|稳定|长期|进一步|积极|健全|完善|好转|一定|大幅|有所|改进|减轻|增加|降低|减少|满意"
)
_CHECKABLE = re.compile(
    r"应.尽.|全覆盖|覆盖全|全部|全员|零|合格|通过|达标|符合|合规|验收|获得|获批|建成|竣工|印发|出台|完工|投入使用|优秀等|\d"
)

# --- what names count ---

_COUNT_OF_PEOPLE = re.compile(
    r"(?:人数|人次|人次数|(?:学生|教师|职工|居民|农户|患者|学员|员工|老人|儿童|对象|户|观众|群众|干部)数量?)$"
)
_COUNT = re.compile(
    r"(?:次数|场次|场数|期数|个数|户数|件数|台数|套数|册数|篇数|份数|批次|家数|座数|项数|班数|数量|面积|里程|长度|天数)$"
)
_RATE = re.compile(r"(?:[^频效汇利费税倍功斜曲速概赔血出产]率|满意度|知晓度|比例|占比|比重|百分比)$")
_RATE_OF = re.compile(r"率|比例|占比|比重|程度|增长|增幅|提高|下降|降低|减少|完成情况|进度|覆盖|达标|合格|倍")
_SHARES = ("[share]", "[percentage_point]", "[multiple]", "[doubling]", "[number]")
_NOT_SHARE = frozenset(
    ["[people]", "[people_served]", "[households]", "[money]", "[occurrence]", "[time]", "[item]", "[area]", "[length]"]
)

# --- directions ---

_COST = re.compile(r"成本|费用|支出额|造价")
_COST_SAVED = re.compile(
    r"节约|节省|下降|降低|减少|压减|控制|率|比|补助|补贴|标准|投入|保障|收入|收益|减轻|足额|到位|资金|效益|发放|回收|核减"
)
_FAULTS = frozenset({"[share]", "[cases]", "[item]", "[occurrence]", "[people]", "[time]", "[working_time]", "[sound]"})
"""What a fault is measured in, where more of it is never wanted; a sum of money or an area may be meant otherwise."""

# --- spending ---

_MONEY_RATE = re.compile(
    r"(?:资金|经费|预算|专款|款项|拨款).{0,6}(?:支付|支出|执行|拨付|使用|到位|兑付)(?:完成)?(?:率|进度|比例)|^(?:预算)?执行率$|^支付率$"
)
_MONEY_AMOUNT = re.compile(
    r"(?:资金|经费|预算|专款|款项|拨款)(?:支付|支出|拨付|使用|投入|安排|到位)?(?:总)?(?:金额|额|数额|总额|数)$"
)
_NOT_SPENDING = re.compile(r"及时|争取|引进|撬动|节约|结余|合规|规范|监管|公开|公示|招商|带动|社会")


def row_findings(form: Form) -> Iterator[Finding]:
    """The doubts about each row of a form, in the order of the rows; a row gets at most one of each kind."""
    for row in form.rows:
        yield from _wording(row)
        yield from _units(row)
        yield from _direction(row)
        yield from _name(row)
        yield from _spending(row)


@lru_cache(maxsize=65536)
def bare_name(name: str) -> str:
    """The name in plain signs, without remarks in brackets and without numbering in front."""
    text = re.sub(r"\([^()]*\)", "", plain(name)).strip().rstrip("。;；,，")
    return re.sub(r"^(?:[★☆▲●*]+|指标\s*\d+\s*[::.、]?|\d{1,2}[.、)]\s*)+", "", text).strip()


def _wording(row: Indicator) -> Iterator[Finding]:
    if row.reading.kind is not ReadingKind.QUALITATIVE:
        return
    text = plain(row.target)
    if _VAGUE.search(text) and not _CHECKABLE.search(text):
        yield codes.WordingUnmeasurable.about(row, text=row.full_target)


def _dimension(reading: Reading) -> str | None:
    """The dimension of what is measured, where it has no denominator; None where unknown."""
    if reading.canonical is None or reading.per is not None:
        return None
    found = dimensions(reading.canonical)
    return found[0] if found and len(found) == 1 else None


def _units(row: Indicator) -> Iterator[Finding]:
    reading = row.reading
    if reading.kind in (ReadingKind.CHANGE, ReadingKind.COMPOUND, ReadingKind.RANK, ReadingKind.DEADLINE):
        return
    if reading.low is None and reading.high is None:
        return
    dimension = _dimension(reading)
    if dimension is None:
        return
    name = bare_name(row.name)
    people, count = _COUNT_OF_PEOPLE.search(name), _COUNT.search(name)
    counts = ""
    if dimension == "[share]" and (people or count) and not _RATE_OF.search(name):
        counts = "人数" if people else f"数量（{(count or people)[0]}）"  # type: ignore[index]
    elif dimension == "[money]" and people:
        counts = "人数"
    elif dimension in _NOT_SHARE and _RATE.search(name) and row.category is not Category.COST:
        counts = "比率"
    if counts:
        yield codes.UnitIndicatorMismatch.about(row, text=row.full_target, counts=counts, unit=reading.unit or "")


def _direction(row: Indicator) -> Iterator[Finding]:
    reading = row.reading
    up = reading.comparator in (Comparator.GE, Comparator.GT)
    down = reading.comparator in (Comparator.LE, Comparator.LT)
    if not (up or down) or reading.kind in (ReadingKind.CHANGE, ReadingKind.DEADLINE, ReadingKind.RANK):
        return
    name, detail = bare_name(row.name), ""
    dimension = (_dimension(reading) or "") if reading.per is None else "[money]"
    if up and _COST.search(name) and not _COST_SAVED.search(name) and dimension == "[money]" and _is_cost(row):
        detail = "成本越高越好"
    elif (measure := measure_of(name)) is None or measure.general or measure.better is Better.EXACT:
        return
    elif down and dimension == "[share]" and measure.better is Better.MORE:
        detail = "越低越好"
    elif up and dimension in _FAULTS and measure.better is Better.LESS and not _COST.search(name):
        detail = "越高越好"
    if detail:
        yield codes.DirectionSuspect.about(row, text=row.full_target, detail=detail)


def _is_cost(row: Indicator) -> bool:
    return row.category is Category.COST or "成本" in row.level2


_SAYS = re.compile(
    rf"(?P<sign>{ANY_BEFORE})?"
    rf"\s*(?P<number>{NUMBER})\s*(?P<unit>%|[^\W\d_]{{0,3}})(?P<after>{ANY_BEHIND})?"
)


def _name(row: Indicator) -> Iterator[Finding]:
    """A number with a comparator, or a share, in the name: does the target say the same?"""
    target = row.reading
    bound = target.low if target.low is not None else target.high
    if bound is None or target.canonical is None or target.comparator is Comparator.BETWEEN:
        return
    for said in _SAYS.finditer(plain(row.name)):
        if not (said["sign"] or said["after"] or said["unit"] == "%"):
            continue
        text = said[0].strip()
        named = read_target(text)
        number = named.low if named.low is not None else named.high
        if number is None or named.canonical is None or named.per != target.per:
            continue
        if dimensions(named.canonical) != dimensions(target.canonical):
            continue
        if (named.kind is ReadingKind.CHANGE) != (target.kind is ReadingKind.CHANGE):
            continue
        if _agree(named, number, target, bound):
            return
        yield codes.NameTargetConflict.about(row, name=row.name, text=row.full_target, says=text)
        return


def _agree(named: Reading, number: Decimal, target: Reading, bound: Decimal) -> bool:
    """Same number in the same unit and, where both state one, the same comparator."""
    if named.canonical == target.canonical and number != bound:
        return False
    bare = named.has("bare-value") or target.has("bare-value")
    return bare or named.comparator is target.comparator or Comparator.EQ in (named.comparator, target.comparator)


def _spending(row: Indicator) -> Iterator[Finding]:
    if row.category is not Category.OUTPUT:
        return
    name = bare_name(row.name)
    if _NOT_SPENDING.search(name):
        return
    amount = _MONEY_AMOUNT.search(name) and "成本" not in row.level2 and _dimension(row.reading) == "[money]"
    if amount or _MONEY_RATE.search(name):
        yield codes.SpendingIndicator.about(row, name=row.name)
