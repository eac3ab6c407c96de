"""A run on disk: a folder a person finds things in, written whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evaluator.keeping.filenames import numbered_name
from evaluator.keeping.replacing import building
from evaluator.language import pick
from evaluator.render import csvfile, markdown
from evaluator.run import Run
from targets.errors import InputError

RUN_FILE = "run.json"
INPUTS = "inputs"
Progress = Callable[[int, int], None]


def save_run(
    run: Run,
    folder: Path,
    *,
    lang: str,
    force: bool,
    layout: str = "central",
    progress: Progress | None = None,
    with_pdf: bool = False,
) -> Path:
    """Write ``report.html``, the official forms (``汇总表.*``, ``自评表/``) in one of the layouts of
    ``evaluator.officialforms.layouts``, the ranking where there is more than one form, ``summary.*``,
    ``findings.csv``, ``indicators.csv``, ``scores.parquet`` (with pyarrow), ``scorecards/`` and ``run.json`` into
    ``folder``. ``progress`` is told how many forms are written, and of how many; ``with_pdf`` adds ``report.pdf`` and
    the forms as PDF, as far as ``without_pdf`` names no trouble.

    Raises InputError if the folder holds a run already and ``force`` is not set, or holds anything else, or cannot
    be written, or if PDF is wanted and nothing here makes any.
    """
    refuse_if_taken(folder, force, RUN_FILE)
    from evaluator.keeping.formfiles import form_files
    from evaluator.keeping.manifest import sealed
    from evaluator.keeping.runjson import run_document

    lacking = without_pdf() if with_pdf else {}
    forms = form_files(run, layout, progress, with_pdf=with_pdf and "forms" not in lacking)
    files = {**_files(run, lang), **forms}
    if with_pdf and "report" not in lacking:
        from evaluator.keeping.report import report_html
        from evaluator.render import paper

        files["report.pdf"] = paper.render(report_html(run, lang, paper=True))
    files[RUN_FILE] = sealed(run_document(run, lang), files)
    inputs = {f"{INPUTS}/{source.role}/{source.name}": source.content for source in run.sources}
    return write_whole(folder, {**files, **inputs}, force=force)


def without_pdf() -> dict[str, InputError]:
    """What cannot be made as PDF on this machine, ``report`` or ``forms``, each with the sentence that says why and
    what to do; empty where both can. Raises InputError where neither can.
    """
    from evaluator.render import paper, pdf

    lacking: dict[str, InputError] = {}
    for what, maker in (("report", paper), ("forms", pdf)):
        try:
            maker.check()
        except InputError as trouble:
            lacking[what] = trouble
    if len(lacking) == 2:
        raise InputError(*(" ".join(t.message(lang) for t in lacking.values()) for lang in ("zh", "en")))
    return lacking


def _files(run: Run, lang: str) -> dict[str, bytes]:
    from evaluator.keeping import scoresparquet
    from evaluator.keeping.rankingfiles import ranking_files
    from evaluator.keeping.report import report_html
    from evaluator.scorecards.findingtables import findings_table
    from evaluator.scorecards.scorecard import indicators_table, scorecard_table, summary_table

    summary = summary_table(run, lang)
    files = {
        "report.html": report_html(run, lang).encode("utf-8"),
        "summary.md": markdown.render(summary).encode("utf-8"),
        "summary.csv": csvfile.render(summary),
        "findings.csv": csvfile.render(findings_table(run.notices, lang)),
        "indicators.csv": csvfile.render(indicators_table(run, lang)),
    }
    if len(run.forms) > 1:
        files |= ranking_files(run, lang)
    if scoresparquet.available():
        files[scoresparquet.NAME] = scoresparquet.scores_parquet(run)
    for position, form in enumerate(run.forms):
        card = scorecard_table(run, position, lang)
        name = f"scorecards/{numbered_name(position, len(run.forms), form.title)}"
        files[f"{name}.md"] = markdown.render(card).encode("utf-8")
        files[f"{name}.csv"] = csvfile.render(card)
    if run.unused:
        from evaluator.scorecards.scorecard import unused_table

        files["unused.csv"] = csvfile.render(unused_table(run, lang))
    return files


def write_whole(folder: Path, files: Mapping[str, bytes | Path], *, force: bool, marker: str = RUN_FILE) -> Path:
    """Put all files (their bytes, or the file to copy) into ``folder`` by moving a finished temporary folder into
    place; nothing half written ever stands there. ``marker`` is the file by which a folder of ours is known.
    """
    with replacing(folder, force=force, marker=marker) as building:
        for name, content in files.items():
            place = building / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                place.write_bytes(content)
            else:
                shutil.copyfile(content, place)
    return folder


@contextmanager
def replacing(folder: Path, *, force: bool, marker: str) -> Iterator[Path]:
    """An empty folder to write into, which takes the place of ``folder`` when the block ends well.

    Raises InputError if something else stands there (before and after the block) or the file system refuses.
    """
    try:
        refuse_if_taken(folder, force, marker)
        with building(folder) as place:
            yield place
            refuse_if_taken(folder, force, marker)
    except OSError as trouble:
        raise unwritable(folder, trouble) from trouble


def refuse_if_taken(folder: Path, force: bool, marker: str) -> None:
    """InputError unless results may be put there: nothing stands there yet, or a run of ours and ``force`` is set."""
    try:
        _refuse_if_taken(folder, force, marker)
    except OSError as trouble:  # such as a name too long
        raise unwritable(folder, trouble) from trouble


def _refuse_if_taken(folder: Path, force: bool, marker: str) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError(
            f"{folder} 不是文件夹，结果无处可存；请换一个 --out", f"{folder} is not a folder; choose another --out"
        )
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / marker).is_file():
        raise InputError(
            f"文件夹 {folder} 里有别的文件，不会覆盖；请换一个 --out",
            f"the folder {folder} holds other files and will not be replaced; choose another --out",
        )
    if not force:
        raise InputError(
            f"文件夹 {folder} 里已有一次评价结果；请换一个 --out，或加 --force 替换",
            f"the folder {folder} already holds a run; choose another --out, or add --force to replace it",
        )


def unwritable(folder: Path, trouble: OSError) -> InputError:
    """The sentence for results that could not be written."""
    why = trouble.strerror or str(trouble)
    return InputError(
        f"无法写入 {folder}：{why}；没有写出任何结果，请检查权限和磁盘空间或换一个 --out",
        f"cannot write {folder}: {why}; nothing was written, check permissions and disk space or choose another --out",
    )


def saved_sentence(folder: Path, lang: str, first: str = "report.html") -> str:
    """What a person is told after saving, and which file to look at first."""
    return pick(lang, f"结果已存入 {folder}，先看 {first}", f"saved in {folder}; open {first} first")
