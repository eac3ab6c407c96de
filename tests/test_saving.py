"""A run's folder is written whole or not at all, and never over somebody's files."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.saving import RUN_FILE, safe_name, write_whole
from targets.errors import InputError

FILES = {RUN_FILE: b"{}", "scorecards/a.md": b"# a"}


def test_files_stand_where_they_were_asked_for(tmp_path: Path) -> None:
    write_whole(tmp_path / "deep" / "run", FILES, force=False)
    assert (tmp_path / "deep" / "run" / "scorecards" / "a.md").read_bytes() == b"# a"
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["run"]


def test_existing_run_needs_force(tmp_path: Path) -> None:
    write_whole(tmp_path / "run", FILES, force=False)
    with pytest.raises(InputError, match="--force"):
        write_whole(tmp_path / "run", {RUN_FILE: b"new"}, force=False)
    assert (tmp_path / "run" / RUN_FILE).read_bytes() == b"{}"
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
    assert (tmp_path / "run" / RUN_FILE).read_bytes() == b"{}"
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

    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(InputError, match="busy"):
        write_whole(tmp_path / "run", {RUN_FILE: b"new"}, force=True)
    assert (tmp_path / "run" / RUN_FILE).read_bytes() == b"{}"
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
