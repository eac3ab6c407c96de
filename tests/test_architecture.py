"""docs/architecture.md is true to the code: every room and every module without a room of its own is named, and what
pages name is there.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGES = ("targets", "actuals", "rules", "evaluator")
NOT_ROOMS = {"books", "catalogue", "outlines", "migrations", "versions", "static", "templates", "__pycache__"}
_NAMED = re.compile(r"`((?:targets|actuals|rules|evaluator)(?:\.\w+)+)")


def test_every_room_is_named() -> None:
    for package in PACKAGES:
        for folder in (ROOT / package, *(ROOT / package).rglob("*")):
            if folder.is_dir() and folder.name not in NOT_ROOMS:
                assert f"| `{folder.relative_to(ROOT).as_posix()}/` |" in PAGE, folder


def test_every_module_of_the_face_is_named() -> None:
    for path in (ROOT / "evaluator").glob("[a-z]*.py"):
        assert f"`{path.stem}`" in PAGE or f"`evaluator/{path.name}`" in PAGE, path.name


def test_every_module_of_the_workbench_is_named() -> None:
    page = (ROOT / "docs" / "workbench.md").read_text(encoding="utf-8")
    for path in (ROOT / "evaluator" / "web").glob("[a-z]*.py"):
        assert f"`{path.stem}`" in page, path.name


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"], ids=lambda p: p.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    for name in _NAMED.findall(page.read_text(encoding="utf-8")):
        parts = name.split(".")
        place = ROOT / parts[0]
        while len(parts) > 1 and ((place / parts[1]).is_dir() or (place / f"{parts[1]}.py").is_file()):
            place, parts = place / parts[1], parts[1:]
        module = place.with_suffix(".py") if not place.is_dir() else place / "__init__.py"
        for attribute in parts[1:2]:
            assert re.search(rf"\b{attribute}\b", module.read_text(encoding="utf-8")), f"{page.name}: {name}"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_first_line_of_a_docstring_hides_its_noun(package: str) -> None:
    """docs/contributing/style.md: the first line says what a thing is or does, not "what", "whether" or "how"."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                first = (ast.get_docstring(node) or "-").split(maxsplit=1)[0]
                assert first not in {"What", "Whether", "How"}, f"{path}: {getattr(node, 'name', 'module')}"
