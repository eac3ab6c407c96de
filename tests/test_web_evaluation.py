"""An evaluation in the workbench from upload to archive: the same results as the command line, everything on record."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.__main__ import main
from evaluator.evaluation import evaluate
from evaluator.keeping.repeating import repeat
from evaluator.keeping.runjson import run_json
from evaluator.web.app import create_app
from evaluator.web.context import Bench
from evaluator.web.events import record, record_json
from evaluator.web.settings import Settings

TARGETS = """预算年度,2023,,
项目名称,教师培训费,,
预算部门,某局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
产出指标,质量指标,培训合格率,≥90
产出指标,时效指标,培训完成时间,2023年11月底前
效益指标,社会效益指标,教学水平,有效提升
满意度指标,服务对象满意度指标,参训学员满意度,≥90%
满意度指标,服务对象满意度指标,参训学校满意度,≥90%
"""
ACTUALS = """项目名称,三级指标,实际完成值
教师培训费,培训人数,150人
教师培训费,培训合格率,95%
教师培训费,培训完成时间,2023年11月20日
教师培训费,满意度,92%
"""


class Person:
    """Somebody at a browser: gets pages, fills in the forms of those pages."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str) -> str:
        page = self.client.get(path)
        assert page.status_code == 200, (path, page.status_code, page.text[-800:])
        return html.unescape(page.text)

    def fields(self, path: str) -> dict[str, str]:
        """The token, the hidden fields and what stands in the text fields of the biggest form of a page."""
        text = self.client.get(path).text
        form = max(re.findall(r"<form.*?</form>", text, re.DOTALL), key=len)
        found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
        return {name: html.unescape(value) for name, value in found}

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.client.get("/").text)
        assert found
        return found[1]

    def upload(self, base: str, role: str, *files: tuple[str, bytes]):  # type: ignore[no-untyped-def]
        data = {"csrf": self.token(), "role": role}
        return self.client.post(f"{base}/documents", data=data, files=[("files", file) for file in files])

    def start(self) -> str:
        data = {"csrf": self.token(), "year": "2023", "department": "某局", "rulebook": "mof-2021-101"}
        made = self.client.post("/evaluations/new", data=data)
        assert made.status_code == 200 and "某局 2023 年度绩效自评" in made.text
        return made.url.path


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(workspace=tmp_path_factory.mktemp("bench") / "inner", patience=60.0)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8765") as client:
        yield client


@pytest.fixture(scope="module")
def person(client: TestClient) -> Person:
    return Person(client)


def bench(client: TestClient) -> Bench:
    found = client.app.state.bench  # type: ignore[attr-defined]
    assert isinstance(found, Bench)
    return found


@pytest.fixture
def base(person: Person) -> str:
    base = person.start()
    person.upload(base, "targets", ("目标.csv", TARGETS.encode()))
    done = person.upload(base, "actuals", ("完成.csv", ACTUALS.encode()))
    assert "读到" in done.text and "6" in done.text
    return base


def line_id(person: Person, base: str, name: str) -> str:
    found = re.search(rf'id="row-(\w+)">\s*<th scope="row">[^\n]*{name}', person.get(f"{base}/targets"))
    assert found, name
    return found[1]


def score_of(person: Person, base: str, name: str) -> str:
    found = re.search(
        rf"</span>{name}[^\n]*</th>.*?data-label=\"得分\">(.*?)</td>", person.get(f"{base}/scores/0"), re.DOTALL
    )
    assert found, name
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def test_from_upload_to_archive_and_the_command_line_agrees(
    person: Person, client: TestClient, base: str, tmp_path: Path
) -> None:
    targets = person.get(f"{base}/targets")
    assert "门槛：不低于 200 人" in targets and "≥200人" in targets  # the reading in words beside the printed text
    assert score_of(person, base, "教学水平") == "待定"
    assert re.search(r"data-label=\"总分\">[\d.]+ 至 [\d.]+", person.get(f"{base}/scores"))  # a range while pending
    rate = line_id(person, base, "培训合格率")

    # a reading put right in place
    fields = person.fields(f"{base}/targets")
    done = client.post(
        f"{base}/targets/0",
        data={
            "csrf": person.token(),
            "seen": fields["seen"],
            "id": rate,
            "name": "培训合格率",
            "read_as": "≥90%",
            "why": "原文漏印百分号",
        },
    )
    assert "≥90%" in done.text and "原文漏印百分号" in done.text

    # the doubtful match as a choice
    page = person.get(f"{base}/matches")
    assert page.count('type="radio"') == 3 and "“满意度” 92%" in page
    students = line_id(person, base, "参训学员满意度")
    fields = person.fields(f"{base}/matches")
    client.post(f"{base}/matches", data={**fields, "to": students, "why": "只调查了学员"})
    assert "没有需要决定的匹配" in person.get(f"{base}/matches")

    # outcomes and a level typed, money too
    level, schools = line_id(person, base, "教学水平"), line_id(person, base, "参训学校满意度")
    fields = person.fields(f"{base}/outcomes/0")
    fields |= {f"{level}.actual": "教学水平提升", f"{level}.level": "基本达成", f"{schools}.actual": "91%"}
    fields |= {"money.full_year": "100", "money.executed": "91", "why": "据决算"}
    client.post(f"{base}/outcomes/0", data=fields)

    # by hand: three indicators share the 50 points of output, 16.67 × 150 ÷ 200 = 12.5025
    assert score_of(person, base, "培训人数") == "12.50"
    assert score_of(person, base, "教学水平") != "待定"
    assert re.search(r"data-label=\"待定\">0<", person.get(f"{base}/scores"))
    assert "91.00%" in person.get(f"{base}/scores/0")

    # the archive: verify agrees, and the command line's own run of documents and decisions gives equal results
    packed = client.get(f"{base}/download.zip")
    assert packed.headers["content-type"] == "application/zip"
    zipfile.ZipFile(io.BytesIO(packed.content)).extractall(tmp_path / "run")
    assert repeat(tmp_path / "run").equal
    names = {path.relative_to(tmp_path / "run").parts[0] for path in (tmp_path / "run").rglob("*")}
    assert {"report.html", "run.json", "findings.csv", "自评表", "汇总表.xlsx", "inputs", "record.json"} <= names
    kept, held = tmp_path / "run" / "record.json", record(bench(client).engine, base.rpartition("/")[2])
    assert kept.read_bytes() == record_json(held) and main(["verify", str(tmp_path / "run")]) == 0
    events = json.loads(kept.read_bytes())
    kept.write_text(json.dumps([events[0], *events[2:]], ensure_ascii=False), encoding="utf-8")
    assert repeat(tmp_path / "run").altered == ("record.json",) and main(["verify", str(tmp_path / "run")]) == 1
    (tmp_path / "目标.csv").write_bytes(TARGETS.encode())
    (tmp_path / "完成.csv").write_bytes(ACTUALS.encode())
    (tmp_path / "decisions.toml").write_bytes(client.get(f"{base}/decisions.toml").content)
    again = evaluate(
        tmp_path / "目标.csv", tmp_path / "完成.csv", rules="mof-2021-101", decisions=tmp_path / "decisions.toml"
    )
    mine, theirs = (
        json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8")),
        json.loads(run_json(again, "zh")),
    )
    mine["manifest"].pop("files")  # of the folder that was saved
    assert mine == theirs


def test_every_cell_of_a_document_is_accounted_for_beside_its_rows(person: Person, base: str) -> None:
    told = re.search(
        r"有字的单元格 (\d+) 个：采用 (\d+) 个，认作标题、标签或说明 (\d+) 个，未能识别 (\d+) 个",
        person.get(f"{base}/targets"),
    )
    assert told is not None
    cells, *parts = (int(number) for number in told.groups())
    assert cells == sum(parts) == sum(bool(text) for line in TARGETS.splitlines() for text in line.split(","))


def test_what_is_not_changed_is_not_recorded(person: Person, client: TestClient, base: str) -> None:
    before = record(bench(client).engine, base.rpartition("/")[2]).head
    client.post(f"{base}/outcomes/0", data=person.fields(f"{base}/outcomes/0"))
    assert record(bench(client).engine, base.rpartition("/")[2]).head == before


def test_the_later_of_two_people_is_told_and_nothing_is_overwritten(
    person: Person, client: TestClient, base: str
) -> None:
    people, late = line_id(person, base, "培训人数"), line_id(person, base, "培训完成时间")
    first, second = person.fields(f"{base}/outcomes/0"), person.fields(f"{base}/outcomes/0")
    client.post(f"{base}/outcomes/0", data={**first, f"{people}.actual": "180人", "why": "补报"})
    refused = client.post(f"{base}/outcomes/0", data={**second, f"{people}.actual": "190人"})
    assert refused.status_code == 409
    assert all(words in refused.text for words in ("180人", "190人", "补报", "没有保存"))
    assert 'value="180人"' in person.get(f"{base}/outcomes/0")
    # another indicator, from the same old page: no conflict, and the first person's value stays
    saved = client.post(f"{base}/outcomes/0", data={**second, f"{late}.actual": "2023年12月5日"})
    assert saved.status_code == 200
    page = person.get(f"{base}/outcomes/0")
    assert 'value="180人"' in page and 'value="2023年12月5日"' in page


def test_undo_is_a_new_event(person: Person, client: TestClient, base: str) -> None:
    people = line_id(person, base, "培训人数")
    before = score_of(person, base, "培训人数")
    client.post(f"{base}/outcomes/0", data={**person.fields(f"{base}/outcomes/0"), f"{people}.actual": "200人"})
    assert score_of(person, base, "培训人数") != before
    head = record(bench(client).engine, base.rpartition("/")[2]).head
    done = client.post(f"{base}/history", data={"csrf": person.token(), "seq": str(head), "why": "填错了"})
    assert "填错了" in done.text and f"撤销第 {head}" in done.text
    assert score_of(person, base, "培训人数") == before
    after = record(bench(client).engine, base.rpartition("/")[2])
    assert after.head == head + 1 and after.events[-1].undoes == head and after.events[-2].after["actual"] == "200人"


def test_a_correction_that_cannot_be_read_or_has_no_reason_is_refused(
    person: Person, client: TestClient, base: str
) -> None:
    data = {"csrf": person.token(), "id": line_id(person, base, "培训人数"), "name": "培训人数"}
    assert "也读不懂" in client.post(f"{base}/targets/0", data={**data, "read_as": "≥≥", "why": "试"}).text
    assert client.post(f"{base}/targets/0", data={**data, "read_as": "≥100人"}).status_code == 422
    preview = client.get("/reading", params={"read_as": "≥100人", "name": "培训人数"})
    assert "不低于 100 人" in preview.text


def test_a_removed_document_takes_no_part_and_can_come_back(person: Person, client: TestClient, base: str) -> None:
    client.post(f"{base}/documents/remove", data={"csrf": person.token(), "subject": "actuals/完成.csv"})
    assert score_of(person, base, "培训人数") == "待定"
    head = record(bench(client).engine, base.rpartition("/")[2]).head
    client.post(f"{base}/history", data={"csrf": person.token(), "seq": str(head)})
    assert score_of(person, base, "培训人数") != "待定"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\x\\目标.csv", "目标.csv"),
        ("..csv", "_.csv"),
        ("CON.csv", "_CON.csv"),
        ("a\x00b\n<script>.csv", "a_b__script_.csv"),
        (".hidden.csv", "hidden.csv"),
    ],
)
def test_names_of_uploads_lead_nowhere(name: str, kept: str) -> None:
    from evaluator.web.workspace import upload_name

    assert upload_name(name) == kept


def test_a_hostile_upload_is_refused_in_words_and_stays_inside(person: Person, client: TestClient) -> None:
    base = person.start()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("word/document.xml", b"\0" * 60_000_000)
    page = person.upload(base, "targets", ("../../炸弹.docx", content.getvalue()))
    assert page.status_code == 200 and 'role="alert"' in page.text and "Traceback" not in page.text
    assert "炸弹.docx" in page.text and "../" not in page.text
    assert person.upload(base, "targets", ("x.exe", b"MZ")).status_code == 422
    assert person.upload(base, "targets", ("空.csv", b"")).status_code == 422
    assert person.upload(base, "nosuch", ("a.csv", b"a")).status_code == 400
    root = bench(client).workspace.root
    assert {path.name for path in root.parent.iterdir()} == {root.name}
    assert not any("炸弹" in path.name for path in root.rglob("*"))


def test_what_was_typed_is_shown_as_text(person: Person, client: TestClient, base: str) -> None:
    people = line_id(person, base, "培训人数")
    client.post(
        f"{base}/outcomes/0", data={**person.fields(f"{base}/outcomes/0"), f"{people}.reason": "<script>x</script>\"'"}
    )
    for page in ("/outcomes/0", "/scores/0", "/history"):
        assert "<script>x" not in client.get(f"{base}{page}").text, page
    assert "&lt;script&gt;x" in client.get(f"{base}/scores/0").text


def test_a_score_adjusted_by_a_reviewer(person: Person, client: TestClient, base: str) -> None:
    rate = line_id(person, base, "培训人数")
    before = score_of(person, base, "培训人数")
    data = {"csrf": person.token(), "id": rate}
    assert client.post(f"{base}/scores/0", data={**data, "points": "-1.50"}).status_code == 422  # without a reason
    assert client.post(f"{base}/scores/0", data={**data, "points": "一点", "why": "试"}).status_code == 422
    assert score_of(person, base, "培训人数") == before
    done = client.post(f"{base}/scores/0", data={**data, "points": "-1.50", "why": "抽查有 12 份签到无效"})
    assert "抽查有 12 份签到无效" in done.text
    assert score_of(person, base, "培训人数") == "11.00"  # 12.50 less 1.50
    client.post(f"{base}/scores/0", data={**data, "points": ""})
    assert score_of(person, base, "培训人数") == before


def test_parts_of_the_money_are_typed_and_go_into_the_form(
    person: Person, client: TestClient, base: str, tmp_path: Path
) -> None:
    fields = person.fields(f"{base}/outcomes/0")
    page = person.get(f"{base}/outcomes/0")
    labels = re.findall(r'<p class="fund">([^<]+)', page)
    assert labels == ["其中：当年财政拨款", "上年结转资金", "其他资金"]
    fields |= {"money.full_year": "100", "money.executed": "91", "fund0.full_year": "80", "fund0.executed": "76"}
    fields |= {"fund2.full_year": "20", "fund2.executed": "15", "why": "据决算"}
    client.post(f"{base}/outcomes/0", data=fields)
    again = person.fields(f"{base}/outcomes/0")
    typed = {name: again[name] for name in ("fund0.full_year", "fund0.executed", "fund1.executed", "fund2.executed")}
    assert typed == {"fund0.full_year": "80", "fund0.executed": "76", "fund1.executed": "", "fund2.executed": "15"}
    assert re.search(r"<td[^>]*>91.00%", person.get(f"{base}/scores/0"))  # the total is what is scored, as before
    history = person.get(f"{base}/history")
    assert "当年财政拨款" in history and "其他资金" in history
    seen = record(bench(client).engine, base.rpartition("/")[2]).head
    client.post(f"{base}/outcomes/0", data=again)  # nothing changed, nothing recorded
    assert record(bench(client).engine, base.rpartition("/")[2]).head == seen

    packed = client.get(f"{base}/download.zip")
    zipfile.ZipFile(io.BytesIO(packed.content)).extractall(tmp_path / "run")
    assert repeat(tmp_path / "run").equal
    forms = sorted((tmp_path / "run" / "自评表").glob("*.xlsx"))
    values = [row for row in openpyxl.load_workbook(forms[0]).active.values if row]  # type: ignore[union-attr]
    row = next(row for row in values if any("当年财政拨款" in str(cell) for cell in row))
    assert {80, 76} <= {cell for cell in row if isinstance(cell, int | float)}
    assert 0.95 in [cell for cell in row if isinstance(cell, int | float)]  # 76 ÷ 80
    forged = {**again, "was": '{"lines": {}, "money": {}, "funds": [["", {}]]}'}
    assert client.post(f"{base}/outcomes/0", data=forged).status_code == 400


def test_a_report_in_words_and_one_form_alone(person: Person, client: TestClient, base: str) -> None:
    assert f'"{base}/papers"' in person.get(f"{base}/download")
    page = person.get(f"{base}/papers")
    assert "教师培训费" in page and "结论在前" in page and "汇总报告" not in page
    got = client.get(f"{base}/papers/report?of=0&outline=project&as=docx")
    assert "attachment" in got.headers["content-disposition"]
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(got.content)).paragraphs)
    assert "本报告为未完成稿" in text and "教师培训费项目支出绩效自评报告" in text
    assert "某局部门整体支出绩效自评报告" in client.get(f"{base}/papers/report?of=0&outline=department&as=html").text
    form = client.get(f"{base}/papers/form?of=0&layout=sichuan&as=xlsx")
    assert any(
        "教师培训费" in str(cell.value)
        for row in openpyxl.load_workbook(io.BytesIO(form.content)).active
        for cell in row
    )
    for wrong in ("report?of=1&outline=project", "report?of=0&outline=bureau", "report?of=0&outline=../x",
                  "form?of=0&layout=no", "form?of=-1&layout=central", "form?of=0&layout=central&as=exe"):  # fmt: skip
        assert client.get(f"{base}/papers/{wrong}").status_code == 404, wrong
