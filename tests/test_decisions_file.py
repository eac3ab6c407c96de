"""Matches a person settled: applied before all else, reported, and refused when they are not clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from actuals.decisions import read_decisions
from actuals.matching.matching import match
from actuals.outcome import Outcome
from actuals.sources.table import OutcomeTable
from targets.errors import InputError
from targets.kinds.location import Location
from targets.language.reading import Reading, ReadingKind
from targets.model.form import Category, Form, FormKind, Indicator

AT = Location(file="填报.csv", line=2)
ENTRY = '[[match]]\nproject = "甲"\nname = "满意度"\nindicator = "{}"\nwho = "李某"\nwhy = "只调查了学生"\n'


def form() -> Form:
    rows = tuple(
        Indicator(
            id=f"id-{name}", level1="", level2="", name=name, target="≥90%", category=Category.SATISFACTION, at=AT,
            reading=Reading(text="", kind=ReadingKind.MISSING),
        )
        for name in ("学生满意度", "教师满意度")
    )  # fmt: skip
    return Form(file="目标.txt", index=0, kind=FormKind.PROJECT_TARGETS, at=AT, project="甲", rows=rows)


TABLE = OutcomeTable(source="填报.csv", outcomes=(Outcome(at=AT, project="甲", name="满意度", actual="93%"),))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "matches.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_decision_it_is_ambiguous() -> None:
    assert [f.name for f in match([form()], TABLE).findings] == ["outcome-ambiguous"]


@pytest.mark.parametrize(
    "entry", [ENTRY.format("学生满意度"), ENTRY.format("").replace('indicator = ""', 'id = "id-学生满意度"')]
)
def test_a_decision_settles_it_and_says_who_and_why(tmp_path: Path, entry: str) -> None:
    got = match([form()], TABLE, read_decisions(written(tmp_path, entry)))
    assert got.by_indicator[0, 0].how == "decision" and got.by_indicator[0, 0].outcome.actual == "93%"
    (finding,) = got.findings
    assert (
        finding.name == "decision-applied"
        and "李某" in finding.message("zh")
        and "只调查了学生" in finding.message("en")
    )


def test_an_outcome_may_be_decided_to_belong_to_none(tmp_path: Path) -> None:
    got = match([form()], TABLE, read_decisions(written(tmp_path, ENTRY.format(""))))
    assert not got.by_indicator and not got.pending
    assert [f.name for f in got.findings] == ["decision-applied"] and "李某" in got.unused[0].reason("zh")


def test_a_decision_that_fits_nothing_any_more_is_reported(tmp_path: Path) -> None:
    text = ENTRY.format("家长满意度") + ENTRY.format("学生满意度").replace("满意度", "不再有的名称", 1)
    got = match([form()], TABLE, read_decisions(written(tmp_path, text)))
    assert [f.name for f in got.findings] == ["decision-unused", "decision-unused", "outcome-ambiguous"]
    assert "没有这个指标" in got.findings[0].message("zh") and "no such name" in got.findings[1].message("en")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[match", "no readable TOML"),
        ("match = 3", r"may hold \[\[match\]\], .* entries only"),
        ("[[matches]]\nname = 'a'", r"may hold \[\[match\]\], .* entries only"),
        (ENTRY.format("a") + 'sure = "yes"\n', "unknown key 'sure'"),
        (ENTRY.format("a").replace('who = "李某"\n', ""), "who is missing"),
        (ENTRY.format("a").replace('indicator = "a"\n', ""), "give indicator or id"),
    ],
)
def test_a_file_that_is_not_clear_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_decisions(written(tmp_path, text))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_decisions(tmp_path / "none.toml")
