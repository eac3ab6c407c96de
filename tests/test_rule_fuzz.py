"""Whatever stands in a rulebook, reading it ends in a book, in findings, or in one sentence: never in a fault."""

from __future__ import annotations

import copy
import tomllib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.bookreader import BookReader
from rules.cases import Case, case_of
from rules.execution import execution
from rules.loading import BOOKS, book_ids, check
from rules.points import allocate
from rules.rating import department_rating
from rules.rulebook import Rulebook
from rules.scoring import columns, score
from targets.errors import InputError
from targets.language.printedrule import PrintedRule
from targets.language.reading import Note, Reading, ReadingKind
from targets.model.form import Category

WHOLE = {
    name: tomllib.loads((BOOKS / f"{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    for name in book_ids()
}
leaves: st.SearchStrategy[Any] = st.one_of(
    st.integers(-5, 200),
    st.booleans(),
    st.text(max_size=5),
    st.sampled_from([Decimal("NaN"), Decimal("Infinity"), Decimal("0.5"), Decimal("1E+30"), Decimal(-1)]),
    st.just(date(2024, 1, 1)),
    st.just(datetime(2024, 1, 1)),
    st.sampled_from(["proportional", "levels", "cited", "convention", "main#1", "at-least", "mof-2020-10", "percent"]),
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["from", "share", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside a book."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if path else []
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


def use(book: Rulebook) -> None:
    """A book that is accepted can be used to the end."""
    cases = [int(case) for case in Case]
    made = columns(
        cases,
        [1005] * len(cases),
        low=[10.0] * len(cases),
        high=[20.0] * len(cases),
        outcome=[13.0] * len(cases),
        level=[1] * len(cases),
        rule=[0 if case == Case.PRINTED_RULE else -1 for case in cases],
        rules=(PrintedRule(step=Decimal(5), loss=Decimal(1), rest=Decimal(0)),),
    )
    assert (score(made, book).score <= 1005).all()
    one = np.ones(1, dtype=np.bool_)
    shared = allocate(
        np.zeros(4, dtype=np.int64),
        np.arange(4, dtype=np.int8),
        np.full(4, -1, dtype=np.int64),
        np.ones(4, dtype=np.bool_),
        book,
        has_cost=one,
        department=one,
    )
    assert shared.points.sum() + shared.execution_points[0] == 10_000
    assert 0 <= execution(np.array([3.0]), np.array([3.0]), np.array([2.0]), np.array([1000]), book).score[0] <= 1000
    department_rating((8000, 9000), [(8000, 9000)], [Decimal(1)], book)
    bare = Reading(text="3", kind=ReadingKind.EQUALITY, low=Decimal(3), high=Decimal(3), notes=(Note("bare-value"),))
    assert case_of(bare, name="成本", level2="成本指标", category=Category.COST, book=book).provision in book.provisions


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_book_with_one_thing_changed(name: str, data: st.DataObject) -> None:
    book = copy.deepcopy(WHOLE[name])
    path = data.draw(st.sampled_from(places(book)))
    holder: Any = book
    for key in path[:-1]:
        holder = holder[key]
    if isinstance(holder, dict) and data.draw(st.booleans()):
        del holder[path[-1]]
    else:
        holder[path[-1]] = data.draw(values)
    try:
        read, findings = BookReader(book, "fuzz.toml", check).result()
    except InputError as refused:
        assert refused.zh and refused.en
        return
    assert (read is None) == bool(findings)
    if read is not None and read.regime == "points":
        use(read)
    for finding in findings:
        assert finding.figures.get("path"), "every fault of a book is at a key"
        for lang in ("zh", "en"):
            assert finding.message(lang) and finding.remedy(lang)
