"""Killed at any moment, refused by the system: the output folder is the old one or the whole new one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evaluator.__main__ import main
from evaluator.keeping.replacing import building

ROOT = Path(__file__).parents[1]
FORM = ROOT / "tests" / "documents" / "self_eval_synthetic.xlsx"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")

# One process imports everything once, then forks a child for each moment; the child is killed there.
KILLING = """
import hashlib, json, os, pathlib, shutil, signal, sys, tempfile, time
sys.path.insert(0, sys.argv[1])
from evaluator.keeping import manifest, replacing
from evaluator.__main__ import main
from evaluator.keeping.saving import write_whole
if sys.argv[3:]:  # a whole command is killed at work, not while it imports
    import evaluator.commands.audit, evaluator.commands.demo, evaluator.commands.score

def digest(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(str(f.relative_to(folder)).encode() + f.read_bytes() for f in files)).hexdigest()

def child(work):
    pid = os.fork()
    if pid == 0:
        sys.stdout = sys.stderr = open(os.devnull, "w")
        work()
        sys.stdout.flush()
        os._exit(0)
    return pid

def forked(work, kill_at=None):
    pid = child(work)
    if kill_at is not None:
        time.sleep(kill_at)
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
"""
STEPS = (
    KILLING
    + """
place = pathlib.Path(sys.argv[2])
about = {"manifest": {"inputs": [], "results_sha256": manifest.digest({})}}
old, new = (
    {"run.json": manifest.sealed(about, {"a/b.txt": text}), "a/b.txt": text} for text in (b"old", b"new")
)
states, recovered, left = [], [], []

def counted(n, exchange):
    count = [0]
    def stop(function):
        def stepped(*given, **named):
            count[0] += 1
            if count[0] == n:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*given, **named)
        return stepped
    def work():
        for name in ("mkdir", "replace", "unlink", "rmdir", "open", "chmod"):
            setattr(os, name, stop(getattr(os, name)))
        pathlib.Path.write_bytes = stop(pathlib.Path.write_bytes)
        replacing._exchanged = stop(replacing._exchanged if exchange else lambda *_: False)
        write_whole(place / "run", new, force=True)
    return work

for exchange in (True, False):
    for n in range(1, 200):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        write_whole(place / "run", old, force=False)
        before = digest(place / "run")
        code = forked(counted(n, exchange))
        state = digest(place / "run") if (place / "run").exists() else "none"
        states.append((exchange, code, "old" if state == before else state))
        forked(lambda: write_whole(place / "run", new, force=True))
        recovered.append((place / "run" / "a" / "b.txt").read_bytes().decode())
        left.append([path.name for path in place.iterdir() if path.name != "run"])
        if code == 0:
            break
print(json.dumps({"states": states, "recovered": recovered, "left": left, "new": digest(place / "run")}))
"""
)
MOMENTS = (
    KILLING
    + """
place, points, arguments = pathlib.Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
again = [*arguments, "--out", str(place / "run"), "--force"]
forked(lambda: main([*arguments, "--out", str(place / "run"), "--lang", "en"]))
old, started = digest(place / "run"), time.monotonic()
forked(lambda: main([*again, "--lang", "zh"]))  # as long as those that are killed: what was read is kept
took, new, states = time.monotonic() - started, digest(place / "run"), []
shutil.rmtree(place / "run")
forked(lambda: main([*arguments, "--out", str(place / "run"), "--lang", "en"]))
for number in range(points):
    code = forked(lambda: main([*again, "--lang", "zh"]), took * (number + 0.5) / points)
    state = digest(place / "run") if (place / "run").exists() else "none"
    states.append([code, {old: "old", new: "new"}.get(state, state)])
    if state == new:  # back to the old one
        forked(lambda: main([*again, "--lang", "en"]))
forked(lambda: main([*again, "--lang", "zh"]))
left = [path.name for path in place.iterdir() if path.name != "run"]
print(json.dumps({"states": states, "left": left, "last": digest(place / "run") == new, "differ": old != new}))
"""
)


def told(code: str, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), *arguments], capture_output=True, text=True, timeout=1500, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_killed_at_every_step_of_saving(tmp_path: Path) -> None:
    seen = told(STEPS, str(tmp_path / "place"))
    killed = [state for state in seen["states"] if state[1] != 0]
    assert len(killed) > 20
    if sys.platform == "linux":
        assert {state for exchange, _, state in killed if exchange} == {"old", seen["new"]}
    # Where folders cannot be exchanged there is one moment without a folder: the next run finds the old one.
    assert {state for exchange, _, state in killed if not exchange} <= {"old", seen["new"], "none"}
    assert set(seen["recovered"]) == {"new"}
    assert {name for names in seen["left"] for name in names} == set()


TARGETS = ROOT / "evaluator" / "demo" / "ganzhou-2023.txt"
WHOLE_RUNS = [["demo"], ["score", str(TARGETS), str(TARGETS.with_name("outcomes.csv"))], ["audit", str(FORM)]]
MANY = int(os.environ.get("EVALUATOR_KILLS", "0"))
"""Moments per command; in the ordinary run only the quickest command is killed, at three moments."""


@pytest.mark.parametrize("arguments", WHOLE_RUNS if MANY else WHOLE_RUNS[-1:], ids=lambda arguments: arguments[0])
def test_killed_at_moments_spread_over_a_run(arguments: list[str], tmp_path: Path) -> None:
    seen = told(MOMENTS, str(tmp_path), str(MANY or 3), *arguments)
    assert seen["differ"] and seen["last"]
    print(seen["states"])
    assert {state for _, state in seen["states"]} <= {"old", "new"}
    assert seen["left"] == []


def test_a_folder_that_a_process_still_holds_is_left_alone(tmp_path: Path) -> None:
    with building(tmp_path / "run") as first:
        (first / "a").write_bytes(b"1")
        with building(tmp_path / "run") as second:
            (second / "b").write_bytes(b"2")
        assert (first / "a").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["a"]


def test_the_old_folder_comes_back_where_two_renames_were_interrupted(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), building(tmp_path / "run") as place:
        prefix = place.name[: place.name.rindex("-") + 1]
        raise RuntimeError
    (tmp_path / f"{prefix}x" / "old").mkdir(parents=True)
    (tmp_path / f"{prefix}x" / "old" / "run.json").write_bytes(b"{}")
    with pytest.raises(RuntimeError), building(tmp_path / "run"):
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert (tmp_path / "run" / "run.json").read_bytes() == b"{}"


LONG = "长" * 100


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", str(FORM), "--out", LONG],
        ["read", LONG],
        ["check", f"{LONG}.docx"],
        ["template", str(FORM), "-o", f"{LONG}.xlsx"],
        ["audit", str(FORM), "--previous", LONG],
        ["audit", str(FORM), "--suppressions", LONG],
        ["score", str(FORM), LONG],
        ["score", str(FORM), str(FORM), "--decisions", LONG],
        ["score", str(FORM), str(FORM), "--rules", f"{LONG}.toml"],
        ["rules", "show", f"{LONG}.toml"],
        ["explain", LONG],
        ["verify", LONG],
    ],
    ids=lambda arguments: " ".join(arguments)[:30].replace("/", "-"),
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_name_too_long_is_one_sentence(
    arguments: list[str], lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--lang", lang]) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith("错误：" if lang == "zh" else "error: ")
    assert len(said.splitlines()) == 1


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, resource.RLIM_INFINITY))
from evaluator.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    """A limit on the size of files stands in for the full disk: the same call fails with another number."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_bytes(b"{}")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "demo", "--out", str(tmp_path / "run"), "--force", "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and "File too large" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["run.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_the_standard_output(tmp_path: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "evaluator", "rules", "list", "--lang", "en"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "No space left" in done.stderr


def test_a_file_that_another_program_has_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As Windows refuses to replace a workbook that is open in Excel."""

    def busy(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_bytes", busy)
    assert main(["demo", "--out", str(tmp_path / "run"), "--lang", "en"]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1 and "Permission denied" in said[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="shells and limits as Linux has them")
@pytest.mark.parametrize(
    ("given", "words"),
    [(">&-", "standard output is closed"), ("", "not enough memory")],
    ids=["closed output", "little memory"],
)
def test_a_command_that_cannot_work_says_so(given: str, words: str) -> None:
    limit = "" if given else "ulimit -v 200000; "
    done = subprocess.run(
        ["/bin/sh", "-c", f'{limit}exec "$0" -m evaluator target "≥100人" --lang en {given}', sys.executable],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
