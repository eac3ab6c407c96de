"""Texts that would run somewhere, in every field and file name: shown in every output, run in none."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import lxml.html
import pytest
from lxml import etree
from openpyxl import load_workbook

from evaluator.auditing.run import audit
from evaluator.auditing.saving import save_audit
from evaluator.evaluation import evaluate

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = "\"' onmouseover=alert(2) x='"
ENTITY = "&lt;b&gt;"
FORMULA = '=HYPERLINK("http://x.example",1)'
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def evil(word: str) -> str:
    """A text that is a formula, a script and an end of an attribute, with a word to find it by."""
    return f"{FORMULA}{word}{SCRIPT}{ATTRIBUTE}{ENTITY}"


AUDITED = f"""项目支出绩效自评表

(2023 年度)

项目名称\t{evil("项目")}
主管部门\t{evil("部门")}
年度绩效目标\t{evil("目标")}
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
产出指标\t数量指标\t{evil("人数")}\t≥100人\t80人\t20\t20\t
产出指标\t质量指标\t{evil("质量")}\t{evil("目标值")}\t{evil("完成值")}\t10\t11\t{evil("原因")}
总分\t\t\t\t\t100\t{evil("99")}\t
"""
TARGETS = f"""项目支出绩效目标表

(2023 年度)

项目名称\t\t{evil("项目")}
主管部门及代码\t{evil("部门")}\t实施单位\t{evil("单位")}
项目资金 (万元)\t年度资金总额\t100
年度绩效目标
{evil("目标")}
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t{evil("人数")}\t≥100 人
\t质量指标\t{evil("质量")}\t{evil("显著提升")}
"""
REVIEWS = "[[review]]\n" + "".join(
    f"{key} = {json.dumps(value)}\n"
    for key, value in {"indicator": evil("人数"), "score": "5", "reason": evil("复核"), "who": evil("王某")}.items()
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An audit and an evaluation of such texts, saved."""
    folder = tmp_path_factory.mktemp("hostile")
    name = "=1+1 \"<script>'&amp; 自评.txt"
    (folder / name).write_text(AUDITED, encoding="utf-8")
    (folder / "reviews.toml").write_text(REVIEWS, encoding="utf-8")
    save_audit(audit(folder / name, decisions=folder / "reviews.toml"), folder / "audit", lang="zh", force=False)
    (folder / "targets.txt").write_text(TARGETS, encoding="utf-8")
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["项目名称", "三级指标", "实际完成值", "佐证材料", "偏差原因分析及改进措施"])
    writer.writerow([evil("项目"), evil("人数"), "90人", evil("佐证"), evil("原因")])
    writer.writerow([evil("项目"), evil("质量"), evil("完成值"), evil("佐证"), evil("原因")])
    writer.writerow([evil("项目"), evil("没有的"), evil("完成值"), "", ""])
    (folder / "actuals.csv").write_text(table.getvalue(), encoding="utf-8")
    evaluate(folder / "targets.txt", folder / "actuals.csv").save(folder / "score", lang="zh")
    return {"audit": folder / "audit", "score": folder / "score"}


def files(folder: Path, suffix: str) -> list[Path]:
    found = [path for path in sorted(folder.rglob(f"*{suffix}")) if "inputs" not in path.relative_to(folder).parts]
    assert found, f"no {suffix} in {folder}"
    return found


@pytest.mark.parametrize("which", ["audit", "score"])
def test_pages_show_them_as_text(folders: dict[str, Path], which: str) -> None:
    for path in files(folders[which], ".html"):
        page = lxml.html.fromstring(path.read_text(encoding="utf-8").encode("utf-8"))
        for element in page.iter(etree.Element):
            assert "alert(1)" not in (element.text or "") or element.tag != "script", path.name
            assert not [name for name in element.attrib if name.lower().startswith("on")], path.name
            assert not str(element.get("href", "")).lower().startswith(("javascript:", "data:text/html")), path.name
        text = page.text_content()
        if path.name == "report.html":
            assert SCRIPT in text and ATTRIBUTE.split()[1] in text and ENTITY in text


OWN_FORMULA = re.compile(r"""=(?:[A-Z]{1,2}\d+|SUM|COUNTA?|IF|\d+|[(),:=+-]|"")+""")
"""Formulas of the working papers: places of cells and three functions, no word of a form."""


@pytest.mark.parametrize("which", ["audit", "score"])
def test_workbooks_hold_no_formula_but_those_of_the_papers(folders: dict[str, Path], which: str) -> None:
    seen = 0
    for path in files(folders[which], ".xlsx"):
        for sheet in load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    own = path.name in ("复核工作底稿.xlsx", "整改台账.xlsx") and OWN_FORMULA.fullmatch(str(cell.value))
                    assert own or cell.data_type != "f", (path.name, cell.coordinate)
                    assert cell.hyperlink is None, (path.name, cell.coordinate)
                    seen += FORMULA in str(cell.value)
    assert seen, "no hostile text was written at all"


@pytest.mark.parametrize("which", ["audit", "score"])
def test_csv_holds_nothing_that_a_spreadsheet_runs(folders: dict[str, Path], which: str) -> None:
    seen = 0
    for path in files(folders[which], ".csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    number = cell.lstrip("-").replace(".", "", 1).isdigit()
                    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (path.name, cell)
                    seen += cell.startswith(f"'{FORMULA}")
    assert seen, "no hostile text was written at all"


def test_word_forms_hold_no_field_and_no_link(folders: dict[str, Path]) -> None:
    for path in files(folders["score"], ".docx"):
        with zipfile.ZipFile(path) as archive:
            body = etree.fromstring(archive.read("word/document.xml"))
            links = archive.read("word/_rels/document.xml.rels")
        assert b"External" not in links
        for tag in ("instrText", "fldSimple", "hyperlink"):
            # page numbers are fields, and stand in headers and footers
            assert list(body.iter(f"{W}{tag}")) == []


@pytest.mark.parametrize("which", ["audit", "score"])
def test_texts_are_verbatim_in_json(folders: dict[str, Path], which: str) -> None:
    document = json.loads((folders[which] / "run.json").read_text(encoding="utf-8"))
    assert document["forms"][0]["project"] == evil("项目")
    assert document["forms"][0]["rows"][0]["indicator"] == evil("人数")


def test_a_file_name_is_a_text_too(folders: dict[str, Path]) -> None:
    document = json.loads((folders["audit"] / "run.json").read_text(encoding="utf-8"))
    assert document["forms"][0]["file"] == "=1+1 \"<script>'&amp; 自评.txt"
    assert "&lt;script&gt;" in (folders["audit"] / "report.html").read_text(encoding="utf-8")


def test_no_file_stands_outside_and_none_has_a_dangerous_name(folders: dict[str, Path]) -> None:
    for folder in folders.values():
        for path in folder.rglob("*"):
            if "inputs" not in path.relative_to(folder).parts:
                assert not set(path.name) & set('<>:"|?*\\'), path.name
                assert not path.is_symlink()
