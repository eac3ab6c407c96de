"""Tables against documents: the same content gives the same scores, totals, ratings and findings on both ways.

The reference is the document path, which has tests of its own (corpus, rules, hand calculation). Texts are those of
tests/corpus; what is stated for what, and every amount, is invented by a seeded generator.
"""

import csv
import json
import random
from collections import Counter
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import numpy as np
import pandas as pd
import pytest

pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
import pyarrow.parquet as pq  # noqa: E402
from tablemaking import tables_of  # noqa: E402

import evaluator  # noqa: E402
from evaluator.bulk import scoring  # noqa: E402
from evaluator.bulk.documents import run_of  # noqa: E402
from evaluator.bulk.pairing import Pairing  # noqa: E402
from evaluator.bulk.run import BulkRun  # noqa: E402
from evaluator.bulk.scoring import save_kept, score_tables  # noqa: E402
from evaluator.bulk.summary import Case  # noqa: E402
from evaluator.evaluation import evaluate  # noqa: E402
from evaluator.run import Run  # noqa: E402
from targets.checks.checking import check_across, check_form  # noqa: E402

CORPUS = Path(__file__).parent / "corpus"
FORMS = 60
RUN_ONLY = {
    *("convention-applied", "rulebook-unchecked", "rulebook-checked-before", "rulebook-not-in-force"),
    *(
        "department-form-repeated",
        "years-mixed",
        "projects-unweighted",
    ),  # of all forms together: test_what_makes_ratings_doubtful
}


RATINGS = {"department-form-repeated", "years-mixed", "projects-unweighted"}


def corpus(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def invented(seed: int = 11) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Forms with printed, partly printed and no points, own forms, every sort of doubt."""
    choose = random.Random(seed)  # noqa: S311  (nothing secret)
    promised = [row for row in corpus("seed_targets.tsv") if row["level1"]]
    stated = corpus("outcomes.tsv")
    columns = list(stated[0])
    words = [row.get("outcome") or row.get("actual") or row[columns[-1]] for row in stated]
    targets, actuals, budgets = [], [], []
    for form in range(FORMS):
        style = form % 4
        for row in range(choose.randint(1, 14)):
            of = choose.choice(promised)
            points = (
                ""
                if style == 0 or (style == 1 and row % 3 == 0)
                else choose.choice(["5", "6.25", "10", "12.5分", "10.125", "—"])
            )
            targets.append(
                {
                    "form": form * 3,
                    "id": row * 2,
                    "indicator": of["indicator"],
                    "target": of["target"] if choose.random() > 0.03 else "",
                    "level1": of["level1"],
                    "level2": of["level2"],
                    "points": points,
                }
            )
            if choose.random() < 0.06:
                continue
            by_person = choose.random() < 0.15
            actuals.append(
                {
                    "form": form * 3,
                    "id": row * 2,
                    "outcome": choose.choice([of["target"], of["target"], "", "不适用", *choose.sample(words, 4)]),
                    "level": choose.choice(["达成", "部分达成", "未达成", ""]) if by_person else "",
                    "share": choose.choice(["0.75", "90%", "0.65", ""]) if by_person else "",
                    "deduction": choose.choice(["", "", "0.5", "50"]) if by_person else "",
                    "decided_by": choose.choice(["李某", ""]) if by_person else "",
                    "decided_on": "2023-12-31" if by_person else "",
                    "reason": choose.choice(["", "原因", "无"]),
                    "evidence": choose.choice(["", "台账"]),
                }
            )
        full_year = Decimal(choose.randint(0, 10_000_000)) / 10_000
        budgets.append(
            {
                "form": form * 3,
                "department": f"部门{form // 9}",
                "project": None if form % 9 == 0 and form < 40 else f"项目{form}",
                "year": choose.choice([2022, 2023]),
                "full_year": choose.choice([full_year, full_year, None]),
                "executed": choose.choice([full_year, full_year * Decimal("0.85"), None]),
                "planned": full_year,
                "execution_points": choose.choice([None, 10.0]),
                "execution_reason": choose.choice(["", "结余"]),
            }
        )
    for row in budgets:
        row["full_year"], row["executed"], row["planned"] = (
            None if row[name] is None else round(float(row[name]), 6) for name in ("full_year", "executed", "planned")
        )
    return pd.DataFrame(targets), pd.DataFrame(actuals), pd.DataFrame(budgets)


def counted(run: Run) -> Counter[tuple[str, str, object, object]]:
    """Findings of lines and forms: once for each kind and place, as tables count them."""
    places = {
        (f.name, f.severity.value, f.at.table, f.at.row, f.figures.get("category", ""))
        for f in run.notices
        if f.name not in RUN_ONLY
    }
    return Counter((name, severity) for name, severity, *_ in places)


@pytest.fixture(scope="module")
def frames() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return invented()


@pytest.fixture(scope="module")
def bulk(frames: tuple[pd.DataFrame, ...]) -> BulkRun:
    return score_tables(*frames)


@pytest.fixture(scope="module")
def documents(bulk: BulkRun) -> Run:
    """All forms of the tables as an ordinary run."""
    plan = bulk.plan
    cases = {
        form: Case(
            targets=plan.targets.rows(int(plan.starts[form]), int(plan.starts[form + 1]), plan.targets.schema.names),
            outcomes=plan.actuals.rows(
                int(plan.outcome_starts[form]), int(plan.outcome_starts[form + 1]), plan.actuals.schema.names
            ),
        )
        for form in range(len(plan.forms))
    }
    return run_of(cases, plan.forms, bulk.book, file="t")


def hundredths(values: pd.Series) -> list[int | None]:
    return [None if pd.isna(value) else round(value * 100) for value in values]


def compare(bulk: BulkRun, run: Run) -> None:
    assert hundredths(bulk.indicators["score"]) == hundredths(run.indicators["score"])
    assert hundredths(bulk.indicators["points"]) == hundredths(run.indicators["points"])
    assert bulk.indicators["provision"].astype(str).tolist() == run.indicators["provision"].tolist()
    assert bulk.indicators["points_provision"].astype(str).tolist() == run.scored.table["points_provision"].tolist()
    forms = bulk.projects
    for name in ("total_low", "total_high", "indicator_score", "execution_points"):
        assert hundredths(forms[name]) == run.totals[name].tolist(), name
    assert [g if isinstance(g, str) else "" for g in forms["grade"]] == run.totals["grade"].tolist()
    assert [-1 if pd.isna(r) else r for r in forms["execution_rate"]] == run.totals["rate"].tolist()
    ours, theirs = bulk.departments, run.departments
    assert ours["department"].tolist() == theirs["department"].tolist()
    for name in ("rating_low", "rating_high", "own_low", "own_high", "mean_low", "mean_high"):
        assert hundredths(ours[name]) == hundredths(theirs[name]), name
    assert [g if isinstance(g, str) else "" for g in ours["grade"]] == theirs["grade"].tolist()
    assert ours["basis"].tolist() == theirs["basis"].tolist()
    assert ours["projects"].tolist() == theirs["projects"].tolist()


def test_demo_through_tables_is_the_demo() -> None:
    demo = files("evaluator") / "demo"
    run = evaluate(str(demo / "ganzhou-2023.txt"), str(demo / "outcomes.csv"))
    bulk = evaluator.evaluate(*(table.to_pandas() for table in tables_of(run)[:2]), budgets=tables_of(run)[2])
    assert isinstance(bulk, BulkRun)
    compare(bulk, run)
    layout = {("row-shifted", "warning"), ("level-misplaced", "warning")}  # of documents only
    checks = {(f.name, f.severity.value) for form in run.forms for f in check_form(form)}
    checks |= {(f.name, f.severity.value) for f in check_across(run.forms)}  # as are those that check alone looks for
    expected = Counter({key: count for key, count in counted(run).items() if key not in layout | checks})
    assert (
        Counter({(m.kind.name, m.severity.value): n for m, n in bulk.counts.items() if m.kind.name not in RUN_ONLY})
        == expected
    )
    shares = {
        name: round(float(bulk.departments[f"money_{name}"].iloc[0]) * 100) for name in ("优", "良", "中", "差", "open")
    }
    assert sum(shares.values()) == 10_000
    assert shares == {share.grade or "open": share.share for share in run.ratings[0].found.money}


def test_invented_tables_against_documents(bulk: BulkRun, documents: Run) -> None:
    compare(bulk, documents)
    assert len({m.kind.name for m in bulk.counts}) >= 20, "the generator is to meet most kinds of findings"


def test_findings_are_those_of_documents(bulk: BulkRun, documents: Run) -> None:
    ours = Counter({(m.kind.name, m.severity.value): n for m, n in bulk.counts.items() if m.kind.name not in RUN_ONLY})
    assert ours == counted(documents)
    table = bulk.findings
    assert Counter(zip(table["name"].astype(str), table["severity"].astype(str), strict=True)) == ours


def test_conventions_say_how_much_rests_on_them(bulk: BulkRun, documents: Run) -> None:
    ours, theirs = (
        {(f.figures["provision"], f.figures["count"], f.figures["forms"], f.figures["points"]) for f in found}
        for found in (
            [f for f in bulk.listed if f.name == "convention-applied"],
            [f for f in documents.notices if f.name == "convention-applied"],
        )
    )
    assert ours == theirs and ours


def test_listed_findings_have_the_sentences_of_documents(bulk: BulkRun, documents: Run) -> None:
    said = {(f.name, f.at.table, f.at.row, f.message("zh")) for f in documents.notices}
    listed = [f for f in bulk.listed if f.name not in RUN_ONLY]
    assert {(f.name, f.at.table, f.at.row, f.message("zh")) for f in listed} <= said
    for mark, places in bulk.summary.listed.items():
        assert len(places) == min(10, bulk.counts[mark])


def test_one_form_on_request(bulk: BulkRun, documents: Run) -> None:
    run = bulk.form(15)
    position = bulk.plan.forms.key.tolist().index(15)
    assert run.totals["total_low"].tolist() == [documents.totals["total_low"][position]]


def test_what_makes_ratings_doubtful() -> None:
    """甲 has two forms of its own and three years, 乙 one of each, 丙 two years; the same on both ways."""
    rows = [(1, "甲", None, 2023), (2, "甲", "项目", 2021), (3, "乙", None, 2023), (4, "甲", None, 2022)]
    rows += [(5, "丙", "项目", None), (6, "丙", "项目二", 2022), (7, "丙", "项目三", 2023)]
    budgets = pd.DataFrame(rows, columns=["form", "department", "project", "year"]).astype({"year": "Int64"})
    budgets = budgets.assign(full_year=1.0, executed=1.0)
    targets = budgets[["form"]].assign(id=0, indicator="培训人次", target="≥10人次", level1="产出指标", points=90.0)
    actuals = targets[["form", "id"]].assign(outcome="10人次")
    run = score_tables(targets, actuals, budgets)
    said = {(f.name, f.figures["department"], f.at.table, f.message("en")) for f in run.listed if f.name in RATINGS}
    assert {(name, department, table) for name, department, table, _ in said} == {
        ("department-form-repeated", "甲", 3),
        ("years-mixed", "甲", 0),
        ("years-mixed", "丙", 6),
    }
    assert any("has 2 forms of its own" in text and "form 1" in text for *_, text in said)
    assert any("2021、2022、2023" in text for *_, text in said)
    assert {mark.kind.name: count for mark, count in run.counts.items() if mark.kind.name in RATINGS} == {
        "department-form-repeated": 1,
        "years-mixed": 2,
    }
    noted = ["warning E117 department-form-repeated; warning E118 years-mixed", "", "warning E118 years-mixed"]
    assert run.departments["findings"].tolist() == noted


def test_every_doubtful_department_is_named() -> None:
    """Fifteen departments with forms of two years: ten sentences, fifteen counted, each beside its rating."""
    budgets = pd.DataFrame({"form": range(30), "department": [f"局{n % 15}" for n in range(30)], "project": "项目"})
    budgets = budgets.assign(year=[2022] * 15 + [2023] * 15, full_year=1.0, executed=1.0)
    targets = budgets[["form"]].assign(id=0, indicator="培训人次", target="≥10人次", level1="产出指标", points=90.0)
    run = score_tables(targets, targets[["form", "id"]].assign(outcome="10人次"), budgets)
    assert sum(f.name == "years-mixed" for f in run.listed) == 10
    assert {m.kind.name: n for m, n in run.counts.items()}["years-mixed"] == 15
    assert run.departments["findings"].tolist() == ["warning E118 years-mixed"] * 15


# --- streaming --------------------------------------------------------------------------------------------------------


def bytes_of(folder: Path) -> dict[str, bytes]:
    """All files but ``bulk.json``, which names the inputs; its digests of results are compared instead."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet") if path.is_file()
    } | {"departments.csv": (folder / "departments.csv").read_bytes()}


@pytest.fixture(scope="module")
def saved(frames: tuple[pd.DataFrame, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In memory, then written."""
    folder = tmp_path_factory.mktemp("bulk") / "out"
    save_kept(score_tables(*frames, part_rows=100), folder, force=False)
    return folder


def scattered(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Forms interleaved, the rows of each form in their order, the first row of each form where forms keep theirs."""
    choose = random.Random(seed)  # noqa: S311  (nothing secret)
    heads = frame.groupby("form", sort=False).head(1)
    rest = frame.drop(heads.index)
    order = {form: iter(group.index) for form, group in rest.groupby("form", sort=False)}
    picks = [form for form, group in rest.groupby("form", sort=False) for _ in range(len(group))]
    choose.shuffle(picks)
    return frame.loc[[*heads.index, *(next(order[form]) for form in picks)]]


@pytest.mark.parametrize("way", ["groups", "one-by-one", "folder", "arrow", "scattered-files", "scattered-frames"])
def test_any_partitioning_gives_the_same_bytes(
    way: str, frames: tuple[pd.DataFrame, ...], saved: Path, tmp_path: Path
) -> None:
    targets, actuals, budgets = frames
    sources: list[object] = [targets, actuals, budgets]
    if way.startswith("scattered"):
        sources = [
            scattered(targets, 1),
            actuals.sample(frac=1, random_state=2),
            budgets.sample(frac=1, random_state=3),
        ]
    if way == "folder":
        for name, frame in (("targets", targets), ("actuals", actuals)):
            (tmp_path / name).mkdir()
            for number in range(5):
                cut = frame.iloc[len(frame) * number // 5 : len(frame) * (number + 1) // 5]
                cut.to_parquet(tmp_path / name / f"{number}.parquet", index=False, row_group_size=33)
        sources[:2] = [tmp_path / "targets", tmp_path / "actuals"]
    elif way == "arrow":
        for place, name in enumerate(("targets", "actuals", "budgets")):
            table = pa.Table.from_pandas(sources[place], preserve_index=False)
            with (
                pa.OSFile(str(tmp_path / f"{name}.arrow"), "wb") as sink,
                pa.ipc.new_file(sink, table.schema) as writer,
            ):
                writer.write_table(table, max_chunksize=17)
            sources[place] = tmp_path / f"{name}.arrow"
    elif way != "scattered-frames":
        size = {"groups": 50, "one-by-one": 1, "scattered-files": 40}[way]
        for place, name in enumerate(("targets", "actuals", "budgets")):
            path = tmp_path / f"{name}.parquet"
            sources[place].to_parquet(path, index=False, row_group_size=size)  # type: ignore[attr-defined]
            sources[place] = path
    score_tables(*sources, out=tmp_path / "out", part_rows=100)
    assert bytes_of(tmp_path / "out") == bytes_of(saved)
    ours, theirs = (json.loads((folder / "bulk.json").read_text("utf-8")) for folder in (tmp_path / "out", saved))
    assert all(len(digest) == 64 for table in ours["inputs"] for digest in table["sha256"])
    assert ours["results"] == theirs["results"] and ours["findings"] == theirs["findings"]


@pytest.mark.parametrize("turn", range(8))
def test_pairs_learnt_at_once_by_several_threads(turn: int) -> None:
    """All begin together with pairs that nobody knows; each pair gets one number."""
    known, found, together = Pairing(), dict[int, Any](), Barrier(4)
    left = np.tile(np.arange(300, dtype=np.int32), 300)
    right = np.repeat(np.arange(300, dtype=np.int32), 300)

    def learn(number: int) -> None:
        together.wait()
        found[number] = known.codes(left, right, 300, 300)

    threads = [Thread(target=learn, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(known) == 90_000 and len(found) == 4
    for numbers in found.values():
        assert (known.left[numbers] == left).all() and (known.right[numbers] == right).all()


@pytest.mark.parametrize("threads", [1, 8])
def test_threads_change_nothing(
    threads: int, frames: tuple[pd.DataFrame, ...], saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts judged side by side learn the same texts at once; whoever is first, the results are the same bytes."""
    monkeypatch.setattr(scoring, "processors", lambda: threads)
    many, few = tmp_path / "many", tmp_path / "few"
    score_tables(*frames, out=few, part_rows=100)
    assert bytes_of(few) == bytes_of(saved)
    score_tables(*frames, out=many, part_rows=7)
    rows, whole = (
        [row for path in sorted((folder / "indicators").iterdir()) for row in pq.read_table(path).to_pylist()]
        for folder in (many, saved)
    )
    assert rows == whole and len(list((many / "indicators").iterdir())) > 20


def test_parts_change_files_but_not_results(frames: tuple[pd.DataFrame, ...], bulk: BulkRun) -> None:
    small = score_tables(*frames, part_rows=7)
    assert len(small.plan) > 20 > len(bulk.plan)
    for name in ("indicators", "forms"):
        assert small.table(name).to_pylist() == bulk.table(name).to_pylist()
    assert small.ratings.equals(bulk.ratings)
    assert dict(small.counts) == dict(bulk.counts)
    assert [f.message("en") for f in small.listed] == [f.message("en") for f in bulk.listed]
    order = ["form", "id", "code", "severity"]
    ours, theirs = (run.findings.astype(str).sort_values(order).reset_index(drop=True) for run in (small, bulk))
    pd.testing.assert_frame_equal(ours, theirs)


def test_outcomes_without_an_indicator_are_kept(frames: tuple[pd.DataFrame, ...], tmp_path: Path) -> None:
    targets, actuals, budgets = frames
    strays = pd.DataFrame([{"form": 0, "id": 999, "outcome": "1"}, {"form": 4444, "id": 0, "outcome": "2"}])
    more = pd.concat([actuals, strays])
    run = score_tables(targets, more, budgets, out=tmp_path / "out")
    found = run.table("unmatched").to_pylist()
    assert sorted((row["form"], row["id"]) for row in found) == [(0, 999), (4444, 0)]
    overview = json.loads((tmp_path / "out" / "bulk.json").read_text("utf-8"))
    assert overview["unmatched"] == 2
    assert {path.name for path in (tmp_path / "out" / "unmatched").iterdir()} == {
        "part-000000.parquet",
        "forms-unknown.parquet",
    }


def test_without_budgets_execution_is_pending(frames: tuple[pd.DataFrame, ...]) -> None:
    run = score_tables(*frames[:2])
    totals = run.projects
    assert (totals["total_high"] >= totals["total_low"] + totals["execution_points"] - 1e-9).mean() > 0.9
    assert {mark.kind.name for mark in run.counts} >= {"execution-missing"}
    assert run.departments["rating_low"].isna().all()


def test_keys_of_text(frames: tuple[pd.DataFrame, ...], bulk: BulkRun) -> None:
    renamed = [frame.assign(form="F" + frame["form"].astype(str)) for frame in frames]
    for frame in renamed[:2]:
        frame["id"] = "I" + frame["id"].astype(str)
    run = score_tables(*renamed)
    assert hundredths(run.indicators["score"]) == hundredths(bulk.indicators["score"])
    assert run.indicators["form"].iloc[-1] == f"F{(FORMS - 1) * 3}"


def test_one_written_parquet_is_readable_by_name(saved: Path) -> None:
    schema = pq.read_schema(saved / "indicators" / "part-000000.parquet")
    assert schema.names == ["form", "id", "points", "score", "provision", "points_provision", "findings"]
    assert pa.types.is_decimal(schema.field("score").type)
