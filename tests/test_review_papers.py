"""Papers of a review: working papers written, filled in as a reviewer would, read back; a ledger whose ids stay."""

import io
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from evaluator.__main__ import main
from evaluator.auditing import ledger, workingpapers
from evaluator.auditing.run import Audit, audit
from targets.errors import InputError

FORM = """# 项目支出绩效自评表

（2024年度）

| 项目名称 | {project} | | | | | | | |
|---|---|---|---|---|---|---|---|---|
| 主管部门 | 某局 | | | | | | | |
| 项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 | |
| | 年度资金总额 | 100 | 100 | 100 | 10 | 100% | 10 | |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 | |
| 产出指标 | 数量指标 | 培训期数 | ≥10 期 | 8 期 | 50 | {score} | 场地维修 | |
| 效益指标 | 社会效益指标 | 合格率 | ≥90% | 95% | 40 | 40 | | |
| 总分 | | | | | 100 | {total} | | |
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two self-evaluations: 8 of 10 sessions at 50 points are 40; one claims 45 instead."""
    made = tmp_path_factory.mktemp("forms")
    (made / "甲.md").write_text(FORM.format(project="培训费", score="45", total="95"), encoding="utf-8")
    (made / "乙.md").write_text(FORM.format(project="会议费", score="40", total="90"), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def done(folder: Path) -> Audit:
    return audit(folder)


def paper(folder: Path, out: Path) -> Path:
    main(["audit", str(folder), "--out", str(out), "--lang", "zh", "--fail-on", "never"])
    return out / workingpapers.NAME


def columns(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[5] if cell.value}


def test_one_sheet_for_each_form_with_nothing_in_the_reviewers_columns(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(paper(folder, tmp_path / "out"))
    assert len(book.sheetnames) == 2
    sheet = next(one for one in book if "培训费" in one.title)
    at = columns(sheet)
    assert tuple(at) == tuple(name for name, _ in workingpapers.COLUMNS)
    row = next(row for row in range(6, sheet.max_row) if sheet.cell(row, at["三级指标"]).value == "培训期数")
    assert [sheet.cell(row, at[n]).value for n in ("指标性质", "指标值", "度量单位", "自评完成值")] == [
        "≥",
        "10",
        "期",
        "8 期",
    ]
    assert [sheet.cell(row, at[n]).value for n in ("权重", "自评得分", "重算得分")] == [50, 45, 40]
    assert sheet.cell(row, at["依据条款"]).value == "score.at-least"
    for line in range(6, sheet.max_row + 1):
        assert not any(sheet.cell(line, at[name]).value for name in workingpapers.REVIEWER if line < sheet.max_row)
    review, own = (sheet.cell(row, at[name]).coordinate for name in ("复核得分", "自评得分"))
    assert sheet.cell(row, at["偏离度"]).value == f'=IF({review}="","",{review}-{own})'
    assert str(sheet.cell(sheet.max_row, at["复核得分"]).value).startswith("=SUM(")


def filled(path: Path, to: Path, score: object = 38, who: str = "王某") -> Path:
    """As a reviewer would: name and day in the head, an outcome, a score, a voucher and a remark in one row."""
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book if "培训费" in one.title)
    at = columns(sheet)
    labels = {sheet.cell(r, c).value: (r, c) for r in range(1, 5) for c in range(1, 16)}
    for label, text in (("复核人", who), ("复核日期", "2025-03-05")):
        sheet.cell(labels[label][0], labels[label][1] + 1).value = text
    row = next(row for row in range(6, sheet.max_row) if sheet.cell(row, at["三级指标"]).value == "培训期数")
    for name, value in (("复核完成值", "7 期"), ("复核得分", score), ("证据编号", "Z-3"), ("备注", "一期无签到表")):
        sheet.cell(row, at[name]).value = value
    book.save(to)
    return to


def test_written_filled_in_read_back_compared(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = filled(paper(folder, tmp_path / "out"), tmp_path / "back.xlsx")
    capsys.readouterr()
    main(["audit", str(folder), "--decisions", str(path), "--format", "json", "--lang", "zh", "--fail-on", "never"])
    forms = json.loads(capsys.readouterr().out)["forms"]
    reviews = {row["indicator"]: row["review"] for form in forms for row in form["rows"] if row.get("review")}
    assert list(reviews) == ["培训期数"]
    found = json.dumps(reviews, ensure_ascii=False)
    assert all(text in found for text in ("38", "王某", "2025-03-05", "一期无签到表（证据 Z-3）"))
    names = {finding["name"] for form in forms for finding in form["findings"]}
    assert "review-differs" in names  # 38 against 45
    assert "review-deduction-unexplained" not in names


def test_scores_without_a_reviewer_and_no_scores_are_said(folder: Path, tmp_path: Path) -> None:
    path = paper(folder, tmp_path / "out")
    with pytest.raises(InputError, match="复核人"):
        audit(folder, decisions=filled(path, tmp_path / "a.xlsx", who=""))
    with pytest.raises(InputError, match="较好"):
        audit(folder, decisions=filled(path, tmp_path / "b.xlsx", score="较好"))
    openpyxl.Workbook().save(tmp_path / "c.xlsx")
    with pytest.raises(InputError):
        audit(folder, decisions=tmp_path / "c.xlsx")
    assert not audit(folder, decisions=path).reviews  # handed back as it was


def test_papers_of_equal_audits_are_equal(folder: Path, done: Audit) -> None:
    assert workingpapers.workbook(done) == workingpapers.workbook(audit(folder))
    assert ledger.workbook(ledger.entries(done, {})) == ledger.workbook(ledger.entries(audit(folder), {}))


def test_the_ledger_keeps_ids_and_what_was_written(folder: Path, tmp_path: Path) -> None:
    paper(folder, tmp_path / "out")
    path = tmp_path / "out" / ledger.NAME
    first = ledger.read_ledger(path)
    assert first
    assert all(re.fullmatch(r"W[0-9A-F]{8}(-\d+)?", key) for key in first)
    wrong = next(
        key for key, one in first.items() if one["指标/位置"] == "培训期数" and "填报得分 45 分" in one["事实"]
    )
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[3]}
    row = next(r for r in range(4, sheet.max_row + 1) if sheet.cell(r, at["问题编号"]).value == wrong)
    for name, text in (("责任人", "赵某"), ("整改情况", "已更正"), ("销号日期", "2025-04-01")):
        sheet.cell(row, at[name]).value = text
    book.save(tmp_path / "before.xlsx")
    moved = tmp_path / "moved"  # another folder and another file name: the ids are the same
    shutil.copytree(folder, moved)
    (moved / "甲.md").rename(moved / "丙.md")
    again = ["audit", str(moved), "--ledger", str(tmp_path / "before.xlsx"), "--lang", "zh", "--fail-on", "never"]
    main([*again, "--out", str(tmp_path / "again")])
    second = ledger.read_ledger(tmp_path / "again" / ledger.NAME)
    assert set(second) == set(first)
    assert [second[wrong][name] for name in ("责任人", "整改情况", "销号日期")] == ["赵某", "已更正", "2025-04-01"]


def test_what_is_not_found_again_stays_and_totals_add_up(done: Audit) -> None:
    gone = {"W00000000": {"事实": "旧问题", "销号日期": "2025-04-01"}, "W00000001": {"事实": "另一问题"}}
    made = ledger.entries(done, gone)
    assert [entry.id for entry in made if not entry.found] == list(gone)
    found, finished, open_ = ledger.totals(made)
    assert (finished, found - finished) == (1, open_)
    sheet = openpyxl.load_workbook(io.BytesIO(ledger.workbook(made))).worksheets[0]
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert texts.count("本次未再发现") == 2
    assert sum(str(text).startswith("=COUNTA(") for text in texts) == 3
