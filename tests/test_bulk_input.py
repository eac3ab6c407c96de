"""What is refused: tables with other columns, types or keys than docs/bulk.md says, each with its column and remedy."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from evaluator.__main__ import main
from evaluator.bulk.plan import plan
from evaluator.bulk.schema import ACTUALS, TARGETS
from evaluator.bulk.score_part import Judge
from evaluator.bulk.scoring import score_tables
from evaluator.bulk.tables import open_table
from rules.loading import load
from targets.errors import InputError

Frames = dict[str, pd.DataFrame]


def frames() -> Frames:
    return {
        "targets": pd.DataFrame(
            {
                "form": [1, 1, 2],
                "id": [1, 2, 1],
                "indicator": ["培训人次", "满意度", "成本"],
                "target": ["≥100人次", "≥90%", "≤10万元"],
                "level1": ["产出指标", "满意度指标", "成本指标"],
                "points": [50.0, 40.0, 90.0],
            }
        ),
        "actuals": pd.DataFrame({"form": [1, 1, 2], "id": [1, 2, 1], "outcome": ["90人次", "95%", "9.5万元"]}),
        "budgets": pd.DataFrame(
            {
                "form": [1, 2],
                "department": ["甲", "甲"],
                "project": ["一", "二"],
                "year": [2023, 2023],
                "full_year": [100.0, 300.0],
                "executed": [100.0, 150.0],
            }
        ),
    }


def test_worked_by_hand() -> None:
    """50 × 90 ÷ 100 = 45, 40, 90; execution 10 × 100 % and 10 × 50 %; (95 × 100 + 95 × 300) ÷ 400 = 95."""
    run = score_tables(*frames().values())
    assert run.indicators["score"].tolist() == [45.0, 40.0, 90.0]
    assert run.projects["total_low"].tolist() == [95.0, 95.0]
    assert run.departments["mean_low"].tolist() == [95.0]
    assert run.departments["grade"].tolist() == ["优"]


def test_keys_past_what_doubles_hold_stay_themselves() -> None:
    """2**53 + 1 is no double; findings of forms have no id, which must not turn the ids of indicators into doubles."""
    given = frames()
    for table in ("targets", "actuals"):
        given[table]["id"] = [2**53 + 1, 2**53 + 2, 2**53 + 3]
    given["budgets"]["executed"] = [None, 150.0]
    findings = score_tables(*given.values()).findings
    assert findings["id"].isna().any() and "shortfall-unexplained" in set(findings["name"])
    assert findings.loc[findings["name"] == "shortfall-unexplained", "id"].tolist() == [2**53 + 1]


def test_no_outcome_at_all(tmp_path: Path) -> None:
    """A table of outcomes without a row, as a frame and as a file: all is pending, and said of the first rows."""
    given = frames()
    given["actuals"] = given["actuals"].iloc[:0].astype({"outcome": "str"})
    for name, frame in given.items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    for tables in (given.values(), (tmp_path / f"{name}.parquet" for name in given)):
        run = score_tables(*tables)
        assert run.projects["total_low"].tolist() == [10.0, 5.0]
        assert run.projects["total_high"].tolist() == [100.0, 95.0]
        assert run.indicators["score"].isna().all()
        assert [f.name for f in run.listed].count("outcome-missing") == 3


def test_ranking_best_first(tmp_path: Path) -> None:
    """90 × outcome ÷ 100 + 10 for execution. Equal ratings share a rank; between equal lower ends the higher upper end
    goes first; a department without money has no rating and stands last.
    """
    stated = {"无": "100人次", "半": "50人次", "甲": "100人次", "缺": "", "末": "0人次", "乙": "100人次"}
    count = len(stated)
    given: Frames = {
        "targets": pd.DataFrame(
            {
                "form": range(count),
                "id": [1] * count,
                "indicator": ["培训人次"] * count,
                "target": ["≥100人次"] * count,
                "level1": ["产出指标"] * count,
                "points": [90.0] * count,
            }
        ),
        "actuals": pd.DataFrame({"form": range(count), "id": [1] * count, "outcome": [*stated.values()]}),
        "budgets": pd.DataFrame(
            {
                "form": range(count),
                "department": [*stated],
                "project": ["项目"] * count,
                "full_year": [None, *[100.0] * (count - 1)],
                "executed": [None, *[100.0] * (count - 1)],
            }
        ),
    }
    score_tables(*given.values(), out=tmp_path / "out")
    lines = (tmp_path / "out" / "departments.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [line.split(",")[:4] for line in lines] == [
        ["1", "甲", "100.00", "100.00"],
        ["1", "乙", "100.00", "100.00"],
        ["3", "半", "55.00", "55.00"],
        ["4", "缺", "10.00", "100.00"],
        ["5", "末", "10.00", "10.00"],
        ["", "无", "", ""],
    ]


def put(table: str, column: str, values: list[object]) -> Callable[[Frames], None]:
    def change(given: Frames) -> None:
        given[table][column] = values

    return change


def drop(table: str, column: str) -> Callable[[Frames], None]:
    def change(given: Frames) -> None:
        del given[table][column]

    return change


def cut(table: str, rows: int) -> Callable[[Frames], None]:
    def change(given: Frames) -> None:
        given[table] = given[table].iloc[:rows]

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("targets", "weight", [1, 1, 1]), ("targets", "weight", "rename")),
        (drop("targets", "target"), ("targets", "target", "add it")),
        (put("targets", "indicator", [1, 2, 3]), ("indicator", "int64", "text")),
        (put("actuals", "outcome", [True, False, True]), ("outcome", "bool", "text or numbers")),
        (put("budgets", "year", ["2023", "2023"]), ("year", "whole numbers")),
        (put("budgets", "executed", ["1", "2"]), ("executed", "万元")),
        (put("targets", "form", [1.0, 1.0, 2.0]), ("form", "double", "whole numbers or text")),
        (put("targets", "form", pd.array([1, None, 2], dtype="Int64")), ("targets, row 2", "'form' is null")),
        (put("targets", "id", pd.array([1, 2, None], dtype="Int64")), ("targets, row 3", "'id' is null")),
        (put("actuals", "id", ["1", "2", "1"]), ("'id'", "int64 in targets", "one type")),
        (put("targets", "id", [1, 1, 1]), ("form = 1", "id = 1", "twice")),
        (put("actuals", "id", [2, 2, 1]), ("form = 1", "id = 2", "twice")),
        (put("budgets", "form", [1, 1]), ("budgets", "twice: 1")),
        (cut("budgets", 1), ("budgets lacks 1 forms", "form = 2")),
        (put("budgets", "department", ["甲", None]), ("department", "null")),
        (put("budgets", "full_year", [1.00000001, 3.0]), ("full_year", "1.00000001", "six decimals")),
        (put("budgets", "full_year", [1e10, 3.0]), ("full_year", "10⁹")),
        (cut("targets", 0), ("targets holds no rows",)),
    ],
)
def test_refused(change: Callable[[Frames], None], said: tuple[str, ...]) -> None:
    given = frames()
    change(given)
    with pytest.raises(InputError) as refused:
        score_tables(*given.values())
    for part in said:
        assert part in refused.value.en
    assert refused.value.zh != refused.value.en


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    found = []
    for name, frame in frames().items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
        found.append(str(tmp_path / f"{name}.parquet"))
    return found


ONE_RULE = """
[score.{0}]
case = "at-least"
names = ["{1}"]
use = "direct"
standing = "convention"
reason = "x"
zh = "x"
en = "x"
params = {{}}
"""


def test_what_refuses_one_table_does_not_follow_the_judge(tmp_path: Path) -> None:
    """On a cluster one judge sees many tables: a text that its book cannot place must not stop the tables after it."""
    book = tmp_path / "local.toml"
    rules = (ONE_RULE.format("one", "培训"), ONE_RULE.format("other", "人次"))
    book.write_text("".join(('id = "local"\nextends = "mof-2021-101"', *rules)), encoding="utf-8")
    judge = Judge(load(str(book)))

    def judged(given: Frames) -> list[int]:
        made = plan(
            open_table(given["targets"], TARGETS, "targets"), open_table(given["actuals"], ACTUALS, "actuals"), None
        )
        part = judge.part(made.task(0).part())
        return list(part.lines.score[part.line].tolist())

    with pytest.raises(InputError, match="all fit the indicator '培训人次'"):
        judged(frames())
    placed = frames()
    placed["targets"].loc[0, "indicator"] = "培训场次"
    assert judged(placed) == [0, 4000, 9000]  # 90 of 100 fails where nothing less than all counts
    with pytest.raises(InputError, match="all fit the indicator '培训人次'"):
        judged(frames())


def test_command_line(paths: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    arguments = ["--lang", "en", "score", paths[0], paths[1], "--budgets", paths[2], "--out", str(out)]
    assert main([*arguments, "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["indicators"] == 3 and printed["departments"][0]["rating_low"] == "95.00"
    assert {item["name"]: item["count"] for item in printed["findings"]["counts"]}["shortfall-unexplained"] == 1
    assert (out / "departments.csv").read_text("utf-8-sig").splitlines()[1].startswith("1,甲,95.00,95.00,优")
    assert main(arguments) == 2 and "already holds a run" in capsys.readouterr().err
    assert main([*arguments, "--force", "--fail-on", "warning"]) == 1
    assert "Departments" in capsys.readouterr().out


def test_command_line_says_what_is_wrong(paths: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 not really")
    for arguments, said in (
        (["score", str(tmp_path / "none.parquet"), paths[1]], "none.parquet"),
        (["score", str(tmp_path / "broken.parquet"), paths[1]], "broken.parquet"),
        (["score", paths[0], paths[1], "--as-of", "2023-06-30"], "--as-of"),
        (["score", paths[0], paths[1], "--map", "actual=x"], "--map"),
    ):
        assert main(["--lang", "en", *arguments]) == 2
        err = capsys.readouterr().err
        assert said in err and "Traceback" not in err


def test_nothing_half_written(paths: list[str], tmp_path: Path) -> None:
    broken = pd.read_parquet(paths[1])
    broken["id"] = 2
    broken.to_parquet(paths[1], index=False)
    with pytest.raises(InputError):
        score_tables(*paths, out=tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "actuals.parquet",
        "budgets.parquet",
        "targets.parquet",
    ]


def test_memory_that_runs_out_is_not_called_a_damaged_file(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet

    def starved(*_: object, **__: object) -> object:
        raise pyarrow.ArrowMemoryError("malloc of size 1 failed")

    monkeypatch.setattr(pyarrow.parquet.ParquetFile, "read_row_group", starved)
    with pytest.raises(InputError, match="memory ran out while targets"):
        score_tables(*paths)


def spoilt(whole: bytes, choose: random.Random) -> bytes:
    """Some bytes of a file exchanged, most of them where it says what it holds; sometimes its end cut off."""
    found = bytearray(whole)
    for _ in range(choose.choice((1, 1, 2, 4))):
        place = choose.randrange(max(len(found) - 1500, 0) if choose.random() < 0.6 else 0, len(found))
        found[place] = choose.randrange(256)
    return bytes(found[: choose.randrange(len(found))] if choose.random() < 0.1 else found)


def test_files_that_lie_about_themselves(tmp_path: Path) -> None:
    """Sizes, encodings, names and texts that are none: a sentence or a run, never a traceback."""
    given = frames()
    for name, frame in given.items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    whole = (tmp_path / "targets.parquet").read_bytes()
    choose = random.Random(5)  # noqa: S311  (nothing secret)
    refused = 0
    for _ in range(150):
        (tmp_path / "lying.parquet").write_bytes(spoilt(whole, choose))
        try:
            score_tables(tmp_path / "lying.parquet", tmp_path / "actuals.parquet", tmp_path / "budgets.parquet")
        except InputError:
            refused += 1
    assert refused > 50, "the sample is to hold files that cannot be read"


@pytest.mark.parametrize("year", [0, -5, 23, 53479, 2**62])
def test_a_year_that_is_none(year: int) -> None:
    given = frames()
    given["budgets"]["year"] = [2023] * (len(given["budgets"]) - 1) + [year]
    with pytest.raises(InputError, match=f"'year' holds {year} "):
        score_tables(*given.values())


def test_execution_points_that_are_none() -> None:
    given = frames()
    given["budgets"]["execution_points"] = ["—", "10/10"]
    with pytest.raises(InputError, match="'execution_points' holds '10/10' "):
        score_tables(*given.values())


@pytest.mark.parametrize("amount", [2**53 + 1, 2**62, 10**9])
def test_money_that_nobody_has(amount: int) -> None:
    """Whole numbers too large for a double as well."""
    given = frames()
    given["budgets"]["full_year"] = [1] * (len(given["budgets"]) - 1) + [amount]
    with pytest.raises(InputError, match=f"'full_year' holds {amount} "):
        score_tables(*given.values())


def test_texts_that_are_no_text(tmp_path: Path) -> None:
    given = frames()
    given["targets"].to_parquet(tmp_path / "targets.parquet", index=False, compression="none")
    whole = (tmp_path / "targets.parquet").read_bytes()
    (tmp_path / "targets.parquet").write_bytes(whole.replace("培训人次".encode(), b"\xff\xfe" * 6))
    with pytest.raises(InputError, match="export it again"):
        score_tables(tmp_path / "targets.parquet", given["actuals"], given["budgets"])


def test_points_past_a_hundred_go_to_the_rows_that_apply() -> None:
    """Four rows of 100 points, two of which do not apply: 200 for each of the others; 90 % of 200 and half of 200."""
    rows = {"form": [1] * 4, "id": range(4)}
    names = ["培训人次", "调研次数", "会议次数", "走访次数"]
    targets = pd.DataFrame({**rows, "indicator": names, "target": "≥10次", "level1": "产出指标", "points": 100.0})
    reasons = ["", "", "任务取消", "任务取消"]
    actuals = pd.DataFrame({**rows, "outcome": ["9次", "5次", "不适用", "不适用"], "reason": reasons})
    run = score_tables(targets, actuals)
    assert run.indicators["points"].tolist() == [200, 200, 0, 0]
    assert run.indicators["score"].tolist() == [180, 100, 0, 0]


def test_many_forms_taken_for_one_are_refused() -> None:
    """1,001 rows of 100 points under one key are more points than a form can have."""
    rows = {"form": [7] * 1001, "id": range(1001)}
    targets = pd.DataFrame({**rows, "indicator": "培训人次", "target": "≥10次", "level1": "产出指标", "points": 100.0})
    actuals = pd.DataFrame({**rows, "outcome": "9次"})
    with pytest.raises(InputError, match="form = 7 add up to a hundred thousand"):
        score_tables(targets, actuals)
    half = score_tables(targets[:999], actuals[:999]).projects
    assert half["indicator_score"].tolist() == [90 * 999]
