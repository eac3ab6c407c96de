"""What a stranger's bytes reach, one function for each kind of input; used by atheris, by our own mutator, by replays.

An entry may end in ``InputError``, which is how unusable input is refused. A library may raise anything on a broken
file (``targets.documents.worker.opened`` turns that into a refusal), but not our own code, which would hide a
mistake behind "may be damaged": an exception whose innermost frame is ours is a fault, and so is any exception
after the file has been read.
"""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import oracles
import phrases

from actuals.decisions import read_decisions
from actuals.language.reading import read_outcome
from actuals.outcome import ExecutionFigures, Outcome
from actuals.sources.plain import in_text
from actuals.sources.table import OutcomeTable
from actuals.statements import Decisions
from evaluator.auditing.document import audit_json
from evaluator.auditing.run import audit_forms
from evaluator.auditing.selecting import read_suppressions
from evaluator.checking import check_forms
from evaluator.keeping.runjson import results_object
from evaluator.pipeline import bring_together, judge
from rules.loading import book_ids, check, load
from targets.documents.opening import open_file
from targets.errors import InputError
from targets.forms import ReadResult
from targets.kinds.location import Location
from targets.language.expression import explain_target, read_target
from targets.layout.understanding import forms_of
from targets.model.form import Category, Form, FormKind, Indicator

ROOT = Path(__file__).parents[2]
DOCUMENTS = ROOT / "tests" / "documents"
OURS = tuple(str(ROOT / name) for name in ("targets", "actuals", "rules", "evaluator"))
FOLDER = Path(tempfile.mkdtemp(prefix="evaluator-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
DEEP_EVERY = 8
"""One input in so many goes on from forms to check and audit, which take a hundred times as long as reading."""


def expression(data: bytes) -> None:
    """Target, outcome, indicator, unit and symbol, separated by line ends."""
    parts = [*data.decode("utf-8", "replace").split("\n"), "", "", "", ""]
    target, outcome, indicator, unit, symbol = parts[:5]
    reading = read_target(target, indicator=indicator, unit=unit, symbol=symbol)
    oracles.reading_holds(reading)
    oracles.repeats(target, reading, indicator, unit, symbol)
    reading.as_json()
    explained = explain_target(target, indicator=indicator, unit=unit, symbol=symbol)
    oracles.explanation_holds(target, explained, reading)
    oracles.outcome_holds(outcome, read_outcome(outcome, reading, indicator=indicator), reading, indicator)


AT = Location(file="fuzz.txt", row=0)
CELLS = ("category", "level2", "name", "target", "actual", "points", "level", "share", "deduction", "unit", "symbol")


def scoring(data: bytes) -> None:
    """A form of rows scored: book, year and money in the first line, then an indicator in each (cells: ``CELLS``)."""
    lines = [line.split("\t") for line in data.decode("utf-8", "replace").split("\n")]
    head, *rows = (line + [""] * len(CELLS) for line in lines)
    books = [book for book in book_ids() if load(book, any_regime=True).regime == "points"]
    book = load(books[len(head[0]) % len(books)])
    year = int(head[1]) if re.fullmatch(r"20[0-9]{2}", head[1]) else None
    money = ExecutionFigures(at=AT, initial=head[2], full_year=head[3], executed=head[4], project="甲")
    runs = [
        judge(bring_together([ReadResult(forms=(form,))], [stated], Decisions()), book)
        for order in (rows, rows[::-1])
        for form, stated in [_form(order, year, money)]
    ]
    oracles.run_holds(*runs)
    results_object(runs[0], "zh")


def _form(rows: list[list[str]], year: int | None, money: ExecutionFigures) -> tuple[Form, OutcomeTable]:
    indicators, outcomes = [], []
    for number, row in enumerate(rows):
        cell = dict(zip(CELLS, row, strict=False))
        category = next((c for c in Category if c.value == cell["category"]), Category.OUTPUT)
        key = f"{sum(map(ord, ''.join(row)))}-{number}"
        indicators.append(
            Indicator(
                id=key,
                level1=category.value,
                level2=cell["level2"],
                name=cell["name"],
                target=cell["target"],
                reading=read_target(cell["target"], indicator=cell["name"], unit=cell["unit"], symbol=cell["symbol"]),
                category=category,
                at=AT,
                points=cell["points"] or None,
            )
        )
        stated = {name: cell[name] for name in ("actual", "level", "share", "deduction")}
        outcomes.append(Outcome(at=AT, id=key, project="甲", reason="因", decided_by="李", decided_on="2024", **stated))
    form = Form(
        file="fuzz.txt", index=0, kind=FormKind.PROJECT_TARGETS, at=AT, year=year, project="甲", rows=tuple(indicators)
    )
    return form, OutcomeTable(source="fuzz", outcomes=tuple(outcomes), execution=(money,))


def html(data: bytes) -> None:
    """The bytes of a web page."""
    _document("page.html", b"<html>" + data)


def text(data: bytes) -> None:
    """The bytes of a text, csv or Markdown file."""
    _document("page.txt", data)


def docx(data: bytes) -> None:
    """The main part of a .docx."""
    _document("form.docx", _package("docx", "word/document.xml", data))


def xlsx(data: bytes) -> None:
    """The first sheet of an .xlsx."""
    _document("form.xlsx", _package("xlsx", "xl/worksheets/sheet1.xml", data))


def archive(data: bytes) -> None:
    """The bytes of a file that calls itself a package: central directory, sizes, names."""
    _document("form.docx", b"PK\x03\x04" + data)


def outcomes(data: bytes) -> None:
    """A table of outcomes as csv."""
    path = FOLDER / "outcomes.csv"
    path.write_bytes(data)
    read: list[OutcomeTable] = []
    for _ in range(2):
        _refused_or_done(lambda: read.append(in_text(path, path.name, {})))
    oracles.holds(len(read) in (0, 2) and read[:1] == read[1:], "another reading the second time", data)
    for found in read[0].findings if read else ():
        found.message("zh"), found.message("en")


TABLES = ("targets", "actuals", "budgets")


def tables(data: bytes) -> None:
    """The bytes of one of three tables as Parquet; the first byte says which, the others are whole."""
    from evaluator.bulk.scoring import score_tables

    for name, whole in _tables("snappy").items():
        (FOLDER / f"{name}.parquet").write_bytes(whole)
    (FOLDER / f"{TABLES[(data or b'0')[0] % 3]}.parquet").write_bytes(data[1:])

    def scored() -> None:
        run = score_tables(*(FOLDER / f"{name}.parquet" for name in TABLES))
        score, points = (run.indicators[name].dropna() for name in ("score", "points"))
        oracles.holds((score >= 0).all() and (score <= points.loc[score.index]).all(), "a score outside its points")

    _refused_or_done(scored)


def rulebook(data: bytes) -> None:
    """A rulebook."""
    path = FOLDER / "book.toml"
    path.write_bytes(data)
    _refused_or_done(lambda: check(str(path)))


def decisions(data: bytes) -> None:
    """A file of decisions and one of suppressions: both TOML written by hand."""
    path = FOLDER / "decisions.toml"
    path.write_bytes(data)
    _refused_or_done(lambda: read_decisions(path))
    _refused_or_done(lambda: read_suppressions(path))


ENTRIES: dict[str, Callable[[bytes], None]] = {
    "expression": expression,
    "scoring": scoring,
    "html": html,
    "text": text,
    "docx": docx,
    "xlsx": xlsx,
    "archive": archive,
    "outcomes": outcomes,
    "tables": tables,
    "rulebook": rulebook,
    "decisions": decisions,
}


def _refused_or_done(action: Callable[[], object]) -> None:
    try:
        action()
    except InputError as refusal:
        if not refusal.zh or not refusal.en:
            raise AssertionError("a refusal without words") from refusal


def _document(name: str, data: bytes) -> None:
    """As ``evaluator audit`` would: tables, forms, and now and then everything that is said of them."""
    path = FOLDER / name
    path.write_bytes(data)
    try:
        grids, findings = open_file(path)
    except InputError:
        return
    except (MemoryError, RecursionError):
        return
    except Exception as failure:
        if traceback.extract_tb(failure.__traceback__)[-1].filename.startswith(OURS):
            raise
        return
    read = forms_of(grids, name)
    for found in (*findings, *read.findings):
        found.message("zh"), found.message("en")
    for form in read.forms:
        for row in form.rows:
            oracles.reading_holds(row.reading)
    if read.forms and sum(data) % DEEP_EVERY == 0:
        oracles.holds(forms_of(open_file(path)[0], name) == read, "another reading the second time", name)
        audit = audit_forms(read, load("mof-2021-101"))
        oracles.scores_hold(audit.done.scored.table)
        audit_json(audit, "zh")
        for found in (*audit.notices, *check_forms(read.forms, load("mof-2021-101"))):
            found.message("zh"), found.message("en"), found.remedy("zh"), found.remedy("en")


@cache
def _shell(kind: str, part: str) -> tuple[tuple[str, bytes], ...]:
    """All parts of a small package but the one that is fuzzed."""
    with zipfile.ZipFile(io.BytesIO(_small(kind))) as package:
        return tuple((name, package.read(name)) for name in package.namelist() if name != part)


def _package(kind: str, part: str, data: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as package:
        for name, other in _shell(kind, part):
            package.writestr(name, other)
        package.writestr(part, data)
    return content.getvalue()


# --- seeds: small, so that a mutation hits something ---

ROWS = [
    ["项目名称", "教师培训费", "主管部门", "某教育局"],
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", "30", "30", "24.9", "10", "83%", "8.3"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析"],
    ["产出指标", "数量指标", "培训人数", "≥266 人", "300人", "50", "50", ""],
    ["效益指标", "社会效益指标", "教学水平", "有效提高", "部分达成", "30", "21", "说明"],
    ["满意度指标", "服务对象满意度指标", "参训教师满意度", "≥95%", "93.1%", "10", "9.8", "说明"],
    ["总分", "", "", "", "", "100", "89.1", ""],
]

SCORED = [
    ["output", "数量指标", "培训人数", "≥266 人", "300人", "20"],
    ["output", "时效指标", "完成时间", "2023年12月底前", "2023年11月30日", "10"],
    ["cost", "经济成本指标", "人均成本", "300", "299.5元", "20", "", "", "1", "元"],
    ["effect", "社会效益指标", "教学水平", "有效提高", "部分达成", "30", "部分达成", "70%"],
    ["satisfaction", "服务对象满意度指标", "参训教师满意度", "95", "93.1%", "10", "", "", "", "%", "≥"],
]


@cache
def _tables(compression: str) -> dict[str, bytes]:
    """The rows of ``SCORED`` twice as tables of the bulk interface."""
    import pyarrow as pa
    import pyarrow.parquet

    keys = [(form, number) for form in (1, 2) for number in range(len(SCORED))]
    texts = [SCORED[number] for _, number in keys]
    key = {"form": [form for form, _ in keys], "id": [number for _, number in keys]}
    levels = {"output": "产出指标", "cost": "成本指标", "effect": "效益指标", "satisfaction": "满意度指标"}
    columns = {
        "targets": {
            **key,
            "indicator": [row[2] for row in texts],
            "target": [row[3] for row in texts],
            "level1": [levels[row[0]] for row in texts],
            "points": [float(row[5]) for row in texts],
        },
        "actuals": {**key, "outcome": [row[4] for row in texts]},
        "budgets": {
            "form": [1, 2],
            "department": ["甲", "甲"],
            "project": ["一", "二"],
            "year": [2023, 2023],
            "full_year": [100.0, 300.0],
            "executed": [100.0, 150.5],
        },
    }
    made = {}
    for name, column in columns.items():
        content = io.BytesIO()
        pyarrow.parquet.write_table(pa.table(column), content, compression=compression)
        made[name] = content.getvalue()
    return made


@cache
def _small(kind: str) -> bytes:
    content = io.BytesIO()
    if kind == "xlsx":
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.worksheets[0]
        for row in ROWS:
            sheet.append(row)
        sheet["B3"] = 0.95
        sheet["B3"].number_format = "0.00%"
        sheet["H5"] = "=F5"
        sheet.merge_cells("B1:D1")
        book.save(content)
    else:
        from docx import Document

        document = Document()
        document.add_paragraph("2023年度项目支出绩效自评表")
        table = document.add_table(len(ROWS), 8)
        for row, texts in zip(table.rows, ROWS, strict=True):
            for cell, said in zip(row.cells, texts, strict=False):
                cell.text = said
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(4, 0).merge(table.cell(5, 0))
        table.cell(6, 7).add_table(1, 2)
        document.add_paragraph("注：得分一档最高不能超过该指标分值上限。")
        document.save(content)
    return content.getvalue()


def seeds(entry: str) -> list[bytes]:
    """Inputs to start from."""
    if entry == "expression":
        lines = (ROOT / "tests" / "corpus" / "expressions.tsv").read_text(encoding="utf-8").splitlines()[1:]
        rows = [line.split("\t") for line in lines]
        return [f"{row[1]}\n{row[1].lstrip('≥≤')}\n{row[0]}\n\n".encode() for row in rows]
    if entry == "scoring":
        return [
            "\n".join("\t".join(row) for row in [head, *SCORED]).encode()
            for head in (["", "2023", "30", "30", "24.9"], ["abcd", "", "", "1,000.5", "1000.51"], ["ab", "2022"])
        ]
    if entry == "tables":
        made = [_tables(compression) for compression in ("snappy", "none")]
        return [bytes([place]) + of[name] for of in made for place, name in enumerate(TABLES)]
    if entry in ("docx", "xlsx"):
        part = "word/document.xml" if entry == "docx" else "xl/worksheets/sheet1.xml"
        with zipfile.ZipFile(io.BytesIO(_small(entry))) as package:
            made = [package.read(part)]
        if entry == "xlsx":
            with zipfile.ZipFile(DOCUMENTS / "self_eval_synthetic.xlsx") as package:
                made.append(package.read(part))
        return made
    if entry == "archive":
        return [_small("docx")[4:], _small("xlsx")[4:]]
    if entry == "html":
        cells = "".join(f"<tr>{''.join(f'<td>{t}</td>' for t in row)}</tr>" for row in ROWS)
        spans = cells.replace("<td>产出指标", "<td rowspan=2 colspan='1'>产出指标", 1)
        meta = b"<meta charset='gb2312'>"
        return [
            f"<h1>绩效自评表</h1><table>{spans}</table>".encode(),
            meta + f"<table>{cells}</table>".encode("gb18030"),
        ]
    if entry == "text":
        lines = ["\t".join(row) for row in ROWS]
        piped = ["|" + "|".join(row) + "|" for row in ROWS]
        return ["\n".join(lines).encode(), "\n".join(piped).encode(), "\n".join(",".join(r) for r in ROWS).encode()]
    if entry == "outcomes":
        head = "部门,项目,三级指标,实际完成值,单位,达成情况,说明\n"
        return [(head + "某教育局,教师培训费,培训人数,300,人,,\n,,教学水平,部分达成,,达成,说明\n").encode()]
    if entry == "rulebook":
        books = sorted((ROOT / "rules" / "books").glob("*.toml"), key=lambda path: path.stat().st_size)
        return [path.read_bytes() for path in books]
    match = '[[match]]\nproject = "甲"\nname = "满意度"\nindicator = "乙"\nwho = "李某"\nwhy = "如此"\n'
    suppress = '[[suppress]]\nfinding = "total-differs"\nreason = "已更正"\nwho = "张三"\n'
    return [match.encode(), suppress.encode()]


WORDS = [
    *(
        "≥",
        "≤",
        "=",
        "-",
        "~",
        "至",
        "%",
        "‰",
        "万元",
        "人/次",
        "2023年12月底前",
        "第3名",
        "",
        "0",
        "1e308",
        "-1",
        "９９",
    ),
    *(
        "一级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "总分",
        "其中：财政拨款",
        "部分达成",
        "无",
        "100%",
    ),
    *("<td>", "</td>", "<tr>", "</tr>", "<table>", "</table>", "rowspan=65535", "colspan='200'", "<td rowspan=2>"),
    *(
        "<w:tc>",
        "</w:tc>",
        "<w:tr>",
        "</w:tr>",
        '<w:gridSpan w:val="63"/>',
        '<w:vMerge w:val="restart"/>',
        "<w:vMerge/>",
    ),
    *('<w:gridBefore w:val="2"/>', "<w:sdt><w:sdtContent>", "<w:ins>", "</w:ins>", "<w:del>", '<w:hMerge w:val="x"/>'),
    *('t="s"', 't="e"', 't="d"', 't="b"', 'r="A1048577"', 's="3"', "<f>1/0</f>", '<mergeCell ref="A1:B2"/>'),
    *(
        'use = "linear"',
        "params = { }",
        "when = { cost = true }",
        "[[override]]",
        "standing = 1",
        "\n",
        "\t",
        ",",
        "|",
        '"',
    ),
]


def mutated(data: bytes, draw: random.Random) -> bytes:
    """The input with one to eight pieces cut, doubled, moved, replaced by a word of the field or by noise."""
    pieces = re.split(rb"(<[^>]*>|[\n\t,|])", data) if len(data) < 400_000 else [data]
    for _ in range(draw.randint(1, 8)):
        at = draw.randrange(len(pieces)) if pieces else 0
        what = draw.randrange(6)
        if what == 0:
            del pieces[at : at + draw.choice((1, 1, 2, 5))]
        elif what == 1:
            pieces[at:at] = pieces[at : at + draw.choice((1, 3, 9))]
        elif what == 2:
            pieces.insert(at, draw.choice(WORDS).encode())
        elif what == 3 and pieces:
            pieces[at] = draw.choice(WORDS).encode()
        elif what == 4 and len(pieces) > 1:
            other = draw.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif pieces and pieces[at]:
            raw = bytearray(pieces[at])
            raw[draw.randrange(len(raw))] = draw.randrange(256)
            pieces[at] = bytes(raw)
    return b"".join(pieces)


BY_RULE = frozenset({"expression", "scoring", "outcomes"})


def changed(entry: str, data: bytes, draw: random.Random) -> bytes:
    """One mutation: of pieces and bytes, or, where the entry takes texts of targets, of what they say."""
    if entry == "tables":
        return _spoilt(data, draw)
    if entry not in BY_RULE or draw.random() < 0.3:
        return mutated(data, draw)
    if entry == "scoring":
        return phrases.changed(data, draw)
    apart = "," if entry == "outcomes" else "\n"  # cells of csv; the five texts of an expression
    cells = data.decode("utf-8", "replace").split(apart)
    made = phrases.changed("\t".join(cells).encode() if entry == "expression" else data.replace(b",", b"\t"), draw)
    return made.replace(b"\t", apart.encode())


def _spoilt(data: bytes, draw: random.Random) -> bytes:
    """Some bytes exchanged, most of them at the end, where a table says what it holds; sometimes the end cut off."""
    found = bytearray(data or b"0")
    for _ in range(draw.choice((1, 1, 2, 4))):
        found[draw.randrange(max(len(found) - 1500, 0) if draw.random() < 0.6 else 0, len(found))] = draw.randrange(256)
    return bytes(found[: draw.randrange(len(found))] if draw.random() < 0.1 else found)


def run(entry: str, count: int, seed: int) -> int:
    """Try so many mutations of the seeds; the inputs tried. A fault comes out with its input in ``fault.input``."""
    draw, known = random.Random(f"{entry} {seed}"), seeds(entry)
    for number in range(count):
        data = changed(entry, draw.choice(known), draw)
        try:
            ENTRIES[entry](data)
        except BaseException as fault:
            fault.add_note(f"{entry}, input {number} of seed {seed}: {data[:200]!r}")
            fault.input = data  # type: ignore[attr-defined]
            raise
    return count


if __name__ == "__main__":
    name, number, start = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0
    print(f"{name}: {run(name, number, start)} inputs tried, no fault")
