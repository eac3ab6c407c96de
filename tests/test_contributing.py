"""The worked examples of docs/contributing, followed in a copy of the project: their changes apply, their commands
print what the pages show."""

import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("follow", ROOT / "docs" / "follow.py")
assert spec is not None
assert spec.loader is not None
pages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pages)


def test_every_page_is_in_the_list() -> None:
    listed = (ROOT / "docs" / "contributing" / "README.md").read_text(encoding="utf-8")
    assert len(pages.PAGES) >= 6
    assert all(f"]({page})" in listed for page in pages.PAGES)


@pytest.mark.skipif(shutil.which("git") is None, reason="the changes are applied with git")
@pytest.mark.parametrize("page", pages.PAGES)
def test_the_page_can_be_followed(page: str, tmp_path: Path) -> None:
    pages.copy_of_the_project(tmp_path)
    blocks = list(pages.follow(page, tmp_path))
    for command, shown, printed in blocks:
        assert shown == printed, f"{page}: {command} prints something else; run python docs/follow.py"
    assert blocks
