"""Where everything stands in the drawing of execution against results: axes, dots, numbers beside them that do not
cover each other. ``scatter.svg.j2`` writes it down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.figures import percent
from evaluator.language import pick
from evaluator.scorecards.charts import Dot, Scatter

WIDTH, HEIGHT = 400, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 368, 42, 292
_FEW = 40
_MOST_NUMBERED = 20
_FURTHEST = 13_000
_CHAR = 6.6
_LETTER = 12.0
_AROUND = [(math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)) for turn in (0, -1, 4, -3, -2, 2, 1, 3)]

_CORNER = ("钱未用完，效果好", "unspent, results good")

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One dot: where, up to where its open part reaches, its number (0: none) with its place, and what it says."""

    x: float
    y: float
    top: float
    square: bool
    open: bool
    numbers: tuple[int, ...]
    label_x: float
    label_y: float
    label: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the grid and its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All that the template writes. ``corner`` is the box of money unspent with good results, None without a line."""

    marks: tuple[Mark, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    corner: Box | None
    corner_label: str
    title: str
    description: str
    x_label: str
    y_label: str
    frame: Box = (_LEFT, _TOP, _RIGHT, _BOTTOM)
    width: int = WIDTH
    height: int = HEIGHT


def numbered(chart: Scatter) -> tuple[Dot, ...]:
    """The forms that have a number in the drawing and a row in the list beside it: all if they are few, else those
    with money unspent and good results, least spent first, then those furthest behind, twenty in all.
    """
    if len(chart.dots) <= _FEW:
        return chart.dots
    corner = sorted(chart.unspent, key=lambda dot: (dot.rate, dot.form))
    others = sorted((d for d in chart.dots if not d.unspent), key=lambda dot: (dot.low + dot.rate, dot.form))
    return tuple((corner + others)[:_MOST_NUMBERED])


def drawing(chart: Scatter, lang: str) -> Drawing:
    """The drawing of a chart."""
    across = _scale([min(d.rate, _FURTHEST) for d in chart.dots] + ([chart.rate_line] if chart.rate_line else []))
    up = _scale([d.low for d in chart.dots] + [chart.result_line])

    def x(rate: int) -> float:
        part = (min(rate, _FURTHEST) - across[0]) / (across[-1] - across[0])
        return round(_LEFT + part * (_RIGHT - _LEFT), 1)

    def y(share: int) -> float:
        return round(_BOTTOM - (share - up[0]) / (up[-1] - up[0]) * (_BOTTOM - _TOP), 1)

    number = {dot.form: place for place, dot in enumerate(numbered(chart), 1)}
    groups: dict[tuple[float, float, float, bool], list[Dot]] = {}
    for dot in chart.dots:
        groups.setdefault((x(dot.rate), y(dot.low), y(dot.high), dot.of_department), []).append(dot)
    centres = [(px, py) for px, py, _, _ in groups]
    taken: list[Box] = [(px - 5, min(py, top) - 5, px + 5, py + 5) for px, py, top, _ in groups]
    if chart.rate_line is not None:
        taken += [(x(chart.rate_line) - 1, _TOP, x(chart.rate_line) + 1, _BOTTOM)]
        taken += [(_LEFT, y(chart.result_line) - 1, _RIGHT, y(chart.result_line) + 1)]
        taken += [(_LEFT, _TOP, _LEFT + _LETTER * 11, _TOP + 18)]
    marks = []
    for (px, py, top, square), dots in groups.items():
        numbers = tuple(number[d.form] for d in dots if d.form in number)
        label = _numbers(numbers)
        label_x, label_y = _beside(px, py, top, label, taken, centres) if label else (0.0, 0.0)
        marks.append(
            Mark(
                x=px,
                y=py,
                top=top,
                square=square,
                open=any(d.high > d.low for d in dots),
                numbers=numbers,
                label_x=label_x,
                label_y=label_y,
                label=label,
                said=pick(lang, "；", "; ").join(_said(d, lang) for d in dots[:_MOST_NUMBERED]),
            )
        )
    corner = None if chart.rate_line is None else (_LEFT, _TOP, x(chart.rate_line), y(chart.result_line))
    return Drawing(
        marks=tuple(marks),
        across=tuple(Tick(at=x(rate), label=f"{rate // 100}%") for rate in across),
        up=tuple(Tick(at=y(share), label=f"{share // 100}%") for share in up),
        corner=corner,
        corner_label=pick(lang, *_CORNER),
        title=pick(lang, "预算执行率与指标得分率", "Budget execution against results"),
        description=_described(chart, lang),
        x_label=pick(lang, "预算执行率 →", "budget execution →"),
        y_label=pick(lang, "↑ 指标得分率", "↑ share of the indicators' points"),
    )


def _scale(values: Sequence[int]) -> list[int]:
    """Whole steps of ten, or twenty if there are many, that hold all values; never from nothing where nothing is."""
    low = min(values, default=0) // 1000 * 1000
    low = max(0, min(low, 8000))
    high = max(10_000, -(-max(values, default=0) // 1000) * 1000)
    step = 1000 if high - low <= 5000 else 2000
    low -= (high - low) % step
    low = max(low, 0)
    ticks = list(range(high, low - 1, -step))[::-1]
    return ticks if ticks[0] == low else [low, *ticks]


def _numbers(numbers: Sequence[int]) -> str:
    """Numbers at one place: ``3``, ``3, 8``, ``3, 8 …`` where they are many."""
    return ", ".join(map(str, numbers[:3])) + (" …" if len(numbers) > 3 else "")


def _beside(x: float, y: float, top: float, label: str, taken: list[Box], centres: list[Point]) -> tuple[float, float]:
    """Where the number goes: the nearest of many places around the dot that covers least of what is there."""
    wide, high = _CHAR * len(label), _LETTER
    best: tuple[float, Box] | None = None
    for away in (9, 15, 22, 30):
        for along, down in _AROUND:
            middle_x, middle_y = x + along * (away + wide / 2 - 2), (top if down < 0 else y) + down * (away + 3)
            box = (middle_x - wide / 2, middle_y - high / 2, middle_x + wide / 2, middle_y + high / 2)
            if box[0] < _LEFT or box[2] > WIDTH - 1 or box[1] < _TOP - 22 or box[3] > _BOTTOM:
                continue
            covered = sum(_common(box, other) for other in taken)
            # A number nearer to another dot would be read as that dot's.
            own = _away(box, (x, y))
            covered += 50.0 * sum(_away(box, one) < own + 3 for one in centres if one != (x, y))
            if best is None or covered < best[0] - 1e-9:
                best = (covered, box)
        if best is not None and best[0] == 0:
            break
    box = best[1] if best else (x + 6, y - high / 2, x + 6 + wide, y + high / 2)
    taken.append(box)
    return round((box[0] + box[2]) / 2, 1), round(box[3] - 2.5, 1)


def _away(box: Box, point: Point) -> float:
    """The distance of a point from the edge of a box."""
    along = max(box[0] - point[0], 0.0, point[0] - box[2])
    down = max(box[1] - point[1], 0.0, point[1] - box[3])
    return math.hypot(along, down)


def _common(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _said(dot: Dot, lang: str) -> str:
    share = percent(dot.low)
    if dot.high > dot.low:
        share += pick(lang, f" 至 {percent(dot.high)}", f" to {percent(dot.high)}")
    return pick(
        lang,
        f"{dot.label}：执行率 {percent(dot.rate)}，指标得分率 {share}，{dot.grade}",
        f"{dot.label}: execution {percent(dot.rate)}, results {share}, {dot.grade}",
    )


def _described(chart: Scatter, lang: str) -> str:
    found = len(chart.unspent)
    text = pick(
        lang,
        f"散点图，{len(chart.dots)} 张表，横轴为预算执行率，纵轴为指标得分占指标分值的比例。",
        f"Scatter of {len(chart.dots)} forms: budget execution across, share of the indicators' points upwards.",
    )
    if chart.rate_line is None:
        return text
    rate, share = percent(chart.rate_line), percent(chart.result_line)
    return text + pick(
        lang,
        f"执行率低于 {rate} 而得分率不低于 {share} 的有 {found} 张。",
        f" Execution below {rate} with results of at least {share}: {found}.",
    )
