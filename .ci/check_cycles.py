"""No module of the four packages imports itself by way of others.

Imports inside functions count, imports for types only do not.
"""

from __future__ import annotations

import sys
from graphlib import CycleError, TopologicalSorter

import grimp

PACKAGES = ("targets", "actuals", "rules", "evaluator")


def main() -> int:
    """Print the first circle found; 0 if there is none."""
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in sorted(graph.modules)}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        print("modules import each other in a circle: " + " <- ".join(error.args[1]), file=sys.stderr)
        return 1
    print(f"no circle of imports among {len(imports)} modules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
