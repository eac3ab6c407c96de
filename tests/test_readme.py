"""What the pages show is what the program prints, and the two commands stand where .ci/run looks for them."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("refresh", ROOT / "docs" / "refresh.py")
assert spec is not None
assert spec.loader is not None
refresh = importlib.util.module_from_spec(spec)
spec.loader.exec_module(refresh)


@pytest.mark.parametrize("page", refresh.PAGES)
def test_console_blocks_show_what_is_printed(page: str) -> None:
    blocks = refresh.run_page(page)
    assert len(blocks) >= 3
    for command, shown, printed in blocks:
        assert shown.strip(), f"{command} shows nothing: run python docs/refresh.py"
        assert refresh.agrees(shown, printed), f"{page}: {command} prints something else; run python docs/refresh.py"


def test_the_page_of_commands_is_fresh() -> None:
    shown = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert shown == refresh.commands_page(), "run python docs/refresh.py"


def test_agrees_notices_a_difference() -> None:
    assert refresh.agrees("a\n[…]\nz\n", "a\nb\nc\nz\n")
    assert not refresh.agrees("a\n[…]\nz\n", "a\nb\nc\ny\n")
    assert not refresh.agrees("a\n", "a\nb\n")


@pytest.mark.parametrize("page", refresh.PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8")):
        assert ((ROOT / page).parent / target).exists(), target


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("marker", ["demo-command", "test-command"])
def test_both_commands_are_one_line_each(page: str, marker: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.search(rf"<!-- {marker} -->\n```sh\n([^\n]+)\n```", text)
    assert found is not None
    assert found[1].startswith("python3 -m venv .venv && ")
