"""Projects chosen for review: by amount, risk, department, at random, by name; the list handed back."""

import csv
import hashlib
import io
from pathlib import Path

import openpyxl
import pytest
from test_review_papers import FORM

from evaluator.__main__ import main
from evaluator.auditing import workingpapers
from evaluator.auditing.run import Audit, audit
from evaluator.auditing.selection import Selection, candidates_of, select, way_of
from evaluator.auditing.selectionlist import read_selection
from targets.errors import InputError

# project: department, money, score of the row that follows at 40, total; 50 points at 8 of 10 are 40
PROJECTS = {
    "培训费": ("某局", "100", "45", "95"),  # one warning: 45 for 40
    "会议费": ("某局", "30", "43", "90"),  # a warning, and an error: 10 + 43 + 40 is not 90
    "设备购置": ("甲局", "900", "40", "100"),  # an error: not 100
    "宣传": ("甲局", "55", "40", "90"),
    "会展": ("乙局", "", "40", "90"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("many")
    for number, (project, (department, money, score, total)) in enumerate(PROJECTS.items()):
        text = FORM.format(project=project, score=score, total=total).replace("某局", department)
        text = text.replace("| 100 | 100 | 100 | 10 |", f"| {money} | {money} | {money} | 10 |")
        (made / f"{number}.md").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def done(folder: Path) -> Audit:
    return audit(folder)


def chosen(done: Audit, *ways: str, names: tuple[str, ...] = (), seed: str = "") -> Selection:
    return select(candidates_of(done), [way_of(way) for way in ways], names, seed)


def names(found: Selection) -> list[str]:
    return [one.candidate.project for one in found.chosen]


def test_by_amount_risk_and_department(done: Audit) -> None:
    assert names(chosen(done, "amount:3")) == ["设备购置", "培训费", "宣传"]
    assert names(chosen(done, "risk:3")) == ["会议费", "设备购置", "培训费"]
    assert names(chosen(done, "department:4")) == ["会展", "培训费", "设备购置", "会议费"]  # one of each, then the next
    assert names(chosen(done, "amount:5"))[-1] == "会展"  # money not known stands last
    assert len(chosen(done, "amount").chosen) == 1  # 10 % of 5, rounded up
    assert len(chosen(done, "amount:41%").chosen) == 3


def test_each_way_takes_from_what_is_left(done: Audit) -> None:
    found = chosen(done, "amount:1", "risk:1", names=("宣传",))
    assert [(one.candidate.project, one.reason) for one in found.chosen] == [
        ("宣传", "指定"),
        ("设备购置", "金额较大"),
        ("会议费", "风险：错误1处、警告1处"),
    ]
    assert found.rule == "指定项目；按金额从大到小选取1个；按风险（错误、警告、疑点迹象、金额依次比较）选取1个"


def test_random_is_the_seeds_and_no_others(done: Audit, folder: Path) -> None:
    """By the digests worked out here; the order of files changes nothing."""
    digests = {
        project: hashlib.sha256(f"2024\x1f{department}\x1f{project}".encode()).hexdigest()
        for project, (department, *_) in PROJECTS.items()
    }
    expected = sorted(digests, key=lambda project: digests[project])[:3]
    assert names(chosen(done, "random:3", seed="2024")) == expected
    turned = audit(*sorted(folder.glob("*.md"), reverse=True))
    assert names(chosen(turned, "random:3", seed="2024")) == expected
    assert len({tuple(names(chosen(done, "random:3", seed=str(n)))) for n in range(9)}) > 1


def test_list_written_changed_by_hand_and_read_back(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "名单.xlsx"
    given = ["select", str(folder), "--by", "amount:2", "--by", "random:1", "--seed", "7", "--lang", "zh"]
    assert main([*given, "-o", str(path)]) == 0
    printed = capsys.readouterr().out
    # 900 and 100 of 1085, and whichever the seed took: the sums by hand
    third = read_selection(path)[2][1]
    money = 1000 + int(PROJECTS[third][1] or 0)
    assert f"金额{money}万元，占1085万元的{money * 100 / 1085:.2f}%" in printed
    assert "随机种子：7" in printed and "占备选项目5个的60.00%" in printed
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["抽查名单", "备选项目"]
    assert [row[1].value for row in book["备选项目"].iter_rows(min_row=3)] == list(PROJECTS)
    sheet = book["抽查名单"]
    assert "随机种子：7" in sheet["A2"].value
    sheet.delete_rows(7)  # the third is taken off, another put on by hand
    for column, text in enumerate((None, None, "会展", None, None, None, None, "领导指定"), 1):
        sheet.cell(7, column).value = text
    book.save(path)
    assert (
        main(["audit", str(folder), "--selection", str(path), "--out", str(tmp_path / "o"), "--fail-on", "never"]) == 0
    )
    papers = openpyxl.load_workbook(tmp_path / "o" / workingpapers.NAME).sheetnames
    assert papers == ["01 培训费", "02 设备购置", "03 会展"]


def test_the_list_as_csv(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    assert main(["select", str(folder), "--by", "amount:1", "-o", str(path)]) == 0
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows[1] == ["1", "甲局", "设备购置", "900", "82.95%", "100", "", "金额较大", "2.md"]
    assert read_selection(path) == (("甲局", "设备购置", "2.md"),)


def test_misuse_is_said(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], done: Audit) -> None:
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04broken")
    openpyxl.Workbook().save(tmp_path / "none.xlsx")
    (tmp_path / "old.xlsx").write_bytes(b"")
    for arguments, why in (
        (["--by", "luck"], "--by luck"),
        (["--by", "amount:0"], "amount:0"),
        (["--by", "amount:101%"], "amount:101%"),
        (["--seed", "1"], "--seed"),
        (["--name", "费"], "有 2 个这样的项目"),
        (["--name", "道路"], "没有这样的项目"),
        (["-o", str(tmp_path / "a.pdf")], ".xlsx 或 .csv"),
        (["-o", str(tmp_path / "old.xlsx")], "已经存在"),
        ([str(broken)], "未选取项目"),
    ):
        assert main(["select", str(folder), *arguments, "--lang", "zh"]) == 2
        assert why in capsys.readouterr().err
    (tmp_path / "list.csv").write_text("部门,项目,选取理由\n某局,道路,指定\n", encoding="utf-8")
    for arguments, why in (
        (["--selection", str(tmp_path / "none.xlsx"), "--out", str(tmp_path / "o")], "没有抽查名单"),
        (["--selection", str(tmp_path / "list.csv"), "--out", str(tmp_path / "o")], "某局 / 道路"),
        (["--selection", str(tmp_path / "list.csv")], "--out"),
    ):
        assert main(["audit", str(folder), "--lang", "zh", *arguments]) == 2
        assert why in capsys.readouterr().err
    assert not (tmp_path / "o").exists()
    with pytest.raises(InputError):
        chosen(audit(broken), "amount")
