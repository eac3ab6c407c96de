"""Invented tables shaped like published forms: a few thousand distinct texts, 12.5 indicators a form, 100 forms a
department, points printed in hundredths that add up to 90, three lines in a hundred doubtful.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROWS_A_FORM, FORMS_A_DEPARTMENT = 12.5, 100
DOUBTFUL = 0.03
DEFINITIONS = 600
"""With 13 outcomes each, some of them equal: about 4,000 distinct texts, 6,600 pairs of target and outcome."""
_GROUP = 1 << 20
_LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
)


def vocabulary(rng: np.random.Generator) -> tuple[list[tuple[str, str, str, str]], list[list[str]]]:
    """Definitions (indicator, target, level 1, level 2), and for each the outcomes people state: the first four meet
    the target, the next five miss or surpass it, the last four are doubtful.
    """
    definitions, outcomes = [], []
    for number in range(DEFINITIONS):
        level1, level2 = _LEVELS[number % 4]
        bound = int(rng.integers(2, 400))
        style = number % 10
        if style < 4:
            target, unit = f"≥{bound} 次", " 次"
        elif style < 6:
            bound, unit = int(rng.integers(70, 100)), "%"
            target = f"≥{bound}%"
        elif style == 6:
            target, unit = f"≤{bound} 万元", " 万元"
        elif style == 7:
            target, unit = f"{bound} 人", " 人"
        elif style == 8:
            target, unit = "＝100%", "%"
            bound = 100
        else:
            target, unit = "有效提升", ""
        definitions.append((f"工作事项{number:04}完成情况", target, level1, level2))
        if not unit:
            outcomes.append(["有效提升", "达成预期指标", "已完成", "完成", *["部分达成"] * 3, "未达成", "未完成"])
        else:
            grid = [Decimal(n) / 1000 for n in (1000, 1000, 1000, 1050, 900, 950, 730, 1400, 2300)]
            shown = [_plain(bound * share) for share in grid]
            outcomes.append([f"{amount}{unit}" for amount in shown])
        outcomes[-1] += ["", "基本完成", f"{bound}-{bound + 5}", "约 3 个"]
    return definitions, outcomes


def _plain(value: Decimal) -> str:
    text = format(value.quantize(Decimal("0.1")), "f")
    return text.removesuffix(".0")


def codes(rows: int, seed: int = 7) -> dict[str, Any]:
    """The columns of the tables as codes: form of each row, definition, outcome within it, points, and the forms."""
    rng = np.random.default_rng(seed)
    forms = max(int(rows / ROWS_A_FORM), 1)
    sizes = rng.integers(8, 18, forms)
    sizes = np.maximum(sizes * rows // sizes.sum(), 1)
    while sizes.sum() < rows:
        sizes[: min(forms, rows - sizes.sum())] += 1
    rows = int(sizes.sum())
    starts = np.concatenate([[0], np.cumsum(sizes)])
    form = np.repeat(np.arange(forms), sizes)
    base = 9000 // sizes // 50 * 50
    points = np.repeat(base, sizes)
    points[starts[:-1]] += 9000 - base * sizes
    definition = rng.integers(0, DEFINITIONS, rows)
    meets, differs = rng.integers(0, 4, rows), rng.integers(4, 9, rows)
    doubtful = rng.integers(9, 13, rows)
    draw = rng.random(rows)
    outcome = np.where(draw < DOUBTFUL, doubtful, np.where(draw < 0.35, differs, meets))
    departments = max(forms // FORMS_A_DEPARTMENT, 1)
    budget = rng.integers(10_000, 100_000_000, forms)
    return {
        "starts": starts,
        "form": form,
        "id": np.arange(rows) - np.repeat(starts[:-1], sizes),
        "points": points,
        "definition": definition,
        "outcome": outcome,
        "department": np.minimum(np.arange(forms) // FORMS_A_DEPARTMENT, departments - 1),
        "departments": departments,
        "budget": budget,
        "executed": (budget * np.minimum(rng.normal(0.95, 0.08, forms), 1.0)).astype(np.int64),
    }


def tables(rows: int, seed: int = 7) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The three tables of the bulk interface."""
    made = codes(rows, seed)
    definitions, outcomes = vocabulary(np.random.default_rng(3))
    flat = sorted({text for texts in outcomes for text in texts})
    place = {text: n for n, text in enumerate(flat)}
    of_definition = np.array([[place[text] for text in texts] for texts in outcomes])
    stated = of_definition[made["definition"], made["outcome"]]
    columns = {}
    for number, name in enumerate(("indicator", "target", "level1", "level2")):
        values = sorted({definition[number] for definition in definitions})
        code = np.array([values.index(definition[number]) for definition in definitions], dtype=np.int32)
        columns[name] = _coded(code[made["definition"]], values)
    keys = {"form": pa.array(1_000_000 + made["form"]), "id": pa.array(made["id"])}
    targets = pa.table({**keys, **columns, "points": pa.array(made["points"] / 100)})
    actuals = pa.table({**keys, "outcome": _coded(stated, flat)})
    forms = len(made["budget"])
    own = np.arange(forms) % FORMS_A_DEPARTMENT == 0
    names = [None if of_department else f"项目{n:07}" for n, of_department in enumerate(own.tolist())]
    budgets = pa.table(
        {
            "form": pa.array(1_000_000 + np.arange(forms)),
            "department": _coded(made["department"], [f"第{n:05}号部门" for n in range(made["departments"])]),
            "project": pa.array(names, pa.string()),
            "year": pa.array(np.full(forms, 2023)),
            "full_year": pa.array(made["budget"] / 10_000),
            "executed": pa.array(made["executed"] / 10_000),
        }
    )
    return targets, actuals, budgets


def _coded(code: Any, values: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(code.astype(np.int32)), pa.array(values, pa.string()))


def write(rows: int, folder: Path, seed: int = 7) -> tuple[Path, Path, Path]:
    """The three tables as Parquet files."""
    paths = folder / "targets.parquet", folder / "actuals.parquet", folder / "budgets.parquet"
    for table, path in zip(tables(rows, seed), paths, strict=True):
        pq.write_table(table, path, row_group_size=_GROUP)
    return paths
