"""The verdict: pipeline, ratings, audit, scorecards, command line. The only face users see.

import evaluator
run = evaluator.evaluate("targets.docx", "actuals.xlsx", rules="mof-2020-10")
run.departments, run.projects, run.indicators, run.findings     # pandas frames
run.save("out/")
evaluator.audit("self_evaluation.docx").findings
"""

from __future__ import annotations

TYPE_CHECKING = False  # what type checkers take for typing.TYPE_CHECKING, without importing typing
if TYPE_CHECKING:
    from typing import Any

    from evaluator.auditing.run import audit as audit
    from evaluator.evaluation import evaluate as evaluate
    from evaluator.run import Run as Run

PART_OF = "evaluator"
__version__ = "0.1.0"
__all__ = ["Run", "__version__", "audit", "evaluate"]

_HOMES = {"audit": "evaluator.auditing.run", "evaluate": "evaluator.evaluation", "Run": "evaluator.run"}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that the command line starts without pandas."""
    if name not in _HOMES:
        raise AttributeError(f"module 'evaluator' has no attribute {name!r}")
    from importlib import import_module

    from evaluator.siblings import check_siblings

    check_siblings()
    return getattr(import_module(_HOMES[name]), name)
