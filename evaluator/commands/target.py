"""``evaluator target TEXT``: how one target is understood, with carets under the parts that gave it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from wcwidth import wcwidth

from evaluator.language import pick
from targets.errors import InputError
from targets.language.explanation import Explanation
from targets.language.expression import explain_target, read_target

_COLUMNS = ("indicator", "target", "unit_column", "symbol_column")


def run(args: argparse.Namespace) -> int:
    """One text from the command line, or with ``--stdin`` many as a table; 0 always, since a doubt is part of the
    answer."""
    if args.stdin == (args.text is not None):
        raise InputError(
            "请给出一个指标值，或用 --stdin 从标准输入读入一张表，二者取一。",
            "Give one target, or --stdin to read a table from standard input: one of the two.",
        )
    if args.stdin:
        rows = _rows(_standard_input())
    else:
        rows = iter([(args.indicator or "", args.text, args.unit or "", args.symbol or "")])
    first = True
    for indicator, text, unit, symbol in rows:
        if args.format == "json":
            reading = read_target(text, indicator=indicator, unit=unit, symbol=symbol)
            print(json.dumps(reading.as_json(), ensure_ascii=False))
            continue
        if not first:
            print()
        print(render(explain_target(text, indicator=indicator, unit=unit, symbol=symbol), args.lang))
        first = False
    return 0


def _standard_input() -> str:
    """All of standard input as UTF-8, whatever the locale."""
    buffer = getattr(sys.stdin, "buffer", None)
    if buffer is None:
        return sys.stdin.read()
    try:
        return str(buffer.read().decode("utf-8-sig"))
    except UnicodeDecodeError as trouble:
        raise InputError(
            f"标准输入第 {trouble.start + 1} 字节起不是 UTF-8 文本；请把表另存为 UTF-8。",
            f"Standard input is not UTF-8 text from byte {trouble.start + 1} on; save the table as UTF-8.",
        ) from None


def _rows(table: str) -> Iterator[tuple[str, str, str, str]]:
    """The lines of a tab-separated table with a header, as (indicator, target, unit, symbol); quotes are plain
    characters."""
    lines = table.lstrip("\ufeff").replace("\r\n", "\n").removesuffix("\n").split("\n")
    header = [name.strip() for name in lines[0].split("\t")]
    if "target" not in header:
        raise InputError(
            "标准输入第 1 行应为列名，以制表符分隔，至少有 target 一列"
            "（另可有 indicator、unit_column、symbol_column）；请补上列名行。",
            "Line 1 of standard input must name the columns, separated by tabs, with at least target "
            "(and indicator, unit_column, symbol_column); add that line.",
        )
    places = [header.index(name) if name in header else None for name in _COLUMNS]
    for line in lines[1:]:
        cells = line.split("\t")
        indicator, target, unit, symbol = (
            cells[place] if place is not None and place < len(cells) else "" for place in places
        )
        yield indicator, target, unit, symbol


def render(explanation: Explanation, lang: str) -> str:
    """The explanation as lines of text: the target, a caret line for each part that counted, the reading, the
    doubts."""
    text = _printable(explanation.reading.text)
    lines = [f"  {text}"] if text.strip() else []
    for part in explanation.parts:
        carets = " " * _width(text[: part.start]) + "^" * max(1, _width(text[part.start : part.end].rstrip()))
        lines.append(f"  {carets} {pick(lang, part.zh, part.en)}")
    lines.append(pick(lang, "识别结果：", "Read as: ") + pick(lang, explanation.zh, explanation.en))
    lines.extend(pick(lang, "未用：", "Left alone: ") + ignored for ignored in explanation.ignored)
    lines.extend(pick(lang, "注意：", "Note: ") + pick(lang, *doubt) for doubt in explanation.remarks)
    return "\n".join(_printable(line) for line in lines)


def _printable(text: str) -> str:
    """Control characters as spaces, so that a cell of a hostile file cannot steer the terminal."""
    return "".join(c if wcwidth(c) >= 0 else " " for c in text)


def _width(text: str) -> int:
    """Columns that a text takes on a terminal: Chinese characters take two."""
    return sum(max(wcwidth(c), 0) for c in text)
