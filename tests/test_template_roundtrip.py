"""The form handed out and the form that comes back: nothing lost, nothing guessed, whatever was done to it in
between.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from actuals.matching.matching import Matching, match
from actuals.sources.sheet import read_outcomes
from actuals.template import csv_template, expectation, unit_shown
from evaluator.commands.template import run as template_command
from evaluator.evaluation import evaluate
from evaluator.keeping.fillable import write_template
from evaluator.render.templatebook import sheet_title
from targets.errors import InputError
from targets.forms import read_forms
from targets.model.form import Form, Indicator

DEMO = Path(str(files("evaluator") / "demo"))
LEVELS = ("基本达成", "部分实现", "实现程度较低")
Sheet = list[list[str]]


@pytest.fixture(scope="module")
def forms() -> tuple[Form, ...]:
    return read_forms(DEMO / "ganzhou-2023.txt").forms


@pytest.fixture(scope="module")
def filled() -> dict[str, dict[str, str]]:
    """For each indicator id an outcome, a level and a reason: those of the demo."""
    read = read_forms(DEMO / "ganzhou-2023.txt").forms
    matching = match(read, read_outcomes(DEMO / "outcomes.csv"))
    assert len(matching.by_indicator) == 107 and not matching.findings
    return {
        read[n].rows[m].id: {
            "实际完成值": got.outcome.actual,
            "完成等级": got.outcome.level,
            "得分系数": got.outcome.share,
            "偏差原因分析及改进措施": got.outcome.reason,
        }
        for (n, m), got in matching.by_indicator.items()
    }


def filled_csv(forms: tuple[Form, ...], filled: dict[str, dict[str, str]]) -> Sheet:
    """The rows of the CSV template with the outcomes typed in."""
    rows = list(csv.reader(io.StringIO(csv_template(forms))))
    head = rows[0]
    for row in rows[1:]:
        for heading, text in filled.get(row[0], {}).items():
            row[head.index(heading)] = text
        if not row[0]:
            row[head.index("全年预算数（万元）")] = row[head.index("年初预算数（万元）")]
            row[head.index("全年执行数（万元）")] = row[head.index("年初预算数（万元）")]
    return rows


def columns_moved(rows: Sheet, rng: random.Random) -> Sheet:
    order = list(range(len(rows[0])))
    rng.shuffle(order)
    return [[row[n] for n in order] for row in rows]


def rows_sorted(rows: Sheet, rng: random.Random) -> Sheet:
    head, *rest = rows
    rng.shuffle(rest)
    return [head, *rest]


def rows_doubled(rows: Sheet, rng: random.Random) -> Sheet:
    head, *rest = rows
    return [head, *rest, *rng.sample(rest, 20)]


def columns_added(rows: Sheet, rng: random.Random) -> Sheet:
    return [["本单位编号", *row, "联系人"] if not n else [str(n), *row, "张三"] for n, row in enumerate(rows)]


def ids_lost(rows: Sheet, rng: random.Random) -> Sheet:
    return [row if not n else ["", *row[1:]] for n, row in enumerate(rows)]


def id_column_lost(rows: Sheet, rng: random.Random) -> Sheet:
    return [row[1:] for row in rows]


def lines_above(rows: Sheet, rng: random.Random) -> Sheet:
    return [["填报单位：某中心"], [], *rows]


def all_at_once(rows: Sheet, rng: random.Random) -> Sheet:
    return lines_above(
        columns_moved(columns_added(rows_doubled(rows_sorted(ids_lost(rows, rng), rng), rng), rng), rng), rng
    )


CHANGES = (columns_moved, rows_sorted, rows_doubled, columns_added, ids_lost, id_column_lost, lines_above, all_at_once)


def save_csv(path: Path, rows: Sheet) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def scores(path: Path) -> list[tuple[object, ...]]:
    run = evaluate(DEMO / "ganzhou-2023.txt", path)
    rows = run.indicators[["id", "outcome", "points", "score"]].astype(str)
    return [tuple(row) for row in rows.itertuples(index=False)] + [tuple(map(str, run.totals["total_low"]))]


@pytest.mark.parametrize("change", CHANGES)
def test_scored_equal_to_direct_scoring_whatever_was_done_to_the_sheet(
    change: Callable[[Sheet, random.Random], Sheet],
    forms: tuple[Form, ...],
    filled: dict[str, dict[str, str]],
    tmp_path: Path,
) -> None:
    straight = filled_csv(forms, filled)
    direct = scores(save_csv(tmp_path / "direct.csv", straight))
    assert len(direct) == 108
    changed = change(straight, random.Random(11))  # noqa: S311
    assert scores(save_csv(tmp_path / "changed.csv", changed)) == direct
    by_row = {row[0]: row[1] for row in direct[:-1]}
    assert by_row == {one: texts["实际完成值"] for one, texts in filled.items()}


def fill_workbook(path: Path, filled: dict[str, dict[str, str]]) -> None:
    """Type the outcomes into a workbook template as a person would: numbers as numbers, shares as percent cells."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        head = {cell.value: cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value}
        if "编号" not in head:
            continue
        for number in range(3, sheet.max_row + 1):
            texts = filled.get(str(sheet.cell(number, head["编号"]).value))
            for heading, text in (texts or {}).items():
                cell = sheet.cell(number, head[heading])
                if text.endswith("%") and text[:-1].replace(".", "").isdigit():
                    cell.value, cell.number_format = float(text[:-1]) / 100, "0.0#%"
                elif text:
                    cell.value = text
    book.save(path)


def matched(forms: tuple[Form, ...], path: Path) -> Matching:
    return match(forms, read_outcomes(path))


@pytest.mark.parametrize("one_sheet", [False, True])
def test_workbook_comes_back_with_every_outcome(
    one_sheet: bool, forms: tuple[Form, ...], filled: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "w.xlsx"
    write_template(forms, path, levels=LEVELS, one_sheet=one_sheet)
    fill_workbook(path, filled)
    got = matched(forms, path)
    assert len(got.by_indicator) == 107 and not got.findings and not got.unused
    for (n, m), one in got.by_indicator.items():
        wanted, typed = filled[forms[n].rows[m].id]["实际完成值"], one.outcome.actual
        if wanted.endswith("%"):
            assert float(typed.rstrip("%")) == float(wanted.rstrip("%")) and typed.endswith("%")
        else:
            assert typed == wanted
        assert one.how == "id"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_drop_downs_protection_and_ids(
    forms: tuple[Form, ...], filled: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "in" / "w.xlsx"
    path.parent.mkdir()
    write_template(forms, path, levels=LEVELS)
    fill_workbook(path, filled)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    sheet = book.worksheets[2]
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert lists and all(level in str(lists[0].formula1) for level in LEVELS)
    assert sheet.protection.sheet and sheet.column_dimensions["A"].hidden
    got = matched(forms, tmp_path / "w.xlsx")
    assert len(got.by_indicator) == 107 and not got.findings
    assert {one.how for one in got.by_indicator.values()} == {"id"}


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_equal_inputs_give_equal_bytes(name: str, forms: tuple[Form, ...], tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    for folder in ("one", "two"):
        write_template(forms, tmp_path / folder / name, levels=LEVELS)
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def risky(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """The first project form with a target and names that a spreadsheet would run."""
    rows = [replace(row, name=name, target=target) for row, (name, target) in zip(forms[1].rows, RISKY, strict=False)]
    return (replace(forms[1], rows=tuple(rows), project="=1+1"),)


RISKY = (('=HYPERLINK("http://x")', "=100%"), ("+加分项", "-5%"), ("@SUM(1)", "+5%"))


def test_formula_looking_text_stays_text(forms: tuple[Form, ...], tmp_path: Path) -> None:
    write_template(risky(forms), tmp_path / "r.xlsx", levels=LEVELS)
    with zipfile.ZipFile(tmp_path / "r.xlsx") as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets and not any("<f>" in sheet for sheet in sheets)
    write_template(risky(forms), tmp_path / "r.csv", levels=LEVELS)
    cells = [cell for row in csv.reader(io.StringIO((tmp_path / "r.csv").read_text("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    for name in ("r.xlsx", "r.csv"):
        found = read_outcomes(tmp_path / name).outcomes
        assert [(o.name, o.target) for o in found] == list(RISKY) and {o.project for o in found} == {"=1+1"}


def test_what_the_workbook_offers(forms: tuple[Form, ...], tmp_path: Path) -> None:
    write_template(forms, tmp_path / "w.xlsx", levels=LEVELS)
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    assert (
        book.sheetnames[:3] == ["填表说明", "预算执行", "1 赣州经济技术开发区教体服务中心"]
        and len(book.sheetnames) == 14
    )
    sheet = book.worksheets[2]
    head = {cell.value: cell for cell in sheet[2]}
    assert sheet.freeze_panes == "D3" and sheet.column_dimensions["A"].hidden
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == (
        "landscape",
        9,
        "$1:$2",
    )
    assert head["实际完成值"].comment and str(sheet.cell(3, 1).value).startswith("示例")
    column = {heading: cell.column for heading, cell in head.items()}
    names = {str(sheet.cell(n, column["三级指标"]).value): n for n in range(4, sheet.max_row + 1)}
    counted, worded = names["全年开展教研活动"], names["教师教育教学水平"]
    choices = next(v for v in sheet.data_validations.dataValidation if v.type == "list")
    level = lambda row: sheet.cell(row, column["完成等级"]).coordinate  # noqa: E731
    assert level(worded) in choices.sqref and level(counted) not in choices.sqref
    assert (
        not sheet.cell(counted, column["实际完成值"]).protection.locked
        and sheet.cell(counted, column["指标值"]).protection.locked
    )
    assert (
        sheet.cell(counted, column["计量单位"]).value == "次"
        and "12次" in sheet.cell(counted, column["实际完成值"]).comment.text
    )


def by_name(forms: tuple[Form, ...], name: str) -> Indicator:
    return next(row for form in forms for row in form.rows if row.name == name)


def test_units_and_expectations(forms: tuple[Form, ...]) -> None:
    assert unit_shown(by_name(forms, "高考入学资助学生人均补助标准").reading) == "元/学年"
    assert unit_shown(by_name(forms, "每次招商引资成本").reading) == ""  # printed upside down, so nothing is suggested
    rank = by_name(forms, "我区学校教学质量水平得到提升，中考成绩排名")
    assert unit_shown(rank.reading) == "" and "第2名" in expectation(rank, LEVELS)
    assert "基本达成、部分实现、实现程度较低" in expectation(by_name(forms, "我区学生学业水平"), LEVELS)


@pytest.mark.parametrize("name", ["m.xlsx", "m.csv"])
def test_forms_in_different_units_of_money_keep_them(name: str, forms: tuple[Form, ...], tmp_path: Path) -> None:
    in_yuan = replace(forms[2], money_unit="元", budget={"total": "63000"})
    write_template((forms[1], in_yuan), tmp_path / name, levels=LEVELS)
    rows = {(e.project, e.fund): (e.initial, e.money_unit) for e in read_outcomes(tmp_path / name).execution}
    assert rows["招商引资工作经费", "年度资金总额"] == ("14", "万元")
    assert rows["高考入学政府资助区配套", "年度资金总额"] == ("63000", "元")


def test_sheet_titles_are_legal_and_different() -> None:
    taken: set[str] = set()
    titles = [sheet_title(text, taken) for text in ("高考/入学", "高考\\入学", "长" * 40, "长" * 40, "''", "")]
    assert len({title.casefold() for title in titles}) == 6 and all(0 < len(title) <= 31 for title in titles)
    assert not any(set(title) & set("/\\?*[]:'") for title in titles)


def arguments(out: Path, *, force: bool = False) -> argparse.Namespace:
    return argparse.Namespace(
        targets=[str(DEMO / "ganzhou-2023.txt")], out=str(out), one_sheet=False, rules=None, lang="zh", force=force
    )


def test_command_never_overwrites_a_filled_in_form(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert template_command(arguments(out)) == 0
    out.write_text("filled in")
    with pytest.raises(InputError, match="already exists"):
        template_command(arguments(out))
    assert out.read_text() == "filled in" and list(tmp_path.iterdir()) == [out]
    assert template_command(arguments(out, force=True)) == 0 and out.read_text("utf-8-sig").startswith("编号,")


@pytest.mark.parametrize(
    ("name", "sentence"), [("a.docx", "as .xlsx or .csv"), ("no/where/a.csv", "there is no folder")]
)
def test_command_misuse(name: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=sentence):
        template_command(arguments(tmp_path / name))
    assert not list(tmp_path.iterdir())


def test_no_forms_no_template(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no target form"):
        write_template((), tmp_path / "a.csv", levels=LEVELS)
