"""The audit flow of the workbench: findings as the command line lists them, decisions on record, a second look."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.__main__ import main
from evaluator.auditing.run import audit
from evaluator.keeping.repeating import repeat_any
from evaluator.web.app import create_app
from evaluator.web.events import record
from evaluator.web.settings import Settings
from targets.kinds.finding import Finding

DOCUMENT = Path(__file__).parent / "documents" / "self_eval_synthetic.docx"


@cache
def expected() -> tuple[Finding, ...]:
    return audit(DOCUMENT).notices


class Auditor:
    """Somebody at a browser with one audit of the synthetic self-evaluations."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        made = client.post("/audits/new", data={"csrf": self.token(), "year": "2023", "department": "某局"})
        assert "某局 2023 年度自评审核" in made.text
        self.base = made.url.path
        content = DOCUMENT.read_bytes()
        self.uploaded = self.upload("forms", ("自评.docx", content)).text

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.client.get("/").text)
        assert found
        return found[1]

    def upload(self, role: str, *files: tuple[str, bytes]):  # type: ignore[no-untyped-def]
        data = {"csrf": self.token(), "role": role}
        return self.client.post(f"{self.base}/documents", data=data, files=[("files", one) for one in files])

    def page(self, query: str = "") -> str:
        answer = self.client.get(f"{self.base}/worklist{query}")
        assert answer.status_code == 200
        return answer.text

    def fields(self, query: str) -> dict[str, str]:
        """The hidden fields of the first finding that a query shows."""
        form = re.search(r'<form class="decide".*?</form>', self.page(query), re.DOTALL)
        assert form, query
        found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form[0])
        return {name: html.unescape(value) for name, value in found}

    def decide(self, fields: dict[str, str], decision: str, **more: str):  # type: ignore[no-untyped-def]
        return self.client.post(f"{self.base}/worklist", data={**fields, "decision": decision, **more})

    @property
    def events(self):  # type: ignore[no-untyped-def]
        return record(self.client.app.state.bench.engine, self.base.rpartition("/")[2]).events  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8765") as client:
        yield client


@pytest.fixture
def auditor(client: TestClient) -> Auditor:
    return Auditor(client)


def articles(page: str) -> list[str]:
    return re.findall(r"<article.*?</article>", page, re.DOTALL)


LOOKS = ("finding", "review")
OVER = "?name=score-above-points"


def test_the_worklist_holds_what_the_command_line_finds(auditor: Auditor) -> None:
    wanted = expected()
    assert "读到 3 张表" in auditor.uploaded
    shown, page = [], 1
    while found := re.findall(r'<span class="code">(\w+) ([\w-]+)</span>', auditor.page(f"?page={page}")):
        if page > -(-len(wanted) // 25):
            break
        shown += found
        page += 1
    assert shown == [(one.code, one.name) for one in wanted]
    assert f"<b>0</b> / {len(wanted)}" in auditor.page()


def test_a_finding_shows_its_row_printed_and_recomputed_with_the_rule(auditor: Auditor) -> None:
    # E7 of the planted errors: 5.5 claimed where the form gives 5 points at most
    found = articles(auditor.page(OVER))
    assert len(found) == 1 and "申请程序和审核过程科学合规率" in found[0]
    cells = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found[0]))
    assert cells["分值"] == "5" and cells["填报得分"] == "5.5" and cells["重算得分"] == "5.00"
    assert "〔" in cells["办法条款"] or "财" in cells["办法条款"]
    link = re.search(r'href="(/audits/\w+/forms/\d+)"', found[0])
    assert link
    table = auditor.client.get(link[1]).text
    assert "score-above-points" in table and "5.5" in table and "填报总分" in table
    links = re.findall(r'href="/audits/\w+(/worklist\?[^"]+)"', table)
    assert links
    for address in links:  # each leads to its own finding
        assert len(articles(auditor.client.get(auditor.base + html.unescape(address)).text)) == 1, address


def test_which_rulebook_fits_what_the_forms_print(auditor: Auditor) -> None:
    assert f'href="{auditor.base}/rulebooks"' in auditor.uploaded
    page = auditor.client.get(f"{auditor.base}/rulebooks")
    assert page.status_code == 200
    assert "办法与表上填报" in page.text and "jiangxi" in page.text and "mof-2021-101" in page.text


def test_filters_narrow_the_list(auditor: Auditor) -> None:
    every = expected()
    for severity in ("error", "warning", "note"):
        count = sum(one.severity.value == severity for one in every)
        assert re.search(rf"共 {count} 条", auditor.page(f"?severity={severity}")), severity
    assert "共 0 条" in auditor.page("?department=别的局") and "没有这样的疑点" in auditor.page("?words=无此词语")
    assert "共 1 条" in auditor.page("?words=5.5&name=score-above-points")


def test_a_decision_is_an_event_and_undo_is_another(auditor: Auditor) -> None:
    fields = auditor.fields(OVER)
    before = len(auditor.events)
    assert auditor.decide(fields, "dismissed").status_code == 422  # no reason
    assert len(auditor.events) == before
    done = auditor.decide(fields, "dismissed", why="附件中有加分批文")
    assert done.status_code == 200 and "附件中有加分批文" in done.text and "<b>1</b> /" in done.text
    event = auditor.events[-1]
    assert (event.kind, event.after, event.why) == ("finding", {"decision": "dismissed"}, "附件中有加分批文")
    assert json.loads(event.subject)[1] == "自评.docx"
    assert "共 1 条" in auditor.page(f"{OVER}&state=dismissed") and "共 0 条" in auditor.page(f"{OVER}&state=open")
    history = auditor.client.get(f"{auditor.base}/history").text
    assert re.search(r'href="/findings/S\d+">含义', history), "the code opens its page here too"
    assert "不属实" in history and "申请程序和审核过程科学合规率" in history
    data = {"csrf": auditor.token(), "seq": str(event.seq)}
    undone = auditor.client.post(f"{auditor.base}/history", data=data)
    assert undone.url.path == f"{auditor.base}/history"
    assert auditor.events[-1].undoes == event.seq and len(auditor.events) == before + 2
    assert "<b>0</b> /" in auditor.page()


def test_the_later_of_two_people_is_told(auditor: Auditor) -> None:
    first, second = auditor.fields(OVER), auditor.fields(OVER)
    auditor.decide(first, "upheld")
    refused = auditor.decide(second, "dismissed", why="另有说明")
    assert refused.status_code == 409 and "属实" in refused.text and "没有保存" in refused.text
    assert auditor.events[-1].after == {"decision": "upheld"}


def test_a_second_look_stands_beside_the_first_and_both_are_exported(auditor: Auditor) -> None:
    early = {**auditor.fields(OVER), "look": "review"}
    assert auditor.decide(early, "upheld", by="李四").status_code == 422  # nobody decided yet
    auditor.decide(auditor.fields(OVER), "upheld")
    fields = {**auditor.fields(OVER), "look": "review"}
    assert auditor.decide(fields, "dismissed", why="x").status_code == 422  # by whom?
    me = auditor.events[-1].who
    assert auditor.decide(fields, "dismissed", why="x", by=me).status_code == 422  # by the same person
    assert auditor.decide(fields, "dismissed", why="批文有效", by="李四").status_code == 200
    page = auditor.page("?state=differ")
    assert "共 1 条" in page and "两次结果不同" in page and "李四" in page
    assert [event.after["decision"] for event in auditor.events[-2:]] == ["upheld", "dismissed"]
    content = auditor.client.get(f"{auditor.base}/worklist.xlsx").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)  # type: ignore[union-attr]
    assert rows[0][11:] == ("处理决定", "理由", "决定人", "日期", "复核决定", "复核理由", "复核人", "复核日期")
    assert len(rows) - 1 == len(expected())
    marked = [row for row in rows[1:] if row[11]]
    assert len(marked) == 1 and marked[0][3] == "score-above-points"
    assert marked[0][11] == "属实" and marked[0][13] == me
    assert marked[0][15:18] == ("不属实", "批文有效", "李四")


def test_decisions_stay_with_their_findings_when_documents_come_and_go(auditor: Auditor) -> None:
    auditor.decide(auditor.fields(OVER), "upheld")
    workbook = (DOCUMENT.parent / "self_eval_synthetic.xlsx").read_bytes()
    auditor.upload("forms", ("另一份.xlsx", workbook))
    assert "<b>1</b> /" in auditor.page()
    assert "共 2 条" in auditor.page(OVER) and "共 1 条" in auditor.page(f"{OVER}&state=upheld")
    auditor.client.post(
        f"{auditor.base}/documents/remove", data={"csrf": auditor.token(), "subject": "forms/自评.docx"}
    )
    page = auditor.page()
    assert "<b>0</b> /" in page and "1 个决定所针对的疑点已经不在" in page


def test_what_is_no_finding_or_no_decision_is_refused(auditor: Auditor) -> None:
    fields = auditor.fields(OVER)
    assert auditor.decide({**fields, "subject": '["S999"]'}, "upheld").status_code == 400
    assert auditor.decide(fields, "guilty").status_code == 400
    assert auditor.decide({**fields, "look": "settings"}, "upheld").status_code == 400
    assert auditor.decide({**fields, "csrf": "0" * 64}, "upheld").status_code == 403
    away = auditor.decide({**fields, "back": "https://evil.example/"}, "upheld")
    assert away.history[0].headers["location"].startswith("/#")


def test_an_audit_is_no_evaluation_and_the_reverse(auditor: Auditor) -> None:
    number = auditor.base.rpartition("/")[2]
    for path in ("", "/scores", "/outcomes", "/history", "/decisions.toml"):
        assert auditor.client.get(f"/evaluations/{number}{path}").status_code == 404, path
    data = {"csrf": auditor.token(), "year": "2023", "rulebook": "mof-2021-101"}
    other = auditor.client.post("/evaluations/new", data=data).url.path.rpartition("/")[2]
    for path in ("", "/worklist", "/forms", "/worklist.xlsx", "/report.html"):
        assert auditor.client.get(f"/audits/{other}{path}").status_code == 404, path


def test_nothing_to_audit_and_a_file_that_cannot_be_read(auditor: Auditor) -> None:
    data = {"csrf": auditor.token(), "year": "2023"}
    auditor.base = auditor.client.post("/audits/new", data=data).url.path
    assert "还没有要审核的自评表" in auditor.page()
    assert auditor.client.get(f"{auditor.base}/worklist.xlsx").status_code == 404
    said = auditor.upload("forms", ("坏.docx", b"PK\x03\x04broken"))
    assert said.status_code == 200 and 'role="alert"' in said.text and "Traceback" not in said.text


def test_the_report_is_a_download(auditor: Auditor) -> None:
    got = auditor.client.get(f"{auditor.base}/report.html")
    assert "attachment" in got.headers["content-disposition"] and "score-above-points" in got.text


def test_the_archive_of_an_audit_is_verified_and_holds_every_decision(auditor: Auditor, tmp_path: Path) -> None:
    previous = (DOCUMENT.parent / "self_eval_synthetic.xlsx").read_bytes()
    auditor.upload("previous", ("上年.xlsx", previous))
    auditor.decide(auditor.fields(OVER), "upheld")
    second = {**auditor.fields(OVER), "look": "review"}
    auditor.decide(second, "dismissed", why="批文有效", by="李四")
    other = auditor.fields("?state=open")
    auditor.decide(other, "evidence", why="请补充合同")
    last = auditor.fields("?state=open")
    auditor.decide(last, "dismissed", why="口径一致")
    done = auditor.client.get(f"{auditor.base}/download.zip")
    assert done.headers["content-type"] == "application/zip"
    folder = tmp_path / "run"
    zipfile.ZipFile(io.BytesIO(done.content)).extractall(folder)

    repeated = repeat_any(folder)
    assert repeated.equal and repeated.intact
    assert main(["verify", str(folder)]) == 0
    found = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert {(one["role"], one["name"]) for one in found["manifest"]["inputs"]} == {
        ("files", "自评.docx"),
        ("previous", "上年.xlsx"),
    }

    rows = list(openpyxl.load_workbook(folder / "worklist.xlsx").active.values)[1:]  # type: ignore[union-attr]
    assert sorted(row[11] for row in rows if row[11]) == sorted(["属实", "需补充材料", "不属实"])
    assert [row[15:18] for row in rows if row[15]] == [("不属实", "批文有效", "李四")]
    events = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    decided = [(one["kind"], one["after"]["decision"], one["why"]) for one in events if one["kind"] in LOOKS]
    assert decided == [
        ("finding", "upheld", ""),
        ("review", "dismissed", "批文有效"),
        ("finding", "evidence", "请补充合同"),
        ("finding", "dismissed", "口径一致"),
    ]
    assert all(one["who"] and one["at"] for one in events)
    again = auditor.client.get(f"{auditor.base}/download.zip")
    assert again.content == done.content

    # who changes a decision afterwards is found out, and so is who changes what was handed in
    record_file = folder / "record.json"
    record_file.write_text(record_file.read_text(encoding="utf-8").replace("口径一致", "不用理会"), encoding="utf-8")
    assert repeat_any(folder).altered == ("record.json",) and main(["verify", str(folder)]) == 1
    (folder / "inputs" / "files" / "自评.docx").write_bytes(b"PK")
    assert main(["verify", str(folder)]) == 2


def test_the_download_page_of_an_audit_leads_to_its_files(auditor: Auditor) -> None:
    page = auditor.client.get(f"{auditor.base}/download").text
    assert all(f'"{auditor.base}/{name}"' in page for name in ("download.zip", "worklist.xlsx", "report.html"))
    auditor.client.post(
        f"{auditor.base}/documents/remove", data={"csrf": auditor.token(), "subject": "forms/自评.docx"}
    )
    assert "还没有要审核的自评表" in auditor.client.get(f"{auditor.base}/download").text
    assert auditor.client.get(f"{auditor.base}/download.zip?layout=central").status_code == 404


def test_many_are_decided_at_once_and_what_others_decided_stays(auditor: Auditor) -> None:
    auditor.decide(auditor.fields(OVER), "upheld", why="先决定的")
    every = [one for one in expected() if one.severity.value == "error"]
    back = f"{auditor.base}/worklist?severity=error&sort=name"
    data = {"csrf": auditor.token(), "back": back, "every": "1", "decision": "dismissed", "place": "many"}
    refused = auditor.client.post(f"{auditor.base}/worklist/many", data=data)
    assert (
        refused.status_code == 422 and "须写明理由" in refused.text and 'name="every" value="1" checked' in refused.text
    )
    before = len(auditor.events)
    done = auditor.client.post(f"{auditor.base}/worklist/many", data={**data, "why": "统一核实"})
    assert done.status_code == 200 and "sort=name" in str(done.url), "one stays where one is"
    mine = [event for event in auditor.events[before:] if event.kind == "finding"]
    over = sum(one.name == "score-above-points" for one in every)
    assert len(mine) == len(every) - over and {event.why for event in mine} == {"统一核实"}
    assert f"处理了 {len(mine)} 条" in done.text and ("已由别人决定" in done.text) == bool(over)
    nothing = auditor.client.post(f"{auditor.base}/worklist/many", data={**data, "every": "", "why": "x"})
    assert nothing.status_code == 422 and "请先勾选" in nothing.text


def test_ticked_ones_are_kept_when_a_reason_is_missing(auditor: Auditor) -> None:
    subjects = [
        html.unescape(one) for one in re.findall(r'form="many" name="subject" value="([^"]+)"', auditor.page())[:3]
    ]
    data = {"csrf": auditor.token(), "back": f"{auditor.base}/worklist", "decision": "evidence", "place": "many"}
    refused = auditor.client.post(f"{auditor.base}/worklist/many", data={**data, "subject": subjects})
    assert refused.status_code == 422 and len(re.findall(r'class="pick[^>]* checked', refused.text)) == 3
    auditor.client.post(f"{auditor.base}/worklist/many", data={**data, "subject": subjects, "why": "请补签到表"})
    assert sum(event.why == "请补签到表" for event in auditor.events) == 3


def test_notes_are_not_open_and_the_list_is_sorted_as_asked(auditor: Auditor) -> None:
    every = expected()
    notes = sum(one.severity.value == "note" for one in every)
    assert notes and f"共 {len(every) - notes} 条" in auditor.page("?state=open")
    codes = re.findall(r'<span class="code">(\w+) ', auditor.page("?sort=name"))
    assert codes == sorted(codes) and len(codes) == min(25, len(every))
    page = auditor.page("?sort=form&severity=error")
    assert f"共 {sum(one.severity.value == 'error' for one in every)} 条" in page


def test_a_decision_is_answered_with_the_finding_alone(auditor: Auditor) -> None:
    fields = auditor.fields(OVER)
    ask = {"accept": "application/json"}
    data = {**fields, "decision": "dismissed"}
    refused = auditor.client.post(f"{auditor.base}/worklist", data=data, headers=ask)
    assert refused.status_code == 422 and "须写明理由" in refused.json()["refused"]
    told = auditor.client.post(f"{auditor.base}/worklist", data={**data, "why": "有批文"}, headers=ask).json()
    assert len(articles(told["item"])) == 1 and "有批文" in told["item"] and "<b>1</b>" in told["progress"]
