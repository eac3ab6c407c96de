"""The words that persons wrote into a report, read back from its content controls for the next making."""

from __future__ import annotations

from pathlib import Path

from targets.documents.controls import Controls
from targets.documents.reader import read_guarded
from targets.errors import InputError

_TAG = "evaluator:"
_BLANK = "【待填写："


def kept_texts(path: Path, *, replaced: bool = False) -> dict[str, str]:
    """The text of each content control of a report of ours by its key; what is still a placeholder is left out.

    Raises InputError for a file that is no document or cannot be read; ``replaced`` says that it was not named as the
    source of texts but is the file that the new report takes the place of.
    """
    try:
        controls = read_guarded(path, "controls", Controls)
    except InputError as trouble:
        raise _not_taken_over(trouble, path, replaced=replaced) from trouble
    found: dict[str, str] = {}
    for key, written in controls.texts.items():
        text = written.strip()
        if key.startswith(_TAG) and text and not text.startswith(_BLANK):
            found[key.removeprefix(_TAG)] = text
    return found


def _not_taken_over(trouble: InputError, path: Path, *, replaced: bool) -> InputError:
    """The refusal, with the way out: a damaged report is never replaced together with what was written into it."""
    if replaced:
        return InputError(
            f"{trouble.zh}其中已填写的内容无法取回，没有替换它；请把它移走或改名后再试，"
            "或用 --texts 指明另一份已填写的报告。",
            f"{trouble.en} What was written into it cannot be taken over, so it was not replaced: move it away or "
            "rename it and try again, or name another report that was filled in by --texts.",
        )
    return InputError(
        f"{trouble.zh}其中已填写的内容无法取回；请用 --texts 另指一份已填写的报告（docx），或去掉 --texts。",
        f"{trouble.en} What was written into {path.name} cannot be taken over: name another report that was filled in "
        "(docx) by --texts, or leave --texts out.",
    )
