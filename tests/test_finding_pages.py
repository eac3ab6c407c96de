"""Every kind of finding has its page, made from its docstring, and sentences that its figures fill."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluator.findingdocs import figures_of, pages
from evaluator.findings import kinds
from targets.kinds.finding import Kind
from targets.kinds.location import Location

FOLDER = Path(__file__).parent.parent / "docs" / "findings"
CHECKED = [kind for kind in kinds().values() if kind.code[0] in "TS" and not kind.code.startswith("T5")]


def test_pages_are_those_that_the_docstrings_make() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == pages(), "run: python -m evaluator.findingdocs docs/findings"


@pytest.mark.parametrize("kind", list(kinds().values()), ids=lambda kind: kind.name)
def test_sentences_are_filled_by_the_figures(kind: type[Kind]) -> None:
    found = kind.found(Location(file="a.csv"), **dict.fromkeys(figures_of(kind), "7"))
    for lang in ("zh", "en"):
        assert "{" not in found.message(lang) + found.remedy(lang)


@pytest.mark.parametrize("kind", CHECKED, ids=lambda kind: kind.name)
def test_pages_say_why_and_on_what_ground(kind: type[Kind]) -> None:
    text = pages()[f"{kind.name}.md"]
    assert all(f"## {heading}" in text for heading in ("为什么", "示例", "改法", "依据"))
