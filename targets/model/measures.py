"""Measures and which way is better: 投诉率 less, 覆盖率 more, 补助标准 exactly; ``measures.toml`` is the one list.

The last listed word of an indicator's name decides, since a Chinese name ends with its head: 投诉办结率 is a share of
what was settled. Nothing is guessed for a name that holds no listed word.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from targets.language.tokens import plain


class Better(StrEnum):
    """Which way a measure is better."""

    LESS = "less"
    MORE = "more"
    EXACT = "exact"


class Measure(NamedTuple):
    """One listed word: which way is better, in which sector, on what basis; ``general``: it says what is counted."""

    word: str
    better: Better
    sector: str
    basis: str
    general: bool = False


GROWTH = re.compile(r"(?:同比)?(?:增长|增幅|增速|增长率|增长幅度)$")
"""The growth of a measure is better as the measure is: of 投诉 less, of 收入 more."""
_COST, _SHARE_OF_IT = "成本", re.compile(r"^[^\W\d]+(?:比例|占比|比重|率)$")
_FLIPPED = {Better.MORE: Better.LESS, Better.LESS: Better.MORE}
_DENIED = re.compile(r"[不未非](?:及时|按时|按期|准时|足额|规范|有效|全面)?$")
_TO_FALL = re.compile(r"(?:降低|减少|下降|压减|压缩|削减|缩短|遏制|减轻|受理|接到)[^\W\d]{0,4}$")
_DEALT_WITH = re.compile(
    r"(?:查处|处理|处置|整改|排查|打击|化解|调处|调解|防治|治理|整治|监测|检查|办理|破获|侦办|救治|消除)[^\W\d]{0,2}$|(?:整治|治理|消除|排除)[^\W\d]{0,6}$"
)


@cache
def measures() -> tuple[Measure, ...]:
    """Every listed measure, in the order of the file."""
    text = resources.files("targets.model").joinpath("measures.toml").read_text(encoding="utf-8")
    return tuple(
        Measure(word, Better(group["better"]), group["sector"], group["basis"], group.get("general", False))
        for group in tomllib.loads(text)["group"]
        for word in group["words"]
    )


@cache
def _listed() -> tuple[dict[str, Measure], dict[str, Measure], int]:
    """The words of the special groups and those of the general ones, and the length of the longest."""
    special: dict[str, Measure] = {}
    general: dict[str, Measure] = {}
    for measure in measures():
        (general if measure.general else special).setdefault(measure.word, measure)
    return special, general, max(map(len, (*special, *general)))


def _last(said: str, known: dict[str, Measure], longest: int) -> tuple[int, Measure] | None:
    """The listed word that ends last, of two that end together the longer one; and where it begins."""
    for end in range(len(said), 0, -1):
        for start in range(max(end - longest, 0), end):
            if (measure := known.get(said[start:end])) is not None:
                return start, measure
    return None


@lru_cache(maxsize=65536)
def measure_of(name: str) -> Measure | None:
    """The measure an indicator's name speaks of: 查处违法 counts work and no offences, 未及时 the rest of 及时.

    None where no word of it is listed, and where a fault is to fall: 降低空置率 may mean the rate or its fall.
    """
    said = re.sub(r"\([^()]*\)", "", plain(name))
    said = GROWTH.sub("", said) or said
    special, general, longest = _listed()
    if (found := _last(said, special, longest)) is not None:
        start, measure = found
        if measure.sector == _COST and _SHARE_OF_IT.search(said[start + len(measure.word) :]):
            return None  # 水费收缴率 and 住院费用政策范围内报销比例 are no costs
        before = said[:start]
        dealt_with = measure.better is Better.LESS and _DEALT_WITH.search(before)
        if measure.better in _FLIPPED and (dealt_with or _DENIED.search(before)):
            return measure._replace(better=_FLIPPED[measure.better])
        return None if measure.better is Better.LESS and _TO_FALL.search(before) else measure
    last = _last(said, general, longest)
    return last[1] if last is not None else None


def better_less(name: str) -> bool:
    """True if an indicator's name speaks of a measure of which less is better."""
    measure = measure_of(name)
    return measure is not None and measure.better is Better.LESS
