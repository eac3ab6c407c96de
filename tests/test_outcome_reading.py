"""Outcomes in the light of their targets: every row of the corpus as judged by hand, and the cases of the issue."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from actuals.language.levels import level_of
from actuals.language.reading import read_outcome
from actuals.outcome import Level, OutcomeKind, OutcomeReading
from targets.language.expression import read_target

CORPUS = Path(__file__).parent / "corpus"
A_FINDINGS = {
    "outcome-unit-missing",
    "outcome-unit-mismatch",
    "outcome-repeats-target",
    "outcome-not-quantified",
    "level-unknown",
    "percent-over-100",
    "outcome-unreadable",
    "outcome-assumed",
    "outcome-words-unknown",
    "outcome-approximate",
    "magnitude-suspect",
}


def rows(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        return [
            {k: v or "" for k, v in row.items()} for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def read(text: str, target: str, indicator: str = "") -> OutcomeReading:
    return read_outcome(text, read_target(target, indicator=indicator), indicator=indicator)


def findings(outcome: OutcomeReading) -> list[str]:
    return [note.name for note in outcome.notes if note.name in A_FINDINGS]


def test_every_row_of_the_corpus_as_judged() -> None:
    printed, judged = rows("self_evaluations.tsv"), rows("outcomes.tsv")
    assert len(printed) == len(judged) == 191
    wrong = []
    for row, expected in zip(printed, judged, strict=True):
        assert (row["target"], row["actual"]) == (expected["target"], expected["actual"])
        outcome = read(row["actual"], row["target"], row["indicator"])
        said = outcome.date or (outcome.level.value if outcome.level else "")
        if outcome.value is not None and outcome.value == Decimal(expected["said"] or "-1"):
            said = expected["said"]
        got = (outcome.kind.value, said, ";".join(findings(outcome)))
        if got != (expected["kind"], expected["said"], expected["finding"]):
            wrong.append((row["indicator"], row["target"], row["actual"], got))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "target", "value", "factor"),
    [
        ("1,562人", "≥1500人", "1562", 1),
        ("13 期", "≥12 期", "13", 1),
        ("12场", "≥12次", "12", 1),
        ("1.2公里", "≥1000米", "1.2", 1000),
        ("3公顷", "≥40亩", "3", 15),
        ("2亩", "≥1000平方米", "2", Fraction(2000, 3)),
        ("0.5万元", "≤6000元", "0.5", 10000),
        ("120人", "≥100名", "120", 1),
        ("95.5%", "≥95%", "95.5", 1),
        ("0.95比例", "≥95%", "0.95", 100),
        ("4‰", "≤1%", "4", Fraction(1, 10)),
        ("8/10万", "10/10万", "8", 1),
        ("180元/人、天", "400元/人、天", "180", 1),
        ("全市第2名", "保持全市前三", "2", 1),
        ("下降35%", "比2017年下降30%", "35", 1),
        ("上升5%", "比2017年下降30%", "-5", 1),
        ("无", "0起", "0", 1),
        ("全年完成15次", "≥12次", "15", 1),
    ],
)
def test_quantities(text: str, target: str, value: str, factor: Fraction | int) -> None:
    outcome = read(text, target)
    assert outcome.kind is OutcomeKind.QUANTITY, outcome
    assert (outcome.value, outcome.factor) == (Decimal(value), factor)


@pytest.mark.parametrize(
    ("text", "target", "indicator", "kind", "finding"),
    [
        ("≥266米", "≥266米", "", "quantity", "outcome-repeats-target"),
        ("120", "≥100次", "", "quantity", "outcome-unit-missing"),
        ("120%", "≥95%", "群众满意度", "quantity", "percent-over-100"),
        ("12期/13期", "≥12期", "", "unreadable", "outcome-unreadable"),
        ("0.958", "≥95%", "", "unreadable", "outcome-unreadable"),
        ("见附件", "≥12期", "", "unreadable", "outcome-unreadable"),
        ("10-12次", "≥12次", "", "unreadable", "outcome-unreadable"),
        ("320万元", "≥1500人", "", "unreadable", "outcome-unit-mismatch"),
        ("100人次", "≥100人", "", "unreadable", "outcome-unit-mismatch"),
        ("100次", "≥100人", "", "unreadable", "outcome-unit-mismatch"),
        ("2个百分点", "≥2%", "", "unreadable", "outcome-unit-mismatch"),
        ("12次", "1次/月", "", "quantity", "outcome-assumed"),
        ("3次", "1次/周", "", "unreadable", "outcome-unit-mismatch"),
        ("已完成", "≥12次", "", "level", "outcome-not-quantified"),
        ("达成预期指标", "≥12次", "", "level", "outcome-not-quantified"),
        ("9", "应助尽助", "", "unreadable", "level-unknown"),
        ("有一定进展", "显著提高", "", "unreadable", "level-unknown"),
        ("显著提高", "显著提高", "", "level", "outcome-repeats-target"),
        ("44561", "2021年底", "", "unreadable", "outcome-unreadable"),
        ("5人", "2021年底", "", "unreadable", "outcome-unit-mismatch"),
    ],
)
def test_doubts(text: str, target: str, indicator: str, kind: str, finding: str) -> None:
    outcome = read(text, target, indicator)
    assert outcome.kind.value == kind
    assert findings(outcome) == [finding]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "missing"), ("  ", "missing"), ("—", "missing"), ("无", "not-applicable"), ("不适用", "not-applicable")],
)
def test_nothing_stated(text: str, kind: str) -> None:
    assert read(text, "≥100次").kind.value == kind


@pytest.mark.parametrize(
    ("text", "target", "day"),
    [
        ("10月", "11月前", "--10"),
        ("2023年6月30日", "2023年12月31日前", "2023-06-30"),
        ("2023.11.20", "年底前", "2023-11-20"),
    ],
)
def test_dates(text: str, target: str, day: str) -> None:
    outcome = read(text, target)
    assert (outcome.kind, outcome.date) == (OutcomeKind.DATE, day)


@pytest.mark.parametrize(
    ("level", "texts"),
    [
        (Level.MET, "达成 完成 已完成 达成预期指标 优 合格 是 达成年度指标 全部完成 按时完成 基本达成 完成100%"),
        (
            Level.PARTIAL,
            "部分达成 基本完成 部分达成年度指标并具有一定效果 部分实现 部分达成预期指标并具有一定效果 已基本完成",
        ),
        (
            Level.MISSED,
            "未达成 未完成 否 未达成年度指标且效果较差 实现程度较低 未达成预期指标且效果较差 尚未完成 没有完成",
        ),
        (None, "有一定进展 好坏 60% 便捷 已签约"),
    ],
)
def test_words_for_levels(level: Level | None, texts: str) -> None:
    for text in texts.split():
        assert level_of(text) is level, text


def test_denial_of_the_targets_words_is_no_repetition() -> None:
    assert read("未显著提高", "显著提高").level is not Level.MET
    assert read("效果不明显", "效果明显").level is not Level.MET


def test_one_word_before_the_targets_own_weakens_it() -> None:
    from actuals.outcome import Level

    timely = read_target("及时", indicator="教学完成时间及时性")
    assert read_outcome("部分及时", timely).level is Level.PARTIAL
    assert read_outcome("基本及时", timely).level is Level.PARTIAL
    assert read_outcome("不及时", timely).has("level-unknown")  # how much it earns, only a person can say
    assert read_outcome("及时下达", timely).level is Level.MET
    assert read_outcome("拟及时下达", timely).level is None
    assert read_outcome("及时", timely).level is Level.MET
    assert read_outcome("十分及时地", timely).level is not Level.PARTIAL
