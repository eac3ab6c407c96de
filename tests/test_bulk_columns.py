"""The columns that tables are scored in: codes, combinations, pairs, counts, sets of findings; against plain Python."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from actuals.kinds import OutcomeMissing  # noqa: E402
from evaluator.bulk import encoding as codes  # noqa: E402
from evaluator.bulk import pairing  # noqa: E402
from evaluator.bulk.finding_bits import Mark, Marks  # noqa: E402
from evaluator.bulk.lines import CONVENTIONS, Lines, narrow  # noqa: E402
from evaluator.bulk.pairing import Pairing  # noqa: E402
from evaluator.bulk.part_findings import LISTED, Noted, as_text, first_places, from_text  # noqa: E402
from evaluator.bulk.profiles import Profiling  # noqa: E402
from evaluator.findings import kinds  # noqa: E402
from evaluator.verdict.kinds import OverAchieved  # noqa: E402
from rules.loading import DEFAULT, load  # noqa: E402
from targets.kinds.finding import Severity  # noqa: E402
from targets.kinds.indicators import ComparatorMissing  # noqa: E402

SMALL = st.integers(0, 3)


def small(values: list[int]) -> codes.Small:
    return np.array(values, dtype=np.int32)


# --- texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array(["甲", None, "乙", "甲", ""]), ["甲", "", "乙", "甲", ""]),
        (pa.array([1.5, None, 100.0, 1e-7]), ["1.5", "", "100", "0.0000001"]),
        (pa.array([3, -2, None]), ["3", "-2", ""]),
        (pa.nulls(2), ["", ""]),
        (pa.chunked_array([["甲"], ["乙", "甲"]]), ["甲", "乙", "甲"]),
        (
            pa.chunked_array([pa.array(["甲", None]).dictionary_encode(), pa.array(["乙"]).dictionary_encode()]),
            ["甲", "", "乙"],
        ),
        (pa.chunked_array([], pa.string()), []),
    ],
)
def test_every_row_finds_its_text(column: Any, texts: list[str]) -> None:
    code, values = codes.coded(column)
    assert [values[c] for c in code.tolist()] == texts
    assert code.dtype == np.int32


@pytest.mark.parametrize("kind", [np.int16, np.int32, np.int64, np.float64, np.bool_, object])
def test_taken_is_indexing(kind: Any) -> None:
    values = np.array([5, 0, 7, 1]).astype(kind)
    for index in (small([3, 0, 0, 2]), np.array([], dtype=np.int64)):
        found = codes.taken(values, index)
        assert found.tolist() == values[index].tolist() and found.dtype == values.dtype


# --- distinct values and combinations ---------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 40), max_size=60), st.sampled_from([41, 1000, 1 << 26]))
def test_distinct_codes_stand_for_their_keys(key: list[int], cells: int) -> None:
    """A table where there is room for one, else by hashing; a table is left blank for the next who uses it."""
    for _ in range(2):
        code, values = codes.distinct(small(key), cells)
        assert values[code].tolist() == key
        assert sorted(values.tolist()) == sorted(set(key))


def test_distinct_learns_what_stands_far_behind() -> None:
    key = np.repeat(np.arange(3, dtype=np.int32), 5000)
    code, values = codes.distinct(key, 3)
    assert values.tolist() == [0, 1, 2] and (values[code] == key).all()


@given(st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=1, max_size=30), st.sampled_from([1 << 25, 5]))
def test_combined_rows_are_the_rows(rows: list[tuple[int, int, int]], room: int) -> None:
    """Also where every step is too large for a table of all combinations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "MOST_CELLS", room)
        columns = [(small([row[n] for row in rows]), 4) for n in range(3)]
        code, found = codes.combined([*columns, (small([0] * len(rows)), 1)])
    assert [tuple(found[c].tolist()) for c in code.tolist()] == [(*row, 0) for row in rows]
    assert len(found) == len(set(rows)) and code.dtype == np.int32


def test_one_column_keeps_its_codes() -> None:
    code, rows = codes.combined([(small([2, 0]), 3), (small([0, 0]), 1)])
    assert code.tolist() == [2, 0] and rows.tolist() == [[0, 0], [1, 0], [2, 0]]


@pytest.mark.parametrize("length", [0, 3, 200_000])
def test_counted(length: int) -> None:
    code = np.arange(length, dtype=np.int32) % 3
    times = Counter(code.tolist())
    assert codes.counted(code, 4).tolist() == [times[n] for n in range(4)]
    assert codes.counted(code, 4, code + 10).tolist() == [times[n] * (n + 10) for n in range(4)]


# --- pairs ------------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 70)), max_size=12), max_size=6), st.booleans())
def test_pairs_keep_their_numbers(parts: list[list[tuple[int, int]]], sorted_list: bool) -> None:
    """Whether in a table that grows from part to part or in a sorted list."""
    known = Pairing()
    numbers: dict[tuple[int, int], int] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing, "MOST_CELLS", 8 if sorted_list else 1 << 25)
        for part in parts:
            left, right = small([a for a, _ in part]), small([b for _, b in part])
            lefts, rights = max([0, *(a for a, _ in part)]) + 1, max([0, *(b for _, b in part)]) + 1
            for pair, number in zip(part, known.codes(left, right, lefts, rights).tolist(), strict=True):
                assert numbers.setdefault(pair, number) == number
    assert sorted(numbers.values()) == list(range(len(known)))
    assert {(known.left[n], known.right[n]): n for n in range(len(known))} == numbers


@pytest.mark.parametrize("cells", [1 << 25, 16])
def test_pairs_keep_their_numbers_while_the_table_grows(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In both directions, also from a table to a sorted list; with fewer on the left, as another thread may have it."""
    monkeypatch.setattr(pairing, "MOST_CELLS", cells)
    known = Pairing()
    assert known.codes(small([2, 3]), small([1, 1]), 4, 2).tolist() == [0, 1]
    assert known.codes(small([1, 2]), small([1, 0]), 3, 2).tolist() == [2, 3]
    assert sorted(known.codes(small([5, 2]), small([1, 9]), 6, 10).tolist()) == [4, 5]
    again = known.codes(small([2, 3, 1, 2]), small([1, 1, 1, 0]), 6, 10)
    assert again.tolist() == [0, 1, 2, 3]
    assert known.codes(small([1]), small([60]), 2, 61).tolist() == [6]
    assert known.codes(small([5]), small([1]), 6, 61)[0] in (4, 5) and len(known) == 7
    assert known.codes(small([]), small([]), 6, 61).tolist() == []


def test_pairs_far_behind_the_first_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most pairs stand among the first rows, some far behind; a second part knows all but one."""
    monkeypatch.setattr(pairing, "_A_FEW_ROWS", 100)
    left = np.arange(5000, dtype=np.int32) % 60
    right = (np.arange(5000, dtype=np.int32) // 7) % 11
    right[4000:] += 11
    known = Pairing()
    for last in (0, 22):
        right[-1] = last
        numbers = known.codes(left, right, 60, 23)
        assert (known.left[numbers] == left).all() and (known.right[numbers] == right).all()
    assert len(known) == len(
        {*zip(left[:-1].tolist(), right[:-1].tolist(), strict=True), (left[-1], 0), (left[-1], 22)}
    )


# --- profiles and findings --------------------------------------------------------------------------------------------


def lines(*of: tuple[int, int, bool, int, int]) -> Lines:
    """Lines of points, score, whether it is pending, marks, conventions."""
    columns = [np.array(column) for column in zip(*of, strict=True)]
    return Lines.of(
        points=columns[0],
        score=columns[1],
        pending=columns[2],
        provision=np.zeros(len(of), dtype=np.int16),
        marks=columns[3],
        asks=(~columns[2] & (columns[1] < columns[0])) | (columns[1] > 0) << 1,
        together=columns[4] << CONVENTIONS,
    )


def test_lines_of_one_profile() -> None:
    """Points apart, equal lines share a profile; what falls short or earns nothing has another; later lines find it."""
    made = Profiling()
    of = lines((500, 500, False, 3, 1), (900, 900, False, 3, 1), (900, 800, False, 3, 1), (900, 0, True, 3, 1))
    profile, profiles = made.of(of)
    assert profile.tolist() == [0, 0, 1, 2] and len(profiles) == 3
    assert profiles.marks.tolist() == [3, 3, 3] and profiles.conventions.tolist() == [1, 1, 1]
    assert profiles.asks.tolist() == [2, 3, 0], "what a row without a reason, without evidence would be found for"
    more = of + lines((1, 1, False, 3, 1), (100, 100, False, 3, 2))
    profile, profiles = made.of(more)
    assert profile.tolist() == [0, 0, 1, 2, 0, 3]
    assert profiles.conventions.tolist() == [1, 1, 1, 2]


def test_bits_are_held_as_narrow_as_they_can_be() -> None:
    for most, kind in ((0, np.int16), (32767, np.int16), (32768, np.int32), (2**31 - 1, np.int32), (2**31, np.int64)):
        held = narrow(np.array([1, most]))
        assert held.tolist() == [1, most] and held.dtype == kind, most
    assert narrow(np.empty(0, dtype=np.int64)).tolist() == []


def test_lines_follow_lines() -> None:
    """What the rows of a form have together, as bits; lines that came later keep their places."""
    first, second = lines((500, 500, False, 1, 1)), lines((900, 0, True, 2, 6), (0, 0, False, 4, 0))
    both = Lines.none() + first + second
    assert len(Lines.none()) == 0 and len(both) == 3
    assert both.points.tolist() == [500, 900, 0] and both.pending.tolist() == [False, True, False]
    assert both.past(1).marks.tolist() == [2, 4] and both.score.dtype == np.int32
    united = both.united(small([0, 1, 2, 2, 1]), np.array([0, 2, 4, 5]))
    assert (united >> CONVENTIONS).tolist() == [7, 0, 6]
    added = both.added(small([0, 1, 2, 2, 1]), np.array([0, 2, 4, 5]), 2)
    assert added.earned.tolist() == [500, 0, 0]
    assert added.still.tolist() == [900, 0, 900] and added.pending.tolist() == [1, 0, 1]


def mark(name: str, severity: Severity | None = None) -> Mark:
    return Mark(kinds()[name], severity or kinds()[name].severity)


def test_a_set_of_findings_as_text() -> None:
    found = (mark("outcome-missing"), mark("score-pending"))
    text = as_text(found)
    assert text == f"error {found[0].kind.code} outcome-missing; note {found[1].kind.code} score-pending"
    assert from_text(text) == [(m.severity.value, m.kind.code, m.kind.name) for m in found]
    assert as_text(()) == "" and from_text("") == []


def test_marks_come_back_worst_first_then_by_code() -> None:
    marks = Marks(load(DEFAULT))
    bits = marks.bit(ComparatorMissing) | marks.bit(OutcomeMissing) | marks.bit(OverAchieved)
    assert [m.kind.name for m in marks.of(bits)] == ["outcome-missing", "over-achieved", "comparator-missing"]
    assert marks.of(0) == ()


def test_counts_and_first_places() -> None:
    """Rows 0 and 9,000 … are marked, in forms of 1,000 rows; each form is without two categories."""
    note, worse = mark("comparator-missing"), mark("outcome-missing")
    lacks = mark("category-missing")
    row_codes = np.zeros(20_000, dtype=np.int32)
    row_codes[0], row_codes[9_000:9_030], row_codes[19_999] = 1, 2, 1
    rows = Noted(row_codes, ((), (worse,), (worse, note)), np.array([19_968, 2, 30]))
    forms = Noted(np.ones(20, dtype=np.int32), ((), (lacks, lacks)), np.array([0, 20]))
    counts, first = first_places(rows, forms, np.arange(0, 20_001, 1000))
    assert counts == {worse: 32, note: 30, lacks: 40}
    assert first[worse] == ((0, 0), *((9, n) for n in range(LISTED - 1)))
    assert first[note] == tuple((9, n) for n in range(LISTED))
    assert first[lacks] == tuple((form, -1) for form in (0, 0, 1, 1, 2, 2, 3, 3, 4, 4))
