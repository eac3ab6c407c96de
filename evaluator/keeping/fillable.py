"""The form to fill in for target forms, as a file; the levels in words and their shares of the points are a book's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from actuals.matching.matching import Matching
from actuals.narratives import Narratives
from actuals.template import Band, csv_template
from rules.rulebook import Rulebook
from targets.errors import InputError
from targets.model.form import Form


def write_fillable(
    forms: Sequence[Form],
    book: Rulebook,
    path: Path,
    *,
    one_sheet: bool = False,
    known: Matching | None = None,
    texts: Narratives | None = None,
) -> None:
    """Write the form as ``path`` says, ``.xlsx`` or ``.csv``, filled in with what is ``known`` of these forms and
    with their ``texts``. Raises InputError where there is nothing to fill in.
    """
    labels, bands = levels_of(book)
    write_template(forms, path, levels=labels, one_sheet=one_sheet, bands=bands, known=known, texts=texts)


def write_template(
    forms: Sequence[Form],
    path: Path,
    *,
    levels: Sequence[str],
    one_sheet: bool = False,
    bands: Sequence[Band] = (),
    known: Matching | None = None,
    texts: Narratives | None = None,
) -> None:
    """Write the form to fill in; the suffix of ``path`` says which (``.xlsx`` or ``.csv``).

    ``levels`` are the rulebook's names of the three levels, best first, and ``bands`` their shares of the points in
    the same order (empty: any share from 0 to 1). ``one_sheet`` puts all forms on one sheet (a
    CSV file always does). Equal inputs give equal bytes. Raises InputError for another suffix or when there is no
    form.
    """
    if not forms:
        raise InputError(
            "目标文件里没有读到绩效目标表，无法生成填报表。", "no target form was read, so there is nothing to fill in."
        )
    if path.suffix.lower() == ".csv":
        path.write_bytes(b"\xef\xbb\xbf" + csv_template(forms, known).encode())
    elif path.suffix.lower() == ".xlsx":
        from evaluator.render.templatebook import workbook_bytes

        content = workbook_bytes(forms, levels=levels, one_sheet=one_sheet, bands=bands, known=known, texts=texts)
        path.write_bytes(content)
    else:
        raise InputError(
            f"{path.name}：填报表只能存为 .xlsx 或 .csv。", f"{path.name}: a template is written as .xlsx or .csv only."
        )


def levels_of(book: Rulebook) -> tuple[list[str], list[Band]]:
    """The names of the levels of a book, best first, and their shares of the points."""
    rows = book.provision("score.qualitative").params["levels"]
    return [str(one["label"]) for one in rows], [(one["from"], one["to"]) for one in rows]
