"""Saved runs: the same bytes whatever the machine, done again by ``verify``, and what differs told apart."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.auditing.run import audit
from evaluator.auditing.saving import save_audit
from evaluator.keeping.repeating import repeat, repeat_any
from targets.documents.files import names_of
from targets.errors import InputError

SAMPLES = Path(__file__).parent / "documents"
SUPPRESSIONS = '[[suppress]]\nfinding = "total-differs"\nreason = "已核"\nwho = "张三"\n'


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An audit of two files of one name, with everything that goes into one, and its folder."""
    folder = tmp_path_factory.mktemp("audit")
    for place, sample in (("甲局", "self_eval_synthetic.xlsx"), ("乙局", "targets.xlsx")):
        (folder / "in" / place).mkdir(parents=True)
        shutil.copyfile(SAMPLES / sample, folder / "in" / place / "自评表.xlsx")
    (folder / "last").mkdir()
    shutil.copyfile(SAMPLES / "self_eval_synthetic.xlsx", folder / "last" / "去年.xlsx")
    (folder / "in" / "broken.docx").write_bytes(b"neither zip nor text \x00\xff")
    (folder / "s.toml").write_text(SUPPRESSIONS, encoding="utf-8")
    shutil.copyfile(SAMPLES.parents[1] / "rules" / "books" / "mof-2021-101.toml", folder / "local.toml")
    files = [folder / "in" / place / "自评表.xlsx" for place in ("甲局", "乙局")]
    done = audit(
        *files,
        folder / "in" / "broken.docx",
        rules=str(folder / "local.toml"),
        previous=folder / "last",
        suppressions=folder / "s.toml",
        ignore=["T101"],
    )
    assert [name for name, _ in done.failed] == ["broken.docx"]
    save_audit(done, folder / "out", lang="zh", force=False)
    return folder / "out"


@pytest.fixture
def saved(original: Path, tmp_path: Path) -> Path:
    """A copy of it, elsewhere, to do something to."""
    return Path(shutil.copytree(original, tmp_path / "out"))


def test_an_audit_is_done_again_from_its_folder(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads((saved / "run.json").read_text(encoding="utf-8"))
    assert {entry["role"] for entry in document["manifest"]["inputs"]} == {"files", "previous", "rules", "suppressions"}
    assert {form["file"] for form in document["forms"]} == {"甲局/自评表.xlsx", "乙局/自评表.xlsx"}
    assert document["manifest"]["command"] == "audit"
    assert document["suppressed"]
    assert main(["verify", str(saved), "--lang", "zh"]) == 0
    assert capsys.readouterr().out == f"结果完全相同（SHA-256 {document['manifest']['results_sha256']}）。\n"


def test_an_input_that_was_changed(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (saved / "inputs" / "files" / "甲局" / "自评表.xlsx").write_bytes(b"another")
    assert main(["verify", str(saved), "--lang", "en"]) == 2
    assert "was changed after the run" in capsys.readouterr().err


def test_an_input_that_is_missing(saved: Path) -> None:
    (saved / "inputs" / "previous" / "去年.xlsx").unlink()
    with pytest.raises(InputError, match="is missing"):
        repeat_any(saved)


def _edit(saved: Path, *keys: str, value: object) -> None:
    document = json.loads((saved / "run.json").read_text(encoding="utf-8"))
    place = document
    for key in keys[:-1]:
        place = place[int(key)] if isinstance(place, list) else place[key]
    place[keys[-1]] = value
    (saved / "run.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def test_a_result_that_was_edited(saved: Path) -> None:
    _edit(saved, "forms", "0", "total", value="100.00")
    with pytest.raises(InputError, match="were changed after they were saved"):
        repeat_any(saved)


@pytest.mark.parametrize(
    ("keys", "value", "says"),
    [
        (("software", "sha256"), "0" * 64, ["the program's files have changed (its version has not)"]),
        (("software", "evaluator"), "0.0.9", ["the program was 0.0.9 and is 0.1.0"]),
        (("rulebook", "sha256"), "0" * 64, ["the rulebook mof-2021-101 has changed"]),
    ],
)
def test_program_and_book_are_told_apart(
    saved: Path, keys: tuple[str, ...], value: str, says: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(saved, "manifest", *keys, value=value)
    assert main(["verify", str(saved), "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == says


def test_another_library_is_named(saved: Path) -> None:
    _edit(saved, "manifest", "software", "libraries", "pint", value="0.1")
    [(zh, en)] = repeat_any(saved).differences()
    assert "pint 0.1 → " in zh
    assert en.startswith("other versions run it now: pint 0.1 → ")


def test_results_that_are_not_the_same(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import evaluator.auditing.run as running

    real = running.audit_forms
    monkeypatch.setattr(running, "audit_forms", lambda read, *rest: real(type(read)(forms=read.forms[1:]), *rest))
    repeated = repeat_any(saved)
    assert not repeated.equal
    assert ("重算的结果与存下的不同", "the results are not the ones that were saved") in repeated.differences()


def test_a_file_that_was_edited_beside_the_results(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (saved / "report.html").write_text("all is well", encoding="utf-8")
    (saved / "worklist.xlsx").unlink()
    assert main(["verify", str(saved), "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert "the results are equal" in said
    assert "report.html was changed or removed" in said
    assert "worklist.xlsx was changed or removed" in said


@pytest.mark.parametrize("name", ["../../secret", "/etc/hostname", "C:\\secret", "a/../../b"])
def test_a_manifest_cannot_lead_out_of_its_folder(saved: Path, name: str) -> None:
    _edit(saved, "manifest", "inputs", "0", "name", value=name)
    with pytest.raises(InputError, match="leads out of the folder"):
        repeat_any(saved)


def test_explain_says_that_an_audit_is_none_of_its_business(saved: Path) -> None:
    with pytest.raises(InputError, match="holds an audit"):
        repeat(saved)


def test_an_input_that_changes_meanwhile(tmp_path: Path) -> None:
    shutil.copyfile(SAMPLES / "self_eval_synthetic.xlsx", tmp_path / "a.xlsx")
    done = audit(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").write_bytes(b"another")
    with pytest.raises(InputError, match="after it was read"):
        save_audit(done, tmp_path / "out", lang="zh", force=False)
    assert not (tmp_path / "out").exists()


def test_last_years_folder_must_hold_something(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "last").mkdir()
    given = ["audit", str(SAMPLES / "self_eval_synthetic.xlsx"), "--previous", str(tmp_path / "last"), "--lang", "en"]
    assert main([*given, "--no-cache"]) == 2
    assert "holds no document" in capsys.readouterr().err


def test_a_file_that_never_was_fails_again_as_it_did(tmp_path: Path) -> None:
    done = audit(SAMPLES / "self_eval_synthetic.xlsx", tmp_path / "gone.docx")
    save_audit(done, tmp_path / "out", lang="en", force=False)
    document = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert [one["file"] for one in document["failed"]] == ["gone.docx"]
    assert repeat_any(tmp_path / "out").intact


def test_nothing_that_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["audit", str(tmp_path / "gone.docx"), "--out", str(tmp_path / "out"), "--lang", "en", "--no-cache"]
    assert main(given) == 2
    assert "gone.docx" in capsys.readouterr().err
    assert repeat_any(tmp_path / "out").intact


def test_names_of_files() -> None:
    def named(*paths: str) -> list[str]:
        return names_of([Path(path) for path in paths])

    assert named() == []
    assert named("/a/b/x.docx") == ["x.docx"]
    assert named("/a/x.docx", "/b/x.docx", "/b/y.docx") == ["a/x.docx", "b/x.docx", "y.docx"]
    assert named("/a/q/x", "/b/q/x", "/b/r/x") == ["a/q/x", "b/q/x", "r/x"]
    assert named("/a/x", "/a/x") == ["a/x", "a/x"]


# --- equal bytes ---


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_equal_bytes_in_other_processes(original: Path, tmp_path: Path) -> None:
    """Another process, locale, time zone, hash seed, place and number of jobs; ``demo`` has the same test."""
    folder = original.parent
    shutil.copytree(folder, tmp_path / "place", ignore=shutil.ignore_patterns("out"))
    files = ["in/甲局/自评表.xlsx", "in/乙局/自评表.xlsx", "in/broken.docx"]
    given = [*files, "--rules", "local.toml", "--previous", "last", "--suppressions", "s.toml", "--ignore", "T101"]
    given += ["--lang", "zh", "--out", "out", "--jobs", "2", "--no-cache"]
    settings = {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"}
    environment = {**os.environ, **settings, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    call = [sys.executable, "-m", "evaluator", "audit", *given]
    ended = subprocess.run(call, cwd=tmp_path / "place", env=environment, capture_output=True, timeout=120)
    assert ended.returncode == 2, ended.stderr.decode(errors="replace")  # one file cannot be read
    assert "broken.docx" in ended.stderr.decode()
    first, second = _bytes(original), _bytes(tmp_path / "place" / "out")
    assert first.keys() == second.keys()
    assert first["run.json"].decode().splitlines() == second["run.json"].decode().splitlines()
    assert [name for name in first if first[name] != second[name]] == []
    assert {".xlsx", ".json", ".html", ".csv"} <= {Path(name).suffix for name in first}
