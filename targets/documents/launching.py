"""LibreOffice started under limits and without a network: this small program gives up what it may, then becomes it.

``python -m targets.documents.launching FOLDER PROFILE PROGRAM ARGUMENT...``: a program of its own, since a process with
threads may not do this between fork and exec.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from targets.documents.confinement import confine_program, limit_program
from targets.documents.limits import MAX_UNPACKED

_CPU, _ADDRESSES = 120, 8 << 30
_READABLE = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc", "/opt", "/dev", "/proc", "/sys", "/nix")
"""Where programs, their libraries, fonts and settings stand; not the folders of people, nor those of services."""
_ALSO = (
    "/var/cache/fontconfig",
    "/var/lib/flatpak",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/snap",
    "/run/current-system",
)


def command(program: str, arguments: list[str], folder: Path, profile: Path) -> list[str]:
    """The command line that starts LibreOffice so; it may write into ``folder`` and ``profile`` only. A snap confines
    its programs itself, and starts none that gave up privileges.
    """
    if sys.platform == "win32" or Path(program).resolve().name == "snap":
        return [program, *arguments]
    return [sys.executable, "-P", "-S", "-m", __name__, str(folder), str(profile), program, *arguments]


def environment(folder: Path) -> dict[str, str]:
    """The environment of LibreOffice: a home and a place for temporary files of its own, no way to the network, nothing
    of its parent's but what starts it at all.
    """
    kept = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT", "WINDIR", "APPDATA")
    nowhere = "http://127.0.0.1:9"
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        **dict.fromkeys(("HOME", "TMPDIR", "TMP", "TEMP", "XDG_CACHE_HOME"), str(folder)),
        **dict.fromkeys(("http_proxy", "https_proxy"), nowhere),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def main(folder: str, profile: str, program: str, *arguments: str) -> None:
    """Become LibreOffice."""
    limit_program(cpu=_CPU, memory=_ADDRESSES, file=MAX_UNPACKED)
    readable = [Path(place) for place in (*_READABLE, *_ALSO)] + [Path(program).resolve().parents[1]]
    confine_program(readable, [Path(folder), Path(profile)])
    os.environ.pop("PYTHONPATH")  # LibreOffice has a Python of its own
    os.environ.pop("PYTHONDONTWRITEBYTECODE")
    os.execv(program, [program, *arguments])  # noqa: S606 - the program that was found, arguments of our own


if __name__ == "__main__":
    main(*sys.argv[1:])
