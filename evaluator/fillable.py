"""The form to fill in for target forms; the levels in words and the share of the points of each are a book's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from actuals.template import Band, write_template
from rules.rulebook import Rulebook
from targets.form import Form


def write_fillable(forms: Sequence[Form], book: Rulebook, path: Path, *, one_sheet: bool = False) -> None:
    """Write the form as ``path`` says, ``.xlsx`` or ``.csv``. Raises InputError where there is nothing to fill in."""
    labels, bands = levels_of(book)
    write_template(forms, path, levels=labels, one_sheet=one_sheet, bands=bands)


def levels_of(book: Rulebook) -> tuple[list[str], list[Band]]:
    """The names of the levels of a book, best first, and their shares of the points."""
    rows = book.provision("score.qualitative").params["levels"]
    return [str(one["label"]) for one in rows], [(one["from"], one["to"]) for one in rows]
