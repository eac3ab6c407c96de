"""The account of a text: which parts of it the grammar used, which words change nothing, and what is left over.

The principle of reading: a text is read without a doubt only when every part of it is accounted for. What remains is
left over *gravely* where it denies, begins, compares, depends on something or holds another number: nothing is scored
from such a text before a person has looked at it. Anything else that remains is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from targets.language.clause import Role
from targets.language.number import number
from targets.language.quantity import lookup
from targets.language.reading import Note, NoteName, Reading
from targets.language.token import Token, TokenKind
from targets.language.tokens import plain, tokens
from targets.language.vocabulary import Heading, Piece, pieces

H, T, N = Heading, TokenKind, NoteName
Trace = list[tuple[Token, Role]]


class Why(StrEnum):
    """Why something left over keeps a text from being scored; OTHER does not."""

    NUMBER = "number"
    DENIAL = "denial"
    STAGE = "stage"
    COMPARISON = "comparison"
    CONDITION = "condition"
    OTHER = "other"


class LeftOver(NamedTuple):
    """A stretch of a text that nothing accounts for, from ``start`` to ``end`` in characters."""

    start: int
    end: int
    text: str
    why: Why

    @property
    def grave(self) -> bool:
        """True if the text may mean something else than was read."""
        return self.why is not Why.OTHER


class Account(NamedTuple):
    """The parts of a text left over, in order; what it forbids besides (无重大投诉); and the places of parts that state
    something else in words (质量合格, C25混凝土)."""

    left_over: tuple[LeftOver, ...]
    conditions: tuple[str, ...]
    parts: tuple[tuple[int, int], ...] = ()

    def notes(self) -> tuple[Note, ...]:
        """The account as notes of a reading."""
        grave = [left.text for left in self.left_over if left.grave]
        light = [left.text for left in self.left_over if not left.grave]
        found = [Note(N.SECOND_CONDITION, said) for said in self.conditions]
        if grave:
            found.append(Note(N.TEXT_NOT_UNDERSTOOD, "；".join(dict.fromkeys(grave))))
        if light:
            found.append(Note(N.TEXT_LEFT_OVER, "；".join(dict.fromkeys(light))))
        return tuple(found)


_MEASURED = frozenset({Role.VALUE, Role.RANK, Role.DATE, Role.RANGE, Role.RATIO})
_WHY = {H.DENIAL: Why.DENIAL, H.STAGE: Why.STAGE, H.COMPARISON: Why.COMPARISON, H.CONDITION: Why.CONDITION}
_FORBIDDEN = re.compile(
    r"(?:全年|确保|做到|实现|保持|且|并|均)?(?:无|零|未|不|杜绝|没有|避免)(?:发生|出现|产生|有)?[^\d,;。()]{0,10}?"
    r"(?:事故|事件|投诉|差错|失误|上访|信访|舆情|违规|违纪|违法|拖欠|逾期|返工|伤亡|死亡|火灾|处罚|纠纷|案件|案例|截留|挪用)"
    r"(?:行为|现象|发生|出现|情况)?"
)
_GRADE = re.compile(r"(?:C|M|MU|HRB|HPB|Q|DN|De|PE|SN)\d")
"""Grades of concrete, steel and pipes: what else is wanted of the thing, and no number of it."""
_STATE = re.compile(
    r"覆盖(?:全部|所有|全[市县区镇乡村])|(?<!不)(?:合格|达标|通过|符合|优秀|优良)|[^效频速功利税费汇]率|满意度|知晓度"
)


def account(said: str, trace: Trace, lost: Iterable[Token], reading: Reading, own: str) -> Account:
    """The account of the plain text ``said``: ``trace`` is what each token was taken for, ``lost`` are tokens that were
    taken and then of no effect, ``own`` the indicator's name."""
    conditions: list[str] = []
    parts: list[tuple[int, int]] = []
    found = [LeftOver(token.start, token.end, token.text, Why.COMPARISON) for token in lost]
    changes = reading.has(N.DIRECTION) or any(part.has(N.DIRECTION) for part in reading.parts)
    for segment in _segments(trace):
        measured = any(role in _MEASURED for _, role in segment)
        if not measured and any(token.kind is T.SKIP and _GRADE.match(token.text) for token, _ in segment):
            parts.append((segment[0][0].start, segment[-1][0].end))
            continue
        for start, end, before, behind in _stretches(segment, changes):
            wording = said[start:end]
            if forbidden := _FORBIDDEN.fullmatch(wording.strip()):
                conditions.append(forbidden[0])
                continue
            left = list(_of_wording(wording, own, before, behind))
            light = all(why is Why.OTHER for _, _, why in left)
            if not measured and light and (state := _STATE.search(wording)) and state[0] not in own:
                parts.append((start, end))
                continue
            found += [LeftOver(start + a, start + b, said[start + a : start + b].strip(), why) for a, b, why in left]
        for token, _ in segment:
            if token.kind is T.REMARK:
                found += _of_remark(token, reading, own)
            elif token.kind is T.RANKGROUP:
                found.append(LeftOver(token.start, token.end, token.text, Why.OTHER))
    found += _ignored_numbers(said, reading)
    return Account(tuple(sorted({left for left in found if left.text})), tuple(dict.fromkeys(conditions)), tuple(parts))


def _segments(trace: Trace) -> Iterator[Trace]:
    """The trace cut at commas and 且; an enumeration with 、 stays together."""
    segment: Trace = []
    for token, role in trace:
        if role is Role.SEPARATOR and token.text != "、":
            yield segment
            segment = []
        else:
            segment.append((token, role))
    yield segment


class _Beside(StrEnum):
    """The neighbour right beside a stretch of wording."""

    NUMBER = "number"
    COMPARATOR = "comparator"
    OTHER = "other"


def _stretches(segment: Trace, changes: bool) -> Iterator[tuple[int, int, _Beside, _Beside]]:
    """Wording without a break, from where to where, and what stands right before and behind it. The direction of a
    change that is none is wording."""
    start: int | None = None
    before, last = _Beside.OTHER, 0
    for token, role in segment:
        verb = role is Role.DIRECTION and not changes and token.word == "up"
        if verb or role is Role.WORDING or (role is Role.SEPARATOR and start is not None):
            if start is None:
                start = token.start
            last = token.end
            continue
        number, glued = role in _MEASURED, role is Role.COMPARATOR and token.start == last
        beside = _Beside.NUMBER if number else _Beside.COMPARATOR if glued else _Beside.OTHER
        if start is not None:
            yield start, last, before, beside
            start = None
        before = _Beside.NUMBER if number else _Beside.OTHER
    if start is not None:
        yield start, last, before, _Beside.OTHER


def _of_wording(wording: str, own: str, before: _Beside, behind: _Beside) -> Iterator[tuple[int, int, Why]]:
    """The parts left over of a stretch of wording between ``before`` and ``behind``."""
    cut = pieces(wording, own)
    last = len(cut) - 1
    for place, piece in enumerate(cut):
        if piece.heading.neutral or not wording[piece.start : piece.end].strip():
            continue
        touches = (before is _Beside.NUMBER and place == 0) or (behind is not _Beside.OTHER and place == last)
        single = piece.end - piece.start == 1 and piece.heading is not H.DENIAL
        named = _names_a_thing(cut, place)
        if place == last and behind is _Beside.COMPARATOR and not (piece.heading is H.UNKNOWN and named):
            yield piece.start, piece.end, _WHY.get(piece.heading, Why.COMPARISON)  # 唔少于 is no 少于
        elif piece.heading in _WHY and not (single and not touches and last):
            yield piece.start, piece.end, _WHY[piece.heading]
        elif not named:
            yield piece.start, piece.end, Why.OTHER


_SUFFIX = 2


def _names_a_thing(cut: tuple[Piece, ...], place: int) -> bool:
    """True if an unknown word belongs to the name of a thing behind it (石漠化土地), ends one (农业机械), or is what a
    verb before it does something to (安装锅炉)."""
    if any(piece.heading in (H.HEADS, H.DOING, H.OWN) for piece in cut[place + 1 :]):
        return True
    if place and cut[place - 1].heading in (H.HEADS, H.OWN) and cut[place].end - cut[place].start <= _SUFFIX:
        return True
    led = next((piece.heading for piece in cut[:place][::-1] if piece.heading is not H.FILLERS), None)
    return led in (H.DOING, H.OWN)


_YEAR_BEFORE = re.compile(r"(?:19|20)\d\d年?(?:度|底)?\s*[:为]?\s*\d")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)")


def _of_remark(token: Token, reading: Reading, own: str) -> list[LeftOver]:
    """The parts left over of a remark in brackets: the figure of a year before and a fraction that is the share itself
    are accounted for, any other number is not."""
    inner = token.text.strip("()").strip()
    if not inner or lookup(inner) is not None:
        return []
    whole = (token.start, token.end, token.text)
    if any(found.value is not None for found in tokens(inner)):
        return [] if _YEAR_BEFORE.match(inner) or _same_share(inner, reading) else [LeftOver(*whole, Why.NUMBER)]
    whys = [why for _, _, why in _of_wording(inner, own, _Beside.OTHER, _Beside.OTHER)]
    if not whys:
        return []
    return [LeftOver(*whole, next((why for why in whys if why is not Why.OTHER), Why.OTHER))]


def _same_share(inner: str, reading: Reading) -> bool:
    match = _SHARE.fullmatch(inner)
    if match is None or reading.unit != "%" or reading.high is None:
        return False
    part, of = number(match[1]), number(match[2])
    return bool(part is not None and of and abs(part / of * 100 - reading.high) < Decimal("0.05"))


_AGE = re.compile(r".*岁.*")


def _ignored_numbers(said: str, reading: Reading) -> Iterator[LeftOver]:
    """Numbers that were taken for no value; ages (65岁以上) only say whom the target speaks of."""
    for note in reading.notes:
        if note.name == N.NUMBER_IGNORED and not _AGE.fullmatch(note.detail):
            start = max(said.find(plain(note.detail)), 0)
            yield LeftOver(start, start + len(note.detail), note.detail, Why.NUMBER)
