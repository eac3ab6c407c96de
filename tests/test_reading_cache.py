"""Readings kept from run to run, and their way through JSON: never another result, never trouble."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest

from evaluator.evaluation import evaluate
from evaluator.scorecards.formjson import read_json as as_json
from targets import readingcache
from targets.documents import guard, reader
from targets.errors import InputError
from targets.forms import ReadResult, read_forms, read_many
from targets.model.transport import from_plain, to_plain
from targets.readingcache import ReadingCache, default_folder

ROOT = Path(__file__).parents[1]
SAMPLES = Path(__file__).parent / "documents"
GANZHOU = ROOT / "evaluator" / "demo" / "ganzhou-2023.txt"


@pytest.mark.parametrize("path", [GANZHOU, SAMPLES / "self_eval_synthetic.docx", SAMPLES / "targets.xlsx"])
def test_a_result_is_equal_behind_its_way_through_json(path: Path) -> None:
    result = read_forms(path)
    again = from_plain(ReadResult, json.loads(json.dumps(to_plain(result))), path.name)
    assert again == result
    assert as_json(again, "zh") == as_json(result, "zh")


@pytest.mark.parametrize("data", [None, 1, "x", [], [1, 2, 3, 4, 5], {"forms": []}, [[["a"]], [], [], [], []]])
def test_what_is_no_result_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="no "):
        from_plain(ReadResult, data, "x")


def entries(cache: ReadingCache) -> list[Path]:
    return sorted(path for path in cache.folder.rglob("*") if path.is_file())


def test_equal_bytes_are_read_once_and_bear_their_own_name(tmp_path: Path) -> None:
    cache = ReadingCache(tmp_path / "cache")
    first, second = tmp_path / "a.docx", tmp_path / "b.docx"
    shutil.copy(SAMPLES / "self_eval_synthetic.docx", first)
    shutil.copy(first, second)
    read = read_forms(first, cache=cache)
    assert (cache.hits, len(entries(cache))) == (0, 1)
    again = read_forms(second, cache=cache)
    assert cache.hits == 1
    assert {form.file for form in read.forms} == {"a.docx"}
    assert {row.at.file for form in again.forms for row in form.rows} == {"b.docx"}
    assert again == read_forms(second)


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    cache = ReadingCache(tmp_path / "cache")
    path = tmp_path / "a.txt"
    path.write_text(GANZHOU.read_text(encoding="utf-8"), encoding="utf-8")
    read_forms(path, cache=cache)
    path.write_text(GANZHOU.read_text(encoding="utf-8").replace("≥100 次", "≥101 次", 1), encoding="utf-8")
    assert read_forms(path, cache=cache).forms[0].rows[1].target == "≥101 次"
    assert cache.hits == 0


def test_a_file_that_changes_while_it_is_read_is_not_kept(tmp_path: Path) -> None:
    cache = ReadingCache(tmp_path / "cache")
    path = tmp_path / "a.txt"
    path.write_bytes(GANZHOU.read_bytes())
    key = cache.key(path)
    assert key is not None
    path.write_bytes(GANZHOU.read_bytes() + b"\n")
    cache.put(key, path, ReadResult())
    assert not entries(cache)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"y" + data[1:],
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: zlib.compress(b"[1, 2]"),
        lambda data: zlib.compress(b"not json"),
        lambda data: zlib.compress(b"[" * 100_000),
    ],
)
def test_a_damaged_entry_is_ignored_and_written_again(tmp_path: Path, damage: object) -> None:
    cache = ReadingCache(tmp_path)
    wanted = read_forms(GANZHOU, cache=cache)
    (entry,) = entries(cache)
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))  # type: ignore[operator]
    assert read_forms(GANZHOU, cache=cache) == wanted
    assert cache.hits == 0
    assert entry.read_bytes() == whole


def test_another_version_of_the_reader_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_forms(GANZHOU, cache=ReadingCache(tmp_path))
    monkeypatch.setattr(readingcache, "reader_digest", lambda: "another")
    other = ReadingCache(tmp_path)
    read_forms(GANZHOU, cache=other)
    assert other.hits == 0
    assert len(entries(other)) == 1


def test_readings_of_old_versions_go_after_a_month(tmp_path: Path) -> None:
    kept = ReadingCache(tmp_path).folder
    old, recent = kept.with_name("old"), kept.with_name("recent")
    for folder in (old, recent):
        folder.mkdir()
        (folder / "x").write_bytes(b"x")
    os.utime(old, (0, 0))
    ReadingCache(tmp_path)
    assert sorted(path.name for path in kept.parent.iterdir()) == sorted([kept.name, "recent"])


def test_a_folder_that_cannot_be_used_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder", encoding="utf-8")
    cache = ReadingCache(tmp_path / "taken")
    assert len(read_forms(GANZHOU, cache=cache).forms) == 11
    assert len(read_forms(GANZHOU, cache=cache).forms) == 11
    assert cache.hits == 0


def test_refusals_are_kept_where_they_took_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ReadingCache(tmp_path / "cache")
    path = tmp_path / "plain.csv"
    path.write_text("姓名,年龄,城市\n甲,3,赣州\n", encoding="utf-8")
    monkeypatch.setattr(readingcache, "_CHEAP", 1_000.0)
    for _ in range(2):
        with pytest.raises(InputError):
            read_forms(path, cache=cache)
    assert not entries(cache)
    monkeypatch.setattr(readingcache, "_CHEAP", 0.0)
    said = set()
    for name in ("plain.csv", "again.csv"):
        path = path.rename(tmp_path / name)
        with pytest.raises(InputError) as refused:
            read_forms(path, cache=ReadingCache(tmp_path / "cache"))
        said.add(refused.value.en.replace(name, "…"))
        monkeypatch.setattr(guard, "_borrow", None)  # nobody is asked again
    assert len(said) == 1


def test_two_runs_at_once_share_a_cache(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_bytes(GANZHOU.read_bytes() + b"\n" * number)
    results: list[ReadResult] = []

    def run() -> None:
        results.append(read_many([folder], jobs=2, cache=ReadingCache(tmp_path / "cache")))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = ReadingCache(tmp_path / "cache")
    assert results[0] == results[1] == read_many([folder], cache=last)
    assert last.hits == 6
    assert len(entries(last)) == 6  # and no temporary file is left


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.txt").write_bytes(GANZHOU.read_bytes() + b"\n" * number)

    def stop(done: int, of: int, name: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_many([folder], progress=stop, cache=ReadingCache(tmp_path / "cache"))
    after = ReadingCache(tmp_path / "cache")
    assert read_many([folder], cache=after) == read_many([folder])
    assert after.hits == 5


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVALUATOR_CACHE", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("EVALUATOR_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    if sys.platform == "linux":
        assert default_folder() == tmp_path / "own" / "evaluator"


def test_the_command_keeps_readings_unless_told_not_to(tmp_path: Path) -> None:
    outputs = []
    for more in (["--no-cache"], [], []):
        done = subprocess.run(
            [sys.executable, "-m", "evaluator", "read", "--format", "json", *more, str(GANZHOU)],
            capture_output=True,
            check=True,
            env={**os.environ, "EVALUATOR_CACHE": str(tmp_path / "c"), "PYTHONPATH": str(ROOT)},
        )
        outputs.append(done.stdout)
        kept = [path for path in (tmp_path / "c").rglob("*") if path.is_file()]
        assert len(kept) == (0 if more else 1)
    assert outputs[0] == outputs[1] == outputs[2]


def test_scoring_a_folder_again_opens_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Targets and outcomes alike: what was read in the first run is not opened in the second."""
    targets, actuals = tmp_path / "targets", tmp_path / "actuals"
    for folder in (targets, actuals):
        folder.mkdir()
        shutil.copy(SAMPLES / "self_eval_synthetic.docx", folder)
    first = evaluate(targets, actuals, cache=ReadingCache(tmp_path / "cache"))
    opened: list[Path] = []

    def nothing_is_opened(path: Path, *_: object, **__: object) -> dict[str, object]:
        opened.append(path)
        return {"zh": "打开了", "en": "it was opened"}

    monkeypatch.setattr(reader, "ask_child", nothing_is_opened)
    again = evaluate(targets, actuals, cache=ReadingCache(tmp_path / "cache"))
    assert not opened
    assert again.notices == first.notices
    assert again.projects.equals(first.projects)
    with pytest.raises(InputError, match="it was opened"):
        evaluate(targets, actuals)
