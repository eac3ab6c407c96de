"""The productions of dates in the grammar of targets: a day to be kept, a stretch of time, months as bare numbers."""

from __future__ import annotations

from targets.language.clause import DOWNWARDS, UPWARDS, Clause, Cursor, Role, Unreadable
from targets.language.reading import Comparator, NoteName
from targets.language.token import Token, TokenKind

T, N = TokenKind, NoteName

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


def months_begin(cursor: Cursor) -> bool:
    """True if 1-12月 or 2023-2025年 begins here: a bare number whose unit stands behind the second one."""
    first, second = cursor.peek(), cursor.peek(2)
    if first is None or second is None or not cursor.sees(T.TO, ahead=1) or second.kind != T.DATE or second.day is None:
        return False
    return first.unit is None and first.value is not None and first.value == int(first.value)


def dates(cursor: Cursor, clause: Clause) -> bool:
    """dates = DATE [TO DATE] [前|完成 …]; a date that is no bound is context"""
    token = cursor.peek()
    if token is None:
        return False
    months = cursor.sees(T.NUMBER, ahead=1) and len(token.day or "") == 4
    if months:
        cursor.position += 1
        months = months_begin(cursor)
        cursor.position -= 1
    if months:
        year = cursor.take(Role.DATE).day
        return _span_of_dates(cursor, clause, f"{year}-{_two(cursor.peek())}", year)
    if token.kind == T.NUMBER:
        second = cursor.peek(2)
        monthly = second is not None and (second.day or "").startswith("--")
        return _span_of_dates(cursor, clause, f"--{_two(token)}" if monthly else str(token.value), None)
    if cursor.sees(T.TO, ahead=1) and cursor.sees(T.DATE, ahead=2):
        return _span_of_dates(cursor, clause, token.day, (token.day or "")[:4])
    after = cursor.peek(1)
    before_it = after is not None and after.kind in (T.DATE_TAIL, T.WITHIN)
    doing = after is not None and after.kind == T.WORD and after.text.startswith(_DONE)
    alone = after is None or after.kind in (T.SEP, T.REMARK, T.APPROX)
    alone = alone and not clause.led and clause.comparator not in UPWARDS
    if not (before_it or doing or alone or clause.comparator in DOWNWARDS):
        return False
    cursor.take(Role.DATE)
    clause.shape = "date"
    strict = False
    if before_it:
        tail = cursor.take(Role.COMPARATOR)
        strict = tail.text in ("前", "之前", "以前") and token.flag == "whole"
    clause.doing = doing and not before_it
    if _of_next_year(token):
        clause.note(N.NEXT_YEAR)
    if strict:
        clause.note(N.AMBIGUOUS, f"{token.text}前")
        clause.comparator = Comparator.LT
    elif clause.comparator not in (*DOWNWARDS, *UPWARDS):
        clause.comparator = Comparator.LE
    if clause.comparator in UPWARDS:
        clause.since = token.day
    else:
        clause.until = token.day
    clause.end = cursor.tokens[cursor.position - 1].end
    return True


def _two(token: Token | None) -> str:
    return f"{int(token.value):02}" if token is not None and token.value is not None else ""


def _of_next_year(token: Token) -> bool:
    return "次年" in token.text or "翌年" in token.text


def _span_of_dates(cursor: Cursor, clause: Clause, since: str | None, year: str | None) -> bool:
    """A stretch of time from one date to another; the second takes its year from the first, or the year after it:
    a month that lies before the first one (11月至3月) can only be that of the next year.
    """
    cursor.take(Role.DATE)
    cursor.take(Role.RANGE)
    last = cursor.take(Role.DATE)
    until, since = last.day or "", since or ""
    if until.startswith("--"):
        begun = since[since.find("-") + 1 :] if year and year.isdecimal() else since.removeprefix("--")
        later = _of_next_year(last) or (since.count("-") and until.removeprefix("--") < begun[: len(until) - 2])
        if year and year.isdecimal():
            until = f"{int(year) + bool(later)}{until[1:]}"
        elif later:
            clause.note(N.NEXT_YEAR)
    elif since[:1].isdecimal() and until < since[: len(until)]:
        raise Unreadable("range-malformed", last)
    clause.shape, clause.comparator, clause.since, clause.until = "dates", Comparator.BETWEEN, since, until
    clause.end = cursor.tokens[cursor.position - 1].end
    return True
