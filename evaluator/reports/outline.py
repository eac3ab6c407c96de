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
      { each = "matters", sheet = "evidence", caption = "取证单 {name}" },   # a sheet of its own for each item
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

RUN_KINDS = ("project", "department", "bureau")
"""The kinds of reports on evaluations."""
REVIEW_KINDS = ("review", "opinion", "evidence")
"""The kinds of papers on audits: the report on a review, the opinion on one form, the sheets of evidence."""
KINDS = (*RUN_KINDS, *REVIEW_KINDS)
_KEYS = frozenset({"kind", "title", "extends", "order", "section", "name", "basis", "cover", "contents"})
_SECTION = frozenset({"heading", "blocks"})
_ACTS = ("say", "table", "gap", "chart", "sheet")
_MORE = frozenset({"id", "when", "each", "caption", "hint", "limit", "fact"})
_COVER = ("填报单位负责人", "联系人", "联系电话", "填报日期")
"""The lines of the cover that a person fills in, where an outline names no others."""
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
    cover: tuple[str, ...]
    contents: bool
    sections: Mapping[str, Section]


def outline_ids() -> tuple[str, ...]:
    """The outlines that come with the software."""
    folder = files("evaluator") / "reports" / "outlines"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load_outline(name: str) -> Outline:
    """The outline of that id, or of a file of one's own. Raises InputError for one missing or not well written."""
    at = At.of(name)
    data = _merged(name, ())
    sections = {key: _section(key, value, at) for key, value in data.get("section", {}).items()}
    order = _order(data.get("order", []), at)
    for key in _flat(order):
        if key not in sections:
            raise at.refused(f"没有 [section.{key}]", f"there is no [section.{key}]")
    if data.get("kind") not in KINDS or not isinstance(data.get("title"), str) or not order:
        raise at.refused(
            f"须有 kind（{'、'.join(KINDS)}）、title 和 order", f"kind ({', '.join(KINDS)}), title and order are needed"
        )
    return Outline(
        id=name,
        kind=data["kind"],
        name=str(data.get("name", name)),
        title=data["title"],
        order=order,
        cover=tuple(_texts(data, "cover", at)) if "cover" in data else _COVER,
        contents=data.get("contents", True) is not False,
        sections=sections,
    )


def _merged(name: str, seen: tuple[str, ...]) -> dict[str, Any]:
    """The data of an outline laid over those of the one that it extends."""
    at = At.of(name)
    if name in seen:
        raise at.refused("引用了自己", "it extends itself")
    data = _data(name)
    if unknown := set(data) - _KEYS:
        raise at.refused(f"没有“{'、'.join(sorted(unknown))}”这个键", f"there is no key {', '.join(sorted(unknown))}")
    own = at.table(data, "section")
    for key, value in own.items():
        _known(value, _SECTION, at.of_section(key))
    if not (extends := at.text(data, "extends")):
        return data
    base = _merged(extends, (*seen, name))
    sections = {key: dict(value) for key, value in base.get("section", {}).items()}
    for key, value in own.items():
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


def _texts(data: dict[str, Any], key: str, at: At) -> list[str]:
    given = at.list(data, key)
    if not all(isinstance(one, str) and one for one in given):
        raise at.refused(f"{key} 须是文字的列表", f"{key} must be a list of texts")
    return list(map(str, given))


def _order(given: Any, at: At) -> Order:
    """The order as a list of names of sections and of such lists."""
    if not isinstance(given, list):
        raise at.refused(
            'order 须是列表，如 ["overview", ["project"]]', 'order must be a list: ["overview", ["project"]]'
        )
    for one in given:
        if not isinstance(one, str):
            _order(one, at)
    return given


def _flat(order: Order) -> list[str]:
    found: list[str] = []
    for one in order:
        found += [one] if isinstance(one, str) else _flat(one)
    return found


def _section(key: str, data: dict[str, Any], outline: At) -> Section:
    at = outline.of_section(key)
    if "heading" not in data:
        raise at.refused("须有 heading，可有 blocks", "heading is needed, blocks may be given")
    rules = tuple(_rule(key, n, block, at.of_block(n)) for n, block in enumerate(at.list(data, "blocks"), 1))
    return Section(heading=at.text(data, "heading"), rules=rules)


def _rule(key: str, number: int, block: Any, at: At) -> Rule:
    acts = [act for act in _ACTS if isinstance(block, dict) and act in block]
    if len(acts) != 1 or set(block) - _MORE - {acts[0]}:
        raise at.refused(
            f"须写 {'、'.join(_ACTS)} 之一，另可有 {'、'.join(sorted(_MORE))}",
            f"one of {', '.join(_ACTS)} is needed; {', '.join(sorted(_MORE))} may be given",
        )
    when = block.get("when", [])
    texts = [when] if isinstance(when, str) else when
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise at.refused("when 须是文字或文字的列表", "when must be a text or a list of texts")
    limit = block.get("limit", 0)
    if type(limit) is not int or limit < 0:
        raise at.refused("limit 须是不小于 0 的整数", "limit must be a whole number from 0")
    return Rule(
        act=acts[0],
        text=at.text(block, acts[0]),
        id=f"{key}.{at.text(block, 'id') or number}",
        when=tuple(condition(one, (at.zh, at.en)) for one in texts),
        each=at.text(block, "each"),
        caption=at.text(block, "caption"),
        hint=at.text(block, "hint"),
        limit=limit,
        fact=at.text(block, "fact"),
    )


def _known(data: Any, keys: frozenset[str], at: At) -> None:
    """InputError for what is no table, or has other keys."""
    if not isinstance(data, dict) or set(data) - keys:
        raise at.refused("须有 heading，可有 blocks", "heading is needed, blocks may be given")


@dataclass(frozen=True, slots=True)
class At:
    """A place in an outline, as its mistakes are told, in Chinese and English."""

    zh: str
    en: str

    @classmethod
    def of(cls, outline: str) -> At:
        """An outline by its id or the name of its file."""
        name = Path(outline).name if outline.endswith(".toml") else outline
        return cls(f"提纲 {name}", f"the outline {name}")

    def of_section(self, key: str) -> At:
        """A section of it."""
        return At(f"{self.zh} [section.{key}]", f"{self.en} [section.{key}]")

    def of_block(self, number: int) -> At:
        """A block of a section."""
        return At(f"{self.zh} 第 {number} 块", f"{self.en} block {number}")

    def refused(self, zh: str, en: str) -> InputError:
        """The sentence on a mistake there."""
        return InputError(f"{self.zh}：{zh}；写法见 docs/reports.md。", f"{self.en}: {en}; see docs/reports.md.")

    def text(self, data: Mapping[str, Any], key: str) -> str:
        """The text under a key, empty where there is none. Raises InputError for anything else."""
        found = data.get(key, "")
        if not isinstance(found, str):
            raise self.refused(f"{key} 须是文字", f"{key} must be a text")
        return found

    def list(self, data: Mapping[str, Any], key: str) -> list[Any]:
        """The list under a key, empty where there is none. Raises InputError for anything else."""
        found = data.get(key, [])
        if not isinstance(found, list):
            raise self.refused(f"{key} 须是列表", f"{key} must be a list")
        return found

    def table(self, data: Mapping[str, Any], key: str) -> dict[str, Any]:
        """The table under a key, empty where there is none. Raises InputError for anything else."""
        found = data.get(key, {})
        if not isinstance(found, dict):
            raise self.refused(f"{key} 须是表（[{key}.…]）", f"{key} must be a table ([{key}.…])")
        return found
