"""No text raises or hangs, whatever it is; the short way and the long way agree; equal inputs give equal readings."""

import csv
import pickle
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import targets.language.tokens as language
from actuals.language.reading import read_outcome
from targets.language.expression import _read_closely, explain_target, read_target, read_targets
from targets.language.reading import ReadingKind
from targets.language.simple import read_simple
from targets.language.spellings import TABLE

CORPUS = Path(__file__).parent / "corpus"
LINES = [
    line.split("\t")
    for name in ("expressions.tsv",)
    for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()[1:]
]
TEXTS = sorted({line[1] for line in LINES})
NAMES = sorted({line[0] for line in LINES})
ALPHABET = (
    "≥≤><=％%‰0123456789.,，/-~—至到每年月日前后底内以上下人次元万亿百分"
    "之点一二三十两半第名位不低于超过约左右力争、；（）() *±:：增长降较比"
)

words = st.one_of(st.text(max_size=40), st.text(alphabet=ALPHABET, max_size=40), st.sampled_from(TEXTS))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A corpus line with a few characters cut, doubled or replaced."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text(alphabet=ALPHABET, max_size=3)) + text[at + draw(st.integers(0, 2)) :]
    return text


@settings(max_examples=400, deadline=None)
@given(st.one_of(words, mutated()), st.sampled_from(["", *NAMES[:40]]), st.sampled_from(["", "%", "人/次", "年"]))
def test_nothing_raises(text: str, indicator: str, unit: str) -> None:
    reading = read_target(text, indicator=indicator, unit=unit)
    assert reading.text == text
    if reading.kind is ReadingKind.UNREADABLE:
        assert reading.has("target-unreadable")
    if reading.low is not None and reading.high is not None:
        assert reading.low <= reading.high
    reading.as_json()
    explain_target(text, indicator=indicator, unit=unit)
    assert pickle.loads(pickle.dumps(reading)) == reading  # noqa: S301 - our own bytes


@settings(max_examples=300, deadline=None)
@given(st.one_of(words, mutated()), st.sampled_from(TEXTS))
def test_no_outcome_raises(text: str, target: str) -> None:
    outcome = read_outcome(text, read_target(target), indicator="满意度")
    assert outcome.text == text


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(words, mutated()),
    st.sampled_from(["", *NAMES]),
    st.sampled_from(["", "%", "个", "年", "亩"]),
    st.sampled_from(["", "=", "≥"]),
)
def test_short_way_agrees_with_long_way(text: str, indicator: str, unit: str, symbol: str) -> None:
    short = read_simple(text, indicator, unit, symbol)
    if short is not None:
        assert short == _read_closely(text, indicator, unit, symbol)[0]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[1])
def test_short_way_agrees_on_the_corpus(line: list[str]) -> None:
    short = read_simple(line[1], line[0], line[2], line[3])
    if short is not None:
        assert short == _read_closely(line[1], line[0], line[2], line[3])[0]


@settings(max_examples=300, deadline=None)
@given(st.one_of(words, mutated(), st.sampled_from(NAMES)))
def test_characters_that_may_begin_a_token(text: str) -> None:
    """Cutting runs of plain wording at once gives the same tokens as trying every pattern at every character."""
    table = TABLE[1:]
    slow = re.compile("|".join(f"(?P<T{i + 1}>{pattern})" for i, (_, pattern) in enumerate(table)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "_master", lambda: slow)
        one_by_one = language.tokens(language.plain(text))
    assert language.tokens(language.plain(text)) == one_by_one


def test_long_texts_are_refused() -> None:
    reading = read_target("≥" + "9" * 500)
    assert reading.kind is ReadingKind.UNREADABLE
    assert reading.detail("target-unreadable") == ">500"


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "一",
        "好地",
        "(",
        "不足1的",
        "零",
        "每",
        "≥",
        "1-",
        "1/",
        "2023年",
        "达到",
        "较上年",
        "无",
        "基本完成",
        "第",
        "a",
        "1人/",
        "、",
        "预期",
    ],
)
def test_time_is_linear_in_length(unit: str) -> None:
    """The longest text allowed, of the same thing over and over, takes milliseconds and not seconds."""
    text = (unit * 500)[:500]
    start = time.process_time()
    reading = read_target(text, indicator=text)
    read_outcome(text, reading, indicator=text)
    assert time.process_time() - start < 1.0


def test_columns_read_each_distinct_text_once() -> None:
    texts = ["≥95%", "持续保障", "≥95%"]
    readings = read_targets(texts)
    assert [reading.text for reading in readings] == texts
    assert readings[0] is readings[2]
    rows = read_targets(texts, ["甲", "乙", "丙"], ["", "", ""], ["", "", ""])
    assert rows == readings


def test_columns_of_different_length_are_misuse() -> None:
    with pytest.raises(ValueError, match="zip"):
        read_targets(["≥95%"], ["甲", "乙"])


def test_corpus_is_tab_separated() -> None:
    with (CORPUS / "expressions.tsv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))) == 257
