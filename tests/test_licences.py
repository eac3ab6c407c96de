"""The licences of what an installation brings with it: the command that lists them, and what it refuses."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "licences.py"


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ("MIT License", True),
        ("BSD-3-Clause AND Zlib", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("Python Software Foundation License", True),
        ("GNU General Public License v3 (GPLv3)", False),
        ("GPL-3.0-or-later", False),
        ("MIT AND LGPL-2.1", False),
        ("AGPL-3.0", False),
        ("Proprietary", False),
        ("Limited use only", False),
        ("?", False),
    ],
)
def test_what_is_acceptable(licences: ModuleType, licence: str, fine: bool) -> None:
    assert licences.acceptable("something", licence) is fine


def test_all_of_ours_are() -> None:
    ended = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, timeout=60, encoding="utf-8")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert {"pandas", "lxml", "openpyxl"} <= {line.split()[0] for line in ended.stdout.splitlines()}
