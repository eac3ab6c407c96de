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


_FLIPPED = {Better.MORE: Better.LESS, Better.LESS: Better.MORE}
_DENIALS = ("不", "未", "非")
_TAKEN_ON = re.compile(
    r"(?:降低|减少|下降|压减|压缩|削减|缩短|遏制|减轻)[^\W\d]{0,4}$"
    r"|(?:查处|处理|处置|整改|排查|打击|化解|调处|调解|防治|治理|整治|监测|检查|受理|办理|破获|侦办|救治|消除)[^\W\d]{0,2}$"
)
"""Before a word of which less is better: its fall is asked for, or that it is dealt with; which, nobody can say."""


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
def _patterns() -> tuple[tuple[re.Pattern[str], dict[str, Measure]], ...]:
    """The words of the special groups and those of the general ones, each as one pattern, the longest first."""
    made = []
    for general in (False, True):
        known: dict[str, Measure] = {}
        for measure in measures():
            if measure.general is general:
                known.setdefault(measure.word, measure)
        words = sorted(known, key=len, reverse=True)
        made.append((re.compile(f"(?=({'|'.join(map(re.escape, words))}))"), known))
    return tuple(made)


@lru_cache(maxsize=65536)
def measure_of(name: str) -> Measure | None:
    """The measure an indicator's name speaks of, None where no word of it is listed, and where a fault is to fall or to
    be dealt with: 降低空置率 may mean the rate or its fall, 查处违法 counts work and no offences."""
    said = re.sub(r"\([^()]*\)", "", plain(name))
    for pattern, known in _patterns():
        best: tuple[int, int, Measure] | None = None
        for found in pattern.finditer(said):
            measure = known[found[1]]
            start, end = found.start(1), found.end(1)
            if best is None or end > best[0] or (end == best[0] and end - start > best[1]):
                best = (end, end - start, measure)
        if best is not None:
            end, length, measure = best
            before = said[: end - length]
            if before.endswith(_DENIALS) and measure.better in _FLIPPED:
                return measure._replace(better=_FLIPPED[measure.better])
            if measure.better is Better.LESS and _TAKEN_ON.search(before):
                return None
            return measure
    return None
