"""Shared by all tests: nothing is kept outside their own folders."""

from __future__ import annotations

import gc
import io
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Below an address bar that nobody sees, every window would start two pages of suggestions. Of several such lists
# Chromium takes the last, so what Playwright turns off stands here too.
TURNED_OFF = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,"
    "PreconnectToSearch"
)

# No test depends on time: a machine that is busy makes no example wrong.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """``-n``: each worker gets a stretch of neighbours and, when done, half of another's. What a file builds once (a
    browser, a server, a run) is then built once, not by every worker."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: the collector of garbage need not look through them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands keep what they read; tests keep it in a folder of their own (child processes inherit the variable)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALUATOR_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def command_here() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line in this process: its exit status and what it printed, as ``subprocess.run`` tells them. For
    what a command says and writes; a process of its own costs a second to start."""
    from evaluator.__main__ import main

    def run(*arguments: str | Path, cwd: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
        words = [str(argument) for argument in arguments]
        said = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2)]
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said[0]), redirect_stderr(said[1]):
            patch.chdir(cwd)
            patch.setenv("EVALUATOR_LANG", lang)
            try:
                status = main(words)
            except SystemExit as ended:  # as argparse ends on misuse
                status = ended.code if isinstance(ended.code, int) else 1
        printed = []
        for stream in said:
            stream.flush()
            stream.seek(0)
            printed.append(stream.read())
        return subprocess.CompletedProcess(words, status, *printed)

    return run


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Skips where it or Playwright is not installed."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (group dev)")
    chromium = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if chromium is None:
        pytest.skip("no Chromium is installed (chromium, google-chrome)")
    with sync_api.sync_playwright() as playwright:
        options = ["--no-sandbox", f"--disable-features={TURNED_OFF}"]
        started = playwright.chromium.launch(executable_path=chromium, args=options)
        yield started
        started.close()


def program(name: str) -> str | None:
    """A program of PostgreSQL on the PATH, or where Debian keeps it; the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4].split(".")[0]))
    return shutil.which(name) or (str(found[-1]) if found else None)


def as_nobody_special() -> list[str] | None:
    """What to put before a command so that it does not run as root, which PostgreSQL refuses; None: no way found."""
    if os.geteuid() != 0:
        return []
    import pwd

    setpriv = shutil.which("setpriv")
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if setpriv:
            return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running server without a database's tables; gone, with its files, after the tests.
    Skips where PostgreSQL is not installed."""
    pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed (extra sql)")
    pytest.importorskip("psycopg", reason="psycopg is not installed (group dev)", exc_type=ImportError)
    initdb, pg_ctl, unprivileged = program("initdb"), program("pg_ctl"), as_nobody_special()
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL is not installed: no initdb and pg_ctl on the PATH or in /usr/lib/postgresql")
    if unprivileged is None:
        pytest.skip("running as root without setpriv or an unprivileged user: PostgreSQL refuses to run as root")
    # A folder of its own directly below the temporary one: pytest's is closed to other users, and a socket's path short
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    data, log = folder / "data", folder / "log"

    def run(*command: str | Path) -> None:
        done = subprocess.run(
            [*unprivileged, *map(str, command)],
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would stay open as long as the server runs
            stderr=subprocess.DEVNULL,
            timeout=120,
        )
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        assert done.returncode == 0, f"{command[0]} ended with {done.returncode}: {said}"

    if unprivileged:
        os.chown(folder, int(unprivileged[1].partition("=")[2]), int(unprivileged[2].partition("=")[2]))
    port = _free_port()
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -p {port} -c fsync=off"
    try:
        run(initdb, "-D", data, "-U", "auditor", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        run(pg_ctl, "start", "-w", "-D", data, "-l", log, "-o", options)
        try:
            yield f"postgresql+psycopg://auditor:geheim@/postgres?host={folder}&port={port}"
        finally:
            run(pg_ctl, "stop", "-w", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    """Only part of the socket's name here: the server listens on no network."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
