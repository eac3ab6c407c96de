"""Narrative cells of a form drafted from its facts, to be put right by a person: every figure from the run, no
adjective, nothing said of what is open but that it is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from evaluator.officialforms.model import Value, shown
from evaluator.verdict.attainment import Attainment, attained

if TYPE_CHECKING:
    from evaluator.officialforms.facts import Facts, Line

MARK = "【草稿，待核定】"
_MOST = 5
"""Indicators that a draft names one by one."""
_PHRASES = (
    ("达到目标值 {} 项", (Attainment.MET, Attainment.OVER)),
    ("未达到目标值 {} 项", (Attainment.MISSED,)),
    ("达到目标值但扣分 {} 项", (Attainment.DEDUCTED,)),
    ("待定 {} 项", (Attainment.PENDING,)),
)


def goals_done(rows: Iterable[Any], lines: Iterable[Line], *, executed: Value, rate: Value, reason: str) -> str:
    """The goals as they were reached: per category how many indicators stand how, those missed by name, the money."""
    by_level: dict[str, list[Any]] = {}
    for row in rows:
        by_level.setdefault(row.level1, []).append(row)
    counted = [f"{level or '绩效指标'}{_counts(some)}" for level, some in by_level.items()]
    parts = [f"{'；'.join(counted)}。"] if counted else []
    missed = [one for one in lines if one.attainment is Attainment.MISSED]
    if missed:
        parts.append(f"未达到目标值的指标：{_named(missed)}。")
    if rate:
        why = f"（{reason}）" if reason else ""
        parts.append(f"全年执行数 {shown(executed)} 万元，预算执行率 {shown(rate)}{why}。")
    return "".join(parts)


def conclusion(facts: Facts) -> str:
    """Total and grade; while anything is open both ends, and that it is open."""
    if facts.open:
        return f"尚有 {facts.open} 项待定，自评总分可能为 {shown(facts.total)} 分，评价等级{facts.grade}。"
    return f"自评总分 {shown(facts.total)} 分，评价等级为“{facts.grade}”。"


def problems(facts: Facts) -> str:
    """The indicators without full points, and what is open; that there are none only where nothing is."""
    lost = [line for line in facts.lines if line.attainment in (Attainment.MISSED, Attainment.DEDUCTED)]
    said = [f"未得满分的指标：{_named(lost)}。"] if lost else []
    if facts.open:
        said.append(f"待定 {facts.open} 项，尚不能判断是否完成。")
    return "".join(said) or "各项参评指标均得满分。"


def _counts(rows: list[Any]) -> str:
    found = attained(rows)
    counts = ((phrase, sum(len(found[one]) for one in ways)) for phrase, ways in _PHRASES)
    applied = sum(len(some) for way, some in found.items() if way is not Attainment.LEFT_OUT)
    said = "，".join(phrase.format(count) for phrase, count in counts if count)
    left_out = len(found[Attainment.LEFT_OUT])
    aside = f"（另有 {left_out} 项不适用）" if left_out else ""
    return f" {applied} 项{'，' if said else ''}{said}{aside}"


def _named(lines: list[Line]) -> str:
    named = [f"{line.name}（目标值 {line.target}，实际完成值 {line.actual}）" for line in lines[:_MOST]]
    more = f"等 {len(lines)} 项" if len(lines) > _MOST else ""
    return "；".join(named) + more
