"""The corpus is the specification: real targets agree with the reading a careful person gave them."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

from targets.language.expression import read_target
from targets.language.reading import Reading, ReadingKind

CORPUS = Path(__file__).parent / "corpus"


def rows(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        return [
            {k: v or "" for k, v in row.items()} for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def summary(reading: Reading) -> list[str]:
    """A reading as the corpus writes it: kind, comparator, value, unit, per."""
    return [reading.kind.value, reading.comparator.value, value(reading), reading.unit or "", reading.per or ""]


def value(reading: Reading) -> str:
    if reading.parts:
        return ";".join(value(part) for part in reading.parts)
    low = reading.since if reading.low is None else format(reading.low, "f")
    high = reading.until if reading.high is None else format(reading.high, "f")
    return f"{low}..{high}" if reading.kind is ReadingKind.RANGE else high or low or ""


def iso(printed: str) -> str:
    """The dates of the corpus as ISO text; only the few forms that it holds."""
    ends = printed.split("..")
    if match := re.fullmatch(r"(\d{4})年(?:年)?底", printed):
        return f"{match[1]}-12-31"
    if match := re.fullmatch(r"(\d{4})年(\d+)月(\d+)日", printed):
        return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    if len(ends) == 2 and (match := re.fullmatch(r"(\d{4})年(\d+)月", ends[0])):
        return f"{match[1]}-{int(match[2]):02}..{match[1]}-{int(ends[1].removesuffix('月')):02}"
    if len(ends) == 2 and all(re.fullmatch(r"\d{4}\.\d\d", end) for end in ends):
        return printed.replace("..", "|").replace(".", "-").replace("|", "..")
    return printed


@pytest.mark.parametrize("name", ["expressions.tsv", "seed_targets.tsv"])
def test_corpus(name: str) -> None:
    disputed = {(row["file"], row["indicator"], row["target"]) for row in rows("disputed.tsv") if row["reason"]}
    wrong = []
    for row in rows(name):
        reading = read_target(
            row["target"],
            indicator=row["indicator"],
            unit=row.get("unit_column", ""),
            symbol=row.get("symbol_column", ""),
        )
        expected = [row["kind"], row["comparator"], iso(row["value"]), row["unit"], row["per"]]
        if summary(reading) != expected and (name, row["indicator"], row["target"]) not in disputed:
            wrong.append((row["indicator"], row["target"], expected, summary(reading)))
    assert wrong == []


def test_notes_that_the_corpus_states() -> None:
    """name_says, name_unit, direction and base of the corpus notes are among the reading's notes."""
    for row in rows("expressions.tsv"):
        reading = read_target(
            row["target"], indicator=row["indicator"], unit=row["unit_column"], symbol=row["symbol_column"]
        )
        for name, stated in re.findall(r"(name_says|name_unit|direction|base)=([^;,\s]+)", row["note"]):
            assert reading.detail(name.replace("_", "-")) == stated, (row, reading.notes)
        if "bare value" in row["note"] and reading.kind is not ReadingKind.CHANGE:
            assert reading.has("bare-value"), row
        if "approximate" in row["note"]:
            assert reading.has("approximate"), row


def test_inverted_unit_of_the_founding_document() -> None:
    reading = read_target("≤1000 人/元", indicator="每次招商引资成本")
    assert (reading.unit, reading.per, reading.detail("unit-inverted")) == ("元", "人", "人/元")
    assert reading.canonical == "yuan / person"


def groups() -> list[tuple[str, list[str]]]:
    data = tomllib.loads((CORPUS / "same.toml").read_text(encoding="utf-8"))
    return [(text, group["means"]) for group in data["same"] for text in group["texts"]]


@pytest.mark.parametrize(("text", "means"), groups())
def test_many_spellings_one_reading(text: str, means: list[str]) -> None:
    assert summary(read_target(text)) == means


@pytest.mark.parametrize("row", rows("negative.tsv"), ids=lambda row: row["text"])
def test_negative_corpus(row: dict[str, str]) -> None:
    reading = read_target(row["text"])
    assert reading.kind.value == row["kind"], row["why"]
    assert reading.low is None
    assert reading.high is None


@pytest.mark.parametrize(
    ("text", "indicator", "note", "detail"),
    [
        ("290%", "群众满意度", "percent-implausible", "≥90%"),
        ("工5%", "", "target-unreadable", "≥5%"),
        ("^80%", "", "target-unreadable", "≥80%"),
        ("44,561", "任务完成时间", "target-unreadable", "2021-12-31"),
        ("44561", "", "serial-date", "2021-12-31"),
        ("≥3 旮", "", "unit-unknown", "旮"),
        ("≥100", "培训次数", "unit-missing", ""),
        ("9月前", "", "ambiguous", "9月前"),
        ("无", "", "not-applicable", ""),
        ("不超过安排资金的1%左右", "", "approximate", ""),
        ("≥95%(2022:90%)", "", "remark", "(2022:90%)"),
        ("次年3月底前", "", "next-year", ""),
        ("0.95%", "群众满意度", "percent-implausible", "95%"),
        ("≥0.98%", "验收合格率", "percent-implausible", "98%"),
        ("2023.1", "项目完成时间", "target-unreadable", "2023-01"),
        ("近百人", "参训人数", "approximate", ""),
        ("负增长5%", "", "direction", "down"),
    ],
)
def test_doubts(text: str, indicator: str, note: str, detail: str) -> None:
    reading = read_target(text, indicator=indicator)
    assert reading.has(note), reading
    assert reading.detail(note) == detail


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("150%", "产值增长率"),
        ("120%", "任务完成率"),
        ("200%", "预算执行率"),
        ("95%", "群众满意度"),
        ("≥100%", "验收合格率"),
        ("≤0.5%", "差错率"),
        ("≥0.5%", "研发投入占比"),
        ("1%", "验收合格率"),
    ],
)
def test_shares_that_may_be(text: str, indicator: str) -> None:
    assert not read_target(text, indicator=indicator).has("percent-implausible")


@pytest.mark.parametrize(
    ("text", "indicator"), [("≥100", "布展面积(平方米)"), ("≥100 次", "培训"), ("1:15", "师生比"), ("前三", "排名")]
)
def test_unit_not_missing(text: str, indicator: str) -> None:
    assert not read_target(text, indicator=indicator).has("unit-missing")


@pytest.mark.parametrize(
    ("symbol", "comparator"),
    [
        ("≥", "ge"), ("＜＝", "le"), ("大于等于", "ge"), ("小于等于", "le"), ("等于", "eq"), ("大于", "gt"),
        ("小于", "lt"), ("不大于", "le"), ("不小于", "ge"), ("以上", "ge"), ("正向", "ge"), ("正向指标", "ge"),
        ("反向", "le"), ("逆向指标", "le"), ("越小越好", "le"), ("定量", "eq"), ("定性", "eq"), ("", "eq"),
    ],
)  # fmt: skip
def test_what_a_symbol_column_says(symbol: str, comparator: str) -> None:
    """A column that says 反向 states that less is better: 5 is then a ceiling, and 3 of 5 defects no shortfall."""
    reading = read_target("5", unit="个", symbol=symbol)
    assert reading.comparator.value == comparator
    assert reading.has("bare-value") == (symbol in ("定量", "定性", ""))


def test_text_comes_before_columns() -> None:
    reading = read_target("≥95%", unit="人", symbol="小于等于")
    assert summary(reading) == ["threshold", "ge", "95", "%", ""]


def test_name_unit_serves_arithmetic_only() -> None:
    reading = read_target("80000", indicator="实施营造林总面积(亩)")
    assert (reading.unit, reading.canonical) == (None, "mu")
