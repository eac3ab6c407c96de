"""Profiles that many lines share besides their score: findings and conventions.

There are some hundreds of profiles where there are some tens of thousands of lines, so what is counted and written for
rows is worked out for profiles.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from threading import Lock

import numpy as np
import pandas as pd

from evaluator.bulk.encoding import Small, combined
from evaluator.bulk.lines import CONVENTIONS, Bits, Lines


@dataclass(frozen=True, slots=True)
class Profiles:
    """One row for each, as bits: ``marks``, ``asks`` (both as in ``Lines``) and ``conventions``."""

    marks: Bits
    asks: Bits
    conventions: Bits

    def __len__(self) -> int:
        return len(self.marks)


class Profiling:
    """The profiles met so far, kept from part to part and safe among threads."""

    def __init__(self) -> None:
        none = np.empty(0, dtype=np.int64)
        self._profiles = Profiles(none, none, none)
        self._number: dict[tuple[object, ...], int] = {}
        self._of_line: Small = np.empty(0, dtype=np.int32)
        self._learning = Lock()

    def of(self, lines: Lines) -> tuple[Small, Profiles]:
        """The profile of each line, and the profiles. Lines are always those of before, and perhaps more."""
        with self._learning:
            if len(self._of_line) < len(lines):
                self._of_line = np.concatenate([self._of_line, self._numbered(lines.past(len(self._of_line)))])
            return self._of_line[: len(lines)], self._profiles  # another thread may have met more

    def _numbered(self, lines: Lines) -> Small:
        columns = Profiles(
            marks=lines.marks,
            asks=lines.asks,
            conventions=lines.together.astype(np.int64) >> CONVENTIONS,
        )
        coded = [pd.factorize(getattr(columns, field.name)) for field in fields(Profiles)]
        code, rows = combined([(codes.astype(np.int32), len(values)) for codes, values in coded])
        keys = [tuple(values[n] for (_, values), n in zip(coded, row, strict=True)) for row in rows.tolist()]
        fresh = [key for key in keys if key not in self._number]
        for key in fresh:
            self._number[key] = len(self._number)
        known = [getattr(self._profiles, field.name) for field in fields(Profiles)]
        more = [np.array([key[n] for key in fresh], dtype=column.dtype) for n, column in enumerate(known)]
        self._profiles = Profiles(*(np.concatenate(pair) for pair in zip(known, more, strict=True)))
        return np.array([self._number[key] for key in keys], dtype=np.int32)[code]
