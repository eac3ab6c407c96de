"""docs/rulebooks.md: its local book loads, does what its table says, and names every method and shipped book."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from rules.cases import Case, case_of
from rules.execution import execution
from rules.loading import book_ids, check, load
from rules.rulebook import Rulebook
from rules.schema import ALLOWED_BY_KEY, GROUPS, METHODS_BY_CASE
from rules.scoring import columns, score
from targets.language.reading import Comparator, Reading, ReadingKind
from targets.model.form import Category

PAGE = (Path(__file__).parents[1] / "docs" / "rulebooks.md").read_text(encoding="utf-8")


@pytest.fixture
def local(tmp_path: Path) -> Rulebook:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    path = tmp_path / "local.toml"
    path.write_text(text, encoding="utf-8")
    book, findings = check(str(path))
    assert findings == () and book is not None
    return book


def number(text: str) -> float:
    return float(text.removesuffix(" %"))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def scored(book: Rulebook, reading: Reading, category: Category, outcome: float, bound: float) -> str:
    choice = case_of(reading, name="", level2="", category=category, book=book)
    side = "low" if choice.case is Case.AT_LEAST else "high"
    made = columns(
        [int(choice.case)],
        [1000],
        outcome=[outcome],
        provision=[0],
        provision_keys=(choice.provision,),
        **{side: [bound]},
    )
    return f"{Decimal(int(score(made, book).score[0])).scaleb(-2):.2f}"


def earned(book: Rulebook, case: str, outcome: str) -> str:
    """Points of one line of the page's table."""
    if case.startswith("execution"):
        result = execution(np.array([np.nan]), np.array([100.0]), np.array([number(outcome)]), np.array([1000]), book)
        return f"{Decimal(int(result.score[0])).scaleb(-2):.2f}"
    if case.startswith("by "):
        due = case.removeprefix("by ")
        reading = Reading(text=due, kind=ReadingKind.DEADLINE, comparator=Comparator.LE, until=due)
        return scored(book, reading, Category.OUTPUT, day(outcome), day(due))
    kind = ReadingKind.THRESHOLD
    if case.startswith("satisfaction"):
        reading = Reading(text="≥95%", kind=kind, comparator=Comparator.GE, low=Decimal(95), unit="%")
        return scored(book, reading, Category.SATISFACTION, number(outcome), 95)
    assert case == "cost ≤ 100"
    reading = Reading(text="≤100", kind=kind, comparator=Comparator.LE, high=Decimal(100), unit="万元")
    return scored(book, reading, Category.COST, number(outcome), 100)


def test_the_table_of_the_local_book(local: Rulebook) -> None:
    block = PAGE.split("| case | outcome | here |")[1].split("\n\n")[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]]
    assert len(lines) == 7
    for case, outcome, here, default in lines:
        assert (earned(local, case, outcome), earned(load("mof-2021-101"), case, outcome)) == (here, default), case


def test_what_the_local_book_switches_on(local: Rulebook) -> None:
    assert local.provision("policy.evidence").enabled and not load("mof-2021-101").provision("policy.evidence").enabled
    assert local.severities == load("mof-2021-101").severities | {"evidence-missing": "warning"}
    assert local.in_force(2024) and local.in_force(2025) and not local.in_force(2026)
    assert local.provision("execution.rate").cite == "示例县项目支出绩效自评计分细则（示财〔2024〕1号）第五条"


def test_the_page_names_every_book_and_every_method() -> None:
    for book_id in book_ids():
        assert f"`{book_id}`" in PAGE
    for case, methods in METHODS_BY_CASE.items():
        assert f"`{case}`" in PAGE
        for method in methods:
            assert f"`{method}`" in PAGE, method
    for key in ALLOWED_BY_KEY:
        assert f"`{key.partition('.')[2]}`" in PAGE or f"`{key}`" in PAGE, key


def test_every_scoring_method_of_the_schema_is_used_by_a_case() -> None:
    assert set(GROUPS["score"]) == {method for methods in METHODS_BY_CASE.values() for method in methods}
