"""Blocks of all layouts: whose form it is, its money row by row, goals, the frame of the indicators, the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actuals.narratives import GOALS_DONE
from evaluator.officialforms.facts import DASH, Facts
from evaluator.officialforms.funds import Fund
from evaluator.officialforms.grid import Sheet, or_dash
from evaluator.officialforms.model import OfficialForm, Role, Value


def owner(sheet: Sheet, facts: Facts, beside: int) -> None:
    """Whose form it is, at the top of every layout; ``beside`` is how many columns 实施单位 takes."""
    rest = sheet.width - 2
    if facts.form.kind.of_department:
        sheet.field(("部门名称", facts.department, 2, rest))
        return
    sheet.field(("项目名称", facts.project, 2, rest))
    sheet.field(("主管部门", facts.department, 2, rest - 1 - beside), ("实施单位", facts.implementer, 1, beside))


def money_frame(sheet: Sheet, facts: Facts, headings: Sequence[tuple[str, int]]) -> None:
    """The label of the money, beside all its rows, and the row of headings with the columns that each takes."""
    whose = "部门" if facts.form.kind.of_department else "项目"
    sheet.put(sheet.row, 0, Role.LABEL, f"{whose}资金\n（万元）", rows=2 + len(facts.parts), columns=2)
    sheet.add((Role.LABEL, "", 1), *((Role.HEADING, text, columns) for text, columns in headings), start=2)


def money_rows(facts: Facts) -> Iterator[tuple[Fund, Value, Value, Value]]:
    """Each line of money with its rate, points and score: the total is scored, its parts explain it."""
    yield facts.total_fund, facts.total_fund.rate, facts.execution_points, facts.execution_score
    for part in facts.parts:
        yield part, or_dash(part.rate), DASH, DASH


def goals(
    sheet: Sheet,
    facts: Facts,
    *,
    planned: int,
    label: str = "年度\n总体\n目标",
    headings: tuple[str, str] = ("预期目标", "实际完成情况"),
) -> None:
    """The goals of the year beside what became of them; ``planned`` is how many columns the goals take."""
    done = sheet.width - 1 - planned
    sheet.put(sheet.row, 0, Role.LABEL, label, rows=2)
    sheet.add((Role.HEADING, headings[0], planned), (Role.HEADING, headings[1], done), start=1)
    sheet.add((Role.TEXT, facts.goal, planned), (*facts.told(GOALS_DONE, facts.goals_drafted), done), start=1)


def indicators_frame(sheet: Sheet, facts: Facts, headings: Sequence[str]) -> int:
    """The headings of the indicators, the words down their side and the names of the levels; the row of headings."""
    heading = sheet.row
    sheet.put(sheet.row, 0, Role.LABEL, open_bottom=True)
    sheet.add(*((Role.HEADING, text, 1) for text in headings), start=1)
    if facts.lines:
        sheet.put(sheet.row, 0, Role.LABEL, "绩\n效\n指\n标", rows=len(facts.lines), open_top=True)
        levels(sheet, facts, 1)
    return heading


def levels(sheet: Sheet, facts: Facts, first: int) -> None:
    """The names of both levels beside the indicators, from column ``first`` on."""
    sheet.levels((first, first + 1), ((line.level1, line.level2) for line in facts.lines), (1, 1))


def finished(
    sheet: Sheet, facts: Facts, *, widths: tuple[int, ...], heading: int, landscape: bool = False
) -> OfficialForm:
    """The form with everything that ``sheet`` holds, of a project or of a whole department."""
    return OfficialForm(
        title=f"{'部门整体' if facts.form.kind.of_department else '项目'}支出绩效自评表",
        name=facts.name,
        widths=widths,
        boxes=tuple(sheet.boxes),
        heading=heading,
        captions=facts.captions,
        marks=facts.marks,
        notes=facts.notes,
        landscape=landscape,
    )
