"""The grammar of targets: recursive descent over tokens, one function per production, its docstring the production.

``clauses`` gives what a text measures, in order. What the text says besides (wording, remarks in brackets, numbers
that are no values) is kept on the trace, so that an explanation can show what was used for what and what was left
alone. The productions of dates are in ``targets.language.dategrammar``.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from targets.language.clause import DOWNWARDS, UPWARDS, Clause, Cursor, Role, Unreadable, joined
from targets.language.dategrammar import dates, months_begin
from targets.language.number import decimal_of
from targets.language.quantity import DIMENSIONS_OF_TIME, factor, lookup
from targets.language.reading import Comparator, NoteName
from targets.language.token import Token, TokenKind

T, N = TokenKind, NoteName


def clauses(cursor: Cursor) -> list[Clause]:
    """target = {clause} [context]"""
    found: list[Clause] = []
    pending = Clause()
    while cursor.peek() is not None:
        if _measure(cursor, pending):
            _tails(cursor, pending)
            _settle_change(cursor, pending)
            pending.followed = cursor.sees(T.WORD, T.SKIP)
            found.append(pending)
            pending = Clause()
        else:
            _context(cursor, pending)
    cursor.lost += [claim for claim in pending.claims if claim.flag != "whole"]
    if pending.notes or pending.direction or pending.base or pending.comparator or pending.whole_year or pending.per:
        found.append(pending)
    return found


def _settle_change(cursor: Cursor, clause: Clause) -> None:
    """降低成本10万元 falls by 10万元; a base without a direction, or 降低…5% where level and change are both possible,
    is of no effect and must not be passed over."""
    downwards = clause.direction == "down" and clause.shape == "quantity" and not clause.adjacent and not clause.base
    if downwards and clause.unit not in (None, "%") and clause.comparator not in DOWNWARDS:
        clause.adjacent = True
    if clause.direction and (clause.adjacent or clause.base):
        return
    cursor.lost += [c for c in clause.claims if c.kind in (T.BASE, T.COMPARED) or c.word == "down"]


_CLAIMS = frozenset(
    {T.CMP, T.PERIOD, T.EACH, T.EACH_AVG, T.COND, T.BASE, T.COMPARED, T.DIRECTION, T.AMBITION, T.APPROX}
)
_ENDED_BY_A_COMMA = frozenset({T.CMP, T.COMPARED, T.DIRECTION})


def _context(cursor: Cursor, clause: Clause) -> None:
    """context = CMP | PERIOD | EACH | BASE | DIRECTION | AMBITION | APPROX | COND | SEP | TAIL | REMARK | SKIP |
    WORD"""
    token = cursor.peek()
    if token is None:
        return
    kind = token.kind
    if kind in _CLAIMS:
        clause.claims.append(token)
    if kind == T.CMP:
        cursor.take(Role.COMPARATOR)
        _compare(clause, token)
    elif kind == T.INCLUSIVE and clause.comparator is not None:
        cursor.take(Role.COMPARATOR)  # 不少于（含）15件
    elif kind == T.PERIOD:
        cursor.take(Role.PERIOD)
        behind = cursor.peek()
        if token.flag == "whole" and behind is not None and behind.text.startswith(("共", "累计", "合计", "总")):
            clause.note(N.PERIOD, token.per or "")  # 全年共开展124次 is the sum, and no frequency
        elif token.flag == "whole":
            clause.whole_year = token.per or ""
        else:
            clause.period = joined(clause.period, token.per)
            clause.per = joined(clause.per, token.per)
    elif kind == T.EACH:
        cursor.take(Role.DENOMINATOR)
        clause.per = joined(clause.per, token.per)
    elif kind == T.EACH_AVG:
        cursor.take(Role.DENOMINATOR)
        clause.per = joined(clause.per, token.text[0])
        if token.text[0] in "日月年周":
            clause.period = joined(clause.period, token.text[0])
    elif kind == T.COND:
        cursor.take(Role.CONDITION)
        clause.per = joined(clause.per, token.per)
        clause.note(N.CONDITION, token.text)
    elif kind == T.BASE:
        cursor.take(Role.BASE)
        clause.base = clause.base or token.word
    elif kind == T.COMPARED:
        cursor.take(Role.BASE)
        clause.base, clause.direction, clause.adjacent = token.per or "", token.word, True
    elif kind == T.DIRECTION:
        cursor.take(Role.DIRECTION)
        clause.direction, clause.adjacent = token.word, True
    elif kind == T.AMBITION:
        cursor.take(Role.AMBITION)
        clause.note(N.AMBITION)
    elif kind == T.APPROX:
        cursor.take(Role.APPROXIMATE)
        clause.note(N.APPROXIMATE)
    elif kind == T.SEP:
        cursor.take(Role.SEPARATOR)
        if token.text != "、":
            cursor.lost += [claim for claim in clause.claims if claim.kind in _ENDED_BY_A_COMMA]
            clause.claims = [claim for claim in clause.claims if claim.kind not in _ENDED_BY_A_COMMA]
            clause.comparator, clause.strong, clause.direction, clause.adjacent, clause.led = (
                None,
                False,
                "",
                False,
                False,
            )
    elif kind == T.DATE:
        cursor.take(Role.IGNORED)
        clause.note(N.DATE_IGNORED, token.text)
        clause.adjacent = False
    elif kind in (T.SKIP, T.REMARK, T.RANKGROUP):
        cursor.take(Role.IGNORED)
        clause.adjacent = False
    else:
        cursor.take(Role.WORDING)
        clause.adjacent = clause.adjacent and token.text in ("了", "为", "约", "在", "至少")
        clause.led = True


def _compare(clause: Clause, token: Token) -> None:
    """A stronger word outweighs a weaker one; two strong ones must agree."""
    if clause.strong and token.strong and clause.comparator is not token.comparator:
        raise Unreadable("comparators-conflict", token)
    if token.strong or not clause.strong:
        clause.comparator, clause.strong = token.comparator, token.strong


def _measure(cursor: Cursor, clause: Clause) -> bool:
    """measure = rank | monthly day | dates | plus-minus | range | ratio | quantity"""
    token = cursor.peek()
    if token is None:
        return False
    clause.start = token.start
    if token.kind == T.RANK:
        _rank(cursor, clause)
    elif token.kind == T.MONTHLY:
        cursor.take(Role.DATE)
        clause.shape, clause.until, clause.per = "date", token.day, token.per
        clause.comparator = Comparator.LE
        if cursor.sees(T.DATE_TAIL, T.WITHIN):
            cursor.take(Role.COMPARATOR)
    elif token.kind == T.DATE or (token.kind == T.NUMBER and months_begin(cursor)):
        return dates(cursor, clause)
    elif token.kind == T.PM and cursor.sees(T.NUMBER, ahead=1):
        cursor.take(Role.RANGE)
        number = cursor.take(Role.VALUE)
        _fill(clause, number)
        clause.shape, clause.comparator, clause.strong = "range", Comparator.BETWEEN, True
        clause.high = clause.low
        clause.low = -clause.high if clause.high is not None else None
    elif token.kind == T.NUMBER:
        _quantity(cursor, clause)
    else:
        return False
    clause.end = cursor.tokens[cursor.position - 1].end
    return True


def _rank(cursor: Cursor, clause: Clause) -> None:
    """rank = (前 NUMBER [名|位|%] | 第 NUMBER [名|位]) [TO NUMBER [名|位]]: 前3-5名 is met by the fifth, and a doubt"""
    token = cursor.take(Role.RANK)
    clause.shape, clause.low, clause.high, clause.unit = "rank", token.value, token.value, token.unit
    if clause.comparator is None or not clause.strong or token.comparator is Comparator.LE:
        clause.comparator = token.comparator
    elif clause.comparator in UPWARDS:
        clause.comparator = Comparator.LE  # 不低于第3名: third or better
    last = cursor.peek(1)
    if not (cursor.sees(T.TO) and last is not None and last.kind == T.NUMBER and last.unit in _PLACES):
        return
    if last.value is None or token.value is None or last.value <= token.value or clause.comparator is not Comparator.LE:
        raise Unreadable("range-malformed", last)
    cursor.take(Role.RANGE)
    cursor.take(Role.VALUE)
    clause.low = clause.high = last.value
    clause.note(N.APPROXIMATE)


_PLACES = (None, "名", "位")


def _fill(clause: Clause, number: Token) -> None:
    if number.flag == "malformed" or number.value is None:
        raise Unreadable("number-malformed", number)
    clause.low = clause.high = number.value
    clause.unit = number.unit or clause.unit
    clause.per = joined(clause.per, number.per)
    if number.flag == "more":
        clause.note(N.APPROXIMATE)
        clause.comparator = clause.comparator if clause.strong else Comparator.GT


def _quantity(cursor: Cursor, clause: Clause) -> None:
    """quantity = [each] NUMBER [TO NUMBER | ± NUMBER | ":" NUMBER]; each = 1 (人|户|村|…), as in 1人1次"""
    if clause.comparator is None and _for_each_one(cursor):
        clause.per = joined(clause.per, cursor.take(Role.DENOMINATOR).unit)
    before = cursor.tokens[max(0, cursor.position - 2) : cursor.position]
    ordinal = bool(before) and before[-1].text.endswith("第")
    last_place = len(before) == 2 and before[-1].kind == T.TO and before[0].text.startswith("第")
    first = cursor.take(Role.VALUE)
    _fill(clause, first)
    clause.shape = "quantity"
    if cursor.sees(T.NUMBER, T.WORD) and _sum(cursor, clause, first):
        return
    following = cursor.peek(1)
    if last_place and clause.unit in ("名", "位"):  # 第三至五名: what stands before is no number to the tokens
        _places(clause)
    elif cursor.sees(T.TO) and following is not None and following.kind == T.NUMBER:
        cursor.take(Role.RANGE)
        _range(clause, first, cursor.take(Role.VALUE))
        if ordinal and clause.unit in ("名", "位"):  # 第3-5名 are places, not people
            _places(clause)
    elif cursor.sees(T.PM) and following is not None and following.kind == T.NUMBER:
        cursor.take(Role.RANGE)
        spread = cursor.take(Role.VALUE)
        if clause.low is None or spread.value is None or (first.unit and spread.unit and first.unit != spread.unit):
            raise Unreadable("range-malformed", spread)
        clause.unit = first.unit or spread.unit
        clause.low, clause.high = clause.low - spread.value, clause.low + spread.value
        clause.shape, clause.comparator = "range", Comparator.BETWEEN
    elif (
        first.unit is None
        and cursor.sees(T.WORD)
        and following is not None
        and following.kind == T.NUMBER
        and cursor.tokens[cursor.position].text in (":", "比")
    ):
        cursor.take(Role.RATIO)
        second = cursor.take(Role.VALUE)
        if (second.unit is not None and lookup(second.unit) is not None) or second.value is None:
            raise Unreadable("number-malformed", second)
        third = cursor.peek(1)
        if cursor.sees(T.WORD) and cursor.tokens[cursor.position].text == ":" and third and third.kind == T.NUMBER:
            raise Unreadable("number-malformed", third)
        clause.shape, clause.per = "ratio", format(second.value, "f")
    elif first.unit in (None, "万", "亿", "千", "百") and cursor.sees(T.NUMBER):
        raise Unreadable("number-malformed", cursor.peek())
    elif first.unit is None and first.per is not None and first.per[0].isdecimal():
        counted = lookup(spelling) if (spelling := first.per.lstrip("0123456789.")) else None
        if counted is None or counted.base == "one":
            clause.shape = "ratio"
        elif counted.dimension in ("[item]", "[occurrence]"):
            raise Unreadable("number-malformed", first)  # 3/2个 is 3 of 2个, or one and a half


_SUMMED = DIMENSIONS_OF_TIME | {"[length]", "[mass]", "[money]"}
_OF_AN_HOUR = {"分": "分钟", "时": "小时"}
_HOURS = frozenset({"小时", "个小时", "分钟", "秒", "秒钟"})


def _sum(cursor: Cursor, clause: Clause, first: Token) -> bool:
    """sum = quantity {quantity}, each in a smaller unit of the same thing: 2小时45分, 1年3个月, 5公里800米"""
    parts, ahead, end = [first], 0, first.end
    while (
        (part := cursor.peek(ahead)) is not None and part.start == end and (part.kind is T.NUMBER or part.text == "零")
    ):
        if part.kind is T.NUMBER:
            parts.append(part)
        ahead, end = ahead + 1, part.end
    units = [part.unit or "" for part in parts]
    if _HOURS & set(units):
        units = [_OF_AN_HOUR.get(unit, unit) for unit in units]
    known = [found for unit in units if (found := lookup(unit)) is not None and found.dimension in _SUMMED]
    if len(parts) < 2 or len(known) < len(parts) or clause.per or any(part.per or part.flag for part in parts):
        return False
    for larger, smaller in pairwise(known):
        if (rate := factor(larger.canonical, smaller.canonical)) is None or rate <= 1:
            return False
    total = Fraction(0)
    for part, unit in zip(parts, known, strict=True):
        total += Fraction(part.value or 0) * (factor(unit.canonical, known[-1].canonical) or 0)
    for _ in range(ahead):
        cursor.take(Role.VALUE)
    clause.low = clause.high = decimal_of(total)
    clause.unit = units[-1]
    return True


def _places(clause: Clause) -> None:
    """Places from one to another: the last of them is still as promised, and which of them was meant is a doubt."""
    clause.shape, clause.low, clause.comparator = "rank", clause.high, Comparator.LE
    clause.note(N.APPROXIMATE)


_EACH_ONE = frozenset("人户村校县乡镇生")


def _for_each_one(cursor: Cursor) -> bool:
    """True if one person (household, village …) stands right before another number: 1人1次 is once for each."""
    one, other = cursor.peek(), cursor.peek(1)
    if one is None or other is None or other.kind != T.NUMBER or other.unit is None or one.end != other.start:
        return False
    return one.value == 1 and one.per is None and one.unit in _EACH_ONE and one.unit != other.unit


def _range(clause: Clause, first: Token, second: Token) -> None:
    """range = NUMBER [unit] (- | ~ | 至 | 到) NUMBER [unit]; one unit may serve both"""
    if second.flag == "malformed" or second.value is None or first.value is None:
        raise Unreadable("number-malformed", second)
    unit, other, low, high = first.unit, second.unit, first.value, second.value
    if unit and other and unit != other:
        converted = _converted(low, unit, other)
        if converted is None:
            raise Unreadable("range-units-differ", second)
        low = converted
    if clause.strong:
        raise Unreadable("comparator-before-range", second)
    clause.shape, clause.comparator = "range", Comparator.BETWEEN
    clause.low, clause.high = min(low, high), max(low, high)
    clause.unit = other or unit
    clause.per = second.per if second.per and not clause.per else clause.per
    if low > high:
        clause.note(N.RANGE_REVERSED)


def _converted(value: Decimal, unit: str, other: str) -> Decimal | None:
    """An amount in another unit of its kind: 5000元 of 5000元-1万元 is 0.5 万元. None where that is not exact."""
    one, two = lookup(unit), lookup(other)
    if one is None or two is None or (one.base != two.base and one.dimension in ("[item]", "[occurrence]")):
        return None
    rate = factor(one.canonical, two.canonical)
    return None if rate is None else decimal_of(Fraction(value) * rate)


def _tails(cursor: Cursor, clause: Clause) -> None:
    """tail = 以上 | 以下 | 以内 | 内 | 左右 | 之间 | (含) | (不含)"""
    while True:
        token = cursor.peek()
        if token is None:
            break
        if token.kind == T.TAIL and clause.shape != "date":
            cursor.take(Role.COMPARATOR)
            _tail(clause, token)
        elif token.kind == T.APPROX and token.text in ("左右", "上下"):
            cursor.take(Role.APPROXIMATE)
            clause.note(N.APPROXIMATE)
            if not clause.strong and clause.comparator in (Comparator.GE, Comparator.LE):
                clause.comparator = None
        elif token.kind == T.WORD and token.text[0] in "底末" and clause.unit in ("年", "月"):
            raise Unreadable("date-unclear", token)
        elif token.kind == T.DATE_TAIL and clause.shape == "quantity" and clause.unit in (None, "日", "号"):
            raise Unreadable("date-unclear", token)  # 30日前: of which month?
        elif token.kind == T.BETWEEN or token.kind == T.INCLUSIVE:
            cursor.take(Role.COMPARATOR)
        elif token.kind == T.EXCLUSIVE:
            cursor.take(Role.COMPARATOR)
            clause.exclusive = True
        elif token.kind == T.WITHIN:
            cursor.take(Role.COMPARATOR)
            if clause.shape == "quantity" and not clause.strong:
                clause.comparator, clause.strong = Comparator.LE, True
        elif token.kind == T.EACH and not clause.per and clause.shape == "quantity" and _closes(cursor.peek(1)):
            clause.per = cursor.take(Role.DENOMINATOR).per  # 5例每10万人
        elif clause.shape == "quantity" and _mirrored(cursor):
            sign = cursor.take(Role.COMPARATOR)
            cursor.take(Role.WORDING)
            clause.comparator, clause.strong = _MIRROR.get(sign.comparator or Comparator.EQ), True
        else:
            break
    word, behind = cursor.peek(), cursor.peek(1)
    share = clause.unit is not None and (known := lookup(clause.unit)) is not None and known.canonical == "percent"
    if word is not None and word.kind == T.DIRECTION and share and (behind is None or behind.kind == T.SEP):
        clause.direction, clause.adjacent = cursor.take(Role.DIRECTION).word, True  # 20%以上增长 is 增长20%以上
    if clause.exclusive:
        strict = {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}
        clause.comparator = strict.get(clause.comparator, clause.comparator) if clause.comparator else None


_MIRROR = {
    Comparator.LE: Comparator.GE,
    Comparator.LT: Comparator.GT,
    Comparator.GE: Comparator.LE,
    Comparator.GT: Comparator.LT,
}


def _closes(token: Token | None) -> bool:
    """True if a denominator before this belongs to what was measured, and not to a number to come."""
    return token is None or token.kind in (
        T.SEP,
        T.TAIL,
        T.APPROX,
        T.REMARK,
        T.INCLUSIVE,
        T.EXCLUSIVE,
        T.WITHIN,
    )


def _mirrored(cursor: Cursor) -> bool:
    """True if 80%≤x≤90% goes on here: the first sign stands behind its number."""
    word = cursor.peek(1)
    return (
        cursor.sees(T.CMP)
        and word is not None
        and word.kind == T.WORD
        and len(word.text) <= 4
        and cursor.sees(T.CMP, ahead=2)
    )


def _tail(clause: Clause, token: Token) -> None:
    if clause.shape == "rank":
        clause.comparator = Comparator.LE
        return
    if clause.shape == "range" and clause.low is not None and clause.high is not None and clause.low == -clause.high:
        return  # ±3%以内
    if clause.shape == "dates" and token.comparator is Comparator.LE and token.text[:2] != "以下":
        return  # 2023年1月至12月以内
    if clause.shape in ("range", "dates"):
        raise Unreadable("comparator-after-range", token)
    if clause.comparator is not None and clause.strong and clause.comparator is not Comparator.EQ:
        if (clause.comparator in UPWARDS) != (token.comparator in UPWARDS):
            raise Unreadable("comparators-conflict", token)
        return
    clause.comparator, clause.strong = token.comparator, True
