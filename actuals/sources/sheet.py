"""One source of outcomes, of any kind, as an OutcomeTable: headings recognised by vocabulary, rows by what they
hold.

A source is a CSV or Parquet table, a table in a document of any supported format, a filled-in self-evaluation
document, or a database address with a table or query. The columns may stand in any order, with lines above the
headings, several tables under one another and columns nobody asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from actuals.outcome import ExecutionFigures, Outcome
from actuals.sources.cells import CellRow, CellTable
from actuals.sources.delimited import read_delimited
from actuals.sources.headings import MONEY_FIELDS, checked_mapping, heading_key, is_header, recognise
from actuals.sources.table import OutcomeTable, Unused
from targets.errors import InputError
from targets.kinds.location import Location
from targets.model.form import with_unit
from targets.model.labels import money_unit_of
from targets.readingcache import ReadingCache

_OF_MONEY = ("department", "project", "fund", "reason", "level1", "level2", "target")
"""Fields that a row of amounts may hold beside them; anything else in it is reported, since no indicator is named."""
MAX_BYTES = 1 << 30
_NOT_TEXT = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")
_MARKUP = frozenset({".md", ".html", ".htm"})
_SPANNING = frozenset({"level1", "level2", "project", "department"})
EXAMPLE_MARK = "示例"

_INVENTED = re.compile(r"虚构|示例数据|演示数据|invented|illustrative|fictitious", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d[\d,，]*(\.\d+)?")
_OWN_UNIT = re.compile(r"[（(][^（()）]*元[)）]$")
_LABELS = {"项目名称": "project", "部门名称": "department", "主管部门": "department", "部门单位名称": "department"}


def read_outcomes(
    source: str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    table: str | None = None,
    query: str | None = None,
    cache: ReadingCache | None = None,
) -> OutcomeTable:
    """The outcomes of a file or database.

    ``mapping`` names columns whose headings the vocabulary does not know (``{"actual": "实际完成值"}``); ``table``
    or ``query`` choose what to read from a database address. What ``cache`` holds is not opened again. Raises
    InputError where nothing can be read: missing, empty or binary file, no recognisable headings, an unknown field in
    ``mapping``, no database driver.
    """
    wanted = checked_mapping(mapping)
    if "://" in str(source):
        from actuals.sources.database import read_database

        name, cells = read_database(str(source), table=table, query=query)
        return _outcome_table(name, (cells,), wanted)
    if table is not None or query is not None:
        raise InputError(
            f"{source}：--table 和 --query 只用于数据库地址（如 sqlite:///结果.db）；文件不需要它们。",
            f"{source}: --table and --query are for database addresses (sqlite:///results.db) only; leave them out.",
        )
    path = Path(source)
    start = _start(path)
    if start.startswith(b"PAR1"):
        from actuals.sources.parquet import read_parquet

        return _outcome_table(path.name, (read_parquet(path, path.read_bytes()),), wanted)
    if start.startswith(_NOT_TEXT) or start.lstrip().startswith(b"<") or path.suffix.lower() in _MARKUP:
        return _document_outcomes(path, wanted, cache)
    rows = (read_delimited(path, path.read_bytes()),)
    forms = None if wanted or _names_owner(rows, wanted) else _text_forms(path)
    return forms or _outcome_table(path.name, rows, wanted)


def _text_forms(path: Path) -> OutcomeTable | None:
    """Outcomes of the official forms in a text file, None where it holds none or is no document."""
    from actuals.sources.documents import form_outcomes, read_document

    try:
        grids, findings = read_document(path)
    except InputError:  # then the sentence about headings says more
        return None
    found = form_outcomes(grids, path.name)
    return replace(found, findings=(*findings, *found.findings)) if found else None


def _document_outcomes(path: Path, mapping: Mapping[str, str], cache: ReadingCache | None) -> OutcomeTable:
    """A table where its headings say whose rows they are or ``mapping`` says what they are; else filled-in forms;
    else a table.
    """
    from actuals.sources.documents import cell_tables, form_outcomes, read_document

    grids, findings = read_document(path, cache=cache)
    tables, hidden = cell_tables(grids, mapping)
    found = None if mapping or _names_owner(tables, mapping) else form_outcomes(grids, path.name)
    if found is not None:
        return replace(found, findings=(*findings, *found.findings))
    table = _outcome_table(path.name, tables, mapping)
    return replace(table, findings=(*findings, *hidden, *table.findings))


def _names_owner(tables: Iterable[CellTable], mapping: Mapping[str, str]) -> bool:
    """True if some headings give each row its id, project or department: then it is a table and not an official
    form.
    """
    for table in tables:
        for row in table.rows:
            fields = tuple(recognise(row.cells, mapping).values())
            if is_header(fields) and {"id", "project", "department"} & set(fields):
                return True
    return False


def _start(path: Path) -> bytes:
    if not path.exists():
        raise InputError(f"找不到文件 {path}；请检查路径。", f"no such file: {path}; check the path.")
    if path.is_dir():
        raise InputError(f"{path} 是文件夹；请指定其中的一个文件。", f"{path} is a folder; name one file in it.")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(
                f"{path.name}：超过 {MAX_BYTES >> 20} MB；请拆成几个文件。",
                f"{path.name}: larger than {MAX_BYTES >> 20} MB; split it into several files.",
            )
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise InputError(
            f"{path.name}：无法读取（{error.strerror}）；请检查权限。",
            f"{path.name}: cannot be read ({error.strerror}); check permissions.",
        ) from error
    if not start.strip():
        raise InputError(
            f"{path.name}：文件是空的；请提供填好的表格。",
            f"{path.name}: the file is empty; give a table that is filled in.",
        )
    return start


@dataclass
class _Collected:
    """Outcomes, money and findings gathered from the rows so far."""

    outcomes: list[Outcome] = field(default_factory=list)
    execution: list[ExecutionFigures] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    illustrative: bool = False
    headers: int = 0


@dataclass
class _Context:
    """Owner and unit of money from the lines above the headings: whose table this is and in what money."""

    department: str = ""
    project: str = ""
    money_unit: str = "万元"

    def learn(self, cells: Sequence[str]) -> None:
        filled = [cell for cell in cells if cell]
        for label, value in zip(filled, [*filled[1:], ""], strict=True):
            head, _, tail = unicodedata.normalize("NFKC", label).partition(":")
            name = _LABELS.get(heading_key(head))
            if name and (tail.strip() or value):
                setattr(self, name, tail.strip() or value)
            if unit := money_unit_of(label):
                self.money_unit = unit


def _outcome_table(name: str, tables: Iterable[CellTable], mapping: Mapping[str, str]) -> OutcomeTable:
    got = _Collected()
    for cells in tables:
        _collect(cells, mapping, got)
    if not got.headers:
        raise InputError(
            f"{name}：没有找到表头；须有一行写着“三级指标”（或“指标名称”）和“实际完成值”；"
            "别的列名请用 --map actual=列名 指明。",
            f"{name}: no headings found; one row must name the indicator (三级指标) and the outcome (实际完成值); "
            "name other headings with --map actual=HEADING.",
        )
    return OutcomeTable(
        source=name,
        outcomes=tuple(got.outcomes),
        execution=tuple(got.execution),
        unused=tuple(got.unused),
        illustrative=got.illustrative,
    )


def _collect(table: CellTable, mapping: Mapping[str, str], got: _Collected) -> None:
    context, columns, headings, units = _Context(), dict[int, str](), tuple[str, ...](), dict[str, str]()
    carried: dict[str, str] = {}
    for row in table.rows:
        if not any(row.cells):
            continue
        fields = recognise(row.cells, mapping)
        if is_header(tuple(fields.values())):
            columns, headings, carried = fields, row.cells, {}
            got.headers += 1
            units = {
                fields[n]: money_unit_of(row.cells[n]) or context.money_unit
                for n in fields
                if fields[n] in MONEY_FIELDS
            }
            continue
        if not columns:
            context.learn(row.cells)
            got.illustrative = got.illustrative or any(_INVENTED.search(cell) for cell in row.cells)
            continue
        _collect_row(row, columns, headings, context, units, carried, got)


def _collect_row(
    row: CellRow,
    columns: Mapping[int, str],
    headings: Sequence[str],
    context: _Context,
    units: Mapping[str, str],
    carried: dict[str, str],
    got: _Collected,
) -> None:
    values = {
        name: "" if n in row.covered and name not in _SPANNING else row.cells[n]
        for n, name in columns.items()
        if n < len(row.cells) and not name.startswith("_")
    }
    if values.get("id", "").startswith(EXAMPLE_MARK) or values.get("level1") == EXAMPLE_MARK:
        return
    for n, cell in enumerate(row.cells):
        name = columns.get(n)
        if name == "_remark" and _INVENTED.search(cell):
            got.illustrative = True
        elif cell and n not in row.covered and (name is None or name in ("_remark", "_score")):
            got.unused.append(_unused_cell(row, n, cell, headings))
    if not values.get("name") and not values.get("id") and any(values.get(name) for name in MONEY_FIELDS):
        got.execution.append(_execution(row.at, values, context, units))
        got.unused += [
            _unused_cell(row, n, row.cells[n], headings)
            for n, name in columns.items()
            if name not in (*MONEY_FIELDS, *_OF_MONEY) and name[0] != "_" and n not in row.covered and values.get(name)
        ]
        return
    if any(values.get(name) for name in MONEY_FIELDS):
        got.unused += [
            _unused_cell(row, n, row.cells[n], headings)
            for n, name in columns.items()
            if name in MONEY_FIELDS and n < len(row.cells) and row.cells[n]
        ]
    if not values.get("name") and not values.get("id"):
        filled = " | ".join(cell for n, cell in enumerate(row.cells) if cell and columns.get(n, "_remark")[0] != "_")
        if values.get("fund") and not values.get("actual") and not values.get("level"):
            return  # a fund row of the template that nobody filled in
        if filled:
            got.unused.append(
                Unused(
                    at=row.at, text=filled, zh="该行没有指标名称或编号", en="the row names no indicator and has no id"
                )
            )
        return
    for name in ("level1", "level2"):  # merged cells leave their text in the first row only
        if values.get(name):
            carried[name] = values[name]
            if name == "level1":
                carried.pop("level2", None)
        elif name in carried:
            values[name] = carried[name]
    got.outcomes.append(_outcome(row.at, values, context))


def _outcome(at: Location, values: Mapping[str, str], context: _Context) -> Outcome:
    texts = {name: text for name, text in values.items() if name not in (*MONEY_FIELDS, "fund", "unit")}
    if "project" not in texts:
        texts["project"] = context.project
    if "department" not in texts:
        texts["department"] = context.department
    if texts.get("actual"):
        texts["actual"] = with_unit(texts["actual"], values.get("unit", ""))
    return Outcome(at=at, **texts)


def _execution(
    at: Location, values: Mapping[str, str], context: _Context, units: Mapping[str, str]
) -> ExecutionFigures:
    own = _OWN_UNIT.search(values.get("fund", ""))
    stated = money_unit_of(own[0]) if own else None
    unit = stated or next(iter(units.values()), context.money_unit)

    def amount(name: str) -> str:
        text, of_column = values.get(name, ""), units.get(name, unit)
        return text if stated or of_column == unit or not _NUMBER.fullmatch(text) else f"{text}{of_column}"

    return ExecutionFigures(
        at=at,
        department=values.get("department", context.department),
        project=values.get("project", context.project),
        fund=_OWN_UNIT.sub("", values.get("fund", "")) if stated else values.get("fund", ""),
        initial=amount("initial"),
        full_year=amount("full_year"),
        executed=amount("executed"),
        reason=values.get("reason", ""),
        money_unit=unit,
    )


def _unused_cell(row: CellRow, column: int, text: str, headings: Sequence[str]) -> Unused:
    heading = headings[column] if column < len(headings) else ""
    return Unused(
        at=replace(row.at, column=column),
        text=text,
        column=heading,
        zh=f"列“{heading}”的内容不参与评分" if heading else "该格没有列名",
        en=f"the column “{heading}” takes no part in scoring" if heading else "the cell has no heading",
    )
