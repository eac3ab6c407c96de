"""The workbench of a team: who may see and do what, and every refusal."""

from __future__ import annotations

import html
import io
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("argon2", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from evaluator.__main__ import main
from evaluator.web import accounts
from evaluator.web import attempts as guesses
from evaluator.web import sessions as entry
from evaluator.web.accountrecord import account_record
from evaluator.web.app import create_app
from evaluator.web.events import record
from evaluator.web.settings import Settings
from targets.errors import InputError

ADDRESS = "http://127.0.0.1:8765"
SECRET, OTHER = "correct horse 1949", "another horse 1949"
PEOPLE = {
    "管理员": ("administrator", ["*"]),
    "张三": ("officer", ["甲局"]),
    "李四": ("officer", ["乙局"]),
    "审计员": ("auditor", ["*"]),
    "复核员": ("auditor", ["*"]),
    "来宾": ("viewer", ["*"]),
}
DOUBTFUL = "三级指标,实际完成值\n培训的人,150人\n没有此项,1\n".encode()
DOCUMENT = Path(__file__).parent / "documents" / "self_eval_synthetic.docx"
FORM = "一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,培训人数,≥200人\n".encode()


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Hashes as in use, but cheap: what is tested is who gets in, not how long a guess takes."""
    before = accounts._HASHER
    accounts._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    accounts._nobody.cache_clear()
    yield
    accounts._HASHER = before
    accounts._nobody.cache_clear()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    settings = Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0, upload_bytes=1 << 20)
    app = create_app(settings)
    for name, (role, departments) in PEOPLE.items():
        accounts.add(app.state.bench.engine, name, role, departments, SECRET, by="x")
    with TestClient(app, base_url=ADDRESS):
        yield app


class Visitor:
    def __init__(self, app, name: str = "", **options) -> None:  # type: ignore[no-untyped-def]
        self.client = TestClient(app, base_url=options.pop("base_url", ADDRESS), **options)
        if name:
            assert self.login(name).status_code == 200

    def login(self, name: str, password: str = SECRET):  # type: ignore[no-untyped-def]
        return self.client.post("/login", data={"csrf": self.token("/login"), "name": name, "password": password})

    def token(self, path: str = "/") -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.client.get(path).text)
        assert found, path
        return found[1]

    def post(self, path: str, **data):  # type: ignore[no-untyped-def]
        files = data.pop("files", None)
        return self.client.post(path, data={"csrf": self.token(), **data}, files=files)

    def status(self, path: str) -> int:
        return self.client.get(path).status_code

    def start(self, house: str = "evaluations", department: str = "甲局") -> str:
        made = self.post(f"/{house}/new", year="2023", department=department)
        assert made.status_code == 200
        return made.url.path


@pytest.fixture(scope="module")
def evaluation(app) -> str:  # type: ignore[no-untyped-def]
    """An evaluation of 甲局 by its officer, with a document."""
    officer = Visitor(app, "张三")
    base = officer.start()
    done = officer.post(f"{base}/documents", role="targets", files=[("files", ("目标.csv", FORM))])
    assert done.status_code == 200 and "张三" in done.text
    return base


@pytest.fixture(scope="module")
def audit(app) -> str:  # type: ignore[no-untyped-def]
    auditor = Visitor(app, "审计员")
    base = auditor.start("audits", "乙局")
    content = DOCUMENT.read_bytes()
    assert auditor.post(f"{base}/documents", role="forms", files=[("files", ("自评.docx", content))]).status_code == 200
    return base


def test_nothing_is_seen_before_the_login(app, evaluation: str, audit: str) -> None:  # type: ignore[no-untyped-def]
    stranger = Visitor(app)
    for path in ("/", evaluation, f"{evaluation}/documents/targets/目标.csv", audit, "/accounts", "/years", "/reading"):
        answer = stranger.client.get(path, follow_redirects=False)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/login?next="), path
    assert stranger.client.post("/demo", data={"csrf": stranger.token("/login")}).status_code == 403
    page = stranger.client.get("/login").text
    assert "甲局" not in page and "张三" not in page


def test_the_login_leads_to_where_the_person_wanted_and_nowhere_else(app, evaluation: str) -> None:  # type: ignore[no-untyped-def]
    person = Visitor(app)
    for wanted, reached in ((evaluation, evaluation), ("https://evil.example/", "/"), ("//evil.example", "/")):
        data = {"csrf": person.token("/login"), "name": "张三", "password": SECRET, "next": wanted}
        answer = person.client.post("/login", data=data, follow_redirects=False)
        assert answer.headers["location"] == reached
        person.post("/logout")


def test_the_session_is_made_anew_and_ends(app) -> None:  # type: ignore[no-untyped-def]
    person = Visitor(app)
    person.client.get("/login")
    brought = person.client.cookies["evaluator_session"]
    data = {"csrf": person.token("/login"), "name": "张三", "password": SECRET}
    answer = person.client.post("/login", data=data, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "secure" not in cookie
    inside = person.client.cookies["evaluator_session"]
    assert inside != brought
    assert person.client.get("/", follow_redirects=False).status_code == 200
    person.post("/logout")
    person.client.cookies.set("evaluator_session", inside, domain="127.0.0.1", path="/")
    assert person.client.get("/", follow_redirects=False).status_code == 303
    safe = Visitor(app, base_url="https://127.0.0.1:8765")
    data = {"csrf": safe.token("/login"), "name": "张三", "password": SECRET}
    assert "; secure" in safe.client.post("/login", data=data, follow_redirects=False).headers["set-cookie"].lower()


def test_a_session_ends_by_itself(app, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    person = Visitor(app, "张三")
    assert person.status("/") == 200
    monkeypatch.setattr(entry, "STAYS", -guesses.WINDOW)
    assert person.client.get("/", follow_redirects=False).status_code == 303


def test_another_departments_evaluation_is_not_found(app, evaluation: str, audit: str) -> None:  # type: ignore[no-untyped-def]
    other, number = Visitor(app, "李四"), evaluation.rpartition("/")[2]
    assert number not in other.client.get("/").text
    for path in ("", "/targets", "/outcomes", "/matches", "/scores", "/scores/0", "/findings", "/history", "/download",
                 "/papers", "/papers/report?of=0&outline=project",
                 "/papers/form?of=0&layout=central", "/download.zip", "/template.xlsx", "/decisions.toml",
                 "/documents/targets/目标.csv"):  # fmt: skip
        assert other.status(f"{evaluation}{path}") == 404, path
    before = record(app.state.bench.engine, number).head
    for path, data in {
        "": {"title": "x", "year": "2023"},
        "/documents": {"role": "targets"},
        "/documents/remove": {"subject": "targets/目标.csv"},
        "/targets/0": {"id": "x", "read_as": "≥1人", "why": "x"},
        "/outcomes/0": {"was": "{}"},
        "/matches": {"to": "x", "name": "x"},
        "/history": {"seq": "1"},
        "/put-away": {},
    }.items():
        assert other.post(f"{evaluation}{path}", **data).status_code == 404, path
    assert record(app.state.bench.engine, number).head == before
    assert Visitor(app, "张三").status(evaluation) == 200 and Visitor(app, "来宾").status(evaluation) == 200
    assert Visitor(app, "张三").status(audit) == 404  # of 乙局


def test_nobody_gives_an_evaluation_to_a_department_that_is_not_theirs(app, evaluation: str) -> None:  # type: ignore[no-untyped-def]
    officer = Visitor(app, "张三")
    assert officer.post("/evaluations/new", year="2023", department="乙局").status_code == 422
    assert officer.post(evaluation, title="x", year="2023", department="乙局").status_code == 422
    own = officer.post("/evaluations/new", year="2023", department="")
    assert own.status_code == 200 and "甲局" in own.text  # there is only one it can be
    assert officer.post("/demo").status_code == 200


def test_a_viewer_looks_and_decides_nothing(app, evaluation: str, audit: str) -> None:  # type: ignore[no-untyped-def]
    viewer = Visitor(app, "来宾")
    assert viewer.status(f"{evaluation}/targets") == 200 and viewer.status(f"{audit}/worklist") == 200
    assert '<form class="decide"' not in viewer.client.get(f"{audit}/worklist").text
    heads = [record(app.state.bench.engine, base.rpartition("/")[2]).head for base in (evaluation, audit)]
    assert viewer.post(f"{evaluation}/documents/remove", subject="targets/目标.csv").status_code == 403
    assert viewer.post(f"{audit}/worklist", subject="x", look="finding", decision="upheld").status_code == 403
    assert viewer.post(f"{audit}/history", seq="1").status_code == 403
    assert viewer.post("/evaluations/new", year="2023").status_code == 403
    assert viewer.post("/demo").status_code == 403
    assert [record(app.state.bench.engine, base.rpartition("/")[2]).head for base in (evaluation, audit)] == heads


def test_officers_do_not_audit_and_auditors_do_not_evaluate(app, evaluation: str) -> None:  # type: ignore[no-untyped-def]
    assert Visitor(app, "张三").post("/audits/new", year="2023", department="甲局").status_code == 403
    assert Visitor(app, "审计员").post(f"{evaluation}/documents/remove", subject="targets/目标.csv").status_code == 403


def test_the_second_look_is_another_persons_and_the_first_stays(app, audit: str) -> None:  # type: ignore[no-untyped-def]
    first, second = Visitor(app, "审计员"), Visitor(app, "复核员")

    def decide(person: Visitor, look: str, decision: str, why: str = ""):  # type: ignore[no-untyped-def]
        page = person.client.get(f"{audit}/worklist?name=score-above-points").text
        form = re.search(r'<form class="decide".*?</form>', page, re.DOTALL)
        assert form
        fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form[0]))
        data = {name: html.unescape(text) for name, text in fields.items()}
        return person.client.post(f"{audit}/worklist", data={**data, "look": look, "decision": decision, "why": why})

    assert decide(first, "finding", "upheld").status_code == 200
    assert decide(first, "review", "upheld").status_code == 422
    assert decide(second, "finding", "dismissed", "x").status_code == 422
    page = decide(second, "review", "dismissed", "有批文").text
    assert "两次结果不同" in page and "复核员" in page and "审计员" in page
    events = record(app.state.bench.engine, audit.rpartition("/")[2]).events[-2:]
    assert [(event.who, event.kind, event.after["decision"]) for event in events] == [
        ("审计员", "finding", "upheld"),
        ("复核员", "review", "dismissed"),
    ]
    undo = second.post(f"{audit}/history", seq=str(events[0].seq))
    assert undo.status_code == 422  # nobody takes back what another decided about a finding


def test_accounts_are_the_administrators_business(app) -> None:  # type: ignore[no-untyped-def]
    for name in ("张三", "审计员", "来宾"):
        person = Visitor(app, name)
        assert person.status("/accounts") == 404 and 'href="/accounts"' not in person.client.get("/").text
        answer = person.post("/accounts", name="新人", role="administrator", password=SECRET)
        assert answer.status_code == 403
    boss = Visitor(app, "管理员")
    assert 'href="/accounts"' in boss.client.get("/").text
    done = boss.post("/accounts", name="新人", role="officer", departments="丙局\n甲局", password=SECRET)
    assert done.status_code == 200 and "丙局、甲局" in done.text and SECRET not in done.text
    new = Visitor(app, "新人")
    boss.post("/accounts/change", name="新人", role="viewer", departments="丙局")  # without "active": stopped
    assert new.client.get("/", follow_redirects=False).status_code == 303
    assert new.login("新人").status_code == 401
    assert boss.post("/accounts", name="张三", role="viewer", password=SECRET).status_code == 422
    assert boss.post("/accounts", name="短", role="viewer", password=SECRET[:5]).status_code == 422
    assert boss.post("/accounts/change", name="管理员", role="viewer", active="yes").status_code == 422  # the last


def test_what_is_done_to_accounts_is_on_record_without_secrets(app) -> None:  # type: ignore[no-untyped-def]
    boss, name = Visitor(app, "管理员"), "记录员"
    boss.post("/accounts", name=name, role="officer", departments="甲局", password=SECRET)
    boss.post("/accounts/change", name=name, role="auditor", departments="乙局\n甲局", active="yes")
    boss.post("/accounts/change", name=name, role="auditor", departments="乙局\n甲局", active="yes", password=OTHER)
    boss.post("/accounts/change", name=name, role="auditor", departments="乙局\n甲局")
    boss.post("/accounts/change", name=name, role="auditor", departments="乙局\n甲局", active="yes")
    refused = boss.post("/accounts/change", name="管理员", role="viewer", active="yes")
    assert refused.status_code == 422  # and leaves nothing on record
    person = Visitor(app)
    assert person.login(name, OTHER).status_code == 200
    person.post("/password", present=OTHER, password=SECRET)

    events = [one for one in account_record(app.state.bench.engine) if one.account == name][::-1]
    assert [(one.who, one.what, one.before, one.after) for one in events] == [
        ("管理员", "made", None, {"role": "officer", "departments": ["甲局"]}),
        ("管理员", "role", "officer", "auditor"),
        ("管理员", "departments", ["甲局"], ["乙局", "甲局"]),
        ("管理员", "password", None, None),
        ("管理员", "stopped", None, None),
        ("管理员", "opened", None, None),
        (name, "password", None, None),
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:+]+", one.at) for one in events)
    page = boss.client.get("/accounts").text
    shown = page[page.index("账号变动记录") :]
    assert all(words in shown for words in ("改可看的部门", "停用", "恢复使用", "改密码", "乙局、甲局", "审核"))
    with sqlite3.connect(app.state.bench.engine.url.database) as database:
        kept = [line for line in database.iterdump() if "account_events" in line]
    database.close()
    assert len(kept) > 7 and not any(word in line for line in kept for word in (SECRET, OTHER, "argon2"))


WRITES = {
    "viewer": (),
    "officer": ("/evaluations/", "/demo"),
    "auditor": ("/audits/",),
    "administrator": ("/evaluations/", "/demo", "/audits/", "/accounts"),
}
"""Where each role may send forms, but for language, password and the way out, which are everybody's."""
OWN = ("/language", "/logout", "/password")


@pytest.mark.parametrize("name", ["管理员", "审计员", "来宾", "张三"])
def test_nobody_sees_a_control_that_would_be_refused(app, evaluation: str, name: str) -> None:  # type: ignore[no-untyped-def]
    officer, auditor, role = Visitor(app, "张三"), Visitor(app, "审计员"), PEOPLE[name][0]
    own = auditor.start("audits", "甲局")
    content = (DOCUMENT.parent / "self_eval_synthetic.xlsx").read_bytes()
    auditor.post(f"{own}/documents", role="forms", files=[("files", ("自评.xlsx", content))])
    officer.post(f"{evaluation}/documents", role="actuals", files=[("files", ("完成.csv", DOUBTFUL))])
    away = officer.start()
    officer.post(f"{away}/put-away")
    steps = ("", *(f"/{one}" for one in ("targets", "outcomes", "matches", "scores", "scores/0", "findings")))
    steps += ("/evidence", "/forms", "/last-year")
    pages = [f"{evaluation}{step}" for step in (*steps, "/download", "/history")]
    pages += [f"{own}{step}" for step in ("", "/worklist", "/forms", "/forms/0", "/download", "/history")]
    pages += ["/", "/away", "/years", "/departments/甲局"]
    person = Visitor(app, name)
    told = 0
    for address in pages:
        answer = person.client.get(address)
        assert answer.status_code in (200, 404), address  # 404: the officer's departments, the years still empty
        sent = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', answer.text)
        assert len(sent) == answer.text.count('method="post"'), address
        for action in sent:
            assert action in OWN or action.startswith(WRITES[role]), (address, action)
        for link in re.findall(r'href="(/(?:evaluations|audits)/new)"', answer.text):
            assert person.status(link) == 200, (address, link)
        outside = re.sub(r"<fieldset[^>]*disabled.*</fieldset>", "", answer.text, flags=re.DOTALL)
        outside = re.sub(r'<form[^>]*method="(?:post|get)".*?</form>', "", outside, flags=re.DOTALL)
        assert "<button" not in outside and "<textarea" not in outside, address
        told += "只能查看，不能改动" in answer.text
    assert told == {"viewer": 18, "officer": 6, "auditor": 12, "administrator": 0}[role]
    for house, action in (("evaluations", evaluation), ("audits", own)):  # and what is not shown is refused indeed
        if f"/{house}/" not in WRITES[role]:
            assert person.status(f"/{house}/new") == 403
            assert person.post(f"{action}/documents/remove", subject="x").status_code == 403


def test_what_was_put_away_comes_back_by_page_or_undo(app) -> None:  # type: ignore[no-untyped-def]
    officer, stranger = Visitor(app, "张三"), Visitor(app, "李四")
    base = officer.start()
    number = base.rpartition("/")[2]

    def places(person: Visitor) -> tuple[bool, bool]:
        return base in person.client.get("/").text, base in person.client.get("/away").text

    assert places(officer) == (True, False)
    officer.post(f"{base}/put-away")
    assert places(officer) == (False, True) and places(stranger) == (False, False)
    assert officer.client.get("/").text.count('href="/away"') == 1
    assert stranger.post(f"{base}/bring-back").status_code == 404
    assert officer.post(f"{base}/bring-back").url.path == base
    assert places(officer) == (True, False)
    events = record(app.state.bench.engine, number).events[-2:]
    assert [(one.who, one.kind, one.before, one.after) for one in events] == [
        ("张三", "shelf", None, {"away": True}),
        ("张三", "shelf", {"away": True}, {"away": False}),
    ]
    officer.post(f"{base}/history", seq=str(events[1].seq))
    assert places(officer) == (False, True)
    history = officer.client.get(f"{base}/history").text
    assert history.count("收起或放回") == 3 and "撤销第" in history


def test_a_changed_password_ends_every_session(app) -> None:  # type: ignore[no-untyped-def]
    Visitor(app, "管理员").post("/accounts", name="换密", role="viewer", password=SECRET)
    here, there = Visitor(app, "换密"), Visitor(app, "换密")
    assert here.post("/password", present="wrong password", password=OTHER).status_code == 422
    assert here.post("/password", present=SECRET, password=OTHER).status_code == 200
    assert there.client.get("/", follow_redirects=False).status_code == 303
    assert there.login("换密").status_code == 401 and there.login("换密", OTHER).status_code == 200


def test_wrong_passwords_are_slowed_down_and_say_no_more_than_no(app) -> None:  # type: ignore[no-untyped-def]
    Visitor(app, "管理员").post("/accounts", name="被猜", role="viewer", password=SECRET)
    guesser = Visitor(app)
    known, unknown = guesser.login("被猜", "guess number one"), guesser.login("没有此人", "guess number one")
    assert known.status_code == unknown.status_code == 401

    def plain(text: str) -> str:
        return re.sub(r'value="[^"]*"', "", text)

    assert plain(known.text) == plain(unknown.text)
    seen = [guesser.login("被猜", f"guess number {n}").status_code for n in range(guesses.MOST["pair"])]
    assert seen == [401] * (guesses.MOST["pair"] - 1) + [429]
    assert guesser.login("被猜").status_code == 429  # nor the right one now
    Visitor(app, "张三")  # others get in


def test_guessing_many_names_from_one_address_ends_too(app, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setitem(guesses.MOST, "address", 3)
    far = Visitor(app, client=("203.0.113.9", 5000))
    assert [far.login(f"名字{n}", "guess number one").status_code for n in range(4)] == [401, 401, 401, 429]


@pytest.mark.parametrize("given", ["", "0" * 64])
def test_a_forged_form_is_refused(app, evaluation: str, given: str) -> None:  # type: ignore[no-untyped-def]
    officer, stranger = Visitor(app, "张三"), Visitor(app)
    head = record(app.state.bench.engine, evaluation.rpartition("/")[2]).head
    for csrf in (given, stranger.token("/login")):  # nor the token of another session
        answer = officer.client.post(
            f"{evaluation}/documents/remove", data={"csrf": csrf, "subject": "targets/目标.csv"}
        )
        assert answer.status_code == 403
    assert stranger.client.post("/login", data={"csrf": given, "name": "张三", "password": SECRET}).status_code == 403
    assert record(app.state.bench.engine, evaluation.rpartition("/")[2]).head == head


def test_wrong_host_too_much_and_paths_in_names(app, evaluation: str) -> None:  # type: ignore[no-untyped-def]
    officer = Visitor(app, "张三")
    assert officer.client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert officer.client.post("/login", content=b"x" * (2 << 20)).status_code == 413
    done = officer.post(f"{evaluation}/documents", role="targets", files=[("files", ("../../../etc/x.csv", FORM))])
    assert done.status_code == 200 and ">x.csv<" in done.text and ".." not in done.text.replace("...", "")
    answer = officer.post(f"{evaluation}/documents", role="targets", files=[("files", ("x.exe", io.BytesIO(b"MZ")))])
    assert answer.status_code == 422


def test_passwords_are_kept_as_argon2_and_cookies_as_digests(app) -> None:  # type: ignore[no-untyped-def]
    person = Visitor(app, "张三")
    cookie = person.client.cookies["evaluator_session"]
    with sqlite3.connect(app.state.bench.engine.url.database) as database:
        dump = "\n".join(database.iterdump())
    database.close()
    assert "$argon2id$" in dump and SECRET not in dump and cookie not in dump


def test_without_accounts_none_of_it_shows(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(workspace=tmp_path)), base_url=ADDRESS) as client:
        page = client.get("/").text
        assert "/logout" not in page and "/accounts" not in page and "/password" not in page
        assert client.get("/accounts").status_code == 404 and client.get("/password").status_code == 404
        assert client.get("/login").url.path == "/"


def test_the_first_account_comes_from_the_command_line_and_closes_the_door(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(workspace=tmp_path)), base_url=ADDRESS) as client:
        assert client.get("/", follow_redirects=False).status_code == 200
        command = [sys.executable, "-m", "evaluator", "accounts", "add", "主任", "--workspace", str(tmp_path)]
        done = subprocess.run(command, input=f"{SECRET}\n", capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert client.get("/", follow_redirects=False).status_code == 303  # the server that runs already asks who it is
    engine = create_app(Settings(workspace=tmp_path)).state.bench.engine
    assert accounts.all_accounts(engine) == [accounts.Account(name="主任", role="administrator", departments=("*",))]
    engine.dispose()


def test_refusals_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(tmp_path), "--lang", "en"]
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["accounts", "add", "x", *where]) == 2
    assert "12 to 200" in capsys.readouterr().err
    assert main(["accounts", "add", "x", "--role", "viewer", *where]) == 2  # the first must be an administrator
    assert main(["accounts", "stop", "nobody", *where]) == 2
    assert main(["accounts", "add", *where]) == 2
    capsys.readouterr()
    assert main(["serve", "--host", "0.0.0.0", "--port", "0", "--no-browser", *where]) == 2  # noqa: S104
    assert "account" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["aaaaaaaaaaaa", "abababababab", "aabbccaabbcc", "Rechnung-Prüfer", "zu kurz 9"])
def test_a_password_that_is_easily_guessed_is_refused(tmp_path: Path, given: str) -> None:
    engine = create_app(Settings(workspace=tmp_path)).state.bench.engine
    with pytest.raises(InputError, match="a password needs"):
        accounts.add(engine, "rechnung-prüfer", "administrator", (), given, by="x")
    assert not accounts.any_accounts(engine)
    engine.dispose()


def test_the_last_administrator_stays(tmp_path: Path) -> None:
    app = create_app(Settings(workspace=tmp_path))
    engine = app.state.bench.engine
    accounts.add(engine, "主任", "administrator", (), SECRET, by="x")
    with pytest.raises(InputError, match="one active administrator"):
        accounts.change(engine, "主任", role="administrator", departments=(), active=False, by="x")
    assert accounts.checked(engine, "主任", SECRET) is not None
    engine.dispose()
