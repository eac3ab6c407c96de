"""Which figure of an outcome is the one that was reached: all others must be explained, or the line is a doubt.

A figure beside 计划, 申报, 剩余, 其中, 去年 … is not what was reached. Of several that may be, words decide (共, 实际,
the measure's own name), or they are added up where they are parts of one whole; otherwise nobody chooses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from actuals.language.statement import Figure, Statement
from actuals.language.wholes import enumerated, part_label, whole_of
from actuals.language.words import GRAVE, NOT_REACHED, Role, Word
from targets.language.vocabulary import Heading, words

R = Role
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The figure that was reached, or several parts of it.

    ``missed``: the text calls it missed; ``surpassed``: more than was asked for; ``unknown``: the stretches that nobody
    knows; ``about``, ``below``: the word that makes it inexact, or less; ``began``: where a change began;
    ``part_of_year``: the figure is one of a half or some months.
    """

    figures: tuple[Figure, ...]
    unknown: tuple[Span, ...] = ()
    missed: bool = False
    surpassed: bool = False
    about: str = ""
    below: str = ""
    began: Figure | None = None
    part_of_year: bool = False


@dataclass(frozen=True, slots=True)
class Doubtful:
    """No figure can be chosen; ``spans`` are the stretches that stand in the way."""

    spans: tuple[Span, ...]


def weigh(
    said: Statement,
    fits: Callable[[Figure], bool],
    due: Callable[[Figure], bool],
    *,
    ceiling: bool = False,
    held: Callable[[Figure], bool] = lambda _: False,
    exact: Callable[[Figure], bool] = lambda _: False,
) -> Chosen | Doubtful:
    """Choose the figure that was reached; ``fits`` says whether a figure is one of what was asked for, ``due`` whether
    it is the rest that makes another one whole (已完成480户，剩余20户), ``held`` whether an extreme is within the
    target (平均3天，最长5天 for ≤5天), ``exact`` whether its denominators are the target's. Under a ceiling what is
    still to come counts too: 已支付20万元，剩余8万元.
    """
    roles = _roles(said)
    open_ones = [f for f, role in zip(said.figures, roles, strict=True) if role is None]
    fitting = [f for f in open_ones if fits(f)]
    if not fitting:
        fitting = _part_that_was_asked_for(said, roles, fits)
    if (
        len(fitting) > 1
        and len(same := [f for f in fitting if exact(f)]) == 1
        and not any(f.led(R.TO) for f in fitting)
    ):
        fitting = same  # 共53人，每村2人 for 2人/村
    outside = [f for f in fitting if not f.bracket]
    chosen = _choose(outside or fitting, said) if outside or _leads_to_a_bracket(said) else None
    if chosen is None:
        return Doubtful(_spans(fitting) if fitting else tuple(span for f in said.figures for span in _why(f, said)))
    taken = set(map(id, chosen))
    began = next((f for f, role in zip(said.figures, roles, strict=True) if f.led(R.FROM) and fits(f)), None)
    in_the_way: list[Span] = []
    for figure, role in zip(said.figures, roles, strict=True):
        if id(figure) in taken or figure is began or (role is R.EXTREME and held(figure)):
            continue
        to_come = ceiling and role in _TO_COME and fits(figure)
        if to_come or _in_the_way(figure, role, chosen[0], fits, due):
            in_the_way += _why(figure, said)
    rest = all(figure.led(R.DONE) and not figure.led(R.TOTAL, R.PLANNED) for figure in chosen)
    aside = (clause for clause in said.loose if not (rest and _of_the_rest(clause)) and not _compares(clause))
    loose = [word for clause in aside for word in clause]
    in_the_way += [(w.start, w.end) for w in loose if _grave(w, said.asked)]
    beside = [w for figure in chosen for w in (*figure.before, *figure.after)]
    in_the_way += [(w.start, w.end) for w in beside if R.EXTREME in w.roles]
    in_the_way += [
        (f.start, f.end)
        for f, role in zip(said.figures, roles, strict=True)
        if role is R.EXTREME and fits(f) and not held(f)
    ]
    if in_the_way:
        return Doubtful(tuple(in_the_way))
    unknown = [w for w in (*beside, *loose) if w.roles & {R.UNKNOWN, R.SOMETIMES}]
    return Chosen(
        figures=tuple(chosen),
        unknown=tuple(dict.fromkeys((w.start, w.end) for w in unknown)),
        part_of_year=len(chosen) == 1 and _of_part(said, chosen[0], beside),
        missed=any(R.MISSED in w.roles for w in (*loose, *beside)),
        surpassed=any("超额" in w.text or R.SURPASSED in w.roles for w in (*loose, *beside))
        or any(role is R.DIFFERENCE and _MORE.search(f.label) for f, role in zip(said.figures, roles, strict=True)),
        about=next((w.text for w in beside if R.ABOUT in w.roles), ""),
        below=next((w.text for w in beside if R.BELOW in w.roles and R.NEUTRAL not in w.roles), ""),
        began=began,
    )


_REST = re.compile("其余|剩余|余下|其他的?")


def _of_the_rest(clause: list[Word]) -> bool:
    """True if a clause without a figure speaks of what is beyond the figure before it: 到货32台，其余在途."""
    return bool(clause) and _REST.match(clause[0].text) is not None


def _compares(clause: list[Word]) -> bool:
    """True if a clause without a figure only says how it was before: 较上年压减一半."""
    first = clause[0] if clause else None
    return first is not None and first.text.startswith(("较", "比上", "比去", "同比", "环比")) and len(clause) > 1


def weigh_each(said: Statement) -> tuple[Span, ...] | None:
    """The unknown words of a text all of whose figures were reached; None where a word takes one of them back."""
    loose = [word for clause in said.loose for word in clause]
    beside = [w for figure in said.figures for w in (*figure.before, *figure.after)]
    doubtful = any(_grave(w, said.asked) or R.MISSED in w.roles for w in loose)
    doubtful |= any(w.roles & {R.BELOW, R.ABOUT, R.EXTREME} and R.NEUTRAL not in w.roles for w in beside)
    if doubtful or any(f.torn or f.bracket for f in said.figures) or any(role is not None for role in _roles(said)):
        return None
    return tuple((w.start, w.end) for w in (*beside, *loose) if w.roles & {R.UNKNOWN, R.SOMETIMES})


_MORE = re.compile(r"超额|超出|超过计划|超计划|多完成|超目标")


def _grave(word: Word, asked: frozenset[Role]) -> bool:
    """True if a word of a clause without a figure is a doubt about the figure beside it."""
    if word.text in _TURNS:
        return False  # 满意度有所提升，达到95%: which way it went takes nothing from where it is
    return bool(word.roles & GRAVE) and not word.roles & {R.NEUTRAL, R.OWN, R.TO, *asked}


_TURNS = frozenset({"增加", "增长", "减少", "下降", "上升", "提高", "提升", "降低", "缩短", "扩大", "提前"})


_PART_OF_YEAR = re.compile(
    r"[上下]半年|第?[一二三四1-4]季度|前[一二三]季度|"
    r"(?<!\d)(?!0?1\s*[-~至到]\s*12月)\d{1,2}\s*[-~至到]\s*\d{1,2}月"
)
_UP_TO = re.compile(r"截[至止]到?(?:20\d\d年)?(?:[1-9]|1[01])月")


def _of_part(said: Statement, figure: Figure, beside: list[Word]) -> bool:
    """True if a figure is one of a part of the year: 上半年6次, 截至9月底5场."""
    labels = any(R.LABEL in word.roles and _PART_OF_YEAR.search(word.text) for word in beside)
    return labels or _UP_TO.search(said.text[: figure.start]) is not None


_TO_COME = (R.UNDONE, R.BEGUN, R.EXPECTED)


_PLANNED_ANEW = frozenset({"调整为", "改为", "变为"})


def _roles(said: Statement) -> list[Role | None]:
    """The role that the words give each figure, None where it may be what was reached."""
    found: list[Role | None] = []
    part = -1
    for figure in said.figures:
        role = _role(figure, said)
        if role is None and _share_of_plan(said, figure):
            role = R.PLANNED
        if role is None and R.PLANNED in found and any(w.text in _PLANNED_ANEW for w in figure.before):
            role = R.PLANNED  # 原定18万，后调整为15万
        if role is None and _whole_of_a_part(said, figure):
            role = R.PLANNED
        if role is R.EXPECTED and _meant_before(figure, said):
            role = R.PLANNED
        if role is R.PART:
            part = figure.clause
        elif role is None and 0 <= part == figure.clause - 1 and not figure.led(R.TOTAL, R.DONE):
            role, part = R.PART, figure.clause
        found.append(role)
    return found


_AMONG = re.compile(r"[^\d,;。()其]{0,8}中(?:有|仅有?|只有|的|已经?)?")


def _whole_of_a_part(said: Statement, figure: Figure) -> bool:
    """True if a figure is the whole of which the next one is a part: 36所学校中仅29所."""
    following = next((f for f in said.figures if f.start >= figure.end), None)
    return (
        following is not None
        and following.clause == figure.clause
        and _AMONG.fullmatch(said.text[figure.end : following.start]) is not None
    )


def _meant_before(figure: Figure, said: Statement) -> bool:
    """True if what was meant is followed by what came of it: 拟招12人，实际招聘9人."""
    meant = any(w.text.startswith("拟") for w in figure.before)
    later = (f for f in said.figures if f.start > figure.end)
    return meant and any(w.text.startswith("实") and R.DONE in w.roles for f in later for w in f.before)


def _why(figure: Figure, said: Statement) -> list[Span]:
    """The words that take a figure back, or the figure itself where none does."""
    beside = [
        w for w in (*figure.before, *figure.after) if w.roles & {*NOT_REACHED, R.MISSED} and R.NEUTRAL not in w.roles
    ]
    return [(w.start, w.end) for w in beside if not w.roles & said.asked] or [(figure.start, figure.end)]


def _leads_to_a_bracket(said: Statement) -> bool:
    """True if the words before a bracket only say that it was done: 已完成（468人）; 见附件（女性300人） does not."""
    words = [word for clause in said.loose for word in clause]
    harmless = all(word.roles & {R.DONE, R.NEUTRAL, R.OWN, R.ABSENCE, R.TOTAL} for word in words)
    return harmless and (not words or any(word.roles & {R.DONE, R.TOTAL} for word in words))


def _share_of_plan(said: Statement, figure: Figure) -> bool:
    """True if a figure is the plan of which a share follows: 完成30公里建设任务的90%."""
    following = next((f for f in said.figures if f.start >= figure.end), None)
    if following is None or following.clause != figure.clause or not following.text.endswith("%"):
        return False
    return following.led(R.PLANNED) and said.text[following.start - 1] == "的"


_FIRM = ("实", "已")


def _role(figure: Figure, said: Statement) -> Role | None:
    bracketed = said.text[figure.end :].lstrip().startswith("(")
    for place, word in enumerate(figure.after):
        if R.BEGUN in word.roles and any(R.OWN in w.roles for w in figure.after[place + 1 : place + 2]):
            continue  # 10月开始试运营 for 试运营时间
        if word.roles & {R.UNDONE, R.EXPECTED, R.BEGUN} and R.NEUTRAL not in word.roles:
            return next(role for role in (R.UNDONE, R.EXPECTED, R.BEGUN) if role in word.roles)
        if R.PLANNED in word.roles and not figure.led(R.DONE) and "已" not in "".join(w.text for w in figure.after):
            return R.PLANNED
        if R.MISSED in word.roles and not bracketed:
            return R.UNDONE
    for place, word in reversed(list(enumerate(figure.before))):
        if R.BEGUN in word.roles and _goes_on(figure.before[place + 1 :]):
            continue
        if word.text in ("占", "占比") and figure.text.endswith("%") and figure.led(R.OWN):
            continue
        if word.text.startswith(_FIRM) and R.DONE in word.roles:
            return None
        apart = word.roles & NOT_REACHED - said.asked
        if apart and (R.NEUTRAL not in word.roles or word.end == figure.start):
            return min(apart)
        if R.MISSED in word.roles:
            return R.UNDONE
    return None


def _part_that_was_asked_for(said: Statement, roles: list[Role | None], fits: Callable[[Figure], bool]) -> list[Figure]:
    """洽谈35家，其中签约24家 for 签约家数: the part that was asked for, of a whole that was only begun."""
    parts = [f for f, role in zip(said.figures, roles, strict=True) if role is R.PART and fits(f) and not f.bracket]
    wholes = [role for role in roles if role is not R.PART]
    named = len(parts) == 1 and all(w.text == "其中" or R.OWN in w.roles for w in parts[0].before)
    return parts if named and not parts[0].after and wholes and all(role is R.BEGUN for role in wholes) else []


def _goes_on(words: list[Word]) -> bool:
    """True if what was begun was also done: 受理并调解702件 for 调解件数."""
    return any(one.text == "并" and R.OWN in other.roles for one, other in pairwise(words))


def _choose(fitting: list[Figure], said: Statement) -> list[Figure] | None:
    """The one figure, or all parts of it; None where nobody can say."""
    if len(fitting) <= 1:
        return fitting or None
    for role in (R.TO, R.TOTAL):
        marked = [f for f in fitting if f.led(role)]
        if len(marked) == 1 and (role is R.TOTAL or all(f is marked[0] or f.led(R.FROM) for f in fitting)):
            return marked
    if R.AVERAGE in said.asked and len(mean := [f for f in fitting if f.led(R.AVERAGE)]) == 1:
        return mean  # 分别得91分、93分、95分，平均93分
    left = [f for f in fitting if not f.led(R.FROM)]
    if len(left) > 1:  # 首次突破3000人次，达3058人次: the bound says less than the figure
        left = [f for f in left if not (f.led(R.ABOVE) and f is left[0])] or left
        if len(left) == 1:
            return left
    if len({f.text for f in left}) == 1 and not any(part_label(f) for f in left):
        return left[:1]
    if all(part_label(f) for f in left) and len({part_label(f) for f in left}) == len(left):
        labels = tuple(part_label(f) for f in left)
        one_by_one = all(label.endswith("月") for label in labels) or all(label.endswith("级") for label in labels)
        return left if whole_of(labels) or one_by_one else None
    if enumerated(left, said, planned=any(role in _PLANNED_OR_PAST for role in _roles(said))):
        return left
    done = [f for f in left if f.led(R.DONE) or (f.led(R.OWN) and not f.led(R.BESIDES))]
    if len(done) == 1 and all(f is done[0] or f.led(R.BESIDES) for f in left):
        return done
    return _by_own_words(left)


_PLANNED_OR_PAST = frozenset({R.PLANNED, R.PAST, R.EXPECTED})


def _by_own_words(fitting: list[Figure]) -> list[Figure] | None:
    """The one figure whose words are all those of the indicator, where all others have another word."""
    strange = [any(R.UNKNOWN in w.roles for w in f.before) for f in fitting]
    named = [any(R.OWN in w.roles for w in f.before) for f in fitting]
    fine = [f for f, odd, own in zip(fitting, strange, named, strict=True) if own and not odd]
    others = [odd for f, odd in zip(fitting, strange, strict=True) if f not in fine]
    return fine if len(fine) == 1 and all(others) else None


NEWLY = frozenset({"新增", "净增", "新增加"})
"""Words for what is new: of a whole it is a part, beside another figure nobody knows."""
_SEPARATE = re.compile(r"剩|余|其余|尚|还有|另|在建|正在")
_BEYOND = re.compile("另有?|其余|剩余|余下|还有")
_INCIDENTS = re.compile(r"事故|投诉|差错|失误|返工|违规|违纪|处罚|通报|伤亡|死亡|舆情|上访|拖欠|故障|不合格")


def _in_the_way(
    figure: Figure, role: Role | None, chosen: Figure, fits: Callable[[Figure], bool], due: Callable[[Figure], bool]
) -> bool:
    """True if a figure that was not chosen takes something back from the one that was, or nobody knows what it is."""
    beside = "".join(w.text for w in (*figure.before, *figure.after))
    if role in _TO_COME:
        if due(figure):
            return False
        if figure.bracket and chosen.led(R.DONE) and _BEYOND.match(figure.label) and fits(figure):
            return False  # 建成3所（另1所用地未落实）
        if figure.bracket or figure.led(R.PART) or not fits(figure):
            return True
        return not (chosen.led(R.DONE, R.TOTAL) and (role is R.BEGUN or _SEPARATE.search(beside) is not None))
    if figure.led(R.PART):
        named = [w.text for w in figure.before if R.OWN in w.roles]
        kinds = [w for w in figure.before if not w.roles & {R.OWN, R.PART}]
        if not kinds and chosen.label and named and not any(word in chosen.label for word in named):
            return True  # 引进人才23人，其中博士5人 for 博士引进: the part is what was asked for
        return any(w.roles & {R.PAST, R.UNDONE, R.BEGUN} for w in (*figure.before, *figure.after))
    if role is R.PAST and figure.bracket and fits(figure):
        return re.search("补|含|包括", figure.label) is not None or any(
            w.roles & {R.DONE} or words().get(w.text) is Heading.DOING for w in figure.before
        )  # bought last year
    if role is R.DIFFERENCE and not figure.bracket and not chosen.led(R.TOTAL) and fits(figure):
        apart = {w.text for w in figure.before if R.DIFFERENCE in w.roles}
        return bool(apart) and apart <= NEWLY  # 新增泊位58个、改造泊位10个
    if role is not None:
        return False
    if _INCIDENTS.search(beside) and not re.match(r"0(?!\d|\.)", figure.text) and not fits(figure):
        return True
    if figure.bracket and (figure.led(R.BELOW) or figure.followed(R.BELOW)):
        return True
    if figure.bracket and fits(figure):
        return figure.led(R.DONE) and figure.text != chosen.text
    return False


def _spans(figures: Iterable[Figure]) -> tuple[Span, ...]:
    return tuple((f.start, f.end) for f in figures)


def pointed(text: str, spans: Iterable[Span]) -> str:
    """The text with carets around what was not understood: 300户^（目标）^."""
    shown, at = "", 0
    for start, end in sorted(set(spans)):
        if start < at:
            continue
        end = start + len(text[start:end].rstrip())  # white space is understood
        shown += f"{text[at:start]}^{text[start:end]}^"
        at = end
    return shown + text[at:]
