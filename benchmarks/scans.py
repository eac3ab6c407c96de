"""Scans read against their truth: made pages of many layouts under many kinds of damage.

Run: python benchmarks/scans.py [--forms 24] [--first 0] [--kinds clean200,scan200,…] [--wrong]
Forms are drawn by rule (tests/formgrammar.py) with figures of their own (``varied``), printed in eight looks and
damaged (tests/scanmaking.py). For each kind of damage:
  refused       pages that were refused, of all
  figures       cells that print a figure, on the pages that were accepted
  wrong         of these, read as something else
  in silence    of the wrong ones, those that nobody is asked about (of a figure that is in no cell of its own: neither
                about it nor about its line): must be 0
  asked         of the right ones, those that somebody is asked about
  rows exact    indicators whose texts are all as printed, doubts aside
  CPU           seconds of processor a page
``--wrong`` prints every figure that was read wrongly in silence. Needs the extra ``scan`` and a Chinese font.
"""

from __future__ import annotations

import argparse
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from formgrammar import made  # noqa: E402
from scanmaking import DAMAGE, LOOKS, damaged, varied  # noqa: E402

from targets.documents.grid import Cell, Grid  # noqa: E402
from targets.documents.scan.page import read_page  # noqa: E402
from targets.layout.understanding import forms_of  # noqa: E402

_ROW = ("level1", "level2", "name", "target", "symbol", "unit", "actual", "points", "score")
_FIGURE = frozenset("0123456789≥≤<>=%")


def bare(text: str | None) -> str:
    """A text without what does not matter in print: width of signs, white space, kinds of dashes."""
    plain = "".join(unicodedata.normalize("NFKC", text or "").split())
    return plain.translate(str.maketrans("–—－−", "----"))


def is_figure(text: str) -> bool:
    return bool(_FIGURE & set(bare(text)))


def placed(grid: Grid, truth: Grid) -> tuple[int, dict[tuple[int, int], Cell]]:
    """The cells of a page by the row and column of the printed table, whatever stands above it: those of a row in their
    order, where there are as many as were printed."""

    def rows(of: Grid) -> dict[int, list[Cell]]:
        found: dict[int, list[Cell]] = {}
        for cell in sorted(of.cells, key=lambda one: one.column):
            found.setdefault(cell.row, []).append(cell)
        return found

    printed, read = rows(truth), rows(grid)

    def at(off: int) -> dict[tuple[int, int], Cell]:
        return {
            (one.row, one.column): other
            for row, cells in printed.items()
            if len(cells) == len(read.get(row + off, ()))
            for one, other in zip(cells, read[row + off], strict=True)
            if one.rowspan == other.rowspan
        }

    return max(((off, at(off)) for off in range(7)), key=lambda found: len(found[1]))


def pending(grids: Sequence[Grid], cell: Cell, off: int) -> bool:
    """True if the line that a printed cell stands in waits for a person: a cell over its row is doubtful."""
    return any(
        one.doubtful and one.row <= cell.row + off < one.row + one.rowspan for grid in grids for one in grid.cells
    )


def beside(grids: Sequence[Grid], cell: Cell, off: int) -> Cell | None:
    """The one cell with the same text in the same row, where a row has more or fewer cells than were printed."""
    found = [
        one for grid in grids for one in grid.cells if one.row == cell.row + off and bare(one.text) == bare(cell.text)
    ]
    return found[0] if len(found) == 1 else None


def rows_of(grid: Grid) -> list[tuple[str, ...]]:
    settled = tuple(replace(cell, recognised=None) for cell in grid.cells)
    forms = forms_of([replace(grid, cells=settled)], grid.file).forms
    return [tuple(bare(getattr(row, name)) for name in _ROW) for form in forms for row in form.rows]


def measured(seed: int, kind: str, count: Counter[str], show: bool) -> None:
    truth = varied(made(seed, flat=False)[0][0], seed)
    try:
        picture, dpi = damaged(truth, kind, seed, LOOKS[seed % len(LOOKS)])
    except ValueError:
        return
    begun = time.process_time()
    read = read_page(picture, dpi, "page", 1)
    count["cpu"] += round(100 * (time.process_time() - begun))
    count["pages"] += 1
    if read.refused:
        count["refused"] += 1
        return
    if len(read.grids) != 1:
        count["torn"] += 1
    off, cells = placed(read.grids[0], truth) if read.grids else (0, {})
    for cell in truth.cells:
        if not is_figure(cell.text):
            continue
        found = cells.get((cell.row, cell.column)) or beside(read.grids, cell, off)
        wrong = found is None or bare(found.text) != bare(cell.text)
        doubtful = found.doubtful if found is not None else pending(read.grids, cell, off)
        count["figures"] += 1
        count["wrong"] += wrong
        count["silent"] += wrong and not doubtful
        count["asked"] += doubtful and not wrong
        if wrong and not doubtful and show:
            print(f"  {kind} {seed}: {cell.text!r} read as {None if found is None else found.text!r}", flush=True)
        if doubtful and not wrong and found is not None and found.recognised is not None:
            count["because " + "+".join(found.recognised.doubts)] += 1
    wanted, got = rows_of(truth), Counter(row for grid in read.grids for row in rows_of(grid))
    count["rows"] += len(wanted)
    count["exact"] += sum((Counter(wanted) & got).values())
    if show:
        for row in (Counter(wanted) - got).elements():
            near = max(got, key=lambda other: sum(a == b for a, b in zip(row, other, strict=True)), default=())
            print(f"    {kind} {seed} row: {[(a, b) for a, b in zip(row, near, strict=False) if a != b]}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--forms", type=int, default=24)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kinds", default=",".join(DAMAGE))
    parser.add_argument("--wrong", action="store_true")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    print("| damage | pages | refused | figures | wrong | in silence | right ones asked | rows exact | CPU a page |")
    print("|---|---|---|---|---|---|---|---|---|")
    total: Counter[str] = Counter()
    for kind in args.kinds.split(","):
        count: Counter[str] = Counter()
        for seed in range(args.first, args.first + args.forms):
            measured(seed, kind, count, args.wrong)
        print(_line(kind, count), flush=True)
        total += count
    print(_line("all", total))
    print({name: number for name, number in sorted(total.items()) if name.startswith(("because", "torn"))})


def _line(kind: str, count: Counter[str]) -> str:
    right = max(1, count["figures"] - count["wrong"])
    cells = (
        *(kind, count["pages"], count["refused"], count["figures"], count["wrong"], count["silent"]),
        f"{count['asked'] / right:.1%}",
        f"{count['exact'] / max(1, count['rows']):.1%}" if count["rows"] else "",
        f"{count['cpu'] / 100 / max(1, count['pages']):.1f} s",
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    main()
