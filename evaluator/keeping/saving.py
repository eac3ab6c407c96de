"""A run on disk: a folder a person finds things in, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evaluator.keeping.filenames import numbered_name
from evaluator.keeping.owned import Force, foreign
from evaluator.keeping.replacing import building
from evaluator.language import pick
from evaluator.render import csvfile, markdown
from evaluator.run import Run, Source
from targets.documents.taking import copied
from targets.errors import InputError

RUN_FILE = "run.json"
INPUTS = "inputs"
Progress = Callable[[int, int], None]
_LISTED = 8


def save_run(
    run: Run,
    folder: Path,
    *,
    lang: str,
    force: Force,
    layout: str = "central",
    progress: Progress | None = None,
    with_pdf: bool = False,
    beside: Mapping[str, bytes] | None = None,
) -> Path:
    """Write ``report.html``, the official forms (``汇总表.*``, ``自评表/``) in one of the layouts of
    ``evaluator.officialforms.layouts``, the ranking where there is more than one form, ``summary.*``,
    ``findings.csv``, ``indicators.csv``, ``scores.parquet`` (with pyarrow), ``scorecards/`` and ``run.json`` into
    ``folder``. ``progress`` is told how many forms are written, and of how many; ``with_pdf`` adds ``report.pdf`` and
    the forms as PDF, as far as ``without_pdf`` names no trouble; ``beside`` are files more, by name.

    Raises InputError if the folder holds a run already and ``force`` is not set, or holds anything else (beside a run
    ``force`` may be ``foreign``), or cannot be written, or if PDF is wanted and nothing here makes any.
    """
    refuse_if_taken(folder, force, RUN_FILE)
    from evaluator.keeping.formfiles import form_files
    from evaluator.keeping.manifest import sealed
    from evaluator.keeping.runjson import run_document

    lacking = without_pdf() if with_pdf else {}
    forms = form_files(run, layout, progress, with_pdf=with_pdf and "forms" not in lacking)
    files = {**_files(run, lang), **forms, **(beside or {})}
    if with_pdf and "report" not in lacking:
        from evaluator.keeping.report import report_html
        from evaluator.render import paper

        files["report.pdf"] = paper.render(report_html(run, lang, paper=True))
    files[RUN_FILE] = sealed(run_document(run, lang), files, given=tuple(beside or ()))
    return write_whole(folder, files, force=force, sources=run.sources)


def without_pdf() -> dict[str, InputError]:
    """Files that cannot be made as PDF on this machine, ``report`` or ``forms``, each with the sentence that says why
    and what to do; empty where both can. Raises InputError where neither can.
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
        "findings.csv": csvfile.render(findings_table(run.notices, lang, run.forms)),
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


def write_whole(
    folder: Path, files: Mapping[str, bytes], *, force: Force, sources: Iterable[Source] = (), marker: str = RUN_FILE
) -> Path:
    """Put all files, and a copy of every source below ``inputs/``, into ``folder`` by moving a finished temporary
    folder into place; nothing half written ever stands there. ``marker`` is the file by which a folder of ours is
    known. Raises InputError for a source that is not any more what was read.
    """
    with replacing(folder, force=force, marker=marker) as building:
        for name, content in files.items():
            _placed(building / name).write_bytes(content)
        for source in sources:
            place = _placed(building / INPUTS / source.role / source.name)
            if isinstance(source.content, bytes):
                place.write_bytes(source.content)
            elif _copied(source.content, place) != source.sha256:
                raise InputError(
                    f"{source.name} 在读取之后被改动或移走，没有存下任何结果；请重新运行",
                    f"{source.name} was changed or moved away after it was read; nothing was saved, run it again",
                )
    return folder


def _placed(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _copied(source: Path, place: Path) -> str | None:
    """Copy a source and give the digest of what was copied; None where it cannot be read any more."""
    try:
        with source.open("rb"):
            pass
    except OSError:
        return None
    return copied(source, place)


@contextmanager
def replacing(folder: Path, *, force: Force, marker: str) -> Iterator[Path]:
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


def refuse_if_taken(folder: Path, force: Force, marker: str) -> None:
    """InputError unless results may be put there: nothing stands there yet, or a run of ours and ``force`` is set."""
    try:
        _refuse_if_taken(folder, force, marker)
    except OSError as trouble:  # such as a name too long
        raise unwritable(folder, trouble) from trouble


def _refuse_if_taken(folder: Path, force: Force, marker: str) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError(
            f"{folder} 不是文件夹，结果无处可存；请换一个 --out", f"{folder} is not a folder; choose another --out"
        )
    if not folder.exists() or not any(folder.iterdir()):
        return
    found = foreign(folder, marker)
    if found is None:  # not even the second word makes a folder ours
        raise InputError(
            f"文件夹 {folder} 里有别的文件，不会覆盖；请换一个 --out",
            f"the folder {folder} holds other files and will not be replaced; choose another --out",
        )
    if not force:
        raise InputError(
            f"文件夹 {folder} 里已有一次评价结果；请换一个 --out，或加 --force 替换",
            f"the folder {folder} already holds a run; choose another --out, or add --force to replace it",
        )
    if found.names and force != "foreign":
        listed = "、".join(found.names[:_LISTED]) + (f" 等 {len(found.names)} 个" if len(found.names) > _LISTED else "")
        more = f" and {len(found.names) - _LISTED} more" if len(found.names) > _LISTED else ""
        raise InputError(
            f"文件夹 {folder} 里有不是这次评价写的、或写出后被改动的文件：{listed}；替换会把它们一并删除。"
            "请先移走，或换一个 --out；确实不要了，用 --force-foreign",
            f"the folder {folder} holds files that the run did not write or that were changed since: "
            f"{', '.join(found.names[:_LISTED])}{more}; replacing would delete them. Move them away or choose another "
            "--out; if nobody needs them, say --force-foreign",
        )


def unwritable(folder: Path, trouble: OSError) -> InputError:
    """The sentence for results that could not be written."""
    why = trouble.strerror or str(trouble)
    return InputError(
        f"无法写入 {folder}：{why}；没有写出任何结果，请检查权限和磁盘空间或换一个 --out",
        f"cannot write {folder}: {why}; nothing was written, check permissions and disk space or choose another --out",
    )


def saved_sentence(folder: Path, lang: str, first: str = "report.html") -> str:
    """The sentence after saving, and which file to look at first."""
    return pick(lang, f"结果已存入 {folder}，先看 {first}", f"saved in {folder}; open {first} first")
