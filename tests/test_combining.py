"""Grades of dimensions to the grade of an indicator: the weakest link by hand, conversion as the book has it."""

from __future__ import annotations

import numpy as np
import pytest

from rules.combining import combine
from rules.loading import load
from rules.values import GRADES, LETTERS

BOOK = load("pefa-2016", any_regime=True)


def combined(key: str, *rows: str) -> list[str | None]:
    """``rows`` of letters, ``-`` for a dimension that does not count."""
    codes = np.array([[LETTERS.find(letter) for letter in row] for row in rows], dtype=np.int8)
    found = combine(codes, key, BOOK)
    assert found.dtype == np.int8
    return [None if code < 0 else GRADES[code] for code in found.tolist()]


def test_the_weakest_link_with_a_plus_where_another_is_higher() -> None:
    rows = {"AA": "A", "BA": "B+", "AB": "B+", "BB": "B", "CB": "C+", "CC": "C", "DC": "D+", "AD": "D+", "DD": "D"}
    assert combined("combine.m1", *rows) == list(rows.values())


def test_dimensions_that_do_not_count_are_left_out() -> None:
    rows = {"A--": "A", "-A-": "A", "--B": "B", "A-B": "B+", "D--": "D", "-CC": "C", "---": None}
    for key in ("combine.m1", "combine.m2"):
        assert combined(key, *rows) == list(rows.values())


def test_the_table_is_asked_for_the_letters_in_any_order() -> None:
    """PEFA 2016, conversion for two, three and four dimensions as the book holds it."""
    assert combined("combine.m2", "DC", "CD", "AA", "BD", "DB") == ["D+", "D+", "A", "C", "C"]
    assert combined("combine.m2", "DBA", "ABD", "BAD", "CAA") == ["B", "B", "B", "B+"]
    assert combined("combine.m2", "DDDC", "CBAD", "BAAA") == ["D", "C+", "A"]


def test_a_combination_that_the_table_does_not_hold() -> None:
    with pytest.raises(ValueError, match="the conversion table holds no DCBAA"):
        combined("combine.m2", "ABCDA")


def test_no_rows_and_no_dimensions() -> None:
    for key in ("combine.m1", "combine.m2"):
        assert combine(np.zeros((0, 3), dtype=np.int8), key, BOOK).tolist() == []
        assert combine(np.zeros((2, 0), dtype=np.int8), key, BOOK).tolist() == [-1, -1]
