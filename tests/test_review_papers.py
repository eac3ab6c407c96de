"""Papers of a review: working papers written, filled in as a reviewer would, read back; a ledger whose ids stay."""

import datetime
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
    letters = {name: sheet.cell(6, at[name]).column_letter for name in ("自评得分", "复核得分")}
    claimed, reviewed = (f"{letter}6:{letter}7" for letter in letters.values())
    assert sheet.cell(sheet.max_row, at["自评得分"]).value == f"=SUM({claimed})"
    assert sheet.cell(sheet.max_row, at["复核得分"]).value == f'=IF(COUNT({reviewed})=2,SUM({reviewed}),"")'


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
    assert all(text in found for text in ("38", "王某", "2025-03-05", "一期无签到表", "Z-3", "7 期"))
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
    made = [ledger.workbook(ledger.entries(one, ledger.Ledger()), "a") for one in (done, audit(folder))]
    assert made[0] == made[1]


def test_what_stands_without_a_score_is_kept(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An outcome and a voucher without score and remark; a whole new audit hands the papers out with them."""
    path = paper(folder, tmp_path / "out")
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book if "培训费" in one.title)
    at = columns(sheet)
    sheet["B4"].value = "王某"
    assert sheet["A4"].value == "复核人"
    sheet.cell(6, at["复核完成值"]).value, sheet.cell(7, at["证据编号"]).value = "7 期", "Z-3"
    book.save(tmp_path / "back.xlsx")
    again = ["audit", str(folder), "--decisions", str(tmp_path / "back.xlsx"), "--fail-on", "never"]
    capsys.readouterr()
    main([*again, "--format", "json", "--lang", "zh", "--out", str(tmp_path / "again")])
    reviews = [
        row["review"]
        for form in json.loads(capsys.readouterr().out)["forms"]
        for row in form["rows"]
        if "review" in row
    ]
    assert [(one["score"], one["actual"], one["evidence"], one["who"]) for one in reviews] == [
        (None, "7 期", None, "王某"),
        (None, None, "Z-3", "王某"),
    ]
    sheet = next(
        one for one in openpyxl.load_workbook(tmp_path / "again" / workingpapers.NAME) if "培训费" in one.title
    )
    assert [sheet.cell(6, at["复核完成值"]).value, sheet.cell(7, at["证据编号"]).value, sheet["B4"].value] == [
        "7 期",
        "Z-3",
        "王某",
    ]


def test_one_form_in_two_files_is_told_apart(folder: Path, tmp_path: Path) -> None:
    both = tmp_path / "both"
    both.mkdir()
    for name in ("一.md", "二.md"):
        shutil.copy(folder / "甲.md", both / name)
    book = openpyxl.load_workbook(paper(both, tmp_path / "out"))
    assert len(book.sheetnames) == 2
    for number, sheet in enumerate(book):
        sheet["B4"].value = "王某"
        sheet.cell(6, columns(sheet)["复核得分"]).value = 30 + number
    book.save(tmp_path / "back.xlsx")
    back = audit(both, decisions=tmp_path / "back.xlsx")
    files = {back.forms[one.claim.form].file: one.text for one in back.reviews.values()}
    assert files == {"一.md": "30", "二.md": "31"}
    assert not [one for one in back.notices if one.name == "decision-unused"]


def test_hidden_rows_of_papers_are_refused(folder: Path, tmp_path: Path) -> None:
    path = paper(folder, tmp_path / "out")
    for name, row in ((workingpapers.NAME, 6), (ledger.NAME, 4)):
        book = openpyxl.load_workbook(path.parent / name)
        book.worksheets[0].row_dimensions[row].hidden = True
        book.save(tmp_path / name)
    with pytest.raises(InputError, match="hidden"):
        audit(folder, decisions=tmp_path / workingpapers.NAME)
    with pytest.raises(InputError, match="hidden"):
        ledger.read_ledger(tmp_path / ledger.NAME)


def ledger_of(folder: Path, out: Path, *more: str) -> ledger.Ledger:
    given = ["audit", *(str(one) for one in sorted(folder.glob("*.md"))), "--out", str(out), "--lang", "zh"]
    main([*given, "--fail-on", "never", *more])
    return ledger.read_ledger(out / ledger.NAME)


def wrong_of(found: ledger.Ledger) -> str:
    rows = found.rows.items()
    return next(key for key, one in rows if one["指标/位置"] == "培训期数" and "填报得分 45 分" in one["事实"])


def test_the_ledger_keeps_ids_and_what_was_written(folder: Path, tmp_path: Path) -> None:
    first = ledger_of(folder, tmp_path / "out")
    assert first.rows
    assert all(re.fullmatch(r"W[0-9A-F]{8}(-\d+)?", key) for key in first.rows)
    assert {one["本次核对"] for one in first.rows.values()} == {"新发现"}
    wrong = wrong_of(first)
    book = openpyxl.load_workbook(tmp_path / "out" / ledger.NAME)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(3, sheet.max_column + 1).value = "督办人"
    row = next(r for r in range(4, sheet.max_row + 1) if sheet.cell(r, at["问题编号"]).value == wrong)
    for name, text in (("责任人", "赵某"), ("整改措施", "一是更正\n二是公开")):
        sheet.cell(row, at[name]).value = text
    sheet.cell(row, at["销号日期"]).value = datetime.datetime(2025, 4, 1)
    sheet.cell(row, at["销号日期"]).number_format = "yyyy-mm-dd h:mm:ss"
    sheet.cell(row, sheet.max_column).value = "钱某"
    book.save(tmp_path / "before.xlsx")
    moved = tmp_path / "moved"  # another folder and another file name: the ids are the same
    shutil.copytree(folder, moved)
    (moved / "甲.md").rename(moved / "丙.md")
    second = ledger_of(moved, tmp_path / "again", "--ledger", str(tmp_path / "before.xlsx"))
    assert set(second.rows) == set(first.rows)
    kept = [second.rows[wrong][name] for name in ("责任人", "整改措施", "销号日期", "督办人", "本次核对")]
    assert kept == ["赵某", "一是更正\n二是公开", "2025-04-01", "钱某", "仍存在，曾销号"]
    third = ledger_of(moved, tmp_path / "third", "--ledger", str(tmp_path / "again" / ledger.NAME))
    assert third.rows[wrong] == second.rows[wrong]


def test_not_found_again_is_said_of_what_was_looked_at_only(folder: Path, tmp_path: Path) -> None:
    """Found; the form not handed in; the kind not asked for; suppressed; put right; found again."""
    first = ledger_of(folder, tmp_path / "1")
    wrong, code = wrong_of(first), first.rows[wrong_of(first)]["代码"]
    before = ["--ledger", str(tmp_path / "1" / ledger.NAME)]
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / "乙.md", other)
    assert ledger_of(other, tmp_path / "2", *before).rows[wrong]["本次核对"] == "未核对：本次未提交该表"
    assert (
        ledger_of(folder, tmp_path / "3", *before, "--ignore", code).rows[wrong]["本次核对"]
        == "未核对：本次未选该类疑点"
    )
    why = f'[[suppress]]\nfinding = "{code}"\nindicator = "培训期数"\nreason = "已核"\nwho = "某"\n'
    (tmp_path / "s.toml").write_text(why, encoding="utf-8")
    hushed = ledger_of(folder, tmp_path / "4", *before, "--suppressions", str(tmp_path / "s.toml"))
    assert hushed.rows[wrong]["本次核对"] == "已免报"
    right = tmp_path / "right"
    shutil.copytree(folder, right)
    (right / "甲.md").write_text(FORM.format(project="培训费", score="40", total="90"), encoding="utf-8")
    gone = ledger_of(right, tmp_path / "5", *before)
    assert gone.rows[wrong]["本次核对"] == "未再发现"
    assert gone.rows[wrong]["整改情况"] == ""
    again = ledger_of(folder, tmp_path / "6", "--ledger", str(tmp_path / "5" / ledger.NAME))
    assert again.rows[wrong]["本次核对"] == "仍存在"


def test_totals_of_the_ledger_add_up(done: Audit) -> None:
    gone = {"W00000000": {"事实": "旧问题", "销号日期": "2025-04-01"}, "W00000001": {"事实": "另一问题"}}
    made = ledger.entries(done, ledger.Ledger(rows=gone))
    assert [entry.id for entry in made if not entry.found] == list(gone)
    found, finished, open_ = ledger.totals(made)
    assert (finished, found - finished) == (1, open_)
    sheet = openpyxl.load_workbook(io.BytesIO(ledger.workbook(made, "a"))).worksheets[0]
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert sum(str(text).startswith("=COUNTA(") for text in texts) == 3


def test_a_ledger_that_cannot_be_used_is_said_before_the_audit(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluator.commands.audit.audit", lambda *_, **__: pytest.fail("the audit began"))
    openpyxl.Workbook().save(tmp_path / "none.xlsx")
    given = ["audit", str(folder), "--lang", "zh", "--ledger", str(tmp_path / "none.xlsx")]
    assert main(given) == 2
    assert "--out" in capsys.readouterr().err
    assert main([*given, "--out", str(tmp_path / "out")]) == 2
    assert "没有整改台账" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_read_writes_no_ledger(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger_of(folder, tmp_path / "1")
    (tmp_path / "empty.md").write_text("无表", encoding="utf-8")
    given = ["audit", str(tmp_path / "empty.md"), "--ledger", str(tmp_path / "1" / ledger.NAME), "--lang", "zh"]
    assert main([*given, "--out", str(tmp_path / "2")]) == 2
    assert not (tmp_path / "2" / ledger.NAME).exists()
    assert "请继续使用原台账" in capsys.readouterr().err
