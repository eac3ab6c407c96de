"""Outcomes from PostgreSQL: a server of the test's own, in a temporary folder, where PostgreSQL is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from actuals.sheet import read_outcomes
from targets.errors import InputError


def program(name: str) -> str | None:
    """A program of PostgreSQL on the PATH, or where Debian keeps it; the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4].split(".")[0]))
    return shutil.which(name) or (str(found[-1]) if found else None)


def as_nobody_special() -> list[str] | None:
    """What to put before a command so that it does not run as root, which PostgreSQL refuses; None: no way found."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if setpriv:
            return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a running server without a database's tables; gone, with its files, after the tests."""
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


@pytest.fixture(scope="module")
def address(server: str) -> str:
    """The server with two tables of outcomes, one in a schema of its own; numeric columns as departments keep them."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(server)
    with engine.begin() as connection:
        for statement in (
            'create table results ("项目名称" text, "三级指标" text, "实际完成值" numeric(12,3), "年份" integer)',
            "insert into results values ('甲', '培训人数', 1500.250, 2023), ('甲', '培训期数', 12, 2022), "
            "('甲', '新建面积', null, 2023)",
            "create schema year2023",
            'create table year2023.results ("项目名称" text, "三级指标" text, "实际完成值" text)',
            "insert into year2023.results values ('乙', '按时完成率', '100%')",
        ):
            connection.execute(sqlalchemy.text(statement))
    engine.dispose()
    return server


def stated(address: str, **what: str) -> list[tuple[str, str, str]]:
    return [(o.project, o.name, o.actual) for o in read_outcomes(address, **what).outcomes]


def test_a_table(address: str) -> None:
    assert sorted(stated(address, table="results")) == [
        ("甲", "培训人数", "1500.25"),
        ("甲", "培训期数", "12"),
        ("甲", "新建面积", ""),
    ]


def test_a_table_in_a_schema(address: str) -> None:
    assert stated(address, table="year2023.results") == [("乙", "按时完成率", "100%")]


def test_a_query(address: str) -> None:
    query = 'select "项目名称", "三级指标", "实际完成值" from results where "年份" = 2022'
    assert stated(address, query=query) == [("甲", "培训期数", "12")]


def test_places_name_the_database_without_its_password(address: str) -> None:
    outcome = read_outcomes(address, table="results").outcomes[0]
    assert outcome.at.file.endswith("#results")
    assert "geheim" not in outcome.at.file


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"table": "nothing"}, "there is no table"),
        ({"query": "select nothing"}, "reading failed"),
    ],
)
def test_misuse_is_one_sentence_without_the_password(address: str, what: dict[str, str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as raised:
        read_outcomes(address, **what)
    assert "geheim" not in raised.value.zh + raised.value.en
    assert "\n" not in raised.value.en


def test_a_server_that_is_not_there(server: str) -> None:
    with pytest.raises(InputError, match="reading failed"):
        read_outcomes(server.replace("host=", "host=/nowhere"), table="results")
