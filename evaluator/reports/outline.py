"""Outlines of reports as data files: order, headings, sentences with their conditions, tables, charts, gaps.

    kind = "project"                       # or department, bureau
    title = "[{year}年度]{title}项目支出绩效自评报告"     # a part in brackets is left out where it is not known
    extends = "project"                    # another outline, of which this one says only what differs
    order = ["overview", ["project", "funds"], "conclusion"]   # a list under a section holds its subsections

    [section.funds]
    heading = "资金情况"
    blocks = [
      { id = "rate", when = ["rate known"], say = "预算执行率{rate}。" },
      { table = "funds", caption = "资金执行情况" },
      { gap = "资金到位情况", hint = "……", limit = 200, when = ["…"] },
      { each = "over", say = "{name}：……" },
      { chart = "categories", caption = "各类指标得分率" },
    ]

Read strictly: an unknown key, fact, table or list is refused with its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from evaluator.reports.conditions import Condition, condition
from targets.errors import InputError
from targets.toml import read_toml

KINDS = ("project", "department", "bureau")
_KEYS = frozenset({"kind", "title", "extends", "order", "section", "name", "basis"})
_ACTS = ("say", "table", "gap", "chart")
_MORE = frozenset({"id", "when", "each", "caption", "hint", "limit", "fact"})
_FIELD = re.compile(r"\{([a-z_]+)\}")
Order = Sequence["str | Order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One block of a section: its act (say, table, gap, chart), what it says or names, and when."""

    act: str
    text: str
    id: str
    when: tuple[Condition, ...] = ()
    each: str = ""
    caption: str = ""
    hint: str = ""
    limit: int = 0
    fact: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that its conditions speak of."""
        return tuple(name for one in self.when for name in one.names)

    @property
    def fields(self) -> tuple[str, ...]:
        """The facts that its sentence prints."""
        return tuple(_FIELD.findall(self.text)) if self.act == "say" else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """An outline, whole."""

    id: str
    kind: str
    name: str
    title: str
    order: Order
    sections: Mapping[str, Section]


def outline_ids() -> tuple[str, ...]:
    """The outlines that come with the software."""
    folder = files("evaluator") / "reports" / "outlines"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load_outline(name: str) -> Outline:
    """The outline of that id, or of a file of one's own. Raises InputError for one missing or not well written."""
    data = _merged(name, ())
    where = f"提纲 {name}" if not name.endswith(".toml") else f"提纲 {Path(name).name}"
    sections = {key: _section(key, value, where) for key, value in data.get("section", {}).items()}
    order = data.get("order", [])
    for key in _flat(order):
        if key not in sections:
            raise InputError(f"{where}：没有 [section.{key}]。", f"{where}: there is no [section.{key}].")
    if data.get("kind") not in KINDS or not isinstance(data.get("title"), str) or not order:
        raise InputError(
            f"{where}：须有 kind（{'、'.join(KINDS)}）、title 和 order。",
            f"{where}: kind ({', '.join(KINDS)}), title and order are needed.",
        )
    return Outline(
        id=name,
        kind=data["kind"],
        name=str(data.get("name", name)),
        title=data["title"],
        order=order,
        sections=sections,
    )


def _merged(name: str, seen: tuple[str, ...]) -> dict[str, Any]:
    """The data of an outline laid over those of the one that it extends."""
    if name in seen:
        raise InputError(f"提纲 {name} 引用了自己。", f"the outline {name} extends itself.")
    data = _data(name)
    if unknown := set(data) - _KEYS:
        raise InputError(
            f"提纲 {name}：没有“{'、'.join(sorted(unknown))}”这个键。",
            f"the outline {name}: unknown key {', '.join(sorted(unknown))}.",
        )
    if "extends" not in data:
        return data
    base = _merged(str(data["extends"]), (*seen, name))
    sections = {key: dict(value) for key, value in base.get("section", {}).items()}
    for key, value in data.get("section", {}).items():
        sections[key] = {**sections.get(key, {}), **value}
    return {**base, **data, "section": sections}


def _data(name: str) -> dict[str, Any]:
    if name.endswith(".toml"):
        return dict(read_toml(Path(name), "提纲", "outline", "docs/reports.md"))
    if name not in outline_ids():
        raise InputError(
            f"没有提纲“{name}”；可用的有 {'、'.join(outline_ids())}，或给出 .toml 文件。",
            f"no outline {name!r}; choose {', '.join(outline_ids())} or name a .toml file.",
        )
    path = files("evaluator") / "reports" / "outlines" / f"{name}.toml"
    return dict(read_toml(Path(str(path)), "提纲", "outline", "docs/reports.md"))


def _flat(order: Order) -> list[str]:
    found: list[str] = []
    for one in order:
        found += [one] if isinstance(one, str) else _flat(one)
    return found


def _section(key: str, data: Any, where: str) -> Section:
    at = f"{where} [section.{key}]"
    if not isinstance(data, dict) or set(data) - {"heading", "blocks"} or not isinstance(data.get("heading"), str):
        raise InputError(f"{at}：须有 heading，可有 blocks。", f"{at}: heading is needed, blocks may be given.")
    rules = tuple(_rule(key, n, block, at) for n, block in enumerate(data.get("blocks", []), 1))
    return Section(heading=data["heading"], rules=rules)


def _rule(key: str, number: int, block: Any, where: str) -> Rule:
    at = f"{where} 第{number}块"
    acts = [act for act in _ACTS if isinstance(block, dict) and act in block]
    if len(acts) != 1 or set(block) - _MORE - {acts[0]}:
        raise InputError(
            f"{at}：须写 {'、'.join(_ACTS)} 之一，另可有 {'、'.join(sorted(_MORE))}。",
            f"{at}: one of {', '.join(_ACTS)} is needed; {', '.join(sorted(_MORE))} may be given.",
        )
    when = block.get("when", [])
    conditions = tuple(condition(str(one), at) for one in ([when] if isinstance(when, str) else when))
    return Rule(
        act=acts[0],
        text=str(block[acts[0]]),
        id=f"{key}.{block.get('id', number)}",
        when=conditions,
        each=str(block.get("each", "")),
        caption=str(block.get("caption", "")),
        hint=str(block.get("hint", "")),
        limit=int(block.get("limit", 0)),
        fact=str(block.get("fact", "")),
    )
