"""The rows of a part, block by block, in as many threads as there are processors: numpy lets others run meanwhile.

A block is small enough that what is made for it stays in the cache of its processor.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

BLOCK = 1 << 16
_MOST_THREADS = 8


def in_blocks(rows: int, work: Callable[[slice], object]) -> None:
    """Call ``work`` once for every block of so many rows, in any order; it writes its results where they belong."""
    blocks = [slice(start, min(start + BLOCK, rows)) for start in range(0, rows, BLOCK)]
    threads = min(_processors(), _MOST_THREADS, len(blocks))
    if threads < 2:
        for block in blocks:
            work(block)
        return

    def share(first: int) -> None:
        for block in blocks[first::threads]:
            work(block)

    others = [_pool().submit(share, first) for first in range(1, threads)]
    share(0)
    for other in others:
        other.result()


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_MOST_THREADS - 1, thread_name_prefix="blocks")
