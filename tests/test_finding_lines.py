"""A finding about a line carries the id of that line and the number of its form; nobody looks for them by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluator.auditing.run import audit
from evaluator.checking import check_forms
from evaluator.scorecards.formjson import findings_by_form
from rules.loading import load
from targets.forms import read_many
from targets.kinds.finding import Finding, Kind
from targets.kinds.indicators import LevelMisplaced, RowShifted, TargetMissing
from targets.kinds.location import Location
from targets.model.form import Form

GANZHOU = Path(__file__).parents[1] / "evaluator" / "demo" / "ganzhou-2023.txt"


def lines(forms: tuple[Form, ...]) -> dict[tuple[object, ...], set[str]]:
    found: dict[tuple[object, ...], set[str]] = {}
    for form in forms:
        for row in form.rows:
            found.setdefault((form.file, row.at.table, row.at.row, row.name), set()).add(row.id)
    return found


def held(forms: tuple[Form, ...], findings: tuple[Finding, ...]) -> int:
    """How many findings speak of a line, each with its id and its form."""
    ids, count = lines(forms), 0
    for one in findings:
        mine = ids.get((one.at.file, one.at.table, one.at.row, one.indicator))
        if mine is None:
            continue
        count += 1
        assert one.line in mine and one.at.form is not None, (one.name, one.indicator)
        rows = [row for form in forms if (form.file, form.index) == (one.at.file, one.at.form) for row in form.rows]
        assert [row.id for row in rows if one.concerns(row)] == [one.line], one.name
    return count


@pytest.mark.parametrize("kind", [TargetMissing, LevelMisplaced, RowShifted])
def test_what_reading_finds_speaks_of_a_line(kind: Kind) -> None:
    read = read_many([GANZHOU])
    assert any(one.kind == kind and one.line for one in read.findings)


def test_every_check_of_a_line_says_which() -> None:
    read = read_many([GANZHOU])
    assert held(read.forms, check_forms(read.forms, load("mof-2021-101"), read.findings)) > 50


def test_every_claim_says_which_line_it_is_of(tmp_path: Path) -> None:
    rows = "".join(
        f"产出指标,数量指标,检查次数{n},≥{n + 2}次,{n}次,5,{score},\n" for n, score in enumerate(("5", "9", "0.5", "3"))
    )
    head = "项目名称,甲\n一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分,偏差原因分析及改进措施\n"
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(head + rows, encoding="utf-8")
    done = audit(tmp_path)
    assert held(done.forms, done.notices) > 8
    per_form, loose = findings_by_form(done.forms, done.notices)
    assert all(one.at.file == form.file for form, own in zip(done.forms, per_form, strict=True) for one in own)
    assert all(one.line is None for one in loose)


def test_two_lines_of_one_name_in_one_row_are_told_apart() -> None:
    class Row:
        name = "次数"

        def __init__(self, name_of_line: str) -> None:
            self.id, self.at = name_of_line, Location(file="a.docx", form=0, table=0, row=3)

    one, two = Row("x"), Row("y")
    found = TargetMissing.about(one, name="次数")
    assert found.concerns(one) and not found.concerns(two)
