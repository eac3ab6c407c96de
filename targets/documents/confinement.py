"""A process that gives up everything but its input: hard limits, no network, no other files, no other processes; and a
program of others (LibreOffice) that keeps what it needs to start and write its result.

Linux does it for good, by a few calls of the system: ``landlock`` (files, TCP) from kernel 5.13 on, ``seccomp`` (calls
that open sockets, start or steer processes) on x86-64 and ARM64. Where a kernel or a system has them not, the limits of
``resource`` hold alone, and on Windows none but the clock of the parent; SECURITY.md says what holds where.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Held(NamedTuple):
    """Rights this process has given up: file systems by landlock of that version (0: not), calls by seccomp."""

    landlock: int
    seccomp: bool


def confine(readable: Iterable[Path]) -> Held:
    """Give up writing, the network, other processes and every file but what lies in ``readable``; never taken back."""
    return _confined([(path, _READ) for path in readable], starts=False)


def confine_program(readable: Iterable[Path], writable: Iterable[Path]) -> Held:
    """Give up the network, every connection and all files but what lies in ``readable`` and ``writable``, for this
    process and the programs that it becomes or starts; pipes of its own can be made where temporary files lie.
    """
    sockets = [(Path(place), _SOCKETS) for place in ("/tmp", "/var/tmp")]  # noqa: S108 - LibreOffice's own pipe
    reading, writing = [(path, _RUN) for path in readable], [(path, -1) for path in writable]
    return _confined([*reading, *writing, *sockets, (Path("/dev/null"), _READ | 1 << 1)], starts=True)


def _confined(places: list[tuple[Path, int]], *, starts: bool) -> Held:
    if sys.platform != "linux":
        return Held(0, False)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
            return Held(0, False)
        return Held(_landlock(libc, places), _seccomp(libc, starts=starts))
    except (OSError, AttributeError):
        return Held(0, False)


def limit_program(*, cpu: int, memory: int, file: int) -> None:
    """Hard limits of each process that this one becomes or starts: seconds of processor, bytes of addresses, of a file
    that it writes; no core.
    """
    _limit({"RLIMIT_CPU": cpu, "RLIMIT_AS": memory, "RLIMIT_FSIZE": file, "RLIMIT_CORE": 0})


def limit(*, cpu: int, memory: int) -> None:
    """Hard limits of the process: seconds of processor, bytes that it may map beyond what it has; it writes no file,
    opens few, leaves no core and starts no process. Nothing happens where the platform has no such limits.
    """
    none = {"RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": 64, "RLIMIT_NPROC": 0}
    now = mapped()
    _limit({"RLIMIT_CPU": cpu, **({} if now is None else {"RLIMIT_AS": now + memory}), **none})


def _limit(wanted: dict[str, int]) -> None:
    try:
        import resource
    except ImportError:
        return
    for name, value in wanted.items():
        number = getattr(resource, name, None)
        if number is None:
            continue
        hard = resource.getrlimit(number)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(number, (most, most))
        except (OSError, ValueError):
            continue


def mapped() -> int | None:
    """The bytes that this process has mapped; None where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None


def end_with_parent(parent: int) -> None:
    """Have this process killed when its parent ends, where the system can (Linux); at once if that has ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, 9, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


_PARENT_DEATH, _NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 1, 38, 22, 2

# --- landlock: include/uapi/linux/landlock.h; numbers are the same on all architectures ----------------------------

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ = (1 << 2) | (1 << 3)
"""Reading a file, listing a folder."""
_RUN = _READ | 1
"""The same and running it."""
_SOCKETS = (1 << 5) | (1 << 9)
"""Making a pipe's name in a folder, taking it away."""
_OF_A_FILE = 1 | (1 << 1) | (1 << 2) | (1 << 14) | (1 << 15)
"""What can be allowed of a file that is no folder."""
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights over files that each version knows; what is handled and not allowed is refused."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def _landlock(libc: ctypes.CDLL, places: Iterable[tuple[Path, int]]) -> int:
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return 0
    files = _FILE_RIGHTS[max(known for known in _FILE_RIGHTS if known <= version)]
    rules = _Ruleset(files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return 0
    try:
        for path, allowed in places:
            try:
                place = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
            except OSError:
                continue
            rule = _Beneath(allowed & files & (-1 if path.is_dir() else _OF_A_FILE), place)
            libc.syscall(_ADD, ruleset, 1, ctypes.byref(rule), 0)
            os.close(place)
        return int(version) if libc.syscall(_RESTRICT, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


# --- seccomp: a filter in the kernel's own small language ----------------------------------------------------------

_ALLOWED, _REFUSED, _UNKNOWN, _KILLED = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_CLONE3 = 435
_ANYWHERE = (424, 425, 434, 438)
"""pidfd_send_signal, io_uring_setup, pidfd_open, pidfd_getfd: the newer calls have one number everywhere."""


class _Machine(NamedTuple):
    """The numbers of calls on one kind of machine; ``code`` is the machine's own."""

    code: int
    prlimit: int
    socket: int
    connect: int
    sockets: tuple[int, ...]
    processes: tuple[int, ...]
    """Starting processes, signals to them."""
    others: tuple[int, ...]
    """Other processes' memory; mounts, namespaces; keys, modules, measuring."""


_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        302,
        41,
        42,
        (41, 42, 43, 44, 46, 49, 50, 53, 288, 307),
        (56, 57, 58, 59, 322, 62, 200, 234),
        (*(101, 310, 311), *(155, 161, 165, 166, 272, 308, 304), *(246, 248, 249, 250, 298, 313, 175, 321, 323)),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        261,
        198,
        203,
        (198, 199, 200, 201, 202, 203, 206, 211, 242, 269),
        (220, 221, 281, 129, 130, 131),
        (*(117, 270, 271), *(39, 40, 41, 51, 97, 268, 265), *(104, 217, 218, 219, 241, 273, 105, 280, 282)),
    ),
}


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("jump_true", ctypes.c_uint8),
        ("jump_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def _seccomp(libc: ctypes.CDLL, *, starts: bool) -> bool:
    known = _MACHINES.get(platform.machine())
    if known is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    steps = [
        _Step(_LOAD, 0, 0, 4),  # the machine that the call is made for
        _Step(_EQUAL, 1, 0, known.code),
        _Step(_RETURN, 0, 0, _KILLED),
        _Step(_LOAD, 0, 0, 0),  # the number of the call
        _Step(_AT_LEAST, 0, 1, 0x40000000),  # the other set of numbers of x86-64
        _Step(_RETURN, 0, 0, _REFUSED),
    ]
    if not starts:
        steps += [_Step(_EQUAL, 0, 1, _CLONE3), _Step(_RETURN, 0, 0, _UNKNOWN)]
    own = (known.connect,) if starts else (*known.sockets, *known.processes)
    for number in (*own, *known.others, *_ANYWHERE):
        steps += [_Step(_EQUAL, 0, 1, number), _Step(_RETURN, 0, 0, _REFUSED)]
    if starts:
        steps += [
            _Step(_EQUAL, 0, 7, known.socket),  # pipes of this machine only (AF_UNIX, SOCK_STREAM)
            _Step(_LOAD, 0, 0, 16),
            _Step(_EQUAL, 0, 4, 1),
            _Step(_LOAD, 0, 0, 24),
            _Step(_AND, 0, 0, 0xF),
            _Step(_EQUAL, 0, 1, 1),
            _Step(_RETURN, 0, 0, _ALLOWED),
            _Step(_RETURN, 0, 0, _REFUSED),
        ]
    steps += [
        _Step(_EQUAL, 0, 3, known.prlimit),  # of itself only: the first argument is 0
        _Step(_LOAD, 0, 0, 16),
        _Step(_EQUAL, 1, 0, 0),
        _Step(_RETURN, 0, 0, _REFUSED),
        _Step(_RETURN, 0, 0, _ALLOWED),
    ]
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)
