"""The budget of reading one file: seconds, memory and the length of the answer grow with its size, up to a limit.

A file that harms is most often small: what it may cost is measured by what honest files of its size and kind need, with
room for machines that are several times slower (docs/robustness.md has the measurements).
"""

from __future__ import annotations

from dataclasses import dataclass

from targets.documents.preflight import is_plain

TIMEOUT = 120
"""Seconds that the largest file may take."""
MEMORY = 400 * 2**20
"""Bytes that reading the largest file may add to a process."""
ANSWER = 256 * 2**20
"""Bytes of the longest answer."""
_LEAST_SECONDS, _LEAST_MEMORY, _LEAST_ANSWER = 6, 200 * 2**20, 16 * 2**20
_PER_SECOND = {"text": 100_000, "pdf": 4_000, "packed": 10_000}
"""Bytes that are read in a second by the slowest machine thought of: text as it stands, pages, packed tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The budget of reading one file; ``wall`` bounds the time on the clock, on a machine that does much else."""

    seconds: int
    wall: float
    memory: int
    answer: int


def budget_of(size: int, start: bytes) -> Budget:
    """The budget for a file of that size which begins like this."""
    seconds = min(TIMEOUT, _LEAST_SECONDS + size // _PER_SECOND[_kind(start)])
    return Budget(
        seconds=seconds,
        wall=min(float(TIMEOUT), 4.0 * seconds + 30),
        memory=min(MEMORY, _LEAST_MEMORY + 256 * size),
        answer=min(ANSWER, _LEAST_ANSWER + 256 * size),
    )


def _kind(start: bytes) -> str:
    if b"%PDF-" in start[:1024]:
        return "pdf"
    return "text" if is_plain(start) or start.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<") else "packed"
