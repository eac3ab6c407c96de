"""The official forms of a run as files: the summary, and one workbook and one document for each form."""

from __future__ import annotations

from collections.abc import Callable

from evaluator.keeping.filenames import numbered_name
from evaluator.officialforms import summary
from evaluator.officialforms.layouts import LAYOUTS, official_forms, to_hand_in
from evaluator.render import pdf, word, workbook
from evaluator.run import Run
from targets.errors import InputError

FOLDER = "自评表"
ANNOTATED = "自评表（附说明）"
SUMMARY = "汇总表"


def form_files(
    run: Run, layout: str, progress: Callable[[int, int], None] | None = None, *, with_pdf: bool = False
) -> dict[str, bytes]:
    """``汇总表.xlsx`` and ``.docx``; both of each form as it is handed in under ``自评表/``, numbered in the order of
    the document; the document with notes under ``自评表（附说明）/``; ``with_pdf`` adds a .pdf of each document.

    Raises InputError for a layout that there is not, and where PDF is wanted and cannot be made. Equal runs give equal
    bytes, except for PDF.
    """
    if layout not in LAYOUTS:
        names = "、".join(LAYOUTS)
        raise InputError(
            f"没有“{layout}”这种表样；可选 {names}", f"no layout {layout!r}; choose among {', '.join(LAYOUTS)}"
        )
    if with_pdf:
        pdf.check()  # to say so before any work is done
    table = summary.form_of(run)
    files = {f"{SUMMARY}.xlsx": workbook.render(table), f"{SUMMARY}.docx": word.render(table)}
    for number, filled in enumerate(official_forms(run, layout), 1):
        name, clean = numbered_name(number - 1, len(run.forms), filled.name), to_hand_in(filled)
        files[f"{FOLDER}/{name}.xlsx"] = workbook.render(clean)
        files[f"{FOLDER}/{name}.docx"] = word.render(clean)
        files[f"{ANNOTATED}/{name}.docx"] = word.render(filled)
        if progress is not None:
            progress(number, len(run.forms))
    if with_pdf:
        documents = {name.removesuffix(".docx"): part for name, part in files.items() if name.endswith(".docx")}
        files |= {f"{name}.pdf": part for name, part in pdf.render(documents).items()}
    return files
