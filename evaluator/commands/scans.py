"""``--scans``: a command run with pages that are pictures recognised, and with what a person confirmed of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from actuals.confirmations import read_confirmations
from evaluator.keeping.doubtsheet import DECISIONS, SHEET, questions, read_doubts, write_doubts
from evaluator.language import pick
from targets.documents.grid import Grid
from targets.documents.scanning import PageProgress, reading_scans
from targets.visible import visible


def with_scans(run: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """The status of a command whose documents may be scans; confirmations are those of its ``--decisions``.

    Raises InputError where the extra ``scan`` is missing or the decisions cannot be read.
    """
    decisions, folder = getattr(args, "decisions", None), getattr(args, "doubts", None)
    confirmed = dict(read_confirmations(decisions)) if decisions else {}
    if folder is None:
        with reading_scans(confirmed, _progress(args.lang)) as scans:
            status = run(args)
        _tell_unused(len(confirmed.keys() - scans.used), args.lang)
        return status
    signed, grids = read_doubts(Path(folder)), list[Grid]()
    with reading_scans(confirmed | signed, _progress(args.lang), grids.extend):
        status = run(args)
    asked = questions(grids)
    write_doubts(Path(folder), asked, signed, args.lang)
    waiting = sum(one.cell.doubtful for one in asked)
    print(
        pick(
            args.lang,
            f"已写入 {folder}：{waiting} 个单元格待核，{len(asked) - waiting} 个已核定。对照图片改“{SHEET}”的核定内容、"
            f"填核定人，再运行一次；核定后用 --decisions {Path(folder) / DECISIONS} 打分或审核。",
            f"wrote {folder}: {waiting} cells to confirm, {len(asked) - waiting} confirmed. Correct {SHEET} by the "
            "pictures, sign each row and run this again; then score or audit with --decisions "
            f"{Path(folder) / DECISIONS}.",
        ),
        file=sys.stderr,
    )
    return status


def _tell_unused(count: int, lang: str) -> None:
    """A line on stderr for confirmations whose picture is in none of these documents."""
    if count:
        said = pick(
            lang,
            f"注意：决定文件里有 {count} 条 [[cell]] 未采用：这些文件里没有对应的图片",
            f"note: {count} [[cell]] entries of the decisions fit no picture of these documents",
        )
        print(said, file=sys.stderr)


def _progress(lang: str) -> PageProgress | None:
    """A line on stderr that counts scanned pages, where a person watches."""
    if not sys.stderr.isatty():
        return None

    def show(name: str, done: int, of: int) -> None:
        said = f"{pick(lang, '识别扫描页', 'recognising scanned pages')} {done}/{of} {visible(name[:40])}"
        print(f"\r\033[K{said}", end="\n" if done == of else "", file=sys.stderr, flush=True)

    return show
