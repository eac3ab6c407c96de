"""The interface for other programs: the work of the pages by token, nothing the pages forbid, and its description."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("argon2", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from argon2 import PasswordHasher
from sqlalchemy import select, update
from starlette.routing import Route
from starlette.testclient import TestClient

from evaluator.web import accounts, programs
from evaluator.web.accountrecord import account_record, broken_accounts
from evaluator.web.app import create_app
from evaluator.web.jobs import Job, Jobs
from evaluator.web.sessions import API
from evaluator.web.settings import Settings
from evaluator.web.store import tokens as table
from evaluator.web.tokens import MOST, PREFIX, make, tokens_of

ADDRESS = "http://127.0.0.1:8765"
SECRET = "correct horse 1949"  # noqa: S105
DOCUMENT = Path(__file__).parent / "documents" / "self_eval_synthetic.xlsx"
TARGETS = """预算年度,2023,,
项目名称,教师培训费,,
预算部门,甲局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
产出指标,质量指标,培训合格率,≥90%
""".encode()
ACTUALS = "三级指标,实际完成值\n培训人数,150人\n培训合格率,95%\n".encode()
PEOPLE = {
    "管理员": ("administrator", ["*"]),
    "张三": ("officer", ["甲局"]),
    "李四": ("officer", ["乙局"]),
    "审计员": ("auditor", ["*"]),
    "来宾": ("viewer", ["*"]),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    before = accounts._HASHER
    accounts._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    accounts._nobody.cache_clear()
    made = create_app(Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0, upload_bytes=1 << 20))
    for name, (role, departments) in PEOPLE.items():
        accounts.add(made.state.bench.engine, name, role, departments, SECRET, by="x")
    with TestClient(made, base_url=ADDRESS, raise_server_exceptions=False):
        yield made
    accounts._HASHER = before
    accounts._nobody.cache_clear()


@pytest.fixture(scope="module")
def program(app: Any) -> Callable[[str], TestClient]:
    """A program with a token of an account."""
    made: dict[str, TestClient] = {}

    def of(name: str) -> TestClient:
        if name not in made:
            secret = make(app.state.bench.engine, name, "预算系统", 7)
            made[name] = TestClient(
                app, base_url=ADDRESS, headers={"authorization": f"Bearer {secret}"}, raise_server_exceptions=False
            )
        return made[name]

    return of


@pytest.fixture(scope="module")
def evaluation(program: Callable[[str], TestClient]) -> str:
    """The address of an evaluation that a program handed in."""
    officer = program("张三")
    made = officer.post(f"{API}/evaluations", json={"year": 2023, "department": "甲局", "rulebook": "mof-2021-101"})
    assert made.status_code == 201
    address = str(made.headers["location"])
    for role, name, content in (("targets", "目标.csv", TARGETS), ("actuals", "完成.csv", ACTUALS)):
        done = officer.post(f"{address}/documents", data={"role": role}, files=[("files", (name, content))])
        assert done.status_code == 201, done.text
    return address


def person(app: Any, name: str) -> TestClient:
    client = TestClient(app, base_url=ADDRESS)
    token = re.findall(r'name="csrf" value="([0-9a-f]{64})"', client.get("/login").text)[0]
    assert client.post("/login", data={"csrf": token, "name": name, "password": SECRET}).status_code == 200
    return client


def csrf(client: TestClient) -> str:
    return str(re.findall(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)[0])


def test_a_program_hands_in_forms_and_fetches_what_the_pages_show(
    app: Any, program: Callable[[str], TestClient], evaluation: str
) -> None:
    officer = program("张三")
    whole = officer.get(evaluation).json()
    assert [one["name"] for one in whole["documents"]] == ["完成.csv", "目标.csv"] and whole["created_by"] == "张三"
    read = officer.get(f"{evaluation}/read").json()["documents"]
    assert [row["target"] for row in read[0]["forms"][0]["rows"]] == ["≥200人", "≥90%"]
    run = officer.get(f"{evaluation}/score").json()
    # by hand: ten points are the execution's, two indicators share the other ninety; 45 × 150 ÷ 200 = 33.75
    assert [row["recomputed"]["score"] for row in run["forms"][0]["rows"]] == ["33.75", "45.00"]
    assert officer.get(f"{evaluation}/template.xlsx").content[:2] == b"PK"
    packed = zipfile.ZipFile(io.BytesIO(officer.get(f"{evaluation}/download.zip").content))
    archived = json.loads(packed.read("run.json"))
    assert archived["manifest"]["results_sha256"] == run["manifest"]["results_sha256"]
    record = officer.get(f"{evaluation}/record").json()
    assert {event["who"] for event in record} == {"张三"} and len(record) == run["event"]
    page = person(app, "张三").get(evaluation.removeprefix(API)).text
    assert "目标.csv" in page


def test_an_audit_by_program(program: Callable[[str], TestClient]) -> None:
    auditor = program("审计员")
    made = auditor.post(f"{API}/audits", json={"year": "2023"}).headers["location"]
    assert auditor.get(f"{made}/audit").status_code == 422, "nothing was handed in"
    done = auditor.post(
        f"{made}/documents", data={"role": "forms"}, files=[("files", ("自评.xlsx", DOCUMENT.read_bytes()))]
    )
    assert done.status_code == 201
    found = auditor.get(f"{made}/audit").json()
    names = {one["name"] for form in found["forms"] for one in form["findings"]}
    assert "score-above-points" in names
    assert auditor.get(f"{made}/worklist.xlsx").content[:2] == b"PK"
    assert [one["id"] for one in auditor.get(f"{API}/audits").json()["items"]] == [made.rpartition("/")[2]]


def test_nothing_that_the_pages_forbid_is_allowed(program: Callable[[str], TestClient], evaluation: str) -> None:
    files = [("files", ("目标.csv", TARGETS))]
    for name in ("来宾", "审计员"):  # they see it and may not change it
        assert program(name).get(evaluation).status_code == 200
        refused = program(name).post(f"{evaluation}/documents", data={"role": "targets"}, files=files)
        assert refused.status_code == 403 and set(refused.json()) == {"refused"}
        assert program(name).post(f"{API}/evaluations", json={"year": 2023}).status_code == 403
    other = program("李四")  # another department's is not found at all
    for path in ("", "/read", "/score", "/template.csv", "/download.zip", "/record"):
        assert other.get(evaluation + path).status_code == 404, path
    assert other.post(f"{evaluation}/documents", data={"role": "targets"}, files=files).status_code == 404
    assert other.get(f"{API}/evaluations").json()["items"] == []
    assert other.post(f"{API}/evaluations", json={"year": 2023, "department": "甲局"}).status_code == 422
    assert program("张三").post(f"{API}/audits", json={"year": 2023}).status_code == 403
    assert program("张三").get(f"{API}/audits/{evaluation.rpartition('/')[2]}").status_code == 404
    for bad in (b"[1]", b"{", b'{"year": null}', b'{"year": true}', b'{"year": "2023", "title": "a\\u0007"}'):
        sent = program("张三").post(f"{API}/evaluations", content=bad, headers={"content-type": "application/json"})
        assert sent.status_code == 400 and set(sent.json()) == {"refused"}, bad
    exe = program("张三").post(f"{evaluation}/documents", data={"role": "targets"}, files=[("files", ("a.exe", b"MZ"))])
    assert exe.status_code == 422 and "a.exe" in exe.json()["refused"]
    assert program("张三").get(f"{API}/nowhere").json()["refused"]


def test_a_token_is_shown_once_and_ends(app: Any, evaluation: str) -> None:
    engine, client = app.state.bench.engine, person(app, "管理员")
    sent = {"csrf": csrf(client), "title": "一体化系统", "days": "30"}
    assert client.post("/tokens", data={**sent, "present": "wrong"}).status_code == 422
    page = client.post("/tokens", data={**sent, "present": SECRET})
    secret = re.search(rf"{PREFIX}[\w-]{{43}}", page.text)
    assert secret and page.headers["cache-control"] == "no-store"
    assert secret[0] not in client.get("/tokens").text and "一体化系统" in client.get("/tokens").text
    with engine.connect() as connection:
        assert secret[0] not in str(connection.execute(select(table)).all())
    program = TestClient(app, base_url=ADDRESS, headers={"authorization": f"Bearer {secret[0]}"})
    got = program.get(f"{API}/account")
    assert got.json() == {"name": "管理员", "role": "administrator", "departments": ["*"]}
    assert "set-cookie" not in got.headers
    assert program.get("/accounts", follow_redirects=False).status_code == 303, "a token opens no page"
    assert client.get(evaluation).status_code == 401, "a session opens no address for programs"
    mark = next(one.mark for one in tokens_of(engine, "管理员") if one.title == "一体化系统")
    other = person(app, "张三")
    assert other.post("/tokens/end", data={"csrf": csrf(other), "mark": mark}).status_code == 422
    client.post("/tokens/end", data={"csrf": csrf(client), "mark": mark})
    refused = program.get(f"{API}/account")
    assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
    said = [(one.what, (one.after or one.before)["title"]) for one in account_record(engine) if "token" in one.what][:2]
    assert said == [("token ended", "一体化系统"), ("token", "一体化系统")] and broken_accounts(engine) is None
    record = client.get("/accounts").text
    assert "建立令牌" in record and secret[0] not in record


def test_tokens_end_by_time_by_a_new_password_and_with_their_account(app: Any) -> None:
    engine = app.state.bench.engine
    accounts.add(engine, "王五", "officer", ["甲局"], SECRET, by="x")

    def status(secret: str) -> int:
        return (
            TestClient(app, base_url=ADDRESS, headers={"authorization": f"Bearer {secret}"})
            .get(f"{API}/account")
            .status_code
        )

    first, second = make(engine, "王五", "甲", 7), make(engine, "王五", "乙", 7)
    assert status(first) == status(second) == 200
    with engine.begin() as connection:
        mark = next(one.mark for one in tokens_of(engine, "王五") if one.title == "甲")
        connection.execute(update(table).where(table.c.mark == mark).values(expires_at="2020-01-01T00:00:00+00:00"))
    assert status(first) == 401 and status(second) == 200
    accounts.set_password(engine, "王五", "another horse 1950", by="x")
    assert status(second) == 401
    third = make(engine, "王五", "丙", 7)
    for active in (False, True):  # what ended does not come back with the account
        accounts.change(engine, "王五", role="officer", departments=["甲局"], active=active, by="x")
        assert status(third) == 401
    for number in range(MOST):
        make(engine, "王五", str(number), 7)
    with pytest.raises(Exception, match=f"at most {MOST}"):
        make(engine, "王五", "x", 7)
    assert status("") == status(PREFIX) == status(first[:-1]) == 401


def test_the_description_is_of_what_is_there(app: Any, program: Callable[[str], TestClient], evaluation: str) -> None:
    told = TestClient(app, base_url=ADDRESS).get(f"{API}/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    routes = {
        (route.path, method.lower())
        for route in app.routes
        if isinstance(route, Route) and route.path.startswith(API) and not route.path.endswith("openapi.json")
        for method in (route.methods or ()) - {"HEAD"}
    }
    assert routes == {(path, method) for path, each in told["paths"].items() for method in each}
    schemas = told["components"]["schemas"]
    for name in re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(told)):
        assert name in schemas
    operations = [one for each in told["paths"].values() for one in each.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    officer = program("张三")
    for path in ("/account", "/evaluations", evaluation.removeprefix(API), f"{evaluation.removeprefix(API)}/score"):
        plain = re.sub(r"[0-9a-f]{12}", "{evaluation}", API + path)
        shape = told["paths"][plain]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        fits(schemas[shape.rpartition("/")[2]], officer.get(API + path).json())


def test_work_that_takes_long_is_asked_for_again_and_a_fault_says_its_number(
    app: Any, program: Callable[[str], TestClient], evaluation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = program("张三")
    made = officer.post(f"{API}/evaluations", json={"year": 2023, "department": "甲局"}).headers["location"]
    assert officer.get(f"{made}/score").json() == {"refused": "还没有上传要用的表"}
    officer.post(f"{made}/documents", data={"role": "targets"}, files=[("files", ("目标.csv", TARGETS))])
    with monkeypatch.context() as patch:
        patch.setattr(Jobs, "await_end", lambda *_: Job("running", 1, 3, "目标.csv"))
        waits = officer.get(f"{made}/score")
    assert waits.status_code == 202 and waits.headers["retry-after"] == "1"
    assert waits.json()["work"] == {"state": "running", "done": 1, "total": 3, "note": "目标.csv", "before": 0}
    assert officer.get(f"{made}/score").status_code == 200

    def fault(*_: object) -> None:
        raise RuntimeError("something secret")

    monkeypatch.setattr(programs, "run_of", fault)
    broken = officer.get(f"{evaluation}/score")
    assert broken.status_code == 500 and re.search(r"编号 \w{10}", broken.json()["refused"])
    assert "secret" not in broken.text and "content-security-policy" in broken.headers


def fits(shape: dict[str, Any], value: Any) -> None:
    """The value has the shape, by the words of JSON Schema that the description uses."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    wanted = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    assert isinstance(value, tuple(kinds[one] for one in wanted)), (shape, value)
    if isinstance(value, list):
        for one in value:
            fits(shape["items"], one)
    elif isinstance(value, dict):
        known = shape.get("properties", {})
        assert set(shape.get("required", ())) <= set(value), (shape, value)
        if shape.get("additionalProperties") is False:
            assert set(value) <= set(known), (shape, value)
        for name in known.keys() & value.keys():
            fits(known[name], value[name])


def test_without_accounts_there_is_no_token_and_no_way_in(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(workspace=tmp_path)), base_url=ADDRESS) as client:
        assert client.get(f"{API}/evaluations").status_code == 401
        assert client.get("/tokens").status_code == 404
