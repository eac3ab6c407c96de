"""Every part of a text is accounted for, or said to be left over; nothing that bears on a number is passed over."""

from __future__ import annotations

import csv
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.commands.target import render
from rules.cases import _unscorable
from targets.language.accounting import Why
from targets.language.expression import account_of, explain_target, read_target
from targets.language.reading import NoteName, Reading, ReadingKind
from targets.language.vocabulary import Heading, pieces, words

TIMES = int(os.environ.get("EVALUATOR_FUZZ", "1"))
CORPUS = Path(__file__).parent / "corpus"


def rows() -> list[dict[str, str]]:
    with (CORPUS / "accounted.tsv").open(encoding="utf-8", newline="") as file:
        return [{k: v or "" for k, v in row.items()} for row in csv.DictReader(file, delimiter="\t", quoting=3)]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"])
def test_what_is_left_over(row: dict[str, str]) -> None:
    reading = read_target(row["text"], indicator=row["indicator"])
    assert reading.detail(NoteName.TEXT_LEFT_OVER) == row["light"]
    assert reading.detail(NoteName.TEXT_NOT_UNDERSTOOD) == row["grave"]
    assert (_unscorable(reading) == "text-not-understood") is bool(row["grave"])


BEARING = (
    *("不少于", "不超过", "至少", "最多", "≥", "≤", ">", "高于", "低于", "超过", "不足", "控制在"),
    *("增长", "下降", "提高", "减少", "较上年增长", "同比下降"),
    *("比上年", "较2022年", "同比", "在上年基础上", "与去年同期相比"),
    *("每季度", "每人", "人均", "每100户", "月均"),
)
BREAKS = ("，", "；", "。", "且", "，且", "，同时")
NUMBERS = ("100人", "5%", "20个", "3.5万元", "12场次", "30天")


def speaks_of(reading: Reading, token: str) -> bool:
    """Whether a reading shows in any way that a text held the token."""
    if reading.kind in (ReadingKind.UNREADABLE, ReadingKind.CHANGE) or reading.parts:
        return True
    left = reading.detail(NoteName.TEXT_NOT_UNDERSTOOD) + reading.detail(NoteName.TEXT_LEFT_OVER)
    notes = {note.name for note in reading.notes}
    said = bool(left) or bool(notes & {NoteName.BASE, NoteName.PERIOD, NoteName.DIRECTION})
    return said or reading.per is not None or reading.comparator.value not in ("eq", "none")


@pytest.mark.parametrize("token", BEARING)
def test_nothing_that_bears_on_a_number_is_lost_at_a_comma(token: str) -> None:
    for number in NUMBERS:
        for mark in BREAKS:
            for text in (f"{token}{mark}{number}", f"{number}{mark}{token}", f"{number}{mark}{token}{mark}"):
                assert speaks_of(read_target(text), token), text


FILLERS = ("共", "已", "累计", "共计", "实际完成", "完成", "按时足额", "开展", "全部", "均")


def test_neutral_words_change_nothing() -> None:
    for number in ("100人", "95%", "3.5万元", "20公里"):
        plain = read_target(number)
        for word in FILLERS:
            found = read_target(word + number)
            assert (found.low, found.high, found.unit, found.comparator) == (
                *(plain.low, plain.high, plain.unit, plain.comparator),
            ), word
            assert not found.has(NoteName.TEXT_LEFT_OVER) and not found.has(NoteName.TEXT_NOT_UNDERSTOOD), word


def made(draw: random.Random) -> str:
    """A text of words of all headings, unknown ones, signs and numbers, in any order."""
    known = sorted(words())
    pick = (
        lambda: draw.choice(known),
        lambda: draw.choice(("嘎", "嘎嘎", "呔", "q", "☂", "≯", "○", "③", "\u0338", "\u202e")),
        lambda: draw.choice(("，", "、", "；", "（", "）", " ", "且", "-", "至", "/", "±", "+")),
        lambda: draw.choice((*NUMBERS, "三百二十人", "½", "1万2千户", ".5", "2023年12月底前", "第一", "前三名")),
        lambda: draw.choice(BEARING),
    )
    return "".join(draw.choice(pick)() for _ in range(draw.randint(1, 9)))


def test_every_character_is_accounted_for() -> None:
    """Used by the grammar, neutral, or left over: the three together are the text, whatever it is."""
    draw = random.Random(19)  # noqa: S311 - the same texts every time
    for _ in range(3000 * TIMES):
        text = made(draw)
        found = account_of(text)
        if found is None:
            continue
        used, neutral, left = found
        covered = {
            i for start, end in (*used, *neutral, *((one.start, one.end) for one in left)) for i in range(start, end)
        }
        missing = {i for i, sign in enumerate(text) if not sign.isspace() and sign not in "\u200b，、；。,;"} - covered
        assert not missing, (text, sorted(missing))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30), st.text(max_size=10))
def test_pieces_are_the_wording(wording: str, own: str) -> None:
    cut = pieces(wording, own)
    assert "".join(wording[piece.start : piece.end] for piece in cut) == wording


def test_a_word_has_one_heading() -> None:
    assert words()["无人机"] is Heading.HARMLESS and words()["共"].neutral and not words()["取消"].neutral


def test_carets_stand_below_what_was_not_understood() -> None:
    shown = render(explain_target("没到500人"), "en")
    assert "  ^^ not understood" in shown.splitlines()[1:][0] or any(
        "not understood" in line for line in shown.splitlines()
    )
    parts = explain_target("嘎嘎3.47公里").parts
    assert any((part.start, part.end, part.en) == (0, 2, "left over") for part in parts)


def test_every_reason_is_told_apart() -> None:
    assert {why for why in Why if why is not Why.OTHER} == {
        *(Why.NUMBER, Why.DENIAL, Why.STAGE, Why.COMPARISON, Why.CONDITION),
    }
