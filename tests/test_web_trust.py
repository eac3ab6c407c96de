"""The workbench under attack, accident and load: the door, the record, backups, faults, the queue."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import sqlite3
import stat
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("argon2", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from argon2 import PasswordHasher
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from evaluator.__main__ import main
from evaluator.keeping.chain import RECORD, broken_record
from evaluator.web import accounts, attempts, names, passwords, tokens
from evaluator.web import sessions as entry
from evaluator.web.access import accesses
from evaluator.web.app import create_app
from evaluator.web.backup import backup, check_backup, restore
from evaluator.web.checking import check_workspace, troubles
from evaluator.web.events import Change, append, create, record, record_json
from evaluator.web.jobs import ASKED_BY, Jobs
from evaluator.web.limiting import TooLarge, TooSlow, limited
from evaluator.web.settings import Settings
from evaluator.web.store import connect, upgrade
from evaluator.web.workspace import Workspace
from targets.errors import InputError

ADDRESS = "http://127.0.0.1:8765"
SECRET = "correct horse 1949"  # noqa: S105
FORM = "一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,培训人数,≥200人\n".encode()
posix = pytest.mark.skipif(os.name != "posix", reason="owners and permissions are POSIX's")


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    before = accounts._HASHER
    accounts._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    accounts._nobody.cache_clear()
    yield
    accounts._HASHER = before
    accounts._nobody.cache_clear()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = create_app(Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0, upload_bytes=1 << 20))
    people = {"管理员": ("administrator", ["*"]), "张三": ("officer", ["甲局", "丙局"]), "李四": ("officer", ["乙局"])}
    for name, (role, departments) in people.items():
        accounts.add(made.state.bench.engine, name, role, departments, SECRET, by="x")
    with TestClient(made, base_url=ADDRESS):
        yield made


class Visitor:
    def __init__(self, app: Any, name: str = "", **options: Any) -> None:
        self.client = TestClient(app, base_url=options.pop("base_url", ADDRESS), **options)
        if name:
            assert self.login(name).status_code == 200

    def login(self, name: str, password: str = SECRET) -> Any:
        return self.client.post("/login", data={"csrf": self.token("/login"), "name": name, "password": password})

    def token(self, path: str = "/") -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.client.get(path).text)
        assert found, path
        return found[1]

    def post(self, path: str, files: Any = None, **data: Any) -> Any:
        return self.client.post(path, data={"csrf": self.token(), **data}, files=files)

    def start(self, department: str) -> str:
        return str(self.post("/evaluations/new", year="2023", department=department).url.path)


# --- what may be done


def test_an_undo_passes_the_checks_of_the_change(app: Any) -> None:
    boss, officer = Visitor(app, "管理员"), Visitor(app, "张三")
    base = boss.start("乙局")
    boss.post(base, title="t", year="2023", department="甲局", rulebook="")
    events = record(app.state.bench.engine, base.rpartition("/")[2]).events
    moved = next(e.seq for e in events if e.subject == "department" and e.after == "甲局")
    answer = officer.post(f"{base}/history", seq=str(moved))
    assert answer.status_code == 422, "it would belong to a department that is not the officer's"
    assert officer.client.get(base).status_code == 200
    assert boss.post(f"{base}/history", seq=str(moved)).status_code == 200
    assert officer.client.get(base).status_code == 404


def test_an_undo_brings_no_second_file_of_one_name(app: Any) -> None:
    officer = Visitor(app, "张三")
    base = officer.start("甲局")
    officer.post(f"{base}/documents", files=[("files", ("表.csv", FORM))], role="targets")
    officer.post(f"{base}/documents/remove", subject="targets/表.csv")
    officer.post(f"{base}/documents", files=[("files", ("表.csv", FORM))], role="actuals")
    events = record(app.state.bench.engine, base.rpartition("/")[2]).events
    removed = next(e.seq for e in events if e.kind == "document" and e.after is None)
    assert officer.post(f"{base}/history", seq=str(removed)).status_code == 422


def test_no_department_is_none_and_all_must_be_said(app: Any, tmp_path: Path) -> None:
    engine = app.state.bench.engine
    accounts.add(engine, "无部门", "viewer", [], SECRET, by="x")
    base = Visitor(app, "张三").start("甲局")
    nobody = Visitor(app, "无部门")
    assert nobody.client.get(base).status_code == 404
    assert base not in nobody.client.get("/").text
    assert not accounts.Account(name="x", role="viewer", departments=("甲局",)).sees("*")
    old = create_engine(f"sqlite:///{tmp_path}/old.sqlite")
    upgrade(old, "0003")
    with old.begin() as connection:
        connection.execute(text("INSERT INTO accounts VALUES ('旧', 'viewer', '[]', 'x', 1, 't')"))
        connection.execute(text("INSERT INTO evaluations VALUES ('e1','evaluation','t',2023,'',' ','x',2,0)"))
        for n in (1, 2):
            row = f"INSERT INTO events VALUES ('e1',{n},'t','x','settings','title',NULL,'\"a\"','',NULL)"
            connection.execute(text(row))
    upgrade(old)
    assert accounts.all_accounts(old)[0].sees_all, "who saw everything before the change still does"
    assert not list(troubles(Workspace(tmp_path / "w"), old)), "what was there is chained"
    old.dispose()


# --- what may come in


def test_little_is_taken_from_who_is_not_known(app: Any) -> None:
    stranger = Visitor(app)
    token = stranger.token("/login")
    answer = stranger.client.post("/login", data={"csrf": token, "name": "x" * (64 << 10), "password": "y"})
    assert answer.status_code == 413 and "64 kB" in answer.text
    known = Visitor(app, "张三")
    base = known.start("甲局")
    big = FORM + b"," * (100 << 10)
    assert known.post(f"{base}/documents", files=[("files", ("a.csv", big))], role="targets").status_code == 200


def test_a_body_has_its_time() -> None:
    async def slow(parts: list[tuple[float, bytes]], most: int, seconds: float) -> int:
        waiting = iter(parts)

        async def receive() -> dict[str, Any]:
            wait, body = next(waiting)
            await asyncio.sleep(wait)
            return {"type": "http.request", "body": body, "more_body": True}

        bounded, came = limited(receive, most, seconds, per_second=1_000), 0
        for _ in parts:
            came += len((await bounded())["body"])
        return came

    assert asyncio.run(slow([(0.0, b"x" * 100)] * 3, 1_000, 1.0)) == 300
    with pytest.raises(TooSlow):
        asyncio.run(slow([(0.05, b"x")] * 10, 1_000, 0.12))
    with pytest.raises(TooLarge):
        asyncio.run(slow([(0.0, b"x" * 100)] * 3, 250, 1.0))


@pytest.mark.parametrize("text_", ["a\0b", "a\x08b", "a\x1bb"])
def test_impossible_signs_are_no_request(app: Any, text_: str) -> None:
    officer = Visitor(app, "张三")
    assert officer.post("/evaluations/new", year="2023", department="甲局", title=text_).status_code == 400
    assert Visitor(app).login(text_).status_code == 400
    assert officer.client.get("/evaluations/a%00b").status_code == 400
    assert officer.client.get("/?q=%00").status_code == 400


# --- guessing


def guesses(visitor: Visitor, name: str, times: int) -> list[int]:
    return [visitor.login(name, f"guess number {n}").status_code for n in range(times)]


def test_a_guesser_locks_nobody_out_of_their_own_browser(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add(app.state.bench.engine, "主任甲", "administrator", ["*"], SECRET, by="x")
    here = Visitor(app, "主任甲", client=("198.51.100.1", 1))
    here.post("/logout")
    for place in range(5):  # from the same office and from elsewhere, under spellings of one name
        guesser = Visitor(app, client=(f"198.51.100.{1 + place % 2}", 1))
        guesses(guesser, ("主任甲", " 主任甲", "主任甲 ")[place % 3], 9)
    assert guesses(Visitor(app, client=("198.51.100.1", 1)), "主任甲", 1) == [429]
    assert here.login("主任甲").status_code == 200, "a browser that is known gets in"
    monkeypatch.setitem(attempts.MOST, "address", 2)
    office = Visitor(app, "李四", client=("198.51.100.7", 1))
    office.post("/logout")
    assert guesses(Visitor(app, client=("198.51.100.7", 1)), "谁", 4)[-1] == 429
    assert office.login("李四").status_code == 200, "and so does the office behind one address"


def test_a_known_browser_is_of_one_account_and_bounded_too(app: Any) -> None:
    here = Visitor(app, "李四", client=("198.51.100.9", 1))
    here.post("/logout")
    assert guesses(here, "李四", 9)[-1] == 429
    kept = here.client.cookies["evaluator_known"]
    secret = app.state.bench.workspace.secret()
    assert attempts.known_browser(secret, "李四", kept)
    for wrong in (kept[:-1] + "x", "", "x." + "0" * 64, "x" * 500):
        assert not attempts.known_browser(secret, "李四", wrong)
    assert not attempts.known_browser(secret, "张三", kept)
    Visitor(app, "李四", client=("198.51.100.10", 1))  # who knows the password gets in from elsewhere


def test_addresses_are_believed_from_a_named_proxy_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import uvicorn

    configs: list[Any] = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: [s.close() for s in sockets])
    really = uvicorn.Config
    monkeypatch.setattr(uvicorn, "Config", lambda *a, **k: configs.append(really(*a, **k)) or configs[-1])
    logging_before = logging.getLogger().handlers[:]
    given = ["serve", "--workspace", str(tmp_path / "w"), "--no-browser", "--port", "0"]
    try:
        assert main(given) == 0
        assert main([*given, "--proxy", "192.0.2.1"]) == 0
    finally:
        logging.getLogger().handlers[:] = logging_before
    assert [one.proxy_headers for one in configs] == [False, True]
    assert configs[1].forwarded_allow_ips == ["192.0.2.1"]


# --- accounts


@pytest.mark.parametrize(
    "password",
    ["short horse", "password1234", "P@ssw0rd2024!", "qwertyuiop123", "aaaaaaaaaaaaa", "abcabcabcabc", "123456789012",
     "woaizhongguo2024", "管理员管理员管理员管理员", "zhangsan2023!!", "admin admin admin", "Beijing202412"],
)  # fmt: skip
def test_passwords_that_are_guessed_first(password: str) -> None:
    with pytest.raises(InputError):
        passwords.refuse_weak(password, "管理员")


@pytest.mark.parametrize("password", [SECRET, "春天的柳树与铁路桥上的猫", "tumble-Kiosk-91-verge", "x7#Lq!vR2mZp9"])
def test_passwords_that_are_taken(password: str) -> None:
    passwords.refuse_weak(password, "管理员")


@pytest.mark.parametrize("name", ["аdmin", "ADMIN", "ａｄｍｉｎ", "adm1n", "ad\u200bmin", "admin\u0301", "a dmin"])
def test_names_that_look_alike(name: str) -> None:
    with pytest.raises(InputError):
        names.accepted(name, ["admin"])
    assert names.accepted("张三丰", ["张三", "admin"]) == "张三丰"


def test_sessions_are_seen_ended_and_end_by_themselves(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Visitor(app, "张三", headers={"user-agent": "Here 1"})
    other = Visitor(app, "张三", headers={"user-agent": "There 2"})
    page = here.client.get("/sessions").text
    assert "Here 1" in page and "There 2" in page
    engine = app.state.bench.engine
    mark = next(one.mark for one in entry.sessions_of(engine, "张三") if one.agent == "There 2")
    stranger = Visitor(app, "李四")
    assert stranger.post("/sessions", mark=mark).status_code == 404
    assert here.post("/sessions", mark=mark).status_code == 200
    assert other.client.get("/", follow_redirects=False).status_code == 303
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET seen_at = '2020-01-01' WHERE account = '张三'"))
    assert here.client.get("/", follow_redirects=False).status_code == 303, "not used for an hour"


def test_the_door_is_on_record(app: Any) -> None:
    officer = Visitor(app, "张三")
    base = officer.start("甲局")
    officer.post(f"{base}/documents", files=[("files", ("a.csv", FORM))], role="targets")
    officer.client.get(f"{base}/documents/targets/a.csv")
    Visitor(app, "李四").client.get(base)
    Visitor(app).login("张三", "typed by mistake")
    officer.post("/logout")
    seen = [(one.who, one.what, one.about) for one in accesses(app.state.bench.engine)]
    assert ("张三", "download", f"{base}/documents/targets/a.csv") in seen
    assert ("李四", "denied", base) in seen
    assert ("张三", "wrong", "") in seen and ("张三", "in", "") in seen and ("张三", "out", "") in seen
    assert "typed by mistake" not in repr(seen)
    assert Visitor(app, "管理员").client.get("/accounts/access").status_code == 200
    assert Visitor(app, "李四").client.get("/accounts/access").status_code == 404


def test_behind_https_cookies_are_of_this_host_only(app: Any) -> None:
    safe = Visitor(app, base_url="https://127.0.0.1:8765")
    first = safe.client.get("/login")
    assert (
        first.headers["set-cookie"].startswith("__Host-evaluator_session=") and "Secure" in first.headers["set-cookie"]
    )
    assert first.headers["strict-transport-security"].startswith("max-age=")
    assert safe.login("张三").status_code == 200
    assert set(safe.client.cookies) >= {"__Host-evaluator_session", "__Host-evaluator_known"}
    assert safe.client.get("/").status_code == 200
    assert "strict-transport-security" not in Visitor(app).client.get("/login").headers


# --- files


@posix
def test_everything_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir(mode=0o777)
    (tmp_path / "w").chmod(0o777)
    with TestClient(create_app(Settings(workspace=tmp_path / "w", patience=30.0)), base_url=ADDRESS) as client:
        token = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)
        assert token
        client.post("/demo", data={"csrf": token[1]})
        for path in (tmp_path / "w", *(tmp_path / "w").rglob("*")):
            mode = stat.S_IMODE(path.lstat().st_mode)
            assert not mode & 0o077 or "laid-out" in path.parts or "downloads" in path.parts, (path, oct(mode))
            if path.parent == tmp_path / "w":
                assert mode == (0o700 if path.is_dir() else 0o600), (path, oct(mode))


@posix
@pytest.mark.parametrize("harm", ["short", "open", "link"])
def test_the_secret_is_looked_at(tmp_path: Path, harm: str) -> None:
    workspace = Workspace(tmp_path)
    assert len(workspace.secret()) == 32
    path = tmp_path / "secret"
    if harm == "short":
        path.write_bytes(b"")
    elif harm == "open":
        path.chmod(0o644)
    else:
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="cannot be trusted"):
        workspace.secret()


def test_a_stored_file_that_is_not_what_it_was(tmp_path: Path) -> None:
    import io

    workspace = Workspace(tmp_path)
    kept = workspace.keep(io.BytesIO(FORM))
    workspace.path_of(kept.sha256).write_bytes(b"other")
    with pytest.raises(InputError, match="gone or was changed"):
        workspace.laid_out("x", [("targets", "a.csv", kept.sha256)])
    assert not list((tmp_path / "laid-out").iterdir())


def test_what_is_kept_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    calls: list[int] = []
    really = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (calls.append(handle), really(handle))[1])
    workspace = Workspace(tmp_path)
    workspace.keep(io.BytesIO(FORM))
    assert len(calls) == 2, "the file, and the folder that it stands in"
    engine = connect(workspace.database)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()


# --- the record


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[tuple[Workspace, Any, str]]:
    import io

    workspace = Workspace(tmp_path / "w")
    engine = connect(workspace.database)
    evaluation = create(engine, kind="evaluation", title="甲", who="x", settings={"department": "甲局", "year": "2023"})
    kept = workspace.keep(io.BytesIO(FORM))
    document = {"sha256": kept.sha256, "size": kept.size}
    append(engine, evaluation, who="x", changes=[Change(kind="document", subject="targets/a.csv", after=document)])
    accounts.add(engine, "主任", "administrator", ["*"], SECRET, by="x")
    accounts.change(engine, "主任", role="administrator", departments=["甲局"], active=True, by="y")
    workspace.secret()
    yield workspace, engine, evaluation
    engine.dispose()


HARMS = {
    "changed": "UPDATE events SET who = 'z' WHERE seq = 2",
    "when": "UPDATE events SET at = '2020' WHERE seq = 1",
    "missing": "DELETE FROM events WHERE seq = 2",
    "last": "DELETE FROM events WHERE seq = 4",
    "inserted": "INSERT INTO events SELECT evaluation, 5, at, who, kind, subject, before, after, why, undoes, digest "
    "FROM events WHERE seq = 4",
    "accounts": "UPDATE account_events SET who = 'z' WHERE seq = 1",
    "accounts-last": "DELETE FROM account_events WHERE seq = 2",
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_touched_record_is_found(
    filled: tuple[Workspace, Any, str], harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, engine, _ = filled
    assert check_workspace(workspace.root, None, "en") == 0
    with engine.begin() as connection:
        connection.execute(text(HARMS[harm]))
    capsys.readouterr()
    assert main(["serve", "--check", "--workspace", str(workspace.root), "--lang", "en"]) == 1
    assert "event" in capsys.readouterr().out
    assert main(["workspace", "check", "--workspace", str(workspace.root)]) == 1


def test_a_touched_file_is_found(filled: tuple[Workspace, Any, str]) -> None:
    workspace, engine, evaluation = filled
    sha256 = record(engine, evaluation).of("document")["targets/a.csv"].after["sha256"]
    workspace.path_of(sha256).write_bytes(b"x")
    assert [en for _, en in troubles(workspace, engine)] == [
        f"the file targets/a.csv of 甲 ({evaluation}) is gone or was changed"
    ]


def test_a_record_in_an_archive_is_checked(filled: tuple[Workspace, Any, str]) -> None:
    import json

    _, engine, evaluation = filled
    content = record_json(record(engine, evaluation))
    assert broken_record(content) is None
    events = json.loads(content)
    assert broken_record(json.dumps([events[0], {**events[1], "who": "z"}, *events[2:]]).encode()) == 2
    assert broken_record(json.dumps([events[0], *events[2:]]).encode()) == 0
    assert broken_record(b"{}") == 0
    assert RECORD == "record.json"


def test_two_who_decide_at_once_make_one_chain(filled: tuple[Workspace, Any, str]) -> None:
    workspace, engine, evaluation = filled

    def decide(who: str) -> None:
        for number in range(5):
            change = Change(kind="outcome", subject=f"{who}{number}", after={"actual": number})
            append(engine, evaluation, who=who, changes=[change])
            accounts.change(engine, "主任", role="administrator", departments=[f"{who}{number}"], active=True, by=who)

    threads = [threading.Thread(target=decide, args=(who,)) for who in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not list(troubles(workspace, engine))


# --- the database


def test_a_newer_database_a_second_server_and_a_damaged_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = Workspace(tmp_path / "w")
    connect(workspace.database).dispose()
    given = ["serve", "--workspace", str(tmp_path / "w"), "--no-browser", "--port", "0", "--lang", "en"]
    held = workspace.alone()
    assert main(given) == 2
    assert "another workbench runs" in capsys.readouterr().err
    held.close()
    with sqlite3.connect(tmp_path / "w" / "workbench.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert main(given) == 2
    assert "newer version" in capsys.readouterr().err
    for left in (tmp_path / "w").glob("workbench.sqlite*"):
        left.unlink()
    (tmp_path / "w" / "workbench.sqlite").write_bytes(b"no database at all" * 1000)
    assert main(given) == 2
    assert "is damaged" in capsys.readouterr().err


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[Any, TestClient]]:
    made = create_app(Settings(workspace=tmp_path / "w", patience=30.0))
    with TestClient(made, base_url=ADDRESS, raise_server_exceptions=False) as client:
        yield made, client


def started(client: TestClient) -> tuple[str, str]:
    token = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)
    assert token
    made = client.post("/evaluations/new", data={"csrf": token[1], "year": "2023"})
    return str(made.url.path), token[1]


def test_what_is_refused_says_when_to_try_again(
    alone: tuple[Any, TestClient], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from sqlalchemy.exc import OperationalError

    made, client = alone
    base, token = started(client)
    before = record(made.state.bench.engine, base.rpartition("/")[2])
    change = {"csrf": token, "title": "秘密的题目", "year": "2023", "rulebook": ""}
    for error, status, words in (
        (OperationalError("x", {}, Exception("database is locked")), 503, "十秒后"),
        (OperationalError("x", {}, Exception("connection refused")), 503, "半分钟后"),
        (OperationalError("x", {}, Exception("database or disk is full")), 507, "一分钟后"),
        (OperationalError("x", {}, Exception("database disk image is malformed")), 503, "已损坏"),
        (OSError(28, "No space left on device"), 507, "磁盘已满"),
        (MemoryError(), 503, "内存不足"),
    ):
        for place in ("evaluator.web.evaluations.append", "evaluator.web.sessions.at_browser"):
            with monkeypatch.context() as patch:

                def fail(*_: object, error: Exception = error, **__: object) -> None:
                    raise error

                patch.setattr(place, fail)
                answer = client.post(base, data=change)
            assert answer.status_code == status, (error, place)
            assert words in answer.text and int(answer.headers["retry-after"]) > 0
            assert answer.headers["x-frame-options"] == "DENY"
    assert record(made.state.bench.engine, base.rpartition("/")[2]) == before
    assert client.post(base, data=change).status_code == 200
    assert "秘密的题目" not in caplog.text


def test_faults_have_numbers_of_their_own(
    alone: tuple[Any, TestClient], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _, client = alone
    base, _token = started(client)

    def fail(*_: object) -> None:
        raise RuntimeError(f"what somebody {'typed'}")

    monkeypatch.setattr("evaluator.web.evaluations.bench_of", fail)
    numbers = set()
    for _ in range(5):
        answer = client.get(base)
        assert answer.status_code == 500
        found = re.search(r"编号 ([0-9a-f]{10})", answer.text)
        assert found
        numbers.add(found[1])
    assert len(numbers) == 5
    assert all(number in caplog.text for number in numbers)
    ours = [one for one in caplog.records if one.name == "evaluator.web"]
    assert all(f"GET {base}" in one.getMessage() and "what somebody typed" not in one.getMessage() for one in ours)


def test_a_locked_database_is_waited_for_and_said(alone: tuple[Any, TestClient]) -> None:
    made, client = alone
    base, token = started(client)
    other = sqlite3.connect(made.state.bench.workspace.root / "workbench.sqlite", isolation_level=None)
    with made.state.bench.engine.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout=50"))
        connection.commit()
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = client.post(base, data={"csrf": token, "title": "t", "year": "2023", "rulebook": ""})
        assert answer.status_code == 503 and answer.headers["retry-after"] == "10"
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert client.post(base, data={"csrf": token, "title": "t", "year": "2023", "rulebook": ""}).status_code == 200


# --- backups


def plain(engine: Any) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")).mappings().all()))
            for name in ("evaluations", "events", "accounts", "account_events", "heads")
        }


def test_backup_and_restore(
    filled: tuple[Workspace, Any, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, engine, evaluation = filled
    file = tmp_path / "b.zip"
    where = ["--workspace", str(workspace.root), "--lang", "en"]
    assert main(["workspace", "backup", str(file), *where]) == 0
    assert re.fullmatch(r"backed up to \S+: \d+ rows, 1 files\n", capsys.readouterr().out)
    assert main(["workspace", "backup", str(file), *where]) == 2  # not over another
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or os.name != "posix"
    assert main(["workspace", "check", str(file), "--lang", "en"]) == 0
    append(engine, evaluation, who="x", changes=[Change(kind="outcome", subject="later", after=1)])
    assert main(["workspace", "restore", str(file), "--workspace", str(tmp_path / "again")]) == 0
    assert main(["workspace", "restore", str(file), "--workspace", str(tmp_path / "again")]) == 2
    assert main(["workspace", "check", "--workspace", str(tmp_path / "again")]) == 0
    again = connect(Workspace(tmp_path / "again").database)
    assert record(again, evaluation) == record(engine, evaluation, until=4)
    assert (tmp_path / "again" / "secret").read_bytes() == workspace.secret()
    append(again, evaluation, who="x", changes=[Change(kind="outcome", subject="later", after=1)])
    accounts.change(again, "主任", role="administrator", departments=["*"], active=True, by="y")
    assert not list(troubles(Workspace(tmp_path / "again"), again))
    again.dispose()
    with zipfile.ZipFile(file) as archive:  # inside what it holds: the file's own dates and the like mean nothing here
        member = max(archive.infolist(), key=lambda one: one.compress_size)
    whole = file.read_bytes()
    begin = member.header_offset + 30 + len(member.filename.encode())
    for place in range(begin, begin + member.compress_size - 8, 7):  # the last bits only end the part: no contents
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        with contextlib.suppress(InputError):
            assert list(check_backup(file)) or place < begin + 40  # the first bytes may be an extra field
    data = bytearray(whole)
    data[begin + member.compress_size // 2] ^= 1
    file.write_bytes(bytes(data))
    capsys.readouterr()
    assert main(["workspace", "restore", str(file), "--workspace", str(tmp_path / "third")]) == 2
    assert not (tmp_path / "third").exists() or not any((tmp_path / "third").iterdir())
    (tmp_path / "no.zip").write_bytes(b"no")
    assert main(["workspace", "check", str(tmp_path / "no.zip")]) == 2


def test_evidence_and_tokens_are_backed_up_and_checked(filled: tuple[Workspace, Any, str], tmp_path: Path) -> None:
    import io

    workspace, engine, evaluation = filled
    kept = workspace.keep(io.BytesIO(b"%PDF-1.4 a photograph"))
    attached = Change(kind="evidence", subject='["i1", "a.pdf"]', after={"sha256": kept.sha256, "size": kept.size})
    append(engine, evaluation, who="x", changes=[attached])
    token = tokens.make(engine, "主任", "电子表格", 30)
    assert backup(workspace.root, None, tmp_path / "b.zip")[1] == 2
    restore(tmp_path / "b.zip", tmp_path / "again", None)
    again = Workspace(tmp_path / "again")
    assert again.path_of(kept.sha256).read_bytes() == b"%PDF-1.4 a photograph"
    there = connect(again.database)
    assert tokens.holder(there, token) == "主任"
    assert not list(troubles(again, there))
    again.path_of(kept.sha256).unlink()
    assert ["a.pdf" in said for _, said in troubles(again, there)] == [True]
    there.dispose()


def test_a_backup_while_people_work_is_of_one_moment(filled: tuple[Workspace, Any, str], tmp_path: Path) -> None:
    workspace, engine, evaluation = filled
    going = True

    def work() -> None:
        number = 0
        while going:
            number += 1
            append(engine, evaluation, who="x", changes=[Change(kind="outcome", subject="a", after=number)])

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for number in range(3):
            backup(workspace.root, None, tmp_path / f"{number}.zip")
    finally:
        going = False
        thread.join()
    for number in range(3):
        assert not list(check_backup(tmp_path / f"{number}.zip"))
        restore(tmp_path / f"{number}.zip", tmp_path / f"w{number}", None)
        assert check_workspace(tmp_path / f"w{number}", None, "en") == 0


def test_backups_go_from_one_database_to_the_other(
    filled: tuple[Workspace, Any, str], postgresql: str, tmp_path: Path
) -> None:
    workspace, engine, evaluation = filled
    admin = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE trust"))
    address = postgresql.replace("/postgres?", "/trust?")
    backup(workspace.root, None, tmp_path / "a.zip")
    restore(tmp_path / "a.zip", tmp_path / "pg", address)
    there = connect(address)
    assert record(there, evaluation) == record(engine, evaluation)
    accounts.change(there, "主任", role="administrator", departments=["*"], active=True, by="y")
    assert not list(troubles(Workspace(tmp_path / "pg"), there))
    backup(tmp_path / "pg", address, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "back", None)
    back = connect(Workspace(tmp_path / "back").database)
    assert plain(back)["events"] == plain(engine)["events"]
    assert check_workspace(tmp_path / "back", None, "en") == 0
    # away: the server's connections are cut, and the next request simply makes new ones
    with TestClient(create_app(Settings(workspace=tmp_path / "pg", database=address)), base_url=ADDRESS) as client:
        assert client.get("/login").status_code == 200
        with admin.connect() as connection:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'trust'"
            connection.execute(text(cut))
        assert client.get("/login").status_code == 200
    back.dispose()
    there.dispose()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE trust WITH (FORCE)"))
    admin.dispose()


# --- the queue


def test_work_is_done_in_turn_and_can_be_stopped(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/q.sqlite")
    ids = [create(engine, kind="evaluation", title=f"{n}", who="x", settings={}) for n in range(8)]
    gate, order = threading.Event(), list[str]()

    def work(evaluation: str, _: int, progress: Callable[[int, int, str], None]) -> None:
        gate.wait(20)
        progress(1, 2, "")
        order.append(evaluation)

    jobs = Jobs(engine, {"w": work})

    def ask(who: str, evaluation: str) -> None:
        token = ASKED_BY.set(who)
        jobs.start(evaluation, "w", 1)
        ASKED_BY.reset(token)

    try:
        for evaluation in ids[:6]:
            ask("甲", evaluation)
        until(lambda: len(jobs.working) == 2)
        ask("乙", ids[6])
        ask("丙", ids[7])
        places = {one: found.before for one in ids if (found := jobs.job(one, "w", 1)) and found.state == "waiting"}
        assert places[ids[6]] == 0 and places[ids[7]] == 1, "who asked for one thing does not wait for six of another's"
        assert places[ids[2]] == 2
        assert jobs.cancel(ids[5]) == 1 and jobs.cancel(ids[0]) == 1
        gate.set()
        until(lambda: not jobs.working and not jobs.waiting)
        assert set(order) == set(ids) - {ids[0], ids[5]}
        for stopped in (ids[0], ids[5]):
            told = jobs.job(stopped, "w", 1)
            assert told is not None and told.state == "failed" and "停止" in told.note
        jobs.start(ids[5], "w", 1)
        until(lambda: ids[5] in order)
    finally:
        gate.set()
        jobs.close()
        engine.dispose()


def test_work_goes_on_without_its_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    engine = connect(f"sqlite:///{tmp_path}/q.sqlite")
    evaluation = create(engine, kind="evaluation", title="t", who="x", settings={})
    jobs = Jobs(engine, {"w": lambda *_: None})

    def away(*_: object) -> None:
        raise OperationalError("x", {}, Exception("gone"))

    monkeypatch.setattr(jobs, "_write", away)
    assert jobs.await_end(evaluation, "w", 1, 20).state == "done"
    jobs.close()
    engine.dispose()


def until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not there():
        assert time.monotonic() < end
        time.sleep(0.005)
