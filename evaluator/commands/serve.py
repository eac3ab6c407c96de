"""``evaluator serve``: the workbench in a browser, on this computer or for a team."""

from __future__ import annotations

import argparse
import ipaddress
import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from evaluator.language import pick
from targets.errors import InputError

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from evaluator.web.settings import Settings

_LOG = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "filters": {"ours": {"()": "evaluator.web.faults.NoContents"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["ours"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"uvicorn": {"level": "WARNING"}, "uvicorn.access": {"level": "WARNING"}},
}
"""Faults with time, person and request, and no traceback of the server's own, which would repeat what an error says."""
_NEEDED = ("starlette", "uvicorn", "sqlalchemy", "alembic", "python_multipart", "argon2")


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted. Raises InputError where the extra is missing, or folder, database or port cannot be
    used.
    """
    needed()
    from evaluator.web.app import create_app
    from evaluator.web.settings import Settings
    from evaluator.web.workspace import Workspace

    settings = Settings(
        workspace=Path(args.workspace) if args.workspace else default_workspace(),
        database=args.database,
        host=args.host,
        port=args.port,
        hosts=tuple(args.allow_host),
        lang=args.lang,
    )
    if args.check:
        from evaluator.web.checking import check_workspace

        return check_workspace(settings.workspace, settings.database, args.lang)
    held = Workspace(settings.workspace).alone()
    before = os.umask(0o077)  # whatever the server makes is its user's alone
    try:
        return _served(create_app(settings), settings, args)
    finally:
        os.umask(before)
        held.close()


def _served(app: Starlette, settings: Settings, args: argparse.Namespace) -> int:
    import uvicorn

    from evaluator.web.accounts import any_accounts

    engine = app.state.bench.engine
    if not _is_local(args.host) and not any_accounts(engine):
        engine.dispose()
        raise InputError(
            f"{args.host} 可从别的计算机访问，须先建立账号：evaluator accounts add 名称 --role administrator",
            f"{args.host} can be reached from other computers: make an account first "
            "(evaluator accounts add NAME --role administrator)",
        )
    listening = _listen(args.host, args.port)
    address = f"http://{'[' + args.host + ']' if ':' in args.host else args.host}:{listening.getsockname()[1]}/"
    print(
        pick(
            args.lang,
            f"工作台已启动：{address}\n资料在 {settings.workspace}；按 Ctrl+C 结束。",
            f"the workbench runs at {address}\nfiles are in {settings.workspace}; Ctrl+C ends it.",
        ),
        file=sys.stderr,
        flush=True,
    )
    if not args.no_browser and _is_local(args.host):
        import webbrowser

        webbrowser.open(address)
    # whoever is not a proxy that was named says nothing about where a request comes from
    config = uvicorn.Config(
        app,
        log_config=_LOG,
        server_header=False,
        lifespan="on",
        proxy_headers=bool(args.proxy),
        forwarded_allow_ips=args.proxy,
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def needed() -> None:
    """Raises InputError where the extra ``web`` is not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(
            f"工作台需要另外安装：pip install 'evaluator[web]'（缺少 {'、'.join(missing)}）",
            f"the workbench is an extra: pip install 'evaluator[web]' (missing: {', '.join(missing)})",
        )


def default_workspace() -> Path:
    """Where files are kept if nothing is said: a folder of the user's own, by the custom of the system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "evaluator" / "workbench"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP: asyncio switches off Nagle's algorithm, 40 ms for each answer, only where the protocol is named.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2_048)  # whoever opens the address once it is said waits instead of being refused
    except (OSError, OverflowError) as trouble:
        listening.close()
        why = getattr(trouble, "strerror", None) or str(trouble)
        raise InputError(
            f"不能在 {host}:{port} 上启动（{why}）；可能已有一个工作台在运行，或用 --port 换一个端口",
            f"cannot listen on {host}:{port} ({why}); perhaps a workbench runs already, or choose another --port",
        ) from trouble
    return listening


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
