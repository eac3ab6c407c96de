"""Grades of indicators from grades of their dimensions (PEFA): weakest link and conversion tables, in columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.rulebook import Rulebook
from rules.values import GRADES, LETTERS


def combine(dimensions: NDArray[np.int8], key: str, book: Rulebook) -> NDArray[np.int8]:
    """Codes of GRADES for rows of dimension codes (rows × dimensions), -1 for rows without any dimension.

    ``key`` is the provision (``combine.m1``). ValueError if the provision's table holds no such combination, which a
    table for up to four dimensions does for no more than four.
    """
    provision = book.provision(key)
    codes = np.sort(dimensions)
    if provision.use == "weakest-link":
        return _weakest_link(codes)
    return _by_table(codes, provision.params["table"])


def _weakest_link(codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """The lowest dimension, one step up (``+``) where another is higher. Source: PEFA 2016, M1 (reported)."""
    counted = codes >= 0
    lowest = codes.min(axis=1, initial=3, where=counted)
    highest = codes.max(axis=1, initial=-1)
    grade = 2 * lowest + (highest > lowest)
    return np.where(counted.any(axis=1), grade, -1).astype(np.int8)


def _by_table(codes: NDArray[np.int8], table: Any) -> NDArray[np.int8]:
    """Sorted letters, worst first, looked up in the table. Source: PEFA 2016, M2 (reported)."""
    distinct, place = np.unique(codes, axis=0, return_inverse=True)
    found = np.full(len(distinct), -1)
    for row, combination in enumerate(distinct.tolist()):
        letters = "".join(LETTERS[code] for code in combination if code >= 0)
        if letters:
            if letters not in table:
                raise ValueError(f"the conversion table holds no {letters}")
            found[row] = GRADES.index(table[letters])
    return found[np.ravel(place)].astype(np.int8)
