"""A run's folder is written whole or not at all, and never over somebody's files."""

import os
import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.__main__ import main
from evaluator.evaluation import evaluate
from evaluator.keeping import replacing
from evaluator.keeping.filenames import numbered_name, safe_name
from evaluator.keeping.manifest import digest, sealed
from evaluator.keeping.saving import RUN_FILE, write_whole
from evaluator.run import Run
from targets.errors import InputError

CARD = {"scorecards/a.md": b"# a"}
FILES = {RUN_FILE: sealed({"manifest": {"inputs": [], "results_sha256": digest({})}}, CARD), **CARD}


def test_files_stand_where_they_were_asked_for(tmp_path: Path) -> None:
    write_whole(tmp_path / "deep" / "run", FILES, force=False)
    assert (tmp_path / "deep" / "run" / "scorecards" / "a.md").read_bytes() == b"# a"
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["run"]


def test_existing_run_needs_force(tmp_path: Path) -> None:
    write_whole(tmp_path / "run", FILES, force=False)
    with pytest.raises(InputError, match="--force"):
        write_whole(tmp_path / "run", {RUN_FILE: b"new"}, force=False)
    assert (tmp_path / "run" / RUN_FILE).read_bytes() == FILES[RUN_FILE]
    write_whole(tmp_path / "run", {RUN_FILE: b"new"}, force=True)
    assert sorted(p.name for p in (tmp_path / "run").iterdir()) == [RUN_FILE]
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(InputError, match="other files"):
        write_whole(tmp_path, FILES, force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "run").write_bytes(b"")
    with pytest.raises(InputError, match="not a folder"):
        write_whole(tmp_path / "run", FILES, force=True)


def test_failure_in_the_middle_leaves_the_old_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "run", FILES, force=False)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="No space left"):
        write_whole(tmp_path / "run", {RUN_FILE: b"new"}, force=True)
    assert (tmp_path / "run" / RUN_FILE).read_bytes() == FILES[RUN_FILE]
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_failure_while_moving_puts_the_old_run_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "run", FILES, force=False)
    really = os.replace
    calls: list[str] = []

    def second_fails(source: object, target: object) -> None:
        calls.append(str(target))
        if len(calls) == 2:
            raise OSError(16, "Device or resource busy")
        really(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(replacing, "_exchanged", lambda *_: False)  # as on systems that cannot exchange folders
    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(InputError, match="busy"):
        write_whole(tmp_path / "run", {RUN_FILE: b"new"}, force=True)
    assert (tmp_path / "run" / RUN_FILE).read_bytes() == FILES[RUN_FILE]
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("高考/入学", "高考_入学"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("  .. ", "_"),
        ("a\x00b\u202ec", "a_b_c"),
    ],
)
def test_safe_names(title: str, expected: str) -> None:
    assert safe_name(title) == expected


@given(st.text())
def test_safe_name_is_always_one_plain_file_name(title: str) -> None:
    name = safe_name(title)
    assert name
    assert len(name.encode("utf-8")) <= 91
    assert Path(name).name == name
    assert not set(name) & set('/\\:*?"<>|\0\n')


HOSTILE = (
    "高考/入学",
    "高考_入学",
    "高考_入学",
    "Abc",
    "aBC",
    "CON",
    "nul.txt",
    "../../etc/passwd",
    "C:\\windows\\x",
    "长" * 200,
    "📊" * 60,
    "👩‍👩‍👧 expenses\x1b[31m",
    "name. . .",
    "a\u202eb\u2066c",
    "=1+1|<b>?*",
    "..",
)
TARGETS = """预算年度,2023,,
项目名称,{project},,
预算部门,某局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
满意度指标,服务对象满意度指标,学员满意度,≥90%
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved run of projects whose names no file may have, or that would meet on some system."""
    inputs, out = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("out") / "run"
    read = evaluate_named(inputs, HOSTILE)
    return read.save(out)


def evaluate_named(folder: Path, names: tuple[str, ...]) -> Run:
    """A run of one project for each of ``names``, renamed after reading: a document may cut or clean such names."""
    for number in range(len(names)):
        text = TARGETS.format(project=f"项目{number}")
        (folder / f"{number:02}.csv").write_text(text, encoding="utf-8")
    rows = [f"项目{n},培训人数,200人" for n in range(len(names))]
    outcomes = folder.parent / "outcomes-of-all.csv"
    outcomes.write_text("\n".join(["项目名称,三级指标,实际完成值", *rows]), encoding="utf-8")
    run = evaluate(folder, outcomes)
    forms = tuple(replace(form, project=name) for form, name in zip(run.forms, names, strict=True))
    return replace(run, forms=forms)


def test_every_project_has_files_of_its_own_on_every_system(hostile: Path) -> None:
    for folder, suffixes in (("自评表", 2), ("scorecards", 2)):
        names = [path.name for path in (hostile / folder).iterdir()]
        assert len(names) == suffixes * len(HOSTILE)
        assert len({unicodedata.normalize("NFC", name).casefold() for name in names}) == len(names)
        for name in names:
            assert len(name.encode("utf-8")) <= 120  # what archives and backup programs take, not only file systems
            assert not set(name) & set('/\\:*?"<>|\u202e\u2066')
            stem, _, _ = name.partition(".")
            assert stem.upper() not in {"CON", "NUL", "PRN", "AUX"}
            assert not Path(name).stem.endswith((" ", "."))
    assert {path.name for path in hostile.parent.iterdir()} == {"run"}  # nothing stands beside the folder


def test_files_are_numbered_so_that_sorting_keeps_the_order() -> None:
    names = [numbered_name(n, 1000, "项目") for n in (0, 8, 99, 999)]
    assert names == ["0001-项目", "0009-项目", "0100-项目", "1000-项目"]
    assert numbered_name(0, 3, "CON") == "01-_CON"


def test_scores_as_typed_columns(hostile: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(hostile / "scores.parquet")
    assert table.num_rows == 2 * len(HOSTILE)
    kinds = {field.name: str(field.type) for field in table.schema}
    assert (kinds["points"], kinds["score"], kinds["pending"]) == ("decimal128(7, 2)", "decimal128(7, 2)", "bool")
    assert (kinds["form"], kinds["year"], kinds["completion"]) == ("int32", "int16", "double")
    rows = table.slice(0, 2).to_pylist()
    assert [row["project"] for row in rows] == ["高考/入学"] * 2
    assert (rows[0]["target"], rows[0]["outcome"], rows[0]["pending"]) == ("≥200人", "200人", False)
    assert rows[0]["score"] == rows[0]["points"]  # 200 of at least 200
    assert (rows[1]["score"], rows[1]["pending"], rows[1]["completion"]) == (None, True, None)  # nothing was stated
    assert sum(row["points"] for row in rows) == Decimal("90.00")  # beside 10 for execution
    documented = (Path(__file__).parents[1] / "docs" / "scorecards.md").read_text(encoding="utf-8")
    assert [name for name in kinds if f"`{name}`" not in documented] == []
    assert table.schema.metadata[b"rulebook"] == b"mof-2021-101"


def test_without_pyarrow_the_rest_is_saved_and_a_note_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("evaluator.keeping.scoresparquet.available", lambda: False)
    assert main(["demo", "--out", str(tmp_path / "run"), "--lang", "zh"]) == 0
    assert "evaluator[parquet]" in capsys.readouterr().err
    assert (tmp_path / "run" / "run.json").is_file()
    assert not (tmp_path / "run" / "scores.parquet").exists()
