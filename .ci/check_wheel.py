"""What the wheel must hold, and must not: the four packages with their data, nothing else."""

from __future__ import annotations

import sys
import zipfile
from pathlib import PurePosixPath

PACKAGES = {"targets", "actuals", "rules", "evaluator"}
NEEDED = (
    "targets/units.txt",
    "targets/py.typed",
    "actuals/py.typed",
    "rules/py.typed",
    "evaluator/py.typed",
    "targets/catalogue/unit-missing.toml",
    "actuals/catalogue/outcome-missing.toml",
    "rules/catalogue/rulebook-key-unknown.toml",
    "evaluator/catalogue/score-differs.toml",
    "rules/books/mof-2020-10.toml",
    "rules/books/mof-2021-101.toml",
    "evaluator/demo/ganzhou-2023.txt",
    "evaluator/demo/outcomes.csv",
    "evaluator/render/report.html.j2",
    "evaluator/web/templates/base.html",
    "evaluator/web/static/workbench.css",
    "evaluator/web/static/htmx-2.0.11.min.js",
    "evaluator/web/static/htmx-LICENSE.txt",
    "evaluator/web/migrations/env.py",
    "evaluator/web/migrations/versions/m0001_first.py",
    "evaluator/render/report.css",
    "evaluator/render/scatter.svg.j2",
    "evaluator/render/table.html.j2",
    "evaluator/render/audit.html.j2",
)


def main(wheel: str) -> int:
    """Print what is wrong with the wheel; 0 if nothing is."""
    names = zipfile.ZipFile(wheel).namelist()
    missing = [name for name in NEEDED if name not in names]
    tops = {PurePosixPath(name).parts[0] for name in names}
    stray = sorted(top for top in tops - PACKAGES if not top.endswith(".dist-info"))
    for name in missing:
        print(f"the wheel lacks {name}")
    for top in stray:
        print(f"the wheel holds {top}, which is none of our packages")
    print(f"{len(names)} files, packages: {', '.join(sorted(tops & PACKAGES))}")
    return 1 if missing or stray or not tops >= PACKAGES else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
