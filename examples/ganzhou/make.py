"""The papers of one department from forms to review, made anew: `python examples/ganzhou/make.py [--pictures]`.

The targets are those that the department published for 2023; outcomes, reviewer and review scores are invented, and
every page says so. `--pictures` draws the first pages that README and guides show (LibreOffice and pdftoppm needed).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

from evaluator.__main__ import main

HERE = Path(__file__).resolve().parent
PICTURES = HERE.parent.parent / "docs" / "pictures"
REVIEWED = {  # project: rows of the working paper and the score that the invented reviewer gives, with the reason
    "教师培训费": (("培训效果测评", "7", "测评问卷回收不足（虚构）"),),
    "其他资金": (("文体活动场次", "6", "一次活动无记录（虚构）"),),
}
SHOWN = {  # picture: paper, page, dots per inch
    "form": ("自评/部门整体支出绩效自评表.docx", 1, 60),
    "report": ("自评/部门整体支出绩效自评报告.docx", 1, 50),
    "workingpaper": ("复核/复核工作底稿.xlsx", 1, 70),
    "ledger": ("复核/整改台账.xlsx", 1, 60),
    "opinion": ("复核/复核意见书（教师培训费）.docx", 1, 50),
}


def run(*arguments: str) -> None:
    """One command as a person types it."""
    status = main([*arguments, "--lang", "zh"])
    if status == 2:
        raise SystemExit(f"evaluator {' '.join(arguments)}: {status}")


def make(to: Path) -> None:
    """Every paper into the folder ``to``."""
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        evaluation, forms = work / "赣州", work / "自评表"
        run("demo", "--out", str(evaluation))
        shutil.copytree(evaluation / "自评表", forms, ignore=shutil.ignore_patterns("*.xlsx"))
        own = to / "自评"
        own.mkdir(parents=True)
        for source, name in (
            ("自评表/01-赣州经济技术开发区教体服务中心.docx", "部门整体支出绩效自评表.docx"),
            ("自评表/01-赣州经济技术开发区教体服务中心.xlsx", "部门整体支出绩效自评表.xlsx"),
            ("自评表/05-教师培训费.docx", "项目支出绩效自评表（教师培训费）.docx"),
            ("汇总表.xlsx", "汇总表.xlsx"),
        ):
            shutil.copy(evaluation / source, own / name)
        report = ["report", str(evaluation), "--kind"]
        run(*report, "department", "-o", str(own / "部门整体支出绩效自评报告.docx"))
        project = str(own / "项目支出绩效自评报告（教师培训费）.docx")
        run(*report, "project", "--form", "教师培训费", "-o", project)
        _review(to / "复核", forms, work)
        _bureau(to / "财政", evaluation, work)


def _review(to: Path, forms: Path, work: Path) -> None:
    to.mkdir()
    ways = ["--by", "amount:1", "--by", "risk:1", "--by", "random:1", "--seed", "2023"]
    run("select", str(forms), *ways, "--name", "教师培训费", "-o", str(to / "抽查名单.xlsx"))
    first = work / "audit"
    run("audit", str(forms), "--selection", str(to / "抽查名单.xlsx"), "--out", str(first), "--fail-on", "never")
    filled = work / "复核工作底稿.xlsx"
    _fill_in(first / "复核工作底稿.xlsx", filled)
    second = work / "review"
    given = ["--decisions", str(filled), "--ledger", str(first / "整改台账.xlsx")]
    given += ["--selection", str(to / "抽查名单.xlsx")]
    run("audit", str(forms), *given, "--out", str(second), "--fail-on", "never")
    for name in ("复核工作底稿.xlsx", "整改台账.xlsx"):
        shutil.copy(second / name, to / name)
    report = ["report", str(second), "--kind"]
    run(*report, "review", "-o", str(to / "复核报告.docx"))
    run(*report, "opinion", "--form", "教师培训费", "-o", str(to / "复核意见书（教师培训费）.docx"))
    run(*report, "evidence", "--form", "教师培训费", "-o", str(to / "取证单（教师培训费）.docx"))


def _fill_in(path: Path, to: Path) -> None:
    """The working papers as a reviewer hands them back; who and what are invented."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        wanted = next((rows for name, rows in REVIEWED.items() if name in sheet.title), ())
        at = {cell.value: cell.column for cell in sheet[5] if cell.value}
        for name, score, why in wanted:
            row = next((r for r in range(6, sheet.max_row) if name in str(sheet.cell(r, at["三级指标"]).value)), None)
            if row is None:
                raise SystemExit(f"{sheet.title}: {name}")
            sheet["B4"].value, sheet["F4"].value = "复核人甲（虚构）", "2024-03-05"
            sheet.cell(row, at["复核得分"]).value = float(score)
            sheet.cell(row, at["备注"]).value, sheet.cell(row, at["证据编号"]).value = why, "Z-1"
    book.save(to)


def _bureau(to: Path, evaluation: Path, work: Path) -> None:
    to.mkdir()
    listed = work / "应报名单.csv"
    department = "赣州经济技术开发区教体服务中心"
    lines = [
        "部门,项目,联系人",
        *(f"{department},{name},（虚构）" for name in ("部门整体", "教师培训费", "教研活动经费")),
    ]
    lines.append(f"{department},未报送的项目（虚构）,（虚构）")
    listed.write_text("\n".join(lines), encoding="utf-8")
    given = ["--expected", str(listed)]
    run("report", str(evaluation), "--kind", "submissions", *given, "-o", str(to / "报送台账.xlsx"))
    run("report", str(evaluation), "--kind", "bureau", *given, "-o", str(to / "绩效自评汇总报告.docx"))


def draw(papers: Path) -> None:
    """The pages that README and guides show, as PNG."""
    PICTURES.mkdir(exist_ok=True)
    for name, (paper, page, dots) in SHOWN.items():
        with tempfile.TemporaryDirectory() as scratch:
            convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", scratch, str(papers / paper)]
            subprocess.run(convert, check=True, capture_output=True)  # noqa: S603
            (pdf,) = Path(scratch).glob("*.pdf")
            pages = ["-f", str(page), "-l", str(page), "-r", str(dots), "-png", "-singlefile"]
            subprocess.run(["pdftoppm", *pages, str(pdf), str(PICTURES / name)], check=True)  # noqa: S603, S607


if __name__ == "__main__":
    for old in ("自评", "复核", "财政"):
        shutil.rmtree(HERE / old, ignore_errors=True)
    make(HERE)
    if "--pictures" in sys.argv[1:]:
        draw(HERE)
