"""The reasons for doubt about a recognised text in words, in Chinese and English."""

from __future__ import annotations

from enum import StrEnum


class Doubt(StrEnum):
    """One reason why a person must confirm what was recognised."""

    UNSURE = "unsure"
    DIFFERS = "differs"
    PIECES = "pieces"
    COLOUR = "colour"
    DROPPED = "dropped"
    SENSE = "sense"
    GAP = "gap"
    EMPTY = "empty"


REASONS: dict[str, tuple[str, str]] = {
    Doubt.UNSURE: ("有字认不准", "a character was not certain"),
    Doubt.DIFFERS: ("再认一次结果不同", "read again it came out differently"),
    Doubt.PIECES: ("笔画数与认出的字不符", "the strokes do not fit the characters"),
    Doubt.COLOUR: ("有印章或彩色笔迹压字", "a stamp or coloured pen lies over it"),
    Doubt.DROPPED: ("有笔迹没有认出", "some ink was not read"),
    Doubt.SENSE: ("不像一个完整的数值", "it is no complete figure"),
    Doubt.GAP: ("字间空隙很大，可能是两格的内容", "a wide gap in it may be a rule that was lost"),
    Doubt.EMPTY: ("有笔迹但没有认出字", "there is ink but no character was read"),
}
OTHERS = ("，也可能是{}", ", or {}")
