"""The official forms in the folder of a run: where a person looks for them, under names that every system takes."""

import json
import sys
from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.keeping.formfiles import form_files
from evaluator.officialforms.model import Box, OfficialForm, Role
from evaluator.render import pdf, word
from targets.documents.office import find_office
from targets.errors import InputError
from targets.forms import read_forms

FORM = OfficialForm(title="绩效自评表", name="x", widths=(20,), boxes=(Box(0, 0, Role.TEXT, "甲"),), heading=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("saved") / "run"
    assert main(["demo", "--out", str(out), "--lang", "zh"]) == 0
    return out


def test_one_workbook_and_one_document_for_each_form(folder: Path) -> None:
    assert (folder / "汇总表.xlsx").is_file()
    assert (folder / "汇总表.docx").is_file()
    names = sorted(path.name for path in (folder / "自评表").iterdir())
    assert len(names) == 22
    assert names[0] == "01-赣州经济技术开发区教体服务中心.docx"
    assert names[3] == "02-招商引资工作经费.xlsx"


def test_both_formats_say_the_same(folder: Path) -> None:
    for path in sorted((folder / "自评表").glob("*.xlsx")):
        (sheet,), (document,) = read_forms(path).forms, read_forms(path.with_suffix(".docx")).forms
        assert sheet.execution == document.execution
        assert sheet.fund_rows == document.fund_rows
        assert (sheet.total_score, sheet.grade, sheet.goal) == (document.total_score, document.grade, document.goal)
        assert [(r.id, r.target, r.actual, r.points, r.score, r.reason) for r in sheet.rows] == [
            (r.id, r.target, r.actual, r.points, r.score, r.reason) for r in document.rows
        ]


def test_layout_by_option(tmp_path: Path) -> None:
    assert main(["demo", "--out", str(tmp_path / "run"), "--forms", "sichuan", "--lang", "zh"]) == 0
    (form,) = read_forms(tmp_path / "run" / "自评表" / "02-招商引资工作经费.xlsx").forms
    assert [row.symbol for row in form.rows][:2] == ["≤", "≥"]
    assert form.execution["reason"] == "下半年外出招商计划压减"


def test_unknown_layout_is_refused() -> None:
    with pytest.raises(InputError, match="central"):
        form_files(None, "moon")  # type: ignore[arg-type]


def test_two_runs_write_equal_bytes(folder: Path, tmp_path: Path) -> None:
    assert main(["demo", "--out", str(tmp_path / "again"), "--lang", "zh"]) == 0
    for path in sorted(folder.rglob("*.xlsx")) + sorted(folder.rglob("*.docx")):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(folder)).read_bytes(), path.name


def test_pdf_where_nothing_makes_any_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("evaluator.render.pdf.find_office", lambda: None)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert main(["demo", "--out", str(tmp_path / "run"), "--pdf", "--lang", "zh"]) == 2
    said = capsys.readouterr().err
    assert "需要 LibreOffice" in said
    assert "需要 WeasyPrint" in said
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_pdf_of_every_document(tmp_path: Path) -> None:
    made = pdf.render({"一": word.render(FORM), "二": word.render(FORM)})
    assert list(made) == ["一", "二"]
    assert all(content.startswith(b"%PDF-") for content in made.values())


def test_auditing_our_own_forms_finds_no_wrong_figure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What we write must follow from what stands beside it, as for anybody else's forms."""
    for suffix in ("xlsx", "docx"):
        paths = [str(path) for path in sorted((folder / "自评表").glob(f"*.{suffix}"))]
        main(["audit", *paths, "--format", "json", "--lang", "en", "--fail-on", "never"])
        forms = json.loads(capsys.readouterr().out)["forms"]
        assert len(forms) == 11
        found = {finding["name"] for form in forms for finding in form["findings"]}
        assert not found & {
            "score-above-points",
            "score-differs",
            "score-rounded-oddly",
            "score-outside-band",
            "full-score-target-missed",
            "deducted-target-met",
            "total-differs",
            "grade-differs",
            "execution-rate-differs",
            "execution-score-differs",
            "points-not-100",
        }
