"""Five thousand forms made by rule, every one read exactly; a block that is no indicator changes no indicator."""

from __future__ import annotations

from dataclasses import replace

import pytest
from formgrammar import Truth, cells_of, made

from targets.documents.grid import Grid
from targets.layout.understanding import forms_of
from targets.model.form import Form

COUNT, PARTS = 5000, 10


def differences(form: Form, truth: Truth) -> list[str]:
    """What was read otherwise than it was made."""
    found = [
        f"{name}: {getattr(form, name)} for {getattr(truth, name)}"
        for name in ("project", "department", "total_points", "total_score", "grade")
        if (getattr(form, name) or None) != getattr(truth, name)
    ]
    found += [f"{k}: {form.execution.get(k)} for {v}" for k, v in truth.execution.items() if form.execution.get(k) != v]
    read = [(r.level1, r.level2, r.name, r.target, r.symbol, r.unit, r.actual, r.points, r.score) for r in form.rows]
    wanted = [(r.level1, r.level2, r.name, r.target, r.symbol, r.unit, r.actual, r.points, r.score) for r in truth.rows]
    if len(read) != len(wanted):
        found.append(f"{[row[2] for row in read]} for {[row[2] for row in wanted]}")
    found += [f"{one} for {other}" for one, other in zip(read, wanted, strict=False) if one != other]
    return found


def wrong(seed: int) -> list[str]:
    grids, truth = made(seed)
    read = forms_of(grids, "t")
    if len(read.forms) != 1:
        return [f"{len(read.forms)} forms"]
    return differences(read.forms[0], truth)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_form_made_by_rule_is_read_exactly(part: int) -> None:
    failed = {seed: found for seed in range(part, COUNT, PARTS) if (found := wrong(seed))}
    assert not failed, f"{len(failed)} forms, such as {next(iter(failed.items()))}"


NO_INDICATORS = (
    [["存在问题", "进度偏慢", "", ""], ["改进措施", "加强调度", "", ""]],
    [["填表人：张某", "", "联系电话：000", ""]],
    [["自评综述", "总体完成较好，群众反映良好，后续将加强管护。", "", ""]],
    [["主管部门意见", "同意", "", ""], ["财政部门意见", "同意", "", ""]],
    [["问题清单", "整改措施", "责任人", "完成时限"], ["资料不全", "补齐资料", "王某", "6月底"]],
    [["年度", "金额（万元）", "备注", ""], ["2022", "120", "已结清", ""], ["2023", "80", "在建", ""]],
)


@pytest.mark.parametrize("block", range(len(NO_INDICATORS)))
def test_a_block_that_is_no_indicator_changes_no_indicator(block: int) -> None:
    for seed in range(block, 300, 6):
        grids, _ = made(seed)
        before = forms_of(grids, "t").forms[0].rows
        first = grids[-1 if len(grids) == 1 else 0]
        width = max(first.width, 4)
        rows = [[*row, *["<"] * (width - len(row))] for row in NO_INDICATORS[block]]
        added = tuple(replace(cell, row=cell.row + first.height) for cell in cells_of(rows))
        if len(grids) > 1 or not any(one.total_score for one in forms_of(grids, "t").forms):
            table = Grid(file="t", index=len(grids), cells=cells_of(rows), before=("说明",))
            after = forms_of([*grids, table], "t").forms[0].rows
        else:
            after = forms_of([replace(first, cells=(*first.cells, *added))], "t").forms[0].rows
        assert after == before, seed
