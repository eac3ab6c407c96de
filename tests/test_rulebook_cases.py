"""Every shipped book against cases worked by hand (tests/books), and one frame for all its indicators."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actuals.language.reading import read_outcome
from evaluator.verdict.bounds import may_be_made
from rules.carryover import CarriedOver
from rules.cases import Case, CaseChoice, case_of
from rules.combining import combine
from rules.deviation import deviations
from rules.execution import execution
from rules.grades import grade_of, grade_range
from rules.loading import book_ids, load
from rules.points import allocate, category_code
from rules.scoring import columns, score
from rules.values import GRADES, LETTERS, LEVELS
from targets.language.expression import read_target
from targets.language.quantity import canonical_unit
from targets.language.reading import Comparator, Reading, ReadingKind
from targets.model.amounts import deviation_text
from targets.model.form import Category

FOLDER = Path(__file__).parent / "books"
FLAGS = (
    "over_achieved",
    "target_too_low",
    "share_outside_band",
    "share_unused",
    "negative_outcome",
    "verbal",
    "deducted",
    "deduction_refused",
    "adjusted",
    "adjustment_refused",
)
KEYS = {
    "indicator": {
        "name", "of", "printed", "stated", "case", "category", "target", "unit", "outcome", "level", "share",
        "deduction", "adjustment", "points", "score", "pending", "provision", "flags",
    },
    "execution": {
        "name", "initial", "full_year", "executed", "carried_over", "carried_over_executed", "apart", "unclear",
        "points", "rate", "score", "pending", "explain",
    },
    "grade": {"total", "grade"},
    "deviation": {"name", "case", "target", "outcome", "deviation"},
    "points": {"name", "department", "categories", "points", "execution"},
    "combine": {"name", "method", "dimensions", "grade"},
}  # fmt: skip


def cases(section: str) -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        book = tomllib.loads(path.read_text(encoding="utf-8"))
        assert book.keys() <= KEYS.keys(), path
        for entry in book.get(section, []):
            assert entry.keys() <= KEYS[section], (path, entry)
            found.append(pytest.param(path.stem, entry, id=f"{path.stem}: {entry.get('name', entry.get('total', ''))}"))
    return found


def hundredths(text: str) -> int:
    value = Decimal(text) * 100
    assert value == int(value)
    return int(value)


def amount(text: str | None) -> float:
    return float("nan") if text is None else float(text)


def test_every_book_has_cases() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(book_ids())


def made(entry: dict[str, Any], book_id: str) -> dict[str, Any]:
    """The columns of one case."""
    if "printed" in entry:
        return by_its_own_rule(entry, book_id)
    case = Case[entry["case"].upper().replace("-", "_")]
    low, _, high = entry.get("target", "").partition("..")
    bounds: dict[str, float]
    if case.of_dates:
        bounds = {
            "high": date.fromisoformat(low).toordinal(),
            "outcome": date.fromisoformat(entry["outcome"]).toordinal(),
        }
    else:
        upper = case in (Case.AT_MOST, Case.BELOW, Case.RANK, Case.AT_MOST_ZERO)
        bounds = {
            "low": amount(None if upper or not low else low),
            "high": amount(low if upper else high or None),
            "outcome": amount(entry.get("outcome")),
        }
    level = entry.get("level")
    result = {
        "case": int(case),
        "points": hundredths(entry["points"]),
        "level": -1 if level is None else LEVELS.index(level),
        "share": amount(entry.get("share")),
        "deduction": hundredths(entry.get("deduction", "0")),
        "adjustment": hundredths(entry.get("adjustment", "0")),
        "key": "",
        **bounds,
    }
    if "category" in entry or "of" in entry:
        comparator = {Case.AT_LEAST: Comparator.GE, Case.EXACTLY: Comparator.EQ}.get(case, Comparator.LE)
        ends = {end: Decimal(low) for end in ("low", "high") if bounds[end] == bounds[end]}
        unit = {"unit": entry.get("unit"), "canonical": canonical_unit(entry.get("unit"), None)}
        reading = Reading(text=low, kind=ReadingKind.THRESHOLD, comparator=comparator, **unit, **ends)
        category = Category(entry.get("category", "output"))
        chosen = case_of(reading, name=entry.get("of", ""), level2="", category=category, book=load(book_id))
        assert chosen.case is case
        result["key"] = chosen.provision
        if "stated" in entry:
            result |= as_stated(entry, reading, chosen, book_id)
    return result


def as_stated(entry: dict[str, Any], reading: Reading, chosen: CaseChoice, book_id: str) -> dict[str, Any]:
    """The columns of an outcome that is stated as a text of several figures."""
    outcome = read_outcome(entry["stated"], reading, indicator=entry["of"])
    if outcome.value is None or not may_be_made(outcome, chosen, load(book_id)):
        return {"outcome": float("nan")}
    over, under = outcome.factor.as_integer_ratio()
    return {"outcome": float(outcome.value), "factor_num": over, "factor_den": under}


def by_its_own_rule(entry: dict[str, Any], book_id: str) -> dict[str, Any]:
    """The columns of a case whose target prints its rule of points."""
    reading = read_target(entry["printed"])
    chosen = case_of(reading, name="", level2="", category=Category.OUTPUT, book=load(book_id))
    level = entry.get("level")
    return {
        "case": int(chosen.case),
        "points": hundredths(entry["points"]),
        "level": -1 if level is None else LEVELS.index(level),
        "share": amount(entry.get("share")),
        "low": amount(None if reading.low is None else str(reading.low)),
        "high": amount(None if reading.high is None else str(reading.high)),
        "outcome": amount(entry.get("outcome")),
        "key": chosen.provision if chosen.rule else "",
        "rule": chosen.rule,
    }


def scored(entries: list[dict[str, Any]], book_id: str):
    rows = [made(entry, book_id) for entry in entries]
    keys = tuple(dict.fromkeys(row["key"] for row in rows if row["key"]))
    names = ("low", "high", "outcome", "factor_num", "factor_den", "level", "share", "deduction", "adjustment")
    nothing = {"level": -1, "deduction": 0, "adjustment": 0, "factor_num": 1, "factor_den": 1}
    rules = tuple(dict.fromkeys(row["rule"] for row in rows if row.get("rule")))
    return score(
        columns(
            [row["case"] for row in rows],
            [row["points"] for row in rows],
            **{name: [row.get(name, nothing.get(name, float("nan"))) for row in rows] for name in names},
            provision=[keys.index(row["key"]) if row["key"] else -1 for row in rows],
            provision_keys=keys,
            rule=[rules.index(row["rule"]) if row.get("rule") else -1 for row in rows],
            rules=rules,
        ),
        load(book_id),
    )


def compare(result: Any, place: int, entry: dict[str, Any]) -> None:
    assert bool(result.pending[place]) == entry.get("pending", False)
    if not entry.get("pending"):
        assert result.score[place] == hundredths(entry["score"])
    else:
        assert result.score[place] == 0 and "score" not in entry
    if "provision" in entry:
        assert result.provision_keys[result.provision[place]] == entry["provision"]
    assert {flag for flag in FLAGS if getattr(result, flag)[place]} == set(entry.get("flags", []))


@pytest.mark.parametrize(("book_id", "entry"), cases("indicator"))
def test_indicator(book_id: str, entry: dict[str, Any]) -> None:
    compare(scored([entry], book_id), 0, entry)


@pytest.mark.parametrize("book_id", sorted({case.values[0] for case in cases("indicator")}))
def test_all_indicators_of_a_book_in_one_frame(book_id: str) -> None:
    entries = [case.values[1] for case in cases("indicator") if case.values[0] == book_id]
    result = scored(entries, book_id)
    for place, entry in enumerate(entries):
        compare(result, place, entry)


@pytest.mark.parametrize(("book_id", "entry"), cases("execution"))
def test_execution(book_id: str, entry: dict[str, Any]) -> None:
    amounts = (np.array([amount(entry.get(name))]) for name in ("initial", "full_year", "executed"))
    carried = CarriedOver(
        budget=np.array([amount(entry.get("carried_over"))]),
        spent=np.array([amount(entry.get("carried_over_executed"))]),
        apart=np.array([entry.get("apart", False)]),
        unclear=np.array([entry.get("unclear", False)]),
    )
    result = execution(*amounts, np.array([hundredths(entry["points"])]), load(book_id), carried)
    assert bool(result.pending[0]) == entry.get("pending", False)
    if not entry.get("pending"):
        assert result.rate[0] == hundredths(entry["rate"])
        assert result.score[0] == hundredths(entry["score"])
        assert bool(result.explain[0]) == (result.rate[0] < 9000) == entry.get("explain", result.rate[0] < 9000)


@pytest.mark.parametrize(("book_id", "entry"), cases("deviation"))
def test_deviation(tmp_path: Path, book_id: str, entry: dict[str, Any]) -> None:
    """Shown under a book that switches it on, and never without."""
    asked = '[[override]]\nprovision = "policy.deviation"\nenabled = true\nreason = "x"\n'
    (tmp_path / "b.toml").write_text(f'id = "b"\nextends = "{book_id}"\n{asked}', encoding="utf-8")
    row = made({**entry, "points": "10"}, book_id)
    rows = columns([row["case"]], [1000], **{name: [row[name]] for name in ("low", "high", "outcome") if name in row})
    (found,) = deviations(rows, load(str(tmp_path / "b.toml")))
    assert ("" if found is None else deviation_text(found)) == entry["deviation"]
    assert deviations(rows, load(book_id)) == [None]


@pytest.mark.parametrize(("book_id", "entry"), cases("grade"))
def test_grade(book_id: str, entry: dict[str, Any]) -> None:
    book, total = load(book_id), hundredths(entry["total"])
    assert grade_of(total, book) == entry["grade"]
    assert grade_range(total, total, book) == entry["grade"]


@pytest.mark.parametrize(("book_id", "entry"), cases("points"))
def test_points(book_id: str, entry: dict[str, Any]) -> None:
    categories = [Category(name) for name in entry["categories"]]
    rows = len(categories)
    result = allocate(
        np.zeros(rows, dtype=np.int64),
        np.array([category_code(category) for category in categories], dtype=np.int8),
        np.full(rows, -1, dtype=np.int64),
        np.ones(rows, dtype=np.bool_),
        load(book_id),
        has_cost=np.array([Category.COST in categories]),
        department=np.array([entry.get("department", False)]),
    )
    assert result.points.tolist() == [hundredths(text) for text in entry["points"]]
    assert result.execution_points.tolist() == [hundredths(entry["execution"])]
    assert result.points.sum() + result.execution_points[0] == 10_000


@pytest.mark.parametrize(("book_id", "entry"), cases("combine"))
def test_combination(book_id: str, entry: dict[str, Any]) -> None:
    dimensions = np.array([[LETTERS.find(letter) for letter in entry["dimensions"]]], dtype=np.int8)
    result = combine(dimensions, f"combine.{entry['method']}", load(book_id, any_regime=True))
    assert GRADES[result[0]] == entry["grade"]


def test_conversion_tables_are_whole_and_never_fall() -> None:
    """Every combination of up to four dimensions is there, and a better dimension never lowers the grade."""
    table = load("pefa-2016", any_regime=True).provision("combine.m2").params["table"]
    assert len(table) == 4 + 10 + 20 + 35
    for combination, grade in table.items():
        for place, letter in enumerate(combination):
            if letter != "A":
                better = combination[:place] + LETTERS[LETTERS.index(letter) + 1] + combination[place + 1 :]
                better = "".join(sorted(better, key=LETTERS.index))
                assert GRADES.index(table[better]) >= GRADES.index(grade), (combination, better)


def test_dimensions_in_columns() -> None:
    """One without any dimension has no grade; five dimensions are more than the table holds."""
    book = load("pefa-2016", any_regime=True)
    codes = np.array([[3, 2, -1], [0, 3, 3], [-1, -1, -1]], dtype=np.int8)
    assert combine(codes, "combine.m1", book).tolist() == [GRADES.index("B+"), GRADES.index("D+"), -1]
    assert combine(codes, "combine.m2", book).tolist() == [GRADES.index("B+"), GRADES.index("B"), -1]
    with pytest.raises(ValueError, match="holds no AAAAA"):
        combine(np.full((1, 5), 3, dtype=np.int8), "combine.m2", book)
