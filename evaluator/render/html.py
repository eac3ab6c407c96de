"""Pages and parts of pages: one Jinja environment in which every text is escaped and a forgotten name is an error."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from evaluator.scorecards.model import Table, is_number, shown

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from evaluator.scorecards.charts import Scatter


def page(name: str, **shown_there: Any) -> str:
    """The template ``name`` of this folder with its values; ``table`` and ``scatter`` are at hand in it."""
    return _environment().get_template(name).render(**shown_there)


def table(content: Table, kind: str = "") -> Markup:
    """A table as HTML. ``kind`` is the style class by which a narrow screen labels its cells."""
    cells = {
        "headers": content.headers,
        "rows": [[{"text": shown(cell), "n": is_number(cell)} for cell in row] for row in content.rows],
        "notes": content.notes,
        "kind": kind,
    }
    return _safe("table.html.j2", table=cells)


def scatter(chart: Scatter, lang: str, known_as: str = "scatter") -> Markup:
    """Execution against results as inline SVG with title and description; ``known_as`` must be its own on a page."""
    from evaluator.render.scatter import drawing

    return _safe("scatter.svg.j2", chart=drawing(chart, lang), known_as=known_as)


def _safe(name: str, **shown_there: Any) -> Markup:
    from markupsafe import Markup

    # Safe to put into a page because it was escaped by the same environment.
    return Markup(page(name, **shown_there))  # noqa: S704


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def source(name: str) -> str:
        return files("evaluator.render").joinpath(name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["table"] = table
    environment.globals["scatter"] = scatter
    return environment
