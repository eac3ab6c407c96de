"""Which cell of a printed table a text belongs to, where text overflows cells that are too low or too narrow for it.

By where a character is drawn alone, a line that runs over its cell's edge would be read as the neighbour's. But a text
is drawn at once, line under line: consecutive lines at the pitch of their size, each but the last as long as the
column, are one text and go to one cell together, the one they are centred on. What cannot be told from a picture is
whether an overflowing text was cut as well, so each such cell is reported.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points."""

_SAME = 0.25  # points: how far equal places may differ in print
_PITCH = (0.95, 1.75)  # line under line, in sizes of the type
_UNBROKEN = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef]*")  # what may not be broken at the start of a line
_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class _Run:
    """Characters drawn one after another on one line."""

    chars: list[Any]
    box: int | None
    text: str = field(init=False)
    left: float = field(init=False)
    right: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        self.text = "".join(char["text"] for char in self.chars)
        self.left, self.right = self.chars[0]["x0"], self.chars[-1]["x1"]
        self.top, self.bottom = min(c["top"] for c in self.chars), max(c["bottom"] for c in self.chars)
        self.size = self.bottom - self.top


@dataclass(slots=True)
class Held:
    """The contents of a cell: its texts, each as its characters, and whether one is larger than the cell."""

    texts: list[list[Any]] = field(default_factory=list)
    overflows: bool = False


def held_by(boxes: Sequence[Box], chars: Sequence[Any]) -> tuple[list[Held], set[int]]:
    """The contents of each box; and the places that some box holds in ``chars``, which are in the order of drawing."""
    find = _Finder(boxes)
    held = [Held() for _ in boxes]
    taken: set[int] = set()
    number = {id(char): place for place, char in enumerate(chars)}
    chains = list(_chains(list(_runs(chars, find)), boxes))
    own = [_own_boxes(chain) for chain in chains]
    for place, chain in enumerate(chains):
        whole = None
        if len(own[place]) > 1:
            others = {box for at, found in enumerate(own) if at != place for box in found}
            whole = None if _apart(chain, boxes) else _whole_box(chain, boxes, others)
        elif (box := chain[0].box) is not None and (_crosses(chain[0], boxes[box]) or _taller(chain, boxes[box])):
            whole = box
        if whole is not None:
            held[whole].overflows = True
        for run in chain:
            for char in run.chars:
                at = whole if whole is not None else find.box(char)
                if at is not None:
                    taken.add(number[id(char)])
        if whole is not None:
            held[whole].texts.append([char for run in chain for char in run.chars])
        else:
            by_box: dict[int, list[Any]] = {}
            for run in chain:
                for char in run.chars:
                    if (at := find.box(char)) is not None:
                        by_box.setdefault(at, []).append(char)
            for at, some in by_box.items():
                held[at].texts.append(some)
    return held, taken


class _Finder:
    """The box that a character's middle is in."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.boxes = boxes
        self.order = sorted(range(len(boxes)), key=lambda i: boxes[i][1])
        self.tops = [boxes[i][1] for i in self.order]
        self.tallest = max((box[3] - box[1] for box in boxes), default=0.0)

    def box(self, char: Any) -> int | None:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        for place in range(bisect.bisect_right(self.tops, y) - 1, -1, -1):
            if y - self.tops[place] > self.tallest:
                return None
            left, top, right, bottom = self.boxes[self.order[place]]
            if left <= x < right and top <= y < bottom:
                return self.order[place]
        return None


def _runs(chars: Sequence[Any], find: _Finder) -> Iterator[_Run]:
    """Characters that continue each other on a line; where a cell's edge lies between two, only those that touch."""
    some: list[Any] = []
    box: int | None = None
    for char in chars:
        here = find.box(char)
        if some:
            last = some[-1]
            height = last["bottom"] - last["top"]
            gap = char["x0"] - last["x1"]
            same_line = abs((char["bottom"] + char["top"]) - (last["bottom"] + last["top"])) < 0.7 * height
            near = -0.5 * height < gap < (1.5 * height if here == box else 0.1 * height)
            if not (same_line and near):
                yield _Run(some, _first_box(some, find))
                some = []
        some.append(char)
        box = here
    if some:
        yield _Run(some, _first_box(some, find))


def _first_box(chars: Sequence[Any], find: _Finder) -> int | None:
    """The box of a run: that of its first character, or the one it is centred on where it runs over both edges."""
    found = [at for char in (chars[0], chars[-1]) if (at := find.box(char)) is not None]
    if len(set(found)) < 2:
        return found[0] if found else None
    middle = {"x0": chars[0]["x0"], "x1": chars[-1]["x1"], "top": chars[0]["top"], "bottom": chars[0]["bottom"]}
    centre = find.box(middle)
    if centre is not None and centre not in found:
        return centre
    return found[0]


def _chains(runs: Sequence[_Run], boxes: Sequence[Box]) -> Iterator[list[_Run]]:
    """Lines of one text, as far as it is drawn at once."""
    chain: list[_Run] = []
    for run in runs:
        if chain and not _goes_on(chain, run, boxes):
            yield chain
            chain = []
        chain.append(run)
    if chain:
        yield chain


def _goes_on(chain: Sequence[_Run], run: _Run, boxes: Sequence[Box]) -> bool:
    """True if a line is the next one of the same text: under it at the same pitch, aligned with it, and wrapped."""
    last = chain[-1]
    size = max(last.size, 1.0)
    pitch = (run.top + run.bottom - last.top - last.bottom) / 2
    if abs(run.size - last.size) > 0.15 * size or not _PITCH[0] * size <= pitch <= _PITCH[1] * size:
        return False
    if len(chain) > 1 and abs(pitch - (last.top + last.bottom - chain[-2].top - chain[-2].bottom) / 2) > 2 * _SAME:
        return False
    aligned = abs(run.left - last.left) < 0.3 * size or abs(run.left + run.right - last.left - last.right) < 0.6 * size
    widths = [boxes[at][2] - boxes[at][0] for at in (last.box, run.box) if at is not None]
    if not aligned or not widths:
        return False
    found = _UNBROKEN.match(run.text)
    first = run.chars[: max(1, len(found.group()) if found else 1)]
    wanted = last.right - last.left + first[-1]["x1"] - first[0]["x0"]
    return bool(wanted > min(widths) - 1.6 * size)


def _own_boxes(chain: Sequence[_Run]) -> set[int | None]:
    return {run.box for run in chain}


def _apart(chain: Sequence[_Run], boxes: Sequence[Box]) -> bool:
    """True if the lines are the separate texts of boxes under each other: each stands in its box in the same way."""
    parts: dict[int, list[_Run]] = {}
    for run in chain:
        if run.box is None:
            return False
        parts.setdefault(run.box, []).append(run)
    ways = []
    for at, lines in parts.items():
        _, top, _, bottom = boxes[at]
        ways.append((lines[0].top - top, bottom - lines[-1].bottom))
    if any(min(way) < -_SAME for way in ways):
        return False
    above, below = [way[0] for way in ways], [way[1] for way in ways]
    centred = [(way[0] - way[1]) / 2 for way in ways]
    return any(max(place) - min(place) <= _SAME for place in (above, below, centred))


def _whole_box(chain: Sequence[_Run], boxes: Sequence[Box], others: set[int | None]) -> int | None:
    """The box that the lines belong to together: the one they are centred on, else one that nothing else is in."""
    middle = (chain[0].top + chain[-1].bottom) / 2
    places = [run.box for run in chain if run.box is not None]
    centre = [at for at in places if boxes[at][1] <= middle < boxes[at][3]]
    ranked = [*centre, *places[-1:], *places[:1]]
    return next((at for at in ranked if at not in others), ranked[0] if ranked else None)


def _taller(chain: Sequence[_Run], box: Box) -> bool:
    """True if lines need more height than their box has."""
    return bool(len(chain) > 1 and chain[-1].bottom - chain[0].top > box[3] - box[1] + 0.3 * chain[0].size)


def _crosses(run: _Run, box: Box) -> bool:
    """True if a line runs out of its box to the side."""
    return bool(run.left < box[0] - 0.5 * run.size or run.right > box[2] + 0.5 * run.size)


def lines_joined(lines: Sequence[str]) -> str:
    """The lines of a cell as one text: a printed line break is only the width of the column."""
    text = ""
    for line in lines:
        line = line.strip()
        if not line:
            continue
        if re.match(r"(目标)?\d{1,2}[.、:：．]\D|[①-⑩]|[（(]\d{1,2}[)）]", line) and text:
            text += "\n" + line
        elif (
            text
            and not _WIDE.search(text[-1])
            and not _WIDE.search(line[0])
            and text[-1].isalpha()
            and line[0].isalpha()
        ):
            text += " " + line
        else:
            text += line
    return text
