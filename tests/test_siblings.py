"""A planted `rules`, `targets` or `actuals` is noticed at start with one clear sentence, and is not run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluator.siblings import SIBLINGS, check_siblings

ROOT = Path(__file__).resolve().parent.parent


def start(folder: Path, lang: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "EVALUATOR_LANG": lang, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "evaluator", "rules", "list"],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("name", SIBLINGS)
@pytest.mark.parametrize("shape", ["module", "package", "empty folder"])
def test_planted_package_is_refused_without_running_it(tmp_path: Path, name: str, shape: str) -> None:
    poison = "raise SystemExit('planted code was run')"
    if shape == "module":
        (tmp_path / f"{name}.py").write_text(poison)
    else:
        (tmp_path / name).mkdir()
        if shape == "package":
            (tmp_path / name / "__init__.py").write_text(poison)
    done = start(tmp_path, "en")
    if shape == "empty folder":
        # Python itself prefers a real package over an empty folder of the same name.
        assert done.returncode == 0
        return
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert repr(name) in done.stderr
    assert "rename that file" in done.stderr


def test_planted_package_is_refused_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text("x = 1")
    done = start(tmp_path, "zh")
    assert done.returncode == 2
    assert "先找到了" in done.stderr
    assert "单独的虚拟环境" in done.stderr


def test_overwritten_package_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    import rules

    monkeypatch.setattr(rules, "PART_OF", "django-rules")
    with pytest.raises(ImportError, match="needed our own package 'rules'"):
        check_siblings()
