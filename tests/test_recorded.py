"""What is scored is what is recorded, whenever a file changes; what is saved stands where it may, and stays."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evaluator.__main__ import main
from evaluator.keeping import replacing
from evaluator.keeping.repeating import repeat_any
from targets.documents.files import names_of
from targets.visible import readable

SAMPLES = Path(__file__).parent / "documents"
TARGETS = """预算年度,2023,,
项目名称,培训,,
预算部门,某局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
满意度指标,服务对象满意度指标,学员满意度,≥90%
"""
OUTCOMES = "项目名称,三级指标,实际完成值\n培训,培训人数,180人\n培训,学员满意度,95%\n"
DECISIONS = """[[outcome]]
project = "培训"
indicator = "培训人数"
actual = "150人"
who = "李某"
why = "据统计"
"""
BOOK = """id = "local"
title = "某市办法（虚构，仅供测试）"
extends = "base.toml"
[severity]
comparator-missing = "warning"
"""
BASE = 'id = "base"\ntitle = "某省办法（虚构，仅供测试）"\nextends = "mof-2020-10"\n'

WATCHED: dict[str, Any] = {"path": None, "at": 0, "seen": 0, "change": None}


def _opened(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or WATCHED["path"] is None or str(arguments[0]) != WATCHED["path"]:
        return
    WATCHED["seen"] += 1
    if WATCHED["seen"] == WATCHED["at"]:
        change, WATCHED["path"] = WATCHED["change"], None
        change()


@pytest.fixture(scope="module", autouse=True)
def _watching() -> None:
    sys.addaudithook(_opened)  # cannot be taken off; it does nothing while no path is watched


def changed_at(path: Path, point: int, change: Callable[[], None], work: Callable[[], Any]) -> tuple[Any, bool]:
    """What ``work`` gives while a file is changed just before it is opened for the ``point``th time; whether it was."""
    WATCHED.update(path=str(path), at=point, seen=0, change=change)
    try:
        return work(), WATCHED["path"] is None
    finally:
        WATCHED["path"] = None


ROLES = {
    "targets.csv": (TARGETS, "≥200人", "≥170人"),
    "outcomes.csv": (OUTCOMES, "95%", "45%"),
    "decisions.toml": (DECISIONS, "150人", "20人"),
    "book.toml": (BOOK, '"warning"', '"note"'),
    "base.toml": (BASE, "某省", "另一省"),
}


def office(folder: Path) -> Path:
    for name, (text, _, _) in ROLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("role", ROLES)
def test_a_run_is_honest_whatever_changes_when(tmp_path: Path, role: str) -> None:
    """Whenever a file is exchanged for another of the same kind, the run can be done again from what it kept."""
    for point in range(1, 20):
        folder = tmp_path / f"{point}"
        folder.mkdir()
        path, (text, old, new) = office(folder) / role, ROLES[role]
        files = [str(folder / name) for name in ("targets.csv", "outcomes.csv")]
        options = ["--decisions", str(folder / "decisions.toml"), "--rules", str(folder / "book.toml"), "--no-cache"]
        out = folder / "out"
        status, reached = changed_at(
            path,
            point,
            lambda path=path, text=text, old=old, new=new: path.write_text(text.replace(old, new), encoding="utf-8"),
            lambda files=files, options=options, out=out: main(["score", *files, *options, "--out", str(out)]),
        )
        assert status in (0, 1)
        assert repeat_any(out).intact
        if not reached:
            assert point > 1, "the file was never opened"
            return
    pytest.fail("the file is opened again and again")


SUPPRESSIONS = '[[suppress]]\nfinding = "total-differs"\nreason = "已核"\nwho = "张三"\n'
REVIEWS = '[[review]]\nindicator = "培训人数"\nscore = "8"\nreason = "未留签到表"\nwho = "王某"\n'


@pytest.mark.parametrize("role", ["form.xlsx", "before/form.xlsx", "reviews.toml"])
def test_an_audit_is_honest_or_refused(tmp_path: Path, role: str) -> None:
    """Whenever a form of this or of last year, or what a person settled, is exchanged: a run that can be done again."""
    honest = 0
    for point in range(1, 20):
        folder, out = tmp_path / f"{point}", tmp_path / f"out{point}"
        (folder / "before").mkdir(parents=True)
        for name in ("form.xlsx", "before/form.xlsx"):
            shutil.copyfile(SAMPLES / "self_eval_synthetic.xlsx", folder / name)
        (folder / "suppressions.toml").write_text(SUPPRESSIONS, encoding="utf-8")
        (folder / "reviews.toml").write_text(REVIEWS, encoding="utf-8")
        options = ["--suppressions", str(folder / "suppressions.toml"), "--decisions", str(folder / "reviews.toml")]
        options += ["--previous", str(folder / "before"), "--out", str(out), "--no-cache", "--lang", "en"]

        def change(path: Path = folder / role) -> None:
            if path.suffix == ".toml":
                path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
            else:
                shutil.copyfile(SAMPLES / "self_eval_synthetic.docx", path)

        def work(folder: Path = folder, options: list[str] = options) -> int:
            return main(["audit", str(folder / "form.xlsx"), *options])

        status, reached = changed_at(folder / role, point, change, work)
        if out.exists():
            assert repeat_any(out).intact
            honest += 1
        else:
            assert status == 2  # what was read is not there any more to be kept
        if not reached:
            assert point > 1, "the file was never opened"
            break
    assert honest


def test_tables_that_change_give_no_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    import pandas as pd

    from evaluator.bulk import scoring

    frames = {
        "t": {"form": [1], "id": [1], "indicator": "培训人次", "target": "≥100人次", "level1": "产出指标"},
        "a": {"form": [1], "id": [1], "outcome": ["90人次"]},
        "b": {"form": [1], "department": ["某局"], "project": ["培训"], "full_year": [100.0], "executed": [90.0]},
    }
    paths = {name: tmp_path / f"{name}.parquet" for name in frames}
    for name, frame in frames.items():
        pd.DataFrame(frame).to_parquet(paths[name], index=False)
    given = ["score", str(paths["t"]), str(paths["a"]), "--budgets", str(paths["b"]), "--out", str(tmp_path / "out")]
    for table in frames:
        for step in ("plan", "result_of"):
            with pytest.MonkeyPatch.context() as patch:
                really = getattr(scoring, step)

                def meanwhile(*args: Any, really: Any = really, table: str = table, **named: Any) -> Any:
                    pd.DataFrame(frames[table] | {"more": 1}).to_parquet(paths[table], index=False)
                    return really(*args, **named)

                patch.setattr(scoring, step, meanwhile)
                assert main([*given, "--lang", "en"]) == 2, (table, step)
            assert "changed" in capsys.readouterr().err
            assert not (tmp_path / "out").exists()
            pd.DataFrame(frames[table]).to_parquet(paths[table], index=False)
    assert main(given) in (0, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = office(tmp_path_factory.mktemp("made"))
    assert main(["score", *(str(folder / n) for n in ("targets.csv", "outcomes.csv")), "--out", f"{folder}/out"]) < 2
    return folder


@pytest.fixture
def again(made: Path, tmp_path: Path) -> Callable[..., int]:
    shutil.copytree(made / "out", tmp_path / "out")
    given = ["score", *(str(made / name) for name in ("targets.csv", "outcomes.csv")), "--lang", "en"]
    return lambda *more: main([*given, "--out", str(tmp_path / "out"), *more])


def test_force_takes_its_own_and_nothing_else(
    again: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert again() == 2
    assert again("--force") < 2
    (out / "批注.docx").write_bytes(b"a day's work")
    (out / "自评表" / "deep").mkdir()
    (out / "自评表" / "deep" / "x").write_bytes(b"")
    (out / "link").symlink_to(tmp_path)
    (out / "summary.csv").write_bytes(b"edited")
    assert again("--force") == 2
    said = capsys.readouterr().err
    assert all(name in said for name in ("批注.docx", "自评表/deep/x", "link", "summary.csv", "--force-foreign"))
    assert (out / "批注.docx").read_bytes() == b"a day's work"
    assert main(["verify", str(out), "--lang", "en"]) == 1
    assert "批注.docx was not written by the run but added later" in capsys.readouterr().out
    assert again("--force-foreign") < 2
    assert not (out / "批注.docx").exists()
    assert repeat_any(out).intact


def test_no_word_makes_a_folder_ours(
    again: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    shutil.rmtree(out)
    out.mkdir()
    (out / "thesis.docx").write_bytes(b"years of work")
    for marker in ("{}", "", "[]", '{"manifest": {}}', '{"manifest": {"results_sha256": 1, "inputs": [1]}}'):
        (out / "run.json").write_text(marker, encoding="utf-8")
        for word in ("--force", "--force-foreign"):
            assert again(word) == 2, marker
            assert "holds other files" in capsys.readouterr().err
    assert (out / "thesis.docx").exists()


def test_an_edited_record_is_no_reason_to_lose_it(
    again: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out" / "run.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["forms"][0]["project"] = "noted by hand"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert again("--force") == 2
    assert "run.json" in capsys.readouterr().err


# --- names


GBK = "目标表 一.csv".encode("gbk")


@pytest.fixture
def from_windows(tmp_path: Path) -> Iterator[Path]:
    folder = os.fsencode(tmp_path) + "/某局".encode("gbk")
    Path(os.fsdecode(folder)).mkdir()
    try:
        for name, text in ((GBK, TARGETS), ("完成.csv".encode("gbk"), OUTCOMES)):
            with Path(os.fsdecode(folder + b"/" + name)).open("w", encoding="utf-8") as file:
                file.write(text)
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    yield Path(os.fsdecode(folder))
    shutil.rmtree(os.fsdecode(folder))


def test_names_that_are_no_utf8(from_windows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    targets, outcomes = from_windows / os.fsdecode(GBK), from_windows / os.fsdecode("完成.csv".encode("gbk"))
    out = tmp_path / "out"
    assert main(["score", str(targets), str(outcomes), "--out", str(out)]) < 2
    names = [one["name"] for one in json.loads((out / "run.json").read_text(encoding="utf-8"))["manifest"]["inputs"]]
    assert names == ["目标表 一.csv", "完成.csv"]
    assert repeat_any(out).intact
    for command in ("read", "check"):
        assert main([command, str(from_windows), "--format", "json"]) in (0, 1, 2)
        assert "目标表 一.csv" in capsys.readouterr().out
    assert main(["read", str(from_windows / os.fsdecode("没有.docx".encode("gbk")))]) == 2
    assert "没有.docx" in capsys.readouterr().err


def test_two_spellings_of_one_name_stay_two(tmp_path: Path) -> None:
    names = names_of(
        [tmp_path / "目标.csv", Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "目标.csv".encode("gbk")))]
    )
    assert names[0] == "目标.csv"
    assert names[1] != names[0]
    assert names[1].endswith(".csv")
    assert readable(os.fsdecode(b"\xff\xff.csv")) == "\\xff\\xff.csv"


@pytest.mark.parametrize("locale", [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, {"LC_ALL": "C"}])
def test_a_folder_of_any_name_under_any_locale(tmp_path: Path, locale: dict[str, str]) -> None:
    (tmp_path / "t.csv").write_text(TARGETS, encoding="utf-8")
    (tmp_path / "a.csv").write_text(OUTCOMES, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "evaluator", "score", "t.csv", "a.csv", "--out", "结果"],
        cwd=tmp_path,
        env={**{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}, **locale},
        capture_output=True,
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    assert (tmp_path / "结果" / "汇总表.xlsx").is_file()


# --- on the disk


def test_every_file_is_on_the_disk_before_the_folder_is_there(
    again: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files and folders are forced to the disk, then the step is made, then the folder above is forced."""
    order: list[str] = []
    really, exchange = os.fsync, replacing._exchanged

    def synced(handle: int) -> None:
        order.append(str(Path(f"/proc/self/fd/{handle}").readlink()) if sys.platform == "linux" else "?")
        really(handle)

    def exchanged(one: Path, other: Path) -> bool:
        order.append("step")
        return exchange(one, other)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(replacing, "_exchanged", exchanged)
    assert again("--force") < 2
    out = tmp_path / "out"
    files = [path for path in out.rglob("*") if path.is_file()]
    folders = [out, *(path for path in out.rglob("*") if path.is_dir())]
    step = order.index("step")
    assert step == len(files) + len(folders)
    assert len(set(order[:step])) == step
    if sys.platform == "linux":
        assert order[step + 1 :] == [str(tmp_path)]
