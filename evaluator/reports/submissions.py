"""报送台账: self-evaluations handed in and missing, against a list of the departments or projects that have to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from actuals.matching.names import name_key
from evaluator.auditing.handedback import sheets_of
from evaluator.auditing.run import Audit
from evaluator.figures import grade_text, range_text
from evaluator.run import Run
from targets.errors import InputError

DEPARTMENT = ("部门", "主管部门", "预算部门", "部门名称", "单位", "预算单位", "单位名称")
PROJECT = ("项目", "项目名称")
WHOLE = "部门整体"
"""What a list or the ledger calls the form of a whole department."""
HEADINGS = ("序号", "部门", "项目", "报送情况", "自评得分", "等级", "待定（项）", "来源")
"""The columns that are ours; all others of a list are the office's own and are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One line of the list: a department and a project, its whole form, or, without projects, all of it."""

    department: str
    project: str = ""
    whole: bool = False
    own: Mapping[str, str]

    @property
    def key(self) -> tuple[str, str]:
        """The key that forms are matched by; the project is empty where the line is of the department or its form."""
        return name_key(self.department), name_key(self.project)

    @property
    def name(self) -> str:
        """The line in words."""
        return " / ".join(text for text in (self.department, WHOLE if self.whole else self.project) if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedList:
    """The list, its further columns, and whether it names departments only."""

    lines: tuple[Expected, ...]
    added: tuple[str, ...]
    by_department: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """One form that was handed in."""

    department: str
    project: str
    source: str
    total: str
    grade: str
    open: int


@dataclass(frozen=True, slots=True)
class Submission:
    """One line of the ledger: what was expected (None where a form is not on the list) and what was handed in."""

    expected: Expected | None
    forms: tuple[Submitted, ...]

    @property
    def state(self) -> str:
        """The words of the column 报送情况."""
        if self.expected is None:
            return "不在名单内"
        if not self.forms:
            return "未报"
        many = len(self.forms)
        return "已报" if many == 1 or not (self.expected.whole or self.expected.project) else f"已报（重复{many}份）"


def read_expected(path: Path) -> ExpectedList:
    """The list in a workbook, table or document: a heading such as 部门 and, for projects, 项目; further columns stay.

    Raises InputError for a file without such headings or lines, and for a line that stands twice.
    """
    for sheet in sheets_of(path, (), any_of=(*DEPARTMENT, *PROJECT)):
        of = {role: next((name for name in sheet.headings if name in names), "") for role, names in _ROLES.items()}
        ours = {*HEADINGS, *of.values()}
        added = tuple(name for name in sheet.headings if name not in ours)
        lines = []
        for _, row in sheet.rows:
            department, project = (row.get(of[role], "").strip() for role in ("department", "project"))
            if not (department or project) or row.get("报送情况") == "不在名单内":
                continue
            whole = bool(of["project"]) and (not project or WHOLE in project or project == "整体")
            own = {name: row[name] for name in added}
            lines.append(Expected(department=department, project="" if whole else project, whole=whole, own=own))
        _refuse_twice(path, lines)
        if lines:
            return ExpectedList(lines=tuple(lines), added=added, by_department=not of["project"])
    raise InputError(
        f"{path.name} 里没有应报名单（表头须有“部门”，按项目报送的另有“项目”，其下至少一行）。",
        f"{path.name} holds no list of who has to hand in (headings 部门 and, for projects, 项目, a line at least).",
    )


_ROLES = {"department": DEPARTMENT, "project": PROJECT}


def _refuse_twice(path: Path, lines: Sequence[Expected]) -> None:
    seen: set[tuple[str, str]] = set()
    for line in lines:
        if line.key in seen:
            raise InputError(
                f"{path.name}：应报名单中“{line.name}”出现不止一次，会重复计算；请只保留一行。",
                f"{path.name}: {line.name!r} stands twice on the list and would count twice; keep one line.",
            )
        seen.add(line.key)


def submitted(runs: Iterable[Run | Audit]) -> tuple[Submitted, ...]:
    """The forms of evaluations, and the self-evaluations of audits, in their order."""
    found = []
    for run in runs:
        totals = run.done.total_rows if isinstance(run, Audit) else run.total_rows
        for form, total in zip(run.forms, totals, strict=True):
            if isinstance(run, Audit) and not form.kind.has_outcomes:
                continue
            low, high = int(total.total_low), int(total.total_high)
            printed = isinstance(run, Audit)
            found.append(
                Submitted(
                    department=form.department or "",
                    project="" if form.kind.of_department else form.project or "",
                    source=form.file,
                    total=(form.total_score or "") if printed else range_text(low, high, "zh"),
                    grade=(form.grade or "")
                    if printed
                    else grade_text(total.grade, total.grade_low, total.grade_high, "zh"),
                    open=int(total.pending) + int(total.execution_pending),
                )
            )
    return tuple(found)


def compare(expected: ExpectedList, forms: Sequence[Submitted]) -> tuple[Submission, ...]:
    """The lines of the list with the forms that answer to them, then the forms that are not on it. A line without a
    department is answered by a project of that name in any.
    """
    whose: dict[tuple[str, str], list[int]] = {}
    for place, form in enumerate(forms):
        project = "" if expected.by_department else name_key(form.project)
        whose.setdefault((name_key(form.department), project), []).append(place)
        whose.setdefault(("", project), []).append(place)
    left = dict.fromkeys(range(len(forms)))
    lines = []
    for line in expected.lines:
        own = [place for place in whose.get(line.key, ()) if place in left]
        for place in own:
            del left[place]
        lines.append(Submission(line, tuple(forms[place] for place in own)))
    return (*lines, *(Submission(None, (forms[place],)) for place in left))
