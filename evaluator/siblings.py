"""The clash guard: `rules`, `targets` and `actuals` are words people use, and another distribution is
imported as `rules`.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.machinery import PathFinder

SIBLINGS = ("targets", "actuals", "rules")


class ForeignPackage(ImportError):
    """A package of one of our names that is not ours; both sentences ready to print."""

    def __init__(self, name: str, found: str) -> None:
        self.zh = (
            f"需要本软件自带的包“{name}”，却先找到了 {found}；"
            "请给该文件改名或换一个文件夹运行，或把 evaluator 安装在单独的虚拟环境里。"
        )
        self.en = (
            f"needed our own package {name!r} but found {found} first; "
            "rename that file or run from another folder, or install evaluator in an environment of its own."
        )
        super().__init__(self.en)


def check_siblings() -> None:
    """Raise ForeignPackage if one of the sibling packages is not the one that was installed with us.

    A package beside ours is imported to look for its mark: another distribution may have overwritten the files. One
    that stands elsewhere is refused without running it.
    """
    # os.path and PathFinder, not pathlib and importlib.util: those two would double the time of `evaluator --help`.
    home = _folder_of_package(__file__)
    for name in SIBLINGS:
        spec = PathFinder.find_spec(name)
        origin = spec.origin if spec is not None else None
        if origin is None:
            raise ForeignPackage(name, "nothing" if spec is None else "an empty folder of that name")
        if _folder_of_package(origin) != home or getattr(import_module(name), "PART_OF", "") != "evaluator":
            raise ForeignPackage(name, origin)


def _folder_of_package(module_file: str) -> str:
    return os.path.dirname(os.path.dirname(os.path.realpath(module_file)))  # noqa: PTH120
