"""The share column of the template takes only a share within the band of the level chosen beside it."""

import argparse
from pathlib import Path

import openpyxl
import pytest

from actuals.template import bands_text
from evaluator.commands.template import run

TARGETS = Path(__file__).resolve().parent.parent / "evaluator" / "demo" / "ganzhou-2023.txt"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    out = tmp_path_factory.mktemp("template") / "actuals.xlsx"
    args = argparse.Namespace(targets=[str(TARGETS)], out=str(out), one_sheet=True, force=False, rules=None, lang="en")
    assert run(args) == 0
    return openpyxl.load_workbook(out)


def test_each_qualitative_row_has_the_bands_of_the_rulebook(book: openpyxl.Workbook) -> None:
    sheet = next(s for s in book if any(v.type == "custom" for v in s.data_validations.dataValidation))
    custom = [v for v in sheet.data_validations.dataValidation if v.type == "custom"]
    lists = next(v for v in sheet.data_validations.dataValidation if v.type == "list")
    levels = {cell for part in lists.sqref.ranges for row in part.cells for cell in [row]}
    assert len(custom) == len(levels) > 0
    for validation in custom:
        (cell,) = str(validation.sqref).split()
        # mof-2021-101: 100–80 % (included), 80–60 % (included), 60–0 %; a mark belongs to the upper band
        formula = validation.formula1
        assert f"{cell}>=0.8,{cell}<=1" in formula
        assert f"{cell}>=0.6,{cell}<0.8" in formula
        assert f"{cell}>=0,{cell}<0.6" in formula
        row = "".join(filter(str.isdigit, cell))
        assert formula.count(row + '="') == 3
        assert len(formula) <= 255
        assert len(validation.error) <= 225


def test_bands_in_words() -> None:
    from decimal import Decimal

    text = bands_text(["达成", "部分达成"], [(Decimal("0.8"), Decimal(1)), (Decimal("0.6"), Decimal("0.8"))])
    assert text == "达成 0.8 至 1；部分达成 0.6 至 0.8（不含）"
