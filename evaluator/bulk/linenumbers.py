"""Lines as numbers: a line is a pair of definition and statement with its points."""

from __future__ import annotations

from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluator.bulk.encoding import Codes, Small, taken
from evaluator.bulk.pairing import Pairing

FULL = 10_000
"""The most points of a line in hundredths: printed points above are no points."""
_FEW_POINTS = 16


class LineNumbers:
    """Numbers 0, 1, 2 … for lines in order of first meeting, kept from part to part and safe among threads."""

    def __init__(self) -> None:
        self._pairing = Pairing()
        self._code_of_points = np.full(FULL + 2, -1, dtype=np.int32)
        self._points: Codes = np.empty(0, dtype=np.int64)
        self._learning = RLock()

    def __len__(self) -> int:
        return len(self._pairing)

    def of(self, pair: npt.NDArray[Any], points: Small, pairs: int) -> Small:
        """The number of each row's line, from its pair (below ``pairs``) and its points in hundredths (-1 for none).

        Printed points are at most ``FULL``, but those of rows that do not apply may go to others of their form.
        """
        code = self._points_codes(points)
        return self._pairing.codes(pair.astype(np.int32, copy=False), code, pairs, max(len(self._points), _FEW_POINTS))

    def pair(self, line: Small | slice) -> Codes:
        """The pairs of these lines."""
        return self._pairing.left[line]

    def points(self, line: Small | slice) -> Codes:
        """The points of these lines in hundredths, -1 for none."""
        return np.asarray(self._points[self._pairing.right[line]])

    def _points_codes(self, points: Small) -> Small:
        if not len(points):
            return points
        with self._learning:
            known = len(self._code_of_points)
            if (most := int(points.max()) + 2) > known:
                self._code_of_points = np.concatenate([self._code_of_points, np.full(most - known, -1, dtype=np.int32)])
            place = points + np.int32(1)
            code = taken(self._code_of_points, place)
            if code.min() < 0:
                new = pd.unique(place[code < 0])
                self._code_of_points[new] = np.arange(len(self._points), len(self._points) + len(new))
                self._points = np.concatenate([self._points, new - 1])
                code = taken(self._code_of_points, place)
            return code
