"""部门整体支出绩效自评表: the central layout for a whole department, its money by kind of expenditure."""

from __future__ import annotations

from evaluator.officialforms import central
from evaluator.officialforms.facts import Facts
from evaluator.officialforms.grid import Sheet
from evaluator.officialforms.model import OfficialForm


def form_of(facts: Facts) -> OfficialForm:
    """The form of a department."""
    sheet = Sheet(len(central.WIDTHS))
    central.owner(sheet, facts, 3)
    central.funds(sheet, facts, "部门资金\n（万元）")
    central.goals(sheet, facts)
    return central.finish(sheet, facts, title="部门整体支出绩效自评表")
