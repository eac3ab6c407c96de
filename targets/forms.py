"""Documents → forms: ``read_forms`` for one file, ``read_many`` for files, folders and patterns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from targets.documents.grid import Grid
from targets.documents.reader import read_grids
from targets.errors import InputError
from targets.finding import Finding
from targets.form import Form
from targets.forms_assembly import Piece, Skipped, assemble
from targets.forms_segments import segments

__all__ = ["ReadResult", "Skipped", "forms_of", "read_forms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """What was understood of one or more files, and what was not.

    ``failed`` holds, for ``read_many`` only, the files that could not be used: path and reason.
    """

    forms: tuple[Form, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    failed: tuple[tuple[str, InputError], ...] = ()


def forms_of(grids: Iterable[Grid], file: str) -> ReadResult:
    """The forms in the tables of one file."""
    pieces: list[Piece] = [piece for segment in segments(grids) if (piece := assemble(segment, file))]
    forms: list[Form] = []
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    for piece in pieces:
        if piece.form is not None:
            forms.append(piece.with_index(len(forms)))
        findings += piece.findings
        skipped += piece.skipped
    return ReadResult(forms=tuple(forms), findings=tuple(findings), skipped=tuple(skipped))


def read_forms(path: Path) -> ReadResult:
    """The forms in one file of any supported format, with their findings and with what was not understood.

    Raises InputError for a file that is missing, empty, encrypted, hostile or of no known kind, and for one that holds
    no form at all.
    """
    grids, findings = read_grids(path)
    result = forms_of(grids, path.name)
    if not result.forms:
        raise no_form(path.name, grids)
    return ReadResult(forms=result.forms, findings=(*findings, *result.findings), skipped=result.skipped)


def no_form(name: str, grids: Sequence[Grid]) -> InputError:
    """Why a file that could be opened gave nothing."""
    if not grids:
        return InputError(
            f"{name} 里没有表格；需要带“一级指标、二级指标、三级指标、指标值”等列标题的绩效目标表或自评表。",
            f"{name} holds no table; a target or self-evaluation form with headings such as 一级指标, 三级指标, 指标值 is needed.",
        )
    return InputError(
        f"{name} 有 {len(grids)} 个表格，但都没有指标列（如“三级指标”和“指标值”）；请检查列标题。",
        f"{name} holds {len(grids)} tables, none with indicator columns (such as 三级指标 and 指标值); check the headings.",
    )
