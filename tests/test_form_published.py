"""Layouts as offices of many provinces publish them (tests/layouts): each is read exactly."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from formgrammar import cells_of

from targets.documents.grid import Grid
from targets.layout.understanding import forms_of

LAYOUTS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "layouts" / "published.toml").read_text(encoding="utf-8")
)["layout"]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one["name"][:2])
def test_a_published_layout_is_read_exactly(layout: dict[str, Any]) -> None:
    rows = [line.split("|") for line in layout["table"]]
    around = {"before": tuple(layout["before"]), "after": tuple(layout.get("after", ()))}
    form = forms_of([Grid(file="t", index=0, cells=cells_of(rows), **around)], "t").forms[0]
    read = [(r.level1, r.level2, r.name, r.target, r.actual, r.points, r.score) for r in form.rows]
    assert read == [tuple(None if text == "~" else text for text in row.split(";")) for row in layout["rows"]]
    for name, text in layout["head"].items():
        assert (name, getattr(form, name) or "") == (name, text)
    for name, text in layout.get("execution", {}).items():
        assert (name, form.execution.get(name)) == (name, text)
