"""The layouts by name, and all official forms of a run in one of them, with notes or as they are handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from evaluator.officialforms import central, older, sichuan
from evaluator.officialforms.facts import Facts, all_facts, facts_of
from evaluator.officialforms.model import OfficialForm
from evaluator.run import Run

DEFAULT = "central"
LAYOUTS: Mapping[str, Callable[[Facts], OfficialForm]] = {
    "central": central.form_of,
    "sichuan": sichuan.form_of,
    "2016": older.form_of,
}


def official_form(run: Run, position: int, layout: str = DEFAULT) -> OfficialForm:
    """The official form at ``position`` of the run; ``layout`` is one of ``LAYOUTS`` (KeyError otherwise)."""
    return LAYOUTS[layout](facts_of(run, position))


def to_hand_in(form: OfficialForm) -> OfficialForm:
    """The form with what it asks for and nothing else: no notes under the table."""
    return replace(form, notes=())


def official_forms(run: Run, layout: str = DEFAULT) -> Iterator[OfficialForm]:
    """All official forms of the run in order, one at a time."""
    return map(LAYOUTS[layout], all_facts(run))
