"""Options and files that mean nothing together are refused in one sentence: silence would be taken for an answer."""

import json
from pathlib import Path

import pytest

from evaluator import evaluate
from evaluator.__main__ import main
from evaluator.figures import completion_share, completion_text, percent_of, rate_of
from targets.errors import InputError

DEMO = Path(__file__).resolve().parent.parent / "evaluator" / "demo"
TARGETS, OUTCOMES = str(DEMO / "ganzhou-2023.txt"), str(DEMO / "outcomes.csv")


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALUATOR_CACHE", str(tmp_path.parent / f"{tmp_path.name}-cache"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        # an empty name, as of a shell variable that was not set: no current folder, no default book
        (["read", ""], "an empty file name"),
        (["check", TARGETS, ""], "an empty file name"),
        (["audit", "", "--format", "json"], "an empty file name"),
        (["score", TARGETS, " "], "an empty file name"),
        (["template", "", "-o", "x.xlsx"], "an empty file name"),
        (["template", TARGETS, "-o", ""], "an empty file name"),
        (["score", TARGETS, OUTCOMES, "--rules", ""], "an empty name in --rules"),
        (["check", TARGETS, "--rules", ","], "an empty name in --rules"),
        (["score", TARGETS, OUTCOMES, "--rules", "jiangxi,"], "an empty name in --rules"),
        # what would be left undone
        (["score", TARGETS, OUTCOMES, "--pdf"], "name a folder by --out"),
        (["demo", "--pdf"], "name a folder by --out"),
        (["demo", "--top", "0"], "--top must be a positive number"),
        (["score", TARGETS, OUTCOMES, "--rules", "jiangxi,sichuan", "--top", "3"], "--top goes with one rulebook"),
        (["score", TARGETS, OUTCOMES, "--rules", "jiangxi,sichuan", "--full"], "--full goes with one rulebook"),
        (["score", TARGETS, OUTCOMES, "--as-of", "2023-06-30", "--sort", "total"], "--sort does not go with --as-of"),
        (["score", TARGETS, OUTCOMES, "--budgets", OUTCOMES], "--budgets is for tables"),
        (["score", TARGETS, OUTCOMES, "--engine", "dask"], "--engine is for tables"),
        (["rules", "show", "jiangxi", "--on", "20240301"], "--on '20240301' is not a day"),
        (["score", TARGETS, TARGETS], f"the file {TARGETS} is given twice"),
    ],
)
def test_misuse_is_refused_and_nothing_is_shown_or_written(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--lang", "en"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: ") and shown.err.count("\n") == 1
    assert words in shown.err
    assert list(Path().iterdir()) == []


def test_blanks_around_a_rulebook_are_no_part_of_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", TARGETS, OUTCOMES, "--rules", " jiangxi ", "--fail-on", "never", "--lang", "en"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("options", [[], ["--format", "json"], ["--format", "csv"]])
def test_an_audit_of_no_self_evaluation_is_no_clean_audit(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for file in (OUTCOMES, TARGETS):
        assert main(["audit", file, "--fail-on", "never", "--lang", "en", *options]) == 2
        assert "these files hold no self-evaluation" in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--format", "json"], ["--format", "csv"]])
def test_a_check_of_no_target_form_is_no_clean_check(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", OUTCOMES, "--fail-on", "never", "--lang", "en", *options]) == 2
    assert "these files hold no target form" in capsys.readouterr().err


def test_a_template_takes_folders_and_patterns_and_leaves_no_file_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("甲局", "乙局"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "目标.txt").write_bytes(Path(TARGETS).read_bytes())
    for given in (["甲局", "乙局"], ["*/目标.txt"]):
        assert main(["template", *given, "-o", "filled.csv", "--force", "--lang", "en"]) == 0
        assert "22 forms, 214 indicators" in capsys.readouterr().err  # twice the eleven forms with 107 indicators
    assert main(["template", TARGETS, OUTCOMES, "-o", "other.csv", "--lang", "en"]) == 2
    assert "outcomes.csv holds no target form" in capsys.readouterr().err
    assert not (tmp_path / "other.csv").exists()


def test_explain_of_a_project_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", TARGETS, OUTCOMES, "--out", "run", "--fail-on", "never"]) == 0
    capsys.readouterr()
    assert main(["explain", "run", "--project", "修路", "--lang", "en"]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and "no project of this run is called '修路'" in shown.err


def test_a_completion_of_any_size_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heads = "一级指标,二级指标,三级指标,年度指标值,分值\n"
    (tmp_path / "t.csv").write_text(f"{heads}产出指标,数量指标,投入增长率,≥0.00000000000001%,90\n", encoding="utf-8")
    (tmp_path / "o.csv").write_text("三级指标,实际完成值\n投入增长率,100000000000000%\n", encoding="utf-8")
    assert main(["score", "t.csv", "o.csv", "--full", "--out", "run", "--fail-on", "never", "--lang", "en"]) == 0
    shown = capsys.readouterr()
    assert "internal fault" not in shown.err
    # Shares of a growth, since a count or an amount a thousand times its target is a doubt and has no score.
    # 10¹⁴ ÷ 10⁻¹⁴ = 10²⁸, that is 10³⁰ %
    assert "1" + "0" * 30 + ".00%" in "".join(shown.out.split())


def test_percentages_are_rounded_half_up() -> None:
    from decimal import Decimal
    from fractions import Fraction

    assert completion_text(1.00125) == "100.13%"  # a half to the even digit would be 100.12
    assert completion_text(float("nan")) == completion_text(float("inf")) == ""
    assert completion_share(0.9625) == "0.9625" and completion_share(float("nan")) is None
    assert percent_of(Fraction(1, 3)) == "33.33%" and percent_of(Fraction(5, 100_000)) == "0.01%"
    assert percent_of(None) == ""
    assert rate_of(Decimal(1), Decimal(3)) == 3333 and rate_of(Decimal("0.00005"), Decimal(1)) == 1
    assert rate_of(Decimal("1e30"), Decimal("0.01")) == 10**36


def test_a_file_that_cannot_be_used_is_called_by_its_folder_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("甲局", "乙局"):
        (tmp_path / "all" / name).mkdir(parents=True)
        (tmp_path / "all" / name / "目标.docx").write_bytes(b"PK\x03\x04 half a file")
    for command in (["check", "all"], ["read", "all"], ["audit", "all"], ["score", "all", OUTCOMES]):
        assert main([*command, "--lang", "en"]) == 2
        said = capsys.readouterr().err
        assert "甲局/目标.docx" in said and "乙局/目标.docx" in said, said


def test_what_is_passed_over_in_a_folder_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "目标.txt").write_bytes(Path(TARGETS).read_bytes())
    (tmp_path / "all" / "丙局.pages").write_bytes(b"x")
    (tmp_path / "all" / "~$目标.txt").write_bytes(b"x")  # what Word leaves beside an open document is nobody's
    for command in (["check", "all"], ["score", "all", OUTCOMES], ["template", "all", "-o", "x.csv"]):
        main([*command, "--lang", "en", *(["--format", "json"] if command[0] != "template" else [])])
        shown = capsys.readouterr()
        assert "note: not read, no kind of document: all/丙局.pages\n" in shown.err
        assert "pages" not in shown.out


@pytest.mark.parametrize("typed", ["-5", "NaN", "sNaN", "Infinity", "1e999999", "1_0"])
def test_a_budget_that_is_none_leaves_execution_open_and_has_no_weight(
    tmp_path: Path, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = "项目名称,资金名称,三级指标,实际完成值,年初预算数,全年预算数,全年执行数"
    rows = (f"教师培训费,年度资金总额,,,,{typed},90", f"教研活动经费,年度资金总额,,,,100,{typed}")
    (tmp_path / "o.csv").write_text("\n".join((heads, *rows)), encoding="utf-8")
    assert main(["score", TARGETS, "o.csv", "--format", "json", "--out", "run", "--lang", "en"]) == 1
    document = json.loads(capsys.readouterr().out)
    for project in ("教师培训费", "教研活动经费"):
        form = next(form for form in document["forms"] if form["project"] == project)
        assert form["recomputed_execution"]["score"] is None
        assert "execution-missing" in {found["name"] for found in form["findings"]}
    assert main(["explain", "run", "--project", "教师培训费", "--lang", "en"]) == 0
    assert len(capsys.readouterr().out) < 10_000


def test_a_negative_budget_is_said_to_have_no_weight(tmp_path: Path) -> None:
    heads = "项目名称,资金名称,三级指标,实际完成值,年初预算数,全年预算数,全年执行数"
    (tmp_path / "o.csv").write_text(f"{heads}\n教师培训费,年度资金总额,,,,-5,90\n", encoding="utf-8")
    assert evaluate(TARGETS, "o.csv").ratings[0].unweighted == (("教师培训费", ""),)


@pytest.mark.parametrize("extra", [["--sort", "total"], ["--top", "3"], ["--reverse"], ["--map", "actual=x"]])
def test_options_of_documents_are_refused_for_tables(
    tmp_path: Path, extra: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyarrow")
    for name in ("t.parquet", "a.parquet"):
        (tmp_path / name).write_bytes(b"PAR1")
    assert main(["score", "t.parquet", "a.parquet", "--lang", "en", *extra]) == 2
    assert (
        capsys.readouterr().err == f"error: {extra[0]} is for documents, not for tables (docs/bulk.md); leave it out\n"
    )


def test_a_book_that_weighs_a_finding_that_does_not_exist(tmp_path: Path) -> None:
    """A misspelt name in [severity] had no effect and nothing was said of it."""
    book = tmp_path / "local.toml"
    book.write_text('id = "local"\nextends = "mof-2021-101"\n[severity]\nunit-mising = "error"\n', encoding="utf-8")
    targets = tmp_path / "t.csv"
    targets.write_text("项目名称,一级指标,三级指标,指标值\n某项目,产出指标,培训人数,≥10人\n", encoding="utf-8")
    outcomes = tmp_path / "o.csv"
    outcomes.write_text("项目名称,三级指标,实际完成值\n某项目,培训人数,10人\n", encoding="utf-8")
    with pytest.raises(InputError, match="names no finding 'unit-mising'; nearest: unit-missing"):
        evaluate(str(targets), str(outcomes), rules=str(book))
    assert main(["rules", "check", str(book)]) == 2
