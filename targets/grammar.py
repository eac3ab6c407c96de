"""The grammar of targets: recursive descent over tokens, one function per production, its docstring the production.

``clauses`` gives what a text measures, in order. What the text says besides (wording, remarks in brackets, numbers
that are no values) is kept on the trace, so that an explanation can show what was used for what and what was left
alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from targets.quantity import lookup
from targets.reading import Comparator, Note
from targets.tokens import Token


class Unreadable(Exception):
    """A text with a number in it that has no one meaning; ``reason`` says why. Never leaves the reader."""

    def __init__(self, reason: str, token: Token | None = None, likely: str = "") -> None:
        super().__init__(reason)
        self.reason, self.token, self.likely = reason, token, likely


@dataclass(slots=True)
class Clause:
    """One measured part of a text. ``shape`` is quantity, range, ratio, rank, date or dates."""

    shape: str = ""
    comparator: Comparator | None = None
    strong: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    since: str | None = None
    until: str | None = None
    unit: str | None = None
    per: str | None = None
    whole_year: str = ""
    direction: str = ""
    base: str = ""
    adjacent: bool = False
    exclusive: bool = False
    doing: bool = False
    led: bool = False
    period: str = ""
    start: int = 0
    end: int = 0
    followed: bool = False
    notes: list[Note] = field(default_factory=list)

    def note(self, name: str, detail: str = "") -> None:
        """Add a remark once."""
        if Note(name, detail) not in self.notes:
            self.notes.append(Note(name, detail))


class Cursor:
    """Tokens with a place: look at the next one, take it for a role. The trace remembers what each was taken for."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.position = tokens, 0
        self.trace: list[tuple[Token, str]] = []

    def peek(self, ahead: int = 0) -> Token | None:
        """The next token, or the one after it, or None at the end."""
        at = self.position + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def sees(self, *kinds: str, ahead: int = 0) -> bool:
        """Whether the next token is of one of the kinds."""
        token = self.peek(ahead)
        return token is not None and token.kind in kinds

    def take(self, role: str) -> Token:
        """Take the next token for a role."""
        token = self.tokens[self.position]
        self.position += 1
        self.trace.append((token, role))
        return token


def clauses(cursor: Cursor) -> list[Clause]:
    """target = {clause} [context]"""
    found: list[Clause] = []
    pending = Clause()
    while cursor.peek() is not None:
        if _measure(cursor, pending):
            _tails(cursor, pending)
            pending.followed = cursor.sees("WORD", "SKIP")
            found.append(pending)
            pending = Clause()
        else:
            _context(cursor, pending)
    if pending.notes or pending.direction or pending.base or pending.comparator or pending.whole_year or pending.per:
        found.append(pending)
    return found


def _context(cursor: Cursor, clause: Clause) -> None:
    """context = CMP | PERIOD | EACH | BASE | DIRECTION | AMBITION | APPROX | COND | SEP | TAIL | REMARK | SKIP |
    WORD"""
    token = cursor.peek()
    if token is None:
        return
    kind = token.kind
    if kind == "CMP":
        cursor.take("comparator")
        _compare(clause, token)
    elif kind == "PERIOD":
        cursor.take("period")
        if token.flag == "whole":
            clause.whole_year = token.per or ""
        else:
            clause.period = _join(clause.period, token.per)
            clause.per = _join(clause.per, token.per)
    elif kind == "EACH":
        cursor.take("denominator")
        clause.per = _join(clause.per, token.per)
    elif kind == "EACH_AVG":
        cursor.take("denominator")
        clause.per = _join(clause.per, token.text[0])
        if token.text[0] in "日月年周":
            clause.period = _join(clause.period, token.text[0])
    elif kind == "COND":
        cursor.take("condition")
        clause.per = _join(clause.per, token.per)
        clause.note("condition", token.text)
    elif kind == "BASE":
        cursor.take("base")
        clause.base = clause.base or token.word
    elif kind == "COMPARED":
        cursor.take("base")
        clause.base, clause.direction, clause.adjacent = token.per or "", token.word, True
    elif kind == "DIRECTION":
        cursor.take("direction")
        clause.direction, clause.adjacent = token.word, True
    elif kind == "AMBITION":
        cursor.take("ambition")
        clause.note("ambition")
    elif kind == "APPROX":
        cursor.take("approximate")
        clause.note("approximate")
    elif kind == "SEP":
        cursor.take("separator")
        if token.text != "、":
            clause.comparator, clause.strong, clause.direction, clause.adjacent, clause.led = (
                None,
                False,
                "",
                False,
                False,
            )
    elif kind == "DATE":
        cursor.take("ignored")
        clause.note("date-ignored", token.text)
        clause.adjacent = False
    elif kind in ("SKIP", "REMARK", "RANKGROUP"):
        cursor.take("ignored")
        clause.adjacent = False
    else:
        cursor.take("wording")
        clause.adjacent = clause.adjacent and token.text in ("了", "为", "约", "在", "至少")
        clause.led = True


def _compare(clause: Clause, token: Token) -> None:
    """A stronger word outweighs a weaker one; two strong ones must agree."""
    if clause.strong and token.strong and clause.comparator is not token.comparator:
        raise Unreadable("comparators-conflict", token)
    if token.strong or not clause.strong:
        clause.comparator, clause.strong = token.comparator, token.strong


def _join(one: str | None, other: str | None) -> str:
    return f"{one}/{other}" if one and other else one or other or ""


def _measure(cursor: Cursor, clause: Clause) -> bool:
    """measure = rank | monthly day | dates | plus-minus | range | ratio | quantity"""
    token = cursor.peek()
    if token is None:
        return False
    clause.start = token.start
    if token.kind == "RANK":
        _rank(cursor, clause)
    elif token.kind == "MONTHLY":
        cursor.take("date")
        clause.shape, clause.until, clause.per = "date", token.day, token.per
        clause.comparator = Comparator.LE
    elif token.kind == "DATE" or (token.kind == "NUMBER" and _month_range(cursor)):
        return _dates(cursor, clause)
    elif token.kind == "PM" and cursor.sees("NUMBER", ahead=1):
        cursor.take("range")
        number = cursor.take("value")
        _fill(clause, number)
        clause.shape, clause.comparator, clause.strong = "range", Comparator.BETWEEN, True
        clause.high = clause.low
        clause.low = -clause.high if clause.high is not None else None
    elif token.kind == "NUMBER":
        _quantity(cursor, clause)
    else:
        return False
    clause.end = cursor.tokens[cursor.position - 1].end
    return True


def _rank(cursor: Cursor, clause: Clause) -> None:
    """rank = 前 NUMBER [名|位|%] | 第 NUMBER [名|位]"""
    token = cursor.take("rank")
    clause.shape, clause.low, clause.high, clause.unit = "rank", token.value, token.value, token.unit
    if clause.comparator is None or not clause.strong or token.comparator is Comparator.LE:
        clause.comparator = token.comparator
    elif clause.comparator in (Comparator.GE, Comparator.GT):
        clause.comparator = Comparator.LE  # 不低于第3名: third or better


def _month_range(cursor: Cursor) -> bool:
    """Whether 1-12月 or 2023-2025年 begins here: a bare number whose unit stands behind the second one."""
    first, second = cursor.peek(), cursor.peek(2)
    if first is None or second is None or not cursor.sees("TO", ahead=1) or second.kind != "DATE" or second.day is None:
        return False
    return first.unit is None and first.value is not None and first.value == int(first.value)


def _dates(cursor: Cursor, clause: Clause) -> bool:
    """dates = DATE [TO DATE] [前|完成 …]; a date that is no bound is context"""
    token = cursor.peek()
    if token is None:
        return False
    months = cursor.sees("NUMBER", ahead=1) and len(token.day or "") == 4
    if months:
        cursor.position += 1
        months = _month_range(cursor)
        cursor.position -= 1
    if months:
        year = cursor.take("date").day
        return _span_of_dates(cursor, clause, f"{year}-{_two(cursor.peek())}", year)
    if token.kind == "NUMBER":
        second = cursor.peek(2)
        monthly = second is not None and (second.day or "").startswith("--")
        return _span_of_dates(cursor, clause, f"--{_two(token)}" if monthly else str(token.value), None)
    if cursor.sees("TO", ahead=1) and cursor.sees("DATE", ahead=2):
        return _span_of_dates(cursor, clause, token.day, (token.day or "")[:4])
    after = cursor.peek(1)
    before_it = after is not None and after.kind in ("DATE_TAIL", "WITHIN")
    doing = after is not None and after.kind == "WORD" and after.text.startswith(_DONE)
    alone = after is None or after.kind in ("SEP", "REMARK", "APPROX")
    alone = alone and not clause.led and clause.comparator not in _UPWARDS
    if not (before_it or doing or alone or clause.comparator in (Comparator.LE, Comparator.LT)):
        return False
    cursor.take("date")
    clause.shape = "date"
    strict = False
    if before_it:
        tail = cursor.take("comparator")
        strict = tail.text in ("前", "之前", "以前") and token.flag == "whole"
    clause.doing = doing and not before_it
    if "次年" in token.text or "翌年" in token.text:
        clause.note("next-year")
    if strict:
        clause.note("ambiguous", f"{token.text}前")
        clause.comparator = Comparator.LT
    elif clause.comparator not in (Comparator.LE, Comparator.LT, Comparator.GE, Comparator.GT):
        clause.comparator = Comparator.LE
    if clause.comparator in (Comparator.GE, Comparator.GT):
        clause.since = token.day
    else:
        clause.until = token.day
    clause.end = cursor.tokens[cursor.position - 1].end
    return True


_DONE = (
    "完成",
    "完工",
    "竣工",
    "建成",
    "交付",
    "投入使用",
    "开工",
    "全部完成",
    "全面完成",
    "基本完成",
    "验收",
    "结束",
    "实施完",
)


def _two(token: Token | None) -> str:
    return f"{int(token.value):02}" if token is not None and token.value is not None else ""


def _span_of_dates(cursor: Cursor, clause: Clause, since: str | None, year: str | None) -> bool:
    """A stretch of time from one date to another; the second takes its year from the first."""
    cursor.take("date")
    cursor.take("range")
    until = cursor.take("date").day or ""
    if until.startswith("--") and year and year.isdecimal():
        until = f"{year}{until[1:]}"
    clause.shape, clause.comparator, clause.since, clause.until = "dates", Comparator.BETWEEN, since, until
    clause.end = cursor.tokens[cursor.position - 1].end
    return True


def _fill(clause: Clause, number: Token) -> None:
    if number.flag == "malformed" or number.value is None:
        raise Unreadable("number-malformed", number)
    clause.low = clause.high = number.value
    clause.unit = number.unit or clause.unit
    clause.per = _join(clause.per, number.per)
    if number.flag == "more":
        clause.note("approximate")
        clause.comparator = clause.comparator if clause.strong else Comparator.GT


def _quantity(cursor: Cursor, clause: Clause) -> None:
    """quantity = NUMBER [TO NUMBER | ± NUMBER | ":" NUMBER]"""
    first = cursor.take("value")
    _fill(clause, first)
    clause.shape = "quantity"
    following = cursor.peek(1)
    if cursor.sees("TO") and following is not None and following.kind == "NUMBER":
        cursor.take("range")
        _range(clause, first, cursor.take("value"))
    elif cursor.sees("PM") and following is not None and following.kind == "NUMBER":
        cursor.take("range")
        spread = cursor.take("value")
        if clause.low is None or spread.value is None or (first.unit and spread.unit and first.unit != spread.unit):
            raise Unreadable("range-malformed", spread)
        clause.unit = first.unit or spread.unit
        clause.low, clause.high = clause.low - spread.value, clause.low + spread.value
        clause.shape, clause.comparator = "range", Comparator.BETWEEN
    elif (
        first.unit is None
        and cursor.sees("WORD")
        and following is not None
        and following.kind == "NUMBER"
        and cursor.tokens[cursor.position].text == ":"
    ):
        cursor.take("ratio")
        second = cursor.take("value")
        if (second.unit is not None and lookup(second.unit) is not None) or second.value is None:
            raise Unreadable("number-malformed", second)
        third = cursor.peek(1)
        if cursor.sees("WORD") and cursor.tokens[cursor.position].text == ":" and third and third.kind == "NUMBER":
            raise Unreadable("number-malformed", third)
        clause.shape, clause.per = "ratio", format(second.value, "f")
    elif first.unit in (None, "万", "亿", "千", "百") and cursor.sees("NUMBER"):
        raise Unreadable("number-malformed", cursor.peek())
    elif first.unit is None and first.per is not None and first.per[0].isdecimal():
        if lookup(first.per.lstrip("0123456789.")) is None or first.per.lstrip("0123456789.") in (
            "万",
            "亿",
            "千",
            "百",
        ):
            clause.shape = "ratio"
    elif first.unit is None and first.per is not None and first.per.isdecimal():
        clause.shape = "ratio"


def _range(clause: Clause, first: Token, second: Token) -> None:
    """range = NUMBER [unit] (- | ~ | 至 | 到) NUMBER [unit]; one unit may serve both"""
    if second.flag == "malformed" or second.value is None or first.value is None:
        raise Unreadable("number-malformed", second)
    unit, other = first.unit, second.unit
    if unit and other and unit != other:
        one, two = lookup(unit), lookup(other)
        if one is None or two is None or one.base != two.base:
            raise Unreadable("range-units-differ", second)
        if one.canonical != two.canonical:
            raise Unreadable("range-units-differ", second)
    if clause.strong:
        raise Unreadable("comparator-before-range", second)
    clause.shape, clause.comparator = "range", Comparator.BETWEEN
    clause.low, clause.high = first.value, second.value
    clause.unit = other or unit
    clause.per = second.per if second.per and not clause.per else clause.per
    if clause.low > clause.high:
        clause.low, clause.high = clause.high, clause.low
        clause.note("range-reversed")


def _tails(cursor: Cursor, clause: Clause) -> None:
    """tail = 以上 | 以下 | 以内 | 内 | 左右 | 之间 | (含) | (不含)"""
    while True:
        token = cursor.peek()
        if token is None:
            break
        if token.kind == "TAIL" and clause.shape != "date":
            cursor.take("comparator")
            _tail(clause, token)
        elif token.kind == "APPROX" and token.text in ("左右", "上下"):
            cursor.take("approximate")
            clause.note("approximate")
            if not clause.strong and clause.comparator in (Comparator.GE, Comparator.LE):
                clause.comparator = None
        elif token.kind == "WORD" and token.text[0] in "底末" and clause.unit in ("年", "月"):
            raise Unreadable("date-unclear", token)
        elif token.kind == "BETWEEN" or token.kind == "INCLUSIVE":
            cursor.take("comparator")
        elif token.kind == "EXCLUSIVE":
            cursor.take("comparator")
            clause.exclusive = True
        elif token.kind == "WITHIN":
            cursor.take("comparator")
            if clause.shape == "quantity" and not clause.strong:
                clause.comparator, clause.strong = Comparator.LE, True
        elif _mirrored(cursor):
            sign = cursor.take("comparator")
            cursor.take("wording")
            clause.comparator, clause.strong = _MIRROR.get(sign.comparator or Comparator.EQ), True
        else:
            break
    if clause.exclusive:
        strict = {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}
        clause.comparator = strict.get(clause.comparator, clause.comparator) if clause.comparator else None


_MIRROR = {
    Comparator.LE: Comparator.GE,
    Comparator.LT: Comparator.GT,
    Comparator.GE: Comparator.LE,
    Comparator.GT: Comparator.LT,
}


def _mirrored(cursor: Cursor) -> bool:
    """Whether 80%≤x≤90% goes on here: the first sign stands behind its number."""
    word = cursor.peek(1)
    return (
        cursor.sees("CMP")
        and word is not None
        and word.kind == "WORD"
        and len(word.text) <= 4
        and cursor.sees("CMP", ahead=2)
    )


_UPWARDS = (Comparator.GE, Comparator.GT)


def _tail(clause: Clause, token: Token) -> None:
    if clause.shape == "rank":
        clause.comparator = Comparator.LE
        return
    if clause.shape == "range" and clause.low is not None and clause.high is not None and clause.low == -clause.high:
        return  # ±3%以内
    if clause.shape == "range":
        raise Unreadable("comparator-after-range", token)
    if clause.comparator is not None and clause.strong and clause.comparator is not Comparator.EQ:
        if (clause.comparator in _UPWARDS) != (token.comparator in _UPWARDS):
            raise Unreadable("comparators-conflict", token)
        return
    clause.comparator, clause.strong = token.comparator, True
