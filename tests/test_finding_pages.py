"""The pages of findings, in docs/findings and as ``explain`` prints them, are those that the catalogue makes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.findingdocs import pages
from evaluator.findings import kinds
from targets.kinds.finding import Kind

FOLDER = Path(__file__).parent.parent / "docs" / "findings"
KINDS = [pytest.param(kind, id=kind.name) for kind in kinds().values()]
HEADINGS = {
    "zh": ("为何提示：", "示例：", "依据：", "提示语：", "处理建议："),
    "en": ("Why it matters: ", "Example: ", "Basis: ", "Message: ", "What to do: "),
}


def test_pages_are_those_that_the_catalogue_makes() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == pages(), "run: python -m evaluator.findingdocs docs/findings"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_speaks_one_language_and_shows_nothing_internal(
    kind: Kind, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", kind.code, "--lang", lang]) == 0
    text = capsys.readouterr().out
    assert all(f"\n{heading}" in text for heading in HEADINGS[lang])
    assert not re.search(r"[{}]|``|Figures:", text)
    if lang == "en":
        assert not re.search("[一-鿿]", re.sub("“[^”]*”", "", text.replace("\n", "")))


def test_explain_as_json_names_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "total-differs", "--lang", "en", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["code"] == "S301" and told["severity"] == "error"
    assert "{printed}" in told["message"] and {"printed", "ours", "tolerance"} <= set(told["figures"])
    assert {"what", "why", "example", "basis", "remedy"} <= set(told)
