"""The short way of reading and the grammar agree on every text that the short way reads at all: 100,000 made texts."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from actuals.language.words import Role, lexicon
from targets.language.comparators import SIGNS, TAILS, WORDS, comparator_of
from targets.language.expression import _read_closely, read_target
from targets.language.nothing import is_blank
from targets.language.quantity import MAGNITUDES, _table
from targets.language.reading import Comparator, ReadingKind
from targets.language.simple import read_simple
from targets.language.spellings import SPELLINGS
from targets.layout.values import ValueKind, value_kind

TIMES = int(os.environ.get("EVALUATOR_FUZZ", "1"))
CORPUS = Path(__file__).parent / "corpus"
NAMES = [line.split("\t")[0] for line in (CORPUS / "expressions.tsv").read_text(encoding="utf-8").splitlines()[1:]]
SIGNS_AND_WORDS = (
    "≥ ≤ >= <= ＞＝ ＜＝ > < = ＝ ≧ ≦ => ≥= ≮ ≯ ≈ 约 共 不少于 不低于 不超过 不得低于 不高于 大于等于 小于或等于 "
    "至少 最少 至多 最高 最长 超过 高于 低于 不足 不到 未满 达到 应达到 等于 增长到 "
    "降低至 控制在 以上 突破 第 前 每 每年 一年 全年 完成 近 负 - 增长 下降 力争 无 ( 超"
)
BEFORE = (*SIGNS_AND_WORDS.split(), *("",) * 6)
MORE_UNITS = ("旮", "件/套", "人/次", "元/人", "个百分点以上", "％", "人以上", "左右", "次/年", "万", "")
UNITS = [*_table().by_spelling, *MORE_UNITS]
COLUMNS = ("", "", "", "%", "个", "人", "年", "天", "万元", "元/人", "旮", "人/次", "无", "级")
SYMBOLS = ("", "", "", "≥", "<=", "＝", "大于等于", "正向", "反向指标", "定性", "定量", "以上", "越小越好", "约", "一")


def made(draw: random.Random) -> tuple[str, str, str, str]:
    """Signs, numbers and units in all spellings, with a name, a unit column and a symbol column beside some."""
    digits = draw.choice((str(draw.randrange(100)), str(draw.randrange(3000)), str(draw.randrange(10**9)), "0.95"))
    digits += draw.choice(("", "", "", f".{draw.randrange(100)}"))
    if draw.random() < 0.05:
        digits = digits.translate({48 + i: 0xFF10 + i for i in range(10)})
    unit = draw.choice(UNITS)
    if draw.random() < 0.1:
        unit = draw.choice(list(MAGNITUDES)) + unit
    gap = draw.choice(("", "", " ", "\u3000", "\t", "\u200b"))
    text = draw.choice(("", "", " ")) + draw.choice(BEFORE) + gap + digits + draw.choice(("", "", " ")) + unit
    beside = draw.random() < 0.5
    name = draw.choice(NAMES) if beside else ""
    return text, name, draw.choice(COLUMNS) if beside else "", draw.choice(SYMBOLS) if beside else ""


@pytest.mark.parametrize("seed", range(4))
def test_the_short_way_agrees_with_the_grammar(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - the same texts every time
    short_ones = 0
    for _ in range(25_000 * TIMES):
        call = made(draw)
        short = read_simple(*call)
        if short is not None:
            short_ones += 1
            assert short == _read_closely(*call)[0], call
    assert short_ones > 5_000 * TIMES


def test_wording_read_at_once_is_wording_to_the_grammar() -> None:
    for name in NAMES:
        short = read_simple(name, "", "", "")
        if short is not None:
            assert short == _read_closely(name, "", "", "")[0], name


def test_every_spelling_of_a_sign_has_the_meaning_of_the_sign() -> None:
    for sign in "≥≤><=":
        for spelling in SPELLINGS[sign]:
            one, other = read_simple(f"{spelling}5个", "", "", ""), read_simple(f"{sign}5个", "", "", "")
            assert one is not None and other is not None
            assert (one.comparator, one.low, one.high) == (other.comparator, other.low, other.high)


def test_one_table_of_comparators() -> None:
    assert {comparator for _, comparator in (*SIGNS, *TAILS)} | {c for _, c, _ in WORDS} == set(
        map(comparator_of, ("≥", ">", "≤", "<", "="))
    )
    assert comparator_of("以上") == comparator_of("不少于") == comparator_of("≥")
    assert comparator_of("约") is comparator_of("") is comparator_of("次") is None


ONE_BOUND = ("≥", "≤", "不低于", "不得少于", "至少", "最低", "不超过", "最多", "大于等于")


@pytest.mark.parametrize("said", ONE_BOUND)
def test_every_comparator_may_stand_between_a_period_and_its_count(said: str) -> None:
    for period in ("一年", "半年"):
        reading = read_target(f"{period}{said}3次")
        assert (reading.kind, reading.comparator, reading.unit) == (ReadingKind.FREQUENCY, comparator_of(said), "次")


@pytest.mark.parametrize("said", ONE_BOUND)
def test_the_layout_knows_every_comparator_of_the_table(said: str) -> None:
    assert value_kind(said) is ValueKind.SIGN
    assert value_kind(f"{said}3次") is ValueKind.COMPARED


def test_the_layout_knows_every_mark_of_the_table() -> None:
    for mark in ("", *"-/~_—–－～／、.。·*", "——", "--", " - "):
        assert is_blank(mark)
        assert value_kind(mark) is ValueKind.BLANK, mark


def test_words_of_outcomes_mean_what_the_table_of_comparators_says() -> None:
    upwards, downwards = {Comparator.GE, Comparator.GT}, {Comparator.LE, Comparator.LT}
    for word, roles in lexicon().items():
        stated = comparator_of(word)
        assert not (Role.ABOVE in roles and stated in downwards), word
        assert not (Role.BELOW in roles and stated in upwards), word
