"""Durations said in other words: by their two days (3月1日开工，4月20日完工), by days for months, as done at once."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from actuals.language.asked import Asked
from actuals.language.sizes import bound_of, downwards
from actuals.language.statement import Statement
from actuals.outcome import Level, OutcomeReading, at_level
from targets.language.expression import read_target
from targets.language.quantity import lookup
from targets.language.reading import Note

_FROM_DAY_TO_DAY = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日(?:正式)?(?:开工|启动|开始|受理|进场|签约|签订合同|下单)[,;]?"
    r"(?:(?:20\d\d)年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日(?:全部|全面)?(?:完工|竣工|完成|办结|交付|投用|结束|验收交货|验收|交货)"
)
_TOOK = re.compile(
    r"(?:实际|共|总|平均)*(?:历时|用时|耗时|工期|时长)?(?:为|共)?(?P<days>\d+(?:\.\d+)?)\s*(?:天|日)(?:完成|完工|竣工|办结)?"
)
_SHORTEST_MONTH = 28
_AT_ONCE = re.compile(r"(?:均|全部)?(?:当[日天场]|即时|即日|随到随)(?:即可|全部)?(?:办结|办理|完成|办毕|办妥|审批完成)")
_EARLY = re.compile(r"(?:较|比)[^,;]{2,16}提前[^,;]{1,6}?(?:全部|全面)?(?:完成|完工|竣工|交付|投用|办结|发放到位|到位)")


def days_between(asked: Asked, said: Statement) -> OutcomeReading | None:
    """The days from one day to the other, both counted, for a duration in days."""
    unit = lookup(asked.target.unit or "")
    found = _FROM_DAY_TO_DAY.fullmatch(said.text)
    if not asked.of_time or unit is None or unit.canonical != "day" or found is None:
        return None
    year = int(found["year"] or 2023)
    try:
        began = date(year, int(found["m1"]), int(found["d1"]))
        ended = date(year, int(found["m2"]), int(found["d2"]))
    except ValueError:
        return None
    if ended < began:
        return None
    days = (ended - began).days + 1
    shown = f"{began.month}月{began.day}日—{ended.month}月{ended.day}日 = {days}{asked.target.unit}"
    return asked.made(Decimal(days), Fraction(1), Note("outcome-computed", shown))


def past_its_term(asked: Asked, said: Statement) -> OutcomeReading | None:
    """约定工期90天，超期10天完工 for ≤90天: the term and what was added to it, with the arithmetic."""
    bound, found = bound_of(asked.target), _PAST_TERM.fullmatch(said.text)
    unit = lookup(asked.target.unit or "")
    if found is None or bound is None or unit is None or unit.canonical != "day" or not downwards(asked.target):
        return None
    if Decimal(found["term"]) != bound:
        return None
    more = Decimal(found["days"])
    return asked.made(bound + more, Fraction(1), Note("outcome-computed", f"{bound:f} + {more:f} = {bound + more:f}"))


_PAST_TERM = re.compile(
    r"(?:(?:合同|计划|目标|约定|规定)*(?:工期|期限|时限)(?:为)?(?P<term>\d+)[天日][,;])"
    r"(?:超期|逾期|延期|滞后|超出工期|超过工期)了?(?P<days>\d+)[天日](?:才)?(?:完成|完工|竣工|交付)?"
)


def surely_within(asked: Asked, said: Statement) -> OutcomeReading | None:
    """45天 for ≤2个月: full marks where even the shortest months are longer."""
    target, took = asked.target, _TOOK.fullmatch(said.text)
    unit, bound = lookup(target.unit or ""), bound_of(target)
    if took is None or unit is None or unit.canonical != "month" or bound is None or not downwards(target):
        return None
    if Decimal(took["days"]) > bound * _SHORTEST_MONTH:
        return None
    return at_level(asked.text, Level.MET, Note("outcome-not-quantified", f"{took['days']}天"))


def at_once_or_early(asked: Asked, said: Statement) -> OutcomeReading | None:
    """当日办结 for ≤2个工作日, 较60天的工期提前8天完工 for ≤60天: full marks, the number itself is not said."""
    if not asked.of_time or not downwards(asked.target):
        return None
    bound, early = bound_of(asked.target), _EARLY.fullmatch(said.text)
    if early is not None:
        named = [read_target(figure.text).low for figure in said.figures[:-1]]
        if any(size is not None and size != bound for size in named):
            return None
    elif _AT_ONCE.fullmatch(said.text) is None:
        return None
    return at_level(asked.text, Level.MET, Note("outcome-not-quantified", said.text))
