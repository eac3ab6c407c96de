"""The start of the command line: guard, arguments, one command, exit status. Nothing heavy is imported here."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in evaluator/__init__.py: no typing on the way to --help
if TYPE_CHECKING:
    from collections.abc import Sequence


_CLOSED = (
    "标准输出是关闭的，结果无处可写；请不要用 >&-，可用 >/dev/null。",
    "standard output is closed, so there is nowhere to print to; do not close it (>&-), say >/dev/null.",
)
_LEAST_MEMORY = 384 * 2**20
"""Bytes of addresses that libraries map before anything is done."""
_MEMORY = (
    "内存不够，没有写出任何结果；请放宽限制（ulimit -v），或关闭其他程序、减少一次处理的文件。",
    "there is not enough memory, nothing was written; raise the limit (ulimit -v), close other programs, or process "
    "fewer files at once.",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 findings at or above ``--fail-on``, 2 misuse or unreadable input, 3 a
    fault of ours.
    """
    from evaluator.commands.cli import parse
    from evaluator.language import default_language
    from evaluator.siblings import ForeignPackage, check_siblings

    if argv is None:
        _in_utf8()
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = _asked_language(arguments) or default_language()
    if sys.stdout is None:  # closed by whoever called us (`>&-`)
        return _refuse(_CLOSED[lang == "en"], lang)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show a sign gets a replacement for it, never a traceback.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    try:
        check_siblings()
    except ForeignPackage as foreign:
        return _refuse(foreign.zh if lang == "zh" else foreign.en, lang)
    args = parse(arguments, lang)
    limit = _limit_of_memory()
    if limit is not None:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread reserves memory, and its lack ends the process
        if limit < _LEAST_MEMORY:
            return _refuse(_MEMORY[lang == "en"], lang)

    from importlib import import_module

    from evaluator.named import refuse_unusable
    from targets.errors import InputError

    try:
        refuse_unusable(args)
        command = import_module(f"evaluator.commands.{args.command}")
        if getattr(args, "scans", False):
            status: int = import_module("evaluator.commands.scans").with_scans(command.run, args)
        else:
            status = command.run(args)
        sys.stdout.flush()
    except InputError as trouble:
        return _refuse(trouble.message(lang), lang)
    except BrokenPipeError:
        # The reader of a pipe went away (`… | head`): not our trouble.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        return 130
    except MemoryError:
        return _refuse(_MEMORY[lang == "en"], lang)
    except OSError as trouble:
        if os.environ.get("EVALUATOR_TRACEBACK"):
            raise
        return _refuse(_refused_by_system(trouble, lang), lang)
    except Exception as fault:
        if os.environ.get("EVALUATOR_TRACEBACK"):
            raise
        if type(fault).__name__ == "SerialisationError" and str(fault).startswith("IO_"):
            # lxml's way to say that the disk of temporary files is full; its writer would complain again when dropped
            sys.unraisablehook = lambda _: None
            return _refuse(_refused_by_system(_of_lxml(str(fault)), lang), lang)
        if limit is not None and isinstance(fault, ImportError | SystemError | RuntimeError):
            return _refuse(_MEMORY[lang == "en"], lang)  # what libraries make of a lack of memory
        return _refuse(_fault(fault, lang), lang, status=3)
    return status


def _limit_of_memory() -> int | None:
    """The bytes of addresses that this process may have (``ulimit -v``), None for any number."""
    try:
        import resource
    except ImportError:
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def _in_utf8() -> None:
    """Begin again in Python's UTF-8 mode where the locale is of ASCII or Latin signs only: the official forms have
    Chinese file names. Bytes of names stay as they were.
    """
    if os.name == "posix" and sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - ourselves again


def _asked_language(arguments: Sequence[str]) -> str | None:
    """The value of ``--lang`` before anything is parsed, so that even usage errors speak it."""
    for position, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        if argument == "--lang" and position + 1 < len(arguments):
            value = arguments[position + 1]
        if value in ("zh", "en"):
            return value
    return None


def _refuse(sentence: str, lang: str, status: int = 2) -> int:
    print(("错误：" if lang == "zh" else "error: ") + sentence, file=sys.stderr)
    return status


def _of_lxml(code: str) -> OSError:
    """``IO_ENOSPC`` as the error of the system that it is."""
    import errno
    import tempfile

    number = getattr(errno, code.removeprefix("IO_"), errno.EIO)
    return OSError(number, os.strerror(number), tempfile.gettempdir())


def _refused_by_system(trouble: OSError, lang: str) -> str:
    """The operating system's refusal in words, with the file: a full disk, a name too long, a file open elsewhere."""
    if trouble.filename is None:  # a stream whose disk is full: what it still holds would be refused again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    place, why = trouble.filename or "", trouble.strerror or str(trouble)
    if lang == "zh":
        what = f"文件 {place} " if place else "输出"
        return f"系统拒绝了对{what}的读写：{why}；请检查路径、权限、磁盘空间，以及文件是否被其他程序打开。"
    return (
        f"the system refused {f'to use {place}' if place else 'the output'}: {why}; "
        "check the path, permissions, disk space, and whether another program has the file open."
    )


def _fault(fault: Exception, lang: str) -> str:
    what = f"{type(fault).__name__}: {fault}"
    if lang == "zh":
        return (
            f"程序内部出错（{what}）；没有写出任何结果。"
            "请设置环境变量 EVALUATOR_TRACEBACK=1 重新运行，并把输出报告给开发者。"
        )
    return (
        f"an internal fault ({what}); nothing was written. "
        "Run again with EVALUATOR_TRACEBACK=1 and report what it prints."
    )


if __name__ == "__main__":
    sys.exit(main())
