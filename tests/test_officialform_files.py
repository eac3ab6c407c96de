"""The official forms in the folder of a run: where a person looks for them, under names that every system takes."""

from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.formfiles import form_files
from targets.errors import InputError
from targets.forms import read_forms


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
