"""Pairs of target and outcome with the right score fixed beforehand: how many are silently wrong, how many needlessly
doubted.

Run: python -m benchmarks.pairs [FILE.tsv ...]   (without files: those of tests/outcomes)
A score is silently wrong if it is none of the accepted ones and no warning or error stands on its row. It is needlessly
pending if it is pending and a careful person finds the pair clear; needlessly warned if a warning about the score
stands on a row that is clear. docs/outcomes.md says what the columns of the files mean.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from actuals.language.reading import read_outcome
from evaluator.evaluation import evaluate
from targets.kinds.finding import Severity
from targets.language.expression import read_target

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "corpus"
FOLDER = Path(__file__).resolve().parents[1] / "tests" / "outcomes"
FILES = ("pairs.tsv", "pairs_2.tsv", "pairs_own.tsv", "pairs_own_2.tsv", "pairs_own_3.tsv")
_LEVEL1 = {
    "数量指标": "产出指标",
    "成本指标": "产出指标",
    "时效指标": "产出指标",
    "质量指标": "产出指标",
    "社会效益指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}
_OF_SOMETHING_ELSE = frozenset({"shortfall-unexplained", "over-achieved-unexplained", "wording-unmeasurable"})
"""Findings that say nothing against the score."""
_OF_READING = frozenset(
    [
        "outcome-words-unknown",
        "outcome-approximate",
        "outcome-assumed",
        "outcome-repeats-target",
        "outcome-unreadable",
        "direction-suspect",
        "direction-assumed",
        "text-left-over",
        "text-not-understood",
    ]
)
_OF_THE_UNIT = ("", "outcome-unit-missing")
"""What may be found of a clear outcome: nothing, or that its unit stands beside it."""
_IN_A_FORM = 9


@dataclass(frozen=True)
class Judged:
    """One pair with what became of it: ``score`` None while pending, the warnings and errors on its row."""

    row: dict[str, str]
    score: str | None
    warned: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        """Whether the score is the right one or another that is acceptable (``10W``: beside a warning only)."""
        answers = [self.row["right score"], *filter(None, self.row["also acceptable"].split("|"))]
        return any(self._is(answer) for answer in answers)

    def _is(self, answer: str) -> bool:
        number = answer.rstrip("W")
        if number == "P" or self.score is None:
            return number == "P" and self.score is None
        near = abs(float(self.score) - float(number)) < 0.0051
        return near and (bool(self.warned) or not answer.endswith("W"))

    @property
    def silently_wrong(self) -> bool:
        """Whether a wrong score stands there with nothing said against it."""
        return not self.accepted and self.score is not None and not self.warned

    @property
    def clear(self) -> bool:
        """Whether a careful person finds the pair clear: one score, and no doubt among the answers."""
        return self.row["right score"].replace(".", "").isdecimal() and not self.row["also acceptable"]

    @property
    def needless(self) -> bool:
        """Whether a clear pair is pending, or warned of for what its outcome says."""
        return self.clear and (self.score is None or self.doubted)

    @property
    def doubted(self) -> bool:
        """Whether a warning speaks of the reading of the outcome, and not of what it says (a share above 100 %)."""
        return bool(_OF_READING.intersection(self.warned))

    @property
    def text(self) -> str:
        """The pair in one line."""
        said = " | ".join((self.row["target"], self.row["indicator"], self.row["outcome"]))
        return f"{said} -> {self.score} {' '.join(self.warned)} (right {self.row['right score']})"


def rows_of(file: Path) -> list[dict[str, str]]:
    """The pairs of a file."""
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))


def judged(rows: Sequence[dict[str, str]]) -> list[Judged]:
    """Every pair scored as a user's would be: forms of nine indicators and a table of outcomes through ``evaluate``."""
    with tempfile.TemporaryDirectory() as folder:
        return list(_judged(rows, Path(folder)))


def _judged(rows: Sequence[dict[str, str]], folder: Path) -> Iterator[Judged]:
    (folder / "targets").mkdir()
    stated = [["项目名称", "三级指标", "实际完成值"]]
    for begin in range(0, len(rows), _IN_A_FORM):
        project, group = _project(begin), rows[begin : begin + _IN_A_FORM]
        lines = [_HEAD.format(project=project)]
        lines += [
            f"| {_LEVEL1[r['level2']]} | {r['level2']} | {r['indicator']} | {r['target']} | {r['points']} |"
            for r in group
        ]
        lines += [f"| 产出指标 | 数量指标 | 补足{n} | ≥1次 | 10 |" for n in range(_IN_A_FORM - len(group))]
        stated += [[project, r["indicator"], r["outcome"]] for r in group]
        stated += [[project, f"补足{n}", "1次"] for n in range(_IN_A_FORM - len(group))]
        (folder / "targets" / f"{project}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (folder / "outcomes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(stated)
    run = evaluate(folder / "targets", folder / "outcomes.csv")
    warned: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in run.notices:
        if finding.severity is not Severity.NOTE and finding.indicator and finding.name not in _OF_SOMETHING_ELSE:
            warned[Path(finding.at.file).stem, finding.indicator].append(finding.name)
    lines = {(run.forms[line.form].project, line.indicator): line for line in run.line_rows}
    for number, row in enumerate(rows):
        project = _project(number)
        line = lines[project, row["indicator"]]
        scored = line.applicable and not line.pending and line.points
        score = f"{line.score / line.points * float(row['points']):.2f}" if scored else None
        yield Judged(row, score, tuple(warned[project, row["indicator"]]))


_HEAD = """# 项目支出绩效目标表

（2023 年度）

| 项目名称 | {project} | | | |
|---|---|---|---|---|
| 主管部门 | 示例区财政局 | 实施单位 | 示例单位 | |
| 年度资金总额 | 100 | | | |
| 一级指标 | 二级指标 | 三级指标 | 指标值 | 分值 |"""


def _project(number: int) -> str:
    return f"测试项目{number // _IN_A_FORM + 1:03d}"


def report(name: str, found: Sequence[Judged]) -> str:
    """The two figures of a file, the silent and the needless, in one line."""
    count = Counter(
        right=sum(one.accepted for one in found),
        silent=sum(one.silently_wrong for one in found),
        clear=sum(one.clear for one in found),
        pending=sum(one.clear and one.score is None for one in found),
        warned=sum(one.clear and one.score is not None and one.doubted for one in found),
    )
    clear = count["clear"] or 1
    return (
        f"{name:16} {len(found):4} pairs: right {count['right'] / len(found):7.2%}, silently wrong "
        f"{count['silent'] / len(found):6.2%} (limit 0.3 %); of {count['clear']} clear ones needlessly pending "
        f"{count['pending'] / clear:6.2%}, needlessly warned {count['warned'] / clear:6.2%} (limit together 3 %)"
    )


def corpus_report() -> str:
    """The share of clear rows of published self-evaluations that are doubted, and of those read as something else."""
    printed, gold = rows_of(CORPUS / "self_evaluations.tsv"), rows_of(CORPUS / "outcomes.tsv")
    clear = [(row, one) for row, one in zip(printed, gold, strict=True) if one["finding"] in _OF_THE_UNIT]
    wrong = doubted = 0
    for row, one in clear:
        target = read_target(row["target"], indicator=row["indicator"])
        read = read_outcome(row["actual"], target, indicator=row["indicator"])
        wrong += read.kind.value not in (one["kind"], "unreadable")
        doubted += read.kind.value == "unreadable" or any(note.name in _OF_READING for note in read.notes)
    return (
        f"{'self_evaluations':16} {len(printed):4} rows: of {len(clear)} clear ones read as another kind "
        f"{wrong / len(clear):6.2%}, needlessly doubted {doubted / len(clear):6.2%} (limit 3 %)"
    )


def main() -> int:
    """Print the figures of every file, and the pairs that are wrong or needlessly doubted."""
    files = [Path(name) for name in sys.argv[1:]] or [FOLDER / name for name in FILES]
    for file in files:
        found = judged(rows_of(file))
        for one in found:
            if not one.accepted or one.needless:
                print("silently wrong:" if one.silently_wrong else "needless:" if one.needless else "wrong:", one.text)
        print(report(file.name, found))
    print(corpus_report())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
