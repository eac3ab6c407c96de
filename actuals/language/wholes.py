"""Parts of one whole by their names: the halves or quarters of a year, the first three batches, 线上 and 线下."""

from __future__ import annotations

import re
from itertools import pairwise, permutations

from actuals.language.statement import Figure, Statement
from actuals.language.words import Role
from targets.language.vocabulary import Heading, words

R = Role
_LABELS = re.compile(
    r"[一二三四五六七八九十](?:标段|期|批)|第[一二三四五六七八九十\d]+(?:期|批|轮|次|阶段|场|季度)|[一二三四1-4]季度|[上下]半年|(?:1[0-2]|[1-9])月|线上|线下|城区|农村|城镇|乡镇|乡村|男生|女生|省内|省外|市内|市外|县内|县外|国内|国外|男性?|女性?|国家级|省级|市级|县级|区级|乡级|镇级|村级|春季|秋季|夏季|冬季|室内|室外|新建|改建|扩建"
)


def part_label(figure: Figure) -> str:
    """The name of a part of a whole before a figure: 第一期, 上半年, 线上; empty where there is none."""
    found = _LABELS.findall(figure.label)
    return found[-1].lstrip("第") if found else ""


_PAIR = 2
_WHOLES = frozenset(
    frozenset(parts.split("/"))
    for parts in [
        "上半年/下半年",
        "线上/线下",
        "城区/农村",
        "城镇/农村",
        "城区/乡村",
        "城镇/乡村",
        "男/女",
        "男性/女性",
        "春季/秋季",
        "新建/改建",
        "新建/改建/扩建",
        "新建/扩建",
        "室内/室外",
        "城区/乡镇",
        "男生/女生",
        "省内/省外",
        "市内/市外",
        "县内/县外",
        "国内/国外",
    ]
)
_CONTRASTS = tuple(both for pair in _WHOLES if len(pair) == _PAIR for both in permutations(sorted(pair)))


_BOTH_WORKS = re.compile("新[、和及]?改[、和及]?扩?建")
"""新改建 and 新改扩建 name several works in one word."""


def contrary(figure: Figure, own: str) -> bool:
    """True if a figure is of the other part of a whole than the one asked for: 线下办理率 for 线上办理率."""
    label, own = figure.label, _BOTH_WORKS.sub("新建改建扩建", own)
    return bool(label) and any(one in label and other in own and one not in own for one, other in _CONTRASTS)


_NTH = re.compile(r"([一二三四五六七八九十\d]+)(期|批|轮|次|阶段|场|季度|标段)")
_COUNT = "一二三四五六七八九十"


def whole_of(labels: tuple[str, ...]) -> bool:
    """True if these parts are all parts of a whole: both halves, all four quarters, the first three batches."""
    if frozenset(labels) in _WHOLES:
        return True
    numbers = [_NTH.fullmatch(label) for label in labels]
    if not all(numbers):
        return False
    kinds = {n[2] for n in numbers if n}
    places = sorted(int(n[1]) if n[1].isdecimal() else _COUNT.find(n[1]) + 1 for n in numbers if n)
    return len(kinds) == 1 and places == list(range(1, len(places) + 1)) and (kinds != {"季度"} or len(places) == 4)


def enumerated(figures: list[Figure], said: Statement, *, planned: bool) -> bool:
    """True if figures are kinds of one thing counted one after the other: 发明专利2项、实用新型专利4项."""
    between = [said.text[one.end : other.start] for one, other in pairwise(figures)]
    own = {frozenset(w.text for w in f.before if R.OWN in w.roles) for f in figures}
    if _kinds_of_one(figures, between, said) or (not planned and _one_by_one(figures, between, said)):
        return True
    joined = all(re.match(r"[^\d,;。()]{0,2}[、和及]", text) and not re.search("[,;。()]", text) for text in between)
    return joined and len(own) == 1 and own != {frozenset()} and len({f.label for f in figures}) == len(figures)


def _one_by_one(figures: list[Figure], between: list[str], said: Statement) -> bool:
    """True if one word names several counts in a row: 两批次分别为8人、9人."""
    listed = all(text in ("、", "和", ",") for text in between) and len(figures) == len(said.figures) - sum(
        figure.end <= figures[0].start for figure in said.figures
    )
    several = re.search(
        r"(?:批次?|期|场|次|班|校|县|镇|村|处|地|人|家|个|年级)[^,;。()]{0,4}分别(?:为|是|有)?$",
        said.text[: figures[0].start],
    )
    return listed and several is not None


def _kinds_of_one(figures: list[Figure], between: list[str], said: Statement) -> bool:
    """True if an outcome is nothing but kinds of one noun with a figure each: 采茶戏96场，木偶戏48场."""
    labels = [figure.label for figure in figures]
    own = {frozenset(w.text for w in figure.before if R.OWN in w.roles) for figure in figures}
    if not all(labels) or len(set(labels)) < len(labels) or len(own) > 1:
        return False  # of 存栏500头，出栏900头 one alone was asked for
    listed = all(text.startswith("、") for text in between) and not any(f.led(R.OWN) for f in figures)
    if len({label[-1:] for label in labels}) > 1 and not listed:
        return False
    apart = all(
        re.fullmatch("[,、]", text.removesuffix(label)) for text, label in zip(between, labels[1:], strict=True)
    )
    roles = frozenset(role for figure in figures for word in figure.before for role in word.roles)
    alone = len(figures) == len(said.figures) and not said.loose and not any(figure.after for figure in figures)
    acts = any(words().get(word.text) is Heading.DOING for figure in figures for word in figure.before)
    return apart and alone and not acts and roles <= {R.UNKNOWN, R.NEUTRAL, R.OWN}  # 立案30件、结案25件 overlap
