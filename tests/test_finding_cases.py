"""One case file for each kind of finding: what must give it, with its figures, and something similar that must not."""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from documentmaking import MADE
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook

from actuals.sources.sheet import read_outcomes
from actuals.statements import read_all_decisions
from evaluator.auditing.reviewers import read_reviews
from evaluator.auditing.run import audit_forms
from evaluator.auditing.selecting import Suppression, suppressed
from evaluator.checking import check_forms
from evaluator.findings import kinds
from evaluator.pipeline import bring_together, judge
from rules.dating import year_findings
from rules.loading import BOOKS, check, load
from targets.documents.scanning import reading_scans
from targets.forms import ReadResult, read_forms
from targets.kinds.finding import Finding, Severity
from targets.kinds.location import Location
from targets.language.expression import read_target
from targets.model.form import Form, FormKind, Indicator
from targets.model.vocabulary import category

FOLDER = Path(__file__).parent / "findings"
FILES = sorted(FOLDER.glob("*.toml"))
BOOK = load("mof-2021-101")
_ROW = {"name", "target", "level1", "level2", "actual", "points", "score", "reason", "review_score", "review_reason"}
_FORM = {"project", "kind", "year", "goal", "budget", "execution", "fund_rows", "category_points", "total_score"}
_FORM |= {"grade", "remarks", "rows"}
_CASE = {"about", "expect", "severity", "forms", "text", "previous", "suppress", "outcomes", "decisions", "book"}
_CASE |= {"document", "format", "without", "reviews", "summary"} | _FORM


def _row(given: Mapping[str, str], file: str, table: int, number: int) -> Indicator:
    assert set(given) <= _ROW, given
    level1, level2 = given.get("level1", "产出指标"), given.get("level2", "数量指标")
    optional = {name: given[name] for name in _ROW - {"name", "target", "level1", "level2"} if name in given}
    return Indicator(
        id=f"{file}-{table}-{number}",
        level1=level1,
        level2=level2,
        name=given["name"],
        target=given["target"],
        reading=read_target(given["target"], indicator=given["name"]),
        category=category(level1, level2),
        at=Location(file=file, table=table, row=number + 1),
        **optional,  # type: ignore[arg-type]
    )


def _form(given: Mapping[str, Any], table: int, kind: str, file: str = "case.csv") -> Form:
    assert set(given) <= _FORM, given
    found = FormKind(given.get("kind", kind))
    return Form(
        file=file,
        index=table,
        kind=found,
        at=Location(file=file, table=table, row=0),
        year=given.get("year", 2023),
        department="某局",
        project=None if found.of_department else given.get("project") or "某项目",
        goal=given.get("goal"),
        budget=given.get("budget", {}),
        execution=given.get("execution", {}),
        fund_rows=given.get("fund_rows", {}),
        category_points=given.get("category_points", {}),
        total_score=given.get("total_score"),
        grade=given.get("grade"),
        remarks=tuple(given.get("remarks", ())),
        rows=tuple(_row(row, file, table, n) for n, row in enumerate(given["rows"])),
    )


def found_in(case: Mapping[str, Any], command: str, tmp_path: Path) -> tuple[Finding, ...]:
    """The findings of one case, which has what its command takes in.

    ``check`` and ``audit``: forms, or a ``text`` to read, for ``audit`` perhaps with ``reviews`` or a ``summary``;
    ``score``: forms, ``outcomes`` as a CSV table, perhaps ``decisions`` and a ``book``; ``rules``: a ``book``;
    ``read`` (as forms) and ``outcomes`` (as a table of outcomes): a ``document`` that one of the builders below makes.
    """
    assert set(case) <= _CASE, set(case) - _CASE
    if command == "rules":
        return _of_book(case, tmp_path)
    if command == "scan":
        return _of_scan(case, tmp_path)
    if command in ("read", "outcomes"):
        path = tmp_path / f"case.{case['format']}"
        DOCUMENTS[case["document"]](path)
        return read_forms(path).findings if command == "read" else read_outcomes(path).findings
    kind = "project-self-evaluation" if command == "audit" else "project-targets"
    if "text" in case:
        (tmp_path / "case.txt").write_text(case["text"], encoding="utf-8")
        read = read_forms(tmp_path / "case.txt")
    else:
        given = case.get("forms") or [{name: case[name] for name in _FORM if name in case}]
        read = ReadResult(forms=tuple(_form(one, n, kind) for n, one in enumerate(given)))
        if "summary" in case:
            summary = {"kind": "summary", "rows": [], **case["summary"]}
            read = replace(read, summaries=(_form(summary, 0, kind, "汇总表.csv"),))
    if command == "check":
        return check_forms(read.forms, BOOK, read.findings)
    if command == "score":
        return _of_score(case, read, tmp_path)
    last = [_form(one, n, kind, "last.csv") for n, one in enumerate(case.get("previous", ()))]
    (tmp_path / "reviews.toml").write_text(case.get("reviews", ""), encoding="utf-8")
    notices = audit_forms(read, BOOK, last, read_reviews(tmp_path / "reviews.toml")).notices
    entries = [
        Suppression(name=one["finding"], reason=one["reason"], who=one["who"]) for one in case.get("suppress", ())
    ]
    return suppressed(notices, entries, "suppress.toml")[0]


def _of_scan(case: Mapping[str, Any], tmp_path: Path) -> tuple[Finding, ...]:
    """What is said of a page that is a picture, where these are read."""
    for name in ("cv2", "onnxruntime", "rapidocr"):
        pytest.importorskip(name, reason="scans are read with the extra scan")
    path = tmp_path / f"case.{case['format']}"
    DOCUMENTS[case["document"]](path)
    with reading_scans():
        if case["document"] not in SCANNED:
            SCANNED[case["document"]] = read_forms(path).findings
    return SCANNED[case["document"]]


SCANNED: dict[str, tuple[Finding, ...]] = {}
"""Pages that were read already: each takes seconds."""


def _of_score(case: Mapping[str, Any], read: ReadResult, tmp_path: Path) -> tuple[Finding, ...]:
    """The pipeline of ``score``, but for the forms, which need no file."""
    book = BOOK
    if "book" in case:
        (tmp_path / "local.toml").write_text(case["book"], encoding="utf-8")
        book = load(str(tmp_path / "local.toml"))
    (tmp_path / "outcomes.csv").write_text(case["outcomes"], encoding="utf-8")
    (tmp_path / "decisions.toml").write_text(case.get("decisions", ""), encoding="utf-8")
    stated = read_outcomes(tmp_path / "outcomes.csv")
    intake = bring_together([read], [stated], read_all_decisions(tmp_path / "decisions.toml"))
    return judge(intake, book).notices


def _of_book(case: Mapping[str, Any], tmp_path: Path) -> tuple[Finding, ...]:
    """What is wrong with a book; for one that can be used, what is to be said of it for a ``year``."""
    text = case["book"] if "book" in case else _shipped_without(case["without"])
    (tmp_path / "local.toml").write_text(text, encoding="utf-8")
    book, found = check(str(tmp_path / "local.toml"))
    return found if book is None else year_findings(book, case.get("year", 2023), Location(file="case.csv"))


def _shipped_without(provision: str) -> str:
    """The one complete book that comes with the software, less a provision."""
    before, found, rest = (BOOKS / "mof-2020-10.toml").read_text(encoding="utf-8").partition(f"\n[{provision}]\n")
    assert bool(found) == bool(provision)
    return before + rest[rest.find("\n[") :] if found else before


# --- documents with something in them that a person must be told of ---

_HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
_LINES = (("产出指标", "数量指标", "培训人数", "≥100人"), ("产出指标", "质量指标", "合格率", "≥90%"))
_LINK = (
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' "
    "TargetMode='{mode}' Target='{to}' Type='x/{kind}'/></Relationships>"
)


def _workbook(path: Path, *, last: object = "≥90%", hidden: bool = False) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (_HEAD, *_LINES):
        sheet.append(line)
    sheet["D3"] = last
    if hidden:
        more = book.create_sheet("上年")
        more.append(_HEAD)
        more.sheet_state = "hidden"
    book.save(path)


def _with_part(path: Path, name: str, content: str) -> None:
    _workbook(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)


def _linked(mode: str, to: str) -> Callable[[Path], None]:
    part = "xl/externalLinks/_rels/externalLink1.xml.rels"
    return lambda path: _with_part(path, part, _LINK.format(mode=mode, to=to, kind="externalLinkPath"))


def _stored_formula(path: Path) -> None:
    """As Excel saves it: the formula, and beside it the value that was last shown."""
    _workbook(path, last="=9/10")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<f>9/10</f><v/>" in sheet or b"<f>9/10</f><v></v>" in sheet, sheet
    stored = sheet.replace(b"<v/>", b"<v>0.9</v>").replace(b"<v></v>", b"<v>0.9</v>")
    parts["xl/worksheets/sheet1.xml"] = stored
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _word(path: Path, *, tracked: bool = False) -> None:
    document = Document()
    table = document.add_table(rows=0, cols=4)
    for line in (_HEAD, *_LINES):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    if tracked:
        paragraph = table.cell(1, 3).paragraphs[0]._p
        paragraph.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>次</w:t></w:r></w:ins>'))
    document.save(str(path))


def _printed(path: Path, *, scanned: bool) -> None:
    """The Ganzhou forms as printed, with one page more: a picture, as a scanner makes it, or nothing at all."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 comes with the extra pdf")
    document = pdfium.PdfDocument(FOLDER.parent / "documents" / "targets.pdf")
    page = document.new_page(595, 842)
    if scanned:
        bitmap = pdfium.PdfBitmap.new_native(8, 8, 4)
        bitmap.fill_rect((200, 200, 200, 255), 0, 0, 8, 8)
        image = pdfium.PdfImage.new(document)
        image.set_bitmap(bitmap)
        image.set_matrix(pdfium.PdfMatrix().scale(500, 700))
        page.insert_obj(image)
        page.gen_content()
    document.save(path)
    document.close()


def _print_and_scan(path: Path) -> None:
    """The Ganzhou forms as printed, with a scanned page more that is too coarse to be read."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 comes with the extra pdf")
    from PIL import Image

    document = pdfium.PdfDocument(FOLDER.parent / "documents" / "targets.pdf")
    with Image.open(FOLDER.parent / "documents" / "scans" / "clean.png") as scan:
        coarse = scan.convert("RGB").resize((scan.width // 2, scan.height // 2))
    page = document.new_page(595, 842)
    image = pdfium.PdfImage.new(document)
    image.set_bitmap(pdfium.PdfBitmap.from_pil(coarse))
    image.set_matrix(pdfium.PdfMatrix().scale(595, 518))
    page.insert_obj(image)
    page.gen_content()
    document.save(path)
    document.close()


DOCUMENTS: Mapping[str, Callable[[Path], object]] = {
    **MADE,
    "workbook": _workbook,
    "workbook with a formula never computed": lambda path: _workbook(path, last="=9/10"),
    "workbook with a computed formula": _stored_formula,
    "workbook with an error": lambda path: _workbook(path, last="#REF!"),
    "workbook with a hidden sheet": lambda path: _workbook(path, hidden=True),
    "workbook with macros": lambda path: _with_part(path, "xl/vbaProject.bin", "macro"),
    "workbook with a link to a file": _linked("External", "file:///other.xlsx"),
    "workbook with a link inside itself": _linked("Internal", "externalLink1.xml"),
    "word": _word,
    "word with a tracked insertion": lambda path: _word(path, tracked=True),
    "print with a scanned page": lambda path: _printed(path, scanned=True),
    "print with a row too low": lambda path: path.write_bytes((FOLDER.parent / "documents/overflow.pdf").read_bytes()),
    "scanned page": lambda path: path.write_bytes((FOLDER.parent / "documents/scans/clean.png").read_bytes()),
    "scanned page with a doubt": lambda path: path.write_bytes(
        (FOLDER.parent / "documents/scans/doubtful.jpg").read_bytes()
    ),
    "print and a scan at 100 dpi": _print_and_scan,
    "print with an empty page": lambda path: _printed(path, scanned=False),
}


def _cases(which: str) -> list[Any]:
    return [
        pytest.param(data["finding"], data["command"], case, id=f"{data['finding']}: {case['about']}")
        for path in FILES
        for data in [tomllib.loads(path.read_text(encoding="utf-8"))]
        for case in data[which]
    ]


@pytest.mark.parametrize(("name", "command", "case"), _cases("fail"))
def test_found(name: str, command: str, case: Mapping[str, Any], tmp_path: Path) -> None:
    everything = found_in(case, command, tmp_path)
    found = [f for f in everything if f.name == name]
    assert len(found) == 1, [(f.name, f.message("zh")) for f in everything]
    figures = dict(found[0].figures)
    assert {key: figures.get(key) for key in case["expect"]} == case["expect"]
    severity = kinds()[name].severity if "severity" not in case else Severity(case["severity"])
    if command == "check" or "severity" in case:
        assert found[0].severity is severity
    for lang in ("zh", "en"):
        assert found[0].message(lang) and found[0].remedy(lang)


@pytest.mark.parametrize(("name", "command", "case"), _cases("pass"))
def test_not_found(name: str, command: str, case: Mapping[str, Any], tmp_path: Path) -> None:
    assert [f.message("zh") for f in found_in(case, command, tmp_path) if f.name == name] == []


def test_each_kind_has_its_cases() -> None:
    assert {path.stem for path in FILES} == set(kinds())
    for path in FILES:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        assert data["finding"] == path.stem and data["fail"] and data["pass"]


def test_each_document_is_used() -> None:
    used = {
        case["document"]
        for path in FILES
        for data in [tomllib.loads(path.read_text(encoding="utf-8"))]
        for case in (*data["fail"], *data["pass"])
        if "document" in case
    }
    assert used == set(DOCUMENTS)


def test_every_fixed_name_exists() -> None:
    fixed = (FOLDER / "names.txt").read_text(encoding="utf-8").split()
    assert len(fixed) == 66
    assert set(fixed) <= set(kinds())
