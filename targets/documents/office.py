""".doc, .wps and .rtf: converted by LibreOffice where it is installed, in a folder and a profile of our own,
confined to them (``targets.documents.launching``)."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from targets.documents import launching
from targets.errors import InputError

TIMEOUT = 90
_NAMES = ("soffice", "libreoffice", "soffice.exe")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
# Macros only from trusted places (there are none), and no links followed while loading.
_OPTIONS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _OPTIONS
    )
    + "</oor:items>"
)


def find_office() -> str | None:
    """The path of LibreOffice's program, None where it is not installed."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    return next((place for place in _PLACES if Path(place).exists()), None)


def to_docx(path: Path, folder: Path) -> Path:
    """A .docx of an old document, written into ``folder``.

    Raises InputError where LibreOffice is missing, takes too long or gives nothing.
    """
    program = find_office()
    if program is None:
        raise InputError(
            f"{path.name} 是旧格式（.doc/.wps/.rtf），需要 LibreOffice 才能读取；请安装 LibreOffice，或用 "
            f"Word、WPS 另存为 .docx 后再试。",
            f"{path.name} is an old format (.doc, .wps, .rtf) that needs LibreOffice; install it, or save "
            f"the file as .docx and try again.",
        )
    # a name of our own: the given one may look like an option, and is not needed
    source = folder / "source.doc"
    shutil.copyfile(path, source)
    out = folder / "out"
    out.mkdir()
    profile = _borrow()
    arguments = [
        f"-env:UserInstallation={Path(profile.name).as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "docx",
        "--outdir",
        str(out),
        str(source),
    ]
    try:
        subprocess.run(  # noqa: S603 - the program found above, arguments of our own
            launching.command(program, arguments, folder, Path(profile.name)),
            env=launching.environment(folder),
            timeout=TIMEOUT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        profile.cleanup()
        raise InputError(
            f"LibreOffice 在 {TIMEOUT} 秒内没有转换完 {path.name}；请另存为 .docx 后再试。",
            f"LibreOffice did not convert {path.name} within {TIMEOUT} seconds; save it as .docx and try again.",
        ) from None
    except BaseException:
        profile.cleanup()
        raise
    converted = out / "source.docx"
    if not converted.exists():
        profile.cleanup()
        raise InputError(
            f"LibreOffice 无法转换 {path.name}；请用 Word 或 WPS 另存为 .docx 后再试。",
            f"LibreOffice could not convert {path.name}; save it as .docx and try again.",
        )
    with _lock:
        _idle.append(profile)
    return converted


_idle: list[tempfile.TemporaryDirectory[str]] = []
_lock = threading.Lock()


@atexit.register
def remove_profiles() -> None:
    """Remove the profiles that wait for work."""
    with _lock:
        while _idle:
            _idle.pop().cleanup()


def _borrow() -> tempfile.TemporaryDirectory[str]:
    """A profile that no other conversion uses now. One that did its work is used again, since making one costs more
    than converting a document; one whose conversion failed is thrown away. All are gone when the program ends."""
    with _lock:
        if _idle:
            return _idle.pop()
    profile = temporary_folder()
    settle(Path(profile.name))
    return profile


def settle(profile: Path) -> None:
    """Make a fresh profile of LibreOffice in which macros are off and no links are followed."""
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for one conversion, removed afterwards even where the program still holds a file."""
    return tempfile.TemporaryDirectory(prefix="evaluator-", ignore_cleanup_errors=True)
