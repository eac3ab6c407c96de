"""An outcome taken apart: its figures, the words around each of them, and what nobody knows.

A figure is a number with its unit (or a day, where a day was asked for). Every other piece of the text is a word with
what it does (``words``), a sign that separates, or unknown; nothing is passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from actuals.language.words import LABEL, NEUTRAL, OWN, UNKNOWN, Role, Word, word_at
from targets.language.clause import DOWNWARDS, UPWARDS
from targets.language.quantity import lookup
from targets.language.token import Token, TokenKind
from targets.language.tokens import tokens

R = Role
_JOINTS = frozenset(":比+×*x-~/至到—")
_NUMBERS = frozenset({"NUMBER", "RANK", "MONTHLY"})
_DATES = frozenset({"DATE"})
_BEFORE_NUMBER = frozenset({"PERIOD", "EACH", "EACH_AVG", "PM"})
_TORN = frozenset(".·'’")
"""A sign right before a figure that makes it a piece of another number: .865, 98·6."""


@dataclass(slots=True)
class Figure:
    """One figure: where it stands, its clause, the words before and after it in that clause, and the stretch of the
    text that says it (with comparator and direction). ``torn``: a piece of a number, or no one number (数百人)."""

    start: int
    end: int
    text: str
    clause: int
    bracket: bool
    before: list[Word] = field(default_factory=list)
    after: list[Word] = field(default_factory=list)
    slice: str = ""
    torn: bool = False

    def led(self, *roles: Role) -> bool:
        """True if a word of one of these roles stands before the figure."""
        return any(word.roles & set(roles) for word in self.before)

    def followed(self, *roles: Role) -> bool:
        """True if a word of one of these roles stands behind the figure."""
        return any(word.roles & set(roles) for word in self.after)

    @property
    def label(self) -> str:
        """The wording before the figure as typed."""
        return "".join(word.text for word in self.before)


@dataclass(slots=True)
class Statement:
    """An outcome taken apart. ``loose`` are the words of clauses without a figure, ``unknown`` all stretches that
    nobody knows; ``asked`` are roles that take nothing back here, since just that was asked for: 增长 for a change."""

    text: str
    figures: list[Figure]
    loose: list[list[Word]]
    unknown: list[Word]
    asked: frozenset[Role] = frozenset()


def statement_of(text: str, own: str, *, of_days: bool = False, asked: frozenset[Role] = frozenset()) -> Statement:
    """Take a plain text apart; ``own`` are the words of what was asked for, ``of_days`` makes days the figures."""
    made = _together(text, list(_pieces(text, own, of_days)))
    made.asked = asked
    return made


@dataclass(slots=True)
class _Mark:
    """A sign that ends a clause, and whether a bracket opens or closes there."""

    start: int
    sign: str


def _flat(found: list[Token], text: str, shift: int = 0) -> Iterator[Token]:
    """Tokens in order, those of remarks in brackets among them."""
    for token in found:
        moved = token._replace(start=token.start + shift, end=token.end + shift)
        if token.kind != "REMARK":
            yield moved
            continue
        inside = token.text[1:-1] if token.text.endswith(")") else token.text[1:]
        yield moved._replace(kind=TokenKind.SEP, end=moved.start + 1, text="(")
        yield from _flat(tokens(inside), inside, moved.start + 1)
        if token.text.endswith(")"):
            yield moved._replace(kind=TokenKind.SEP, start=moved.end - 1, text=")")


def _pieces(said: str, own: str, of_days: bool) -> Iterator[Figure | Word | _Mark]:
    """The text from left to right: figures, words, and signs that end a clause."""
    wanted = _DATES if of_days else _NUMBERS
    found = list(_flat(tokens(said), said))
    at = place = 0
    while place < len(found):
        token = found[place]
        if token.kind in ("PERIOD", "NUMBER") and _names_a_part(token, said):
            yield from _words(said, at, token.start, own, found)
            yield Word(token.start, token.end, token.text, LABEL)
            at, place = token.end, place + 1
            continue
        if token.kind in ("PERIOD", "NUMBER") and (back := _YEARS_BACK.match(said, token.start)) is not None:
            begin = token.start - (said[token.start - 1 : token.start] in ("近", "前"))
            yield from _words(said, at, begin, own, found)
            yield Word(begin, back.end(), said[begin : back.end()], OWN if back[0] in own else _PAST)
            at, place = back.end(), next((n for n, t in enumerate(found) if t.start >= back.end()), len(found))
            continue
        if token.kind == "NUMBER" and _ANNEX.search(said, 0, token.start) is not None:
            yield from _words(said, at, token.start, own, found)
            yield Word(token.start, token.end, token.text, LABEL)
            at, place = token.end, place + 1
            continue
        if token.kind == "NUMBER" and (months := _months(found, place)):
            yield from _words(said, at, token.start, own, found)
            at = found[months].end
            yield Word(token.start, at, said[token.start : at], LABEL)
            place = months + 1
            continue
        if token.kind in wanted or (token.kind in _BEFORE_NUMBER and _leads(found, place, wanted)):
            last = _last_of_figure(found, place, wanted)
            yield from _words(said, at, token.start, own, found)
            end = found[last].end
            before, behind = said[max(token.start - 1, 0) : token.start], said[end : end + 1]
            torn = any(t.flag == "malformed" for t in found[place : last + 1]) or before in _TORN
            torn = (torn and bool(token.start)) or _mathematical(before) or _mathematical(behind)
            yield Figure(token.start, end, said[token.start : end], 0, False, torn=torn)
            at, place = end, last + 1
            continue
        if token.kind is TokenKind.SEP and token.text in ",;。、()":
            yield from _words(said, at, token.start, own, found)
            yield _Mark(token.start, token.text)
            at = token.end
        elif token.kind in ("DATE", "SKIP", "RANKGROUP", "NUMBER", "RANK"):
            yield from _words(said, at, token.start, own, found)
            roles = NEUTRAL if token.kind == "SKIP" and token.text in own else LABEL
            yield Word(token.start, token.end, token.text, roles)
            at = token.end
        place += 1
    yield from _words(said, at, len(said), own, found)


_ANNEX = re.compile(r"(?:附件|附表|附图|附录|序号|(?:^|[(,;:见])表)\s*$")
"""Words before the number of a paper, which counts nothing: 详见附件3."""
_PAST = frozenset({R.PAST})
_YEARS_BACK = re.compile(
    r"(?<=近)[一二两三四五六七八九十\d]+年(?!内)|[二两三四五六七八九十\d]{1,2}年(?:来|间|累计|合计|总计|平均)"
)
_PART = re.compile("([一二三四五六七八九十])(季度|期|批|标段)")


def _names_a_part(token: Token, said: str) -> bool:
    """True if 一季度 is the first quarter and no length of time, 二期 the second phase and no two: others are named
    beside it."""
    named = _PART.fullmatch(token.text)
    return named is not None and len({one for one, kind in _PART.findall(said) if kind == named[2]}) > 1


def _months(found: list[Token], place: int) -> int:
    """Where 1-9月 ends that begins here; 0 where none does."""
    if place + 2 < len(found) and found[place + 1].kind == "TO" and found[place + 2].kind == "DATE":
        return place + 2 if found[place].unit is None else 0
    return 0


def _mathematical(sign: str) -> bool:
    """True if a sign right beside a figure is one of mathematics that the grammar does not know: ∝8次, 8≈次."""
    return bool(sign) and sign not in _IDLE and unicodedata.category(sign) in ("Sm", "Mn", "Me", "No")


def _leads(found: list[Token], place: int, wanted: frozenset[str]) -> bool:
    """True if only denominators and signs stand between here and a number: 每人每年500元."""
    while place < len(found) and found[place].kind in _BEFORE_NUMBER:
        if found[place].flag == "whole":
            return False
        place += 1
    return place < len(found) and found[place].kind in wanted


def _last_of_figure(found: list[Token], place: int, wanted: frozenset[str]) -> int:
    """Where the figure ends: ranges, ratios, sums and products are one figure."""
    while found[place].kind in _BEFORE_NUMBER:
        place += 1
    while place + 2 < len(found) and found[place + 2].kind in wanted:
        joint = found[place + 1]
        if joint.text not in _JOINTS or joint.start != found[place].end or found[place + 2].start != joint.end:
            break
        place += 2
    return place


def _words(said: str, start: int, end: int, own: str, found: list[Token]) -> Iterator[Word]:
    """The words between two figures; a stretch that nobody knows is one word."""
    at = begun = start
    while at < end:
        known = _longer(word_at(said, at, end, own), _sign(said, at, end, found))
        if known is None and not said[at].isspace() and said[at] not in _IDLE:
            at += 1
            continue
        if begun < at:
            yield _stranger(said, begun, at, own)
        if known is not None:
            yield known
        at = begun = known.end if known is not None else at + 1
    if begun < end:
        yield _stranger(said, begun, end, own)


def _longer(one: Word | None, other: Word | None) -> Word | None:
    """The word that reaches further, of equal ones the listed one."""
    if one is None or other is None:
        return one or other
    return other if other.end > one.end else one


def _stranger(said: str, start: int, end: int, own: str) -> Word:
    """A stretch of no known words: unknown, unless it shortens what was asked for (基药 for 基本药物)."""
    stretch = said[start:end]
    if said[start - 1 : start] == "(" and said[end : end + 1] == ")" and lookup(stretch) is not None:
        return Word(start, end, stretch, NEUTRAL)  # 32件(套)
    if len(stretch) > 1:
        rest = iter(own)
        if all(sign in rest for sign in stretch):
            return Word(start, end, stretch, OWN)
    return Word(start, end, stretch, UNKNOWN)


_IDLE = frozenset("“”\"'‘’《》<>〈〉:!.·…_-—~+/=√✓✔")
"""Signs that say nothing between words; beside a number they are tokens of their own."""


def _sign(said: str, at: int, end: int, found: list[Token]) -> Word | None:
    """A comparator, a tail, a base or a direction of the grammar that begins here."""
    token = next((t for t in found if t.start == at and t.end <= end), None)
    if token is None or token.kind not in _GRAMMATICAL:
        return None
    roles = _GRAMMATICAL[token.kind]
    if token.kind in ("CMP", "TAIL"):
        roles = frozenset(
            {R.ABOVE} if token.comparator in UPWARDS else {R.BELOW} if token.comparator in DOWNWARDS else {R.NEUTRAL}
        )
    return Word(token.start, token.end, token.text, roles)


_GRAMMATICAL: dict[str, frozenset[Role]] = {
    "CMP": NEUTRAL,
    "TAIL": NEUTRAL,
    "APPROX": frozenset({R.ABOUT}),
    "BASE": frozenset({R.DIFFERENCE}),
    "COMPARED": frozenset({R.DIFFERENCE}),
    "DIRECTION": frozenset({R.DIFFERENCE}),
    "PERIOD": NEUTRAL,
    "EACH": frozenset({R.AVERAGE}),
    "EACH_AVG": frozenset({R.AVERAGE}),
    "AMBITION": frozenset({R.EXPECTED}),
    "EXCLUSIVE": NEUTRAL,
    "INCLUSIVE": NEUTRAL,
    "WITHIN": frozenset({R.BELOW}),
    "DATE_TAIL": NEUTRAL,
    "BETWEEN": NEUTRAL,
}


def _together(said: str, pieces: list[Figure | Word | _Mark]) -> Statement:
    """Words given to the figures of their clause; a bracket without a figure belongs to the figure before it."""
    made = Statement(said, [], [], [])
    clause, bracket = 0, False
    waiting: list[Word] = []
    last: Figure | None = None
    begins = 0

    def close(end: int) -> None:
        nonlocal waiting, last
        if last is not None and last.clause == clause:
            last.after += waiting
            last.slice += said[last.end : end]
        elif bracket and made.figures:
            made.figures[-1].after += waiting
        elif waiting:
            made.loose.append(waiting)
        waiting = []

    for piece in pieces:
        if isinstance(piece, Word):
            if piece.roles == UNKNOWN:
                made.unknown.append(piece)
            waiting.append(piece)
        elif isinstance(piece, Figure):
            piece.clause, piece.bracket = clause, bracket
            if last is not None and last.clause == clause:
                behind, piece.before = _shared(waiting, last.end)
                last.after += behind
                last.slice += "".join(word.text for word in behind)
            else:
                piece.before = waiting
            piece.slice = said[begins : piece.end]
            waiting = []
            made.figures.append(piece)
            last = piece
            begins = piece.end
        else:
            close(piece.start)
            clause += 1
            begins = piece.start + 1
            bracket = piece.sign == "(" or (bracket and piece.sign != ")")
    close(len(said))
    return made


_TAILS = frozenset({"以上", "及以上", "以下", "以内", "之内", "左右", "上下", "多", "余", "内"})


def _shared(words: list[Word], end: int) -> tuple[list[Word], list[Word]]:
    """Words between two figures of one clause: a tail belongs to the one before, all others to the one behind."""
    tail = 1 if words and words[0].start == end and words[0].text in _TAILS else 0
    return words[:tail], words[tail:]
