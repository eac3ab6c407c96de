"""Every example of docs/expressions.md reads as the page says."""

import re
from pathlib import Path

import pytest

from targets.language.expression import read_target
from targets.language.reading import Reading, ReadingKind

PAGE = Path(__file__).parent.parent / "docs" / "expressions.md"


def examples() -> list[list[str]]:
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| `") and line.count("|") == 7:
            cells = [cell.strip() for cell in re.split(r"\|", line)[1:-1]]
            found.append([cells[0].strip("`"), *cells[1:]])
    return found


def value(reading: Reading) -> str:
    if reading.parts:
        return ";".join(value(part) for part in reading.parts)
    low = reading.since if reading.low is None else format(reading.low, "f")
    high = reading.until if reading.high is None else format(reading.high, "f")
    return f"{low}..{high}" if reading.kind is ReadingKind.RANGE else high or low or ""


def test_the_page_has_examples() -> None:
    assert len(examples()) > 60


@pytest.mark.parametrize("row", examples(), ids=lambda row: row[0])
def test_example(row: list[str]) -> None:
    reading = read_target(row[0])
    said = [reading.kind.value, reading.comparator.value, value(reading), reading.unit or "", reading.per or ""]
    assert said == row[1:]


def test_every_note_is_documented_and_explained() -> None:
    """The notes that the page lists are those that the explanation knows, and the other way round."""
    from targets.language.explanation import _NOTES

    table = PAGE.read_text(encoding="utf-8").split("## 12.")[1].split("## 13.")[0]
    listed = set(
        re.findall(r"`([a-z-]+)`", "".join(row.split("|")[1] for row in table.splitlines() if row.startswith("| `")))
    )
    assert listed == set(_NOTES)
