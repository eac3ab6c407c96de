"""Files as offices send them, each with one peculiarity (`tests/documents/cases`): the same six indicators in all."""

from __future__ import annotations

from pathlib import Path

import pytest

from actuals.sources.sheet import read_outcomes
from targets.errors import InputError
from targets.forms import read_forms

CASES = Path(__file__).parent / "documents" / "cases"
TARGETS = {
    "培训人数": "≥1500 人",
    "开展培训期数": "≥12 期",
    "培训合格率": "≥95%",
    "培训完成时间": "2023年12月31日前",
    "教师持证上岗比例": "≥95%",
    "参训教师满意度": "≥90%",
}
ACTUALS = ["1462人", "13期", "96.2%", "2023年11月20日", "97%", "92.5%"]
READ: dict[str, tuple[dict[str, str | None], list[str]]] = {
    "hidden-row.xlsx": ({}, ["hidden-rows"]),
    "hidden-column.xlsx": ({}, ["hidden-column"]),
    "chart-without-drawing.xlsx": ({}, ["hidden-content", "hidden-content"]),
    "escaped-breaks.xlsx": ({}, []),
    "inline-strings.xlsx": ({}, []),
    "adjusted.xlsx": ({}, []),
    "strict.xlsx": ({}, []),
    "strict.docx": ({}, []),
    "quoted.mht": ({}, []),
    "base64-mht.xls": ({}, []),
    "utf16-html.xls": ({}, []),
    "wrong-charset.xls": ({}, []),
    "gbk.html": ({}, []),
    "tabs.xls": ({}, []),
    "commas.xls": ({}, []),
    "xml2003.xls": ({}, []),
    "text-box.docx": ({}, []),
    "fields.docx": ({}, []),
    "controls.docx": ({"参训教师满意度": ""}, ["target-missing"]),
    "grid-before.docx": ({}, []),
    "continued.docx": ({}, []),
    "superscript.docx": ({}, ["footnote-mark"]),
    "power.docx": ({}, []),
    "struck.docx": ({"开展培训期数": None}, ["struck-text", "struck-text", "struck-text"]),
    "hidden-text.docx": ({}, ["hidden-text"]),
    "text-box.xlsx": ({"培训人数": ""}, ["target-missing", "text-box"]),
    "picture-cell.docx": ({"培训人数": ""}, ["picture-not-read", "target-missing"]),
    "e-wan-a.xlsx": ({}, []),
    "e-wan-c.xlsx": ({}, []),
    "e-wan-g.xlsx": ({}, []),
    "dates.xlsx": (
        {"培训人数": "1904/2/8", "开展培训期数": "8月10日", "培训合格率": "3月-23"},
        ["date-cell", "date-cell", "date-cell"],
    ),
}


@pytest.mark.parametrize("name", READ)
def test_targets(name: str) -> None:
    changed, findings = READ[name]
    read = read_forms(CASES / name)
    expected = {indicator: text for indicator, text in {**TARGETS, **changed}.items() if text is not None}
    assert {row.name: " ".join(row.target.split()) for row in read.forms[0].rows} == expected
    assert sorted(finding.name for finding in read.findings) == findings


def test_figures_of_self_evaluations_as_they_are_shown() -> None:
    money = {name: read_forms(CASES / f"e-wan-{name}.xlsx").forms[0].execution["executed"] for name in ("a", "c", "g")}
    assert money == {"a": "294.0", "c": "294.0万元", "g": "294.0万元"}
    actual = {name: read_forms(CASES / f"{name}.docx").forms[0].rows[0].actual for name in ("superscript", "power")}
    assert actual == {"superscript": "1462人", "power": "0.1×10⁴人"}


@pytest.mark.parametrize(
    ("name", "changed", "findings"),
    [
        ("o-comment.xlsx", {}, ["cell-comment"]),
        ("o-half-full.xlsx", {}, []),
        ("o-two-rows.xlsx", {}, []),
        ("o-merged.xlsx", {"培训合格率": "97%"}, ["outcome-merged"]),
        ("o-hidden-column.xlsx", {}, ["hidden-column"]),
        ("o-hidden-row.xlsx", {}, ["hidden-rows"]),
        (
            "o-dates.xlsx",
            {
                "培训人数": "12月1日",
                "开展培训期数": "2023/12/1",
                "培训合格率": "3月4日",
                "培训完成时间": "45250",
                "教师持证上岗比例": "2023.11.20",
                "参训教师满意度": "92.5",
            },
            ["date-cell", "date-cell", "date-cell"],
        ),
    ],
)
def test_outcomes(name: str, changed: dict[str, str], findings: list[str]) -> None:
    table = read_outcomes(CASES / name)
    expected = {**dict(zip(TARGETS, ACTUALS, strict=True)), **changed}
    assert {one.name: one.actual for one in table.outcomes} == expected
    assert [finding.name for finding in table.findings] == findings


def test_tabs_of_outcomes() -> None:
    table = read_outcomes(CASES / "o-tabs.xlsx")
    assert [one.project for one in table.outcomes] == [name for name in ("A项目", "B项目", "C项目") for _ in range(6)]


def test_what_cannot_be_told_apart_is_asked() -> None:
    with pytest.raises(InputError, match="--map"):
        read_outcomes(CASES / "o-two-visible.xlsx")


@pytest.mark.parametrize("name", ["picture.xlsx", "picture.docx"])
def test_a_file_of_pictures_only_is_named(name: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_forms(CASES / name)
    assert "图片" in refusal.value.zh and "pictures" in refusal.value.en
