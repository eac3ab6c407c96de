"""Documents as PDF through LibreOffice, where it is installed: our own documents only, with a profile of its own, and
confined as LibreOffice is that reads documents of others (``targets.documents.launching``): names and texts in them are
not ours.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from targets.documents import launching
from targets.documents.office import find_office, settle
from targets.errors import InputError

_FIRST_SECONDS = 60
_SECONDS_EACH = 5
_AT_ONCE = 25


def program() -> str:
    """The path of LibreOffice; raises InputError where there is none."""
    found = find_office()
    if found is None:
        raise InputError(
            "自评表存为 PDF 需要 LibreOffice，本机没有找到；请安装它，或用 Word、WPS 打开 docx 另存为 PDF。",
            "the official forms as PDF need LibreOffice, which was not found; install it, or save the .docx as PDF.",
        )
    return found


def check() -> None:
    """Raise InputError where LibreOffice is missing."""
    program()


def render(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDF of each .docx under the same key.

    Raises InputError where LibreOffice is missing, takes too long, or leaves one out.
    """
    office = program()
    keys = list(documents)
    made: dict[str, bytes] = {}
    for begin in range(0, len(keys), _AT_ONCE):
        some = keys[begin : begin + _AT_ONCE]
        with tempfile.TemporaryDirectory(prefix="evaluator-", ignore_cleanup_errors=True) as folder:
            made |= _convert(office, {key: documents[key] for key in some}, Path(folder))
    return made


def _convert(office: str, documents: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """One call of the program for some documents, under plain names: theirs may look like options."""
    names = {key: f"{number:03d}" for number, key in enumerate(documents)}
    for key, name in names.items():
        (folder / f"{name}.docx").write_bytes(documents[key])
    profile = folder / "profile"
    settle(profile)
    arguments = [
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        *(str(folder / f"{name}.docx") for name in names.values()),
    ]
    limit = _FIRST_SECONDS + _SECONDS_EACH * len(documents)
    try:
        subprocess.run(  # noqa: S603 - the program found above, arguments of our own
            launching.command(office, arguments, folder, profile),
            env=launching.environment(folder),
            timeout=limit,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"LibreOffice 在 {limit} 秒内没有转换完 PDF；请去掉 --pdf 再试。",
            f"LibreOffice did not finish the PDFs within {limit} seconds; try again without --pdf.",
        ) from None
    made: dict[str, bytes] = {}
    for key, name in names.items():
        place = folder / f"{name}.pdf"
        if not place.is_file():
            raise InputError(
                f"LibreOffice 没有转出 {key} 的 PDF；请去掉 --pdf 再试。",
                f"LibreOffice gave no PDF of {key}; try again without --pdf.",
            )
        made[key] = place.read_bytes()
    return made
