"""Papers of a review made of an audit: report, opinion, sheets of evidence; what people write into them is kept."""

from collections.abc import Mapping
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from test_review_papers import FORM, columns

from evaluator.__main__ import main
from evaluator.auditing import ledger, workingpapers
from evaluator.auditing.run import Audit, audit
from evaluator.reports.document import Paragraph, Report, TableBlock
from evaluator.reports.kept import kept_texts
from evaluator.reports.making import make_report
from evaluator.reports.outline import load_outline
from evaluator.reports.subjects import review_subject


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """8 of 10 at 50 points are 40: one form claims 45 and 95 in all, one 43 and prints 90 for 93, one is right."""
    made = tmp_path_factory.mktemp("forms")
    (made / "a.md").write_text(FORM.format(project="培训费", score="45", total="95"), encoding="utf-8")
    (made / "b.md").write_text(FORM.format(project="会议费", score="43", total="90"), encoding="utf-8")
    (made / "c.md").write_text(FORM.format(project="宣传费", score="40", total="90"), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def saved(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The audit with the reviewer's scores: 38 for 45, and 43 as it was."""
    made = tmp_path_factory.mktemp("audits")
    main(["audit", str(folder), "--out", str(made / "first"), "--lang", "zh", "--fail-on", "never"])
    book = openpyxl.load_workbook(made / "first" / workingpapers.NAME)
    for name, score, why in (("培训费", 38, "两期无签到表"), ("会议费", 43, None)):
        sheet = next(one for one in book if name in one.title)
        at = columns(sheet)
        sheet["B4"].value = "王某"
        sheet.cell(6, at["复核得分"]).value, sheet.cell(6, at["备注"]).value = score, why
    book.save(made / "back.xlsx")
    given = ["audit", str(folder), "--decisions", str(made / "back.xlsx"), "--out", str(made / "run")]
    main([*given, "--lang", "zh", "--fail-on", "never"])
    return made / "run"


@pytest.fixture(scope="module")
def done(folder: Path, saved: Path) -> Audit:
    return audit(folder, decisions=saved.parent / "back.xlsx")


def made(done: Audit, outline: str, named: str | None = None, **texts: str) -> Report:
    plan = load_outline(outline)
    facts, lists, stated = review_subject(done, plan.kind, named)
    return make_report(plan, facts, lists, {**stated, **texts})


def said(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Paragraph)]


def tables(report: Report) -> Mapping[str, TableBlock]:
    return {block.caption: block for block in report.blocks if isinstance(block, TableBlock)}


def test_the_report_on_a_review_by_hand(done: Audit) -> None:
    """培训费 95 → 88 (38 for 45), 优 → 良; 会议费 printed 90, its scores are 93, reviewed 93: (−7 + 3) ÷ 2 = −2."""
    report = made(done, "review")
    assert report.title == "2024年度某局绩效自评复核报告"
    text = said(report)
    assert "复核项目2个，占项目支出自评表的66.67%。" in text
    assert "复核项目预算数合计200万元，占项目预算数合计300万元的66.67%。" in text
    assert "已有复核总分的自评表2张，复核得分比自评得分平均低2.00分。" in text
    assert "其中调低1张，调高1张，未调整0张。" in text
    assert "评价等级发生变化的1张。" in text
    rows = [row[:6] for row in tables(report)["复核结果汇总"].rows]
    assert rows == [("某局", "培训费", "95", "88", "-7", "优→良"), ("某局", "会议费", "90", "93", "+3", "优")]
    differing = tables(report)["复核得分与自评得分不一致的指标"].rows
    assert differing == (("培训费", "培训期数", "50", "45", "40.00", "38", "-7", "两期无签到表"),)


def test_an_opinion_on_one_form(done: Audit) -> None:
    text = said(made(done, "opinion", "培训费"))
    assert "自评得分95分，评价等级为“优”；重算得分90.00分。" in text
    assert "复核得分88分，比自评得分低7分，复核等级为“良”。" in text
    other = said(made(done, "opinion", "会议费"))
    assert "各项得分合计93分，与填报总分不一致，复核得分按各项得分计算。" in other
    untouched = said(made(done, "opinion", "宣传费"))
    assert "尚未填写复核得分。" in untouched
    assert not any("复核等级" in one for one in untouched)


def test_sheets_of_evidence_bear_the_ids_of_the_ledger(done: Audit, saved: Path) -> None:
    report = made(done, "evidence", "会议费")
    sheets = [block for block in report.blocks if isinstance(block, TableBlock)]
    assert all(block.apart for block in sheets)
    rows = ledger.read_ledger(saved / ledger.NAME).rows
    assert [block.rows[0][1] for block in sheets] == [key for key, one in rows.items() if "会议费" in one["部门/项目"]]
    assert len(sheets) == 2  # the sum, and 43 for 40


@pytest.mark.parametrize("kind", ["review", "opinion", "evidence"])
def test_written_filled_in_made_again_and_compared(saved: Path, tmp_path: Path, kind: str) -> None:
    """Every gap filled in by a script, as a person would in Word: made again, the paper holds each word and is done."""
    out = tmp_path / "文书.docx"
    command = ["report", str(saved), "--kind", kind, "-o", str(out), "--lang", "zh", "--force"]
    command += [] if kind == "review" else ["--form", "会议费"]
    assert main(command) == 0
    document = docx.Document(str(out))
    wanted = {}
    for control in document.element.body.iter(qn("w:sdt")):
        key = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")).removeprefix("evaluator:")
        (text,) = control.iter(qn("w:t"))
        if text.text.startswith("【待填写："):
            text.text = wanted[key] = f"已核实（{len(wanted)}）。"
    assert len(wanted) > 5
    document.save(str(out))
    assert main(command) == 0
    assert {key: text for key, text in kept_texts(out).items() if key in wanted} == wanted
    assert not any("未完成稿" in one.text for one in docx.Document(str(out)).paragraphs)


def test_misuse_of_review_papers_is_said(
    saved: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["-o", str(tmp_path / "a.docx"), "--lang", "zh"]
    for arguments, why in (
        ([str(saved), "--kind", "review", "--form", "培训费"], "--form"),
        ([str(saved), "--kind", "opinion"], "请用 --form 写明是哪个表"),
        ([str(saved), str(saved.parent / "first"), "--kind", "review"], "只能从一次审核写出"),
        ([str(saved), "--kind", "project"], "存的是审核结果"),
    ):
        assert main(["report", *arguments, *out]) == 2
        assert why in capsys.readouterr().err
    (tmp_path / "t.csv").write_text("项目名称,三级指标,指标值,分值\n甲,培训,≥10期,90\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("项目名称,三级指标,实际完成值\n甲,培训,10期\n", encoding="utf-8")
    main(
        [
            "score",
            str(tmp_path / "t.csv"),
            str(tmp_path / "a.csv"),
            "--out",
            str(tmp_path / "run"),
            "--fail-on",
            "never",
        ]
    )
    capsys.readouterr()
    assert main(["report", str(tmp_path / "run"), "--kind", "review", *out]) == 2
    assert "不是审核结果" in capsys.readouterr().err
