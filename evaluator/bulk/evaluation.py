"""A finished evaluation of tables as ``evaluator.evaluate`` returns it: the data of a bulk run, and ``save``."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Self

from evaluator.bulk.run import BulkRun
from evaluator.bulk.scoring import save_kept
from evaluator.keeping.owned import Force


class TableEvaluation(BulkRun):
    """The result of ``evaluator.evaluate(frame, frame)``."""

    __slots__ = ()

    @classmethod
    def of(cls, run: BulkRun) -> Self:
        """The same run with ``save``."""
        return cls(**{one.name: getattr(run, one.name) for one in fields(BulkRun) if one.init})

    def save(self, folder: str | Path, *, force: Force = False) -> Path:
        """Write results that were kept in memory, byte for byte what ``score_tables`` writes with ``out``."""
        return save_kept(self, Path(folder), force=force)
