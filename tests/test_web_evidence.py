"""Evidence in the workbench: files attached to an indicator, kept by content, named in its column, packed, refused."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.keeping.repeating import repeat
from evaluator.keeping.saved import altered_files
from evaluator.web import evidence
from evaluator.web.app import create_app
from evaluator.web.backup import backup, check_backup
from evaluator.web.checking import troubles
from evaluator.web.settings import Settings

PDF, PNG = b"%PDF-1.4 minutes", b"\x89PNG\r\n\x1a\n photo"
BOOK = """
id = "county"
title = "某县细则"
title_en = "a county"
extends = "mof-2021-101"

[[override]]
provision = "policy.evidence"
enabled = true
reason = "本县要求每项得分附佐证材料"
"""
TARGETS = """预算年度,2023,,
项目名称,教师培训费,,
预算部门,某局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
产出指标,质量指标,培训合格率,≥90%
"""
ACTUALS = """项目名称,三级指标,实际完成值,佐证材料
教师培训费,培训人数,210人,签到表
教师培训费,培训合格率,95%,
"""


class Desk:
    """One evaluation and a person who attaches files to it."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.base = str(self.post("/evaluations/new", year="2023", department="某局").url.path)
        for role, name, text in (
            ("targets", "目标.csv", TARGETS),
            ("actuals", "完成.csv", ACTUALS),
            ("rules", "b.toml", BOOK),
        ):
            self.post(f"{self.base}/documents", files=[("files", (name, text.encode()))], role=role)
        page = client.get(f"{self.base}/evidence").text
        self.ids = dict(re.findall(r'id="row-(\w+)">.*?</span>(.*?)</th>', page, re.DOTALL))
        self.ids = {name: number for number, name in self.ids.items()}

    def post(self, path: str, files: Any = None, **data: Any) -> Any:
        csrf = re.findall(r'name="csrf" value="([0-9a-f]{64})"', self.client.get("/").text)[0]
        return self.client.post(path, data={"csrf": csrf, **data}, files=files)

    def attach(self, indicator: str, *files: tuple[str, bytes]) -> Any:
        given = [("files", file) for file in files]
        return self.post(f"{self.base}/evidence/0", files=given, indicator=self.ids[indicator])

    def lacking(self) -> int:
        return self.client.get(f"{self.base}/evidence").text.count("没有佐证材料")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8765") as client:
        yield client


def test_files_are_kept_named_in_the_form_packed_and_verified(client: TestClient, tmp_path: Path) -> None:
    desk = Desk(client)
    assert desk.lacking() == 1, "the rulebook asks for evidence, and one outcome has none"
    page = desk.attach("培训合格率", ("../成绩.pdf", PDF), ("照片.png", PNG))
    assert page.status_code == 200 and "成绩.pdf" in page.text and desk.lacking() == 0
    desk.attach("培训人数", ("成绩.pdf", PDF))
    packed = client.get(f"{desk.base}/download.zip")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        archive.extractall(tmp_path / "run")
        files = {name: archive.read(name) for name in archive.namelist() if name.startswith("佐证材料/")}
    assert sorted(files) == [
        "佐证材料/01-教师培训费/01-培训人数/成绩.pdf",
        "佐证材料/01-教师培训费/02-培训合格率/成绩.pdf",
        "佐证材料/01-教师培训费/02-培训合格率/照片.png",
    ]
    assert set(files.values()) == {PDF, PNG}
    run = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    told = json.dumps(run, ensure_ascii=False)
    assert '"签到表；成绩.pdf"' in told and '"成绩.pdf；照片.png"' in told and "evidence-missing" not in told
    assert repeat(tmp_path / "run").intact
    (tmp_path / "run" / "佐证材料/01-教师培训费/01-培训人数/成绩.pdf").write_bytes(b"%PDF-1.4 forged")
    assert altered_files(tmp_path / "run", run["manifest"]) != (), "a file of a person is sealed, PDF or not"
    fetched = client.get(f"{desk.base}/evidence/{desk.ids['培训合格率']}/成绩.pdf")
    assert fetched.content == PDF and fetched.headers["content-disposition"].startswith("attachment")
    assert fetched.headers["content-type"] == "application/octet-stream"


def test_a_file_taken_out_is_missed_and_an_undo_brings_it_back(client: TestClient) -> None:
    desk = Desk(client)
    desk.attach("培训合格率", ("成绩.pdf", PDF))
    assert desk.lacking() == 0
    data = {"indicator": desk.ids["培训合格率"], "name": "成绩.pdf"}
    desk.post(f"{desk.base}/evidence/0/take-out", **data)
    assert desk.lacking() == 1
    record = client.get(f"{desk.base}/history").text
    assert re.search(r"佐证材料 成绩\.pdf\s+培训合格率", record)
    desk.post(f"{desk.base}/history", seq=re.findall(r'id="event-(\d+)"', record)[0])
    assert desk.lacking() == 0
    assert desk.post(f"{desk.base}/evidence/0/take-out", **{**data, "name": "x.pdf"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("网页.html", b"<script>", "不能作佐证材料"),
        ("宏.xlsm", b"PK\x03\x04", "不能作佐证材料"),
        ("没有后缀", PDF, "不能作佐证材料"),
        ("假.pdf", b"MZ\x90 program", "内容不是 .pdf 文件"),
        ("假.txt", b"MZ\x90\0 program", "内容不是 .txt 文件"),
        ("空.pdf", b"", "文件是空的"),
        ("大.txt", b"1" * ((1 << 20) + 1), "每个文件最多 1 MB"),
    ],
)
def test_what_is_no_evidence_is_refused_in_its_place(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, why: str
) -> None:
    monkeypatch.setattr(evidence, "LARGEST", 1 << 20)
    page = desk.attach("培训人数", ("好.png", PNG), (name, content))
    assert page.status_code == 422 and why in page.text and "培训合格率" in page.text
    assert "好.png" not in client.get(f"{desk.base}/evidence").text, "all or none"


@pytest.fixture(scope="module")
def desk(client: TestClient) -> Desk:
    return Desk(client)


def test_an_indicator_and_an_evaluation_have_so_many_and_no_more(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(client)
    monkeypatch.setattr(evidence, "MOST", 2)
    monkeypatch.setattr(evidence, "WHOLE", 3 * len(PDF))
    assert desk.attach("培训人数", ("1.pdf", PDF), ("2.pdf", PDF)).status_code == 200
    assert "最多附 2 个文件" in desk.attach("培训人数", ("3.pdf", PDF)).text
    assert desk.attach("培训人数", ("2.pdf", PDF + b" ")).status_code == 200, "the same name: in its place"
    assert "合计最多" in desk.attach("培训合格率", ("4.pdf", PDF)).text


def test_backup_and_check_know_the_files(client: TestClient, tmp_path: Path) -> None:
    desk = Desk(client)
    content = PDF + b" of its own"
    desk.attach("培训人数", ("成绩.pdf", content))
    bench: Any = client.app.state.bench  # type: ignore[attr-defined]
    backup(bench.workspace.root, None, tmp_path / "b.zip")
    digest = hashlib.sha256(content).hexdigest()
    assert f"files/{digest}" in zipfile.ZipFile(tmp_path / "b.zip").namelist()
    assert list(check_backup(tmp_path / "b.zip")) == [] and list(troubles(bench.workspace, bench.engine)) == []
    bench.workspace.path_of(digest).write_bytes(b"other")
    assert len(list(troubles(bench.workspace, bench.engine))) == 1
