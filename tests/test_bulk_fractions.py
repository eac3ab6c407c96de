"""Tables against a reference in fractions that shares no code with the rules (benchmarks/exactness.py), on generated
lines that sit on ties and edges or a billionth beside them, under two rulebooks.
"""

import importlib.util
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from evaluator.bulk.run import BulkRun
from evaluator.bulk.scoring import score_tables

LINES = 10_000


@pytest.fixture(scope="module")
def exactness() -> ModuleType:
    path = Path(__file__).parents[1] / "benchmarks" / "exactness.py"
    spec = importlib.util.spec_from_file_location("benchmark_exactness", path)
    assert spec and spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sample(exactness: ModuleType) -> Any:
    return exactness.sample(LINES)


@pytest.fixture(scope="module")
def run(sample: Any) -> BulkRun:
    return score_tables(*sample.frames())


def test_the_reference_takes_nothing_from_the_rules(exactness: ModuleType) -> None:
    source = Path(str(exactness.__file__)).read_text(encoding="utf-8")
    imported = [line.split()[1] for line in source.splitlines() if line.strip().startswith(("from ", "import "))]
    ours = {name for name in imported if name.partition(".")[0] in ("targets", "actuals", "rules", "evaluator")}
    assert ours == {"evaluator.bulk.scoring"}, "what is measured, and nothing else"


@pytest.mark.parametrize(
    ("points", "share", "hundredths"),
    [(625, Fraction(1, 2), 313), (333, Fraction(1, 2), 167), (625, Fraction(499, 1000), 312), (1, Fraction(1, 2), 1)],
)
def test_the_reference_by_hand(exactness: ModuleType, points: int, share: Fraction, hundredths: int) -> None:
    """6.25 × ½ = 3.125 → 3.13; 3.33 × ½ = 1.665 → 1.67; 6.25 × 0.499 = 3.11875 → 3.12; 0.01 × ½ → 0.01."""
    assert exactness.half_up(points * share) == hundredths


def test_the_sample_holds_ties_edges_and_cuts(exactness: ModuleType, sample: Any) -> None:
    lines = [line for form in sample.forms for line in form.lines]
    assert len(lines) >= LINES
    assert sum(line.is_tie() for line in lines) > 1_000
    assert Counter(line.kind for line in lines).keys() == {
        *("floor", "ceiling", "range", "rank", "satisfaction", "last", "printed steps", "printed marks"),
    }
    assert sum(line.share != line.edged for line in lines) > 100, "the books differ"
    totals = Counter(form.total(False) for form in sample.forms)
    assert all(totals[cut + beside] > 5 for _, cut in exactness.CUTS for beside in (-1, 0, 1))
    for unit in {unit for pair in exactness.UNITS for unit in pair}:
        assert any(line.target.endswith(unit) or line.outcome.endswith(unit) for line in lines), unit
    for percent in (60, 80, 90):
        for beside in ("", ".000000001"):
            assert any(line.outcome == f"{percent}{beside}%" for line in lines)
        assert any(line.outcome == f"{percent - 1}.999999999%" for line in lines)


def test_nothing_differs_under_the_default_book(exactness: ModuleType, sample: Any, run: BulkRun) -> None:
    assert not any(exactness.differences(sample, run, edged=False).values())


def test_nothing_differs_under_ladder_steps_and_linear_ceilings(
    exactness: ModuleType, sample: Any, tmp_path: Path
) -> None:
    book = tmp_path / "edges.toml"
    book.write_text(exactness.EDGES_BOOK, encoding="utf-8")
    found = score_tables(*sample.frames(), rules=str(book))
    assert not any(exactness.differences(sample, found, edged=True).values())


def test_a_difference_would_be_seen(exactness: ModuleType, sample: Any, run: BulkRun) -> None:
    """Held against what the other book wants, every sort of figure but execution differs."""
    wrong = exactness.differences(sample, run, edged=True)
    assert all(wrong[name] for name in ("scores", "totals", "grades", "ratings", "grades of departments"))
